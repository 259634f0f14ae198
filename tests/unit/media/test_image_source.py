"""What becomes of any original on its way to a browser: upright, in its true colours, opaque, and nothing betrayed."""

import subprocess
import sys
import zlib
from pathlib import Path

import pillow_heif
import pytest
import pyvips
from PIL import Image, ImageOps

from app.errors import MediaRefused
from app.media import edge_tiles
from app.media.image import make_pyramid, make_thumbnail
from app.media.image_header import PIXELS_WHOLE
from app.media.image_source import opened, read_header
from tests.media_samples import compass, enlarged, photograph, png_of_zeroes, tagged_exif, wallpapers

Colour = tuple[int, int, int]


def corners(path: Path) -> list[Colour]:
    """The colours in the four quarters, clockwise from the top left."""
    with Image.open(path) as picture:
        plain = picture.convert("RGB")
    width, height = plain.size
    places = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
    return [_pixel(plain, int(width * x), int(height * y)) for x, y in places]


def _pixel(picture: Image.Image, x: int, y: int) -> Colour:
    value = picture.getpixel((x, y))
    assert isinstance(value, tuple)
    return value[0], value[1], value[2]


def near(one: Colour, other: Colour, tolerance: int = 12) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


def plain(colour: Colour, depth: str, space: str) -> pyvips.Image:
    bands = [pyvips.Image.black(600, 400).linear(0, level) for level in colour]
    return bands[0].bandjoin(bands[1:]).cast(depth).copy(interpretation=space)


def pyramid_of(source: Path) -> Path:
    target = source.parent / "out.tif"
    make_pyramid(source, target)
    return target


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_upright_whichever_way_the_camera_was_held(tmp_path: Path, orientation: int) -> None:
    source = tmp_path / "held.jpg"
    compass().save(source, exif=tagged_exif(orientation), quality=95)
    with Image.open(source) as stored:
        truth = ImageOps.exif_transpose(stored)
        truth.save(tmp_path / "truth.png")
    header = read_header(source)
    assert (header.orientation, header.width, header.height) == (orientation, *truth.size)
    target = pyramid_of(source)
    make_thumbnail(source, tmp_path / "thumbnail.webp", 200)
    for made in (target, tmp_path / "thumbnail.webp"):
        with Image.open(made) as picture:
            assert abs(picture.width / picture.height - truth.width / truth.height) < 0.02
            assert picture.getexif().get(0x0112, 1) == 1
        assert all(near(a, b, 30) for a, b in zip(corners(made), corners(tmp_path / "truth.png"), strict=True))
    assert not list(tmp_path.glob(".part-*"))


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    for ending in ("png", "webp", "tif"):
        source = tmp_path / f"hole.{ending}"
        picture = compass().convert("RGBA")
        picture.paste((0, 0, 0, 0), (0, 0, 450, 300))
        picture.save(source)
        assert read_header(source).alpha
        top_left, top_right, *_ = corners(pyramid_of(source))
        assert near(top_left, (255, 255, 255), 3)
        assert near(top_right, (0, 255, 0))


@pytest.mark.parametrize("ending", ["jpg", "tif"])
def test_inks_become_colours_and_white_paper_stays_white(tmp_path: Path, ending: str) -> None:
    source = tmp_path / f"inks.{ending}"
    picture = Image.new("CMYK", (600, 400), (0, 0, 0, 0))
    picture.paste((255, 0, 0, 0), (300, 0, 600, 200))
    picture.paste((0, 0, 0, 255), (300, 200, 600, 400))
    picture.save(source)
    assert read_header(source).mode == "cmyk"
    paper, cyan, black, _ = corners(pyramid_of(source))
    assert min(paper) > 245
    assert cyan[0] < 90 < cyan[2]
    assert max(black) < 60


def test_sixteen_bits_a_sample_become_eight(tmp_path: Path) -> None:
    grey, colour = tmp_path / "grey.png", tmp_path / "colour.tif"
    Image.new("I;16", (300, 200), 0x8000).save(grey)
    half = plain((0x8000, 0xFFFF, 0), "ushort", "rgb16")
    half.tiffsave(str(colour))
    assert (read_header(grey).mode, read_header(colour).mode) == ("grey16", "rgb16")
    assert near(corners(pyramid_of(grey))[0], (128, 128, 128), 2)
    assert near(corners(pyramid_of(colour))[0], (128, 255, 0), 4)


