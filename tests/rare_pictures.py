"""Pictures of kinds that are seldom made, yet come: what telephones, cameras, scanners and instruments write, and what
goes wrong in it. The commoner ones, and how outcomes are told, are in ``tests.difficult_pictures``."""

import io
import struct
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pillow_heif
import pyvips
from PIL import Image, ImageCms

from tests.difficult_pictures import (
    BLACK,
    DAMAGED,
    PLAIN_TIFF,
    RED,
    SIZE,
    TOO_LARGE,
    WHITE,
    Colour,
    Difficult,
    Refused,
    Shown,
    chunk,
    jpeg_and,
    picture,
    tiff,
    writes,
)
from tests.heif_boxes import Heif, auxiliary, code_points, extent, mirrored, profiled, turned
from tests.media_samples import compass

CLOTH: tuple[Colour, ...] = ((200, 60, 40), (60, 160, 80), (40, 70, 150), (230, 200, 90))
# The same colours as these spaces write them, computed from their definitions.
CLOTH_LINEAR = ((147, 12, 6), (13, 90, 20), (5, 16, 78), (202, 148, 26))
CLOTH_ADOBE = ((173, 62, 45), (102, 160, 86), (54, 72, 146), (221, 199, 98))
CLOTH_P3 = ((186, 71, 50), (89, 159, 89), (47, 69, 145), (225, 200, 107))
CLOTH_PQ = (
    (31_574, 22_349, 17_550),
    (25_739, 30_646, 23_678),
    (19_365, 20_785, 29_632),
    (35_548, 34_456, 26_045),
)
_ADOBE_CORNERS = (0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)

UNSUPPORTED = Refused(("media.picture_unsupported",))
RAW = Refused(("media.camera_raw",))
NO_PICTURE_OF_OURS = Refused(("media.picture_unknown",))


def quarters(colours: Sequence[Colour], size: tuple[int, int] = SIZE) -> Image.Image:
    """Clockwise from the top left."""
    made = Image.new("RGB", size)
    half_width, half_height = size[0] // 2, size[1] // 2
    places = ((0, 0), (half_width, 0), (half_width, half_height), (0, half_height))
    for colour, (left, top) in zip(colours, places, strict=True):
        made.paste(colour, (left, top, left + half_width, top + half_height))
    return made


def cloth() -> Shown:
    return Shown(colours=CLOTH, near=12)


def jpeg(made: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    made.save(file, "JPEG", quality=95, subsampling=0, **options)
    return file.getvalue()


def of_a_telephone(path: Path) -> None:
    """Tiles, a quarter turn, Display P3, a small copy, a gain map, a map of depths, EXIF that says the turn again."""
    lying = quarters(CLOTH_P3).transpose(Image.Transpose.ROTATE_90)
    made = Heif()
    space = profiled(bytes(pyvips.Image.profile_load("p3")))
    shown = made.grid(lying, 64, space, turned(3))
    made.refer(b"thmb", made.picture(lying.resize((40, 60)), turned(3)), shown)
    for urn in (b"urn:com:apple:photo:2020:aux:hdrgainmap", b"urn:mpeg:hevc:2015:auxid:2"):
        made.refer(b"auxl", made.picture(Image.new("L", (64, 96), 99), auxiliary(urn), turned(3), hidden=True), shown)
    # Since 2024 the picture with its gain map applied is an item, too.
    made.refer(b"dimg", made.add(b"tmap", bytes(62), extent(*SIZE)), shown, shown)
    exif = Image.Exif()
    exif[0x0112] = 6
    made.refer(b"cdsc", made.add(b"Exif", struct.pack(">I", 6) + exif.tobytes(), hidden=True), shown)
    path.write_bytes(made.content())


def tiles(made: Image.Image, *properties: bytes, ten_bits: bool = False) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        heif = Heif()
        heif.grid(made, 64, *properties, ten_bits=ten_bits)
        path.write_bytes(heif.content())

    return make


def tiles_of_itself(path: Path) -> None:
    heif = Heif()
    number = heif.grid(picture(), 64)
    heif.references = [(b"dimg", number, [number] * 20)]
    path.write_bytes(heif.content())


def giant_grid(path: Path) -> None:
    heif = Heif()
    heif.grid(picture(), 64)
    giant = heif.content().replace(extent(*SIZE), extent(65_535, 65_535))
    path.write_bytes(giant.replace(struct.pack(">HH", *SIZE), struct.pack(">HH", 65_535, 65_535)))


def of_a_new_brand(path: Path) -> None:
    heif = Heif()
    heif.picture(picture())
    path.write_bytes(heif.content().replace(b"ftypheic", b"ftypMiHB"))


def burst(path: Path) -> None:
    """Three pictures; the second, of another size, is the one to be shown."""
    file = pillow_heif.from_pillow(picture().resize((600, 400)).rotate(180))
    file.add_from_pillow(picture())
    file.add_from_pillow(picture().rotate(180))
    file.save(path, quality=95, primary_index=1)


def set_to_adobe_rgb(path: Path) -> None:
    """By the mark of cameras (DCF 2.0), without a profile."""
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0x9000: b"0221", 0xA001: 0xFFFF, 0xA005: {1: "R03", 2: b"0100"}})
    path.write_bytes(jpeg(quarters(CLOTH_ADOBE), exif=exif))


