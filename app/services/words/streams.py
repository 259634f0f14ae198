"""The texts of a record as streams: what follows one another on one canvas, cut into captions, lines, paragraphs.

A phrase may run over the end of a piece, never of a stream.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.iiif.found import Box, Stretch
from app.media import captions, notes
from app.models import MediaText
from app.services.media import texts
from app.services.reading import MediaView
from metadata.statements import values

MOST_LETTERS: Final = 20_000_000
"""Of one record, in their order; a book of a thousand pages has two million."""

Row = tuple[str, str, str]
"""Kind, part, body."""

_AT_ONCE = 100
_CLOCK = re.compile(r"<(?:(\d{2,4}):)?([0-5]\d):([0-5]\d\.\d{3})>")
_TAG = re.compile(r"<[^<>]*>")
_LINE_END = re.compile("\n")
_PARAGRAPH = re.compile(r"\n\s*\n")
_TIMED = (texts.CAPTIONS, texts.TRANSCRIPT, texts.CHAPTERS)
_READ = (*_TIMED, texts.PAGE, texts.ANNOTATIONS)
_BOXED = (texts.ALTO, texts.CORRECTED)


@dataclass(frozen=True, slots=True)
class Piece:
    """``start`` is where in the stream's text it begins; it ends a letter before the next. ``clock`` are letters of the
    stream with the second in which each is said, where a caption tells the times of its words."""

    start: int
    stretch: Stretch | None = None
    box: Box | None = None
    clock: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Stream:
    """``canvas`` is its place among the canvases of the record. ``boxed``: where its words stand is known."""

    canvas: tuple[int, int]
    media: str
    page: int
    kind: str
    part: str
    language: str
    text: str
    pieces: tuple[Piece, ...]
    boxed: bool = False

    @property
    def starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]

    def end(self, piece: int) -> int:
        return self.pieces[piece + 1].start - 1 if piece + 1 < len(self.pieces) else len(self.text)


def any_text(session: Session, media: Iterable[MediaView]) -> bool:
    """Whether there is anything to be read with these files."""
    asked = select(MediaText.media).where(MediaText.media.in_([view.id for view in media]), MediaText.kind.in_(_READ))
    return session.scalar(asked.limit(1)) is not None


def streams(session: Session, media: Sequence[MediaView]) -> Iterator[Stream]:
    """All that can be read on the canvases of these files, in the order of the canvases."""
    left = MOST_LETTERS
    for at in range(0, len(media), _AT_ONCE):
        some = media[at : at + _AT_ONCE]
        boxed = _boxed(session, some)
        rows: dict[str, list[Row]] = {}
        for name, kind, part, body in _rows(session, some):
            left -= len(body)
            if left < 0:
                break
            rows.setdefault(name, []).append((kind, part, body))
        for number, view in enumerate(some, at):
            of_file = _of_file(view, number, rows.get(view.id, ()), boxed)
            yield from sorted(of_file, key=lambda stream: (stream.canvas, _READ.index(stream.kind), stream.part))
        if left < 0:
            return


def _rows(session: Session, media: Iterable[MediaView]) -> Iterable[tuple[str, str, str, str]]:
    """The tenth page after the ninth, not after the first."""
    asked = select(MediaText.media, MediaText.kind, MediaText.part, MediaText.body)
    asked = asked.where(MediaText.media.in_([view.id for view in media]), MediaText.kind.in_(_READ))
    asked = asked.order_by(MediaText.media, MediaText.kind, func.length(MediaText.part), MediaText.part)
    return (
        (row.media, row.kind, row.part, row.body) for row in session.execute(asked.execution_options(yield_per=200))
    )


def _boxed(session: Session, media: Iterable[MediaView]) -> frozenset[tuple[str, str]]:
    """Pages of which ALTO is there."""
    asked = select(MediaText.media, MediaText.part).where(MediaText.kind.in_(_BOXED))
    asked = asked.where(MediaText.media.in_([view.id for view in media]))
    return frozenset((media_id, part) for media_id, part in session.execute(asked))


def _of_file(view: MediaView, number: int, rows: Iterable[Row], boxed: frozenset[tuple[str, str]]) -> Iterator[Stream]:
    language = language_of(view)
    for kind, part, body in rows:
        if kind == texts.PAGE:
            yield from _page(view, number, part, body, language, boxed=(view.id, part) in boxed)
        elif kind == texts.ANNOTATIONS:
            yield from _notes(view, number, body)
        elif texts.timed(body):
            yield from _cues(view, number, kind, part, body)
        else:
            yield from _paragraphs(view, number, kind, part, body)


def _page(view: MediaView, number: int, part: str, body: str, language: str, *, boxed: bool) -> Iterator[Stream]:
    page = _canvas_page(view, int(part)) if part.isascii() and part.isdigit() else None
    if page is not None and body:
        text = unicodedata.normalize("NFC", body)
        pieces = tuple(map(Piece, line_starts(text) if boxed else [0]))
        yield Stream((number, page), view.id, page, texts.PAGE, part, language, text, pieces, boxed)


def line_starts(text: str) -> list[int]:
    return [0, *(end.end() for end in _LINE_END.finditer(text))]


def _canvas_page(view: MediaView, page: int) -> int | None:
    """0 where the file is one canvas; None for a page that has none."""
    if view.type != "document":
        return 0 if page <= 1 else None
    return page if 1 <= page <= len(view.detail.get("pages", ())) else None


def _cues(view: MediaView, number: int, kind: str, part: str, body: str) -> Iterator[Stream]:
    written, pieces, length = [], [], 0
    for cue in captions.read(body.encode()).cues:
        text, clock = _spoken(cue, length)
        if text:
            pieces.append(Piece(length, (cue.start, cue.end), clock=clock))
            written.append(text)
            length += len(text) + 1
    if pieces:
        yield Stream((number, 0), view.id, 0, kind, part, part, "\n".join(written), tuple(pieces))


def _spoken(cue: captions.Cue, offset: int) -> tuple[str, tuple[tuple[int, float], ...]]:
    """The words of a cue, and from which letter on they are said in which second."""
    text, clock, at = "", [], 0
    for tag in _CLOCK.finditer(cue.text):
        text = _put(text, cue.text[at : tag.start()])
        clock.append((offset + len(text), _seconds(tag)))
        at = tag.end()
    text = _put(text, cue.text[at:])
    return text.rstrip(), tuple(clock)


def _put(before: str, more: str) -> str:
    plain = unicodedata.normalize("NFC", html.unescape(_TAG.sub("", more)))
    words = " ".join(plain.split())
    gap = " " if before and not before.endswith(" ") and plain[:1].isspace() else ""
    return before + gap + words + (" " if words and plain[-1:].isspace() else "")


def _seconds(clock: re.Match[str]) -> float:
    return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3])


def _paragraphs(view: MediaView, number: int, kind: str, part: str, body: str) -> Iterator[Stream]:
    """Of a transcript without times."""
    told = [" ".join(paragraph.split()) for paragraph in _PARAGRAPH.split(unicodedata.normalize("NFC", body))]
    yield from _joined((number, 0), view, kind, part, part, [(text, Piece(0)) for text in told if text])


def _notes(view: MediaView, number: int, body: str) -> Iterator[Stream]:
    """Each language of each page by itself, and no phrase from one note into the next."""
    for note in notes.read(body):
        page = _canvas_page(view, note.page or 1)
        for language, words in note.words.items() if page is not None else ():
            text = " ".join(unicodedata.normalize("NFC", words).split())
            if text and page is not None:
                piece = Piece(0, note.stretch, note.box)
                yield from _joined(
                    (number, page), view, texts.ANNOTATIONS, f"{note.id}#{language}", language, [(text, piece)]
                )


def _joined(
    canvas: tuple[int, int],
    view: MediaView,
    kind: str,
    part: str,
    language: str,
    told: Sequence[tuple[str, Piece]],
) -> Iterator[Stream]:
    pieces, length = [], 0
    for text, piece in told:
        pieces.append(Piece(length, piece.stretch, piece.box))
        length += len(text) + 1
    if pieces:
        text = "\n".join(text for text, _ in told)
        yield Stream(canvas, view.id, canvas[1], kind, part, language, text, tuple(pieces))


def language_of(view: MediaView) -> str:
    """Of the words of a page, where the file tells of one language alone."""
    told: Mapping[str, None] = dict.fromkeys(values(view.description, "language"))
    return next(iter(told)) if len(told) == 1 else ""