def test_one_bit_scans_stay_black_and_white(tmp_path: Path) -> None:
    for ending in ("png", "tif"):
        source = tmp_path / f"scan.{ending}"
        picture = Image.new("1", (600, 400), 1)
        picture.paste(0, (0, 0, 300, 200))
        picture.save(source)
        assert read_header(source).mode == "bitonal"
        black, white, *_ = corners(pyramid_of(source))
        assert max(black) < 3
        assert min(white) > 252


def test_palettes_become_colours(tmp_path: Path) -> None:
    for ending in ("png", "gif", "tif"):
        source = tmp_path / f"palette.{ending}"
        compass().convert("P").save(source)
        assert near(corners(pyramid_of(source))[2], (0, 0, 255))


def test_a_wide_gamut_is_brought_to_srgb(tmp_path: Path) -> None:
    """A phone writes full sRGB red as about 234, 51, 35 in Display P3: without its profile it looks pale."""
    source = tmp_path / "phone.jpg"
    red = plain((255, 0, 0), "uchar", "srgb")
    red.icc_transform("p3", input_profile="srgb").jpegsave(str(source), Q=95, keep="icc")
    assert corners(source)[0][1] > 30
    assert "P3" in (read_header(source).icc or "")
    assert near(corners(pyramid_of(source))[0], (255, 0, 0), 6)


@pytest.mark.parametrize("pixels", ["RGB", "L", "CMYK"])
def test_a_broken_profile_does_not_cost_the_picture(tmp_path: Path, pixels: str) -> None:
    source = tmp_path / "odd.jpg"
    with Image.open(photograph()) as picture:
        picture.convert(pixels).save(source, icc_profile=b"no profile at all " * 20)
    assert read_header(source).icc == ""
    with Image.open(pyramid_of(source)) as made:
        assert made.size == (640, 427)


def test_a_profile_for_other_inks_does_not_cost_the_picture(tmp_path: Path) -> None:
    source = tmp_path / "grey.jpg"
    with Image.open(photograph()) as picture:
        profile = picture.info["icc_profile"]
        picture.convert("L").save(source, icc_profile=profile)
    with Image.open(pyramid_of(source)) as made:
        assert made.mode == "L"


@pytest.mark.parametrize("ending", ["heic", "avif", "jp2", "bmp", "webp", "gif"])
def test_less_common_formats_are_read(tmp_path: Path, ending: str) -> None:
    source = tmp_path / f"picture.{ending}"
    if ending == "heic":
        pillow_heif.from_pillow(compass()).save(source, quality=95)
    else:
        compass().save(source)
    header = read_header(source)
    assert (header.width, header.height, header.pages) == (900, 600, 1)
    target = pyramid_of(source)
    assert all(
        near(a, b, 25)
        for a, b in zip(corners(target), ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)), strict=True)
    )


def test_a_phone_held_upright_that_writes_heic_is_upright(tmp_path: Path) -> None:
    source = tmp_path / "phone.heic"
    picture = compass().rotate(90, expand=True)
    pillow_heif.from_pillow(picture).save(source, quality=95, exif=tagged_exif(6).tobytes())
    header = read_header(source)
    target = pyramid_of(source)
    with Image.open(target) as made:
        assert made.size == (header.width, header.height) == (900, 600)
    assert near(corners(target)[0], (255, 0, 0), 25)


def test_every_page_of_a_scan_can_be_asked_for(tmp_path: Path) -> None:
    source = tmp_path / "pages.tif"
    pages = [
        Image.new("RGB", (300 + 10 * number, 200), colour) for number, colour in enumerate(("red", "lime", "blue"))
    ]
    pages[0].save(source, save_all=True, append_images=pages[1:])
    assert read_header(source).pages == 3
    for number, colour in enumerate(((255, 0, 0), (0, 255, 0), (0, 0, 255))):
        made = make_pyramid(source, tmp_path / "page.tif", page=number)
        assert made.width == 300 + 10 * number
        assert near(corners(tmp_path / "page.tif")[0], colour)


SECRETS = (b"Nokia", b"N95", b"SERIAL-4711", b"creator-in-xmp", b"byline-in-iptc")


def test_nothing_public_tells_where_or_with_what_a_picture_was_taken(tmp_path: Path) -> None:
    source, target, thumbnail = tmp_path / "phone.jpg", tmp_path / "out.tif", tmp_path / "out.webp"
    with Image.open(photograph()) as picture:
        xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>creator-in-xmp</x:xmpmeta>"
        picture.save(source, exif=tagged_exif(), xmp=xmp, comment=b"byline-in-iptc", quality=90)
    _add_iptc(source, b"byline-in-iptc")
    original = source.read_bytes()
    with Image.open(source) as picture:
        assert picture.getexif().get_ifd(0x8825)
    assert all(secret in original for secret in SECRETS)

    make_pyramid(source, target)
    make_thumbnail(source, thumbnail, 300)
    for made in (target, edge_tiles.path_of(target), thumbnail):
        content = made.read_bytes()
        assert not [secret for secret in (*SECRETS, b"Exif", b"http://ns.adobe.com") if secret in content]
    described = {34853, 34665, 700, 33723, 34377, 270, 271, 272, 305, 306, 315, 33432, 34675}
    with Image.open(target) as picture:
        for level in range(2):
            picture.seek(level)
            assert not described & set(picture.tag_v2)
    with Image.open(thumbnail) as picture:
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile"} & set(picture.info)


