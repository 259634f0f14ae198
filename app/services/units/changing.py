"""Making units, renaming, moving, closing and replacing them, and removing those that were made by mistake.

Only administrators of a unit above, or of the whole archive, change one. Nobody's rights grow unseen: roles stay with
the unit in which they were given, also once another has replaced it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select

from app.db import Database, UnitOfWork
from app.errors import Invalid, NotAllowed
from app.models import AccessClass, Event, Unit, UnitFormer
from app.services.access import Access
from app.services.jobs import Jobs
from app.services.preservation.tables import table_of
from app.services.preservation.wishes import REGISTRY_SUBJECT, wish
from app.services.units import finding, reading
from app.services.units.reading import UnitReading
from app.services.viewer import Viewer
from metadata.problem import Problem
from metadata.vocabulary import vocabulary

LEVELS = "unit_levels"
LONGEST_NAME = 200
LONGEST_NOTE = 2000
LONGEST_PLACE = 100
RESERVED = frozenset({"new"})
_NEW_CODE = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit was until a day, that day included."""

    until: date
    parent: str | None = None
    commune: str = ""
    district: str = ""


class Units(UnitReading):
    """Beside reading. Methods raise ``NotFound``, ``NotAllowed``, or ``Invalid`` with every problem there is."""

    def __init__(self, db: Database, access: Access, jobs: Jobs) -> None:
        super().__init__(db, access)
        self._jobs = jobs

    def add(
        self,
        actor: Viewer,
        code: str,
        name: Mapping[str, str],
        *,
        level: str,
        parent: str = finding.ROOT,
        since: date | None = None,
        note: Mapping[str, str] | None = None,
        source: str = "",
        formerly: Place | None = None,
    ) -> None:
        """A new unit below another. ``since`` is the first day on which it existed, ``formerly`` where it was before it
        came to be where it is."""
        with self._db.unit_of_work() as work:
            _alone(work)
            above = finding.find(work, parent)
            _administers(actor, above.id)
            told, problems = _names(name), [*_code_problems(work, code), *_level_problems(level), *_closed(above)]
            if problems := [*problems, *_name_problems(told), *_text_problems(note or {}, source)]:
                raise Invalid.of(problems)
            unit = Unit(code=code, name=told, level=level, parent_id=above.id, valid_from=since)
            unit.note, unit.source = _names(note or {}) or None, source.strip() or None
            work.add(unit)
            work.flush()
            if formerly is not None:
                _place(work, actor, unit, formerly)
            self._changed(work, actor, "unit_made", code, {"parent": parent, "name": told})

    def rename(
        self, actor: Viewer, code: str, name: Mapping[str, str], *, level: str, since: date | None = None
    ) -> None:
        """Another name from a day on; without a day what was written is put right, and no other name is remembered."""
        with self._db.unit_of_work() as work:
            unit = self._mine(work, actor, code)
            told = _names(name)
            if problems := [*_level_problems(level, unit.level), *_name_problems(told)]:
                raise Invalid.of(problems)
            if since is not None and told != unit.name:
                _until(work, unit, since, "name").name = unit.name
            before = {"name": unit.name, "level": unit.level}
            unit.name, unit.level = told, level
            self._changed(work, actor, "unit_renamed", code, before | {"since": _said(since)})

    def move(self, actor: Viewer, code: str, parent: str, *, since: date | None = None) -> None:
        """Under another unit, from a day on. Roles that are held there reach it at once, whatever the day."""
        with self._db.unit_of_work() as work:
            unit = self._mine(work, actor, code)
            above = finding.find(work, parent)
            _administers(actor, above.id)
            problems = [*_closed(above), *_own(unit)]
            if above.id in reading.below(work, unit.id):
                problems.append(Problem("unit.cycle", "parent", parent))
            if problems:
                raise Invalid.of(problems)
            if since is not None and above.id != unit.parent_id:
                _until(work, unit, since, "parent_id").parent_id = unit.parent_id
            before = work.get_one(Unit, unit.parent_id).code if unit.parent_id else None
            unit.parent_id = above.id
            self._changed(work, actor, "unit_moved", code, {"from": before, "to": parent, "since": _said(since)})

    def close(self, actor: Viewer, code: str, *, last: date, replaced_by: str = "") -> None:
        """Its last day, and what came in its place. Records and roles stay with it; nothing passes to the other."""
        with self._db.unit_of_work() as work:
            unit = self._mine(work, actor, code)
            successor = finding.find(work, replaced_by) if replaced_by else None
            if problems := [*_own(unit), *_close_problems(work, unit, last, successor)]:
                raise Invalid.of(problems)
            if successor is not None:
                _administers(actor, successor.id)
            unit.valid_to, unit.replaced_by_id = last, successor.id if successor else None
            self._changed(work, actor, "unit_closed", code, {"last": _said(last), "replaced_by": replaced_by or None})

    def reopen(self, actor: Viewer, code: str) -> None:
        """As if it had not been closed."""
        with self._db.unit_of_work() as work:
            unit = self._mine(work, actor, code)
            above = work.get(Unit, unit.parent_id) if unit.parent_id else None
            if above is not None and (problems := list(_closed(above))):
                raise Invalid.of(problems)
            unit.valid_to = unit.replaced_by_id = None
            self._changed(work, actor, "unit_reopened", code, {})

    def describe(self, actor: Viewer, code: str, note: Mapping[str, str], source: str) -> None:
        with self._db.unit_of_work() as work:
            unit = self._mine(work, actor, code)
            if problems := list(_text_problems(note, source)):
                raise Invalid.of(problems)
            unit.note, unit.source = _names(note) or None, source.strip() or None
            self._changed(work, actor, "unit_described", code, {})

    def placed(self, actor: Viewer, code: str, place: Place) -> None:
        """Where it was until a day, as far as that is not told yet."""
        with self._db.unit_of_work() as work:
            unit = self._mine(work, actor, code)
            _place(work, actor, unit, place)
            self._changed(work, actor, "unit_placed", code, {"until": _said(place.until)})

    def remove(self, actor: Viewer, code: str) -> None:
        """Only what nothing refers to: a unit with records or roles, or that a condition names, is closed instead.

        A code that a condition of access names must not come to another unit, whose staff would be let in.
        """
        with self._db.unit_of_work() as work:
            unit = self._mine(work, actor, code)
            if problems := [*_own(unit), *_founded(code), *_in_use(work, unit)]:
                raise Invalid.of(problems)
            work.execute(delete(UnitFormer).where(UnitFormer.unit_id == unit.id))
            work.delete(unit)
            self._changed(work, actor, "unit_removed", code, {"name": unit.name})

    def _mine(self, work: UnitOfWork, actor: Viewer, code: str) -> Unit:
        """Whom nobody may change it without: an administrator of a unit above; the topmost is the archive's own."""
        _alone(work)
        unit = finding.at_address(work, code)
        _administers(actor, unit.parent_id)
        return unit

    def _changed(self, work: UnitOfWork, actor: Viewer, kind: str, code: str, detail: dict[str, object]) -> None:
        work.add(Event(kind=kind, subject=f"unit:{code}", account_id=actor.account_id, detail=detail))
        wish(self._jobs, work, REGISTRY_SUBJECT)


