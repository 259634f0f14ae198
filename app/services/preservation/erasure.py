"""Signed erasure: what has to be forgotten altogether, by the word of two people. Nothing else deletes for good.

A publisher asks with a reason, an administrator who is somebody else confirms, both with their passwords. What was
done is appended to a journal, so that no backup and no rebuilding brings it back (``again``).
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from app.db import Database, UnitOfWork
from app.errors import Busy, Invalid, NotAllowed, NotFound
from app.models import (
    Approval,
    BatchChange,
    Event,
    Media,
    Naming,
    Record,
    RecordVersion,
    StoredManifest,
    TakedownRequest,
    UsedIdentifier,
    WorkingCopy,
    now,
)
from app.ports import Store
from app.services import texts
from app.services.access import Access
from app.services.accounts import Accounts
from app.services.changes import touch
from app.services.jobs import Jobs, Report
from app.services.media.files import MediaFiles
from app.services.preservation import Preservation
from app.services.preservation.journal import Erased, Journal
from app.services.reach import record_for
from app.services.viewer import Viewer
from metadata.problem import Problem

WAIT = 5
INDEX = "index"
ASKED, REFUSED, ERASED = "erasure_asked", "erasure_refused", "erased"
_STEPS = (ASKED, REFUSED, ERASED)


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants erased: some files, or with none named the record with all of them."""

    id: int
    record: str
    media: tuple[str, ...]
    reason: str
    asked_by: int | None
    asked_at: datetime


