"""Pyramids: every tile as it lies on disk is the picture; nothing is left half-made; memory is bounded."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
import pyvips
from PIL import Image, ImageChops, ImageStat

from app.errors import MediaRefused, NotFound
from app.iiif.image import TileRef, aligned, parse
from app.iiif.image_size import Limits
from app.media import edge_tiles
from app.media.image import Pyramid, make_pyramid, make_thumbnail, read_pyramid
from app.media.image_render import render
from app.media.tiff_tiles import read_head, read_tile
from tests.media_samples import enlarged, photograph

ODD = ((1301, 977), (1025, 513), (512, 512), (640, 427), (1537, 40), (3, 2000), (128, 100), (1, 1))


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of samples, 0 to 255."""
    assert one.size == other.size
    means = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean
    return sum(means) / len(means)


def decoded(jpeg: bytes | None) -> Image.Image:
    assert jpeg
    picture = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    picture.load()
    return picture


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    target = folder / "pyramid.tif"
    make_pyramid(enlarged(folder / "odd.bmp", 1301, 977), target)
    return target


def test_levels_are_halves_rounded_down_until_one_tile_holds_all(odd: Path) -> None:
    expected = Pyramid(1301, 977, levels=((1301, 977), (650, 488), (325, 244)), tile=512, grey=False)
    assert read_pyramid(odd) == expected


