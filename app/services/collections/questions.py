"""The questions that collections ask of the tables, each about what may be seen with some classes of access."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from app.models import Collection, CollectionItem, Record
from app.services.collections import tree
from app.services.collections.views import Crumb

_COVERS = 4  # the first records of a collection, among which one with a picture is looked for

Visible = frozenset[int]


def records_in(session: Session, collections: Sequence[str], visible: Visible) -> dict[str, int]:
    asked = select(CollectionItem.collection, func.count()).join(Record, Record.identifier == CollectionItem.record)
    asked = asked.where(CollectionItem.collection.in_(collections), tree.shown_records(visible))
    return dict(session.execute(asked.group_by(CollectionItem.collection)).all())


def parts_in(session: Session, collections: Sequence[str], visible: Visible) -> dict[str, int]:
    asked = select(CollectionItem.collection, func.count())
    asked = asked.join(Collection, Collection.identifier == CollectionItem.part)
    asked = asked.where(CollectionItem.collection.in_(collections), tree.shown(visible))
    return dict(session.execute(asked.group_by(CollectionItem.collection)).all())


def page(session: Session, identifier: str, visible: Visible, page: int, per_page: int) -> Sequence[str]:
    asked = select(Record.identifier).join(CollectionItem, CollectionItem.record == Record.identifier)
    asked = asked.where(CollectionItem.collection == identifier, tree.shown_records(visible))
    asked = asked.order_by(CollectionItem.place, CollectionItem.id)
    return session.scalars(asked.limit(per_page).offset((page - 1) * per_page)).all()


def parts(session: Session, identifier: str, visible: Visible) -> Sequence[Collection]:
    asked = select(Collection).join(CollectionItem, CollectionItem.part == Collection.identifier)
    asked = asked.where(CollectionItem.collection == identifier, tree.shown(visible))
    return session.scalars(asked.order_by(CollectionItem.place, CollectionItem.id)).all()


def covers(session: Session, collections: Sequence[str], visible: Visible) -> dict[str, list[str]]:
    """The first records of each collection."""
    inner = select(CollectionItem.collection, CollectionItem.record, _in_order(func.row_number()).label("number"))
    inner = inner.join(Record, Record.identifier == CollectionItem.record)
    found = inner.where(CollectionItem.collection.in_(collections), tree.shown_records(visible)).subquery()
    asked = select(found.c.collection, found.c.record).where(found.c.number <= _COVERS)
    covers: dict[str, list[str]] = {}
    for collection, record in session.execute(asked.order_by(found.c.collection, found.c.number)):
        covers.setdefault(collection, []).append(record)
    return covers


def held(visible: Visible) -> Any:
    """Whether a collection stands in another that may be seen."""
    holder = aliased(Collection)
    within = exists().where(
        CollectionItem.part == Collection.identifier, CollectionItem.collection == holder.identifier
    )
    return within.where(holder.published, holder.access_id.in_(visible)).correlate(Collection)


def ways(session: Session, identifier: str, visible: Visible) -> tuple[tuple[Crumb, ...], ...]:
    """One way for each collection that holds this one; further up the first that there is."""
    holders: dict[str, list[Crumb]] = {}
    for part, row in session.execute(tree.ways_up(identifier, visible)):
        crumb = Crumb(row.identifier, row.title)
        if crumb not in holders.setdefault(part, []):
            holders[part].append(crumb)
    ways = []
    for nearest in holders.get(identifier, ()):
        way = [nearest]
        while len(way) < tree.DEEPEST and (further := holders.get(way[0].identifier)):
            way.insert(0, further[0])
        ways.append(tuple(way))
    return tuple(ways)


def neighbours(record: str, visible: Visible) -> Any:
    """Where a record stands among the visible ones of each collection that it is in."""
    mine = select(CollectionItem.collection).where(CollectionItem.record == record)
    placed = (
        select(
            CollectionItem.collection,
            CollectionItem.record,
            _in_order(func.row_number()).label("number"),
            _in_order(func.lag(CollectionItem.record)).label("previous"),
            _in_order(func.lead(CollectionItem.record)).label("following"),
            func.count().over(partition_by=CollectionItem.collection).label("total"),
        )
        .join(Record, Record.identifier == CollectionItem.record)
        .where(CollectionItem.collection.in_(mine), tree.shown_records(visible))
        .subquery()
    )
    asked = select(Collection, placed.c.number, placed.c.previous, placed.c.following, placed.c.total)
    asked = asked.join(placed, placed.c.collection == Collection.identifier)
    asked = asked.where(placed.c.record == record, tree.shown(visible))
    return asked.order_by(Collection.published_at, Collection.identifier)


def _in_order(of: Any) -> Any:
    """Within each collection, in its own order."""
    return of.over(partition_by=CollectionItem.collection, order_by=(CollectionItem.place, CollectionItem.id))
