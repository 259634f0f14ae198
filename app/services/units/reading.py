"""The tree of units as it stood on a day, and what a page tells of one. Nothing is changed here."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Record, Unit, UnitFormer, now
from app.search.alphabet import alphabetical_key
from app.services.access import VIETNAM, Access
from app.services.units import finding
from app.services.viewer import Viewer

REFORM = date(2025, 7, 1)
"""Since this day there are provinces and communes, no districts, and 34 provinces in place of 63."""


@dataclass(frozen=True, slots=True)
class Named:
    code: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Former:
    """How a unit stood until a day; ``name`` and ``parent`` only where they were others than afterwards."""

    until: date
    name: Mapping[str, str] | None
    parent: Named | None
    commune: str
    district: str


@dataclass(frozen=True, slots=True)
class UnitView:
    code: str
    name: Mapping[str, str]
    level: str
    parent: Named | None
    valid_from: date | None
    valid_to: date | None
    replaced_by: Named | None
    formers: tuple[Former, ...]
    note: Mapping[str, str]
    source: str

    def stood(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Node:
    """A unit as it stood on the tree's day: its name then, and those below it then."""

    unit: UnitView
    name: Mapping[str, str]
    below: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit in which somebody may work; ``depth`` below the first, ``commune`` what tells it from its namesakes."""

    code: str
    name: Mapping[str, str]
    depth: int = 0
    commune: str = ""


@dataclass(frozen=True, slots=True)
class UnitPage:
    """``above`` begins at the top. ``successor`` is what came in its place in the end. ``total`` counts the records of
    this unit and those below that the viewer may see; ``newest`` are some of them."""

    unit: UnitView
    above: tuple[Named, ...]
    below: tuple[UnitView, ...]
    once_below: tuple[UnitView, ...]
    predecessors: tuple[UnitView, ...]
    successor: Named | None
    total: int
    newest: tuple[str, ...]


class UnitReading:
    def __init__(self, db: Database, access: Access) -> None:
        self._db, self._access = db, access

    def all(self) -> list[UnitView]:
        """Every unit there is or was, by name."""
        with self._db.read() as session:
            return sorted(_views(session, session.scalars(select(Unit)).all()), key=_by_name)

    def tree(self, day: date) -> tuple[Node, ...]:
        return tree(self.all(), day)

    def one(self, code: str) -> UnitView:
        """Raises ``NotFound``."""
        with self._db.read() as session:
            return _views(session, [finding.at_address(session, code)])[0]

    def page(self, viewer: Viewer, code: str, *, cards: int) -> UnitPage:
        """Raises ``NotFound``."""
        with self._db.read() as session:
            unit = finding.at_address(session, code)
            kept = self._kept(session, viewer, unit)
            newest = select(Record.identifier).where(*kept).order_by(Record.published_at.desc(), Record.identifier)
            return UnitPage(
                unit=_views(session, [unit])[0],
                above=tuple(_named(each) for each in reversed(_chain(session, unit, "parent_id"))),
                below=_listed(session, Unit.parent_id == unit.id),
                once_below=_listed(session, _once_below(unit)),
                predecessors=_listed(session, Unit.replaced_by_id == unit.id),
                successor=next((_named(each) for each in reversed(_chain(session, unit, "replaced_by_id"))), None),
                total=session.scalar(select(func.count()).select_from(Record).where(*kept)) or 0,
                newest=tuple(session.scalars(newest.limit(cards))),
            )

    def administered(self, viewer: Viewer) -> list[UnitChoice]:
        """The open units below which the viewer may make and change others, in the order of the tree."""
        with self._db.read() as session:
            units = session.scalars(select(Unit)).all()
            mine = {unit.code for unit in units if viewer.can("administer", unit.id)}
            known = sorted(_views(session, units), key=_by_name)
            return [choice for choice in _flat(tree(known, today()), 0) if choice.code in mine]

    def may_change(self, viewer: Viewer, code: str) -> bool:
        with self._db.read() as session:
            unit = finding.known(session, code)
            return unit is not None and viewer.can("administer", unit.parent_id)

    def count(self, viewer: Viewer, code: str) -> int:
        """Records of a unit and those below that the viewer may see."""
        with self._db.read() as session:
            kept = self._kept(session, viewer, finding.at_address(session, code))
            return session.scalar(select(func.count()).select_from(Record).where(*kept)) or 0

    def _kept(self, session: Session, viewer: Viewer, unit: Unit) -> tuple[ColumnElement[bool], ...]:
        visible = self._access.visible_classes(session, viewer, now())
        return (
            Record.unit_id.in_(below(session, unit.id)),
            Record.published_version.is_not(None),
            Record.access_id.in_(visible),
        )


def choices(session: Session, roles: Mapping[int | None, str]) -> list[UnitChoice]:
    """The units in which somebody with these roles may describe things, in the order of the tree.

    One that is closed keeps what it has; new things are its own only for who has no other.
    """
    units = session.scalars(select(Unit)).all()
    mine = {unit.code for unit in units if roles.keys() & {unit.id, None}}
    known = sorted(_views(session, units), key=_by_name)
    offered = [choice for choice in _flat(tree(known, today()), 0) if choice.code in mine]
    return offered or [UnitChoice(unit.code, unit.name) for unit in known if unit.code in mine]


def _flat(nodes: Iterable[Node], depth: int) -> Iterator[UnitChoice]:
    for node in nodes:
        commune = next((former.commune for former in node.unit.formers if former.commune), "")
        yield UnitChoice(node.unit.code, node.name, depth, commune)
        yield from _flat(node.below, depth + 1)


def today() -> date:
    return now().astimezone(VIETNAM).date()


def below(session: Session, unit_id: int) -> list[int]:
    """A unit and all below it."""
    found = select(Unit.id).where(Unit.id == unit_id).cte(recursive=True)
    found = found.union(select(Unit.id).where(Unit.parent_id == found.c.id))
    return list(session.scalars(select(found.c.id)))


def tree(units: Iterable[UnitView], day: date) -> tuple[Node, ...]:
    """The units that stood on a day. One whose unit above did not stand then hangs under the next above that did."""
    views = {unit.code: unit for unit in units}
    standing = {code: unit for code, unit in views.items() if unit.stood(day)}
    children: dict[str, list[str]] = {}
    for code in standing:
        children.setdefault(_above(code, views, standing, day), []).append(code)
    return tuple(_node(standing[code], standing, children, day) for code in children.get("", ()))


def _above(code: str, views: Mapping[str, UnitView], standing: Mapping[str, UnitView], day: date) -> str:
    """Empty at the top; there too where what is told of former days would lead in a circle."""
    seen, first = {code}, ""
    above = _parent(views[code], day)
    while above and above not in seen:
        seen.add(above)
        first = first or (above if above in standing else "")
        above = _parent(views[above], day) if above in views else ""
    return "" if above else first


def _node(unit: UnitView, standing: Mapping[str, UnitView], children: Mapping[str, Sequence[str]], day: date) -> Node:
    under = sorted((standing[code] for code in children.get(unit.code, ())), key=_by_name)
    return Node(unit, name_on(unit, day), tuple(_node(each, standing, children, day) for each in under))


def name_on(unit: UnitView, day: date) -> Mapping[str, str]:
    return next((former.name for former in unit.formers if day <= former.until and former.name), unit.name)


def _parent(unit: UnitView, day: date) -> str:
    then = next((former.parent for former in unit.formers if day <= former.until and former.parent), unit.parent)
    return then.code if then else ""


def in_list(name: str) -> str:
    """By what a name stands in a list: hamlet 5 before hamlet 10."""
    return alphabetical_key(re.sub(r"[0-9]+", lambda number: number[0].zfill(6), name))


def _by_name(unit: UnitView) -> tuple[str, str]:
    return in_list(unit.name.get("vi", unit.code)), unit.code


def _listed(session: Session, condition: ColumnElement[bool]) -> tuple[UnitView, ...]:
    return tuple(sorted(_views(session, session.scalars(select(Unit).where(condition)).all()), key=_by_name))


def _once_below(unit: Unit) -> ColumnElement[bool]:
    then = select(UnitFormer.unit_id).where(UnitFormer.parent_id == unit.id)
    return and_(Unit.id.in_(then), Unit.parent_id != unit.id)


def _chain(session: Session, unit: Unit, link: str) -> list[Unit]:
    """The next, the one after it, and so on."""
    found: list[Unit] = []
    at: int | None = getattr(unit, link)
    while at is not None and at not in {each.id for each in found} | {unit.id}:
        found.append(session.get_one(Unit, at))
        at = getattr(found[-1], link)
    return found


@dataclass(slots=True)
class _Others:
    """Names of the units that others refer to."""

    names: dict[int, Named] = field(default_factory=dict)

    def of(self, id: int | None) -> Named | None:
        return self.names.get(id) if id is not None else None


def _views(session: Session, units: Sequence[Unit]) -> list[UnitView]:
    """Three queries for any number of units."""
    ids = [unit.id for unit in units]
    asked = select(UnitFormer).where(UnitFormer.unit_id.in_(ids)).order_by(UnitFormer.valid_to)
    formers = session.scalars(asked).all()
    wanted = {unit.parent_id for unit in units} | {unit.replaced_by_id for unit in units}
    wanted |= {former.parent_id for former in formers}
    rows = session.scalars(select(Unit).where(Unit.id.in_([id for id in wanted if id is not None])))
    others = _Others({row.id: _named(row) for row in rows})
    stood: dict[int, list[Former]] = {}
    for row in formers:
        stood.setdefault(row.unit_id, []).append(_former(row, others))
    return [_view(unit, tuple(stood.get(unit.id, ())), others) for unit in units]


def _view(unit: Unit, formers: tuple[Former, ...], others: _Others) -> UnitView:
    return UnitView(
        code=unit.code,
        name=unit.name,
        level=unit.level,
        parent=others.of(unit.parent_id),
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        replaced_by=others.of(unit.replaced_by_id),
        formers=formers,
        note=unit.note or {},
        source=unit.source or "",
    )


def _former(row: UnitFormer, others: _Others) -> Former:
    return Former(row.valid_to, row.name, others.of(row.parent_id), row.commune or "", row.district or "")


def _named(unit: Unit) -> Named:
    return Named(unit.code, unit.name)