def test_every_tile_is_the_region_of_its_level(odd: Path) -> None:
    with Image.open(odd) as tiff:
        for number, (width, height) in enumerate(read_head(odd).sizes):
            tiff.seek(number)
            level = tiff.convert("RGB")
            assert level.size == (width, height)
            for left in range(0, width, 512):
                for top in range(0, height, 512):
                    box = (left, top, min(left + 512, width), min(top + 512, height))
                    tile = decoded(read_tile(odd, number, left // 512, top // 512))
                    assert difference(tile, level.crop(box)) < 2, (number, box)


def test_tiles_inside_are_the_very_bytes_of_the_file(odd: Path) -> None:
    tile = read_tile(odd, 0, 0, 0)
    assert tile
    assert tile[-1000:] in odd.read_bytes()
    assert tile.startswith(b"\xff\xd8")
    assert tile.count(b"\xff\xd8") == 1


@pytest.mark.parametrize(("width", "height"), ODD)
@pytest.mark.parametrize("rounding", ["down", "up"])
def test_whichever_way_a_viewer_rounds_its_tiles_lie_ready(
    tmp_path: Path, width: int, height: int, rounding: str
) -> None:
    """Down: a viewer that takes the sizes from info.json. Up: the Image API's own implementation notes, 3."""
    made = make_pyramid(enlarged(tmp_path / "source.bmp", width, height), tmp_path / "pyramid.tif")
    for number, (level_width, level_height) in enumerate(made.levels):
        span = made.tile << number
        for left in range(0, width, span):
            for top in range(0, height, span):
                region = (left, top, min(span, width - left), min(span, height - top))
                if rounding == "up":
                    size = (-(-region[2] >> number), -(-region[3] >> number))
                else:
                    size = (
                        min(made.tile, level_width - (left >> number)),
                        min(made.tile, level_height - (top >> number)),
                    )
                if min(size) < 1:
                    continue
                tile = wanted(region, size, made)
                assert tile == TileRef(number, left // span, top // span, size)
                assert decoded(read_tile(tmp_path / "pyramid.tif", *tile)).size == size


@pytest.mark.parametrize(
    ("width", "height", "pixels"),
    [(1301, 977, "RGB"), (1025, 513, "L"), (640, 427, "RGB"), (3, 700, "RGB"), (1, 1, "L")],
)
def test_all_aligned_tiles_are_the_drawn_picture_with_no_pixel_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int, height: int, pixels: str
) -> None:
    with Image.open(enlarged(tmp_path / "colour.bmp", width, height)) as colour:
        colour.convert(pixels).save(tmp_path / "source.png")
    target = tmp_path / "pyramid.tif"
    made = make_pyramid(tmp_path / "source.png", target)
    asked = [
        (region, (-(-region[2] >> level), -(-region[3] >> level)))
        for level in range(len(made.levels))
        for region in regions(made, made.tile << level)
    ]
    with monkeypatch.context() as without:
        without.setattr(pyvips, "Image", None)
        tiles = [read_tile(target, *place) for each in asked if (place := wanted(*each, made))]
    assert len(tiles) == len(asked)
    for (region, size), tile in zip(asked, tiles, strict=True):
        drawn = Image.open(io.BytesIO(render(target, region, size, format="png")))
        # A half pixel at the edge of a level that was rounded down is drawn a little otherwise.
        assert difference(decoded(tile), drawn) < 8, (region, size)


def regions(made: Pyramid, span: int) -> list[tuple[int, int, int, int]]:
    return [
        (left, top, min(span, made.width - left), min(span, made.height - top))
        for top in range(0, made.height, span)
        for left in range(0, made.width, span)
    ]


def wanted(region: tuple[int, int, int, int], size: tuple[int, int], made: Pyramid) -> TileRef | None:
    request = parse(
        ",".join(map(str, region)),
        f"{size[0]},{size[1]}",
        "0",
        "default.jpg",
        full=(made.width, made.height),
        limits=Limits(),
    )
    return aligned(request, made.levels, made.tile)


def test_an_edge_tile_rounded_up_shows_what_the_one_rounded_down_shows(odd: Path) -> None:
    down = decoded(read_tile(odd, 2, 0, 0, (325, 244)))
    up = decoded(read_tile(odd, 2, 0, 0, (326, 245)))
    assert difference(up.resize(down.size), down) < 6


def test_a_size_that_was_not_cut_is_left_to_be_drawn(odd: Path) -> None:
    assert read_tile(odd, 2, 0, 0, (300, 200)) is None
    assert read_tile(odd, 0, 9, 9, (512, 512)) is None
    assert read_tile(odd, 0, 9, 9) is None


def test_a_level_that_there_is_not_and_a_file_that_there_is_not_are_not_found(odd: Path) -> None:
    with pytest.raises(NotFound):
        read_tile(odd, 3, 0, 0)
    with pytest.raises(NotFound):
        read_tile(odd, -1, 0, 0)
    with pytest.raises(NotFound):
        read_tile(odd.with_name("other.tif"), 0, 0, 0)


def test_a_tiff_that_is_no_pyramid_is_refused(tmp_path: Path) -> None:
    striped = tmp_path / "striped.tif"
    with Image.open(photograph()) as picture:
        picture.save(striped)
    for content in (striped.read_bytes(), b"II*\0\xff\xff\xff\x7f", b"", b"not a picture"):
        striped.write_bytes(content)
        with pytest.raises(MediaRefused):
            read_head(striped)


def test_a_pyramid_made_anew_in_the_same_place_is_read_anew(tmp_path: Path) -> None:
    target = tmp_path / "pyramid.tif"
    make_pyramid(enlarged(tmp_path / "one.bmp", 700, 600), target)
    before = (read_tile(target, 0, 0, 0), read_tile(target, 0, 1, 1))
    make_pyramid(enlarged(tmp_path / "two.bmp", 700, 600, name="flower.jpg"), target)
    after = (read_tile(target, 0, 0, 0), read_tile(target, 0, 1, 1))
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_edge_tiles_of_another_pyramid_are_not_served(tmp_path: Path) -> None:
    one, two = tmp_path / "one.tif", tmp_path / "two.tif"
    make_pyramid(enlarged(tmp_path / "one.bmp", 700, 600), one)
    make_pyramid(enlarged(tmp_path / "two.bmp", 700, 600, name="flower.jpg"), two)
    edge_tiles.path_of(two).replace(edge_tiles.path_of(one))
    assert read_tile(one, 0, 1, 1) is None
    edge_tiles.path_of(one).write_bytes(b"CHIENGE1 cut short")
    assert read_tile(one, 0, 1, 1) is None
    edge_tiles.path_of(one).unlink()
    assert read_tile(one, 0, 1, 1) is None


def test_grey_pictures_stay_grey(tmp_path: Path) -> None:
    with Image.open(photograph()) as picture:
        picture.convert("L").save(tmp_path / "grey.jpg")
    assert make_pyramid(tmp_path / "grey.jpg", tmp_path / "pyramid.tif").grey
    assert decoded(read_tile(tmp_path / "pyramid.tif", 1, 0, 0)).mode == "L"
    assert decoded(read_tile(tmp_path / "pyramid.tif", 0, 1, 0)).mode == "L"


def test_a_truncated_jpeg_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "cut.jpg"
    source.write_bytes(photograph().read_bytes()[:60_000])
    out = tmp_path / "out"
    out.mkdir()
    for make in (lambda: make_pyramid(source, out / "p.tif"), lambda: make_thumbnail(source, out / "t.webp", 200)):
        with pytest.raises(MediaRefused) as refused:
            make()
        assert refused.value.problem.code == "media.truncated"
        assert not list(out.iterdir())


def test_what_a_killed_run_left_is_written_over(tmp_path: Path) -> None:
    for name in (".part-p.tif", ".part-p.edges"):
        (tmp_path / name).write_bytes(b"half a picture")
    make_pyramid(photograph(), tmp_path / "p.tif")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.edges", "p.tif"]
    assert decoded(read_tile(tmp_path / "p.tif", 0, 1, 0)).size == (128, 427)


def test_a_full_disk_is_not_the_fault_of_the_picture(tmp_path: Path) -> None:
    (tmp_path / ".part-p.tif").symlink_to("/dev/full")
    with pytest.raises(pyvips.Error, match=r"(?i)no space left|write"):
        make_pyramid(photograph(), tmp_path / "p.tif")


@pytest.mark.parametrize(
    ("width", "height", "expected"), [(640, 427, (320, 214)), (100, 60, (100, 60)), (40, 2000, (13, 640))]
)
def test_thumbnails_fit_and_are_never_enlarged(
    tmp_path: Path, width: int, height: int, expected: tuple[int, int]
) -> None:
    source, pyramid = enlarged(tmp_path / "source.bmp", width, height), tmp_path / "pyramid.tif"
    make_pyramid(source, pyramid)
    for number, origin in enumerate((source, pyramid)):
        target = tmp_path / f"{number}.webp"
        assert make_thumbnail(origin, target, 320) == expected
        with Image.open(target) as thumbnail, Image.open(source) as picture:
            assert thumbnail.format == "WEBP"
            assert difference(thumbnail, picture.resize(expected)) < 8


@pytest.mark.parametrize("size", [(513, 200), (1025, 700), (640, 427), (1536, 1024), (3, 2000), (1, 1)])
def test_the_edge_of_a_picture_is_as_bright_as_the_rest_of_it(tmp_path: Path, size: tuple[int, int]) -> None:
    """What fills a tile beyond the picture shares the last blocks of its JPEG: where that is black, edges darken."""
    cloth, pyramid = (200, 60, 40), tmp_path / "pyramid.tif"
    Image.new("RGB", size, cloth).save(tmp_path / "cloth.png")
    made = make_pyramid(tmp_path / "cloth.png", pyramid)
    assert made.levels[0] == size
    for number, grid in enumerate(read_head(pyramid).levels):
        with decoded(read_tile(pyramid, number, grid.columns - 1, grid.rows - 1)) as tile:
            extrema = tile.convert("RGB").getextrema()
        for (least, most), sample in zip(extrema, cloth, strict=True):
            assert isinstance(least, int)
            assert isinstance(most, int)
            assert sample - 3 <= least <= most <= sample + 3


LARGE = """
import sys
from pathlib import Path
from app.media.image import make_pyramid
made = make_pyramid(Path(sys.argv[1]), Path(sys.argv[2]))
assert made.levels[:2] == ((16000, 12500), (8000, 6250)), made
print(int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024)
"""


@pytest.mark.parametrize("ending", ["jpg", "png", "tif"])
def test_two_hundred_megapixels_pass_through_a_third_of_their_size(tmp_path: Path, ending: str) -> None:
    """Decoded at once they would be 600 MB."""
    source = tmp_path / f"large.{ending}"
    blank = pyvips.Image.black(16_000, 12_500, bands=3).copy(interpretation="srgb")
    savers = {
        "jpg": lambda: blank.jpegsave(str(source)),
        "png": lambda: blank.pngsave(str(source), compression=1),
        "tif": lambda: blank.tiffsave(str(source), compression="deflate"),
    }
    savers[ending]()
    done = subprocess.run(
        [sys.executable, "-c", LARGE, str(source), str(tmp_path / "p.tif")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 200
    assert decoded(read_tile(tmp_path / "p.tif", 0, 31, 24)).size == (128, 212)
