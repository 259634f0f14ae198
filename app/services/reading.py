"""What a viewer gets to read: one record, cards for many, one media file. Every question passes ``services.access``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import Gone, NotFound, SignInNeeded
from app.models import Media, MediaText, Record, RecordVersion, Unit, now
from app.services.access import EVERYONE_ID, Access, Answer
from app.services.identifiers import normal
from app.services.viewer import Viewer
from metadata.problem import Problem


@dataclass(frozen=True, slots=True)
class MediaView:
    """A media file as a viewer who may see it sees it. ``description`` follows the profile ``media``.

    ``everyone``: it is published and everybody may see it at any time, so that shared caches may keep it.
    """

    id: str
    record: str
    type: str
    state: str
    generation: int
    protocol: int
    access_id: int
    filename: str
    mime: str
    size: int
    description: dict[str, Any]
    detail: dict[str, Any]
    problem: Problem | None
    created_at: datetime
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Admitted:
    """A record that a viewer may read, and the number of the text that they get; ``kept`` as in ``RecordView``."""

    record: Record
    number: int
    kept: bool

    @property
    def everyone(self) -> bool:
        """Whether everybody gets this text at any time."""
        return self.record.access_id == EVERYONE_ID and self.number == self.record.published_version


@dataclass(frozen=True, slots=True)
class RecordView:
    """``status`` is published, draft, in_review or withdrawn; ``version`` the number of the text shown here.

    ``kept`` is True for somebody whose roles reach the record's unit; only they see other than published texts.
    ``announced_media`` counts the listed files that this viewer is told of and may ask for, but not see.
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
    announced_media: int
    kept: bool
    created_at: datetime
    published_at: datetime | None
    changed_at: datetime


