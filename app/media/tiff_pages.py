"""Which pictures in a TIFF are pages of a scan: smaller copies of a page and masks are none. No pixel is read here."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path

# Twice what a document may have: beside each page there may be a small copy of it.
MOST_DIRECTORIES = 10_000
_KIND, _OLD_KIND = 254, 255
_REDUCED, _MASK = 1, 4
_OLD_REDUCED = 2


def pages(path: Path) -> list[int]:
    """The numbers of the directories that are pages, from 0; ``[0]`` for what is no TIFF, or has none.

    Directories that point back to earlier ones end the list.
    """
    with path.open("rb") as file:
        head = file.read(16)
        layout = _LAYOUTS.get(head[:4])
        if layout is None:
            return [0]
        found = [number for number, kind in enumerate(_kinds(file.fileno(), layout, head)) if not kind]
    return found or [0]


class _Layout:
    """TIFF and BigTIFF, in either order of bytes: where the first directory is told, and how one is built."""

    def __init__(self, order: str, *, big: bool) -> None:
        self.pointer = struct.Struct(order + ("Q" if big else "I"))
        self.count = struct.Struct(order + ("Q" if big else "H"))
        self.entry = struct.Struct(order + ("HHQ8s" if big else "HHI4s"))
        self.first = 8 if big else 4
        self.short, self.long = struct.Struct(order + "H"), struct.Struct(order + "I")


_LAYOUTS = {
    b"II*\0": _Layout("<", big=False),
    b"MM\0*": _Layout(">", big=False),
    b"II+\0": _Layout("<", big=True),
    b"MM\0+": _Layout(">", big=True),
}


def _kinds(descriptor: int, layout: _Layout, head: bytes) -> Iterator[int]:
    """For each directory 0 where it is a page."""
    (at,) = layout.pointer.unpack_from(head, layout.first)
    seen: set[int] = set()
    while at and at not in seen and len(seen) < MOST_DIRECTORIES:
        seen.add(at)
        start = os.pread(descriptor, layout.count.size, at)
        if len(start) < layout.count.size:
            return
        (count,) = layout.count.unpack(start)
        length = min(count, 65_535) * layout.entry.size
        body = os.pread(descriptor, length + layout.pointer.size, at + layout.count.size)
        if len(body) < length + layout.pointer.size:
            return
        yield _kind(body[:length], layout)
        (at,) = layout.pointer.unpack_from(body, length)


def _kind(entries: bytes, layout: _Layout) -> int:
    for tag, type, _, value in layout.entry.iter_unpack(entries):
        if tag == _KIND:
            return int((layout.short if type == 3 else layout.long).unpack_from(value)[0]) & (_REDUCED | _MASK)
        if tag == _OLD_KIND:
            return int(layout.short.unpack_from(value)[0] == _OLD_REDUCED)
    return 0
