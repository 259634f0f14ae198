"""Batches: what came in together, who is at work on it, and what it did to each record and file."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, UnitOfWork
from app.errors import Busy, NotAllowed, NotFound
from app.models import Batch, BatchChange, Event, now
from app.services.jobs import dead, process_name
from app.services.viewer import Viewer
from metadata.problem import Problem

RUNNING, FINISHED, UNDOING, UNDONE = "running", "finished", "undoing", "undone"

# A process on another machine is taken for dead after this long without a commit: it may be copying a long film.
SILENT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Begun:
    """``done`` are the rows, by sheet and number, that an earlier run of the same import has carried out."""

    batch: int
    done: Mapping[tuple[str, int], dict[str, Any]]


class Batches:
    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, actor: Viewer, source: str, digest: str) -> Begun:
        """A new batch, or the one that the same import left unfinished. Raises ``Busy`` while that is at work."""
        with self._db.unit_of_work() as work:
            batch = _unfinished(work, digest)
            if batch is None:
                batch = Batch(source=source[-200:], account_id=actor.account_id, state=RUNNING)
                work.add(batch)
            elif alive(batch):
                raise Busy(Problem("batch.running", value=str(batch.id)), 60)
            batch.report = at_work({"digest": digest})
            work.flush()
            return Begun(batch.id, _done(work, batch.id))

    def earlier(self, digest: str) -> int | None:
        """The batch by which the very same files came in before, if it still stands."""
        with self._db.read() as session:
            finished = session.scalars(select(Batch).where(Batch.state == FINISHED).order_by(Batch.id.desc()))
            return next((batch.id for batch in finished if (batch.report or {}).get("digest") == digest), None)

    def unfinished(self, digest: str) -> bool:
        """Whether an import of the very same files was begun and cut off."""
        with self._db.read() as session:
            return _unfinished(session, digest) is not None

    def beat(self, work: UnitOfWork, batch_id: int) -> None:
        """Tells, in a commit of the import's own, that it is alive."""
        batch = work.get_one(Batch, batch_id)
        batch.report = {**(batch.report or {}), "beat": now().isoformat()}

    def rest(self, batch_id: int) -> None:
        """Nobody is at work on the batch; it can be taken up again, or undone."""
        with self._db.unit_of_work() as work:
            batch = work.get_one(Batch, batch_id)
            batch.report = {**(batch.report or {}), "worker": ""}

    def finish(self, actor: Viewer, batch_id: int, counts: Mapping[str, int]) -> None:
        with self._db.unit_of_work() as work:
            batch = work.get_one(Batch, batch_id)
            digest = (batch.report or {}).get("digest")
            batch.state, batch.finished_at, batch.report = FINISHED, now(), {"digest": digest, **counts}
            event = Event(account_id=actor.account_id, kind="imported", subject=subject(batch_id), detail=dict(counts))
            work.add(event)


def subject(batch_id: int) -> str:
    """What events call a batch."""
    return f"batch:{batch_id}"


def take_back(work: UnitOfWork, actor: Viewer, batch_id: int) -> None:
    """Begins to undo a batch: its import can't go on any more. Raises ``NotFound``, ``NotAllowed`` or ``Busy``."""
    batch = work.get(Batch, batch_id, with_for_update=True)
    if batch is None or not actor.staff:
        raise NotFound(Problem("batch.unknown", value=str(batch_id)))
    own = batch.account_id is not None and batch.account_id == actor.account_id
    if not own and not actor.can("administer", None):
        raise NotAllowed(Problem("account.role_needed", value=actor.name, expected="administer"))
    if batch.state in (RUNNING, UNDOING) and alive(batch):
        raise Busy(Problem("batch.running", value=str(batch_id)), 60)
    batch.state, batch.report = UNDOING, at_work(batch.report)


def at_work(report: dict[str, Any] | None) -> dict[str, Any]:
    """A batch's report, with this process as the one that works on it."""
    return {**(report or {}), "worker": process_name(), "beat": now().isoformat()}


def alive(batch: Batch) -> bool:
    told = batch.report or {}
    worker = told.get("worker", "")
    if not worker or dead(worker):
        return False
    return datetime.fromisoformat(told["beat"]) > now() - SILENT


def digest_of(paths: Iterable[Path], *options: str) -> str:
    """The same for the same files and options: by it an import that was cut off is known again."""
    digest = hashlib.sha256("\0".join(options).encode())
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _unfinished(session: Session, digest: str) -> Batch | None:
    """Locked where the session writes."""
    asked = select(Batch).where(Batch.state == RUNNING)
    running = session.scalars(asked.with_for_update() if session.info.get("writes") else asked)
    return next((batch for batch in running if (batch.report or {}).get("digest") == digest), None)


def _done(session: Session, batch_id: int) -> dict[tuple[str, int], dict[str, Any]]:
    asked = select(BatchChange.after).where(BatchChange.batch_id == batch_id, BatchChange.after.is_not(None))
    return {(after["sheet"], after["row"]): after for after in session.scalars(asked) if after and "sheet" in after}
