"""Taking back what an import did to collections. Done again, it changes nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from app.db import Database, UnitOfWork
from app.models import Collection, Event, Record
from app.services import identifiers
from app.services.collections.curating import Curating
from app.services.collections.judging import Standing, standing
from app.services.imports.batches import subject
from app.services.imports.report import Left
from app.services.viewer import Viewer
from metadata.problem import Problem

KIND = "collections_taken"

_COMPARED = ("title", "description", "access", "parents", "records")


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` is None for a collection that the import made."""

    identifier: str
    before: Standing | None
    after: Standing


@dataclass(slots=True)
class Undone:
    purged: int = 0
    withdrawn: int = 0
    restored: int = 0
    left: tuple[Left, ...] = ()


def note(work: UnitOfWork, actor: Viewer, batch: int, changes: Sequence[Change]) -> None:
    """Keeps what undoing needs."""
    told = [asdict(change) for change in changes]
    work.add(Event(account_id=actor.account_id, kind=KIND, subject=subject(batch), detail={"changes": told}))


class CollectionUndoing:
    def __init__(self, db: Database, curating: Curating) -> None:
        self._db, self._curating = db, curating

    def undo(self, actor: Viewer, batch: int) -> Undone:
        """After the records of the batch were taken back: what it made goes, or is withdrawn where it was published;
        what it changed is as it was; what somebody has edited since is told, and left."""
        undone = Undone()
        with self._db.unit_of_work() as work:
            self._curating.hold_in(work)
            asked = select(Event).where(Event.subject == subject(batch), Event.kind == KIND).order_by(Event.id.desc())
            for event in work.scalars(asked).all():
                for change in reversed((event.detail or {})["changes"]):
                    self._one(work, actor, change, undone)
        return undone

    def _one(self, work: UnitOfWork, actor: Viewer, change: Mapping[str, Any], undone: Undone) -> None:
        row = work.get(Collection, change["identifier"])
        before, after = change["before"], change["after"]
        if row is None or (before is None and row.withdrawn_at):
            return
        now_there = _said(asdict(standing(work, row)))
        if before is not None and now_there == self._kept(work, before):
            return
        if now_there != self._kept(work, after):
            undone.left += (Left(row.identifier, Problem("undo.edited", value=row.identifier)),)
        elif before is not None:
            self._restore(work, actor, row, before, after)
            undone.restored += 1
        elif row.published_at:
            self._curating.withdraw_in(work, actor, row.identifier, why="")
            undone.withdrawn += 1
        else:
            work.delete(row)
            work.flush()
            identifiers.burn(work, row.identifier)
            undone.purged += 1

    def _restore(
        self, work: UnitOfWork, actor: Viewer, row: Collection, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> None:
        curating, mine = self._curating, row.identifier
        curating.describe_in(work, actor, mine, before["title"], before["description"])
        curating.restrict_in(work, actor, mine, before["access"])
        kept = self._kept(work, before)
        curating.arrange_in(work, actor, mine, kept["records"], standing(work, row).parts)
        for parent in set(after["parents"]) - set(before["parents"]):
            curating.step_in(work, actor, parent, "out", mine)

    def _kept(self, work: UnitOfWork, told: Mapping[str, Any]) -> dict[str, Any]:
        """As it would be told now, without records that are gone."""
        said = _said(told)
        there = set(work.scalars(select(Record.identifier).where(Record.identifier.in_(said["records"]))))
        holders = set(work.scalars(select(Collection.identifier).where(Collection.identifier.in_(said["parents"]))))
        said["records"] = [one for one in said["records"] if one in there]
        said["parents"] = [one for one in said["parents"] if one in holders]
        return said


def _said(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(told[name]) if isinstance(told[name], list | tuple) else told[name] for name in _COMPARED}
