"""What a viewer gets to read: one record, cards for many. Every question passes ``services.access``.

Media files one by one are in ``app.services.media.reading``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.errors import Gone, NotFound
from app.models import Media, Record, RecordVersion, Unit, now
from app.services.access import EVERYONE_ID, Answer
from app.services.communities import stewardship
from app.services.communities.wished import Wishes, as_wished, wishes
from app.services.identifiers import normal
from app.services.media.reading import MediaView as MediaView
from app.services.media.reading import announced_view, demand
from app.services.media.reading import media_view as media_view
from app.services.media.text_reading import TextReading
from app.services.viewer import VISITOR, Viewer
from metadata.problem import Problem


@dataclass(frozen=True, slots=True)
class Admitted:
    """A record that a viewer may read, and the number of the text that they get; ``kept`` as in ``RecordView``.

    ``reviewed``: it is a text that waits for the approval of this viewer, as their community's steward.
    """

    record: Record
    number: int
    kept: bool
    reviewed: bool = False

    @property
    def everyone(self) -> bool:
        """Whether everybody gets this text at any time."""
        return self.record.access_id == EVERYONE_ID and self.number == self.record.published_version


@dataclass(frozen=True, slots=True)
class RecordView:
    """``status`` is published, draft, in_review or withdrawn; ``version`` the number of the text shown here.

    ``kept`` is True for somebody whose roles reach the record's unit; only they see other than published texts.
    ``announced`` are the listed files that this viewer is told of and may ask for, but not see, each with its place
    among all that are told of; nothing is said of them but what they are.
    """

    identifier: str
    kind: str
    status: str
    version: int
    head_version: int
    published_version: int | None
    access_id: int
    access: str
    unit: dict[str, str]
    unit_code: str
    metadata: dict[str, Any]
    media: tuple[MediaView, ...]
    announced: tuple[tuple[int, MediaView], ...]
    kept: bool
    created_at: datetime
    published_at: datetime | None
    changed_at: datetime

    @property
    def announced_media(self) -> int:
        return len(self.announced)


class Reading(TextReading):
    """Records, beside media and their texts."""

    def record(self, viewer: Viewer, identifier: str, *, head: bool = False, at: datetime | None = None) -> RecordView:
        """The published text, or with ``head`` the newest one, for staff of its unit, and for a steward whom it waits
        for.

        Staff get the head too while nothing is published. Raises ``NotFound``, ``Gone`` (410) or ``SignInNeeded``.
        """
        at = at or now()
        with self._db.read() as session:
            admitted = self.admit(session, viewer, identifier, at, head=head)
            return self._view(session, viewer, admitted, at)

    def admit(self, session: Session, viewer: Viewer, identifier: str, at: datetime, *, head: bool = False) -> Admitted:
        """What ``record`` asks before it reads any text, for those who need no more than the answer."""
        record = session.get(Record, identifier) if normal(identifier) == identifier else None
        if record is None:
            raise NotFound(Problem("record.unknown", value=identifier))
        kept = viewer.can("edit", record.unit_id)
        if not kept and head and stewardship.reviewing(session, viewer, identifier, record.head_version):
            return Admitted(record, record.head_version, kept, reviewed=True)
        if not kept:
            self._admit(session, viewer, record, at)
        number = record.published_version
        if kept and (head or number is None):
            number = record.head_version
        assert number is not None
        return Admitted(record, number, kept)

    def visible_classes(self, viewer: Viewer, at: datetime | None = None) -> frozenset[int]:
        with self._db.read() as session:
            return self._access.visible_classes(session, viewer, at or now())

    def cards(self, viewer: Viewer, identifiers: Sequence[str], at: datetime | None = None) -> list[RecordView]:
        """Published records in the order asked for; what the viewer may not see is left out. Four queries in all."""
        with self._db.read() as session:
            visible = self._access.visible_classes(session, viewer, at or now())
            asked = select(Record, RecordVersion, Unit).where(Record.identifier.in_(identifiers))
            asked = asked.where(Record.published_version.is_not(None), Record.access_id.in_(visible))
            asked = asked.join(
                RecordVersion,
                and_(RecordVersion.record == Record.identifier, RecordVersion.number == Record.published_version),
            ).join(Unit, Unit.id == Record.unit_id)
            rows = {record.identifier: (record, version, unit) for record, version, unit in session.execute(asked)}
            media = self._media_of(session, rows)
            texts = [version.body["metadata"] for _record, version, _unit in rows.values()]
            wished = wishes(session, [*texts, *(row.description for row in media.values())])
            found = []
            for identifier in identifiers:
                if identifier in rows:
                    record, version, unit = rows[identifier]
                    listed = [media[id] for id in version.body["media"] if id in media]
                    seen = tuple(media_view(row) for row in listed if row.access_id in visible)
                    found.append(self._assemble(session, record, version, unit, seen, (), wished, kept=False))
            return found

    def newest(self, viewer: Viewer, limit: int) -> list[RecordView]:
        """The records published last."""
        with self._db.read() as session:
            ids = _newest(session, self._access.visible_classes(session, viewer, now()), limit)
        return self.cards(viewer, ids)

    def newest_open(self, limit: int) -> list[RecordView]:
        """Those published last that everyone may see at any time, whatever the season."""
        with self._db.read() as session:
            ids = _newest(session, frozenset({EVERYONE_ID}), limit)
        return self.cards(VISITOR, ids)

    def count(self, viewer: Viewer) -> int:
        with self._db.read() as session:
            visible = self._access.visible_classes(session, viewer, now())
            asked = select(func.count()).where(Record.published_version.is_not(None), Record.access_id.in_(visible))
            return session.scalar(asked) or 0

    def _admit(self, session: Session, viewer: Viewer, record: Record, at: datetime) -> None:
        unknown = Problem("record.unknown", value=record.identifier)
        if record.withdrawn_at is not None and record.published_version is None:
            if record.ever_public:
                raise Gone(Problem("record.withdrawn", value=record.identifier))
            raise NotFound(unknown)
        if record.published_version is None:
            raise NotFound(unknown)
        demand(self._access, session, viewer, record.access_id, at, unknown)

    def _view(self, session: Session, viewer: Viewer, admitted: Admitted, at: datetime) -> RecordView:
        record, kept = admitted.record, admitted.kept
        version = session.get_one(RecordVersion, (record.identifier, admitted.number))
        unit = session.get_one(Unit, record.unit_id)
        rows = {row.id: row for row in session.scalars(select(Media).where(Media.record == record.identifier))}
        listed = [rows[id] for id in version.body["media"] if id in rows]
        answers = {row.id: self._access.may(session, viewer, row.access_id, at) for row in listed}
        own = record.access_id if admitted.reviewed else None  # files as closed as the text itself come with it
        seen = [row for row in listed if kept or answers[row.id] is Answer.ALLOWED or row.access_id == own]
        told = [row for row in listed if row in seen or answers[row.id] is Answer.ANNOUNCED]
        announced = tuple((place, announced_view(row)) for place, row in enumerate(told) if row not in seen)
        texts = [version.body["metadata"], *(row.description for row in seen)]
        wished = {} if kept else wishes(session, texts)
        files = tuple(map(media_view, seen))
        return self._assemble(session, record, version, unit, files, announced, wished, kept=kept)

    def _assemble(
        self,
        session: Session,
        record: Record,
        version: RecordVersion,
        unit: Unit,
        media: tuple[MediaView, ...],
        announced: tuple[tuple[int, MediaView], ...],
        wished: Wishes,
        *,
        kept: bool,
    ) -> RecordView:
        return RecordView(
            identifier=record.identifier,
            kind=record.kind,
            status=status(record, version),
            version=version.number,
            head_version=record.head_version,
            published_version=record.published_version,
            access_id=record.access_id,
            access=self._access.canonical(session, record.access_id),
            unit=unit.name,
            unit_code=unit.code,
            metadata=as_wished(version.body["metadata"], wished),
            media=tuple(replace(file, description=as_wished(file.description, wished)) for file in media),
            announced=announced,
            kept=kept,
            created_at=record.created_at,
            published_at=record.published_at,
            changed_at=record.changed_at,
        )

    def _media_of(self, session: Session, records: Iterable[str]) -> dict[str, Media]:
        return {row.id: row for row in session.scalars(select(Media).where(Media.record.in_(list(records))))}


def _newest(session: Session, visible: frozenset[int], limit: int) -> Sequence[str]:
    asked = select(Record.identifier).where(Record.published_version.is_not(None), Record.access_id.in_(visible))
    return session.scalars(asked.order_by(Record.published_at.desc(), Record.identifier).limit(limit)).all()


def status(record: Record, head: RecordVersion) -> str:
    """Published while there is a published version, else withdrawn, else the head's state."""
    if record.published_version is not None:
        return "published"
    return "withdrawn" if record.withdrawn_at else head.state
