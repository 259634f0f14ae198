"""What a file is, told by its content, and whether its name agrees.

Pictures are measured here; sound and film are ``app.media.av``, PDF ``app.media.document``, captions
``app.media.captions``. The formats taken in are in ``app.media.formats``.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import magic

from app.errors import MediaRefused
from app.media import image_apart
from app.media.foreign import advice
from app.media.formats import (
    BY_ENDING,
    BY_MIME,
    HEIF,
    MARKS,
    MP3,
    MPEG_TS,
    PDF,
    PLAYLIST_ENDINGS,
    PLAYLIST_MARKS,
    TEXT,
    Format,
    Kind,
    ending_of,
)
from app.media.image_header import PIXELS, ImageHeader
from metadata.problem import Problem

# Far enough to hold the EXIF of a photograph, where its version is told.
_HEAD = 65536
_TS_PACKET = 188
# Whatever has two certain bytes here by chance, one recording in 65,536, is a disk's first sector to libmagic.
_BOOT = slice(510, 512)
_HTML = "text/html"
# Of those that libmagic does not know, one names itself first and these after it (ISO/IEC 23008-12, 10.2).
_PICTURE_BRANDS = (b"mif1", b"mif2", b"miaf")
# What films may begin with before the box that makes them one (ISO/IEC 14496-12, 8.1; QuickTime of old cameras).
_FIRST_BOXES = (b"free", b"skip", b"wide", b"pnot", b"PICT", b"uuid", b"styp")
_FILM_BOXES = (b"ftyp", b"moov", b"mdat")
_RAW_BRAND = b"crx "
_MP3_FRAME = re.compile(rb"\xff[\xe2-\xfb][\x10-\xef]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Probe:
    """``ending`` is the usual one for this format, without a dot; ``agrees`` tells whether the name has one of its
    endings. ``puid`` is the PRONOM identifier where the table knows it."""

    kind: Kind
    format: str
    mime: str
    puid: str | None
    ending: str
    size: int
    agrees: bool
    image: ImageHeader | None = None


def probe(path: Path, filename: str, *, limit_pixels: int = PIXELS) -> Probe:
    """``filename`` is the name the file came with.

    A picture, sound, film or document under the name of another is taken for what it is. Raises ``MediaRefused``:
    media.empty, media.playlist, media.unknown_format or what ``foreign.advice`` says instead,
    media.not_what_its_name_says (text where the name promises a picture), and for pictures what
    ``image_source.read_header`` raises.
    """
    size = path.stat().st_size
    if not size:
        raise MediaRefused(Problem("media.empty", "media", filename))
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if _names_other_files(head):
        raise MediaRefused(Problem("media.playlist", "media", filename))
    ending = ending_of(filename)
    named = BY_ENDING.get(ending)
    mime = _mime(path, head)
    found = _accepted(_recognise(mime, head, named), named, filename, mime)
    if found.kind == "other" and ending in PLAYLIST_ENDINGS:
        raise MediaRefused(Problem("media.playlist", "media", filename))
    return Probe(
        kind=found.kind,
        format=found.name,
        mime=found.mime,
        puid=found.puid_of(head),
        ending=found.endings[0],
        size=size,
        agrees=ending in found.endings,
        image=_measured(path, filename, limit_pixels) if found.kind == "image" else None,
    )


def _measured(path: Path, filename: str, limit_pixels: int) -> ImageHeader:
    return image_apart.read_header(path, name=filename, limit_pixels=limit_pixels)


def _names_other_files(head: bytes) -> bool:
    text = head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"<?xml"):
        return any(mark in text for mark in PLAYLIST_MARKS if mark.startswith(b"<"))
    return text.startswith(PLAYLIST_MARKS)


def _mime(path: Path, head: bytes) -> str:
    told: str = magic.from_file(str(path), mime=True).lower()
    if told == "application/octet-stream" and head[_BOOT] == b"\x55\xaa":
        told = magic.from_buffer(head[: _BOOT.start] + bytes(2) + head[_BOOT.stop :], mime=True).lower()
    return told


def _recognise(mime: str, head: bytes, named: Format | None) -> Format | None:
    if mime == _HTML:
        return None
    found = BY_MIME.get(mime)
    if found is PDF or (named is PDF and found in (None, TEXT)):
        found = PDF if _is_pdf(head[:1024]) else None
    if found:
        return found
    if mime.startswith("text/"):
        # Notes that look like a program to libmagic are notes all the same.
        return TEXT
    return _overlooked(head, named) if mime == "application/octet-stream" else None


def _is_pdf(start: bytes) -> bool:
    """What a server said of it, or empty lines, may stand before its mark, as readers of PDF allow; not a page of
    HTML, which a browser would take it for."""
    return b"%PDF-" in start and not start.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"<")


def _overlooked(head: bytes, named: Format | None) -> Format | None:
    """Formats that libmagic has no name for, and those without a mark at their start, which a name helps to
    recognise."""
    for mark, form in MARKS:
        if head.startswith(mark):
            return form
    if head[4:8] == b"ftyp" and any(brand in head[8:64] for brand in _PICTURE_BRANDS):
        return HEIF
    if _is_film(head):
        films = [BY_ENDING[ending] for ending in ("mp4", "mov", "3gp", "m4a")]
        return named if named in films else films[0]
    # A recording of a broadcast may begin in the middle of a packet; camcorders put four bytes before each.
    starts = (head[first::step] for step in (_TS_PACKET, _TS_PACKET + 4) for first in range(step))
    if any(start.startswith(b"GGGGGGGG") for start in starts):
        return MPEG_TS
    return MP3 if named is MP3 and _MP3_FRAME.search(head) else None


def _is_film(head: bytes) -> bool:
    """By its boxes. libmagic knows some fifty brands of MP4, and not that of Sony's cameras (``XAVC``), Canon's or
    Panasonic's; older ones wrote none."""
    at = 0
    while head[at + 4 : at + 8] in _FIRST_BOXES:
        at += max(8, int.from_bytes(head[at : at + 4], "big"))
    return head[at + 4 : at + 8] in _FILM_BOXES and head[at + 8 : at + 12] != _RAW_BRAND


def _accepted(found: Format | None, named: Format | None, filename: str, mime: str) -> Format:
    plain = found is None or found.kind in ("caption", "other")
    if plain and named and named.kind != "other" and (found is None or found.kind != named.kind):
        raise MediaRefused(Problem("media.not_what_its_name_says", "media", filename, named.name))
    if found is None:
        raise MediaRefused(Problem(advice(filename, mime), "media", filename))
    return found
