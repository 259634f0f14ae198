"""Founding an archive: the tables, the unit that keeps what no other does, and the provinces below it.

Done again, it changes nothing; an archive that was there before gets what it lacks.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, select

from app.db import Database, UnitOfWork
from app.models import Grant, Unit, UnitFormer
from app.services import schema, units
from app.services.preservation.tables import table_of
from metadata.vocabulary import vocabulary

ROOT_NAME = {"vi": "Kho lưu trữ", "en": "The archive"}
PROVINCES = "provinces"


def found(db: Database) -> None:
    schema.upgrade(db)
    with db.unit_of_work() as work:
        schema.alone(work.connection())
        first_units(work)


def first_units(work: UnitOfWork) -> None:
    """A province's code is its key in the vocabulary, and so the same in every archive."""
    root = units.ensure(work, units.ROOT, ROOT_NAME, level="archive")
    work.refresh(root, with_for_update=True)  # two commands that start at once found it one after the other
    known = set(work.scalars(select(Unit.code)))
    made = {}
    for province in vocabulary(PROVINCES):
        if province.key not in known:
            made[province.key] = Unit(code=province.key, name=dict(province.labels), parent_id=root.id)
            made[province.key].level = province.extra["level"]
            made[province.key].valid_to = _day(province.extra["valid_to"])
    work.add_all(made.values())
    work.flush()
    for key, unit in made.items():
        if successor := vocabulary(PROVINCES).concepts[key].extra["replaced_by"]:
            unit.replaced_by_id = work.scalars(select(Unit.id).where(Unit.code == successor)).one()


def give_way(work: UnitOfWork) -> list[tuple[int, str, str]]:
    """Takes away the units of an archive that holds nothing yet, for those of another to come under their own numbers.

    The roles that had been given in them, as account, code of the unit, and role: for ``grant_again``.
    """
    ours = {table_of(model) for model in (Unit, UnitFormer, Grant)}
    others = [column for column in units.references() if column.table not in ours]
    if any(work.execute(select(column).where(column.is_not(None)).limit(1)).first() for column in others):
        return []
    joined = select(Grant.account_id, Unit.code, Grant.role).join(Unit, Unit.id == Grant.unit_id)
    granted = [(account, code, role) for account, code, role in work.execute(joined)]
    work.execute(delete(Grant).where(Grant.unit_id.is_not(None)))
    work.execute(delete(UnitFormer))
    work.execute(delete(Unit))
    return granted


def grant_again(work: UnitOfWork, granted: Iterable[tuple[int, str, str]]) -> None:
    for account, code, role in granted:
        if unit := units.known(work, code):
            work.add(Grant(account_id=account, unit_id=unit.id, role=role))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
