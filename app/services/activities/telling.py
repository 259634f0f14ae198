"""Which activities follow from a change: written by ``app.services.changes`` at the very end of its transaction.

Told is what everyone may see at any time. What is not so, or no more, is named only when its being told ends.
"""

import enum
from collections.abc import Collection as Group
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, insert, or_, select
from sqlalchemy.orm import Session

from app.db import UnitOfWork
from app.iiif.work import Item
from app.models import AccessClass, Activity, Collection, CollectionItem, Media, Record, RecordVersion, Unit
from app.services import conditions
from app.services.access import EVERYONE_ID

MANIFEST, COLLECTION = "Manifest", "Collection"
REFRESH, MOVE, UPDATE = "Refresh", "Move", "Update"
TOLD = frozenset({"Create", UPDATE, "Add", MOVE})
"""Whatever was last told of by one of these is known to harvesters as being there."""

_EVERYBODY = frozenset({"everyone"})


class Standing(enum.IntEnum):
    """``ASIDE``: everyone may see it, but not at any time; it exists, and the stream does not tell of it."""

    CLOSED = 0
    ASIDE = 1
    OPEN = 2


class _Thing(NamedTuple):
    kind: str
    standing: Standing
    unit: dict[str, str] | None


def tell(work: UnitOfWork, records: Group[str], collections: Group[str], at: datetime, *, changed: bool = True) -> None:
    """Appends what follows for these. The caller holds the lock, so that numbers are given in the order of commits.

    With ``changed`` False only those whose standing is another than was told: nothing else has happened to them.
    """
    before = _last(work, {*records, *collections})
    things = _records(work, records) | _collections(work, collections)
    made = [
        _row(type, identifier, thing)
        for identifier, thing in things.items()
        if (type := _type(before.get(identifier), thing.standing)) and (changed or type != UPDATE)
    ]
    moved = {row["identifier"] for row in made if row["type"] != UPDATE}
    made += _shelves(work, moved, without=things)
    append(work, made, at)


def append(work: UnitOfWork, rows: Iterable[Mapping[str, Any]], at: datetime) -> None:
    newest = work.scalar(select(func.max(Activity.number)))
    numbered = [
        {"number": number, "at": at, "base": None, "form": None, **row}
        for number, row in enumerate(rows, 0 if newest is None else newest + 1)
    ]
    if numbered:
        work.execute(insert(Activity), numbered)


def refresh(base: str | None, form: int) -> dict[str, Any]:
    return {"type": REFRESH, "thing": None, "identifier": None, "unit": None, "base": base, "form": form}


def known(session: Session) -> Select[Any]:
    """What was last told of each thing."""
    newest = select(func.max(Activity.number)).where(Activity.identifier.is_not(None)).group_by(Activity.identifier)
    return select(Activity).where(Activity.number.in_(newest))


def _type(before: str | None, standing: Standing) -> str | None:
    """Change Discovery 1.0, 3.3 and 4.2: de-published is Delete; what stays and leaves the stream alone is Remove."""
    if before in TOLD:
        return {Standing.OPEN: UPDATE, Standing.ASIDE: "Remove", Standing.CLOSED: "Delete"}[standing]
    if standing is not Standing.OPEN:
        return None
    return "Add" if before == "Remove" else "Create"


def _row(type: str, identifier: str, thing: _Thing) -> dict[str, Any]:
    unit = thing.unit if type in TOLD else None
    return {"type": type, "thing": thing.kind, "identifier": identifier, "unit": unit}


def _last(session: Session, identifiers: Group[str]) -> dict[str, str]:
    newest = select(func.max(Activity.number)).where(Activity.identifier.in_(identifiers)).group_by(Activity.identifier)
    asked = select(Activity.identifier, Activity.type).where(Activity.number.in_(newest))
    return {identifier or "": type for identifier, type in session.execute(asked)}


def _records(session: Session, identifiers: Group[str]) -> dict[str, _Thing]:
    """A record has a manifest once a file can be shown; one that is gone is closed."""
    found = {identifier: _Thing(MANIFEST, Standing.CLOSED, None) for identifier in identifiers}
    asked = (
        select(Record.identifier, Record.access_id, RecordVersion.body, Unit.name)
        .join(RecordVersion, RecordVersion.record == Record.identifier)
        .join(Unit, Unit.id == Record.unit_id)
        .where(Record.identifier.in_(identifiers), RecordVersion.number == Record.published_version)
    )
    rows = session.execute(asked).all()
    listed = {row.identifier: set(row.body["media"]) for row in rows if row.body["media"]}
    files = _files(session, listed)
    standings = _Standings(session)
    for row in rows:
        best = max((standings.of(access) for access in files.get(row.identifier, ())), default=Standing.CLOSED)
        found[row.identifier] = _Thing(MANIFEST, min(standings.of(row.access_id), best), row.name)
    return found


def _files(session: Session, listed: Mapping[str, set[str]]) -> dict[str, set[int]]:
    """The classes of access of the files of each record that can be put on a canvas."""
    asked = select(Media).where(Media.record.in_(listed), Media.generation > 0)
    found: dict[str, set[int]] = {}
    for row in session.scalars(asked) if listed else ():
        if row.id in listed[row.record] and _paintable(row.type, row.detail):
            found.setdefault(row.record, set()).add(row.access_id)
    return found


def _paintable(type: str, detail: Mapping[str, Any]) -> bool:
    size = (int(detail.get("width") or 0), int(detail.get("height") or 0))
    pages = tuple(detail.get("pages", ()))
    return Item("", type, {}, {}, size=size, seconds=float(detail.get("duration") or 0), pages=pages).shown


def _collections(session: Session, identifiers: Group[str]) -> dict[str, _Thing]:
    found = {identifier: _Thing(COLLECTION, Standing.CLOSED, None) for identifier in identifiers}
    if not identifiers:
        return found
    asked = select(Collection.identifier, Collection.access_id, Unit.name).join(Unit, Unit.id == Collection.unit_id)
    standings = _Standings(session)
    for row in session.execute(asked.where(Collection.identifier.in_(identifiers), Collection.published)):
        found[row.identifier] = _Thing(COLLECTION, standings.of(row.access_id), row.name)
    return found


def _shelves(session: Session, moved: Group[str], *, without: Group[str]) -> list[dict[str, Any]]:
    """Collections list what came and no longer list what went: they have changed as well."""
    if not moved:
        return []
    inside = or_(CollectionItem.record.in_(moved), CollectionItem.part.in_(moved))
    holding = set(session.scalars(select(CollectionItem.collection).where(inside))) - set(without)
    before = _last(session, holding)
    shelves = _collections(session, [one for one in sorted(holding) if before.get(one) in TOLD])
    return [_row(UPDATE, one, shelf) for one, shelf in shelves.items() if shelf.standing is Standing.OPEN]


class _Standings:
    """Of classes of access, each looked at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known = {EVERYONE_ID: Standing.OPEN}

    def of(self, access_id: int) -> Standing:
        if access_id not in self._known:
            row = self._session.get_one(AccessClass, access_id)
            everybody = conditions.parse(row.canonical).who.admits(_EVERYBODY)
            self._known[access_id] = Standing.ASIDE if everybody else Standing.CLOSED
        return self._known[access_id]
