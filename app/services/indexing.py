"""Keeping the index as the archive is: what is in it of each record, and when it is made anew.

Not here: what is searched of a text (``app.search.document``), how an engine keeps it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import SearchUnavailable
from app.models import Media, MediaText, Record, RecordVersion, now
from app.ports import SearchIndex
from app.search import document
from app.search.document import IndexDocument
from app.services import labels
from app.services.access import VIETNAM
from app.services.communities.wished import Wishes, as_wished, wishes
from app.services.discovery import occurrence
from app.services.jobs import Jobs, Report
from app.services.media.texts import SEARCHED, worded
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
        published = [record for record in records if record.published_version is not None]
        read = _read(session, published)
        for record in published:
            yield _of_record(record, read, today)

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


@dataclass(frozen=True, slots=True)
class _Read:
    """What documents are made of: published bodies by record, files and their texts by file."""

    bodies: Mapping[str, dict[str, Any]]
    media: Mapping[str, Media]
    texts: Mapping[str, Sequence[str]]
    wished: Wishes


def _read(session: Session, records: Sequence[Record]) -> _Read:
    """Of many records at once: to ask for each by itself took as long as to make its document."""
    published = [(record.identifier, record.published_version) for record in records]
    versions = select(RecordVersion.record, RecordVersion.body)
    versions = versions.where(tuple_(RecordVersion.record, RecordVersion.number).in_(published))
    bodies = {row.record: row.body for row in session.execute(versions)}
    of_these = Media.record.in_([record.identifier for record in records])
    media = {row.id: row for row in session.scalars(select(Media).where(of_these))}
    texts: dict[str, list[str]] = {}
    heard = select(MediaText.media, MediaText.kind, MediaText.body).join(Media, Media.id == MediaText.media)
    heard = heard.where(of_these, MediaText.kind.in_(SEARCHED)).order_by(MediaText.media, MediaText.part)
    for id, kind, text in session.execute(heard):
        texts.setdefault(id, []).append(worded(kind, text))
    said = [*(body["metadata"] for body in bodies.values()), *(row.description for row in media.values())]
    return _Read(bodies, media, texts, wishes(session, said))


def _of_record(record: Record, read: _Read, today: date) -> list[IndexDocument]:
    """The record's document, holding the text of media of its own class; one more for each other file with text."""
    body, wished = read.bodies[record.identifier], read.wished
    # a name that is withheld must not be found by typing it
    metadata = labels.public(as_wished(body["metadata"], wished))
    media = [
        (row, document.MediaText(row.type, _said(row.description, wished), tuple(read.texts.get(row.id, ()))))
        for id in body["media"]
        if (row := read.media.get(id))
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