def _alone(work: UnitOfWork) -> None:
    """One change of the tree at a time: two moves at once could make a circle that neither of them sees."""
    work.scalar(select(Unit.id).where(Unit.code == finding.ROOT).with_for_update())


def _administers(actor: Viewer, unit_id: int | None) -> None:
    if not actor.can("administer", unit_id):
        raise NotAllowed(Problem("account.role_needed", value=actor.name, expected="administer"))


def _names(given: Mapping[str, str]) -> dict[str, str]:
    return {language: " ".join(text.split()) for language, text in given.items() if text.strip()}


def _name_problems(name: Mapping[str, str]) -> Iterator[Problem]:
    if not name.get("vi"):
        yield Problem("unit.name", "name")
    for text in name.values():
        if len(text) > LONGEST_NAME or "\0" in text:
            yield Problem("unit.name_long", "name", text[:40].replace("\0", "␀"), str(LONGEST_NAME))


def _text_problems(note: Mapping[str, str], source: str) -> Iterator[Problem]:
    for text in (*note.values(), source):
        if len(text) > LONGEST_NOTE or "\0" in text:
            yield Problem("unit.note_long", "note", text[:40].replace("\0", "␀"), str(LONGEST_NOTE))


def _code_problems(work: UnitOfWork, code: str) -> Iterator[Problem]:
    if len(code) > 40 or not _NEW_CODE.fullmatch(code) or code in RESERVED:
        yield Problem("unit.code", "code", code[:80].replace("\0", "␀"))
    elif finding.known(work, code) is not None:
        yield Problem("unit.taken", "code", code)