def named_srgb(path: Path) -> None:
    """Display P3 by its numbers, whatever it calls itself."""
    profile = bytes(pyvips.Image.profile_load("p3"))
    renamed = profile.replace("sP3C".encode("utf-16-be"), "sRGB".encode("utf-16-be"))
    assert renamed != profile
    path.write_bytes(jpeg(quarters(CLOTH_P3), icc_profile=renamed))


def inks_as_ycck(path: Path) -> None:
    """Magenta and yellow, which make red; what Adobe's mark calls inverted, Pillow inverts itself."""
    ycc = Image.new("RGB", SIZE, (0, 255, 255)).convert("YCbCr").split()
    samples = [band.point(lambda value: 255 - value) for band in ycc]
    content = bytearray(jpeg(Image.merge("CMYK", (*samples, Image.new("L", SIZE, 0)))))
    content[content.index(b"Adobe") + 11] = 2
    path.write_bytes(content)


def many_scans(path: Path) -> None:
    content = jpeg(picture(), progressive=True)
    path.write_bytes(content[:-2] + content[content.rindex(b"\xff\xda") : -2] * 2_000 + content[-2:])


def patched_jpeg(at: int, value: bytes) -> Callable[[Path], object]:
    """``at`` is counted from the frame header."""

    def make(path: Path) -> None:
        content = bytearray(jpeg(picture()))
        start = content.index(b"\xff\xc0") + at
        content[start : start + len(value)] = value
        path.write_bytes(content)

    return make


