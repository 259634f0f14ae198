"""Collections on an officer's bench: those of the units that their roles reach, with all that stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import NotFound
from app.models import Collection, CollectionItem, Record, RecordVersion, Unit, now
from app.services.access import Access
from app.services.collections import tree
from app.services.collections.reading import status
from app.services.collections.words import Words
from app.services.identifiers import normal
from app.services.viewer import Viewer
from metadata.problem import Problem

AT_ONCE = 50
_MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class DeskCollection:
    """``state`` is draft, published or withdrawn; ``items`` counts all that stands in it."""

    identifier: str
    title: Words
    state: str
    items: int
    changed: datetime


@dataclass(frozen=True, slots=True)
class BenchRecord:
    """A record in a collection. ``metadata`` is None for one that this officer may not see: no more is told of it
    than that it is there. ``shown``: visitors may see it, each under its own condition."""

    identifier: str
    metadata: dict[str, Any] | None
    shown: bool


@dataclass(frozen=True, slots=True)
class BenchPart:
    identifier: str
    title: Words | None
    shown: bool


@dataclass(frozen=True, slots=True)
class Bench:
    """A collection as its officers work on it; ``records`` are those of one page."""

    identifier: str
    title: Words
    description: Words
    state: str
    access: str
    unit_id: int
    unit_code: str
    parts: tuple[BenchPart, ...]
    records: tuple[BenchRecord, ...]
    total: int
    page: int
    pages: int


class CollectionDesk:
    def __init__(self, db: Database, access: Access) -> None:
        self._db, self._access = db, access

    def mine(self, viewer: Viewer, *, page: int, per_page: int = AT_ONCE) -> tuple[list[DeskCollection], int]:
        """One page of the collections of the viewer's units, those changed last first; and how many there are."""
        count = select(func.count()).where(CollectionItem.collection == Collection.identifier).scalar_subquery()
        reach = _within(viewer, Collection.unit_id)
        with self._db.read() as session:
            total = session.scalar(select(func.count()).select_from(Collection).where(reach)) or 0
            asked = select(Collection, count).where(reach)
            asked = asked.order_by(Collection.changed_at.desc(), Collection.identifier)
            rows = session.execute(asked.limit(per_page).offset((page - 1) * per_page)).all()
        return [
            DeskCollection(row.identifier, row.title, status(row), items, row.changed_at) for row, items in rows
        ], total

    def collection(self, viewer: Viewer, identifier: str, *, page: int = 1, per_page: int = AT_ONCE) -> Bench:
        """Raises ``NotFound`` for one that the viewer's roles do not reach. A page beyond the last is the last."""
        with self._db.read() as session:
            row = session.get(Collection, identifier) if normal(identifier) == identifier else None
            if row is None or not viewer.can("edit", row.unit_id):
                raise NotFound(Problem("collection.unknown", value=identifier))
            mine = CollectionItem.collection == identifier
            total = session.scalar(select(func.count(CollectionItem.record)).where(mine)) or 0
            pages = max(1, -(-total // per_page))
            page = max(1, min(page, pages))
            visible = self._access.visible_classes(session, viewer, now())
            return Bench(
                identifier=identifier,
                title=row.title,
                description=row.description,
                state=status(row),
                access=self._access.canonical(session, row.access_id),
                unit_id=row.unit_id,
                unit_code=session.get_one(Unit, row.unit_id).code,
                parts=tuple(_parts(session, viewer, identifier, visible)),
                records=tuple(_records(session, viewer, identifier, visible, page, per_page)),
                total=total,
                page=page,
                pages=pages,
            )

    def units(self, viewer: Viewer) -> set[str]:
        """The codes of the units in which the viewer may curate."""
        with self._db.read() as session:
            rows = session.execute(select(Unit.id, Unit.code))
            return {code for id, code in rows if viewer.can("review", id)}

    def choices(self, viewer: Viewer, identifier: str) -> list[tuple[str, Words]]:
        """Collections that could be put into this one, as far as the viewer may know of them."""
        with self._db.read() as session:
            visible = self._access.visible_classes(session, viewer, now())
            known = tree.edges(session)
            barred = {identifier, *known.get(identifier, ()), *tree.above(known, identifier)}
            asked = select(Collection.identifier, Collection.title)
            asked = asked.where(_within(viewer, Collection.unit_id) | tree.shown(visible))
            rows = session.execute(asked.order_by(Collection.changed_at.desc()).limit(_MOST_CHOICES))
            return [(one, title) for one, title in rows if one not in barred]


def _records(
    session: Session, viewer: Viewer, identifier: str, visible: frozenset[int], page: int, per_page: int
) -> Sequence[BenchRecord]:
    """Officers of a record's unit read its newest text, others what is published."""
    asked = select(Record).join(CollectionItem, CollectionItem.record == Record.identifier)
    asked = asked.where(CollectionItem.collection == identifier).order_by(CollectionItem.place, CollectionItem.id)
    records = session.scalars(asked.limit(per_page).offset((page - 1) * per_page)).all()
    numbers = {row.identifier: _number(viewer, row, visible) for row in records}
    texts = select(RecordVersion).where(RecordVersion.record.in_(numbers))
    newest = and_(Record.identifier == RecordVersion.record, _either(RecordVersion.number))
    found = {(text.record, text.number): text.body["metadata"] for text in session.scalars(texts.join(Record, newest))}
    return [
        BenchRecord(
            row.identifier, found.get((row.identifier, numbers[row.identifier] or 0)), row.published_version is not None
        )
        for row in records
    ]


def _either(number: Any) -> Any:
    return (number == Record.head_version) | (number == Record.published_version)


def _number(viewer: Viewer, record: Record, visible: frozenset[int]) -> int | None:
    if viewer.can("edit", record.unit_id):
        return record.head_version
    return record.published_version if record.access_id in visible else None


def _parts(session: Session, viewer: Viewer, identifier: str, visible: frozenset[int]) -> list[BenchPart]:
    asked = select(Collection).join(CollectionItem, CollectionItem.part == Collection.identifier)
    asked = asked.where(CollectionItem.collection == identifier).order_by(CollectionItem.place, CollectionItem.id)
    return [
        BenchPart(row.identifier, row.title if _known(viewer, row, visible) else None, row.published)
        for row in session.scalars(asked)
    ]


def _known(viewer: Viewer, row: Collection, visible: frozenset[int]) -> bool:
    return viewer.can("edit", row.unit_id) or (row.published and row.access_id in visible)


def _within(viewer: Viewer, unit: Any) -> ColumnElement[bool]:
    if None in viewer.roles:
        return Collection.identifier.is_not(None)
    condition: ColumnElement[bool] = unit.in_([one for one in viewer.roles if one is not None])
    return condition