class Erasure:
    def __init__(
        self,
        db: Database,
        access: Access,
        accounts: Accounts,
        jobs: Jobs,
        media: MediaFiles,
        preservation: Preservation,
        store: Store,
        journal: Journal,
    ) -> None:
        self._db, self._access, self._accounts, self._jobs, self._media = db, access, accounts, jobs, media
        self._preservation, self._store, self._journal = preservation, store, journal

    def ask(
        self, actor: Viewer, identifier: str, *, password: str, address: str, reason: str, media: Sequence[str] = ()
    ) -> Request:
        """Raises ``NotFound``, ``NotAllowed`` for the wrong role or password, ``Invalid`` without a reason."""
        self._signed(actor, password, address)
        with self._db.unit_of_work() as work:
            record = record_for(work, self._access, actor, identifier, "publish")
            if not reason.strip():
                raise Invalid(Problem("erasure.reason", "reason"))
            if _pending(work, identifier) is not None:
                raise Invalid(Problem("erasure.pending", value=identifier))
            own = set(work.scalars(select(Media.id).where(Media.record == identifier)))
            foreign = [id for id in media if id not in own]
            if foreign:
                raise Invalid.of([Problem("media.unknown", "media", id) for id in foreign])
            detail = {"reason": reason.strip(), "media": list(media)}
            event = Event(account_id=actor.account_id, kind=ASKED, subject=record.identifier, detail=detail)
            work.add(event)
            work.flush()
            return _request(event)

    def pending(self, actor: Viewer, identifier: str) -> Request | None:
        """The request that waits for an administrator, for those who may ask or confirm."""
        with self._db.read() as session:
            record_for(session, self._access, actor, identifier, "publish")
            return _pending(session, identifier)

    def waiting(self, viewer: Viewer) -> list[str]:
        """Records of which an erasure waits for this administrator, the oldest request first; nobody confirms their
        own."""
        last = select(func.max(Event.id)).where(Event.kind.in_(_STEPS)).group_by(Event.subject)
        asked = select(Event, Record.unit_id).join(Record, Record.identifier == Event.subject)
        asked = asked.where(Event.id.in_(last), Event.kind == ASKED).order_by(Event.id)
        if "administrator" not in viewer.roles.values():
            return []  # the question reads every event: it is not put for others
        with self._db.read() as session:
            return [
                event.subject
                for event, unit in session.execute(asked)
                if event.account_id != viewer.account_id and viewer.can("administer", unit)
            ]

    def refuse(self, actor: Viewer, identifier: str, request: int) -> None:
        """The one who asked takes it back, or an administrator declines."""
        with self._db.unit_of_work() as work:
            record = record_for(work, self._access, actor, identifier, "publish")
            pending = _pending(work, identifier)
            if pending is None or pending.id != request:
                raise NotFound(Problem("erasure.unknown", value=identifier))
            if pending.asked_by != actor.account_id and not actor.can("administer", record.unit_id):
                raise NotAllowed(Problem("account.role_needed", value=actor.name, expected="administer"))
            event = Event(account_id=actor.account_id, kind=REFUSED, subject=identifier, detail={"request": request})
            work.add(event)

    def confirm(self, actor: Viewer, identifier: str, request: int, *, password: str, address: str) -> None:
        """Erases. It is gone from every page when this returns, and from the disk when its job is done."""
        self._signed(actor, password, address)
        with self._db.read() as session:
            record_for(session, self._access, actor, identifier, "administer")
            pending = _pending(session, identifier)
            if pending is None or pending.id != request:
                raise NotFound(Problem("erasure.unknown", value=identifier))
            if pending.asked_by == actor.account_id:
                raise NotAllowed(Problem("erasure.two_people", value=actor.name))
            media = pending.media or tuple(session.scalars(select(Media.id).where(Media.record == identifier)))
        erased = Erased(now(), identifier, not pending.media, media, pending.asked_by, actor.account_id)
        self._journal.append(erased)  # first: whatever happens now, it is not forgotten
        with self._db.unit_of_work() as work:
            self._erase(work, erased)

    def again(self) -> list[str]:
        """Erases once more what the journal tells, after a restoration or a rebuilding; the records concerned."""
        entries = self._journal.entries()
        touched = []
        for erased in entries:
            with self._db.unit_of_work() as work:
                if self._standing(work, erased):
                    self._erase(work, erased)
                    touched.append(erased.record)
        for record in dict.fromkeys(touched):
            with suppress(Busy):  # its job does it
                self.clear(record, lambda _done, _total: None)
        return touched

    def clear(self, identifier: str, report: Report) -> None:
        """The job that follows: bytes, derivatives, and the object without what was erased. It may run twice."""
        with self._db.read() as session:
            happened = select(Event.detail).where(Event.subject == identifier, Event.kind == ERASED)
            media = {id for detail in session.scalars(happened) for id in (detail or {}).get("media", ())}
        for id in sorted(media):
            self._store.purge(id)
        self._preservation.preserve(identifier, report)
        if not self._db.flush_journal():
            raise Busy("erasure.read", WAIT)

    def _signed(self, actor: Viewer, password: str, address: str) -> None:
        """That the person at the desk is who signed in; guessing is slowed down as at the door."""
        if self._accounts.sign_in(actor.name, password, address) != actor.account_id:
            raise NotAllowed(Problem("account.wrong", "password"))

    def _standing(self, work: UnitOfWork, erased: Erased) -> bool:
        """Whether something is there that was erased once."""
        if work.get(Record, erased.record) is None:
            return False
        if work.scalar(select(Media.id).where(Media.id.in_(erased.media)).limit(1)):
            return True
        done = select(Event.id).where(Event.subject == erased.record, Event.kind == ERASED, Event.at >= erased.at)
        return erased.whole and work.scalar(done.limit(1)) is None

    def _erase(self, work: UnitOfWork, erased: Erased) -> None:
        record = work.get_one(Record, erased.record, with_for_update=True)  # before its files, as everybody does
        there = list(work.scalars(select(Media.id).where(Media.id.in_(erased.media), Media.record == erased.record)))
        self._media.purge_in(work, there)
        for id in erased.media:
            work.merge(UsedIdentifier(identifier=id, burnt_at=now()))
        changes: ColumnElement[bool] = BatchChange.media.in_(erased.media)
        if erased.whole:
            changes = or_(changes, BatchChange.record == erased.record)
            self._empty(work, record)
        work.execute(delete(BatchChange).where(changes))
        work.execute(delete(StoredManifest).where(StoredManifest.record == erased.record))
        touch(work, record)
        detail = {"media": list(erased.media), "whole": erased.whole, "asked_by": erased.asked_by}
        work.add(
            Event(account_id=None, kind=ERASED, subject=erased.record, detail=detail | {"by": erased.confirmed_by})
        )
        self._jobs.ask(work, "erase", erased.record)
        self._jobs.ask(work, "index", erased.record)
        self._jobs.ask(work, "manifest", erased.record)
        self._jobs.ask(work, "reindex", INDEX)  # words that nothing has any more stay in it until it is made anew

    def _empty(self, work: UnitOfWork, record: Record) -> None:
        """Of the whole record a tombstone remains: an identifier, and that something was erased there, by whom."""
        number = record.head_version + 1
        kept = _STEPS
        work.execute(delete(RecordVersion).where(RecordVersion.record == record.identifier))
        for model in (WorkingCopy, Naming, Approval, TakedownRequest):
            work.execute(delete(model).where(model.record == record.identifier))
        work.execute(delete(Event).where(Event.subject == record.identifier, Event.kind.not_in(kept)))
        work.add(RecordVersion(record=record.identifier, number=number, state="draft", body=texts.body({}), why=""))
        record.head_version, record.published_version, record.withdrawn_at = number, None, now()


def _pending(session: Session, identifier: str) -> Request | None:
    """The newest request, unless it was answered."""
    asked = select(Event).where(Event.subject == identifier, Event.kind.in_(_STEPS)).order_by(Event.id.desc()).limit(1)
    event = session.scalars(asked).first()
    return _request(event) if event is not None and event.kind == ASKED else None


def _request(event: Event) -> Request:
    detail = event.detail or {}
    return Request(event.id, event.subject, tuple(detail["media"]), detail["reason"], event.account_id, event.at)
