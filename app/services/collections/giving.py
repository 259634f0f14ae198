"""Writing collections as the ``collections.csv`` that an import takes back: all of them, or one with what is in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Collection, CollectionItem
from app.services.access import Access
from app.services.collections import tree
from app.services.collections.rows import FILE, FIXED, WORDS
from app.services.tabular import sheet
from app.services.tabular.values import join
from app.services.viewer import Viewer
from metadata.problem import Problem

_FIRST = ("vi", "en")


def chosen(session: Session, actor: Viewer, outermost: str | None) -> list[Collection]:
    """Collections of the actor's units, each after those in which it stands: all, or one with what is in it.

    Raises ``NotFound``."""
    known = {row.identifier: row for row in session.scalars(select(Collection)) if actor.can("edit", row.unit_id)}
    edges = tree.edges(session)
    wanted = set(known)
    if outermost is not None:
        if outermost not in known:
            raise NotFound(Problem("collection.unknown", value=outermost))
        wanted &= {outermost, *tree.below(edges, outermost)}
    return [known[identifier] for identifier in _in_order(wanted, edges, known)]


def records_of(session: Session, collections: Iterable[Collection]) -> dict[str, list[str]]:
    """The records of each, in order."""
    found: dict[str, list[str]] = {}
    asked = select(CollectionItem.collection, CollectionItem.record)
    asked = asked.where(
        CollectionItem.record.is_not(None), CollectionItem.collection.in_([row.identifier for row in collections])
    )
    for collection, record in session.execute(asked.order_by(CollectionItem.place, CollectionItem.id)):
        found.setdefault(collection, []).append(record or "")
    return found


def write(session: Session, access: Access, collections: Sequence[Collection], folder: Path) -> int:
    """How many stand in the file now; it is replaced as a whole."""
    tags = {name: _tags(collections, name) for name in WORDS}
    columns = [*FIXED[:3], *(f"{name}@{tag}" for name in WORDS for tag in tags[name]), FIXED[3]]
    rows = _rows(session, access, collections, tags)
    fresh = folder / f".{FILE}.new"
    sheet.write(fresh, columns, rows)
    fresh.replace(folder / FILE)
    return len(collections)


def _rows(
    session: Session, access: Access, collections: Sequence[Collection], tags: Mapping[str, Sequence[str]]
) -> Iterator[Sequence[str]]:
    records, written = records_of(session, collections), {row.identifier for row in collections}
    holders = tree.turned(tree.edges(session))
    for row in collections:
        title = [row.title.get(tag, "") for tag in tags["title"]]
        story = [row.description.get(tag, "") for tag in tags["description"]]
        condition = access.canonical(session, row.access_id)
        held = join(one for one in holders.get(row.identifier, ()) if one in written)
        yield (row.identifier, held, condition, *title, *story, join(records.get(row.identifier, ())))


def _tags(collections: Sequence[Collection], name: str) -> list[str]:
    found = {tag for row in collections for tag in getattr(row, name)}
    return [*(tag for tag in _FIRST if tag in found), *sorted(found - set(_FIRST))]


def _in_order(wanted: set[str], edges: tree.Edges, known: Mapping[str, Collection]) -> list[str]:
    """Those in which others stand first; beside each other as they stand there, the newest published first."""
    holders = tree.turned(edges)
    waiting = {part: wanted & set(holders.get(part, ())) for part in wanted}
    free = sorted((one for one in wanted if not waiting[one]), key=lambda one: _age(known[one]))
    done: list[str] = []
    while free:
        one = free.pop(0)
        done.append(one)
        ready = []
        for part in edges.get(one, ()):
            if part in waiting and one in waiting[part]:
                waiting[part].discard(one)
                ready += [] if waiting[part] else [part]
        free = ready + free
    return done


def _age(row: Collection) -> tuple[float, str]:
    return -row.published_at.timestamp() if row.published_at else 0.0, row.identifier
