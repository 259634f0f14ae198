"""Whether every file that is kept is still the one that came in: all bytes are read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from app.db import Database
from app.errors import NotFound
from app.models import Event, Job, Media, Record
from app.ports import Fault, Store, Vault
from app.services.jobs import Report
from app.services.preservation.names import object_of
from app.services.preservation.wishes import KIND

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Checked:
    objects: int
    waiting: int
    faults: tuple[Fault, ...]


class Fixity:
    def __init__(self, db: Database, store: Store, vault: Vault) -> None:
        self._db, self._store, self._vault = db, store, vault

    def check(self, report: Report) -> Checked:
        """Objects, what lies between them, and originals that wait to be put into one. What was found is noted."""
        objects = list(self._vault.objects())
        found = list(self._vault.strays())
        for number, object_id in enumerate(objects, 1):
            found += self._vault.faults(object_id)
            report(number, len(objects))
        waiting = 0
        for fault in self._originals():
            waiting += fault is None
            found += [fault] if fault else []
        found += self._without_object(set(objects))
        checked = Checked(len(objects), waiting, tuple(dict.fromkeys(found)))
        told = {"objects": checked.objects, "waiting": waiting, "faults": len(checked.faults)}
        with self._db.unit_of_work() as work:
            work.add(Event(kind="fixity_checked", subject="archive", detail=told))
        return checked

    def _originals(self) -> Iterator[Fault | None]:
        """One fault for each original that is not there or not the same, None for a sound one that still waits."""
        last = ""
        while True:
            with self._db.read() as session:
                asked = select(Media).where(Media.id > last).order_by(Media.id).limit(AT_ONCE)
                rows = session.scalars(asked).all()
            if not rows:
                return
            for row in rows:
                fault = self._original(row)
                if fault or not self._store.preserved(row.id):
                    yield fault
            last = rows[-1].id

    def _original(self, row: Media) -> Fault | None:
        try:
            path = self._store.original(row.id)
            if self._store.preserved(row.id):
                return None if path.exists() else Fault("missing", f"originals/{row.id}")
            with path.open("rb") as file:
                same = hashlib.file_digest(file, "sha512").hexdigest() == row.sha512
        except (NotFound, FileNotFoundError):
            with self._db.read() as session:  # it may have been purged in the meantime
                there = session.get(Media, row.id) is not None
            return Fault("missing", f"originals/{row.id}") if there else None
        return None if same else Fault("changed", f"originals/{row.id}")

    def _without_object(self, objects: set[str]) -> Iterator[Fault]:
        """Records that were published, and whose object is gone."""
        with self._db.read() as session:
            waiting = select(Job.id).where(
                Job.subject == Record.identifier, Job.kind == KIND, Job.state.in_(("queued", "working", "failed"))
            )
            asked = select(Record.identifier).where(Record.published_at.is_not(None), ~waiting.exists())
            for identifier in session.scalars(asked.order_by(Record.identifier)):
                if object_of(identifier) not in objects:
                    yield Fault("missing", object_of(identifier))
