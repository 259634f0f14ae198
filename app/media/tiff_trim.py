"""Takes the padding off a pyramid: the directories tell of the true sizes, the tiles keep what was added.

JPEG knows blocks of 8 or 16 samples, so the last pixels of a picture share theirs with whatever fills the tile; where
that is black, the edge of the picture darkens. A pyramid is therefore made of a picture that goes on beyond its edges.
"""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from app.media.tiff_tiles import Size

_WIDTH, _HEIGHT, _OFFSETS, _LENGTHS = 256, 257, 324, 325
_ENTRY: Final = struct.Struct("<HHI4s")
_LETTERS: Final = {3: "H", 4: "I"}
_BLOCK: Final = 16


def true_sizes(full: Size, tile: int) -> list[Size]:
    """Halves rounded down, until one tile holds all or nothing would be left of a side."""
    sizes = [full]
    while max(sizes[-1]) > tile and min(sizes[-1]) > 1:
        sizes.append((sizes[-1][0] >> 1, sizes[-1][1] >> 1))
    return sizes


def padded(full: Size, tile: int) -> Size:
    """A size whose halves go on beyond the true ones, and end where blocks do."""
    smaller = len(true_sizes(full, tile)) - 1
    return _padded(full[0], tile, smaller), _padded(full[1], tile, smaller)


def _padded(side: int, tile: int, smaller: int) -> int:
    if side % (tile << smaller) == 0:
        return side
    # Colours of the last pixel are mixed with those of the next one when planes of half the size are drawn out.
    step = min(tile, _BLOCK << smaller)
    return -(-(side + (1 << smaller)) // step) * step


def trim(pyramid: Path, sizes: Sequence[Size], tile: int) -> None:
    """Writes into a TIFF as libvips writes pyramids here (not BigTIFF, least byte first)."""
    with pyramid.open("r+b") as file:
        at = 4
        for size in sizes:
            at = _Directory(file, at).trim(size, tile)
        _write(file, at, struct.pack("<I", 0))


class _Directory:
    def __init__(self, file: BinaryIO, pointer: int) -> None:
        self.file = file
        start = int.from_bytes(_read(file, pointer, 4), "little")
        length = int.from_bytes(_read(file, start, 2), "little") * _ENTRY.size
        self.end = start + 2 + length
        body = _read(file, start + 2, length)
        self.entries: dict[int, tuple[int, int, int, bytes]] = {
            tag: (start + 2 + number * _ENTRY.size, kind, length, value)
            for number, (tag, kind, length, value) in enumerate(_ENTRY.iter_unpack(body))
        }

    def trim(self, size: Size, tile: int) -> int:
        """Where the next directory's place is told."""
        columns = -(-self._one(_WIDTH) // tile)
        across, down = -(-size[0] // tile), -(-size[1] // tile)
        for tag in (_OFFSETS, _LENGTHS):
            values = self._many(tag)
            kept = [values[row * columns + column] for row in range(down) for column in range(across)]
            if len(kept) < len(values):
                self._put(tag, kept)
        self._put(_WIDTH, [size[0]])
        self._put(_HEIGHT, [size[1]])
        return self.end

    def _one(self, tag: int) -> int:
        return self._many(tag)[0]

    def _many(self, tag: int) -> tuple[int, ...]:
        """Values of four bytes or fewer lie in the entry itself."""
        _, kind, length, value = self.entries[tag]
        form = struct.Struct(f"<{length}{_LETTERS[kind]}")
        if form.size > 4:
            value = _read(self.file, int.from_bytes(value, "little"), form.size)
        return form.unpack_from(value)

    def _put(self, tag: int, values: Sequence[int]) -> None:
        """No more values than there are: they take the place of those."""
        entry, kind, _, value = self.entries[tag]
        body = struct.pack(f"<{len(values)}{_LETTERS[kind]}", *values)
        if len(body) > 4:
            _write(self.file, int.from_bytes(value, "little"), body)
            body = value
        _write(self.file, entry, _ENTRY.pack(tag, kind, len(values), body.ljust(4, b"\0")))


def _read(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(at)
    return file.read(length)


def _write(file: BinaryIO, at: int, content: bytes) -> None:
    file.seek(at)
    file.write(content)
