"""Pictures that are difficult, or made to do harm, and what must become of each: made here, none of them stored.

An entry of ``DIFFICULT`` or ``HOSTILE`` makes a file, and tells its outcome: ``Shown`` with the size and some colours,
or ``Refused`` with the code of the problem.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pillow_heif
import pyvips
from PIL import Image

from tests.media_samples import compass, png_of_zeroes, tagged_exif

Colour = tuple[int, int, int]

RED, GREEN, BLUE, YELLOW = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
COMPASS = (RED, GREEN, BLUE, YELLOW)
SIZE = (300, 200)


@dataclass(frozen=True, slots=True)
class Shown:
    """``colours`` are in the middle of each quarter, clockwise from the top left; ``pages`` of a scan."""

    size: tuple[int, int] = SIZE
    colours: tuple[Colour, ...] = COMPASS
    near: int = 30
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Refused:
    codes: tuple[str, ...]


DAMAGED = Refused(("media.damaged", "media.truncated"))
TOO_LARGE = Refused(("media.too_large",))
UNKNOWN = Refused(
    ("media.unknown_format", "media.not_what_its_name_says", "media.picture_unknown", "media.save_as_pdf")
)
NOT_READ = Refused((*DAMAGED.codes, *TOO_LARGE.codes, *UNKNOWN.codes, "media.picture_too_heavy"))


@dataclass(frozen=True, slots=True)
class Difficult:
    """``name`` ends as the file's name does when it comes."""

    name: str
    make: Callable[[Path], object]
    outcome: Shown | Refused

    def made(self, folder: Path) -> Path:
        path = folder / self.name
        self.make(path)
        return path


def picture() -> Image.Image:
    return compass(*SIZE)


def saved(mode: str = "RGB", format: str | None = None, **options: object) -> Callable[[Path], object]:
    return lambda path: picture().convert(mode).save(path, format, **options)  # type: ignore[arg-type]


def vips(saver: str, depth: str = "uchar", **options: object) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        image = pyvips.Image.new_from_memory(picture().tobytes(), *SIZE, 3, "uchar").copy(interpretation="srgb")
        if depth == "ushort":
            image = (image * 257).cast("ushort").copy(interpretation="rgb16")
        getattr(image, saver)(str(path), **options)

    return make


def held(orientation: int, ending: str) -> Callable[[Path], object]:
    """Stored so that it is right when it is turned as EXIF says."""
    stored = {
        2: (Image.Transpose.FLIP_LEFT_RIGHT,),
        3: (Image.Transpose.ROTATE_180,),
        4: (Image.Transpose.FLIP_TOP_BOTTOM,),
        5: (Image.Transpose.TRANSPOSE,),
        6: (Image.Transpose.ROTATE_90,),
        7: (Image.Transpose.TRANSVERSE,),
        8: (Image.Transpose.ROTATE_270,),
    }

    def make(path: Path) -> None:
        turned = picture()
        for step in stored.get(orientation, ()):
            turned = turned.transpose(step)
        if ending == "heic":
            pillow_heif.from_pillow(turned).save(path, quality=95, exif=tagged_exif(orientation).tobytes())
        else:
            turned.save(path, exif=tagged_exif(orientation), quality=95)

    return make


def profiled(space: str) -> Callable[[Path], object]:
    """The colours of sRGB, written in another space with its profile."""

    def make(path: Path) -> None:
        image = pyvips.Image.new_from_memory(picture().tobytes(), *SIZE, 3, "uchar").copy(interpretation="srgb")
        image.icc_transform(space, input_profile="srgb").jpegsave(str(path), Q=95, keep="icc")

    return make


