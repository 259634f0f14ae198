"""The folder of the embedded index: which version it is of, and who may write to it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.search.embedded.schema import VERSION


class IndexFolder:
    """``path`` is made when the first document is written, or when the index is cleared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tantivy = path / "tantivy"
        self._version_file = path / "version"

    def version(self) -> int | None:
        """None where there is no index."""
        try:
            return int(self._version_file.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def stamp(self) -> tuple[int, int, int] | None:
        """Changes with every commit of any process; None where there is no index."""
        try:
            found = (self.tantivy / "meta.json").stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Waits until no other thread or process writes. The kernel lets go of the lock of whoever is killed."""
        self.path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def outdated(self) -> bool:
        """Whether there is an index, and it is not one that this version of the archive can use."""
        version = self.version()
        return version != VERSION and not (version is None and self.stamp() is None)

    def wipe(self) -> None:
        """Removes the index, so that it is outdated until it is gone. To be called ``alone``."""
        self._version_file.unlink(missing_ok=True)
        self.tantivy.mkdir(parents=True, exist_ok=True)
        for path in sorted(self.tantivy.iterdir(), key=lambda path: path.name == "meta.json"):
            path.unlink(missing_ok=True)

    def mark(self) -> None:
        """Says of which version the index is that is about to be made. To be called ``alone``."""
        self.tantivy.mkdir(parents=True, exist_ok=True)
        fresh = self._version_file.with_suffix(".new")
        fresh.write_text(str(VERSION))
        fresh.replace(self._version_file)
