"""What is said of a file that was taken in, who may see it, the texts that stand with it: all of it holds at once.

None of this belongs to a version of the record, so the text before each change is kept with its event.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import or_, select

from app.db import Database, UnitOfWork
from app.errors import Invalid, Stale
from app.models import Account, Event, Job, Media, MediaText, Record
from app.services.access import Access
from app.services.changes import touch
from app.services.communities import naming, stewardship
from app.services.jobs import Jobs
from app.services.media.page_reading import follow
from app.services.media.texts import CORRECTED
from app.services.preservation.wishes import AFTER_CHANGE, wish
from app.services.reach import listed_in_public, media_for
from app.services.records import Records
from app.services.viewer import Viewer
from metadata.problem import Problem
from metadata.validation import problems as profile_problems

UNFINISHED = ("received", "queued", "working")


class Described(Protocol):
    """A file as a row, or as a viewer sees it."""

    @property
    def description(self) -> dict[str, Any]: ...
    @property
    def access_id(self) -> int: ...


def stamp(file: Described) -> str:
    """Stands for what is said of a file and who may see it: a form carries it, to be told when it was overtaken."""
    said = json.dumps([file.description, file.access_id], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def text_stamp(body: str | None) -> str:
    """Stands for a text, or for none, in the form that edits it."""
    return "" if body is None else hashlib.sha256(body.encode()).hexdigest()[:16]


class MediaDescribing:
    """Methods named ``…_in`` work inside the caller's transaction. All raise ``NotFound`` or ``NotAllowed``."""

    def __init__(self, db: Database, access: Access, jobs: Jobs, records: Records) -> None:
        self._db, self._access, self._jobs, self._records = db, access, jobs, records

    def describe(
        self, actor: Viewer, media_id: str, description: dict[str, Any], *, access: str | None = None, base: str = ""
    ) -> None:
        """Both or nothing. ``base`` is the ``stamp`` of what the actor has seen; ``Stale`` names in its problem who has
        changed that since. ``access`` None leaves it."""
        with self._db.unit_of_work() as work:
            media, _ = media_for(work, self._access, actor, media_id, "edit")
            wanted = media.access_id if access is None else self._access.class_id(work, access)
            if base and base != stamp(media) and (description, wanted) != (media.description, media.access_id):
                raise Stale(Problem("media.stale", value=_last_to_change(work, media_id)), 0)
            self.describe_in(work, actor, media_id, description)
            if access is not None and wanted != media.access_id:
                self.restrict_in(work, actor, media_id, access)

    def describe_in(self, work: UnitOfWork, actor: Viewer, media_id: str, description: dict[str, Any]) -> None:
        """Replaces what is said about a file. Raises ``Invalid`` with every problem."""
        wrong = profile_problems("media", description, False)
        if wrong:
            raise Invalid.of(wrong)
        media, record = media_for(work, self._access, actor, media_id, "edit")
        if media.description == description:
            return
        naming.check(work, description)
        public = listed_in_public(work, record, media_id)
        if public:
            stewardship.demand_named(work, self._access, record, naming.named(description))
        _note(work, actor, "described", media_id, {"before": media.description})
        media.description = description
        if public:
            stewardship.heed_file(work, self._access, actor, media, stewardship.closed(work, record))
        self._changed(work, media, record)

    def restrict(self, actor: Viewer, media_id: str, access: str) -> None:
        with self._db.unit_of_work() as work:
            self.restrict_in(work, actor, media_id, access)

    def restrict_in(self, work: UnitOfWork, actor: Viewer, media_id: str, access: str) -> None:
        """Sets who may see a file. Raises ``Invalid`` for a condition looser than a community's rule for it."""
        media, record = media_for(work, self._access, actor, media_id, "restrict")
        public = listed_in_public(work, record, media_id)
        stewardship.demand_for_file(work, self._access, actor, media, access, public=public)
        before, old = self._access.canonical(work, media.access_id), media.access_id
        media.access_id = self._access.class_id(work, access)
        stewardship.reconsider(work, self._access, record, before=old, after=media.access_id)
        media.protocol += 1
        after = self._access.canonical(work, media.access_id)
        _note(work, actor, "restricted", media_id, {"before": before, "access": after})
        if public and media.access_id != old:  # what it says may stand in the record's own document
            self._records.hide(work, record.identifier)
        self._changed(work, media, record)

    def set_text(
        self, actor: Viewer, media_id: str, kind: str, part: str, body: str | None, *, base: str | None = None
    ) -> None:
        with self._db.unit_of_work() as work:
            self.set_text_in(work, actor, media_id, kind, part, body, base=base)

    def set_text_in(
        self,
        work: UnitOfWork,
        actor: Viewer,
        media_id: str,
        kind: str,
        part: str,
        body: str | None,
        *,
        base: str | None = None,
    ) -> None:
        """Keeps a text that people wrote, one of ``texts.AUTHORED``, or takes it away; the caller has checked it. The
        words of a page, which are shown and searched, follow what people made of them.

        ``base`` is ``text_stamp`` of what the actor has seen. Raises ``Stale``, whose problem names who has changed the
        text since.
        """
        media, record = media_for(work, self._access, actor, media_id, "edit")
        there = work.get(MediaText, (media_id, kind, part))
        before = there.body if there else None
        if before == body:
            return
        if base is not None and base != text_stamp(before):
            raise Stale(Problem("media.stale", value=_last_to_change(work, media_id)), 0)
        if there is not None and body is not None:
            there.body = body
        elif there is not None:
            work.delete(there)
        else:
            work.add(MediaText(media=media_id, kind=kind, part=part, body=body))
        if kind == CORRECTED:
            follow(work, media_id, part, body)
        _note(work, actor, "worded", media_id, {"kind": kind, "part": part, "before": before})
        self._changed(work, media, record)

    def retry(self, actor: Viewer, media_id: str) -> None:
        """Tries again to make the derivatives of a file that failed, or that waits though no job is there for it."""
        with self._db.unit_of_work() as work:
            media, _ = media_for(work, self._access, actor, media_id, "upload")
            if media.state == "failed" or (media.state in UNFINISHED and not _job_lives(work, media_id)):
                media.state, media.problem = "queued", None
                self._jobs.ask(work, "media", media_id)

    def _changed(self, work: UnitOfWork, media: Media, record: Record) -> None:
        """For visitors a record has changed only with a file that they are shown; of another, only its officers'
        caches must learn."""
        if listed_in_public(work, record, media.id):
            touch(work, record)
        else:
            media.protocol += 1
        naming.note(work, self._access, record)
        self._jobs.ask(work, "index", record.identifier)
        self._jobs.ask(work, "manifest", record.identifier)
        wish(self._jobs, work, record.identifier, after=AFTER_CHANGE)


def _job_lives(work: UnitOfWork, media_id: str) -> bool:
    alive = or_(Job.state == "queued", Job.state == "working")
    return work.scalar(select(Job.id).where(Job.subject == media_id, Job.kind == "media", alive).limit(1)) is not None


def _last_to_change(work: UnitOfWork, media_id: str) -> str:
    """The name of who did it last; empty for an import from the command line."""
    asked = select(Account.display_name).select_from(Event).outerjoin(Account, Account.id == Event.account_id)
    asked = asked.where(Event.subject == media_id, Event.kind.in_(("described", "restricted", "worded")))
    return work.scalar(asked.order_by(Event.id.desc()).limit(1)) or ""


def _note(work: UnitOfWork, actor: Viewer, kind: str, subject: str, detail: Mapping[str, Any]) -> None:
    work.add(Event(account_id=actor.account_id, kind=kind, subject=subject, detail=dict(detail)))