def circling_exif(path: Path) -> None:
    body = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIII", 0x8769, 4, 1, 8, 8)
    content = jpeg(picture())
    path.write_bytes(content[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + content[2:])


def two_orientations(path: Path) -> None:
    """EXIF says that it lies on its side, XMP that it stands."""
    exif = Image.Exif()
    exif[0x0112] = 6
    xmp = b'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="1"/>'
    path.write_bytes(jpeg(picture().transpose(Image.Transpose.ROTATE_90), exif=exif, xmp=xmp))


def held_wrongly(value: int) -> Callable[[Path], object]:
    exif = Image.Exif()
    exif[0x0112] = value
    return writes(jpeg(picture(), exif=exif))


def png(made: Image.Image, *more: tuple[bytes, bytes], **options: object) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        file = io.BytesIO()
        made.save(file, "PNG", **options)
        content = file.getvalue()
        path.write_bytes(content[:33] + b"".join(chunk(*each) for each in more) + content[33:])

    return make


def brighter_than_white(path: Path) -> None:
    """PQ in BT.2020, 16 bits."""
    width, height = SIZE
    left, right = width // 2, width - width // 2
    rows = []
    for one, other in ((CLOTH_PQ[0], CLOTH_PQ[1]), (CLOTH_PQ[3], CLOTH_PQ[2])):
        row = struct.pack(">3H", *one) * left + struct.pack(">3H", *other) * right
        rows += [b"\0" + row] * (height // 2)
    body = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
    body += chunk(b"cICP", bytes((9, 16, 0, 1))) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def grey_tiff(letter: str, values: tuple[float, float], sample_format: int) -> Callable[[Path], object]:
    """The left half of one value, the right of another."""
    bits = struct.calcsize(letter) * 8
    half = SIZE[0] // 2
    row = struct.pack(f"<{half}{letter}", *[values[0]] * half) + struct.pack(f"<{half}{letter}", *[values[1]] * half)
    return writes(strip(row * SIZE[1], {258: (3, 1, bits), 339: (3, 1, sample_format)}))


def strip(samples: bytes, entries: dict[int, tuple[int, int, int]]) -> bytes:
    told = {256: (4, 1, SIZE[0]), 257: (4, 1, SIZE[1]), 278: (4, 1, SIZE[1]), 279: (4, 1, len(samples))}
    told = PLAIN_TIFF | told | entries
    at = 8 + 2 + 12 * len(told) + 4
    return tiff(told | {273: (4, 1, at)}, body=samples)


def saved_selection(path: Path) -> None:
    """A fourth sample that ExtraSamples calls unspecified, all nought."""
    samples = b"".join(bytes((*pixel, 0)) for pixel in zip(*[iter(picture().tobytes())] * 3, strict=True))
    told = {258: (3, 4, 0), 262: (3, 1, 2), 277: (3, 1, 4), 338: (3, 1, 0)}
    at = 8 + 2 + 12 * len(PLAIN_TIFF | told) + 4 + len(samples)
    path.write_bytes(strip(samples, told | {258: (3, 4, at)}) + struct.pack("<4H", 8, 8, 8, 8))


def small_copy_first(path: Path) -> None:
    small = picture().resize((60, 40))
    large = picture()
    large.encoderinfo = {"tiffinfo": {254: 0}}
    small.save(path, save_all=True, append_images=[large], tiffinfo={254: 1})


def sizes_that_do_not_say_so(path: Path) -> None:
    """A pyramid whose smaller sizes are not marked as such."""
    image = pyvips.Image.new_from_memory(compass(900, 600).tobytes(), 900, 600, 3, "uchar").copy(interpretation="srgb")
    image.tiffsave(str(path), tile=True, pyramid=True, tile_width=128, tile_height=128)
    content = path.read_bytes()
    mark = struct.pack("<HHII", 254, 4, 1, 1)
    assert content.count(mark) > 1
    path.write_bytes(content.replace(mark, struct.pack("<HHII", 254, 4, 1, 0)))


def in_lab(path: Path) -> None:
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = ImageCms.applyTransform(quarters(CLOTH), to_lab)
    assert lab
    lab.save(path, "TIFF")


def halved_colours(path: Path) -> None:
    """YCbCr without compression: for each two by two pixels four of light, then one of each colour."""
    pixels = picture().convert("YCbCr")
    light, *colours = (band.tobytes() for band in pixels.split())
    samples = bytearray()
    for top in range(0, SIZE[1] * SIZE[0], 2 * SIZE[0]):
        for at in range(top, top + SIZE[0], 2):
            samples += light[at : at + 2] + light[at + SIZE[0] : at + SIZE[0] + 2]
            samples += bytes(band[at] for band in colours)
    told = {258: (3, 3, 0), 262: (3, 1, 6), 277: (3, 1, 3), 530: (3, 2, 2 | 2 << 16)}
    at = 8 + 2 + 12 * len(PLAIN_TIFF | told) + 4 + len(samples)
    path.write_bytes(strip(bytes(samples), told | {258: (3, 3, at)}) + struct.pack("<3H", 8, 8, 8))


def jpeg_of_old(path: Path) -> None:
    """JPEG in TIFF as it was before Technical Note 2: a whole JPEG that the directory points to."""
    content = jpeg(picture())
    told = {258: (3, 3, 0), 259: (3, 1, 6), 262: (3, 1, 6), 277: (3, 1, 3), 514: (4, 1, len(content))}
    told |= {513: (4, 1, 0), 530: (3, 2, 1 | 1 << 16)}
    at = 8 + 2 + 12 * len(PLAIN_TIFF | told) + 4
    path.write_bytes(
        strip(content, told | {258: (3, 3, at + len(content)), 513: (4, 1, at)}) + struct.pack("<3H", 8, 8, 8)
    )


def raw_beside(path: Path) -> None:
    """As Nikon and Sony write it: a small picture first, what the sensor saw in a directory within."""
    outer = {254: (4, 1, 1), 330: (4, 1, 0)}
    at = 8 + 2 + 12 * len(PLAIN_TIFF | outer) + 4
    samples = bytes(256)
    inner = PLAIN_TIFF | {254: (4, 1, 0), 262: (3, 1, 32_803), 273: (4, 1, at)}
    within = tiff(inner)[8:]
    path.write_bytes(tiff(PLAIN_TIFF | outer | {273: (4, 1, at), 330: (4, 1, at + 256)}, body=samples + within))


def profiled_jp2(path: Path) -> None:
    """Display P3 by the profile in its colour box."""
    file = io.BytesIO()
    quarters(CLOTH_P3).save(file, "JPEG2000")
    content = file.getvalue()
    at, head = content.index(b"colr") - 4, content.index(b"jp2h") - 4
    (length,) = struct.unpack_from(">I", content, at)
    profile = bytes(pyvips.Image.profile_load("p3"))
    told = struct.pack(">I4s3B", 11 + len(profile), b"colr", 2, 0, 0) + profile
    grown = struct.pack(">I", struct.unpack_from(">I", content, head)[0] + len(told) - length)
    path.write_bytes(content[:head] + grown + content[head + 4 : at] + told + content[at + length :])


def panorama(path: Path) -> None:
    """More tiles than libheif's users allow for."""
    heif = Heif()
    heif.grid(compass(1_280, 960), 64)
    assert len(heif.items) > 256
    path.write_bytes(heif.content())


def small_on_a_canvas(path: Path) -> None:
    """The picture covers the upper left of its canvas."""
    file = io.BytesIO()
    picture().quantize(8).save(file, "GIF")
    content = bytearray(file.getvalue())
    content[6:10] = struct.pack("<HH", 480, 320)
    path.write_bytes(content)


GAMMA_LINEAR = (b"gAMA", struct.pack(">I", 100_000))
GAMMA_ADOBE = (b"gAMA", struct.pack(">I", 45_455))
CORNERS_ADOBE = (b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in _ADOBE_CORNERS)))
MOVING = b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(5_000)

