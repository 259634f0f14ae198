"""What everyone may see at any time, by its identifiers and dates alone: for sitemaps, a part at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, func, select

from app.db import Database
from app.models import Collection, Record
from app.services.access import EVERYONE_ID

AT_ONCE = 500

Things: TypeAlias = type[Record] | type[Collection]


@dataclass(frozen=True, slots=True)
class Listed:
    identifier: str
    changed_at: datetime


class Listing:
    """Goes by keys, so that the last part costs what the first does and no more than a few rows are held at a time."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def parts(self, of: Things, size: int) -> Iterator[Listed]:
        """Where each part of ``size`` begins, and when anything in it was last changed."""
        last = ""
        while True:
            part = _open(of, of.identifier > last).limit(size).subquery()
            asked = select(func.min(part.c.identifier), func.max(part.c.identifier), func.max(part.c.changed_at))
            with self._db.read() as session:
                first, last, changed = session.execute(asked).one()
            if first is None:
                return
            yield Listed(first, changed)

    def part(self, of: Things, first: str, size: int) -> Iterator[Listed]:
        """The things of the part that begins with ``first``."""
        reach = of.identifier >= first
        while size > 0:
            with self._db.read() as session:
                rows = session.execute(_open(of, reach).limit(min(AT_ONCE, size))).all()
            yield from (Listed(*row) for row in rows)
            if len(rows) < min(AT_ONCE, size):
                return
            size -= len(rows)
            reach = of.identifier > rows[-1].identifier


def _open(of: Things, reach: ColumnElement[bool]) -> "Select[str, datetime]":
    published = Record.published_version.is_not(None) if of is Record else Collection.published
    asked = select(of.identifier, of.changed_at).where(published, of.access_id == EVERYONE_ID, reach)
    return asked.order_by(of.identifier)
