"""Keeping the index as the archive is: what is in it of each record, and when it is made anew.

Not here: what is searched of a text (``app.search.document``), how an engine keeps it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import SearchUnavailable
from app.media import captions
from app.models import Media, MediaText, Record, RecordVersion, now
from app.ports import SearchIndex
from app.search import document
from app.search.document import IndexDocument
from app.services import labels
from app.services.access import VIETNAM
from app.services.communities.wished import Wishes, as_wished, wishes
from app.services.discovery import occurrence
from app.services.jobs import Jobs, Report
from metadata.statements import Metadata

BATCH = 500
REINDEX, INDEX = "reindex", "index"
SOONEST, PER_RECORD = timedelta(minutes=1), timedelta(seconds=0.1)


class Indexing:
    def __init__(self, db: Database, jobs: Jobs, index: SearchIndex) -> None:
        self._db, self._jobs, self._index = db, jobs, index

    def index(self, identifier: str) -> None:
        """Brings the index up to date with one record: its published text, or nothing."""
        with self._db.read() as session:
            record = session.get(Record, identifier)
            public = record is not None and record.published_version is not None
            metadata: Metadata = _body(session, record)["metadata"] if record and public else {}
            put = [one for made in self._documents(session, [record] if record else []) for one in made]
            media = session.scalars(select(Media.id).where(Media.record == identifier)).all()
        stale = {identifier, *media} - {one.id for one in put}
        if stale:
            self._index.remove(sorted(stale))
        if put:
            self._index.put(put)
            self._again_when_over(identifier, metadata)
        if put or stale:
            self._anew_later()

    def reindex(self, report: Report) -> int:
        """Makes the whole index anew, while the one that is there answers; the number of records in it."""
        with self._db.read() as session:
            published = select(Record.identifier).where(Record.published_version.is_not(None))
            ids = session.scalars(published.order_by(Record.identifier)).all()

        def documents() -> Iterator[list[IndexDocument]]:
            for start in range(0, len(ids), BATCH):
                yield self._documents_of(ids[start : start + BATCH])
                report(min(start + BATCH, len(ids)), len(ids))

        self._index.anew(documents(), self._documents_of)
        return len(ids)

    def tend(self, *, closely: bool = False) -> None:
        """Asks for what an index needs that was away, or is of another version of the archive; ``closely``: or that has
        not the records that it should have.

        While the engine does not answer nothing can be asked of it: changes wait as jobs, and are due at once when it
        answers again."""
        try:
            if self._index.outdated() or (closely and self._astray()):
                with self._db.unit_of_work() as work:
                    self._jobs.ask(work, REINDEX, INDEX)
            self._jobs.hurry_retried((INDEX, REINDEX))
        except SearchUnavailable:
            return

    def _astray(self) -> bool:
        """Whether records are missing or too many, though nothing is on its way to the index."""
        before = self._published()
        held = self._index.count()
        return held != before and not self._jobs.due(INDEX, REINDEX) and self._published() == before

    def _published(self) -> int:
        with self._db.read() as session:
            published = select(func.count()).where(Record.published_version.is_not(None))
            return session.scalar(published) or 0

    def _documents_of(self, identifiers: Sequence[str]) -> list[IndexDocument]:
        """In the order of the identifiers: the same records, the same index."""
        with self._db.read() as session:
            some = select(Record).where(Record.identifier.in_(identifiers)).order_by(Record.identifier)
            made = self._documents(session, session.scalars(some).all())
            return [document for documents in made for document in documents]

    def _documents(self, session: Session, records: Sequence[Record]) -> Iterator[list[IndexDocument]]:
        today = now().astimezone(VIETNAM).date()
        for record in records:
            if record.published_version is not None:
                yield _of_record(session, record, _body(session, record), today)

    def _again_when_over(self, identifier: str, metadata: Metadata) -> None:
        """The next occurrence is part of the document: once it is over, the one after it takes its place."""
        held = occurrence(metadata, now().astimezone(VIETNAM).date())
        if held:
            after = datetime.combine(held.end + timedelta(days=1), time(0, 5), VIETNAM)
            with self._db.unit_of_work() as work:
                self._jobs.ask(work, "index", identifier, not_before=after)

    def _anew_later(self) -> None:
        """What was replaced in an index weighs on the worth of hits until it is made anew: their order would be that of
        its history. Made anew this seldom, it takes a hundredth of a processor."""
        wait = max(SOONEST, PER_RECORD * self._index.count())
        with self._db.unit_of_work() as work:
            self._jobs.ask(work, REINDEX, INDEX, not_before=now() + wait)


def _body(session: Session, record: Record) -> dict[str, Any]:
    return session.get_one(RecordVersion, (record.identifier, record.published_version)).body


def _of_record(session: Session, record: Record, body: dict[str, Any], today: date) -> list[IndexDocument]:
    """The record's document, holding the text of media of its own class; one more for each other file with text."""
    listed = body["media"]
    rows = {row.id: row for row in session.scalars(select(Media).where(Media.id.in_(listed)))}
    wished = wishes(session, [body["metadata"], *(row.description for row in rows.values())])
    # a name that is withheld must not be found by typing it
    metadata = labels.public(as_wished(body["metadata"], wished))
    texts: dict[str, list[str]] = {}
    for said in session.scalars(select(MediaText).where(MediaText.media.in_(listed))):
        texts.setdefault(said.media, []).append(_spoken(said))
    media = [
        (row, document.MediaText(row.type, _said(row.description, wished), tuple(texts.get(row.id, ()))))
        for id in listed
        if (row := rows.get(id))
    ]
    held = occurrence(metadata, today)
    own = document.record_document(
        record.identifier,
        record.kind,
        metadata,
        record.access_id,
        published=(record.published_at or now()).astimezone(VIETNAM).date(),
        occurs=(held.start, held.end) if held else None,
        media=[text for row, text in media if row.access_id == record.access_id],
    )
    others = [
        document.media_document(row.id, record.identifier, row.access_id, text)
        for row, text in media
        if row.access_id != record.access_id
    ]
    return [own, *others]


def _said(description: dict[str, Any], wished: Wishes) -> dict[str, Any]:
    return labels.public(as_wished(description, wished))


def _spoken(row: MediaText) -> str:
    """What is said, without the times."""
    if row.kind != "captions":
        return row.body
    return captions.plain_text(captions.read(row.body.encode()).cues)