def _level_problems(level: str, now: str = "") -> Iterator[Problem]:
    if level != now and (level not in vocabulary(LEVELS) or level == finding.ROOT):
        yield Problem("unit.level", "level", level[:40].replace("\0", "␀"))


def _closed(above: Unit) -> Iterator[Problem]:
    if above.valid_to is not None:
        yield Problem("unit.closed", "parent", above.code)


def _own(unit: Unit) -> Iterator[Problem]:
    if unit.code == finding.ROOT:
        yield Problem("unit.root", "code", unit.code)


def _founded(code: str) -> Iterator[Problem]:
    """It would be there again the next time the archive is opened."""
    if code in vocabulary("provinces"):
        yield Problem("unit.founded", "code", code)


def _close_problems(work: UnitOfWork, unit: Unit, last: date, successor: Unit | None) -> Iterator[Problem]:
    if unit.valid_from and last < unit.valid_from:
        yield Problem("unit.order", "last", last.isoformat(), unit.valid_from.isoformat())
    open_below = select(func.count()).where(Unit.parent_id == unit.id, Unit.valid_to.is_(None))
    if work.scalar(open_below):
        yield Problem("unit.below", "code", unit.code)
    if successor is not None:
        if successor.valid_to is not None:
            yield Problem("unit.closed", "replaced_by", successor.code)
        if successor.id == unit.id:
            yield Problem("unit.cycle", "replaced_by", successor.code)


def _place(work: UnitOfWork, actor: Viewer, unit: Unit, place: Place) -> None:
    parent = finding.find(work, place.parent) if place.parent else None
    _administers(actor, parent.id if parent else unit.parent_id)
    if problems := list(_place_problems(work, unit, parent, place)):
        raise Invalid.of(problems)
    former = _former(work, unit, place.until)
    former.parent_id = parent.id if parent else former.parent_id
    former.commune = place.commune.strip() or former.commune
    former.district = place.district.strip() or former.district


def _place_problems(work: UnitOfWork, unit: Unit, parent: Unit | None, place: Place) -> Iterator[Problem]:
    for text in (place.commune, place.district):
        if len(text) > LONGEST_PLACE or "\0" in text:
            yield Problem("unit.name_long", "name", text[:40].replace("\0", "␀"), str(LONGEST_PLACE))
    if parent is not None and parent.id in reading.below(work, unit.id):
        yield Problem("unit.cycle", "parent", parent.code)


def _in_use(work: UnitOfWork, unit: Unit) -> Iterator[Problem]:
    own = table_of(UnitFormer).columns["unit_id"]
    asked = [select(column).where(column == unit.id).limit(1) for column in finding.references() if column is not own]
    atom = f"unit:{unit.code}"
    conditions = work.scalars(select(AccessClass.canonical).where(AccessClass.canonical.contains(atom)))
    named = any(re.search(rf"{re.escape(atom)}(?![\w.-])", condition) for condition in conditions)
    if named or any(work.execute(each).first() for each in asked):
        yield Problem("unit.in_use", "code", unit.code)


def _former(work: UnitOfWork, unit: Unit, until: date) -> UnitFormer:
    found = work.scalar(select(UnitFormer).where(UnitFormer.unit_id == unit.id, UnitFormer.valid_to == until))
    if found is None:
        found = UnitFormer(unit_id=unit.id, valid_to=until)
        work.add(found)
    return found


def _until(work: UnitOfWork, unit: Unit, since: date, what: str) -> UnitFormer:
    """Where to write down what held until the day before ``since``; changes are told in their order."""
    formers = work.scalars(select(UnitFormer).where(UnitFormer.unit_id == unit.id)).all()
    told = [former.valid_to + _DAY for former in formers if getattr(former, what) is not None]
    earliest = max([*told, unit.valid_from or date.min])
    if since <= earliest:
        raise Invalid(Problem("unit.order", "since", since.isoformat(), earliest.isoformat()))
    return _former(work, unit, since - _DAY)


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None
