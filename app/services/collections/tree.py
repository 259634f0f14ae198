"""Collections within collections: what stands in what, and how far down. No cycle is ever entered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.orm import Session, aliased

from app.errors import Invalid
from app.models import Collection, CollectionItem, Record
from metadata.problem import Problem

DEEPEST = 6
"""So many collections may stand one within the other, the outermost counted."""

Edges = Mapping[str, Sequence[str]]


def shown(classes: Iterable[int]) -> ColumnElement[bool]:
    """Collections that are published, for whom these classes of access admit."""
    return Collection.published & Collection.access_id.in_(list(classes))


def shown_records(classes: Iterable[int]) -> ColumnElement[bool]:
    return Record.published_version.is_not(None) & Record.access_id.in_(list(classes))


def edges(session: Session) -> dict[str, list[str]]:
    """The collections in each collection."""
    found: dict[str, list[str]] = {}
    asked = select(CollectionItem.collection, CollectionItem.part).where(CollectionItem.part.is_not(None))
    for holder, part in session.execute(asked.order_by(CollectionItem.place, CollectionItem.id)):
        found.setdefault(holder, []).append(part or "")
    return found


def check(known: Edges, holder: str, part: str) -> None:
    """Raises ``Invalid`` where ``part`` may not stand in ``holder``: it would hold itself, or lie too deep."""
    if part == holder or holder in below(known, part):
        raise Invalid(Problem("collection.cycle", "part", part))
    if _depth(turned(known), holder) + _depth(known, part) > DEEPEST:
        raise Invalid(Problem("collection.too_deep", "part", part, str(DEEPEST)))


def below(known: Edges, identifier: str) -> set[str]:
    """All that stands in a collection, at whatever depth."""
    found: set[str] = set()
    waiting = list(known.get(identifier, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += known.get(one, ())
    return found


def above(known: Edges, identifier: str) -> set[str]:
    """All in which a collection stands, directly or not."""
    return below(turned(known), identifier)


def ways_up(identifier: str, classes: Iterable[int]) -> Select[str, Collection]:
    """Asks for what stands in what on all ways up from a collection that lead through shown ones only."""
    open_to = shown(classes)
    start = (
        select(CollectionItem.part.label("part"), CollectionItem.collection.label("holder"), literal(1).label("far"))
        .join(Collection, Collection.identifier == CollectionItem.collection)
        .where(CollectionItem.part == identifier, open_to)
        .cte("ways", recursive=True)
    )
    item = aliased(CollectionItem)
    further = (
        select(item.part, item.collection, start.c.far + 1)
        .join(start, item.part == start.c.holder)
        .join(Collection, Collection.identifier == item.collection)
        .where(start.c.far < DEEPEST, open_to)
    )
    ways = start.union(further)
    asked = select(ways.c.part, Collection).join(Collection, Collection.identifier == ways.c.holder)
    return asked.order_by(Collection.published_at, Collection.identifier)


def turned(known: Edges) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for holder, part in _pairs(known):
        found.setdefault(part, []).append(holder)
    return found


def _pairs(known: Edges) -> Iterator[tuple[str, str]]:
    return ((holder, part) for holder, parts in known.items() for part in parts)


def _depth(known: Edges, identifier: str) -> int:
    """How many stand one within the other from here on, this one counted."""
    depths: dict[str, int] = {}

    def depth(one: str) -> int:
        if one not in depths:
            depths[one] = 1 + max(map(depth, known.get(one, ())), default=0)
        return depths[one]

    return depth(identifier)
