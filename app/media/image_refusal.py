"""What libvips and Pillow say when they can't read a picture, as problems of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyvips

from app.errors import MediaRefused
from metadata.problem import Problem

# The readers tell a file that stops early, and a disk that is full, only by their wording, and some not even so.
_SHORT = ("premature end", "truncat", "unexpected end", "end of file", "end of stream", "bad seek", "bytes, expected")
_NOT_READ = (
    "not supported",
    "unsupported",
    "built without",
    "not configured",
    "not implemented",
    "out of range",
    "number of bytes",
)
_TOO_MUCH = ("out of memory", "unable to allocate", "security limit")
_NOT_THE_FILE = ("no space left", "write error", "write failed", "too many open files", "permission denied")
_TAIL = 65536


class Undecodable(Exception):
    """A picture that a reader other than libvips could make nothing of; ``code`` where the reason is known."""

    def __init__(self, said: str, code: str = "") -> None:
        super().__init__(said)
        self.code = code


@contextmanager
def refusals(original: Path | None = None, name: str = "") -> Iterator[None]:
    """Raises ``MediaRefused`` for a picture that stops before its end, or can't be read at all; ``name`` is what
    people call the file."""
    try:
        yield
    except (pyvips.Error, Undecodable) as error:
        said = str(error).replace(str(original), "").lower()
        if any(words in said for words in _NOT_THE_FILE):
            raise
        if known := getattr(error, "code", ""):
            raise MediaRefused(Problem(known, "media", name)) from error
        if any(words in said for words in _TOO_MUCH):
            raise MediaRefused(Problem("media.picture_too_heavy", "media", name)) from error
        if any(words in said for words in _NOT_READ):
            raise MediaRefused(Problem("media.picture_unsupported", "media", name)) from error
        short = any(words in said for words in _SHORT) or (original is not None and _stops_early(original))
        raise MediaRefused(Problem("media.truncated" if short else "media.damaged", "media", name)) from error


def _stops_early(path: Path) -> bool:
    """Whether a PNG lacks its last chunk, or a WebP is shorter than it says."""
    with path.open("rb") as file:
        head = file.read(12)
        length = file.seek(0, 2)
        file.seek(max(0, length - _TAIL))
        tail = file.read()
    if head.startswith(b"\x89PNG"):
        return b"IEND" not in tail
    return head.startswith(b"RIFF") and 8 + int.from_bytes(head[4:8], "little") > length
