"""Units: the tree of organisations and administrative units that keep records."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.models import Unit
from metadata.problem import Problem

ROOT = "archive"


def root(session: Session) -> Unit:
    """The unit that keeps what no other does; ``chieng init`` makes it."""
    return find(session, ROOT)


def find(session: Session, code: str) -> Unit:
    """Raises ``Invalid`` for a code that no unit has."""
    unit = session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise Invalid(Problem("unit.unknown", "unit", code))
    return unit


def ensure(session: Session, code: str, name: dict[str, str], *, level: str, parent: Unit | None = None) -> Unit:
    """The unit with this code, made if it is not there."""
    unit = session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        unit = Unit(code=code, name=name, level=level, parent_id=parent.id if parent else None)
        session.add(unit)
        session.flush()
    return unit
