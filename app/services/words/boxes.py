"""Where words of a page stand on its canvas: from its ALTO, corrected by people before what was read.

Only pages of which an answer is sent are read: ALTO is thirty times as long as its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import MediaRefused
from app.iiif.found import Box
from app.media import alto
from app.media.alto import Page, Word
from app.models import MediaText
from app.search.highlight import Span
from app.search.inside import Hit, Sought, best, find
from app.services.media.texts import ALTO, CORRECTED
from app.services.words.streams import Stream

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A page's words in the order of its plain text, each with its span there."""

    text: str
    words: tuple[tuple[Span, Word], ...]

    def box(self, span: Span) -> Box | None:
        """Round all words that a span touches."""
        touched = [word for at, word in self.words if at.start < span.end and span.start < at.end]
        return alto.Line(tuple(touched)).box if touched else None


def placed(session: Session, stream: Stream, size: Size) -> Placed | None:
    """The words of a page in the pixels of its canvas; None where the ALTO of it can't be read."""
    asked = select(MediaText.body).where(MediaText.media == stream.media, MediaText.part == stream.part)
    for kind in (CORRECTED, ALTO):
        body = session.scalar(asked.where(MediaText.kind == kind))
        if body is not None:
            try:
                return _placed(alto.scaled(alto.parse(body), *size))
            except MediaRefused:
                return None
    return None


def aligned(there: Placed, stream: Stream, hits: Sequence[Hit], what: Sought) -> dict[Hit, Hit]:
    """Which hit in the ALTO's text each of the stream's is: the same, where the text was made from this ALTO; else the
    first is the first, and so on, where both have as many."""
    if there.text == stream.text:
        return {hit: hit for hit in hits}
    ours, theirs = find(stream.text, what), find(there.text, what)
    if len(ours) != len(theirs):
        ours, theirs = list(filter(best(ours, what), ours)), list(filter(best(theirs, what), theirs))
    return dict(zip(ours, theirs, strict=True)) if len(ours) == len(theirs) else {}


def _placed(page: Page) -> Placed:
    words: list[tuple[Span, Word]] = []
    text = alto.plain_text(page)
    at = 0
    for word in page.words:
        at = text.index(word.text, at)
        words.append((Span(at, at + len(word.text)), word))
        at += len(word.text)
    return Placed(text, tuple(words))