RARE: tuple[Difficult, ...] = (
    Difficult("IMG_0001.HEIC", of_a_telephone, cloth()),
    Difficult("mirrored.heic", tiles(picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT), mirrored(1)), Shown()),
    Difficult("tiles-of-ten-bits.heic", tiles(picture(), ten_bits=True), Shown()),
    Difficult("wide-by-code.heic", tiles(quarters(CLOTH_P3), code_points(12, 13, 6)), cloth()),
    Difficult("new-brand.heic", of_a_new_brand, Shown()),
    Difficult("burst.heic", burst, Shown()),
    Difficult("panorama.heic", panorama, Shown(size=(1_280, 960))),
    Difficult("canvas.gif", small_on_a_canvas, Shown(size=(480, 320), colours=(RED, WHITE, WHITE, WHITE))),
    Difficult("tiles-of-itself.heic", tiles_of_itself, DAMAGED),
    Difficult("giant-grid.heic", giant_grid, TOO_LARGE),
    Difficult("_DSC0001.jpg", set_to_adobe_rgb, cloth()),
    Difficult("named-srgb.jpg", named_srgb, cloth()),
    Difficult("ycck.jpg", inks_as_ycck, Shown(colours=((240, 30, 40),) * 4, near=45)),
    Difficult("many-scans.jpg", many_scans, DAMAGED),
    Difficult("twelve-bits.jpg", patched_jpeg(4, b"\x0c"), UNSUPPORTED),
    Difficult("lines-told-later.jpg", patched_jpeg(5, b"\0\0"), UNSUPPORTED),
    Difficult("circling-exif.jpg", circling_exif, Shown()),
    Difficult("two-orientations.jpg", two_orientations, Shown()),
    *(Difficult(f"held-{value}.jpeg", held_wrongly(value), Shown()) for value in (0, 9)),
    Difficult("motion.MP.jpg", jpeg_and(MOVING), Shown()),
    Difficult("ảnh lễ hội cồng chiêng – Krông Búk (2).JPG", writes(jpeg(quarters(CLOTH))), cloth()),
    Difficult("linear.png", png(quarters(CLOTH_LINEAR), GAMMA_LINEAR), Shown(colours=CLOTH, near=16)),
    Difficult("srgb-and-gamma.png", png(quarters(CLOTH), (b"sRGB", b"\0"), GAMMA_LINEAR), cloth()),
    Difficult("corners.png", png(quarters(CLOTH_ADOBE), GAMMA_ADOBE, CORNERS_ADOBE), cloth()),
    Difficult("no-corners.png", png(quarters(CLOTH), GAMMA_ADOBE, (b"cHRM", bytes(32))), cloth()),
    Difficult("wide-by-code.png", png(quarters(CLOTH_P3), (b"cICP", bytes((12, 13, 0, 1)))), cloth()),
    Difficult(
        "code-before-profile.png",
        png(quarters(CLOTH), (b"cICP", bytes((1, 13, 0, 1))), icc_profile=bytes(pyvips.Image.profile_load("p3"))),
        cloth(),
    ),
    Difficult("brighter-than-white.png", brighter_than_white, Shown(colours=CLOTH, near=16)),
    Difficult("light.tif", grey_tiff("f", (0.0, 1.0), 3), Shown(colours=(BLACK, WHITE, WHITE, BLACK))),
    Difficult("no-number.tif", grey_tiff("f", (float("nan"), 1.0), 3), Shown(colours=(BLACK, WHITE, WHITE, BLACK))),
    Difficult(
        "floating-bytes.tif", grey_tiff("f", (80.0, 200.0), 3), Shown(colours=((80,) * 3, (200,) * 3) * 2, near=255)
    ),
    Difficult("heights.tif", grey_tiff("h", (-400, 3_143), 2), Shown(colours=(BLACK, WHITE, WHITE, BLACK))),
    Difficult(
        "thirty-two.tif",
        grey_tiff("I", (0x40 << 24, 0xC0 << 24), 1),
        Shown(colours=((64,) * 3, (192,) * 3, (192,) * 3, (64,) * 3)),
    ),
    Difficult("sixty-four.tif", grey_tiff("d", (0.0, 1.0), 3), UNSUPPORTED),
    Difficult("saved-selection.tif", saved_selection, Shown()),
    Difficult("small-copy-first.tif", small_copy_first, Shown()),
    Difficult("sizes.tif", sizes_that_do_not_say_so, Shown(size=(900, 600))),
    Difficult("lab.tif", in_lab, cloth()),
    Difficult("zstandard.tif", lambda path: picture().save(path, compression="zstd"), Shown()),
    Difficult(
        "light-and-colours.tif", lambda path: picture().convert("YCbCr").save(path, compression="tiff_lzw"), Shown()
    ),
    Difficult("halved-colours.tif", halved_colours, Shown()),
    Difficult("jpeg-of-old.tif", jpeg_of_old, Shown()),
    Difficult("profiled.jp2", profiled_jp2, cloth()),
    Difficult("icc-lab.tif", writes(strip(picture().tobytes(), {262: (3, 1, 9), 277: (3, 1, 3)})), UNSUPPORTED),
    Difficult("raw.nef", raw_beside, RAW),
    Difficult("raw.dng", writes(tiff(PLAIN_TIFF | {50_706: (1, 4, 0x0401)}, body=bytes(400))), RAW),
    Difficult("raw.cr3", writes(b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom" + bytes(500)), RAW),
    Difficult("picture.jxl", writes(b"\xff\x0a" + bytes(500)), NO_PICTURE_OF_OURS),
    Difficult("layers.psd", writes(b"8BPS\0\1" + bytes(500)), NO_PICTURE_OF_OURS),
    Difficult("scan.dcm", writes(bytes(128) + b"DICM" + bytes(500)), NO_PICTURE_OF_OURS),
)
