"""Taking collections in from a ``collections.csv``: judged, then carried out some rows at a time.

Done again, it changes nothing; cut off, it goes on where it stopped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.db import Database, UnitOfWork
from app.models import Collection
from app.services import units
from app.services.collections import undoing
from app.services.collections.curating import Curating
from app.services.collections.judging import Plan, judge, standing
from app.services.collections.rows import rows
from app.services.imports.report import RowProblem
from app.services.viewer import Viewer

AT_ONCE = 50


@dataclass(slots=True)
class Taken:
    """``rejected`` tells what is wrong, row by row; such rows change nothing."""

    made: int = 0
    changed: int = 0
    unchanged: int = 0
    published: int = 0
    rejected: tuple[RowProblem, ...] = ()

    @property
    def rejected_rows(self) -> int:
        return len({problem.row for problem in self.rejected})


class CollectionTaking:
    def __init__(self, db: Database, curating: Curating) -> None:
        self._db, self._curating = db, curating

    def take(
        self,
        actor: Viewer,
        file: Path,
        *,
        publish: bool = False,
        dry_run: bool = False,
        unit: str = units.ROOT,
        coming: frozenset[str] = frozenset(),
        batch: int | None = None,
    ) -> Taken:
        """``coming`` are titles of records that are to be made, for a rehearsal; ``batch`` is the import that this is
        a part of, and with which it is undone.

        Raises ``Invalid`` or ``TooLarge`` where the file as a whole can't be read.
        """
        found = list(rows(file))
        with self._db.read() as session:
            verdicts = list(judge(session, actor, found, coming))
        plans = [verdict for verdict in verdicts if isinstance(verdict, Plan)]
        taken = Taken(rejected=tuple(one for verdict in verdicts if isinstance(verdict, list) for one in verdict))
        keys: dict[str, str] = {}
        for portion in _portions(plans):
            if dry_run:
                for plan in portion:
                    _count(taken, plan, changed=plan.changes)
            else:
                with self._db.unit_of_work() as work:
                    self._curating.hold_in(work)
                    changes = [self._one(work, actor, plan, keys, taken, unit) for plan in portion]
                    if batch is not None:
                        undoing.note(work, actor, batch, [change for change in changes if change])
        if publish:
            self._publish(actor, plans, keys, taken, dry_run=dry_run)
        return taken

    def _one(
        self, work: UnitOfWork, actor: Viewer, plan: Plan, keys: dict[str, str], taken: Taken, unit: str
    ) -> undoing.Change | None:
        """What has been changed, if anything."""
        curating, before, access = self._curating, plan.standing, plan.row.access or ""
        if before is None:
            made = curating.make_in(work, actor, plan.title, plan.description, unit=unit, access=access or "everyone")
            changed = True
        else:
            made = before.identifier
            changed = curating.describe_in(work, actor, made, plan.title, plan.description)
            if access:
                changed |= curating.restrict_in(work, actor, made, access)
        keys[plan.row.key] = made
        if plan.records is not None:
            parts = before.parts if before else ()
            changed |= curating.arrange_in(work, actor, made, plan.records, parts)
        for parent in plan.parents:
            changed |= curating.nest_in(work, actor, keys.get(parent, parent), made)
        _count(taken, plan, changed=changed)
        work.flush()
        after = standing(work, work.get_one(Collection, made))
        return undoing.Change(made, before, after) if changed else None

    def _publish(
        self, actor: Viewer, plans: Sequence[Plan], keys: dict[str, str], taken: Taken, *, dry_run: bool
    ) -> None:
        """The last first, so that the first stands first where the newest do. What was taken back stays so."""
        waiting = [plan for plan in reversed(plans) if not (plan.standing and plan.standing.published_before)]
        for portion in _portions(waiting):
            if not dry_run:
                with self._db.unit_of_work() as work:
                    self._curating.hold_in(work)
                    for plan in portion:
                        self._curating.publish_in(work, actor, keys[plan.row.key])
            taken.published += len(portion)


def _count(taken: Taken, plan: Plan, *, changed: bool) -> None:
    taken.made += plan.standing is None
    taken.changed += plan.standing is not None and changed
    taken.unchanged += plan.standing is not None and not changed


def _portions(plans: Sequence[Plan]) -> Iterator[Sequence[Plan]]:
    for start in range(0, len(plans), AT_ONCE):
        yield plans[start : start + AT_ONCE]