def adobe_inks(path: Path) -> None:
    """As Photoshop writes CMYK: inverted, with the mark of Adobe."""
    inks = Image.new("CMYK", SIZE, (0, 0, 0, 0))
    inks.paste((0, 0, 0, 255), (SIZE[0] // 2, SIZE[1] // 2, *SIZE))
    inks.save(path, quality=95)
    assert b"Adobe" in path.read_bytes()[:1000]


def see_through(mode: str) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        if mode == "P":
            flat = picture().convert("P")
            flat.info["transparency"] = flat.getpixel((10, 10))
            flat.save(path, transparency=flat.getpixel((10, 10)))
            return
        clear = picture().convert("RGBA")
        clear.paste((0, 0, 0, 0), (0, 0, SIZE[0] // 2, SIZE[1] // 2))
        clear.convert(mode).save(path)

    return make


def moving(path: Path) -> None:
    frames = [picture(), picture().rotate(180)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100)


def scan(path: Path, **options: object) -> None:
    first, *rest = [Image.new("RGB", SIZE, colour) for colour in (RED, GREEN, BLUE)]
    first.save(path, save_all=True, append_images=rest, **options)  # type: ignore[arg-type]


def with_a_small_copy(path: Path) -> None:
    """A camera's TIFF: a picture, and a thumbnail of it that says so."""
    small = picture().resize((60, 40))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    picture().save(path, save_all=True, append_images=[small])
    assert pyvips.Image.tiffload(str(path)).get_n_pages() == 2


def ten_bits(path: Path) -> None:
    """As newer telephones write them."""
    samples = b"".join(struct.pack("<H", value << 8) for value in picture().tobytes())
    pillow_heif.from_bytes("RGB;16", SIZE, samples).save(path, quality=95)


def floating(path: Path) -> None:
    pyvips.Image.black(*SIZE, bands=3).cast("float").tiffsave(str(path))


def planes(path: Path) -> None:
    """Red, green and blue each for itself (PlanarConfiguration 2)."""
    width, height = SIZE
    bands = b"".join(band.tobytes() for band in picture().split())
    at = 8 + 2 + 11 * 12 + 4
    strips = at + 6
    entries = {256: (4, 1, width), 257: (4, 1, height), 258: (3, 3, at), 259: (3, 1, 1), 262: (3, 1, 2)}
    entries |= {273: (4, 3, strips), 277: (3, 1, 3), 278: (4, 1, height), 279: (4, 3, strips + 12), 284: (3, 1, 2)}
    entries |= {274: (3, 1, 1)}
    first = strips + 24
    offsets = struct.pack("<6I", *(first + number * width * height for number in range(3)), *[width * height] * 3)
    path.write_bytes(tiff(entries, body=struct.pack("<3H", 8, 8, 8) + offsets + bands))


def min_is_white(path: Path) -> None:
    grey = Image.new("L", SIZE, 255)
    grey.paste(0, (0, 0, SIZE[0] // 2, SIZE[1] // 2))
    grey.save(path, tiffinfo={262: 0})


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(name: bytes, body: bytes) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        picture().save(path)
        content = path.read_bytes()
        path.write_bytes(content[:33] + chunk(name, body) + content[33:])

    return make


def interlaced(path: Path) -> None:
    vips("pngsave", interlace=True)(path)


def deflate_bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


def claims(path: Path, width: int, height: int) -> None:
    """A JPEG whose header tells of a giant and which has the data of a dwarf."""
    file = io.BytesIO()
    picture().save(file, "JPEG")
    content = bytearray(file.getvalue())
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    path.write_bytes(content)


def giant_gif(path: Path) -> None:
    content = b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\x80\0\0" + bytes(6)
    path.write_bytes(content + b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;")


def tiff(entries: dict[int, tuple[int, int, int]], after: int = 0, body: bytes = b"") -> bytes:
    """A TIFF of one directory: tag → type, count, value."""
    listed = b"".join(struct.pack("<HHII", tag, *entry) for tag, entry in sorted(entries.items()))
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + listed + struct.pack("<I", after) + body


PLAIN_TIFF = {
    256: (4, 1, 16),
    257: (4, 1, 16),
    258: (3, 1, 8),
    259: (3, 1, 1),
    262: (3, 1, 1),
    273: (4, 1, 200),
    277: (3, 1, 1),
    278: (4, 1, 16),
    279: (4, 1, 256),
}


def writes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def circular(path: Path) -> None:
    path.write_bytes(tiff(PLAIN_TIFF, after=8, body=bytes(400)))


def giant_tiff(path: Path) -> None:
    path.write_bytes(tiff(PLAIN_TIFF | {256: (4, 1, 0xFFFFFFF0), 257: (4, 1, 0xFFFFFFF0)}, body=bytes(400)))


def giant_strips(path: Path) -> None:
    path.write_bytes(tiff(PLAIN_TIFF | {273: (4, 0x3FFFFFFF, 200), 279: (4, 0x3FFFFFFF, 200)}, body=bytes(400)))


def tiny_tiles(path: Path) -> None:
    tiled = {256: (4, 1, 20_000), 257: (4, 1, 20_000), 322: (4, 1, 16), 323: (4, 1, 16)}
    tiled |= {324: (4, 1_562_500, 200), 325: (4, 1_562_500, 200)}
    rest = {tag: entry for tag, entry in PLAIN_TIFF.items() if tag not in (273, 278, 279)}
    path.write_bytes(tiff(rest | tiled, body=bytes(400)))


def giant_heic(path: Path) -> None:
    """Its box of the size says 65,535 × 65,535, with the data of the small picture that it is."""
    pillow_heif.from_pillow(picture()).save(path, quality=90)
    content = bytearray(path.read_bytes())
    at = content.index(b"ispe") + 8
    content[at : at + 8] = struct.pack(">II", 65_535, 65_535)
    path.write_bytes(content)


def giant_webp(path: Path) -> None:
    picture().save(path, lossless=True)
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16_383).to_bytes(3, "little") * 2
    content = path.read_bytes()[12:]
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(body) + len(content)) + b"WEBP" + body + content)


def jpeg_and(more: bytes) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        picture().save(path, "JPEG", quality=95)
        path.write_bytes(path.read_bytes() + more)

    return make


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("run.class", b"\xca\xfe\xba\xbe")
    return file.getvalue()


def cut(ending: str, part: float) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        noisy = Image.effect_noise(SIZE, 90).convert("RGB")
        if ending == "heic":
            pillow_heif.from_pillow(noisy).save(path)
        else:
            noisy.save(path, ending)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * part)])

    return make


SVG = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "gong gong gong"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&c;&d;</text>
<image href="http://127.0.0.1:9/x.png"/><script>alert(1)</script></svg>"""
HTML = b"<html><script>alert(document.domain)</script></html>"

GREYS = ((76,) * 3, (150,) * 3, (29,) * 3, (226,) * 3)

DIFFICULT: tuple[Difficult, ...] = (
    *(Difficult(f"held-{turn}.{end}", held(turn, end), Shown()) for turn in range(1, 9) for end in ("jpg", "tif")),
    *(Difficult(f"held-{turn}.heic", held(turn, "heic"), Shown()) for turn in (3, 6, 8)),
    Difficult("progressive.jpg", saved(progressive=True, quality=95), Shown()),
    Difficult("grey.jpg", saved("L", quality=95), Shown(colours=GREYS)),
    Difficult("adobe-inks.jpg", adobe_inks, Shown(colours=(WHITE, WHITE, (35, 31, 32), WHITE), near=40)),
    Difficult("display-p3.jpg", profiled("p3"), Shown()),
    Difficult("sixteen.png", vips("pngsave", "ushort"), Shown()),
    Difficult("interlaced.png", interlaced, Shown()),
    Difficult("one-bit.png", lambda path: Image.new("1", SIZE, 1).save(path), Shown(colours=(WHITE,) * 4)),
    Difficult("alpha.png", see_through("RGBA"), Shown(colours=(WHITE, GREEN, BLUE, YELLOW))),
    Difficult("grey-alpha.png", see_through("LA"), Shown(colours=(WHITE, *GREYS[1:]))),
    Difficult("palette-clear.png", see_through("P"), Shown(colours=(WHITE, GREEN, BLUE, YELLOW))),
    Difficult("sixteen.tif", vips("tiffsave", "ushort", compression="lzw"), Shown()),
    Difficult("inks.tif", saved("CMYK"), Shown(near=150)),
    Difficult("lzw.tif", saved(compression="tiff_lzw"), Shown()),
    Difficult("deflate.tif", saved(compression="tiff_adobe_deflate"), Shown()),
    Difficult("packbits.tif", saved(compression="packbits"), Shown()),
    Difficult("jpeg.tif", saved(compression="jpeg", quality=95), Shown()),
    Difficult(
        "fax.tif", saved("1", compression="group4", dither=0), Shown(colours=(BLACK, WHITE, BLACK, WHITE), near=255)
    ),
    Difficult("min-is-white.tif", min_is_white, Shown(colours=(BLACK, WHITE, WHITE, WHITE))),
    Difficult("planes.tif", planes, Shown()),
    Difficult("floating.tif", floating, Shown(colours=(BLACK,) * 4)),
    Difficult("ten-bits.heic", ten_bits, Shown()),
    Difficult("tiled.tif", vips("tiffsave", tile=True), Shown()),
    Difficult("big.tif", vips("tiffsave", bigtiff=True), Shown()),
    Difficult("pyramid.tif", vips("tiffsave", tile=True, pyramid=True, tile_width=128, tile_height=128), Shown()),
    Difficult("scan.tif", scan, Shown(colours=(RED,) * 4, pages=3)),
    Difficult("thumbnail-inside.tif", with_a_small_copy, Shown()),
    Difficult("alpha.webp", see_through("RGBA"), Shown(colours=(WHITE, GREEN, BLUE, YELLOW))),
    Difficult("moving.webp", moving, Shown()),
    Difficult("moving.gif", moving, Shown()),
    Difficult("picture.avif", saved(quality=95), Shown()),
    Difficult("picture.jp2", saved(), Shown()),
    Difficult("picture.bmp", saved(), Shown()),
    Difficult("a jpeg by content.png", saved(format="JPEG", quality=95), Shown()),
    Difficult("..\\..\\etc\\passwd.jpg", saved(format="JPEG", quality=95), Shown()),
)

HOSTILE: tuple[Difficult, ...] = (
    Difficult("bomb.png", lambda path: png_of_zeroes(path, 30_000, 30_000), TOO_LARGE),
    Difficult("text-bomb.png", png_with(b"zTXt", b"Comment\0\0" + deflate_bomb(512)), Shown()),
    Difficult("profile-bomb.png", png_with(b"iCCP", b"p\0\0" + deflate_bomb(512)), Shown()),
    Difficult("too-much-data.png", png_with(b"IDAT", deflate_bomb(64)), Shown(colours=(BLACK,) * 4)),
    Difficult("claims.jpg", lambda path: claims(path, 65_500, 65_500), Refused((*DAMAGED.codes, *TOO_LARGE.codes))),
    Difficult("claims-less.jpg", lambda path: claims(path, 20_000, 20_000), DAMAGED),
    Difficult("giant.gif", giant_gif, Shown(size=(1, 1), colours=(BLACK,) * 4)),
    Difficult("circular.tif", circular, Shown(size=(16, 16), colours=(BLACK,) * 4)),
    Difficult("giant.tif", giant_tiff, NOT_READ),
    Difficult("strips.tif", giant_strips, NOT_READ),
    Difficult("tiny-tiles.tif", tiny_tiles, NOT_READ),
    Difficult("giant.heic", giant_heic, NOT_READ),
    Difficult("giant.webp", giant_webp, NOT_READ),
    Difficult("page.html.jpg", jpeg_and(HTML), Shown()),
    Difficult("packed.jpg", jpeg_and(zipped()), Shown()),
    Difficult("html.png", writes(HTML), UNKNOWN),
    Difficult("drawing.svg", writes(SVG), UNKNOWN),
    Difficult("drawing.png", writes(SVG), UNKNOWN),
    Difficult("drawing.jpg", writes(b"\xef\xbb\xbf\n  " + SVG), UNKNOWN),
    Difficult("matlab.tif", writes(b"MATLAB 5.0 MAT-file" + bytes(500)), UNKNOWN),
    Difficult("vips.tif", writes(bytes.fromhex("08f2a6b6") + bytes(500)), UNKNOWN),
    Difficult("head-only.jpg", writes(b"\xff\xd8\xff\xe0"), DAMAGED),
    Difficult("nothing.jpg", writes(b""), Refused(("media.empty",))),
    Difficult("zeroes.jpg", writes(bytes(5_000)), UNKNOWN),
    *(
        Difficult(f"cut.{ending}", cut(ending, 0.6), DAMAGED)
        for ending in ("jpeg", "png", "tiff", "webp", "gif", "heic")
    ),
    *(
        Difficult(f"cut-early.{ending}", cut(ending, 0.02), NOT_READ)
        for ending in ("jpeg", "png", "tiff", "webp", "gif")
    ),
)
