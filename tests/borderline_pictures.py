"""Pictures at the border of what can be shown, as the test sets of other programs have them; each made here, with what
must become of it, as in ``tests.difficult_pictures``."""

import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from tests.difficult_pictures import BLACK, DAMAGED, SIZE, WHITE, Difficult, Shown, held, picture, tiff, vips
from tests.media_samples import compass, tagged_exif
from tests.rare_pictures import UNSUPPORTED, png


def without_end(bytes_more: int = 0, **options: Any) -> Callable[[Path], object]:
    """A JPEG whose end marker is missing, and so many bytes of its pixels."""

    def make(path: Path) -> None:
        file = io.BytesIO()
        picture().save(file, "JPEG", quality=95, **options)
        content = file.getvalue()
        assert content.endswith(b"\xff\xd9")
        path.write_bytes(content[: -2 - bytes_more])

    return make


def small_and_held(size: tuple[int, int]) -> Callable[[Path], object]:
    """It lies on its side, and is smaller than a tile."""

    def make(path: Path) -> None:
        lying = compass(*size).transpose(Image.Transpose.ROTATE_90)
        lying.save(path, quality=95, subsampling=0, exif=tagged_exif(6))

    return make


def tiled(change: Callable[[bytearray, int, int], None], compression: str = "deflate") -> Callable[[Path], object]:
    """A TIFF in tiles; ``change`` is given its bytes, a tag of its directory, and where the entry of that tag is."""

    def make(path: Path) -> None:
        vips("tiffsave", tile=True, tile_width=64, tile_height=64, compression=compression)(path)
        content = bytearray(path.read_bytes())
        (at,) = struct.unpack_from("<I", content, 4)
        (count,) = struct.unpack_from("<H", content, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            change(content, struct.unpack_from("<H", content, entry)[0], entry)
        path.write_bytes(content)

    return make


def compressed_as_nobody_knows(content: bytearray, tag: int, entry: int) -> None:
    if tag == 259:
        struct.pack_into("<H", content, entry + 8, 34_933)


def last_tile_lost(content: bytearray, tag: int, entry: int) -> None:
    if tag == 324:
        count, places = struct.unpack_from("<II", content, entry + 4)
        struct.pack_into("<I", content, places + 4 * (count - 1), len(content) + 1_000)


def untold_white(path: Path) -> None:
    """A fax without PhotometricInterpretation: white is zero."""
    width, height = SIZE
    row = bytes([0xFF] * (width // 16) + [0] * (-(-width // 8) - width // 16))
    entries = {256: (4, 1, width), 257: (4, 1, height), 258: (3, 1, 1), 259: (3, 1, 1), 277: (3, 1, 1)}
    entries |= {273: (4, 1, 122), 278: (4, 1, height), 279: (4, 1, len(row) * height), 266: (3, 1, 1)}
    path.write_bytes(tiff(entries, body=row * height))


def palette_with_more(path: Path) -> None:
    """A palette, and beside each index a sample that says nothing."""
    width, height = SIZE
    colours = picture().quantize(4)
    table = bytes(colours.getpalette() or b"").ljust(768, b"\0")
    reds, greens, blues = (struct.pack("<256H", *(value * 257 for value in table[first::3])) for first in range(3))
    entries = {256: (4, 1, width), 257: (4, 1, height), 258: (3, 2, 8 | 8 << 16), 259: (3, 1, 1), 262: (3, 1, 3)}
    at = 8 + 2 + 12 * 11 + 4
    entries |= {273: (4, 1, at + 1_536), 277: (3, 1, 2), 278: (4, 1, height), 279: (4, 1, 2 * width * height)}
    entries |= {320: (3, 768, at), 338: (3, 1, 0)}
    samples = b"".join(bytes((index, 0)) for index in colours.tobytes())
    path.write_bytes(tiff(entries, body=reds + greens + blues + samples))


OPTIONS: tuple[dict[str, Any], ...] = ({}, {"subsampling": 0}, {"progressive": True}, {"restart_marker_blocks": 4})
BORDERLINE: tuple[Difficult, ...] = (
    Difficult("no-end.jpg", without_end(), Shown()),
    Difficult("half-an-end.jpg", without_end(-1), Shown()),
    Difficult("no-end-in-scans.jpg", without_end(progressive=True), Shown()),
    Difficult("no-end-with-restarts.jpg", without_end(restart_marker_blocks=4), Shown()),
    *(
        Difficult(f"last-bytes-lost-{number}.jpg", without_end(8, **options), DAMAGED)
        for number, options in enumerate(OPTIONS)
    ),
    Difficult("small-and-held.jpg", small_and_held((48, 32)), Shown((48, 32))),
    Difficult("small-and-held.tif", small_and_held((48, 32)), Shown((48, 32))),
    Difficult("narrow-and-held.png", small_and_held((32, 2_000)), Shown((32, 2_000))),
    Difficult("held-6.png", held(6, "png"), Shown()),
    Difficult("held-6.webp", held(6, "webp"), Shown()),
    Difficult("tiles-of-nobody.tif", tiled(compressed_as_nobody_knows), UNSUPPORTED),
    Difficult("tile-lost.tif", tiled(last_tile_lost), DAMAGED),
    Difficult("tile-lost-plain.tif", tiled(last_tile_lost, "none"), DAMAGED),
    Difficult("untold-white.tif", untold_white, Shown(colours=(BLACK, WHITE, WHITE, BLACK))),
    Difficult("palette-with-more.tif", palette_with_more, Shown()),
    Difficult("text-of-any-bytes.png", png(picture(), (b"tEXt", b"\x94note\0words")), Shown()),
)
