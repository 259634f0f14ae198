"""Records: handing them in, publishing them, taking them back; who may see them.

Writing their texts is in ``app.services.drafting``; what a viewer gets to read in ``app.services.reading``.
"""

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, UnitOfWork
from app.errors import Invalid, SearchUnavailable, Stale
from app.models import Media, Record, RecordVersion, now
from app.ports import SearchIndex
from app.services import texts
from app.services.access import EVERYONE_ID, Access
from app.services.changes import touch
from app.services.communities import naming, stewardship
from app.services.drafting import DRAFT, IN_REVIEW, PUBLISHED, Drafting, note, version_of
from app.services.jobs import Jobs
from app.services.media import lacking
from app.services.preservation.wishes import wish
from app.services.texts import Body
from app.services.viewer import Viewer
from metadata.problem import Problem


class Records(Drafting):
    """Beside writing texts: what becomes of them. Raises as ``Drafting`` does."""

    def __init__(self, db: Database, access: Access, jobs: Jobs, index: SearchIndex) -> None:
        super().__init__(db, access)
        self._jobs = jobs
        self._index = index

    def submit(self, actor: Viewer, identifier: str, *, base: int) -> None:
        """The author has finished: an editor looks at it next."""
        self._set_state(actor, identifier, base, "edit", IN_REVIEW, "submitted", "")

    def send_back(self, actor: Viewer, identifier: str, *, base: int, why: str) -> None:
        self._set_state(actor, identifier, base, "review", DRAFT, "sent_back", why)

    def publish(self, actor: Viewer, identifier: str, *, base: int) -> list[str]:
        with self._db.unit_of_work() as work:
            return self.publish_in(work, actor, identifier, base=base)

    def publish_in(self, work: UnitOfWork, actor: Viewer, identifier: str, *, base: int) -> list[str]:
        """The head becomes what the public reads. Raises ``Invalid`` while something needed is missing,
        of its files too where a rule of the house asks for it.

        Where communities that it names have not approved it yet, they are asked instead, and nothing is published:
        their slugs come back, none once it is public.
        """
        record = self._reached(work, actor, identifier, "publish")
        head = _fresh_head(work, record, base)
        _check_publishable(work, record.kind, head.body)
        if waits := stewardship.ask(work, self._access, actor, record, head):
            if head.state == DRAFT:
                head.state = IN_REVIEW
            note(work, actor, "approval_asked", identifier, {"version": head.number, "communities": waits})
            return waits
        stewardship.heed(work, self._access, actor, record, head)
        head.state = PUBLISHED
        record.published_version, record.withdrawn_at = head.number, None
        record.published_at = record.published_at or now()
        touch(work, record)
        record.ever_public = record.ever_public or record.access_id == EVERYONE_ID
        note(work, actor, "published", identifier, {"version": head.number})
        naming.note(work, self._access, record)
        self._refresh(work, identifier)
        return []

    def withdraw(self, actor: Viewer, identifier: str, *, why: str) -> None:
        with self._db.unit_of_work() as work:
            self.withdraw_in(work, actor, identifier, why=why)

    def withdraw_in(self, work: UnitOfWork, actor: Viewer, identifier: str, *, why: str) -> None:
        """Nobody but the staff sees it any more; where everyone could, a tombstone answers."""
        record = self._reached(work, actor, identifier, "withdraw")
        record.published_version, record.withdrawn_at = None, now()
        touch(work, record)
        note(work, actor, "withdrawn", identifier, {"why": why})
        stewardship.forget(work, identifier)
        naming.note(work, self._access, record)
        self._bump_media(work, identifier)
        self.hide(work, identifier)
        self._refresh(work, identifier)

    def restrict(self, actor: Viewer, identifier: str, access: str) -> None:
        with self._db.unit_of_work() as work:
            self.restrict_in(work, actor, identifier, access)

    def restrict_in(self, work: UnitOfWork, actor: Viewer, identifier: str, access: str) -> None:
        """Sets who may see the record. It holds at once: access belongs to no version.

        Raises ``Invalid`` for a condition looser than the rule of a community that the record names.
        """
        record = self._reached(work, actor, identifier, "restrict")
        stewardship.demand(work, self._access, actor, record, access)
        before, record.access_id = record.access_id, self._access.class_id(work, access)
        stewardship.reconsider(work, self._access, record, before=before, after=record.access_id)
        touch(work, record)
        published_to_all = record.published_version is not None and record.access_id == EVERYONE_ID
        record.ever_public = record.ever_public or published_to_all
        note(work, actor, "restricted", identifier, {"access": access})
        naming.note(work, self._access, record)
        self._bump_media(work, identifier)
        self.hide(work, identifier)
        self._refresh(work, identifier)

    def _set_state(
        self, actor: Viewer, identifier: str, base: int, deed: str, state: str, event: str, why: str
    ) -> None:
        with self._db.unit_of_work() as work:
            record = self._reached(work, actor, identifier, deed)
            head = _fresh_head(work, record, base)
            if head.state != PUBLISHED:
                head.state = state
            note(work, actor, event, identifier, {"version": base, "why": why})
            if state == IN_REVIEW:
                stewardship.ask(work, self._access, actor, record, head)
            else:
                stewardship.take_back(work, identifier)

    def _bump_media(self, work: UnitOfWork, identifier: str) -> None:
        """Caches of tiles and segments key on this; the folder of derivatives stays as it is."""
        for media in work.scalars(select(Media).where(Media.record == identifier)):
            media.protocol += 1

    def hide(self, work: UnitOfWork, identifier: str) -> None:
        """Out of hits, counts and suggestions at once, whatever the workers have to do; the job puts it where it
        belongs."""

        def forget() -> None:
            with suppress(SearchUnavailable):
                self._index.remove([identifier])

        work.after_commit(forget)

    def _refresh(self, work: UnitOfWork, identifier: str) -> None:
        self._jobs.ask(work, "index", identifier)
        self._jobs.ask(work, "manifest", identifier)
        wish(self._jobs, work, identifier)


def _check_publishable(session: Session, kind: str, body: Body) -> None:
    """Raises ``Invalid`` with all that the description and the files still lack."""
    problems = lacking.forbidding(session, body["media"])
    try:
        texts.check(kind, body, publishing=True)
    except Invalid as error:
        problems = [*error.problems, *problems]
    if problems:
        raise Invalid.of(problems)


def _fresh_head(work: UnitOfWork, record: Record, base: int) -> RecordVersion:
    """The head, if it is the version that the actor has seen."""
    if record.head_version != base:
        raise Stale(Problem("record.stale", "", str(base), str(record.head_version)), record.head_version)
    return version_of(work, record.identifier, base)
