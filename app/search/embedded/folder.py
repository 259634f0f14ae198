"""The folder of the embedded index: what is in use, of which version it is, who may write, what is made anew beside."""

import json
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.disk import locked, sync
from app.search.fields import VERSION

OWN = {"meta.json", "version", ".managed.json", ".tantivy-meta.lock", ".tantivy-writer.lock"}


class IndexFolder:
    """``tantivy`` is a link to the segments in use; another link takes its place at one instant.

    ``path`` is made when the first document is written. While ``changed`` is there, an index is being made anew: it
    names the documents that were written to the one in use meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tantivy = path / "tantivy"
        self._changed = path / "changed"

    def version(self) -> int | None:
        """None where there is no index."""
        try:
            return int((self.tantivy / "version").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def stamp(self) -> tuple[str, int, int, int] | None:
        """Changes with every commit of any process; None where there is no index."""
        try:
            found = (self.tantivy / "meta.json").stat()
            return self.tantivy.resolve().name, found.st_ino, found.st_mtime_ns, found.st_size
        except FileNotFoundError:
            return None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Waits until no other thread or process writes."""
        with locked(self.path / "lock"):
            yield

    def outdated(self) -> bool:
        """Whether there is an index, and it is not one that this version of the archive can use."""
        version = self.version()
        return version != VERSION and not (version is None and self.stamp() is None)

    def beside(self) -> Path:
        """A new folder, which is not in use."""
        made = self.path / f"made-{secrets.token_hex(4)}"
        made.mkdir(parents=True)
        (made / "version").write_text(str(VERSION))
        return made

    @contextmanager
    def making(self) -> Iterator[Path]:
        """A folder for an index to be made anew in; only one is, at any time. What is not put in use is removed."""
        with locked(self.path / "making"):
            with self.alone():
                self._changed.write_text("")
            made = self.beside()
            try:
                yield made
            finally:
                with self.alone():
                    self._changed.unlink(missing_ok=True)
                    if self.tantivy.resolve() != made.resolve():
                        shutil.rmtree(made, ignore_errors=True)

    def note(self, ids: Iterable[str]) -> None:
        """That documents were written. To be called ``alone``."""
        if self._changed.exists():
            with self._changed.open("a") as file:
                file.writelines(f"{id}\n" for id in ids)

    def changed(self) -> bool:
        """To be called ``alone``."""
        return self._changed.stat().st_size > 0

    def noted(self) -> list[str]:
        """What was written since this was asked last. To be called ``alone``."""
        ids = self._changed.read_text().split()
        self._changed.write_text("")
        return list(dict.fromkeys(ids))

    def use(self, made: Path) -> None:
        """Puts an index in the place of the one in use. To be called ``alone``."""
        before = self.tantivy.resolve() if self.tantivy.exists() else None
        if before and not self.tantivy.is_symlink():  # as earlier versions of the archive had it
            before = before.rename(self.path / f"made-{secrets.token_hex(4)}")
        link = self.path / "tantivy.new"
        link.unlink(missing_ok=True)
        link.symlink_to(made.name)
        link.replace(self.tantivy)
        sync(self.path)
        if before:
            shutil.rmtree(before, ignore_errors=True)

    def sweep(self) -> bool:
        """Removes what killed processes left, unless one is at work; whether segments are there that are not in use."""
        if not self.path.exists():
            return False
        try:
            with locked(self.path / "making", wait=False), self.alone():
                return self._sweep()
        except BlockingIOError:
            return False

    def _sweep(self) -> bool:
        in_use = self.tantivy.resolve()
        for path in self.path.glob("made-*"):
            if path.resolve() != in_use:
                shutil.rmtree(path, ignore_errors=True)
        for path in (self._changed, self.path / "tantivy.new", *in_use.glob(".tmp*")):
            path.unlink(missing_ok=True)
        if self.stamp() is None or self.outdated():
            return False
        told = json.loads((in_use / "meta.json").read_text())
        segments = {segment["segment_id"].replace("-", "") for segment in told["segments"]}
        return any(path.name not in OWN and path.name.partition(".")[0] not in segments for path in in_use.iterdir())
