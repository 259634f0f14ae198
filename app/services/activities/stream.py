"""The stream of activities: its pages as they lie there, and how it is kept whole when the archive is another.

What follows from a change is written by ``telling``; how it looks in JSON is ``app.iiif.discovery``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db import Database
from app.models import Activity, Collection, Record
from app.services import changes
from app.services.activities import telling
from app.services.activities.telling import COLLECTION, MANIFEST, MOVE, REFRESH, TOLD, UPDATE
from app.services.jobs import Jobs, Report

PER_PAGE = 100
FORM = 1
"""Grows when manifests and collections get another form, so that harvesters read all of them again."""

ANNOUNCE, EVERYTHING = "announce", "activities"
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Told:
    """An activity. ``base`` is the address of the archive at that time, ``before`` the one that a thing moved from."""

    number: int
    at: datetime
    type: str
    thing: str
    identifier: str
    unit: dict[str, str] | None
    base: str
    before: str


@dataclass(frozen=True, slots=True)
class Page:
    """Page ``number``, counted from 0. Once there is a next one nothing in it changes any more."""

    number: int
    activities: tuple[Told, ...]
    following: bool


class Activities:
    def __init__(self, db: Database, jobs: Jobs, base_url: str) -> None:
        self._db, self._jobs, self._base_url = db, jobs, base_url

    def total(self) -> int:
        with self._db.read() as session:
            return _total(session)

    def page(self, number: int) -> Page | None:
        first = number * PER_PAGE
        with self._db.read() as session:
            told = self._told(session, first, PER_PAGE + 1)
        return Page(number, tuple(told[:PER_PAGE]), len(told) > PER_PAGE) if told else None

    def one(self, number: int) -> Told | None:
        with self._db.read() as session:
            return next(iter(self._told(session, number, 1)), None)

    def settle(self) -> None:
        """Called when the archive begins to work: all things have moved with its address, or manifests have another
        form. Then a Refresh and every thing once, in one transaction: who stops at the Refresh has read all."""
        with self._db.read() as session:
            if not self._type_of_wave(session):
                return
        with self._db.unit_of_work() as work:
            at = changes.last(work)
            type = self._type_of_wave(work)
            if type:
                rows = [
                    {"type": type, "thing": row.thing, "identifier": row.identifier, "unit": row.unit}
                    for row in work.scalars(telling.known(work).order_by(Activity.number))
                    if row.type in TOLD
                ]
                telling.append(work, [telling.refresh(_public(self._base_url), FORM), *rows], at)

    def ask(self) -> None:
        """For ``announce``, after the tables were filled by other ways than by deeds."""
        with self._db.unit_of_work() as work:
            self._jobs.ask(work, ANNOUNCE, EVERYTHING)

    def announce(self, report: Report) -> None:
        """Tells of what is public and was not told of, and of what was told of and is not public; done again, it finds
        nothing to do."""
        with self._db.read() as session:
            total = sum(session.scalar(select(func.count()).select_from(model)) or 0 for model in (Record, Collection))
        done = 0
        for column, kind in ((Record.identifier, MANIFEST), (Collection.identifier, COLLECTION)):
            for part in self._parts(column):
                self._compare(part, kind)
                done += len(part)
                report(min(done, total), total)
        with self._db.read() as session:
            gone = session.execute(_gone()).all()
        for kind in (MANIFEST, COLLECTION):
            self._compare([row.identifier for row in gone if row.thing == kind], kind)

    def _parts(self, column: InstrumentedAttribute[str]) -> Iterator[Sequence[str]]:
        after = ""
        while True:
            with self._db.read() as session:
                part = session.scalars(select(column).where(column > after).order_by(column).limit(AT_ONCE)).all()
            if not part:
                return
            yield part
            after = part[-1]

    def _compare(self, part: Sequence[str], kind: str) -> None:
        with self._db.unit_of_work() as work:
            at = changes.last(work)
            records, collections = (part, ()) if kind == MANIFEST else ((), part)
            telling.tell(work, records, collections, at, changed=False)

    def _type_of_wave(self, session: Session) -> str:
        """Empty while nothing is another than it was told."""
        base, form = _eras(session)[-1:], session.scalar(_newest_form())
        public = _public(self._base_url)
        if public and base and base[0][1] != public:
            return MOVE
        return UPDATE if form != FORM or (public and not base) else ""

    def _told(self, session: Session, first: int, count: int) -> list[Told]:
        asked = select(Activity).where(Activity.number >= first, Activity.number < first + count)
        rows = session.scalars(asked.order_by(Activity.number)).all()
        eras = _eras(session)
        return [self._one(row, eras) for row in rows]

    def _one(self, row: Activity, eras: Sequence[tuple[int, str]]) -> Told:
        """What was told before any address was known was told under the first one."""
        bases = [base for number, base in eras if number <= row.number] or [base for _, base in eras[:1]]
        base = bases[-1] if bases else self._base_url
        earlier = bases[-2] if row.type == MOVE and len(bases) > 1 else ""
        return Told(row.number, row.at, row.type, row.thing or "", row.identifier or "", row.unit, base, earlier)


def _total(session: Session) -> int:
    newest = session.scalar(select(func.max(Activity.number)))
    return 0 if newest is None else newest + 1


def _eras(session: Session) -> list[tuple[int, str]]:
    """From which number on the archive had which address."""
    asked = select(Activity.number, Activity.base).where(Activity.type == REFRESH, Activity.base.is_not(None))
    return [(number, base or "") for number, base in session.execute(asked.order_by(Activity.number))]


def _newest_form() -> Select[int | None]:
    return select(Activity.form).where(Activity.type == REFRESH).order_by(Activity.number.desc()).limit(1)


def _gone() -> Select[str | None, str | None]:
    """Things that were told of and are not in their tables, not even as withdrawn."""
    there = (exists().where(model.identifier == Activity.identifier) for model in (Record, Collection))
    asked = select(Activity.identifier, Activity.thing).where(Activity.identifier.is_not(None)).distinct()
    return asked.where(*(~one for one in there))


def _public(base_url: str) -> str | None:
    """None for an address that means another machine to everybody."""
    host = urlsplit(base_url).hostname or ""
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost" or host.endswith(".localhost")
    return None if local or not host else base_url
