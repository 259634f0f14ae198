"""JPEG tiles straight out of a tiled TIFF: no pixel is decoded, and a tile costs one ``pread``.

Making pyramids is ``app.media.image``; tiles at the right and bottom edge, which a TIFF pads to full size, are in
``app.media.edge_tiles``; drawing what no tile holds is ``app.media.image_render``. No libvips and no Pillow here.
"""

import os
import struct
from array import array
from dataclasses import dataclass
from pathlib import Path

from app.errors import MediaRefused, NotFound
from app.media import edge_tiles
from app.media.remembered import FileKey, Remembered, file_key

Size = tuple[int, int]

_WIDTH, _HEIGHT, _COMPRESSION, _SAMPLES = 256, 257, 259, 277
_TILE_WIDTH, _TILE_HEIGHT, _TILE_OFFSETS, _TILE_LENGTHS, _JPEG_TABLES = 322, 323, 324, 325, 347
_JPEG = 7
_FIELD = {3: "H", 4: "I"}
_LEVELS = 32

# By tag: type, count, and the value or where it is.
_Directory = dict[int, tuple[int, int, bytes]]


@dataclass(frozen=True, slots=True)
class Level:
    """One resolution. ``tables`` opens every tile: the JPEG tables they share, without their end marker."""

    width: int
    height: int
    columns: int
    rows: int
    offsets: "array[int]"
    lengths: "array[int]"
    tables: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a pyramid without decoding it. Level 0 is the full size, each next one half, rounded down."""

    levels: tuple[Level, ...]
    tile: int
    grey: bool
    bytes: int

    @property
    def sizes(self) -> tuple[Size, ...]:
        return tuple((level.width, level.height) for level in self.levels)


# The head of a 12,000 × 9,000 pyramid, about 600 tiles, takes some 8 KB.
_heads = Remembered[Head](512)


def read_head(pyramid: Path) -> Head:
    """Raises ``NotFound`` when there is no such file, ``MediaRefused`` when it is not a pyramid of JPEG tiles."""
    descriptor = _open(pyramid)
    try:
        return _head(pyramid, descriptor)
    finally:
        os.close(descriptor)


def read_tile(pyramid: Path, level: int, column: int, row: int, size: Size | None = None) -> bytes | None:
    """One tile as a whole JPEG.

    ``size`` is what the picture shall measure, by default what the level has there. Where none of that size lies
    ready the answer is None, and the caller draws it. Raises ``NotFound`` for a level that there is not.
    """
    descriptor = _open(pyramid)
    try:
        head = _head(pyramid, descriptor)
        if not 0 <= level < len(head.levels):
            raise NotFound("media.no_such_tile")
        grid = head.levels[level]
        width, height = size or true_size(head, grid, column, row)
        if width == height == head.tile and 0 <= column < grid.columns and 0 <= row < grid.rows:
            return _joined(descriptor, grid, row * grid.columns + column)
    finally:
        os.close(descriptor)
    return edge_tiles.read(pyramid, head.bytes, edge_tiles.Place(level, column, row, width, height))


def true_size(head: Head, grid: Level, column: int, row: int) -> Size:
    """What the tile measures without its padding; zero or less beyond the grid."""
    return min(head.tile, grid.width - column * head.tile), min(head.tile, grid.height - row * head.tile)


def _joined(descriptor: int, grid: Level, tile: int) -> bytes:
    # Tables and tile are JPEG streams of their own: the one without its EOI, then the other without its SOI, is one.
    return grid.tables + os.pread(descriptor, grid.lengths[tile] - 2, grid.offsets[tile] + 2)


def _open(pyramid: Path) -> int:
    try:
        return os.open(pyramid, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise NotFound("media.no_pyramid") from error


def _head(pyramid: Path, descriptor: int) -> Head:
    key = file_key(pyramid, descriptor)
    head = _heads.get(key)
    if head is None:
        head = _heads.put(key, _parsed(descriptor, key))
    return head


def _parsed(descriptor: int, key: FileKey) -> Head:
    try:
        return _Reader(descriptor).head(key.bytes)
    except (struct.error, KeyError, IndexError, ValueError) as error:
        raise MediaRefused("media.no_pyramid") from error


class _Reader:
    """Reads the directories of a TIFF of either byte order."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        start = os.pread(descriptor, 8, 0)
        self.order = {b"II*\0": "<", b"MM\0*": ">"}[start[:4]]
        self.entry = struct.Struct(self.order + "HHI4s")
        (self.first,) = struct.unpack(self.order + "I", start[4:])

    def head(self, file_bytes: int) -> Head:
        directories: list[_Directory] = []
        at = self.first
        while at and len(directories) < _LEVELS:
            directory, at = self._directory(at)
            directories.append(directory)
        first = directories[0]
        tile = self._one(first, _TILE_WIDTH)
        if tile != self._one(first, _TILE_HEIGHT):
            raise ValueError(tile)
        levels = tuple(self._level(directory, tile) for directory in directories)
        return Head(levels, tile, self._one(first, _SAMPLES) == 1, file_bytes)

    def _level(self, directory: _Directory, tile: int) -> Level:
        if self._one(directory, _COMPRESSION) != _JPEG or self._one(directory, _TILE_WIDTH) != tile:
            raise ValueError(tile)
        width, height = self._one(directory, _WIDTH), self._one(directory, _HEIGHT)
        columns, rows = -(-width // tile), -(-height // tile)
        offsets, lengths = self._many(directory, _TILE_OFFSETS), self._many(directory, _TILE_LENGTHS)
        if not len(offsets) == len(lengths) == columns * rows:
            raise ValueError(len(offsets))
        tables = self._value(directory, _JPEG_TABLES, "B")
        return Level(width, height, columns, rows, offsets, lengths, tables[:-2])

    def _directory(self, at: int) -> tuple[_Directory, int]:
        """The entries, and where the next directory is."""
        (count,) = struct.unpack(self.order + "H", os.pread(self.descriptor, 2, at))
        body = os.pread(self.descriptor, count * self.entry.size + 4, at + 2)
        entries = {tag: (kind, length, value) for tag, kind, length, value in self.entry.iter_unpack(body[:-4])}
        return entries, struct.unpack(self.order + "I", body[-4:])[0]

    def _many(self, directory: _Directory, tag: int) -> "array[int]":
        field = self.order + _FIELD[directory[tag][0]]
        return array("Q", (number for (number,) in struct.iter_unpack(field, self._value(directory, tag, field))))

    def _value(self, directory: _Directory, tag: int, field: str) -> bytes:
        """Values of four bytes or fewer lie in the entry itself."""
        _, count, value = directory[tag]
        length = struct.calcsize(field) * count
        if length <= len(value):
            return value[:length]
        (at,) = struct.unpack(self.order + "I", value)
        return os.pread(self.descriptor, length, at)

    def _one(self, directory: _Directory, tag: int) -> int:
        return self._many(directory, tag)[0]
