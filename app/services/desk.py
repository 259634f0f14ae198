"""An officer's desk: the records that their roles reach, in whatever state, and what else the workbench shows of one.

Nothing is changed here. Methods that take an identifier are for callers who were admitted to that record.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import (
    AccessClass,
    Account,
    Community,
    CommunityGroup,
    Event,
    Job,
    Media,
    Record,
    RecordVersion,
    WorkingCopy,
)
from app.services.jobs import newest
from app.services.media import lacking
from app.services.media.reading import MediaView, media_view
from app.services.units.reading import UnitChoice, choices
from app.services.viewer import Viewer
from metadata.problem import Problem

STATES = ("draft", "in_review", "published", "changed", "withdrawn", "failed")
_HANDED_ON = ("submitted", "sent_back", "approval_asked", "approved", "published")


@dataclass(frozen=True, slots=True)
class DeskRow:
    """``state`` is one of ``STATES``: changed means published, with a newer text that is not. ``returned``: it was sent
    back to its author, and nobody has handed it in since."""

    identifier: str
    kind: str
    state: str
    metadata: dict[str, Any]
    changed: datetime
    who: str
    unsaved: bool
    returned: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """Some who may be allowed to see a thing: a community, or with ``group`` a part of it. ``atom`` names them in a
    condition of access."""

    atom: str
    community: dict[str, str]
    group: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a record's description, and who saved it when."""

    number: int
    metadata: dict[str, Any]
    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """What an editor said when they sent a text back to its author."""

    why: str
    who: str
    when: datetime


