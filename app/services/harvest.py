"""What harvesters get: records that everyone may see at any time, and those that no longer are as deleted.

What never was public never comes. The protocol, its dates and its tokens are in ``app.web.oai``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Media, Record, RecordVersion
from app.services import labels
from app.services.access import EVERYONE_ID
from app.services.communities.wished import as_wished, wishes
from metadata.crosswalks.oai_dc import Said, oai_dc
from metadata.statements import Metadata

# A class with a season is another class, so what it closes and opens never comes here.
_OPEN: Final = and_(Record.published_version.is_not(None), Record.access_id == EVERYONE_ID)
_PUBLIC_TEXT: Final = and_(
    RecordVersion.record == Record.identifier, RecordVersion.number == Record.published_version, _OPEN
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Both instants are included; None is open, as is a kind of None."""

    since: datetime | None = None
    until: datetime | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: after this record, as it was changed last."""

    changed_at: datetime
    identifier: str


@dataclass(frozen=True, slots=True)
class Header:
    identifier: str
    kind: str
    changed_at: datetime
    deleted: bool

    @property
    def place(self) -> Place:
        return Place(self.changed_at, self.identifier)


@dataclass(frozen=True, slots=True)
class Harvested:
    """``said`` is empty for a record that is deleted."""

    header: Header
    said: tuple[Said, ...]


class Harvest:
    """Lists go by the instant of change, which ``app.services.changes`` gives out in the order of commits.

    So a list that is read in parts while people work misses nothing: what changes moves to its end, and comes again.
    """

    def __init__(self, db: Database, base_url: str) -> None:
        self._db, self._base_url = db, base_url

    def headers(self, wanted: Wanted, after: Place | None, limit: int) -> list[Header]:
        with self._db.read() as session:
            return [_header(row) for row in session.execute(_part(select(*_COLUMNS), wanted, after, limit))]

    def records(self, wanted: Wanted, after: Place | None, limit: int) -> list[Harvested]:
        """Three queries, however many records."""
        with self._db.read() as session:
            asked = select(*_COLUMNS, RecordVersion.body).outerjoin(RecordVersion, _PUBLIC_TEXT)
            return self._harvested(session, session.execute(_part(asked, wanted, after, limit)).all())

    def record(self, identifier: str) -> Harvested | None:
        """None for one that never was public."""
        with self._db.read() as session:
            asked = select(*_COLUMNS, RecordVersion.body).outerjoin(RecordVersion, _PUBLIC_TEXT)
            asked = asked.where(Record.ever_public, Record.identifier == identifier)
            return next(iter(self._harvested(session, session.execute(asked).all())), None)

    def count(self, wanted: Wanted) -> int:
        with self._db.read() as session:
            return session.scalar(_among(select(func.count()).select_from(Record), wanted)) or 0

    def earliest(self) -> datetime | None:
        """No record's last change is before this one."""
        with self._db.read() as session:
            return session.scalar(select(func.min(Record.changed_at)).where(Record.ever_public))

    def _harvested(self, session: Session, rows: Sequence[Row[Any]]) -> list[Harvested]:
        bodies = {row.identifier: row.body for row in rows if row.open}
        wished = wishes(session, [body["metadata"] for body in bodies.values()])
        told = {identifier: labels.public(as_wished(body["metadata"], wished)) for identifier, body in bodies.items()}
        related = self._related(session, told.values())
        pictured = _pictured(session, bodies)
        return [
            Harvested(
                _header(row),
                oai_dc(
                    row.kind,
                    told[row.identifier],
                    page=self._page(row.identifier),
                    manifest=self._manifest(row.identifier) if row.identifier in pictured else None,
                    related=related,
                )
                if row.open
                else (),
            )
            for row in rows
        ]

    def _related(self, session: Session, told: Iterable[Metadata]) -> dict[str, str]:
        """Addresses of the records that are named and that everyone may see; of others not even that they are."""
        named = {identifier for metadata in told for identifier in _named(metadata)}
        if not named:
            return {}
        found = session.scalars(select(Record.identifier).where(Record.identifier.in_(named), _OPEN))
        return {identifier: self._page(identifier) for identifier in found}

    def _page(self, identifier: str) -> str:
        return f"{self._base_url}/records/{identifier}"

    def _manifest(self, identifier: str) -> str:
        return f"{self._base_url}/iiif/presentation/3/records/{identifier}/manifest"


_Asked: TypeAlias = Select[*tuple[Any, ...]]
_COLUMNS: Final = (Record.identifier, Record.kind, Record.changed_at, _OPEN.label("open"))


def _among(asked: _Asked, wanted: Wanted) -> _Asked:
    asked = asked.where(Record.ever_public)
    if wanted.since:
        asked = asked.where(Record.changed_at >= wanted.since)
    if wanted.until:
        asked = asked.where(Record.changed_at <= wanted.until)
    return asked.where(Record.kind == wanted.kind) if wanted.kind else asked


def _part(asked: _Asked, wanted: Wanted, after: Place | None, limit: int) -> _Asked:
    asked = _among(asked, wanted)
    if after:
        later = or_(Record.changed_at > after.changed_at, Record.identifier > after.identifier)
        asked = asked.where(Record.changed_at >= after.changed_at, later)
    return asked.order_by(Record.changed_at, Record.identifier).limit(limit)


def _named(metadata: Metadata) -> Iterator[str]:
    """Identifiers of records that a description names; most values name none, and have no parts."""
    for values in metadata.values():
        for value in values:
            if value["type"] == "record":
                yield value["value"]
            elif "parts" in value:
                yield from _named(value["parts"])


def _pictured(session: Session, bodies: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Records with a listed file that everyone sees and that is ready: those that have a manifest."""
    with_media = [identifier for identifier, body in bodies.items() if body["media"]]
    if not with_media:
        return set()
    asked = select(Media.record, Media.id).where(Media.record.in_(with_media), Media.access_id == EVERYONE_ID)
    return {
        record
        for record, media in session.execute(asked.where(Media.generation > 0))
        if media in bodies[record]["media"]
    }


def _header(row: Row[Any]) -> Header:
    return Header(row.identifier, row.kind, row.changed_at, not row.open)
