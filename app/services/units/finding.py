"""A unit by its code, and the one that keeps what no other does."""

import re
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.orm import Session

from app.db import Base
from app.errors import Invalid, NotFound
from app.models import Unit
from app.services.preservation.tables import table_of
from metadata.problem import Problem

ROOT = "archive"
_CODE = re.compile(r"[\w.-]{1,40}", re.ASCII)


def root(session: Session) -> Unit:
    """The unit that keeps what no other does; ``chieng init`` makes it."""
    return find(session, ROOT)


def find(session: Session, code: str) -> Unit:
    """Raises ``Invalid`` for a code that no unit has."""
    unit = known(session, code)
    if unit is None:
        raise Invalid(Problem("unit.unknown", "unit", code[:80].replace("\0", "␀")))
    return unit


def at_address(session: Session, code: str) -> Unit:
    """The unit that an address names. Raises ``NotFound``."""
    unit = known(session, code)
    if unit is None:
        raise NotFound(Problem("unit.unknown", "unit", code[:80].replace("\0", "␀")))
    return unit


def known(session: Session, code: str) -> Unit | None:
    """What can't be a code is not even looked for: PostgreSQL refuses to be asked for some of it."""
    return session.scalar(select(Unit).where(Unit.code == code)) if _CODE.fullmatch(code) else None


def ensure(session: Session, code: str, name: dict[str, str], *, level: str, parent: Unit | None = None) -> Unit:
    """The unit with this code, made if it is not there."""
    unit = session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        unit = Unit(code=code, name=name, level=level, parent_id=parent.id if parent else None)
        session.add(unit)
        session.flush()
    return unit


def references() -> list[Column[Any]]:
    """The columns of all tables in which a unit may stand."""
    id = table_of(Unit).columns["id"]
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    return [column for column in columns if any(key.column is id for key in column.foreign_keys)]
