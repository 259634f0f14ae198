"""A small memory of what was read from files, forgotten when the file changes or others need the room."""

import os
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class FileKey(NamedTuple):
    """One state of one file: another inode, time or length means that it was made anew."""

    path: str
    inode: int
    changed: int
    bytes: int


def file_key(path: Path, descriptor: int) -> FileKey:
    found = os.fstat(descriptor)
    return FileKey(str(path), found.st_ino, found.st_mtime_ns, found.st_size)


class Remembered(Generic[T]):
    def __init__(self, room: int) -> None:
        self._room = room
        self._known: dict[FileKey, T] = {}

    def get(self, key: FileKey) -> T | None:
        return self._known.get(key)

    def put(self, key: FileKey, value: T) -> T:
        """Forgets the oldest beyond the room. Threads may do so at once: what has already gone is no error."""
        self._known[key] = value
        while len(self._known) > self._room:
            self._known.pop(next(iter(self._known)), None)
        return value
