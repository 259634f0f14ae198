"""What the file system promises: durable folders, one folder put in the place of another at once, locks."""

import ctypes
import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNABLE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}


def sync(path: Path) -> None:
    """Makes the bytes of a file durable, or what happened to the entries of a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(path: Path) -> None:
    for folder, _, _ in os.walk(path):
        sync(Path(folder))


def write_synced(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def exchange(fresh: Path, standing: Path) -> None:
    """``fresh`` stands where ``standing`` stood, and the other way round: at no instant is either name without one.

    Where the file system can't (NFS), ``standing`` is away for the time between two renames; ``fresh`` must then have
    room for a neighbour called ``old``, by which a sweep brings it back.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(_AT_FDCWD, bytes(fresh), _AT_FDCWD, bytes(standing), _RENAME_EXCHANGE) == 0:
        return
    code = ctypes.get_errno()
    if code not in _UNABLE:
        raise OSError(code, os.strerror(code), str(standing))
    standing.rename(fresh.with_name("old"))
    fresh.rename(standing)


@contextmanager
def locked(path: Path, *, shared: bool = False, wait: bool = True) -> Iterator[None]:
    """Holds a lock that ends with the process, however that ends. Raises ``BlockingIOError`` if it may not wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)
