"""JPEG files, opened: whole ones as they stream, and those that lack their end marker alone, as phones leave them that
were switched off too early. What is done with their pixels is ``app.media.image_source``."""

import mmap
import re
from pathlib import Path
from typing import Any, Final

import pyvips

from app.media.image_refusal import Undecodable

_SAMPLES_A_BYTE: Final = 64 * 8
_END: Final = b"\xff\xd9"
# Between scans: what is no sample of 255 (followed by 0), no restart, no fill byte.
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# Where pixels are missing, these are taken for pixels; after the last one nobody looks at them.
_FILLING: Final = b"\xa5\x5a\x36\xc9" * 4_096


def outline(path: Path, page: int) -> Any:
    """Each block of 64 samples takes a bit at least, in the smallest of files: with less, nearly all is missing, and a
    reader that goes on would make a giant of grey."""
    image = pyvips.Image.jpegload(str(path), access="sequential", fail_on="error")
    if path.stat().st_size * _SAMPLES_A_BYTE < image.width * image.height:
        raise Undecodable("truncated")
    return image


def pixels(path: Path, page: int) -> Any:
    """What has no end marker (ITU-T T.81, B.2.1) is read as if it had one, unless pixels are missing, too."""
    if not _has_end(path):
        content = path.read_bytes().rstrip(b"\xff")
        if _is_whole(content):
            return _ended(content, "warning")
    return outline(path, page)


def _is_whole(content: bytes) -> bool:
    """libvips tells what it thought strange above the last rows alone: of these, the filling tells."""
    try:
        return not (_ended(content, "warning") != _ended(content + _FILLING, "none")).max()
    except pyvips.Error:
        return False


def _ended(content: bytes, fail_on: str) -> Any:
    return pyvips.Image.jpegload_buffer(content + _END, access="sequential", fail_on=fail_on)


def _has_end(path: Path) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content[-2:] == _END or _ends(content)


def _ends(content: mmap.mmap) -> bool:
    """From segment to segment: end markers of small copies within a segment do not count."""
    at = 2
    while found := _MARKER.search(content, at):
        marker, at = found.group()[1], found.end()
        if marker == _END[1]:
            return True
        length = int.from_bytes(content[at : at + 2], "big")
        at += length
    return False
