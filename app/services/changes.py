"""The instant at which a record changed for the public, given out in the order in which changes come to light.

Harvesters and feeds go on from the last instant that they have seen. A change that was dated first and committed last
would lie behind them: so instants are given at the very end of a transaction, one transaction after the other.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from app.db import UnitOfWork
from app.models import Record, now

_LOCK: Final = 0x6368616E676573  # "changes": any number that nobody else locks
_STEP: Final = timedelta(milliseconds=1)
_TOUCHED: Final = "touched"


def touch(work: UnitOfWork, record: Record) -> None:
    """``record.changed_at`` becomes the instant of this transaction's end. The caller has locked the record."""
    touched: dict[str, Record] | None = work.info.get(_TOUCHED)
    if touched is None:
        touched = work.info[_TOUCHED] = {}
        work.before_commit(lambda: _date(work, work.info.pop(_TOUCHED).values()))
    touched[record.identifier] = record


def _date(work: UnitOfWork, touched: Iterable[Record]) -> None:
    work.flush()  # what has to wait for rows waits before it makes everybody else wait
    if work.get_bind().dialect.name == "postgresql":
        work.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    newest = work.scalar(select(func.max(Record.changed_at)).where(Record.ever_public))
    instant = max(now(), newest + _STEP) if newest else now()
    for record in touched:
        record.changed_at = instant
