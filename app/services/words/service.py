"""Finding words inside one record, for whoever may see it: its captions, transcripts, chapters, pages and notes.

Their form as IIIF Content Search is ``app.iiif.content_search``; which words match, ``app.search.inside``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from app.db import Database
from app.errors import NotFound
from app.iiif.found import Found, Term
from app.models import MediaText
from app.search.inside import Hit, Sought, beginning, best, find, sought
from app.services.access import EVERYONE_ID
from app.services.fair_places import FairPlaces
from app.services.manifests.work import showable
from app.services.media.texts import PAGE
from app.services.reading import MediaView, Reading, RecordView
from app.services.viewer import Viewer
from app.services.words import lines, placing
from app.services.words.completing import completions
from app.services.words.lines import PageLines
from app.services.words.placing import Answer
from app.services.words.streams import Piece, Stream, any_text, streams
from metadata.problem import Problem

MOST = 5_000
"""Answers to one question; there are more in no book that a person would go through."""

_reading = FairPlaces(2, each=4, waiting=8, patience=4, retry_after=3)  # a thousand pages take a core for half a second


@dataclass(frozen=True, slots=True)
class _Read:
    """What a question found: ``whole`` is False where there is more than was kept."""

    answers: list[Answer]
    whole: bool


class Words:
    def __init__(self, db: Database, reading: Reading) -> None:
        self._db, self._reading = db, reading

    def search(
        self,
        viewer: Viewer,
        identifier: str,
        typed: str,
        *,
        motivations: Iterable[str] = (),
        page: int = 1,
        client: str = "",
    ) -> Found:
        """Answers in the order of the canvases, and of time or reading on each; of nothing typed, all that there is.

        ``client`` is whose share of the reading it takes. Raises as ``Reading.record`` does, ``Busy`` where that is
        used up, and ``Overloaded`` where too many ask at once.
        """
        view = self._reading.record(viewer, identifier)
        what, wanted = sought(typed), frozenset(motivations)
        with _reading.one(client):
            return self._found(view, typed, what, wanted, page)

    def _found(self, view: RecordView, typed: str, what: Sought, wanted: frozenset[str], page: int) -> Found:
        read = self._read(view, what, wanted) if what.terms else self._all(view, wanted, typed)
        if what.terms and not read.answers:
            what = beginning(what)
            read = self._read(view, what, wanted)
        with self._db.read() as session:
            return placing.page_of(
                session, view, placing.in_order(read.answers), what, number=page, whole=read.whole, everyone=_open(view)
            )

    def complete(
        self, viewer: Viewer, identifier: str, typed: str, *, least: int = 1, client: str = ""
    ) -> tuple[tuple[Term, ...], bool]:
        """Words of the record that go on as was typed, the most frequent first, and whether everybody gets these.
        Raises as ``Reading.record`` does."""
        view = self._reading.record(viewer, identifier)
        with _reading.one(client), self._db.read() as session:
            told = completions((stream.text for stream in streams(session, _shown(view))), typed)
        return tuple(term for term in told if term.count >= least), _open(view)

    def pages(self, viewer: Viewer, media_id: str) -> tuple[MediaView, str]:
        """A file that the viewer may see, and the words of its pages, with the sign for a new page between them.

        Raises as ``Reading.media`` does, and ``NotFound`` where no page has words.
        """
        media = self._reading.media(viewer, media_id)
        asked = select(MediaText.body).where(MediaText.media == media_id, MediaText.kind == PAGE)
        with self._db.read() as session:
            bodies = session.scalars(asked.order_by(func.length(MediaText.part), MediaText.part)).all()
        if not any(bodies):
            raise NotFound(Problem("media.not_found", value=media_id))
        return media, "\n\f\n".join(bodies)

    def lines(self, viewer: Viewer, media_id: str, page: int) -> PageLines:
        """Of page ``page`` of a document, or of a picture where it is 0. Raises as ``Reading.media`` does, and
        ``NotFound`` where no words have a place."""
        return lines.of_page(self._reading, viewer, media_id, page)

    def alto(self, viewer: Viewer, media_id: str, page: int) -> tuple[MediaView, str]:
        """The words of a page with their places on its canvas, corrected ones first; ``page`` of a picture is 1. Raises
        as ``Reading.media`` does, and ``NotFound`` where there are none."""
        return lines.as_alto(self._reading, viewer, media_id, page)

    def there(self, view: RecordView) -> bool:
        """Whether a record has any words to be found, of the files in this view."""
        with self._db.read() as session:
            return any_text(session, _shown(view))

    def _read(self, view: RecordView, what: Sought, wanted: frozenset[str]) -> _Read:
        found: list[tuple[Stream, Hit]] = []
        with self._db.read() as session:
            for stream in streams(session, _shown(view)):
                found += ((stream, hit) for hit in find(stream.text, what))
                if len(found) > MOST:
                    break
        meant = best([hit for _, hit in found], what)
        answers = [Answer(stream, hit) for stream, hit in found if meant(hit)]
        return _Read([one for one in answers if placing.asked_for(one, wanted)][:MOST], len(found) <= MOST)

    def _all(self, view: RecordView, wanted: frozenset[str], typed: str) -> _Read:
        """Every caption, paragraph, page and note, where nothing was typed; nothing, where no word was."""
        if typed.strip():
            return _Read([], whole=True)
        found: list[Answer] = []
        with self._db.read() as session:
            for stream in streams(session, _shown(view)):
                found += (one for one in _whole(stream) if placing.asked_for(one, wanted))
                if len(found) > MOST:
                    break
        return _Read(found[:MOST], len(found) <= MOST)


def _whole(stream: Stream) -> Iterator[Answer]:
    """A page as one, whatever its lines."""
    if stream.kind == PAGE:
        stream = replace(stream, pieces=(Piece(0),), boxed=False)
    return (Answer(stream, None, at) for at in range(len(stream.pieces)))


def _shown(view: RecordView) -> Sequence[MediaView]:
    return [media for media in view.media if showable(media)]


def _open(view: RecordView) -> bool:
    """Whether anybody at any time gets the same answer."""
    return (
        view.access_id == EVERYONE_ID
        and view.version == view.published_version
        and all(media.access_id == EVERYONE_ID for media in view.media)
    )