class Desk:
    def __init__(self, db: Database) -> None:
        self._db = db

    def records(self, viewer: Viewer, *, state: str, page: int, per_page: int) -> tuple[list[DeskRow], int]:
        """One page of the records of the viewer's units, and how many there are."""
        with self._db.read() as session:
            reach = [_within(viewer), *([_state() == state] if state in STATES else [])]
            total = session.scalar(_joined(select(func.count())).where(*reach)) or 0
            asked = _joined(select(Record, RecordVersion, _state(), Account.display_name)).where(*reach)
            asked = asked.outerjoin(Account, Account.id == RecordVersion.who)
            asked = asked.order_by(RecordVersion.when.desc(), Record.identifier)
            rows = session.execute(asked.limit(per_page).offset((page - 1) * per_page)).all()
            unsaved = set(
                session.scalars(select(WorkingCopy.record).where(WorkingCopy.account_id == (viewer.account_id or 0)))
            )
            back = _sent_back(session, [record.identifier for record, *_ in rows])
            return [_row(record, head, found, who, unsaved, back) for record, head, found, who in rows], total

    def counts(self, viewer: Viewer) -> dict[str, int]:
        """How many records are in each state."""
        with self._db.read() as session:
            # PostgreSQL groups by no expression that asks a table of its own, and so by its outcome
            states = _joined(select(_state().label("found"))).where(_within(viewer)).subquery()
            asked = select(states.c.found, func.count()).group_by(states.c.found)
            found: dict[str, int] = dict(row for row in session.execute(asked))
        return {state: found[state] for state in STATES if state in found}

    def units(self, viewer: Viewer) -> list[UnitChoice]:
        """The units in which the viewer may describe things."""
        with self._db.read() as session:
            return choices(session, viewer.roles)

    def may(self, viewer: Viewer, deed: str, identifier: str) -> bool:
        """Whether the viewer's roles allow a deed on a record."""
        with self._db.read() as session:
            unit = session.scalar(select(Record.unit_id).where(Record.identifier == identifier))
        return unit is not None and viewer.can(deed, unit)

    def audiences(self) -> list[Audience]:
        """The communities, each followed by the groups that it has defined."""
        asked = select(Community, CommunityGroup).outerjoin(CommunityGroup, CommunityGroup.community_id == Community.id)
        found: dict[str, Audience] = {}
        with self._db.read() as session:
            for community, group in session.execute(asked.order_by(Community.slug, CommunityGroup.slug)):
                whole = f"community:{community.slug}"
                found.setdefault(whole, Audience(whole, community.name))
                if group is not None:
                    atom = f"group:{community.slug}/{group.slug}"
                    found[atom] = Audience(atom, community.name, group.name)
        return list(found.values())

    def text(self, identifier: str, number: int) -> Text | None:
        """A version of a record that the caller was admitted to; None where there is no such version."""
        with self._db.read() as session:
            version = session.get(RecordVersion, (identifier, number))
            if version is None:
                return None
            who = session.get(Account, version.who) if version.who else None
            return Text(number, version.body["metadata"], who.display_name if who else "", version.when)

    def waiting(self, identifier: str) -> bool:
        """Whether the newest text waits for approval; an earlier one may be published meanwhile."""
        head = and_(RecordVersion.record == Record.identifier, RecordVersion.number == Record.head_version)
        asked = select(RecordVersion.state).join(Record, head).where(Record.identifier == identifier)
        with self._db.read() as session:
            return session.scalar(asked) == "in_review"

    def returned(self, identifier: str) -> Returned | None:
        """Why the newest text was sent back, until somebody hands it in again or publishes it."""
        with self._db.read() as session:
            event = next(iter(_sent_back(session, [identifier]).values()), None)
            if event is None:
                return None
            who = session.get(Account, event.account_id) if event.account_id else None
            return Returned(str((event.detail or {}).get("why", "")), who.display_name if who else "", event.at)

    def unlisted(self, identifier: str, listed: Sequence[str]) -> list[MediaView]:
        """Files of a record that were taken out of its list and are still kept."""
        with self._db.read() as session:
            asked = select(Media).where(Media.record == identifier, Media.id.not_in(listed)).order_by(Media.created_at)
            return [media_view(row) for row in session.scalars(asked)]

    def descriptions(self, viewer: Viewer, identifiers: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The newest descriptions of those records that the viewer's roles reach."""
        head = and_(RecordVersion.record == Record.identifier, RecordVersion.number == Record.head_version)
        asked = select(Record.identifier, RecordVersion.body).join(RecordVersion, head)
        with self._db.read() as session:
            rows = session.execute(asked.where(Record.identifier.in_(identifiers), _within(viewer)))
            return {identifier: body["metadata"] for identifier, body in rows}

    def condition(self, access_id: int) -> str:
        """The text of a class of access."""
        with self._db.read() as session:
            return session.get_one(AccessClass, access_id).canonical

    def lacking(self, media: Sequence[str]) -> tuple[list[Problem], bool]:
        """What files lack for visitors who can't see or hear them, and whether that keeps a record unpublished."""
        with self._db.read() as session:
            return lacking.of(session, media), lacking.demanded(session)

    def progress(self, media: list[str]) -> dict[str, tuple[int, int]]:
        """How far the work on files is, as (done, total), for those being worked on."""
        with self._db.read() as session:
            return {id: (job.done, job.total) for id in media if (job := _working(session, id))}


def _working(session: Session, media: str) -> Job | None:
    job = newest(session, media, "media")
    return job if job is not None and job.state == "working" else None


def _joined(asked: Any) -> Any:
    head = and_(RecordVersion.record == Record.identifier, RecordVersion.number == Record.head_version)
    return asked.select_from(Record).join(RecordVersion, head)


def _within(viewer: Viewer) -> ColumnElement[bool]:
    if None in viewer.roles:
        return Record.identifier.is_not(None)
    return Record.unit_id.in_([unit for unit in viewer.roles if unit is not None])


def _state() -> Any:
    failed = select(Media.id).where(Media.record == Record.identifier, Media.state == "failed").exists()
    return case(
        (failed, "failed"),
        (Record.withdrawn_at.is_not(None), "withdrawn"),
        (Record.published_version == Record.head_version, "published"),
        (RecordVersion.state == "in_review", "in_review"),
        (Record.published_version.is_not(None), "changed"),
        else_="draft",
    )


def _sent_back(session: Session, identifiers: Sequence[str]) -> dict[str, Event]:
    """Of these records, those that were sent back and not handed in, agreed to or published since."""
    last = select(func.max(Event.id)).where(Event.subject.in_(identifiers), Event.kind.in_(_HANDED_ON))
    asked = select(Event).where(Event.id.in_(last.group_by(Event.subject)), Event.kind == "sent_back")
    return {event.subject: event for event in session.scalars(asked)}


def _row(
    record: Record, head: RecordVersion, state: str, who: str | None, unsaved: set[str], back: Container[str]
) -> DeskRow:
    return DeskRow(
        record.identifier,
        record.kind,
        state,
        head.body["metadata"],
        head.when,
        who or "",
        record.identifier in unsaved,
        record.identifier in back,
    )
