"""Derivatives that are lost, and asking for them to be made again from the originals."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, exists, func, select

from app.db import Database
from app.models import Job, Media, MediaText, Record
from app.ports import Store
from app.services.jobs import Jobs
from app.services.media.page_reading import READ, page_sizes, wanted
from app.services.media.texts import ALTO

AT_ONCE = 200
FAILED, READY = "failed", "ready"


def missing(db: Database, store: Store, most: int | None = None) -> list[str]:
    """Files whose derivatives are not where they should be and that no job is on its way to make.

    What failed is not missing: it was told, and trying again is for an officer. With ``most``, that many of the
    youngest files are looked at, not all.
    """
    found = []
    for looked, media in enumerate(_files(db, Media.state != FAILED, ~_on_its_way())):
        if most is not None and looked >= most:
            break
        if media.generation == 0 or not store.derivatives(media.id, media.generation).is_dir():
            found.append(media.id)
    return found


def rederive(db: Database, jobs: Jobs, store: Store, *, missing_only: bool) -> int:
    """Asks for derivatives of every file, or of those that miss them; how many. Those that are there stay in use until
    the new ones are made."""
    lost = missing(db, store)
    asked = lost if missing_only else [media.id for media in _files(db)]
    waiting = frozenset(lost)
    for first in range(0, len(asked), AT_ONCE):
        with db.unit_of_work() as work:
            portion = asked[first : first + AT_ONCE]
            for media in work.scalars(select(Media).where(Media.id.in_(portion))):
                if media.id in waiting or media.state == FAILED:
                    media.state, media.problem = "queued", None
                jobs.ask(work, "media", media.id)
    return len(asked)


def reread(db: Database, jobs: Jobs) -> int:
    """Asks for the text of every file that has pages whose words nobody has read, as after Tesseract was installed;
    how many."""
    count = 0
    for media in _files(db, Media.state == READY):
        with db.unit_of_work() as work:
            kind = work.get_one(Record, media.record).kind
            read = select(func.count()).where(MediaText.media == media.id, MediaText.kind == ALTO)
            if wanted(kind, media.type, media.detail) and (work.scalar(read) or 0) < len(page_sizes(media.detail)):
                jobs.ask(work, READ, media.id)
                count += 1
    return count


def _files(db: Database, *which: ColumnElement[bool]) -> Iterator[Media]:
    """The youngest first, by portions: an archive may have more than fit in memory."""
    asked = select(Media).where(*which).order_by(Media.created_at.desc(), Media.id).limit(AT_ONCE)
    passed = 0
    while True:
        with db.read() as session:
            found = list(session.scalars(asked.offset(passed)))
        yield from found
        passed += len(found)
        if len(found) < AT_ONCE:
            return


def _on_its_way() -> ColumnElement[bool]:
    alive = Job.state.in_(("queued", "working"))
    return exists().where(Job.subject == Media.id, Job.kind == "media", alive)
