"""What stewards are asked to approve, and what they say: to the texts that name their community, before anybody else
reads them. Who has to be asked is told by ``app.services.communities.stewardship``."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.db import Database, UnitOfWork
from app.errors import Invalid, NotAllowed, NotFound, Stale
from app.models import Account, Approval, Community, Event, Record, RecordVersion, now
from app.services.access import Access
from app.services.communities import stewardship
from app.services.communities.stewardship import APPROVED, DECLINED, WAITING
from app.services.viewer import Viewer
from metadata.problem import Problem


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that waits for a community's steward; ``access`` is who will see the record."""

    identifier: str
    kind: str
    version: int
    metadata: dict[str, Any]
    access: str
    public: bool
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """What a community has said, or is still to say, of the newest text of a record."""

    slug: str
    name: dict[str, str]
    outcome: str
    asked_at: datetime
    decided_at: datetime | None


class Approvals:
    def __init__(self, db: Database, access: Access) -> None:
        self._db, self._access = db, access

    def waiting(self, actor: Viewer, slug: str) -> list[Waiting]:
        """What waits for the stewards of a community, the oldest first; for them alone."""
        return self._list(actor, slug)

    def one(self, actor: Viewer, slug: str, identifier: str) -> Waiting:
        """Raises ``NotFound`` for what does not wait for this community."""
        found = self._list(actor, slug, Approval.record == identifier)
        if not found:
            raise NotFound(Problem("record.unknown", value=identifier[:80]))
        return found[0]

    def count(self, viewer: Viewer) -> int:
        """How many texts wait for a word of this viewer."""
        if not viewer.stewards:
            return 0
        with self._db.read() as session:
            asked = _heads(select(func.count(func.distinct(Approval.record))), WAITING)
            asked = asked.join(Community, Community.id == Approval.community_id)
            return session.scalar(asked.where(Community.slug.in_(viewer.stewards))) or 0

    def agreed(self, viewer: Viewer) -> list[tuple[str, dict[str, Any]]]:
        """Newest texts of the viewer's units with which every community asked has agreed, and that are not published
        yet: identifier and description, the oldest first."""
        waiting = aliased(Approval)
        open_still = select(waiting.record).where(
            waiting.record == Approval.record, waiting.version == Approval.version, waiting.outcome != APPROVED
        )
        asked = _heads(select(Record.identifier, RecordVersion.body), APPROVED).where(~open_still.exists())
        return self._on_desk(viewer, asked)

    def declined(self, viewer: Viewer) -> list[tuple[str, dict[str, Any]]]:
        """Newest texts of the viewer's units that a community has sent back, and that nobody has changed since."""
        return self._on_desk(viewer, _heads(select(Record.identifier, RecordVersion.body), DECLINED))

    def _on_desk(self, viewer: Viewer, asked: Any) -> list[tuple[str, dict[str, Any]]]:
        """Of what was decided, the texts that the viewer's roles reach and that are not published."""
        if not viewer.staff:
            return []
        asked = asked.where(or_(Record.published_version.is_(None), Record.published_version != Record.head_version))
        if None not in viewer.roles:
            asked = asked.where(Record.unit_id.in_([unit for unit in viewer.roles if unit is not None]))
        with self._db.read() as session:
            rows = session.execute(asked.order_by(Approval.decided_at))
            return list({identifier: body["metadata"] for identifier, body in rows}.items())

    def words(self, identifier: str) -> list[Word]:
        """What communities say of the newest text; for callers who were admitted to the record."""
        with self._db.read() as session:
            asked = select(Approval, Community).join(Community, Community.id == Approval.community_id)
            asked = asked.join(
                Record, and_(Record.identifier == Approval.record, Record.head_version == Approval.version)
            ).where(Approval.record == identifier)
            return [
                Word(row.slug, row.name, said.outcome, said.asked_at, said.decided_at)
                for said, row in session.execute(asked.order_by(Community.slug))
            ]

    def will_wait(self, identifier: str) -> list[dict[str, str]]:
        """Names of the communities that would have to approve the newest text before it is published."""
        with self._db.read() as session:
            record = session.get(Record, identifier)
            if record is None or record.published_version == record.head_version:
                return []
            head = session.get_one(RecordVersion, (identifier, record.head_version))
            return [row.name for row in stewardship.missing(session, self._access, record, head)]

    def approve(self, actor: Viewer, slug: str, identifier: str, *, version: int) -> None:
        """Raises ``NotFound`` for what does not wait for this community, ``Stale`` for another text than was seen."""
        with self._db.unit_of_work() as work:
            said, _record, _head = self._asked(work, actor, slug, identifier, version)
            _decide(said, actor, APPROVED)
            detail = {"version": version, "community": slug}
            work.add(Event(account_id=actor.account_id, kind="approved", subject=identifier, detail=detail))

    def decline(self, actor: Viewer, slug: str, identifier: str, *, version: int, why: str) -> None:
        """The text goes back to its author. Raises as ``approve`` does, and ``Invalid`` without a reason."""
        if not why.strip() or "\0" in why:
            raise Invalid(Problem("approval.reason", "why"))
        with self._db.unit_of_work() as work:
            said, _record, head = self._asked(work, actor, slug, identifier, version)
            stewardship.take_back(work, identifier, but=said.community_id)
            _decide(said, actor, DECLINED)
            if head.state == "in_review":
                head.state = "draft"
            detail = {"version": version, "community": slug, "why": why.strip()}
            work.add(Event(account_id=actor.account_id, kind="sent_back", subject=identifier, detail=detail))

    def _list(self, actor: Viewer, slug: str, *which: ColumnElement[bool]) -> list[Waiting]:
        with self._db.read() as session:
            row = _community(session, actor, slug)
            asked = _heads(select(Approval, Record, RecordVersion, Account.display_name), WAITING)
            asked = asked.outerjoin(Account, Account.id == Approval.asked_by)
            asked = asked.where(Approval.community_id == row.id, *which).order_by(Approval.asked_at, Approval.record)
            return [self._waiting(session, *found) for found in session.execute(asked)]

    def _asked(
        self, work: UnitOfWork, actor: Viewer, slug: str, identifier: str, version: int
    ) -> tuple[Approval, Record, RecordVersion]:
        row = _community(work, actor, slug)
        record = work.get(Record, identifier, with_for_update=True)
        said = work.get(Approval, (identifier, record.head_version, row.id)) if record else None
        if record is None or said is None or said.outcome != WAITING:
            newer = record is not None and work.get(Approval, (identifier, version, row.id)) is not None
            if record is not None and newer and record.head_version != version:
                raise Stale(Problem("record.stale", "", str(version), str(record.head_version)), record.head_version)
            raise NotFound(Problem("record.unknown", value=identifier[:80]))
        if record.head_version != version:
            raise Stale(Problem("record.stale", "", str(version), str(record.head_version)), record.head_version)
        return said, record, work.get_one(RecordVersion, (identifier, version))

    def _waiting(
        self, session: Session, said: Approval, record: Record, head: RecordVersion, who: str | None
    ) -> Waiting:
        return Waiting(
            record.identifier,
            record.kind,
            head.number,
            head.body["metadata"],
            stewardship.heeded(session, self._access, record, head),
            record.published_version is not None,
            who or "",
            said.asked_at,
        )


def _community(session: Session, actor: Viewer, slug: str) -> Community:
    row = session.scalar(select(Community).where(Community.slug == slug)) if slug in actor.stewards else None
    if row is None and (slug in actor.communities or actor.staff):
        raise NotAllowed(Problem("community.steward_needed", value=slug[:80]))
    if row is None:
        raise NotFound(Problem("community.not_found", value=slug[:80]))
    return row


def _heads(asked: Any, outcome: str) -> Any:
    """Approvals of newest texts only: of what was overtaken, nobody is asked any more."""
    head = and_(Record.identifier == Approval.record, Record.head_version == Approval.version)
    text = and_(RecordVersion.record == Approval.record, RecordVersion.number == Approval.version)
    return asked.select_from(Approval).join(Record, head).join(RecordVersion, text).where(Approval.outcome == outcome)


def _decide(said: Approval, actor: Viewer, outcome: str) -> None:
    said.outcome, said.decided_at, said.decided_by = outcome, now(), actor.account_id