def _add_iptc(path: Path, byline: bytes) -> None:
    record = b"\x1c\x02\x50" + len(byline).to_bytes(2, "big") + byline
    body = (
        b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(record).to_bytes(4, "big") + record + b"\x00" * (len(record) % 2)
    )
    content = path.read_bytes()
    path.write_bytes(content[:2] + b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body + content[2:])


@pytest.mark.parametrize("ending", ["jpg", "png", "tif", "webp", "gif", "heic", "avif", "bmp"])
def test_a_file_that_stops_early_is_told_from_one_that_is_wrong(tmp_path: Path, ending: str) -> None:
    whole, cut = tmp_path / f"whole.{ending}", tmp_path / f"cut.{ending}"
    if ending == "heic":
        pillow_heif.from_pillow(Image.open(photograph())).save(whole)
    else:
        enlarged(whole, 640, 427)
    content = whole.read_bytes()
    cut.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(MediaRefused) as refused, opened(cut, tmp_path, name="Chiêng.jpg") as image:
        image.avg()
    assert refused.value.problem.code == "media.truncated"
    assert refused.value.problem.value == "Chiêng.jpg"


def test_a_file_whose_middle_is_wrong_is_refused(tmp_path: Path) -> None:
    source = enlarged(tmp_path / "wrong.png", 640, 427)
    content = bytearray(source.read_bytes())
    content[len(content) // 2] ^= 0xFF
    source.write_bytes(content)
    with pytest.raises(MediaRefused) as refused:
        make_pyramid(source, tmp_path / "out.tif")
    assert refused.value.problem.code == "media.damaged"
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.png"]


def test_more_pixels_than_the_limit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaRefused) as refused:
        make_pyramid(photograph(), tmp_path / "out.tif", limit_pixels=640 * 427 - 1)
    problem = refused.value.problem
    assert (problem.code, problem.value, problem.expected) == ("media.too_large", "640 × 427", "273279")
    assert make_pyramid(photograph(), tmp_path / "out.tif", limit_pixels=640 * 427)


def test_pictures_that_must_be_decoded_at_once_have_a_lower_limit(tmp_path: Path) -> None:
    lines, interlaced = tmp_path / "lines.png", tmp_path / "interlaced.png"
    png_of_zeroes(lines, 10_000, 8_001)
    content = bytearray(lines.read_bytes())
    content[28] = 1
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    interlaced.write_bytes(content)
    assert read_header(lines).width == 10_000
    with pytest.raises(MediaRefused) as refused:
        read_header(interlaced)
    assert refused.value.problem.expected == str(PIXELS_WHOLE)


BOMB = """
import sys
from pathlib import Path
from app.errors import MediaRefused
from app.media.image import make_pyramid
from app.media.probe import probe
path = Path(sys.argv[1])
for attempt in (lambda: probe(path, "bomb.png"), lambda: make_pyramid(path, path.with_name("out.tif"))):
    try:
        attempt()
    except MediaRefused as refused:
        print(refused.problem.code)
print(int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024)
"""


def test_a_decompression_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    bomb = png_of_zeroes(tmp_path / "bomb.png", 30_000, 30_000)
    assert bomb.stat().st_size < 300_000
    done = subprocess.run([sys.executable, "-c", BOMB, str(bomb)], capture_output=True, text=True, check=False)
    first, second, megabytes = done.stdout.split()
    assert (first, second) == ("media.too_large", "media.too_large")
    assert int(megabytes) < 120
    assert [path.name for path in tmp_path.iterdir()] == ["bomb.png"]


@pytest.mark.skipif(not wallpapers(), reason="gnome-backgrounds is not installed")
def test_a_real_wallpaper_becomes_a_pyramid(tmp_path: Path) -> None:
    source = min(wallpapers(), key=lambda path: abs(path.stat().st_size - 800_000))
    with Image.open(source) as picture:
        made = make_pyramid(source, tmp_path / "out.tif")
        assert (made.width, made.height) == picture.size
    assert len(made.levels) >= 3
