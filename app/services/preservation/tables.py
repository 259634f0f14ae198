"""Rows of tables as JSON, and back: what the registry and backups hold. Which tables, their callers say."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Column, Date, Integer, Table, func, insert, select, text, update
from sqlalchemy.orm import Session

from app.db import Base, UnitOfWork
from app.models.types import Instant

AT_ONCE = 500

Row = dict[str, Any]


def table_of(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


def rows(session: Session, table: Table) -> Iterator[Row]:
    """In the order of the primary key: the same rows make the same text."""
    asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    for row in session.execute(asked).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def load(work: UnitOfWork, table: Table, given: Iterable[Mapping[str, Any]]) -> int:
    """Enters rows. What refers to other rows of the same table is filled in once all are there."""
    inward = [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    later: list[tuple[Row, Row]] = []
    portion: list[Row] = []
    count = 0
    for row in given:
        made = {column.name: _typed(column, row.get(column.name)) for column in table.columns if column.name in row}
        links = {column.name: made[column.name] for column in inward if made.get(column.name) is not None}
        if links:
            later.append(({column.name: made[column.name] for column in table.primary_key.columns}, links))
        portion.append(made | dict.fromkeys(links))
        count += 1
        if len(portion) == AT_ONCE:
            work.execute(insert(table), portion)
            portion = []
    if portion:
        work.execute(insert(table), portion)
    for key, links in later:
        mine = [table.columns[name] == value for name, value in key.items()]
        work.execute(update(table).where(*mine).values(links))
    return count


def renumber(work: UnitOfWork, table: Table) -> None:
    """PostgreSQL counts on from the highest number that was entered; SQLite does so by itself."""
    if work.get_bind().dialect.name != "postgresql" or "id" not in table.columns:
        return
    column = table.columns["id"]
    if isinstance(column.type, Integer):
        highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        work.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest, text("false"))))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _typed(column: Column[Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
