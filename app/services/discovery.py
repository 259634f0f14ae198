"""Finding records: what is in the index of each, and what a viewer gets for a question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.media import captions
from app.models import Media, MediaText, Record, RecordVersion, now
from app.ports import SearchIndex
from app.search import document
from app.search.document import IndexDocument
from app.search.highlight import Marks
from app.search.meant import meant
from app.search.query import FacetCount, Relaxed, SearchQuery, SearchResult, Sort, Suggestion, parse
from app.services import labels
from app.services.access import EVERYONE_ID, VIETNAM, Access
from app.services.calendar import Occurrence, next_occurrence
from app.services.communities.wished import Wishes, as_wished, wishes
from app.services.jobs import Jobs, Report
from app.services.reading import Reading, RecordView
from app.services.viewer import VISITOR, Viewer
from metadata import recurrence
from metadata.statements import Metadata, every_value, values

BATCH = 500
REINDEX, INDEX = "reindex", "index"
SOONEST, PER_RECORD = timedelta(minutes=1), timedelta(seconds=0.1)
PEOPLES = "people"


@dataclass(frozen=True, slots=True)
class Question:
    """``chosen`` are the facets' values; ``typing`` while the last word may be unfinished."""

    typed: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 20
    cursor: str | None = None
    typing: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    total: int
    records: list[RecordView]
    facets: Mapping[str, tuple[FacetCount, ...]]
    marks: Marks
    relaxed: Relaxed
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Suggested:
    """``record`` is there for the suggestion of one."""

    suggestion: Suggestion
    record: RecordView | None = None


class Discovery:
    def __init__(self, db: Database, access: Access, jobs: Jobs, reading: Reading, index: SearchIndex) -> None:
        self._db, self._access, self._jobs, self._reading, self._index = db, access, jobs, reading, index

    def search(self, viewer: Viewer, question: Question) -> Found:
        """Records that the viewer may see. Raises ``SearchUnavailable``."""
        result = self._ask(self._reading.visible_classes(viewer), question)
        records = self._reading.cards(viewer, result.hits) if result.hits else []
        return Found(result.total, records, result.facets, result.marks, result.relaxed, result.cursor)

    def open(self, question: Question) -> Found:
        """Records that everyone may see at any time, whatever the season. Raises ``SearchUnavailable``."""
        result = self._ask(frozenset({EVERYONE_ID}), question)
        cards = self._reading.cards(VISITOR, result.hits) if result.hits else []
        records = [record for record in cards if record.access_id == EVERYONE_ID]
        return Found(result.total, records, result.facets, result.marks, result.relaxed, result.cursor)

    def meant(self, viewer: Viewer, question: Question, found: Found) -> str:
        """The question in the spelling of what was found, where nothing answered as it was typed; empty unless that
        finds something as it stands. Raises ``SearchUnavailable``."""
        said = meant(question.typed, found.marks, _texts(found.records)) if found.relaxed else ""
        if not said:
            return ""
        again = self._ask(self._reading.visible_classes(viewer), Question(said, question.chosen, per_page=1))
        return said if again.total and not again.relaxed else ""

    def _ask(self, visible: frozenset[int], question: Question) -> SearchResult:
        return self._index.search(
            SearchQuery(
                parsed=parse(question.typed),
                visible=visible,
                chosen=question.chosen,
                facets=question.facets,
                sort=question.sort,
                page=question.page,
                per_page=question.per_page,
                cursor=question.cursor,
                typing=question.typing,
            )
        )

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggested, ...]:
        """Completions from what everyone may see at any time; of records, those that still are there for everyone.
        Raises ``SearchUnavailable``."""
        made = self._index.suggest(typed, limit)
        ids = [each.value for each in made if each.kind == "record"]
        cards = self._reading.cards(VISITOR, ids) if ids else []
        there = {card.identifier: card for card in cards if card.access_id == EVERYONE_ID}
        return tuple(
            Suggested(each, there.get(each.value)) for each in made if each.kind != "record" or each.value in there
        )

    def peoples(self, viewer: Viewer) -> dict[str, int]:
        """How many records the viewer may see of each people."""
        found = self.search(viewer, Question(facets=(PEOPLES,), per_page=1))
        return {count.value: count.count for count in found.facets.get(PEOPLES, ())}

    def in_season(self, viewer: Viewer, limit: int) -> list[tuple[RecordView, Occurrence]]:
        """What is held next, soonest first."""
        today = now().astimezone(VIETNAM).date()
        found = self.search(viewer, Question(sort="next", per_page=limit))
        held = [(record, held) for record in found.records if (held := occurrence(record.metadata, today))]
        return sorted(held, key=lambda pair: pair[1].start)

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


def _texts(records: Sequence[RecordView]) -> Iterator[str]:
    """What a page of hits may show of them."""
    for record in records:
        for _path, value in every_value(labels.public(record.metadata)):
            if value["type"] == "text":
                yield value["value"]


def occurrence(metadata: Metadata, today: date) -> Occurrence | None:
    """The soonest of a description's recurrences that is not over."""
    found = []
    for text in values(metadata, "occurs"):
        try:
            found.append(next_occurrence(recurrence.parse(text), today))
        except ValueError:
            continue
    return min((held for held in found if held), key=lambda held: held.start, default=None)


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
