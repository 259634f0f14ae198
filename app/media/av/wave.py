"""The length that the header of a WAVE promises, against the length that is there. RF64 and BW64 have no such trouble.

A recorder whose battery ran out leaves a header of some minutes before; a file over 4 GB wraps its 32-bit length.
FFmpeg itself reads on to the end where the length is 0, or more than there is.
"""

import struct
from pathlib import Path
from typing import BinaryIO, Final

MOST_CHUNKS: Final = 64


def unsaid_seconds(path: Path) -> float | None:
    """How long the sound really is, when its header says less; ``None`` when it tells the truth."""
    total = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        return _unsaid(file, total) if head[:4] == b"RIFF" and head[8:] == b"WAVE" else None


def _unsaid(file: BinaryIO, total: int) -> float | None:
    at, rate = 12, 0
    for _ in range(MOST_CHUNKS):
        name, size = _chunk(file, at)
        begins, at = at + 8, at + 8 + size + size % 2
        if name == b"fmt ":
            file.seek(begins)
            rate = struct.unpack("<8xI4x", file.read(16).ljust(16, b"\0"))[0]
        elif name == b"data":
            truthful = not size or at + 8 > total or _is_chunk(*_chunk(file, at), total - at)
            return None if truthful or not rate else (total - begins) / rate
        if at >= total:
            return None
    return None


def _chunk(file: BinaryIO, at: int) -> tuple[bytes, int]:
    file.seek(at)
    name, size = struct.unpack("<4sI", file.read(8).ljust(8, b"\0"))
    return name, size


def _is_chunk(name: bytes, size: int, left: int) -> bool:
    return name.isascii() and name.decode("ascii").isprintable() and size + 8 <= left + 1
