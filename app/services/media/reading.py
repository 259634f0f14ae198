"""One media file as a viewer gets it: what every tile, segment, caption and download asks first.

The texts that stand with files are in ``app.services.media.text_reading``.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import NotFound, SignInNeeded
from app.models import Media, Record, RecordVersion, now
from app.services.access import EVERYONE_ID, Access, Answer
from app.services.communities import stewardship
from app.services.identifiers import normal
from app.services.viewer import Viewer
from metadata.problem import Problem

_REMEMBERED = 4096


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


class _Stamp(NamedTuple):
    """Changes whenever anything of a file, of its record's standing or of who may see them does."""

    state: str
    generation: int
    protocol: int
    access_id: int
    record_access_id: int
    unit_id: int
    published_version: int | None
    changed_at: datetime


class _Known(NamedTuple):
    """``row`` is the stamp as the driver gives it, by which a change is told."""

    row: tuple[Any, ...]
    stamp: _Stamp
    view: MediaView
    listed: bool


_STAMP = (
    Media.state,
    Media.generation,
    Media.protocol,
    Media.access_id,
    Record.access_id,
    Record.unit_id,
    Record.published_version,
    Record.changed_at,
)
_ASKED = select(*_STAMP).join(Record, Record.identifier == Media.record).where(Media.id == bindparam("id"))
_WHOLE = (
    select(Media, RecordVersion.body, *_STAMP)
    .join(Record, Record.identifier == Media.record)
    .outerjoin(
        RecordVersion,
        and_(RecordVersion.record == Record.identifier, RecordVersion.number == Record.published_version),
    )
    .where(Media.id == bindparam("id"))
)


class MediaReading:
    """Asks for a file's stamp each time, and reads the rest only when that has changed: a tile costs one lean query,
    and a door that is closed is closed at once."""

    def __init__(self, db: Database, access: Access) -> None:
        self._db, self._access = db, access
        self._known: dict[str, _Known] = {}
        self._asked = db.prepared(_ASKED)

    def media(self, viewer: Viewer, media_id: str, at: datetime | None = None) -> MediaView:
        """A file that the viewer may see: listed by the published text of a record they may see, or kept by them.

        Raises ``NotFound`` or ``SignInNeeded``.
        """
        unknown = Problem("media.not_found", value=media_id)
        known = self._current(media_id)
        if known is None:
            raise NotFound(unknown)
        if known.view.everyone:
            return known.view
        if not viewer.can("edit", known.stamp.unit_id) and not self._reviewed(viewer, known, at or now()):
            if not known.listed:
                raise NotFound(unknown)
            with self._db.read() as session:
                self._demand(session, viewer, known, at or now(), unknown)
        return known.view

    def told_of(self, viewer: Viewer, media_id: str) -> MediaView:
        """As ``media``, and a file as well that is only announced to the viewer; of a record that is at least that."""
        try:
            return self.media(viewer, media_id)
        except SignInNeeded:
            return self._known_by_now(media_id).view

    def previewed(self, viewer: Viewer, media_id: str) -> MediaView:
        """As ``media``, and a file as well of which outsiders get a small picture. Raises as ``media`` does."""
        try:
            return self.media(viewer, media_id)
        except SignInNeeded:
            known = self._known_by_now(media_id)
            with self._db.read() as session:
                closed = [
                    id
                    for id in (known.stamp.record_access_id, known.stamp.access_id)
                    if self._access.may(session, viewer, id, now()) is not Answer.ALLOWED
                ]
                if not all(self._access.previewed(session, id) for id in closed):
                    raise
            return known.view

    def _known_by_now(self, media_id: str) -> "_Known":
        known = self._current(media_id)
        if known is None:
            raise NotFound(Problem("media.not_found", value=media_id))
        return known

    def _demand(self, session: Session, viewer: Viewer, known: "_Known", at: datetime, unknown: Problem) -> None:
        """What is absent is so in a record, too, that is announced."""
        classes = (known.stamp.record_access_id, known.stamp.access_id)
        answers = {self._access.may(session, viewer, access_id, at) for access_id in classes}
        if Answer.ABSENT in answers:
            raise NotFound(unknown)
        if Answer.ANNOUNCED in answers:
            raise SignInNeeded(Problem("access.announced", value=unknown.value))

    def keeps(self, viewer: Viewer, media_id: str) -> bool:
        """Whether the viewer's roles reach the unit that keeps this file: who may have the original itself."""
        known = self._current(media_id)
        return known is not None and viewer.can("edit", known.stamp.unit_id)

    def _reviewed(self, viewer: Viewer, known: "_Known", at: datetime) -> bool:
        """Whether the file is part of a text that waits for the approval of this viewer."""
        if not viewer.stewards:
            return False
        with self._db.read() as session:
            record = session.get_one(Record, known.view.record)
            if not stewardship.reviewing(session, viewer, record.identifier, record.head_version):
                return False
            head = session.get_one(RecordVersion, (record.identifier, record.head_version))
            answer = self._access.may(session, viewer, known.stamp.access_id, at)
            own = known.stamp.access_id == record.access_id
            return known.view.id in head.body["media"] and (own or answer is Answer.ALLOWED)

    def _current(self, media_id: str) -> _Known | None:
        if normal(media_id) != media_id:
            return None
        row = self._asked.one({"id": media_id})
        known = self._known.get(media_id)
        if row is None or (known and known.row == row):
            return known if row else None
        return self._read(media_id)

    def _read(self, media_id: str) -> _Known | None:
        """The stamp is read together with what it stands for: a change in between would be told as the old one."""
        with self._db.read() as session:
            asked = self._asked.one({"id": media_id}, session.connection())
            row = session.execute(_WHOLE, {"id": media_id}).one_or_none()
        if asked is None or row is None:
            return None
        media, body, *stamped = row
        stamp = _Stamp(*stamped)
        listed = body is not None and media_id in body["media"]
        open_to_all = listed and stamp.record_access_id == stamp.access_id == EVERYONE_ID
        known = _Known(asked, stamp, media_view(media, everyone=open_to_all), listed)
        self._known[media_id] = known
        while len(self._known) > _REMEMBERED:
            self._known.pop(next(iter(self._known)), None)
        return known


def demand(access: Access, session: Session, viewer: Viewer, access_id: int, at: datetime, unknown: Problem) -> None:
    """Raises ``SignInNeeded`` for what is announced to the viewer, ``NotFound`` for what is absent."""
    answer = access.may(session, viewer, access_id, at)
    if answer is Answer.ANNOUNCED:
        raise SignInNeeded(Problem("access.announced", value=unknown.value))
    if answer is Answer.ABSENT:
        raise NotFound(unknown)


def announced_view(row: Media) -> MediaView:
    """What outsiders learn of a file that is announced to them: what it is, and how large or how long."""
    told = {name: row.detail[name] for name in ("width", "height", "duration") if name in row.detail}
    pages = [{"width": page["width"], "height": page["height"]} for page in row.detail.get("pages", ())]
    detail = told | ({"pages": pages} if pages else {})
    return replace(media_view(row), filename="", size=0, description={}, detail=detail, problem=None)


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
