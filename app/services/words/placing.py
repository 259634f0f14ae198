"""Answers as places on canvases: cut at the ends of lines, put in order, counted, and a page of them made out."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sqlalchemy.orm import Session

from app.iiif.found import MOTIVATIONS, Box, Found, Match, Place, Quote, Stretch
from app.search.highlight import Span
from app.search.inside import Hit, Sought, pieces
from app.services.media.texts import ANNOTATIONS, PAGE
from app.services.reading import MediaView, RecordView
from app.services.words.boxes import Placed, Size, aligned, placed
from app.services.words.streams import Stream, line_starts

PLACES: Final = 100
"""Of one page of answers."""

CONTEXT: Final = 80
"""Letters told before and after what matched."""

HIGHLIGHTING, CONTEXTUALIZING = "highlighting", "contextualizing"


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A hit in a stream; without one, the whole of a piece."""

    stream: Stream
    hit: Hit | None
    piece: int = 0

    @property
    def second(self) -> float:
        """Where it begins; what has no time comes last."""
        stretch = self.stream.pieces[self._first].stretch
        return stretch[0] if stretch else math.inf

    @property
    def _first(self) -> int:
        if self.hit is None:
            return self.piece
        return bisect_right(self.stream.starts, self.hit.spans[0].start) - 1


@dataclass(frozen=True, slots=True)
class _Cut:
    """A part of an answer that lies in one piece; ``name`` is that of its place."""

    stream: Stream
    piece: int
    span: Span
    precise: bool

    @property
    def name(self) -> str:
        """A note keeps its own, by which the page of all notes tells it (``app.iiif.notes``)."""
        if self.stream.kind == ANNOTATIONS:
            return f"notes/{self.stream.part}"
        which = f"{self.span.start}-{self.span.end}" if self.precise else str(self.piece + 1)
        return f"words/{self.stream.kind}-{self.stream.part}/{which}"

    @property
    def key(self) -> tuple[str, int, str]:
        return self.stream.media, self.stream.page, self.name


def asked_for(answer: Answer, wanted: frozenset[str]) -> bool:
    """Whether it has one of these motivations, or what is told of the match in it does; any will do where none is."""
    if not wanted or MOTIVATIONS[answer.stream.kind] in wanted:
        return True
    if answer.hit is None or wanted.isdisjoint((HIGHLIGHTING, CONTEXTUALIZING)):
        return False
    precise = all(cut.precise for cut in _cuts(answer))
    return (CONTEXTUALIZING if precise else HIGHLIGHTING) in wanted


def in_order(answers: Iterable[Answer]) -> list[Answer]:
    """By canvas, then by time; what is said at the same time in captions and in a transcript, once."""
    ordered = sorted(answers, key=lambda answer: (answer.stream.canvas, answer.second))
    said: dict[tuple[tuple[int, int], str, str], tuple[str, float]] = {}
    kept = []
    for answer in ordered:
        hit, stream = answer.hit, answer.stream
        if hit is not None and math.isfinite(answer.second):
            words = " ".join(stream.text[span.start : span.end] for span in hit.spans).casefold()
            stretch = _stretch(stream, answer.stream.starts, hit)
            kind, until = said.get((stream.canvas, stream.language, words), (stream.kind, 0.0))
            if kind != stream.kind and stretch[0] < until:
                continue
            said[stream.canvas, stream.language, words] = (stream.kind, stretch[1])
        kept.append(answer)
    return kept


def _stretch(stream: Stream, starts: Sequence[int], hit: Hit) -> Stretch:
    found = [stream.pieces[at].stretch for span in hit.spans for at, _ in pieces(span, starts)]
    timed = [stretch for stretch in found if stretch]
    return timed[0][0], timed[-1][1]


def page_of(
    session: Session,
    view: RecordView,
    answers: Sequence[Answer],
    what: Sought,
    *,
    number: int,
    whole: bool,
    everyone: bool,
) -> Found:
    """Page ``number`` of the answers; beyond the last there are none."""
    cuts = [list(_cuts(answer)) for answer in answers]
    numbers: dict[tuple[str, int, str], int] = {}
    for cut in (cut for some in cuts for cut in some):
        numbers.setdefault(cut.key, len(numbers))
    bounds = _bounds(cuts, numbers)
    first, last = bounds[number - 1] if 1 <= number <= len(bounds) else (0, 0)
    boxes = _Boxes(session, view, what, answers[first:last])
    places: dict[tuple[str, int, str], Place] = {}
    matches = []
    for answer, some in zip(answers[first:last], cuts[first:last], strict=True):
        for at, cut in enumerate(some):
            places.setdefault(cut.key, _place(cut, boxes.box(answer, cut, at, len(some))))
        if answer.hit is not None:
            order = list(places)
            matches.append(Match(tuple(_quote(cut, order.index(cut.key)) for cut in some)))
    return Found(
        record=view.identifier,
        places=tuple(places.values()),
        matches=tuple(matches),
        total=len(numbers) if whole else None,
        matches_total=len(answers) if whole else None,
        first=numbers[cuts[first][0].key] if first < last else 0,
        page=number,
        pages=len(bounds),
        everyone=everyone,
    )