class Reading:
    def __init__(self, db: Database, access: Access) -> None:
        self._db = db
        self._access = access

    def record(self, viewer: Viewer, identifier: str, *, head: bool = False, at: datetime | None = None) -> RecordView:
        """The published text, or with ``head`` the newest one, for staff of its unit only.

        Staff get the head too while nothing is published. Raises ``NotFound``, ``Gone`` (410) or ``SignInNeeded``.
        """
        at = at or now()
        with self._db.read() as session:
            admitted = self.admit(session, viewer, identifier, at, head=head)
            return self._view(session, viewer, admitted.record, admitted.number, admitted.kept, at)

    def admit(self, session: Session, viewer: Viewer, identifier: str, at: datetime, *, head: bool = False) -> Admitted:
        """What ``record`` asks before it reads any text, for those who need no more than the answer."""
        record = session.get(Record, identifier) if normal(identifier) == identifier else None
        if record is None:
            raise NotFound(Problem("record.unknown", value=identifier))
        kept = viewer.can("edit", record.unit_id)
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
            found = []
            for identifier in identifiers:
                if identifier in rows:
                    record, version, unit = rows[identifier]
                    listed = [media[id] for id in version.body["media"] if id in media]
                    seen = tuple(media_view(row) for row in listed if row.access_id in visible)
                    found.append(self._assemble(session, record, version, unit, seen, 0, kept=False))
            return found

    def newest(self, viewer: Viewer, limit: int) -> list[RecordView]:
        """The records published last."""
        with self._db.read() as session:
            visible = self._access.visible_classes(session, viewer, now())
            asked = select(Record.identifier).where(
                Record.published_version.is_not(None), Record.access_id.in_(visible)
            )
            ids = session.scalars(asked.order_by(Record.published_at.desc(), Record.identifier).limit(limit)).all()
        return self.cards(viewer, ids)

    def count(self, viewer: Viewer) -> int:
        with self._db.read() as session:
            visible = self._access.visible_classes(session, viewer, now())
            asked = select(func.count()).where(Record.published_version.is_not(None), Record.access_id.in_(visible))
            return session.scalar(asked) or 0

    def media(self, viewer: Viewer, media_id: str, at: datetime | None = None) -> MediaView:
        """A media file that the viewer may see: listed by the published text of a record they may see, or kept by them.

        Raises ``NotFound`` or ``SignInNeeded``. One query.
        """
        at = at or now()
        with self._db.read() as session:
            published = and_(
                RecordVersion.record == Record.identifier, RecordVersion.number == Record.published_version
            )
            asked = (
                select(Media, Record, RecordVersion.body)
                .join(Record, Record.identifier == Media.record)
                .outerjoin(RecordVersion, published)
                .where(Media.id == media_id)
            )
            row = session.execute(asked).one_or_none() if normal(media_id) == media_id else None
            if row is None:
                raise NotFound(Problem("media.not_found", value=media_id))
            media, record, body = row
            listed = body is not None and media_id in body["media"]
            if not viewer.can("edit", record.unit_id):
                if not listed:
                    raise NotFound(Problem("media.not_found", value=media_id))
                for access_id in (record.access_id, media.access_id):
                    self._demand(session, viewer, access_id, at, Problem("media.not_found", value=media_id))
            return media_view(media, everyone=listed and record.access_id == media.access_id == EVERYONE_ID)

    def captions(self, viewer: Viewer, media_id: str, language: str) -> tuple[MediaView, str]:
        """A file that the viewer may see, and what is said in it as WebVTT. Raises as ``media`` does."""
        media = self.media(viewer, media_id)
        with self._db.read() as session:
            row = session.get(MediaText, (media_id, "captions", language))
        if row is None:
            raise NotFound(Problem("media.not_found", value=media_id))
        return media, row.body

    def caption_languages(self, media_ids: Sequence[str]) -> dict[str, list[str]]:
        """In which languages files have captions; of files, that is, which the viewer is known to see."""
        asked = select(MediaText.media, MediaText.part).where(MediaText.kind == "captions")
        asked = asked.where(MediaText.media.in_(media_ids)).order_by(MediaText.media, MediaText.part)
        found: dict[str, list[str]] = {}
        with self._db.read() as session:
            for media_id, language in session.execute(asked):
                found.setdefault(media_id, []).append(language)
        return found

    def keeps(self, viewer: Viewer, media_id: str) -> bool:
        """Whether the viewer's roles reach the unit that keeps this file: who may have the original itself."""
        with self._db.read() as session:
            asked = select(Record.unit_id).join(Media, Media.record == Record.identifier).where(Media.id == media_id)
            unit_id = session.scalar(asked)
            return unit_id is not None and viewer.can("edit", unit_id)

    def _admit(self, session: Session, viewer: Viewer, record: Record, at: datetime) -> None:
        unknown = Problem("record.unknown", value=record.identifier)
        if record.withdrawn_at is not None and record.published_version is None:
            if record.ever_public:
                raise Gone(Problem("record.withdrawn", value=record.identifier))
            raise NotFound(unknown)
        if record.published_version is None:
            raise NotFound(unknown)
        self._demand(session, viewer, record.access_id, at, unknown)

    def _demand(self, session: Session, viewer: Viewer, access_id: int, at: datetime, problem: Problem) -> None:
        answer = self._access.may(session, viewer, access_id, at)
        if answer is Answer.ANNOUNCED:
            raise SignInNeeded(Problem("access.announced", value=problem.value))
        if answer is Answer.ABSENT:
            raise NotFound(problem)

    def _view(
        self, session: Session, viewer: Viewer, record: Record, number: int, kept: bool, at: datetime
    ) -> RecordView:
        version = session.get_one(RecordVersion, (record.identifier, number))
        unit = session.get_one(Unit, record.unit_id)
        rows = {row.id: row for row in session.scalars(select(Media).where(Media.record == record.identifier))}
        listed = [rows[id] for id in version.body["media"] if id in rows]
        answers = {row.id: self._access.may(session, viewer, row.access_id, at) for row in listed}
        seen = [row for row in listed if kept or answers[row.id] is Answer.ALLOWED]
        announced = sum(answers[row.id] is Answer.ANNOUNCED for row in listed if row not in seen)
        return self._assemble(session, record, version, unit, tuple(map(media_view, seen)), announced, kept=kept)

    def _assemble(
        self,
        session: Session,
        record: Record,
        version: RecordVersion,
        unit: Unit,
        media: tuple[MediaView, ...],
        announced: int,
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
            metadata=version.body["metadata"],
            media=media,
            announced_media=announced,
            kept=kept,
            created_at=record.created_at,
            published_at=record.published_at,
            changed_at=record.changed_at,
        )

    def _media_of(self, session: Session, records: Iterable[str]) -> dict[str, Media]:
        return {row.id: row for row in session.scalars(select(Media).where(Media.record.in_(list(records))))}


def status(record: Record, head: RecordVersion) -> str:
    """Published while there is a published version, else withdrawn, else the head's state."""
    if record.published_version is not None:
        return "published"
    return "withdrawn" if record.withdrawn_at else head.state


def media_view(row: Media, *, everyone: bool = False) -> MediaView:
    return MediaView(
        id=row.id,
        record=row.record,
        type=row.type,
        state=row.state,
        generation=row.generation,
        protocol=row.protocol,
        access_id=row.access_id,
        filename=row.filename,
        mime=row.mime,
        size=row.size,
        description=row.description,
        detail=row.detail,
        problem=Problem(**row.problem) if row.problem else None,
        created_at=row.created_at,
        everyone=everyone,
    )
