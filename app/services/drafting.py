"""Writing records: new ones, new texts of them, what is typed and not saved yet.

What becomes of a text (review, publication, withdrawal) is in ``app.services.records``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.db import Database, UnitOfWork
from app.errors import Invalid, NotAllowed, NotFound, Stale
from app.models import Event, Media, Record, RecordVersion, WorkingCopy, now
from app.services import identifiers, texts, units
from app.services.access import Access
from app.services.communities import naming, stewardship
from app.services.reach import record_for, require
from app.services.texts import Body
from app.services.viewer import Viewer
from metadata.problem import Problem
from metadata.profile import KINDS

DRAFT, IN_REVIEW, PUBLISHED = "draft", "in_review", "published"


@dataclass(frozen=True, slots=True)
class Saved:
    identifier: str
    version: int


class Drafting:
    """Every method checks the actor's role in the record's unit and raises ``NotFound`` or ``NotAllowed``.

    Methods named ``…_in`` work inside the caller's transaction, for imports that commit by the hundred.
    """

    def __init__(self, db: Database, access: Access) -> None:
        self._db, self._access = db, access

    def create(
        self, actor: Viewer, kind: str, body: Body, *, unit: str = units.ROOT, access: str = "everyone", why: str = ""
    ) -> Saved:
        with self._db.unit_of_work() as work:
            return self.create_in(work, actor, kind, body, unit=unit, access=access, why=why)

    def create_in(
        self,
        work: UnitOfWork,
        actor: Viewer,
        kind: str,
        body: Body,
        *,
        unit: str = units.ROOT,
        access: str = "everyone",
        state: str = DRAFT,
        why: str = "",
    ) -> Saved:
        """A new record with version 1. Raises ``Invalid`` for an unknown kind or unit, or a text without a title."""
        if kind not in KINDS:
            raise Invalid(Problem("record.kind", "kind", kind, ", ".join(KINDS)))
        unit_id = units.find(work, unit).id
        require(actor, "edit", unit_id)
        texts.check(kind, body, publishing=False)
        naming.check(work, body["metadata"])
        record = Record(
            identifier=identifiers.new(work),
            kind=kind,
            unit_id=unit_id,
            access_id=self._access.class_id(work, access),
            head_version=1,
            created_by=actor.account_id,
        )
        work.add(record)
        work.flush()
        work.add(_version(record.identifier, 1, body, actor, state=state, why=why))
        note(work, actor, "created", record.identifier, {"version": 1})
        self._named(work, actor, record, state)
        return Saved(record.identifier, 1)

    def save(self, actor: Viewer, identifier: str, body: Body, *, base: int, why: str = "") -> Saved:
        with self._db.unit_of_work() as work:
            return self.save_in(work, actor, identifier, body, base=base, why=why)

    def save_in(
        self,
        work: UnitOfWork,
        actor: Viewer,
        identifier: str,
        body: Body,
        *,
        base: int,
        state: str = DRAFT,
        why: str = "",
    ) -> Saved:
        """A new head version. Raises ``Stale`` when the description changed since ``base``; media are joined."""
        record = self._reached(work, actor, identifier, "edit")
        texts.check(record.kind, body, publishing=False)
        naming.check(work, body["metadata"])
        _check_media(work, identifier, body["media"])
        head = version_of(work, identifier, record.head_version)
        if base != head.number:
            joined = texts.rebase(version_of(work, identifier, base).body, head.body, body)
            if joined is None:
                problem = Problem("record.stale", "", str(base), str(head.number))
                raise Stale(problem, head.number)
            body = joined
        saved = self._add_version(work, actor, record, body, state=state, why=why)
        mine = (WorkingCopy.record == identifier, WorkingCopy.account_id == (actor.account_id or 0))
        work.execute(delete(WorkingCopy).where(*mine))
        return saved

    def attach_in(self, work: UnitOfWork, actor: Viewer, identifier: str, media: Sequence[str]) -> Saved:
        """Lists more media files in a new head version; they are public from the next publication.

        Files that are listed already leave the record as it is: the same file sent again takes it out of no review.
        """
        record = self._reached(work, actor, identifier, "upload")
        head = version_of(work, identifier, record.head_version)
        new = [id for id in dict.fromkeys(media) if id not in head.body["media"]]
        return self._list(work, actor, record, [*head.body["media"], *new])

    def arrange(self, actor: Viewer, identifier: str, step: str, media: str) -> Saved:
        """Takes one file ``up`` or ``down`` in the record's list, ``out`` of it, or ``in`` again at its end.

        One step on the list as it is now: a file that came in since the page was opened keeps its place. A file that
        is taken out stays in the archive. Raises ``Invalid`` for a file of another record.
        """
        with self._db.unit_of_work() as work:
            record = self._reached(work, actor, identifier, "edit")
            _check_media(work, identifier, [media])
            head = version_of(work, identifier, record.head_version)
            return self._list(work, actor, record, texts.stepped(head.body["media"], step, media))

    def autosave(self, actor: Viewer, identifier: str, body: Body, *, base: int) -> None:
        """Keeps what is being typed, however incomplete, until it is saved or discarded."""
        if len(str(body)) > texts.LARGEST_BODY:
            raise Invalid(Problem("record.too_large", "", "", str(texts.LARGEST_BODY)))
        with self._db.unit_of_work() as work:
            self._reached(work, actor, identifier, "edit")
            account = actor.account_id
            if account is None:
                raise NotAllowed(Problem("account.needed"))
            work.merge(WorkingCopy(record=identifier, account_id=account, base_version=base, body=body, saved_at=now()))

    def working_copy(self, actor: Viewer, identifier: str) -> WorkingCopy | None:
        with self._db.read() as session:
            return session.get(WorkingCopy, (identifier, actor.account_id or 0))

    def discard(self, actor: Viewer, identifier: str) -> None:
        """Forgets the working copy."""
        with self._db.unit_of_work() as work:
            mine = (WorkingCopy.record == identifier, WorkingCopy.account_id == (actor.account_id or 0))
            work.execute(delete(WorkingCopy).where(*mine))

    def _reached(self, work: UnitOfWork, actor: Viewer, identifier: str, deed: str) -> Record:
        return record_for(work, self._access, actor, identifier, deed, lock=True)

    def _add_version(
        self, work: UnitOfWork, actor: Viewer, record: Record, body: Body, *, state: str, why: str
    ) -> Saved:
        number = _newest_number(work, record.identifier) + 1
        work.add(_version(record.identifier, number, body, actor, state=state, why=why))
        record.head_version = number
        note(work, actor, "saved", record.identifier, {"version": number})
        self._named(work, actor, record, state)
        return Saved(record.identifier, number)

    def _list(self, work: UnitOfWork, actor: Viewer, record: Record, media: list[str]) -> Saved:
        head = version_of(work, record.identifier, record.head_version)
        if head.body["media"] == media:
            return Saved(record.identifier, head.number)
        return self._add_version(work, actor, record, texts.body(head.body["metadata"], media), state=DRAFT, why="")

    def _named(self, work: UnitOfWork, actor: Viewer, record: Record, state: str) -> None:
        """Keeps up what a record names, and puts a text that is handed in before the stewards."""
        naming.note(work, self._access, record)
        if state == IN_REVIEW:
            head = version_of(work, record.identifier, record.head_version)
            stewardship.ask(work, self._access, actor, record, head)


def _version(
    identifier: str, number: int, body: Body, actor: Viewer, *, state: str = DRAFT, why: str = ""
) -> RecordVersion:
    return RecordVersion(
        record=identifier, number=number, state=state, body=body, who=actor.account_id, when=now(), why=why
    )


def version_of(session: Session, identifier: str, number: int) -> RecordVersion:
    found = session.get(RecordVersion, (identifier, number))
    if found is None:
        raise NotFound(Problem("record.version", value=str(number)))
    return found


def _newest_number(session: Session, identifier: str) -> int:
    """Of all versions: the head may be an older one, after an import was undone, and no number stands for two texts."""
    numbers = select(func.max(RecordVersion.number)).where(RecordVersion.record == identifier)
    return session.scalar(numbers) or 0


def _check_media(session: Session, identifier: str, media: list[str]) -> None:
    """A record lists its own media and no others."""
    known = set(session.scalars(select(Media.id).where(Media.record == identifier)))
    foreign = [id for id in media if id not in known]
    if foreign:
        raise Invalid.of([Problem("media.unknown", "media", id) for id in foreign])


def note(work: UnitOfWork, actor: Viewer, kind: str, subject: str, detail: dict[str, Any]) -> None:
    work.add(Event(account_id=actor.account_id, kind=kind, subject=subject, detail=detail))
