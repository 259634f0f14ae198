"""Taking back what a batch did, record by record, in short commits.

A record returns to its earlier version by its pointers: the text that the batch brought stays among its versions, and
no version number is used twice. What the batch made and nobody published leaves nothing but used-up identifiers.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, select

from app.db import Database, UnitOfWork
from app.errors import ArchiveError, Invalid, NotAllowed
from app.models import (
    Approval,
    Batch,
    BatchChange,
    Event,
    Job,
    Media,
    MediaText,
    Naming,
    Record,
    RecordVersion,
    StoredManifest,
    TakedownRequest,
    WorkingCopy,
    now,
)
from app.services import identifiers
from app.services.access import Access
from app.services.changes import touch
from app.services.communities import naming, stewardship
from app.services.drafting import PUBLISHED
from app.services.imports.batches import UNDONE, subject, take_back
from app.services.imports.report import Left, UndoReport
from app.services.jobs import Jobs
from app.services.media import wording
from app.services.media.files import MediaFiles
from app.services.media.texts import CAPTIONS
from app.services.preservation.wishes import wish
from app.services.records import Records
from app.services.viewer import Viewer
from metadata.problem import Problem

AT_ONCE = 50
PURGED, WITHDRAWN, RESTORED, DESCRIBED, GONE = "purged", "withdrawn", "restored", "described", "gone"


@dataclass(slots=True)
class Undoing:
    db: Database
    access: Access
    jobs: Jobs
    records: Records
    media: MediaFiles
    actor: Viewer
    batch: int
    counts: Counter[str] = field(default_factory=Counter)
    left: list[Left] = field(default_factory=list)
    begun: bool = False

    def undo(self) -> UndoReport:
        with self.db.unit_of_work() as work:
            take_back(work, self.actor, self.batch)
        self.begun = True
        for changes in self._portions(BatchChange.media.is_(None)):
            self._commit(changes, self._record, self._untouched)
        for changes in self._portions(BatchChange.media.is_not(None), BatchChange.after.is_not(None)):
            self._commit(changes, self._file, lambda _work, _changes: [])
        return self._finish()

    def _portions(self, *which: ColumnElement[bool]) -> Iterator[list[BatchChange]]:
        """Changes of the batch, the youngest first."""
        last: int | None = None
        while True:
            asked = select(BatchChange).where(BatchChange.batch_id == self.batch, *which)
            asked = asked if last is None else asked.where(BatchChange.id < last)
            with self.db.read() as session:
                found = list(session.scalars(asked.order_by(BatchChange.id.desc()).limit(AT_ONCE)))
            if not found:
                return
            yield found
            last = found[-1].id

    def _commit(
        self,
        changes: Sequence[BatchChange],
        undo_one: Callable[[UnitOfWork, BatchChange], str],
        purge_all: Callable[[UnitOfWork, Sequence[BatchChange]], list[BatchChange]],
    ) -> None:
        """The changes are forgotten only once the bytes are gone too: whoever is cut off before that finds them again,
        and purges again."""
        with self.db.unit_of_work() as work:
            done = purge_all(work, changes)
            for change in changes:
                if change in done:
                    continue
                try:
                    with work.begin_nested():
                        deed = undo_one(work, change)
                except ArchiveError as error:
                    self.left.append(Left(change.media or change.record or "", error.problem))
                else:
                    self.counts[deed] += 1
                    done.append(change)
        with self.db.unit_of_work() as work:
            work.execute(delete(BatchChange).where(BatchChange.id.in_([change.id for change in done])))
            records = [change.record for change in done if change.media is None]
            work.execute(delete(BatchChange).where(self._entered(records)))

    def _untouched(self, work: UnitOfWork, changes: Sequence[BatchChange]) -> list[BatchChange]:
        """Purges together what the batch made and nobody has published or touched since; the changes that did so."""
        made = {change.record: change for change in changes if change.before is None}
        edited = exists().where(WorkingCopy.record == Record.identifier)
        asked = select(Record).where(
            Record.identifier.in_(made), Record.published_at.is_(None), Record.head_version == 1, ~edited
        )
        found = [record for record in work.scalars(asked.with_for_update()) if self.actor.can("edit", record.unit_id)]
        self._purge(work, [record.identifier for record in found])
        self.counts[PURGED] += len(found)
        return [made[record.identifier] for record in found]

    def _entered(self, records: Sequence[str | None]) -> ColumnElement[bool]:
        """Changes by which the batch took files in."""
        return and_(
            BatchChange.batch_id == self.batch,
            BatchChange.record.in_(records),
            BatchChange.media.is_not(None),
            BatchChange.after.is_(None),
        )

    def _record(self, work: UnitOfWork, change: BatchChange) -> str:
        record = work.get(Record, change.record, with_for_update=True)
        if record is None:
            self._purge_files(work, change)
            return GONE
        self._demand("edit", record)
        return self._unmake(work, record, change) if change.before is None else self._restore(work, record, change)

    def _unmake(self, work: UnitOfWork, record: Record, change: BatchChange) -> str:
        assert change.after is not None
        if record.published_at is None or record.head_version != change.after["head"]:
            raise Invalid(Problem("undo.edited", value=record.identifier))
        if record.published_version is not None:
            self.records.withdraw_in(work, self.actor, record.identifier, why=subject(self.batch))
        return WITHDRAWN

    def _purge(self, work: UnitOfWork, records: Sequence[str]) -> None:
        if not records:
            return
        work.execute(delete(Job).where(Job.subject.in_(records), Job.state != "working"))
        self.media.purge_in(work, list(work.scalars(select(Media.id).where(Media.record.in_(records)))))
        for model in (StoredManifest, Naming, Approval, TakedownRequest):
            work.execute(delete(model).where(model.record.in_(records)))
        work.execute(delete(RecordVersion).where(RecordVersion.record.in_(records)))
        work.execute(delete(Event).where(Event.subject.in_(records)))
        work.execute(delete(Record).where(Record.identifier.in_(records)))
        identifiers.burn(work, *records)

    def _restore(self, work: UnitOfWork, record: Record, change: BatchChange) -> str:
        before, after = change.before, change.after
        assert before is not None
        assert after is not None
        if record.head_version == before["head"] != after["head"]:
            self._purge_files(work, change)
            return GONE
        if record.head_version != after["head"]:
            raise Invalid(Problem("undo.edited", value=record.identifier))
        was_published = work.get_one(RecordVersion, (record.identifier, after["head"])).state == PUBLISHED
        if record.access_id == after["access"] != before["access"]:
            earlier = self.access.canonical(work, before["access"])
            self.records.restrict_in(work, self.actor, record.identifier, earlier)
        self._return(work, record, before)
        if before["head"] != after["head"]:
            self._release_files(work, change, was_published=was_published)
        return RESTORED

    def _return(self, work: UnitOfWork, record: Record, before: dict[str, Any]) -> None:
        """The head, and what the public reads, are earlier versions again. What somebody withdrew stays withdrawn."""
        if record.published_version == record.head_version and before["published"] != record.published_version:
            self._demand("publish", record)
            record.published_version = before["published"]
            record.withdrawn_at = now() if before["published"] is None else None
            self._heed(work, record, before["published"])
        record.head_version = before["head"]
        touch(work, record)
        work.get_one(RecordVersion, (record.identifier, before["head"])).state = before["state"]
        naming.note(work, self.access, record)
        for media in work.scalars(select(Media).where(Media.record == record.identifier)):
            media.protocol += 1
        detail = {"version": before["head"], "batch": self.batch}
        work.add(Event(account_id=self.actor.account_id, kind="restored", subject=record.identifier, detail=detail))
        self.jobs.ask(work, "index", record.identifier)
        self.jobs.ask(work, "manifest", record.identifier)
        wish(self.jobs, work, record.identifier)
        work.flush()

    def _heed(self, work: UnitOfWork, record: Record, published: int | None) -> None:
        """An earlier text that leaves a community's name out, or brings one back that never agreed to it, is not
        public again without its steward; one that is comes back as closed as the rule that holds now."""
        if published is None:
            return
        newer = work.get_one(RecordVersion, (record.identifier, record.head_version))
        older = work.get_one(RecordVersion, (record.identifier, published))
        before, after = (stewardship.stewarded(work, self.access, text) for text in (newer, older))
        unasked = (before - after) | (after - before - stewardship.agreed(work, older))
        if unasked:
            raise Invalid(Problem("community.waits", value=", ".join(sorted(unasked))))
        stewardship.heed_public(work, self.access, record)

    def _release_files(self, work: UnitOfWork, change: BatchChange, *, was_published: bool) -> None:
        """Files that came with the text: what the public has seen stays, in nobody's list."""
        if was_published:
            for media in self._files_of(work, change):
                self.left.append(Left(media, Problem("undo.published_file", value=media)))
        else:
            self._purge_files(work, change)

    def _purge_files(self, work: UnitOfWork, change: BatchChange) -> None:
        self.media.purge_in(work, self._files_of(work, change))

    def _files_of(self, work: UnitOfWork, change: BatchChange) -> list[str]:
        asked = select(BatchChange.media).where(self._entered([change.record]))
        return [media for media in work.scalars(asked) if media]

    def _file(self, work: UnitOfWork, change: BatchChange) -> str:
        """What was said of a file before."""
        row = work.get(Media, change.media, with_for_update=True)
        if row is None:
            return GONE
        before, after = change.before, change.after
        assert before is not None
        assert after is not None
        wanted = _texts(after)
        if (row.description, row.access_id) != (after["description"], after["access"]) or any(
            _body(work, row.id, name) != text for name, text in wanted.items()
        ):
            raise Invalid(Problem("undo.edited", value=row.id))
        if before["description"] != after["description"]:
            self.media.describe_in(work, self.actor, row.id, before["description"])
        if before["access"] != after["access"]:
            self.media.restrict_in(work, self.actor, row.id, self.access.canonical(work, before["access"]))
        for name, body in _texts(before).items():
            self.media.set_text_in(work, self.actor, row.id, *wording.named(name), body)
        return DESCRIBED

    def _demand(self, deed: str, record: Record) -> None:
        if not self.actor.can(deed, record.unit_id):
            raise NotAllowed(Problem("account.role_needed", value=self.actor.name, expected=deed))

    def _finish(self) -> UndoReport:
        counts = self.counts
        report = UndoReport(self.batch, counts[PURGED], counts[WITHDRAWN], counts[RESTORED], tuple(self.left))
        told = {PURGED: report.purged, WITHDRAWN: report.withdrawn, RESTORED: report.restored, "left": len(self.left)}
        with self.db.unit_of_work() as work:
            batch = work.get_one(Batch, self.batch)
            batch.state, batch.report, batch.finished_at = UNDONE, told, now()
            work.add(Event(account_id=self.actor.account_id, kind="undone", subject=subject(self.batch), detail=told))
        return report


def _texts(said: dict[str, Any]) -> dict[str, str | None]:
    """By column. Batches of earlier releases tell of captions alone, by language."""
    earlier: dict[str, str | None] = said.get("captions", {})
    texts: dict[str, str | None] = said.get("texts", {})
    return {wording.column(CAPTIONS, tag): body for tag, body in earlier.items()} | texts


def _body(work: UnitOfWork, media: str, column: str) -> str | None:
    there = work.get(MediaText, (media, *wording.named(column)))
    return there.body if there else None
