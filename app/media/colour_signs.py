"""Where files tell of their colours outside an ICC profile that libvips hands over: chunks of PNG, boxes of HEIF and
JPEG 2000, the mark of a camera that was set to Adobe RGB. Only heads are read; ``app.media.colour_light`` knows what
they mean.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from app.media.colour_light import BT709, D65, Light, Primaries, by_codes, by_gamma

_ADOBE_RGB: Final = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))
_ADOBE_GAMMA: Final = 563 / 256
_MOST_CHUNKS: Final = 1_000
_MOST_BYTES: Final = 4 << 20
_PNG = b"\x89PNG\r\n\x1a\n"
_BOXES_OF_BOXES: Final = {b"meta": 4, b"iprp": 0, b"ipco": 0, b"jp2h": 0}
_UNSPECIFIED: Final = 2


def light_of(path: Path, image: Any, *, profiled: bool) -> Light | None:
    """What the file says of its samples; None for sRGB, and where its ICC profile (``profiled``) says it."""
    with path.open("rb") as file:
        head = file.read(12)
        if head.startswith(_PNG):
            return _of_png(file, profiled=profiled)
        if profiled:
            return None
        if head[4:8] == b"ftyp":
            return _of_heif(file)
    return by_gamma(_ADOBE_GAMMA, _ADOBE_RGB) if _is_adobe_rgb(image) else None


def jp2_profile(path: Path) -> bytes | None:
    """The ICC profile of a JPEG 2000 file (ISO/IEC 15444-1, I.5.3.3)."""
    with path.open("rb") as file:
        for kind, body in _boxes(file, 0, path.stat().st_size):
            if kind == b"colr" and body[:1] in (b"\2", b"\3"):
                return body[3:]
    return None


def _is_adobe_rgb(image: Any) -> bool:
    """DCF 2.0, option file: cameras that are set to Adobe RGB say so by this mark, and embed no profile."""
    name = "exif-ifd4-InteroperabilityIndex"
    return bool(image.get_typeof(name)) and str(image.get(name)).startswith("R03")


def _of_png(file: BinaryIO, *, profiled: bool) -> Light | None:
    """In the order of PNG (Third Edition), 4.3: cICP, iCCP, sRGB, then gAMA with cHRM."""
    chunks = dict(_chunks(file))
    if b"cICP" in chunks and len(chunks[b"cICP"]) == 4:
        primaries, transfer, *_ = chunks[b"cICP"]
        return by_codes(primaries, transfer)
    if profiled or b"sRGB" in chunks or len(chunks.get(b"gAMA", b"")) != 4:
        return None
    gamma = int.from_bytes(chunks[b"gAMA"], "big") / 100_000
    points, white = _chromaticities(chunks.get(b"cHRM", b""))
    usual = abs(gamma * 2.2 - 1) < 0.05 and points == BT709
    return None if usual or not 0.1 <= gamma <= 5 else by_gamma(1 / gamma, points, white)


def _chromaticities(told: bytes) -> tuple[Primaries, tuple[float, float]]:
    """Those of sRGB where nothing is told, nearly that, or what can't be."""
    if len(told) != 32:
        return BT709, D65
    values = [value / 100_000 for value in struct.unpack(">8I", told)]
    white, red, green, blue = zip(values[::2], values[1::2], strict=True)
    apart = max(
        abs(a - b)
        for one, other in zip((red, green, blue), BT709, strict=True)
        for a, b in zip(one, other, strict=True)
    )
    area = (green[0] - red[0]) * (blue[1] - red[1]) - (blue[0] - red[0]) * (green[1] - red[1])
    if apart < 0.005 or abs(area) < 0.01 or min(white[1], red[1], green[1], blue[1]) <= 0:
        return BT709, D65
    return (red, green, blue), white


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Small chunks before the first with pixels."""
    file.seek(len(_PNG))
    for _ in range(_MOST_CHUNKS):
        length, name = struct.unpack(">I4s", file.read(8).ljust(8, b"\0"))
        if name in (b"IDAT", b"IEND", bytes(4)):
            return
        body = file.read(length) if length <= 32 else b""
        file.seek(length - len(body) + 4, 1)
        yield name, body


def _of_heif(file: BinaryIO) -> Light | None:
    for kind, body in _boxes(file, 0, file.seek(0, 2)):
        if kind == b"colr" and body[:4] == b"nclx" and len(body) >= 10:
            primaries, transfer = struct.unpack_from(">HH", body, 4)
            return None if primaries in (1, _UNSPECIFIED) and transfer < 16 else by_codes(primaries, transfer)
    return None


def _boxes(file: BinaryIO, at: int, end: int, within: int = 4) -> Iterator[tuple[bytes, bytes]]:
    """Boxes that tell of colours, also in others, so many ``within`` each other at most."""
    for _ in range(_MOST_CHUNKS):
        if at + 8 > end:
            return
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8).ljust(8, b"\0"))
        start = at + 8
        if length == 1:
            length, start = int.from_bytes(file.read(8), "big"), at + 16
        stop = end if length == 0 else at + length
        if not start <= stop <= end:
            return
        small = stop - start <= _MOST_BYTES
        if kind in _BOXES_OF_BOXES and small and within:
            yield from _boxes(file, start + _BOXES_OF_BOXES[kind], stop, within - 1)
        elif kind == b"colr" and small:
            file.seek(start)
            yield kind, file.read(stop - start)
        at = stop
