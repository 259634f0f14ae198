"""What is said in a film or a song, line by line, as pages show it. Which text it is: ``app.web.site.beside``."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.media.captions import Cue, read
from app.services.media import texts

_MARK = re.compile(r"<(?P<clock>(?:\d+:)?\d+:\d+\.\d+)>|<v(?:\.[^\s>]*)?(?:[ \t\n](?P<who>[^>]*))?>|<[^>]*>")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line; ``at`` is the second at which they are said, where the text tells it of them alone."""

    text: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one voice says without a pause; ``start`` is None in a transcript that tells no times."""

    pieces: tuple[Piece, ...]
    who: str = ""
    start: float | None = None
    end: float = 0.0

    @property
    def length(self) -> int:
        return sum(len(piece.text) for piece in self.pieces)


@lru_cache(maxsize=32)
def lines(body: str) -> tuple[Line, ...]:
    """Of WebVTT, or of plain paragraphs that blank lines part."""
    if texts.timed(body):
        return tuple(line for cue in read(body.encode()).cues for line in _lines_of(cue))
    paragraphs = re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n"))
    return tuple(Line((Piece(paragraph.strip()),)) for paragraph in paragraphs if paragraph.strip())


def cut(found: Sequence[Line], most_lines: int, most_letters: int) -> int:
    """How many lines from the first on stand in a page: at least one."""
    letters = 0
    for number, line in enumerate(found[:most_lines]):
        letters += line.length
        if number and letters > most_letters:
            return number
    return min(len(found), most_lines)


def _lines_of(cue: Cue) -> Iterator[Line]:
    """A line for each voice of a cue; two voices in one cue are heard in the same stretch."""
    who, pieces = "", list[Piece]()
    at, begin = None, 0
    for mark in _MARK.finditer(cue.text):
        pieces.append(Piece(cue.text[begin : mark.start()], at))
        begin = mark.end()
        if mark["clock"]:
            at = _seconds(mark["clock"])
        elif mark["who"] is not None:
            yield from _line(pieces, who, cue)
            who, pieces, at = " ".join(html.unescape(mark["who"]).split()), [], None
    pieces.append(Piece(cue.text[begin:], at))
    yield from _line(pieces, who, cue)


def _line(pieces: Sequence[Piece], who: str, cue: Cue) -> Iterator[Line]:
    """Neighbours without a time of their own are one piece, and times outside of the cue are none."""
    joined: list[Piece] = []
    for piece in pieces:
        at = piece.at if piece.at is not None and cue.start <= piece.at <= cue.end else None
        if joined and joined[-1].at == at:
            joined[-1] = Piece(joined[-1].text + piece.text, at)
        elif piece.text:
            joined.append(Piece(piece.text, at))
    told = [Piece(re.sub(r"\s+", " ", html.unescape(piece.text)), piece.at) for piece in joined]
    if any(piece.text.strip() for piece in told):
        yield Line(tuple(told), who, cue.start, cue.end)


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total
