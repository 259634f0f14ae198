"""What a viewer gets to read of collections: only what they may see, and counts of that alone.

Every page asks for the visible classes once, and takes the same number of queries however large a collection is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import Gone, NotFound
from app.models import Collection, Unit, now
from app.services.access import EVERYONE_ID, Access
from app.services.collections import questions, tree
from app.services.collections.views import CollectionCard, CollectionView, Crumb, Membership
from app.services.identifiers import normal
from app.services.media.reading import demand
from app.services.reading import Reading, RecordView
from app.services.viewer import Viewer
from metadata.problem import Problem

AT_ONCE = 24
_EVERYONE = frozenset({EVERYONE_ID})


class CollectionReading:
    def __init__(self, db: Database, access: Access, reading: Reading) -> None:
        self._db, self._access, self._reading = db, access, reading

    def collection(self, viewer: Viewer, identifier: str, *, page: int = 1, per_page: int = AT_ONCE) -> CollectionView:
        """Raises ``NotFound`` (also for a page beyond the last), ``Gone`` or ``SignInNeeded``, as for records."""
        at = now()
        with self._db.read() as session:
            row, kept = self._admit(session, viewer, identifier, at)
            visible = self._access.visible_classes(session, viewer, at)
            total = questions.records_in(session, [identifier], visible).get(identifier, 0)
            pages = max(1, -(-total // per_page))
            if not 1 <= page <= pages:
                raise NotFound(Problem("collection.page", value=str(page), expected=str(pages)))
            ids = questions.page(session, identifier, visible, page, per_page)
            parts = _Shown.read(session, questions.parts(session, identifier, visible), visible)
            ways = questions.ways(session, identifier, visible)
            alike = visible == _EVERYONE or (
                total == questions.records_in(session, [identifier], _EVERYONE).get(identifier, 0)
                and ways == questions.ways(session, identifier, _EVERYONE)
                and parts.alike(session)
            )
            unit = session.get_one(Unit, row.unit_id)
            access = self._access.canonical(session, row.access_id)
        seen = self._cards(viewer, [*ids, *parts.covering], at)
        records = tuple(seen[id] for id in ids if id in seen)
        return CollectionView(
            identifier=row.identifier,
            title=row.title,
            description=row.description,
            status=status(row),
            access_id=row.access_id,
            access=access,
            unit=unit.name,
            unit_code=unit.code,
            kept=kept,
            everyone=row.published and alike and _open([row, *parts.rows], tuple(seen.values())),
            ways=ways,
            collections=tuple(parts.cards(seen)),
            records=records,
            total=total,
            page=page,
            pages=pages,
            created_at=row.created_at,
            published_at=row.published_at,
            changed_at=row.changed_at,
        )

    def top(self, viewer: Viewer, *, page: int = 1, per_page: int = AT_ONCE) -> tuple[list[CollectionCard], int]:
        """Collections that stand in no other that this viewer may see, the newest first; and how many there are.

        Raises ``NotFound`` for a page beyond the last.
        """
        at = now()
        with self._db.read() as session:
            visible = self._access.visible_classes(session, viewer, at)
            reach = (tree.shown(visible), ~questions.held(visible))
            total = session.scalar(select(func.count()).select_from(Collection).where(*reach)) or 0
            if not 1 <= page <= max(1, -(-total // per_page)):
                raise NotFound(Problem("http.not_found"))
            asked = select(Collection).where(*reach).order_by(Collection.published_at.desc(), Collection.identifier)
            rows = session.scalars(asked.limit(per_page).offset((page - 1) * per_page)).all()
            found = _Shown.read(session, rows, visible)
        return found.cards(self._cards(viewer, found.covering, at)), total

    def containing(self, viewer: Viewer, record: str) -> tuple[Membership, ...]:
        """The collections that a record is in, as this viewer may know of them; none for a record that they may not
        see."""
        at = now()
        with self._db.read() as session:
            visible = self._access.visible_classes(session, viewer, at)
            rows = session.execute(questions.neighbours(record, visible)).all()
        around = [one for row in rows for one in (row.previous, row.following) if one]
        seen = self._cards(viewer, around, at)
        return tuple(
            Membership(
                Crumb(row.Collection.identifier, row.Collection.title),
                row.number,
                row.total,
                seen.get(row.previous),
                seen.get(row.following),
            )
            for row in rows
        )

    def _cards(self, viewer: Viewer, identifiers: Sequence[str], at: datetime) -> dict[str, RecordView]:
        """Records by identifier, those that the viewer may see."""
        if not identifiers:
            return {}
        return {card.identifier: card for card in self._reading.cards(viewer, list(dict.fromkeys(identifiers)), at)}

    def _admit(self, session: Session, viewer: Viewer, identifier: str, at: datetime) -> tuple[Collection, bool]:
        row = session.get(Collection, identifier) if normal(identifier) == identifier else None
        unknown = Problem("collection.unknown", value=identifier)
        if row is None:
            raise NotFound(unknown)
        kept = viewer.can("edit", row.unit_id)
        if not kept and not row.published:
            if row.ever_public and row.withdrawn_at is not None:
                raise Gone(Problem("collection.withdrawn", value=identifier))
            raise NotFound(unknown)
        if not kept:
            demand(self._access, session, viewer, row.access_id, at, unknown)
        return row, kept


@dataclass(frozen=True, slots=True)
class _Shown:
    """Collections with what their cards tell of them, but for the records that cover them."""

    rows: Sequence[Collection]
    covers: Mapping[str, Sequence[str]]
    records: Mapping[str, int]
    parts: Mapping[str, int]

    @classmethod
    def read(cls, session: Session, rows: Sequence[Collection], visible: frozenset[int]) -> "_Shown":
        ids = [row.identifier for row in rows]
        if not ids:
            return cls((), {}, {}, {})
        covers = questions.covers(session, ids, visible)
        return cls(rows, covers, questions.records_in(session, ids, visible), questions.parts_in(session, ids, visible))

    def alike(self, session: Session) -> bool:
        """Whether the cards tell everybody the same at any time: what a season shows counts, and covers, as well."""
        return self == self.read(session, self.rows, _EVERYONE)

    @property
    def covering(self) -> list[str]:
        return [one for found in self.covers.values() for one in found]

    def cards(self, seen: Mapping[str, RecordView]) -> list[CollectionCard]:
        return [self._card(row, seen) for row in self.rows]

    def _card(self, row: Collection, seen: Mapping[str, RecordView]) -> CollectionCard:
        first = (seen[one] for one in self.covers.get(row.identifier, ()) if one in seen)
        return CollectionCard(
            identifier=row.identifier,
            title=row.title,
            description=row.description,
            records=self.records.get(row.identifier, 0),
            collections=self.parts.get(row.identifier, 0),
            cover=next(filter(pictured, first), None),
            access_id=row.access_id,
            changed_at=row.changed_at,
        )


def status(row: Collection) -> str:
    if row.published:
        return "published"
    return "withdrawn" if row.withdrawn_at else "draft"


def pictured(record: RecordView) -> bool:
    return any(media.generation and media.type != "audio" for media in record.media)


def _open(collections: Sequence[Collection], records: Sequence[RecordView]) -> bool:
    """Whether all of it, files included, is for everyone at any time."""
    classes = {row.access_id for row in collections} | {record.access_id for record in records}
    return classes | {media.access_id for record in records for media in record.media} <= {EVERYONE_ID}
