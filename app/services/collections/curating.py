"""What officers do with collections: making, telling, ordering, nesting, publishing, taking back.

Words and order belong to no version: they hold at once, also in public, and what stood before is kept with the event.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.db import Database, UnitOfWork
from app.errors import Invalid, NotFound, Stale
from app.models import Account, Collection, CollectionItem, Event, Record, now
from app.services import identifiers, units
from app.services.access import EVERYONE_ID, Access, Answer
from app.services.changes import touch_collection
from app.services.collections import ordering, tree
from app.services.collections.words import checked, stamp
from app.services.jobs import Jobs
from app.services.preservation.wishes import AFTER_CHANGE, REGISTRY_SUBJECT, wish
from app.services.reach import require
from app.services.viewer import Viewer
from metadata.problem import Problem

MOST_RECORDS = 10_000
MOST_COLLECTIONS = 100

_HELD = "collections"
DESCRIBED, RESTRICTED = "collection_described", "collection_restricted"


class Curating:
    """Every method checks the actor's role in the collection's unit and raises ``NotFound`` or ``NotAllowed``.

    Methods named ``…_in`` work inside the caller's transaction.
    """

    def __init__(self, db: Database, access: Access, jobs: Jobs) -> None:
        self._db, self._access, self._jobs = db, access, jobs

    def make(
        self,
        actor: Viewer,
        title: Mapping[str, str],
        description: Mapping[str, str] | None = None,
        *,
        unit: str = units.ROOT,
        access: str = "everyone",
        within: str = "",
    ) -> str:
        """The identifier of a new collection, not published yet; with ``within`` it stands in another one's end."""
        with self._db.unit_of_work() as work:
            made = self.make_in(work, actor, title, description or {}, unit=unit, access=access)
            if within:
                self.nest_in(work, actor, within, made)
            return made

    def make_in(
        self,
        work: UnitOfWork,
        actor: Viewer,
        title: Mapping[str, str],
        description: Mapping[str, str],
        *,
        unit: str = units.ROOT,
        access: str = "everyone",
    ) -> str:
        unit_id = units.find(work, unit).id
        require(actor, "review", unit_id)
        kept_title, kept_description = checked(title, description)
        row = Collection(
            identifier=identifiers.new(work),
            unit_id=unit_id,
            access_id=self._access.class_id(work, access),
            title=kept_title,
            description=kept_description,
            created_by=actor.account_id,
        )
        work.add(row)
        work.flush()
        _note(work, actor, "collection_made", row.identifier, {})
        return row.identifier

    def describe(
        self,
        actor: Viewer,
        identifier: str,
        title: Mapping[str, str],
        description: Mapping[str, str],
        *,
        base: str = "",
    ) -> None:
        with self._db.unit_of_work() as work:
            self.describe_in(work, actor, identifier, title, description, base=base)

    def describe_in(
        self,
        work: UnitOfWork,
        actor: Viewer,
        identifier: str,
        title: Mapping[str, str],
        description: Mapping[str, str],
        *,
        base: str = "",
    ) -> bool:
        """Whether anything has changed. ``base`` is the ``stamp`` of what the actor has seen; ``Stale`` names in its
        problem who has changed that since."""
        row = self._reached(work, actor, identifier, "review")
        words = checked(title, description)
        if words == (row.title, row.description):
            return False
        if base and base != stamp(row):
            raise Stale(Problem("collection.stale", value=_last_to_tell(work, identifier)), 0)
        _note(work, actor, DESCRIBED, identifier, {"title": row.title, "description": row.description})
        row.title, row.description = words
        self._changed(work, row)
        return True

    def add(self, actor: Viewer, identifier: str, record: str) -> bool:
        """Puts a record at the end. One that is there already stays where it is: then False."""
        with self._db.unit_of_work() as work:
            row = self._reached(work, actor, identifier, "review")
            return self._add(work, actor, row, record=self.record_in(work, actor, record))

    def nest(self, actor: Viewer, identifier: str, part: str) -> None:
        """Puts a collection at another's end. Raises ``Invalid`` where it would hold itself, or lie too deep."""
        with self._db.unit_of_work() as work:
            self.nest_in(work, actor, identifier, part)

    def nest_in(self, work: UnitOfWork, actor: Viewer, identifier: str, part: str) -> bool:
        """Whether it was not there before."""
        self.hold_in(work)  # two that are put into each other at once would make a ring
        row = self._reached(work, actor, identifier, "review")
        inner = self._known(work, actor, part)
        tree.check(tree.edges(work), identifier, part)
        return self._add(work, actor, row, part=inner.identifier)

    def hold_in(self, work: UnitOfWork) -> None:
        """Nobody else changes any collection until the commit. All are locked in one order, before anything else is,
        by whoever changes several: otherwise two could wait for each other."""
        if not work.info.get(_HELD):
            work.execute(select(Collection.identifier).order_by(Collection.identifier).with_for_update())
            work.info[_HELD] = True

    def step(self, actor: Viewer, identifier: str, step: str, thing: str) -> None:
        """Takes one record or collection a step ``up`` or ``down`` among its like, to be ``first`` or ``last``, or
        ``out``. One step on the order as it is now; what is not there any more changes nothing."""
        with self._db.unit_of_work() as work:
            self.step_in(work, actor, identifier, step, thing)

    def step_in(self, work: UnitOfWork, actor: Viewer, identifier: str, step: str, thing: str) -> None:
        row = self._reached(work, actor, identifier, "review")
        item = ordering.find(work, identifier, thing)
        if item is not None and ordering.moved(work, item, step):
            _note(work, actor, "collection_ordered", identifier, {"step": step, "thing": thing})
            self._changed(work, row)

    def arrange_in(
        self, work: UnitOfWork, actor: Viewer, identifier: str, records: Sequence[str], parts: Sequence[str]
    ) -> bool:
        """These records and collections, in this order, and no others; whether that changes anything. Both are known
        to the actor, and the parts make no ring."""
        row = self._reached(work, actor, identifier, "review")
        mine = select(CollectionItem).where(CollectionItem.collection == identifier)
        there = work.scalars(mine.order_by(CollectionItem.part.is_(None), CollectionItem.place)).all()
        before = [item.part or item.record for item in there]
        if before == [*parts, *records]:
            return False
        if len(records) > MOST_RECORDS or len(parts) > MOST_COLLECTIONS:
            raise Invalid(Problem("collection.full", "records", expected=str(MOST_RECORDS)))
        for item in there:
            work.delete(item)
        work.flush()
        work.add_all(CollectionItem(collection=identifier, place=n, part=part) for n, part in enumerate(parts))
        work.add_all(CollectionItem(collection=identifier, place=n, record=one) for n, one in enumerate(records))
        _note(work, actor, "collection_ordered", identifier, {"before": before})
        self._changed(work, row)
        return True

    def publish(self, actor: Viewer, identifier: str) -> None:
        with self._db.unit_of_work() as work:
            self.publish_in(work, actor, identifier)

    def publish_in(self, work: UnitOfWork, actor: Viewer, identifier: str) -> None:
        row = self._reached(work, actor, identifier, "publish")
        if row.published:
            return
        row.published, row.withdrawn_at = True, None
        row.published_at = row.published_at or _after_all(work)
        row.ever_public = row.ever_public or row.access_id == EVERYONE_ID
        _note(work, actor, "collection_published", identifier, {})
        self._changed(work, row, at_once=True)

    def withdraw(self, actor: Viewer, identifier: str, *, why: str) -> None:
        """Nobody but the staff sees it any more; its records stay where else they are."""
        with self._db.unit_of_work() as work:
            self.withdraw_in(work, actor, identifier, why=why)

    def withdraw_in(self, work: UnitOfWork, actor: Viewer, identifier: str, *, why: str) -> None:
        row = self._reached(work, actor, identifier, "withdraw")
        if row.published:
            row.published, row.withdrawn_at = False, now()
            _note(work, actor, "collection_withdrawn", identifier, {"why": why})
            self._changed(work, row, at_once=True)

    def restrict(self, actor: Viewer, identifier: str, access: str) -> None:
        """Sets who may see the collection; its records keep their own conditions."""
        with self._db.unit_of_work() as work:
            self.restrict_in(work, actor, identifier, access)

    def restrict_in(self, work: UnitOfWork, actor: Viewer, identifier: str, access: str) -> bool:
        """Whether that is another condition than it was."""
        row = self._known(work, actor, identifier, lock=True)
        wanted = self._access.class_id(work, access)
        if wanted == row.access_id:
            return False
        require(actor, "restrict", row.unit_id)
        _note(work, actor, RESTRICTED, identifier, {"before": self._access.canonical(work, row.access_id)})
        row.access_id = wanted
        row.ever_public = row.ever_public or (row.published and wanted == EVERYONE_ID)
        self._changed(work, row, at_once=True)
        return True

    def record_in(self, work: UnitOfWork, actor: Viewer, identifier: str) -> str:
        """The identifier of a record that the actor may know of. Raises ``Invalid`` for any other."""
        known = identifiers.normal(identifier)
        record = work.get(Record, known) if known else None
        if record is None or not self._may_know(work, actor, record):
            raise Invalid(Problem("collection.no_record", "record", identifier[:80].replace("\0", "␀")))
        return record.identifier

    def _may_know(self, work: UnitOfWork, actor: Viewer, row: Record | Collection) -> bool:
        if actor.can("edit", row.unit_id):
            return True
        published = row.published if isinstance(row, Collection) else row.published_version is not None
        return published and self._access.may(work, actor, row.access_id, now()) is not Answer.ABSENT

    def _known(self, work: UnitOfWork, actor: Viewer, identifier: str, *, lock: bool = False) -> Collection:
        known = identifiers.normal(identifier)
        row = work.get(Collection, known, with_for_update=lock) if known == identifier else None
        if row is None or not actor.staff or not self._may_know(work, actor, row):
            raise NotFound(Problem("collection.unknown", value=identifier))
        return row

    def _reached(self, work: UnitOfWork, actor: Viewer, identifier: str, deed: str) -> Collection:
        """The collection, if the actor may do this to it; nobody else changes it until the commit."""
        row = self._known(work, actor, identifier, lock=True)
        require(actor, deed, row.unit_id)
        return row

    def _add(
        self, work: UnitOfWork, actor: Viewer, row: Collection, *, record: str | None = None, part: str | None = None
    ) -> bool:
        like = CollectionItem.record if record else CollectionItem.part
        mine = (CollectionItem.collection == row.identifier, like.is_not(None))
        if work.scalar(select(CollectionItem.id).where(*mine, like == (record or part))) is not None:
            return False
        count, last = work.execute(select(func.count(), func.max(CollectionItem.place)).where(*mine)).one()
        most = MOST_RECORDS if record else MOST_COLLECTIONS
        if count >= most:
            raise Invalid(Problem("collection.full", "", expected=str(most)))
        place = 0 if last is None else last + 1
        work.add(CollectionItem(collection=row.identifier, place=place, record=record, part=part))
        work.flush()
        _note(work, actor, "collection_ordered", row.identifier, {"step": "in", "thing": record or part})
        self._changed(work, row)
        return True

    def _changed(self, work: UnitOfWork, row: Collection, *, at_once: bool = False) -> None:
        row.changed_at = now()
        touch_collection(work, row)
        if row.published_at is not None:
            wish(self._jobs, work, REGISTRY_SUBJECT, after=None if at_once else AFTER_CHANGE)


def _after_all(work: UnitOfWork) -> datetime:
    """Now, and later than any other was published: lists of collections keep one order."""
    newest = work.scalar(select(func.max(Collection.published_at)))
    return max(now(), newest + timedelta(milliseconds=1)) if newest else now()


def _last_to_tell(work: UnitOfWork, identifier: str) -> str:
    """The name of who did it last; empty for the command line."""
    asked = select(Account.display_name).select_from(Event).outerjoin(Account, Account.id == Event.account_id)
    asked = asked.where(Event.subject == identifier, Event.kind == DESCRIBED)
    return work.scalar(asked.order_by(Event.id.desc()).limit(1)) or ""


def _note(work: UnitOfWork, actor: Viewer, kind: str, subject: str, detail: Mapping[str, Any]) -> None:
    work.add(Event(account_id=actor.account_id, kind=kind, subject=subject, detail=dict(detail)))
