"""An archive from its backup, in a folder that holds none. Nothing is put in place before every sum was found right."""

import hashlib
import json
import re
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, func, select

from app.db import Base, Database, UnitOfWork
from app.errors import Damaged, SetupError
from app.models import AccessClass, Account, Activity, Job, Media, Record, Unit, UnitFormer
from app.services import schema
from app.services.activities.stream import ANNOUNCE, EVERYTHING
from app.services.jobs import Jobs, Report
from app.services.preservation import tables
from app.services.preservation.backup import HEAD, LEFT_OUT, SUMS, TABLES
from app.services.preservation.erasure import Erasure
from app.services.preservation.journal import FILE as ERASURES
from app.services.preservation.rebuild import Rebuild
from metadata.problem import Problem

CHUNK = 1 << 20
ASIDE = "restoring"
_PLACES = re.compile(rf"{HEAD}|{SUMS}|{re.escape(ERASURES)}|{TABLES}/\w+\.jsonl|(ocfl|originals)/.+")


@dataclass(frozen=True, slots=True)
class Restored:
    records: int
    media: int
    erased: tuple[str, ...]


class Restore:
    def __init__(self, db: Database, jobs: Jobs, rebuild: Rebuild, erasure: Erasure, data: Path) -> None:
        self._db, self._jobs, self._rebuild, self._erasure, self._data = db, jobs, rebuild, erasure, data

    def read(self, file: Path, report: Report) -> Restored:
        """Raises ``SetupError`` where there is an archive already, or another revision of the tables; ``Damaged`` for
        a backup that is not whole."""
        self._demand_nothing()
        aside = self._data / ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        try:
            _unpack(file, aside, report)
            head = json.loads((aside / HEAD).read_text())
            if head["revision"] != schema.revision(self._db):
                raise SetupError(Problem("restore.revision", value=head["version"]))
            self._place(aside)
            with self._db.unit_of_work() as work:
                self._load(work, aside / TABLES)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        self._rebuild.adopt()
        records, media = self._ask()
        return Restored(records, media, tuple(self._erasure.again()))

    def _demand_nothing(self) -> None:
        with self._db.read() as session:
            known = [session.scalar(select(func.count()).select_from(model)) for model in (Record, Account, Media)]
        if any(known) or any((self._data / name).exists() for name in ("ocfl", "originals")):
            raise SetupError(Problem("restore.not_empty", value=str(self._data)))

    def _place(self, aside: Path) -> None:
        for name in ("ocfl", "originals", ERASURES):
            if (aside / name).exists():
                (aside / name).rename(self._data / name)

    def _load(self, work: UnitOfWork, folder: Path) -> None:
        """The rows that founding had made give way to those of the backup."""
        for model in (UnitFormer, Unit, AccessClass, Activity):
            work.execute(delete(tables.table_of(model)))
        for table in Base.metadata.sorted_tables:
            if table not in LEFT_OUT:
                tables.load(work, table, _rows(folder, table))
                tables.renumber(work, table)

    def _ask(self) -> tuple[int, int]:
        """Derivatives, manifests and the index are made anew."""
        with self._db.unit_of_work() as work:
            for job in work.scalars(select(Job).where(Job.state == "working")).all():
                work.delete(job)
                work.flush()
                self._jobs.ask(work, job.kind, job.subject)
            files = work.scalars(select(Media).where(Media.state != "failed")).all()
            for row in files:
                row.state = "queued"
                self._jobs.ask(work, "media", row.id)
            published = select(Record.identifier).where(Record.published_version.is_not(None))
            records = work.scalar(select(func.count()).select_from(Record)) or 0
            for identifier in work.scalars(published).all():
                self._jobs.ask(work, "index", identifier)
                self._jobs.ask(work, "manifest", identifier)
            self._jobs.ask(work, ANNOUNCE, EVERYTHING)
            return records, work.scalar(select(func.count()).select_from(Media)) or 0


def _rows(folder: Path, table: Table) -> Iterator[dict[str, Any]]:
    with (folder / f"{table.name}.jsonl").open() as lines:
        for line in lines:
            yield json.loads(line)


def _unpack(file: Path, aside: Path, report: Report) -> None:
    found: dict[str, str] = {}
    size = file.stat().st_size
    try:
        with file.open("rb") as packed, tarfile.open(fileobj=packed, mode="r|*") as tar:
            for member in tar:
                found[member.name] = _one(tar, member, aside)
                report(min(packed.tell(), size), size)
        told = json.loads((aside / SUMS).read_text())
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise Damaged(Problem("restore.not_whole", value=file.name)) from error
    found.pop(SUMS)
    for name in sorted({*found, *told}):
        if found.get(name) != told.get(name):
            raise Damaged(Problem("restore.changed", value=name))


def _one(tar: tarfile.TarFile, member: tarfile.TarInfo, aside: Path) -> str:
    """Writes one file and returns its sum; a name that leads elsewhere is none of ours."""
    if not member.isreg() or not _PLACES.fullmatch(member.name) or ".." in member.name.split("/"):
        raise Damaged(Problem("restore.changed", value=member.name))
    source = tar.extractfile(member)
    assert source is not None
    target = aside / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as file:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
