"""PRONOM identifiers that depend on a format's version, read from a file's first bytes.

Only what those bytes say for certain: where PRONOM would need more of the file, the answer is None.
"""

import re

_EXIF_VERSION = re.compile(
    rb"(?:\x90\x00\x00\x07\x00\x00\x00\x04|\x00\x90\x07\x00\x04\x00\x00\x00)(0[0-9]{3})", re.DOTALL
)
_JFIF = {b"\x01\x00": "fmt/42", b"\x01\x01": "fmt/43", b"\x01\x02": "fmt/44"}
_EXIF = {b"0200": "x-fmt/398", b"0210": "x-fmt/390", b"0220": "x-fmt/391", b"0221": "fmt/645"}
_PDF = {f"1.{minor}".encode(): f"fmt/{14 + minor}" for minor in range(7)} | {b"1.7": "fmt/276", b"2.0": "fmt/1129"}
_WEBP = {b"VP8 ": "fmt/566", b"VP8L": "fmt/567", b"VP8X": "fmt/568"}
_WAVE = {16: "fmt/141", 18: "fmt/142", 40: "fmt/143"}
_BMP = {40: "fmt/116", 108: "fmt/118", 124: "fmt/119"}
_OGG = (
    (b"\x80theora", "fmt/945"),
    (b"OpusHead", "fmt/946"),
    (b"\x01vorbis", "fmt/203"),
    (b"\x7fFLAC", "fmt/947"),
    (b"Speex   ", "fmt/948"),
)


def jpeg(head: bytes) -> str | None:
    if head[6:11] == b"JFIF\x00":
        return _JFIF.get(head[11:13])
    found = _EXIF_VERSION.search(head)
    if head[6:10] != b"Exif" or not found:
        return None
    return "fmt/1507" if found[1].startswith(b"023") else _EXIF.get(found[1])


def png(head: bytes) -> str:
    chunks = head.partition(b"IDAT")[0]
    if b"acTL" in chunks:
        return "fmt/935"
    if b"iTXt" in chunks:
        return "fmt/13"
    return "fmt/12" if any(name in chunks for name in (b"iCCP", b"sRGB", b"sPLT")) else "fmt/11"


def tiff(head: bytes) -> str | None:
    return "fmt/353" if head[:4] in (b"II*\x00", b"MM\x00*") else None


def gif(head: bytes) -> str:
    return "fmt/3" if head[:6] == b"GIF87a" else "fmt/4"


def webp(head: bytes) -> str | None:
    return _WEBP.get(head[12:16])


def bmp(head: bytes) -> str | None:
    return _BMP.get(int.from_bytes(head[14:18], "little"))


def wave(head: bytes) -> str | None:
    """None for Broadcast WAVE, which has a PUID for each version and encoding."""
    at = head.find(b"fmt ")
    if at < 0 or b"bext" in head:
        return None
    return _WAVE.get(int.from_bytes(head[at + 4 : at + 8], "little"))


def aiff(head: bytes) -> str:
    return "x-fmt/136" if head[8:12] == b"AIFC" else "fmt/414"


def amr(head: bytes) -> str:
    return "fmt/954" if head.startswith(b"#!AMR-WB") else "fmt/356"


def ogg(head: bytes) -> str:
    return next((puid for mark, puid in _OGG if mark in head), "fmt/944")


def mpeg(head: bytes) -> str | None:
    """The bits after a pack's start code tell MPEG-1 from MPEG-2."""
    if head[:4] != b"\x00\x00\x01\xba" or len(head) < 5:
        return None
    return "x-fmt/386" if head[4] >> 6 == 1 else "x-fmt/385"


def pdf(head: bytes) -> str | None:
    at = head.find(b"%PDF-")
    return _PDF.get(head[at + 5 : at + 8]) if at >= 0 else None