def _cuts(answer: Answer) -> Iterator[_Cut]:
    stream = answer.stream
    if answer.hit is None:
        start = stream.pieces[answer.piece].start
        yield _Cut(stream, answer.piece, Span(start, stream.end(answer.piece)), precise=False)
        return
    for span in answer.hit.spans:
        for at, part in pieces(span, stream.starts):
            yield _Cut(stream, at, part, stream.kind == PAGE or bool(stream.pieces[at].clock))


def _bounds(cuts: Sequence[Sequence[_Cut]], numbers: dict[tuple[str, int, str], int]) -> list[tuple[int, int]]:
    """From which answer to which each page goes: no answer is divided, and no place is on two pages."""
    ends = [0]
    begun = seen = 0
    for at, some in enumerate(cuts):
        told = [numbers[cut.key] for cut in some]
        if min(told) >= seen and max(told) - begun >= PLACES and at > ends[-1]:
            ends.append(at)
            begun = min(told)
        seen = max(seen, max(told) + 1)
    return list(pairwise([*ends, len(cuts)])) if cuts else []


def _place(cut: _Cut, box: Box | None) -> Place:
    stream, piece = cut.stream, cut.stream.pieces[cut.piece]
    start, end = (cut.span.start, cut.span.end) if cut.precise else (piece.start, stream.end(cut.piece))
    return Place(
        media=stream.media,
        page=stream.page,
        kind=stream.kind,
        name=cut.name,
        text=" ".join(stream.text[start:end].split()) if cut.precise else stream.text[start:end],
        language=stream.language,
        box=box or piece.box,
        stretch=_said(stream, cut) if cut.precise else piece.stretch,
        precise=cut.precise,
    )


def _said(stream: Stream, cut: _Cut) -> Stretch | None:
    """When the words of a caption are said that tells the times of its words."""
    piece = stream.pieces[cut.piece]
    if not piece.stretch:
        return None
    start = max((second for at, second in piece.clock if at <= cut.span.start), default=piece.stretch[0])
    end = min((second for at, second in piece.clock if at >= cut.span.end and second > start), default=piece.stretch[1])
    return start, max(start, end)


def _quote(cut: _Cut, at: int) -> Quote:
    """Of a whole piece the quote is within it, of what is told precisely it has what stands around it."""
    stream, piece = cut.stream, cut.stream.pieces[cut.piece]
    within = cut.stream.kind != PAGE
    least, most = (piece.start, stream.end(cut.piece)) if within else (0, len(stream.text))
    before = _end(stream.text[max(least, cut.span.start - CONTEXT) : cut.span.start], cut.span.start - CONTEXT > least)
    after = _begin(stream.text[cut.span.end : min(most, cut.span.end + CONTEXT)], cut.span.end + CONTEXT < most)
    exact = stream.text[cut.span.start : cut.span.end]
    if not within:
        before, exact, after = (_one_line(text) for text in (before, exact, after))
    return Quote(at, before, exact, after)


def _one_line(text: str) -> str:
    return text.replace("\n\n", "\n").replace("\n", " ")


def _end(text: str, cut: bool) -> str:
    """From a whole word on, where something was left off before it."""
    return text[text.find(" ") + 1 :] if cut and " " in text.rstrip() else text


def _begin(text: str, cut: bool) -> str:
    return text[: text.rstrip().rfind(" ")] if cut and " " in text.strip() else text


class _Boxes:
    """Boxes of the answers of one page of them; each page of a document is read once."""

    def __init__(self, session: Session, view: RecordView, what: Sought, answers: Sequence[Answer]) -> None:
        self._placed: dict[int, Placed] = {}
        self._theirs: dict[int, dict[Hit, Hit]] = {}
        media = {file.id: file for file in view.media}
        by_stream: dict[int, list[Answer]] = {}
        for answer in answers:
            if answer.stream.boxed and answer.hit is not None:
                by_stream.setdefault(id(answer.stream), []).append(answer)
        for key, some in by_stream.items():
            stream = some[0].stream
            there = placed(session, stream, _size(media[stream.media], stream.page))
            if there is not None:
                self._placed[key] = there
                self._theirs[key] = aligned(there, stream, [answer.hit for answer in some if answer.hit], what)

    def box(self, answer: Answer, cut: _Cut, at: int, count: int) -> Box | None:
        """Of the part ``at`` of ``count`` that the answer was cut into."""
        there = self._placed.get(id(answer.stream))
        if there is None or answer.hit is None:
            return None
        if there.text == answer.stream.text:
            return there.box(cut.span)
        theirs = self._theirs[id(answer.stream)].get(answer.hit)
        if theirs is None:
            return None
        parts = [part for span in theirs.spans for _, part in pieces(span, line_starts(there.text))]
        return there.box(parts[at] if len(parts) == count else parts[0])


def _size(media: MediaView, page: int) -> Size:
    detail = media.detail["pages"][page - 1] if page else media.detail
    return int(detail["width"]), int(detail["height"])
