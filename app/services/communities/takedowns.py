"""Requests that something be taken from the public, by people of the communities that it names, and their answers.

Nothing is decided here by itself: a publisher withdraws, or says why not, and who asked reads the answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.db import Database, UnitOfWork
from app.errors import Invalid, NotFound
from app.models import Account, Community, Event, Naming, Record, RecordVersion, TakedownRequest, now
from app.services.access import Access, Answer
from app.services.communities import naming
from app.services.reach import require
from app.services.reading import Reading
from app.services.records import Records
from app.services.viewer import Viewer
from metadata.problem import Problem

LONGEST = 5_000
WITHDRAWN, ANSWERED = "withdrawn", "answered"


@dataclass(frozen=True, slots=True)
class Request:
    """``outcome`` is withdrawn or answered, None while it waits. ``metadata`` is the record's newest text for its
    staff, the published one for others, and empty where they see none."""

    id: int
    record: str
    kind: str
    metadata: dict[str, Any]
    community: dict[str, str]
    slug: str
    who: str
    reason: str
    asked_at: datetime
    settled_at: datetime | None
    outcome: str | None
    answer: str


class Takedowns:
    def __init__(self, db: Database, access: Access, records: Records, reading: Reading) -> None:
        self._db, self._access, self._records, self._reading = db, access, records, reading

    def may_ask(self, viewer: Viewer, identifier: str) -> list[str]:
        """Slugs of the viewer's communities that a record which they see names in public; empty where none does."""
        with self._db.read() as session:
            return self._concerned(session, viewer, identifier)

    def ask(self, actor: Viewer, identifier: str, *, reason: str) -> None:
        """Raises ``NotFound`` unless ``may_ask``, ``Invalid`` without a reason or while the same person's waits."""
        with self._db.unit_of_work() as work:
            slugs = self._concerned(work, actor, identifier)
            if not slugs or actor.account_id is None:
                raise NotFound(Problem("record.unknown", value=identifier[:80]))
            if not reason.strip() or "\0" in reason or len(reason) > LONGEST:
                raise Invalid(Problem("takedown.reason", "reason", expected=str(LONGEST)))
            mine = TakedownRequest.record == identifier, TakedownRequest.account_id == actor.account_id
            if work.scalar(select(TakedownRequest.id).where(*mine, TakedownRequest.settled_at.is_(None))):
                raise Invalid(Problem("takedown.pending", "reason"))
            community = work.scalar(select(Community.id).where(Community.slug == slugs[0]))
            given = {"record": identifier, "community_id": community, "account_id": actor.account_id}
            work.add(TakedownRequest(**given, reason=reason.strip(), asked_at=now()))
            detail = {"community": slugs[0]}
            work.add(Event(account_id=actor.account_id, kind="takedown_asked", subject=identifier, detail=detail))

    def for_staff(self, viewer: Viewer) -> list[Request]:
        """What waits in the viewer's units, the oldest first."""
        if not viewer.staff:
            return []
        within = _within(viewer)
        return self._list(*within, TakedownRequest.settled_at.is_(None))

    def of_record(self, viewer: Viewer, identifier: str) -> list[Request]:
        """What waits for a record of the viewer's units."""
        return [one for one in self.for_staff(viewer) if one.record == identifier]

    def of_community(self, viewer: Viewer, slug: str) -> list[Request]:
        """All requests of a community for its stewards, their own for others who belong to it."""
        if slug not in viewer.communities:
            raise NotFound(Problem("community.not_found", value=slug[:80]))
        own = [] if slug in viewer.stewards else [TakedownRequest.account_id == viewer.account_id]
        found = self._list(Community.slug == slug, *own)[::-1]
        shown = {card.identifier: card.metadata for card in self._reading.cards(viewer, [one.record for one in found])}
        return [replace(one, metadata=shown.get(one.record, {})) for one in found]

    def withdraw(self, actor: Viewer, request: int, *, answer: str) -> None:
        """Does as was asked: the record leaves the public, for the reason that was given."""
        with self._db.unit_of_work() as work:
            row = self._settled(work, actor, request, WITHDRAWN, answer)
            record = work.get_one(Record, row.record)
            if record.published_version is not None:
                self._records.withdraw_in(work, actor, row.record, why=row.reason)

    def answer(self, actor: Viewer, request: int, *, answer: str) -> None:
        """Closes a request with a word to those who asked, who sees the record having been changed or not."""
        if not answer.strip():
            raise Invalid(Problem("takedown.answer", "answer"))
        with self._db.unit_of_work() as work:
            self._settled(work, actor, request, ANSWERED, answer)

    def _settled(self, work: UnitOfWork, actor: Viewer, request: int, outcome: str, answer: str) -> TakedownRequest:
        row = work.get(TakedownRequest, request)
        record = work.get(Record, row.record, with_for_update=True) if row else None
        if row is None or record is None or not actor.can("edit", record.unit_id):
            raise NotFound(Problem("takedown.unknown"))
        require(actor, "withdraw", record.unit_id)
        work.refresh(row, with_for_update=True)
        if row.settled_at is not None:
            raise Invalid(Problem("takedown.settled"))
        if len(answer) > LONGEST or "\0" in answer:
            raise Invalid(Problem("takedown.answer", "answer"))
        row.settled_at, row.settled_by, row.outcome, row.answer = now(), actor.account_id, outcome, answer.strip()
        detail = {"request": request, "outcome": outcome}
        work.add(Event(account_id=actor.account_id, kind="takedown_settled", subject=row.record, detail=detail))
        return row

    def _concerned(self, session: Session, viewer: Viewer, identifier: str) -> list[str]:
        if not viewer.communities:
            return []
        record = session.get(Record, identifier)
        if record is None or record.published_version is None:
            return []
        if self._access.may(session, viewer, record.access_id, now()) is not Answer.ALLOWED:
            return []
        asked = select(Naming.key).where(Naming.record == identifier, Naming.thing == naming.COMMUNITY, Naming.shown)
        return sorted(set(session.scalars(asked)) & viewer.communities)

    def _list(self, *which: ColumnElement[bool]) -> list[Request]:
        head = and_(RecordVersion.record == Record.identifier, RecordVersion.number == Record.head_version)
        asked = select(TakedownRequest, Record, RecordVersion, Community, Account.display_name)
        asked = asked.join(Record, Record.identifier == TakedownRequest.record).join(RecordVersion, head)
        asked = asked.join(Community, Community.id == TakedownRequest.community_id)
        asked = asked.join(Account, Account.id == TakedownRequest.account_id)
        with self._db.read() as session:
            rows = session.execute(asked.where(*which).order_by(TakedownRequest.asked_at, TakedownRequest.id))
            return [_request(*row) for row in rows]


def _within(viewer: Viewer) -> list[ColumnElement[bool]]:
    if None in viewer.roles:
        return []
    return [Record.unit_id.in_([unit for unit in viewer.roles if unit is not None])]


def _request(row: TakedownRequest, record: Record, head: RecordVersion, community: Community, who: str) -> Request:
    return Request(
        row.id,
        record.identifier,
        record.kind,
        head.body["metadata"],
        community.name,
        community.slug,
        who,
        row.reason,
        row.asked_at,
        row.settled_at,
        row.outcome,
        row.answer,
    )
