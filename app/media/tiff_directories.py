"""What the directories of a TIFF say of their pictures, read without libtiff. No pixel is read here.

Which of them are pages is ``app.media.tiff_pages``; pyramids of our own have a faster reader, ``app.media.tiff_tiles``.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

# Twice what a document may have: beside each page there may be a small copy of it.
MOST_DIRECTORIES: Final = 10_000
# Directories may overlap: in a small file thousands of them could have thousands of entries each.
_MOST_ENTRIES: Final = 1_000_000
_MOST_INNER: Final = 16

WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 256, 257, 258, 259, 262
KIND, OLD_KIND, SAMPLES, PLANES, TILE_WIDTH, SUB = 254, 255, 277, 284, 322, 330
EXTRA_SAMPLES, SAMPLE_FORMAT, DNG_VERSION = 338, 339, 50706
_SHAPE: Final = (WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, PLANES, EXTRA_SAMPLES, SAMPLE_FORMAT)
_WANTED: Final = frozenset((*_SHAPE, KIND, OLD_KIND, TILE_WIDTH, SUB, DNG_VERSION))
_BYTE, _SHORT, _LONG, _IFD, _LONG8, _IFD8 = 1, 3, 4, 13, 16, 18
_FARTHEST: Final = 1 << 62
_LETTERS: Final = {_BYTE: "B", _SHORT: "H", _LONG: "I", _IFD: "I", _LONG8: "Q", _IFD8: "Q"}


@dataclass(frozen=True, slots=True)
class Directory:
    """The first values of the tags named above; ``inner`` are its SubIFDs, of the first directory only."""

    tags: dict[int, int]
    inner: tuple["Directory", ...] = field(default=())

    def get(self, tag: int, default: int = 0) -> int:
        return self.tags.get(tag, default)


class _Layout:
    """TIFF and BigTIFF, in either order of bytes: where the first directory is told, and how one is built."""

    def __init__(self, order: str, *, big: bool) -> None:
        self.order = order
        self.pointer = struct.Struct(order + ("Q" if big else "I"))
        self.count = struct.Struct(order + ("Q" if big else "H"))
        self.entry = struct.Struct(order + ("HHQ8s" if big else "HHI4s"))
        self.first = 8 if big else 4


_LAYOUTS: Final = {
    b"II*\0": _Layout("<", big=False),
    b"MM\0*": _Layout(">", big=False),
    b"II+\0": _Layout("<", big=True),
    b"MM\0+": _Layout(">", big=True),
}


def directories(path: Path) -> Iterator[Directory]:
    """In their order; none for what is no TIFF. Directories that point back to earlier ones end the list."""
    with path.open("rb") as file:
        head = file.read(16)
        layout = _LAYOUTS.get(head[:4])
        if layout is None:
            return
        (at,) = layout.pointer.unpack_from(head, layout.first)
        reader = _Reader(file.fileno(), layout)
        seen: set[int] = set()
        while at and at not in seen and len(seen) < MOST_DIRECTORIES:
            read = reader.directory(at, with_inner=not seen)
            if read is None:
                return
            seen.add(at)
            directory, at = read
            yield directory


class _Reader:
    def __init__(self, descriptor: int, layout: _Layout) -> None:
        self.descriptor, self.layout = descriptor, layout
        self.entries = 0

    def directory(self, at: int, *, with_inner: bool = False) -> tuple[Directory, int] | None:
        """The directory and where the next one is; None where the file ends before, or has said too much."""
        body = self._body(at)
        if body is None:
            return None
        tags: dict[int, int] = {}
        inner: list[Directory] = []
        end = len(body) - self.layout.pointer.size
        for tag, kind, number, value in self.layout.entry.iter_unpack(body[:end]):
            if tag not in _WANTED or kind not in _LETTERS or not number:
                continue
            if tag == SUB and with_inner:
                places = self._values(kind, number, value, _MOST_INNER)
                inner = [read[0] for read in map(self.directory, places) if read]
            elif values := self._values(kind, number, value, 1):
                tags[tag] = values[0]
        return Directory(tags, tuple(inner)), self.layout.pointer.unpack_from(body, end)[0]

    def _body(self, at: int) -> bytes | None:
        """The entries of a directory and the pointer after them."""
        start = self._read(at, self.layout.count.size)
        if len(start) < self.layout.count.size:
            return None
        count = min(65_535, self.layout.count.unpack(start)[0])
        self.entries += count
        length = count * self.layout.entry.size + self.layout.pointer.size
        body = self._read(at + len(start), length)
        return body if len(body) == length and self.entries <= _MOST_ENTRIES else None

    def _values(self, kind: int, number: int, value: bytes, most: int) -> tuple[int, ...]:
        """The first values of a tag; they are in its entry where all of them fit into it."""
        letter = _LETTERS[kind]
        step = struct.calcsize(letter)
        wanted = min(number, most)
        if step * number > len(value):
            value = self._read(self.layout.pointer.unpack_from(value)[0], step * wanted)
        if len(value) < step * wanted:
            return ()
        return struct.unpack_from(f"{self.layout.order}{wanted}{letter}", value)

    def _read(self, at: int, length: int) -> bytes:
        return os.pread(self.descriptor, length, at) if at < _FARTHEST else b""
