"""Carrying out what rows plan: a few hundred at a time, each portion in one commit under the batch's id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from app.db import Database, UnitOfWork
from app.errors import ArchiveError, Invalid, Stale
from app.models import BatchChange, Event, Media, MediaText, Record, RecordVersion, now
from app.services import identifiers, texts
from app.services.access import Access
from app.services.communities import naming, stewardship
from app.services.drafting import IN_REVIEW
from app.services.imports.batches import Batches
from app.services.imports.files import FileChange, Incoming
from app.services.imports.plans import Plan
from app.services.imports.portions import portions, shares
from app.services.imports.report import FILES
from app.services.imports.texts_beside import bodies
from app.services.media import wording
from app.services.media.files import MediaFiles, Received
from app.services.records import Records
from app.services.tabular.rows import with_ids
from app.services.viewer import Viewer
from metadata.problem import Problem

Failed = dict[int, tuple[Problem, ...]]
"""Problems by row of what could not be carried out after all: somebody was quicker, or a file has changed."""
Bodies = Mapping[str, str | None]
"""Texts by column; None: taken away."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    received: Received
    texts: Bodies


Arrived = Mapping[str, _Arrival]
"""Files that were received, by row and path."""


@dataclass(frozen=True, slots=True)
class Writer:
    """``unit_id`` is where new records go."""

    db: Database
    access: Access
    records: Records
    media: MediaFiles
    batches: Batches
    actor: Viewer
    batch: int
    unit_id: int

    def write(self, plans: Sequence[Plan]) -> Failed:
        failed: Failed = {}
        for portion in portions(plans):
            arrived: dict[str, _Arrival] = {}
            try:
                self._commit(self._receive(portion, arrived, failed), arrived, failed)
            finally:
                for arrival in arrived.values():
                    self.media.discard(arrival.received)
        return failed

    def describe(self, changes: Sequence[FileChange]) -> Failed:
        """Carries out what is to be said of files that are there."""
        failed: Failed = {}
        for portion in shares(changes):
            read = self._read(portion, failed)
            with self.db.unit_of_work() as work:
                for change, texts in read:
                    try:
                        with work.begin_nested():
                            self._describe(work, change, texts)
                    except ArchiveError as error:
                        failed[change.row] = error.problems
                self.batches.beat(work, self.batch)
        return failed

    def _read(self, changes: Sequence[FileChange], failed: Failed) -> list[tuple[FileChange, Bodies]]:
        """The changes with their texts. Of a row that has failed, nothing more is done."""
        read: list[tuple[FileChange, Bodies]] = []
        for change in changes:
            if change.row in failed:
                continue
            try:
                read.append((change, bodies(change.texts)))
            except ArchiveError as error:
                failed[change.row] = error.problems
        return read

    def _receive(self, plans: Sequence[Plan], arrived: dict[str, _Arrival], failed: Failed) -> list[Plan]:
        """The plans whose files are all here. Copying may take long, so no transaction is open."""
        whole = []
        for plan in plans:
            try:
                for incoming in plan.incoming:
                    said = bodies(incoming.texts)
                    with incoming.path.open("rb") as source:
                        received = self.media.receive(source, incoming.path.name)
                    arrived[_key(plan, incoming)] = _Arrival(received, said)
            except ArchiveError as error:
                failed[plan.draft.row] = error.problems
            else:
                whole.append(plan)
        return whole

    def _commit(self, plans: Sequence[Plan], arrived: Arrived, failed: Failed) -> None:
        with self.db.unit_of_work() as work:
            self._hold(work, [plan.standing.identifier for plan in plans if plan.standing])
            self._make(work, [plan for plan in plans if plan.standing is None], arrived)
            for plan in plans:
                if plan.standing is None:
                    continue
                try:
                    with work.begin_nested():
                        self._change(work, plan, arrived)
                except ArchiveError as error:
                    failed[plan.draft.row] = error.problems
            self.batches.beat(work, self.batch)

    def _hold(self, work: UnitOfWork, records: Sequence[str]) -> None:
        """All that is to be changed, in the order of everybody who locks several: two could wait for each other."""
        there = select(Record.identifier).where(Record.identifier.in_(records)).order_by(Record.identifier)
        if records:
            work.execute(there.with_for_update())

    def _make(self, work: UnitOfWork, plans: Sequence[Plan], arrived: Arrived) -> None:
        """New records as ``Records.create_in`` makes them, by the hundred: row by row it takes four times as long."""
        if not plans:
            return
        made = list(zip(identifiers.several(work, len(plans)), plans, strict=True))
        when = now()
        classes = {text: self.access.class_id(work, text) for text in {plan.access or "everyone" for plan in plans}}
        work.execute(insert(Record), [self._record(identifier, plan, classes, when) for identifier, plan in made])
        work.execute(
            insert(RecordVersion),
            [
                self._version(identifier, plan, self._enter(work, identifier, plan, arrived), when)
                for identifier, plan in made
            ],
        )
        work.execute(insert(Event), [self._event(identifier, when) for identifier, _ in made])
        naming.note_new(work, ((identifier, plan.metadata, plan.access or "") for identifier, plan in made))
        work.execute(insert(BatchChange), [self._become(work, identifier, plan, classes) for identifier, plan in made])

    def _record(self, identifier: str, plan: Plan, classes: Mapping[str, int], when: datetime) -> dict[str, Any]:
        return {
            "identifier": identifier,
            "kind": plan.kind,
            "unit_id": self.unit_id,
            "access_id": classes[plan.access or "everyone"],
            "head_version": 1,
            "created_by": self.actor.account_id,
            "created_at": when,
            "changed_at": when,
        }

    def _version(self, identifier: str, plan: Plan, body: texts.Body, when: datetime) -> dict[str, Any]:
        return {
            "record": identifier,
            "number": 1,
            "state": plan.state,
            "body": body,
            "who": self.actor.account_id,
            "when": when,
        }

    def _event(self, identifier: str, when: datetime) -> dict[str, Any]:
        who = self.actor.account_id
        return {"at": when, "account_id": who, "kind": "created", "subject": identifier, "detail": {"version": 1}}

    def _become(self, work: UnitOfWork, identifier: str, plan: Plan, classes: Mapping[str, int]) -> dict[str, Any]:
        """What becomes of a record that was made, and what undoing needs to know of it."""
        published = plan.publish and self._published(work, identifier)
        if plan.state == IN_REVIEW and not plan.publish and naming.communities(naming.named(plan.metadata)):
            self._ask(work, identifier)
        return self._made(identifier, plan, classes, published=published)

    def _published(self, work: UnitOfWork, identifier: str) -> bool:
        """False where it waits for a steward, or a rule of the house has changed since the row was judged."""
        try:
            return not self.records.publish_in(work, self.actor, identifier, base=1)
        except Invalid:
            return False

    def _ask(self, work: UnitOfWork, identifier: str) -> None:
        record, head = work.get_one(Record, identifier), work.get_one(RecordVersion, (identifier, 1))
        stewardship.ask(work, self.access, self.actor, record, head)

    def _made(self, identifier: str, plan: Plan, classes: Mapping[str, int], *, published: bool) -> dict[str, Any]:
        after = {
            "sheet": plan.draft.sheet,
            "row": plan.draft.row,
            "made": True,
            "head": 1,
            "published": 1 if published else None,
            "access": classes[plan.access or "everyone"],
        }
        return {"batch_id": self.batch, "record": identifier, "after": after}

    def _change(self, work: UnitOfWork, plan: Plan, arrived: Arrived) -> None:
        standing = plan.standing
        assert standing is not None
        record = work.get_one(Record, standing.identifier, with_for_update=True)
        if record.head_version != standing.head:
            raise Stale(Problem("import.stale", "", str(standing.head), str(record.head_version)), record.head_version)
        before = _state(work, record)
        if plan.access:
            self.records.restrict_in(work, self.actor, record.identifier, plan.access)
        if plan.says_more:
            body = self._enter(work, record.identifier, plan, arrived)
            self.records.save_in(work, self.actor, record.identifier, body, base=standing.head, state=plan.state)
        if plan.publish:
            self.records.publish_in(work, self.actor, record.identifier, base=record.head_version)
        work.flush()
        after = {"sheet": plan.draft.sheet, "row": plan.draft.row, **_state(work, record)}
        work.add(BatchChange(batch_id=self.batch, record=record.identifier, before=before, after=after))

    def _enter(self, work: UnitOfWork, record: str, plan: Plan, arrived: Arrived) -> texts.Body:
        """The text to be saved, once its new files are in and have ids."""
        ids = {}
        for file in plan.incoming:
            arrival = arrived[_key(plan, file)]
            media = self.media.enter_in(
                work, self.actor, record, arrival.received, description=file.description, access=file.access
            )
            for name, body in arrival.texts.items():
                kind, part = wording.named(name)
                work.add(MediaText(media=media.id, kind=kind, part=part, body=body))
            work.add(BatchChange(batch_id=self.batch, record=record, media=media.id))
            ids[file.path] = media.id
        named = {value: ids[file.path] for value, file in plan.pointing.items()}
        listed = [file if isinstance(file, str) else ids[file.path] for file in plan.media]
        return texts.body(with_ids(plan.metadata, named), listed)

    def _describe(self, work: UnitOfWork, change: FileChange, texts: Bodies) -> None:
        file = change.file
        work.get_one(Record, file.record, with_for_update=True)  # before the file, as everybody does
        row = work.get_one(Media, file.id, with_for_update=True)
        if row.description != file.description or row.access_id != file.access_id:
            raise Stale(Problem("import.stale", "media", file.id), 0)
        if change.description is not None:
            self.media.describe_in(work, self.actor, file.id, change.description)
        if change.access is not None:
            self.media.restrict_in(work, self.actor, file.id, change.access)
        earlier = {name: self._set(work, file.id, name, body) for name, body in texts.items()}
        work.flush()
        after = {"sheet": FILES, "row": change.row, **_said(row.description, row.access_id, texts)}
        before = _said(file.description, file.access_id, earlier)
        work.add(BatchChange(batch_id=self.batch, record=file.record, media=file.id, before=before, after=after))

    def _set(self, work: UnitOfWork, media: str, name: str, body: str | None) -> str | None:
        """What was there."""
        kind, part = wording.named(name)
        there = work.get(MediaText, (media, kind, part))
        before = there.body if there else None
        self.media.set_text_in(work, self.actor, media, kind, part, body)
        return before


def _key(plan: Plan, file: Incoming) -> str:
    """Two records may bring the same file; each has its own."""
    return f"{plan.draft.sheet}:{plan.draft.row}:{file.path}"


def _state(work: UnitOfWork, record: Record) -> dict[str, Any]:
    """What undoing needs to know of a record."""
    head = work.get_one(RecordVersion, (record.identifier, record.head_version))
    return {
        "head": record.head_version,
        "state": head.state,
        "published": record.published_version,
        "access": record.access_id,
    }


def _said(description: dict[str, Any], access_id: int, texts: Mapping[str, str | None]) -> dict[str, Any]:
    return {"description": description, "access": access_id, "texts": dict(texts)}
