"""The side file of a pyramid: tiles at its right and bottom edge, cut once, ready to be sent.

A TIFF pads them to full size, and viewers disagree about how a half pixel rounds, so a tile may lie here in several
sizes. The file is: mark, length of the pyramid it belongs to, number of entries; the entries; the JPEGs.
"""

import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.media.remembered import Remembered, file_key

_MARK = b"CHIENGE1"
_HEAD = struct.Struct("<8sQI")
_ENTRY = struct.Struct("<BHHHHQI")


class Place(NamedTuple):
    """Which tile, and how large its picture is."""

    level: int
    column: int
    row: int
    width: int
    height: int


class _Index(NamedTuple):
    pyramid_bytes: int
    spans: dict[Place, tuple[int, int]]


_indexes = Remembered[_Index](512)


def path_of(pyramid: Path) -> Path:
    return pyramid.with_suffix(".edges")


def write(path: Path, pyramid_bytes: int, tiles: Sequence[tuple[Place, bytes]]) -> None:
    at = _HEAD.size + _ENTRY.size * len(tiles)
    with path.open("wb") as file:
        file.write(_HEAD.pack(_MARK, pyramid_bytes, len(tiles)))
        for place, jpeg in tiles:
            file.write(_ENTRY.pack(*place, at, len(jpeg)))
            at += len(jpeg)
        file.writelines(jpeg for _, jpeg in tiles)


def read(pyramid: Path, pyramid_bytes: int, place: Place) -> bytes | None:
    """None when there is no such tile, no side file, or one that was made for another pyramid."""
    path = path_of(pyramid)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        index = _read_index(path, descriptor)
        span = index.spans.get(place)
        if span is None or index.pyramid_bytes != pyramid_bytes:
            return None
        return os.pread(descriptor, span[1], span[0])
    finally:
        os.close(descriptor)


def _read_index(path: Path, descriptor: int) -> _Index:
    key = file_key(path, descriptor)
    return _indexes.get(key) or _indexes.put(key, _parse(descriptor))


def _parse(descriptor: int) -> _Index:
    start = os.pread(descriptor, _HEAD.size, 0)
    if len(start) < _HEAD.size or not start.startswith(_MARK):
        return _Index(0, {})
    _, pyramid_bytes, count = _HEAD.unpack(start)
    body = os.pread(descriptor, count * _ENTRY.size, _HEAD.size)
    entries = _ENTRY.iter_unpack(body[: len(body) // _ENTRY.size * _ENTRY.size])
    return _Index(pyramid_bytes, {Place(*entry[:5]): (entry[5], entry[6]) for entry in entries})
