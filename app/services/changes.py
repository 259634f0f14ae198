"""The instant at which a record changed for the public, given out in the order in which changes come to light.

Harvesters and feeds go on from the last instant that they have seen. A change that was dated first and committed last
would lie behind them: so instants are given at the very end of a transaction, one transaction after the other. So are
the numbers of activities (``app.services.activities``), which are the places of a list that never changes.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from app.db import UnitOfWork
from app.models import Activity, Collection, Record, now
from app.services.activities import telling

_LOCK: Final = 0x6368616E676573  # "changes": any number that nobody else locks
_STEP: Final = timedelta(milliseconds=1)
_TOUCHED: Final = "touched"


@dataclass(slots=True)
class _Touched:
    records: dict[str, Record] = field(default_factory=dict)
    collections: dict[str, None] = field(default_factory=dict)
    looked_at: dict[str, None] = field(default_factory=dict)


def touch(work: UnitOfWork, record: Record) -> None:
    """``record.changed_at`` becomes the instant of this transaction's end. The caller has locked the record."""
    _touched(work).records[record.identifier] = record


def look(work: UnitOfWork, record: Record) -> None:
    """Nothing has changed for who knows the record already; but it may be there for the first time, or no more."""
    _touched(work).looked_at[record.identifier] = None


def touch_collection(work: UnitOfWork, collection: Collection) -> None:
    """What harvesters know of the collection has changed, or may have."""
    _touched(work).collections[collection.identifier] = None


def last(work: UnitOfWork) -> datetime:
    """The instant of this transaction's end: no other is dated before it is committed."""
    work.flush()  # what has to wait for rows waits before it makes everybody else wait
    if work.get_bind().dialect.name == "postgresql":
        work.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    dated = (select(func.max(Record.changed_at)).where(Record.ever_public), select(func.max(Activity.at)))
    return max(now(), *(newest + _STEP for asked in dated if (newest := work.scalar(asked))))


def _touched(work: UnitOfWork) -> _Touched:
    touched: _Touched | None = work.info.get(_TOUCHED)
    if touched is None:
        touched = work.info[_TOUCHED] = _Touched()
        work.before_commit(lambda: _date(work, work.info.pop(_TOUCHED)))
    return touched


def _date(work: UnitOfWork, touched: _Touched) -> None:
    instant = last(work)
    for record in touched.records.values():
        record.changed_at = instant
    telling.tell(work, touched.records, touched.collections, instant)
    if touched.looked_at:
        telling.tell(work, touched.looked_at, (), instant, changed=False)
