"""Everything that can't be made anew, in one file, while the archive is in use. How it comes back is in
``app.services.preservation.restore``.

A tar file: tables as lines of JSON, as they were at one instant, for either kind of database; the storage root, which
holds still meanwhile; originals that wait to be put into it; last of all the sums of everything before.
"""

import fcntl
import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from sqlalchemy import select

from app import __version__
from app.db import Base, Database
from app.disk import sync
from app.errors import Damaged, NotFound
from app.models import Lease, Media, SignInFailure, StoredManifest, now
from app.ports import Store, Vault
from app.services import schema
from app.services.jobs import Report
from app.services.preservation import tables
from app.services.preservation.journal import FILE as ERASURES
from metadata.problem import Problem

FORM = 1
HEAD, SUMS, TABLES = "chieng.json", "sums.json", "tables"
CHUNK = 1 << 20
ASIDE = ".chieng-part"
LEFT_OUT = {tables.table_of(model) for model in (StoredManifest, Lease, SignInFailure)}


@dataclass(frozen=True, slots=True)
class BackedUp:
    records: int
    originals: int
    size: int


@dataclass(slots=True)
class _Sums:
    by_path: dict[str, str] = field(default_factory=dict)


class Backup:
    def __init__(self, db: Database, store: Store, vault: Vault, data: Path) -> None:
        self._db, self._store, self._vault, self._data = db, store, vault, data

    def write(self, file: Path, report: Report) -> BackedUp:
        """Raises ``Damaged`` for an original that is not what came in: a backup must not spread that in silence."""
        file.parent.mkdir(parents=True, exist_ok=True)
        packed = file.suffix in {".gz", ".tgz"}
        with self._vault.still(), _aside(file) as aside, _tar(aside, compressed=packed) as tar:
            counts, media = self._fill(tar, file.parent, report)
        return BackedUp(counts["record"], len(media), file.stat().st_size)

    def _fill(self, tar: tarfile.TarFile, folder: Path, report: Report) -> tuple[dict[str, int], list[tuple[str, str]]]:
        sums = _Sums()
        head = {"form": FORM, "revision": schema.revision(self._db), "version": __version__, "at": now().isoformat()}
        _add(tar, sums, HEAD, io.BytesIO(json.dumps(head).encode()))
        counts, media = self._tables(tar, sums, folder)
        self._files(tar, sums, media, report)
        _add(tar, _Sums(), SUMS, io.BytesIO(json.dumps(sums.by_path).encode()))
        return counts, media

    def _tables(self, tar: tarfile.TarFile, sums: _Sums, folder: Path) -> tuple[dict[str, int], list[tuple[str, str]]]:
        """The tables as they are at one instant; the number of their rows, and ids and sums of all originals.

        A tar file wants sizes first, so each is written aside in ``folder``, to a file that nobody else sees."""
        counts = {}
        with self._db.read() as session:
            for table in sorted(set(Base.metadata.sorted_tables) - LEFT_OUT, key=lambda table: table.name):
                with tempfile.TemporaryFile(dir=folder) as lines:
                    counts[table.name] = 0
                    for row in tables.rows(session, table):
                        lines.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                        counts[table.name] += 1
                    _add(tar, sums, f"{TABLES}/{table.name}.jsonl", lines)
            media = [(id, sha256) for id, sha256 in session.execute(select(Media.id, Media.sha256).order_by(Media.id))]
        return counts, media

    def _files(self, tar: tarfile.TarFile, sums: _Sums, media: list[tuple[str, str]], report: Report) -> None:
        if (self._data / ERASURES).exists():
            _add_file(tar, sums, ERASURES, self._data / ERASURES)
        objects = list(_below(self._data / "ocfl"))
        waiting = [one for one in media if not self._store.preserved(one[0])]
        total = len(objects) + len(waiting)
        for number, path in enumerate(objects, 1):
            _add_file(tar, sums, str(path.relative_to(self._data)), path)
            report(number, total)
        for number, (id, sum) in enumerate(waiting, len(objects) + 1):
            self._original(tar, sums, id, sum)
            report(number, total)

    def _original(self, tar: tarfile.TarFile, sums: _Sums, media: str, sha256: str) -> None:
        """An original that is not in an object yet; one that was purged since the tables were read is left out."""
        try:
            path = self._store.original(media)
            name = str(path.relative_to(self._data))
            _add_file(tar, sums, name, path)
        except (NotFound, FileNotFoundError):
            with self._db.read() as session:
                if session.get(Media, media) is not None:
                    raise Damaged(Problem("backup.original_missing", value=media)) from None
            return
        if sums.by_path[name] != sha256:
            raise Damaged(Problem("preserve.changed", value=media))


@contextmanager
def _aside(file: Path) -> Iterator[Path]:
    """A file beside, which takes the name once it is whole. What a killed backup left there is removed first."""
    for left in file.parent.glob(f".*{ASIDE}"):
        with left.open("rb") as stale, suppress(OSError):
            fcntl.flock(stale, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()
    aside = file.with_name(f".{file.name}{ASIDE}")
    with aside.open("wb") as mine:
        with suppress(OSError):  # not every file system has locks
            fcntl.flock(mine, fcntl.LOCK_EX)
        try:
            yield aside
            aside.replace(file)
        finally:
            aside.unlink(missing_ok=True)
    sync(file.parent)


@contextmanager
def _tar(path: Path, *, compressed: bool) -> Iterator[tarfile.TarFile]:
    """Films and photographs do not get smaller: the least compression is for tables and descriptions."""
    with path.open("wb") as file:
        packed = cast(IO[bytes], gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1)) if compressed else file
        with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            yield tar
        if compressed:
            packed.close()
        file.flush()
        os.fsync(file.fileno())


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names))


class _Summed(io.RawIOBase):
    """Sums what is read through it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self.digest.update(chunk)
        return chunk


def _add_file(tar: tarfile.TarFile, sums: _Sums, name: str, path: Path) -> None:
    with path.open("rb") as file:
        _add(tar, sums, name, file)


def _add(tar: tarfile.TarFile, sums: _Sums, name: str, body: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size = body.seek(0, os.SEEK_END)
    member.mode = 0o600
    body.seek(0)
    summed = _Summed(body)
    tar.addfile(member, cast(IO[bytes], summed))
    sums.by_path[name] = summed.digest.hexdigest()
