"""Captions, transcripts and chapters as people type them: lines with times, in words that need no format to be learnt.

``1:02:07.5 – 1:02:11`` begins a line of the film, the words stand below it; ``@Già làng: …`` says who speaks. What is
pasted from elsewhere (WebVTT, SubRip, a list of times as film sites have them) is read too. WebVTT is in ``captions``.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from app.errors import MediaRefused
from app.media import captions, clocks
from app.media.captions import MOST_BYTES, MOST_CHARACTERS, MOST_CUES, MOST_PROBLEMS, Cue
from metadata.problem import Problem

LAST: Final = 5.0
"""Seconds that the last of a list of beginnings lasts where nobody knows the length of the film."""
SHORTEST: Final = 0.5
EXAMPLE: Final = "1:02:07.5 – 1:02:11"

_DASH: Final = r"(?:--?>|[–—]>|[→–—]|-|đến)"
_TYPED: Final = r"[^\s→–—]{1,20}?"
_SPAN: Final = re.compile(rf"\s*(?P<start>{clocks.CLOCK})\s*{_DASH}\s*(?P<end>{clocks.CLOCK})(?P<rest>\s.*)?", re.ASCII)
# Looks as if times were meant: two of them with a sign between, one of which is none.
_MEANT: Final = re.compile(rf"\s*(?P<start>{_TYPED})\s*(?:--?>|[–—]>|[→–—])\s*(?P<end>{_TYPED})(?P<rest>\s.*)?")
_TIMELY: Final = re.compile(r"[-+−]?\d[\d:.,]*|nan|[-+]?inf(?:inity)?", re.ASCII | re.IGNORECASE)
_START: Final = re.compile(
    r"\s*[\[(]?(?P<start>\d{1,3}(?::\d{1,2}){1,2}(?:[.,]\d{1,6})?)[\])]?(?:\s*[-–—:|])?\s+(?P<rest>\S.*)", re.ASCII
)
_NUMBER: Final = re.compile(r"\s*\d{1,9}\s*", re.ASCII)
_SPEAKER: Final = re.compile(r"@(?P<name>[^:\n<>&]{1,80}?)\s*:[ \t]*(?P<words>.*)")
_VOICE: Final = re.compile(r"<v(?P<classes>(?:\.[^\s<>&.]+)*)[ \t]+(?P<name>[^<>]+)>[ \t]*")
_PLAIN: Final = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": "\N{NO-BREAK SPACE}"}
_MARKS: Final = re.compile(r"</?font[^<>]{0,200}>|\{\\an?\d+\}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read, in order of time. ``timed``: some line has a time; if none has, ``words`` are paragraphs.

    ``path`` of problems and notes is ``line.N``; ``empty`` counts lines that have times and no words yet.
    """

    cues: tuple[Cue, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    timed: bool = True
    words: str = ""
    empty: int = 0


@dataclass(slots=True)
class _Reading:
    cues: list[Cue] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    empty: int = 0

    def complain(self, code: str, line: int, value: str = "", expected: str = "") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(f"captions.{code}", f"line.{line}", value.strip()[:80], expected))


def read(text: str, length: float = 0.0) -> Sheet:
    """``length`` of the film in seconds, 0 where nobody knows. Raises ``MediaRefused`` for what is too much."""
    if len(text.encode()) > MOST_BYTES:
        raise MediaRefused(Problem("captions.too_large", value=str(len(text.encode())), expected=str(MOST_BYTES)))
    text = _straight(text)
    if re.match(r"\s*WEBVTT(?:[ \t\n]|\Z)", text):
        made = captions.read(text.lstrip().encode())
        return Sheet(made.cues, made.problems, (*made.notes, *_doubtful(made.cues, (), length)))
    lines = text.split("\n")
    if any(_span(line) for line in lines):
        return _spans(lines, length)
    if starts := [number for number, line in enumerate(lines) if _START.fullmatch(line)]:
        return _starts(lines, starts, length)
    return Sheet(timed=False, words=_paragraphs(lines))


def written(cues: Iterable[Cue]) -> str:
    """Cues as ``read`` reads them again, without any that has lost its place in a player."""
    return "\n".join(_block(cue) for cue in cues)


def speaker(text: str) -> tuple[str, str]:
    """Who speaks, as far as one voice holds for the whole cue, and the words, as people type both."""
    found = _SPEAKER.fullmatch(typed(text).partition("\n")[0])
    if not found:
        return "", typed(text)
    rest = typed(text).partition("\n")
    return found["name"].strip(), found["words"] + rest[1] + rest[2]


def typed(text: str) -> str:
    """The text of a cue without the signs that WebVTT needs; as it is, where that could not be read back."""
    plain = re.sub(r"&(?:amp|lt|gt|nbsp);", lambda found: _PLAIN[found[0]], _voices(text))
    return plain if marked(plain) == text else text


def marked(words: str) -> str:
    """What was typed as the text of a cue: speakers become voices, only the tags of WebVTT stay tags."""
    lines = words.split("\n")
    speaking = [_SPEAKER.fullmatch(line) for line in lines]
    if not any(speaking):
        return captions.marked(words)
    if speaking[0] and not any(speaking[1:]):
        return "\n".join([_voice(speaking[0]), *map(captions.marked, lines[1:])])
    return "\n".join(
        f"{_voice(found)}</v>" if found else captions.marked(line) for line, found in zip(lines, speaking, strict=True)
    )


def spread(words: str, length: float) -> tuple[Cue, ...]:
    """Lines without times, given some in proportion to what there is to say: a beginning to be put right by ear."""
    lines = [line.strip() for line in _straight(words).split("\n") if line.strip()][:MOST_CUES]
    weights = [len(line) + 12 for line in lines]
    whole = max(length, SHORTEST * len(lines))
    at, cues = 0.0, []
    for line, weight in zip(lines, weights, strict=True):
        end = at + whole * weight / max(1, sum(weights))
        cues.append(Cue(round(at, 1), round(end, 1), marked(line[:MOST_CHARACTERS])))
        at = end
    return tuple(cues)


def shifted(cues: Iterable[Cue], by: float) -> tuple[Cue, ...]:
    """All lines earlier or later; none begins before the film, or loses its length by that."""
    moved = []
    for cue in cues:
        start = round(max(0.0, cue.start + by), 3)
        moved.append(replace(cue, start=start, end=round(max(start + SHORTEST, cue.end + by), 3)))
    return tuple(moved)


def joined(mine: Sequence[Cue], other: Iterable[Cue]) -> str:
    """``mine`` with the times of another language's lines that have none of their own yet, and no words there."""
    there = {cue.start for cue in mine}
    waiting = [Cue(cue.start, cue.end, "") for cue in other if cue.start not in there]
    return written(sorted([*mine, *waiting], key=lambda cue: (cue.start, cue.end)))


def _straight(text: str) -> str:
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")).replace(
        "\0", "\ufffd"
    )


def _span(line: str) -> re.Match[str] | None:
    """Times, or what was meant for some; a backslash ahead of them says that they are words."""
    if line.startswith("\\"):
        return None
    if found := _SPAN.fullmatch(line):
        return found
    found = _MEANT.fullmatch(line)
    if found and ("-->" in line or _TIMELY.fullmatch(found["start"]) or _TIMELY.fullmatch(found["end"])):
        return found
    return None


def _spans(lines: Sequence[str], length: float) -> Sheet:
    reading = _Reading()
    found = [number for number, line in enumerate(lines) if _span(line)]
    for line in _before(lines[: found[0]]):
        reading.complain("no_time", line + 1, lines[line], EXAMPLE)
    for number, (at, following) in enumerate(pairwise([*found, len(lines)])):
        if number == MOST_CUES:
            raise MediaRefused(Problem("captions.too_many", f"line.{at + 1}", expected=str(MOST_CUES)))
        _read_span(reading, lines, at, following)
    return _sheet(reading, length)


def _before(lines: Sequence[str]) -> Iterator[int]:
    """Lines with words that stand ahead of the first time."""
    for number, line in enumerate(lines):
        if line.strip() and not (_NUMBER.fullmatch(line) and number == len(lines) - 1):
            yield number


def _read_span(reading: _Reading, lines: Sequence[str], at: int, following: int) -> None:
    found = _span(lines[at])
    assert found
    times = [clocks.seconds(found[name]) for name in ("start", "end")]
    rest = (found["rest"] or "").strip()
    placed = captions.placing(rest.split()) if ":" in rest else None
    body = [*([rest] if rest and placed is None else []), *lines[at + 1 : following]]
    while body and not body[-1].strip():
        body.pop()
    if following < len(lines) and len(body) > 1 and _NUMBER.fullmatch(body[-1]) and not body[-2].strip():
        body.pop()  # SubRip counts its lines
    words = _words(reading, at + 1 + (body[:1] != [rest]), body)
    if times[0] is None or times[1] is None:
        reading.complain("time", at + 1, lines[at], EXAMPLE)
    elif times[1] <= times[0]:
        reading.complain("order", at + 1, lines[at])
    elif not words:
        reading.empty += 1
    else:
        reading.cues.append(Cue(times[0], times[1], marked(words), placed or ""))
        reading.lines.append(at + 1)


def _words(reading: _Reading, line: int, body: Sequence[str]) -> str:
    """Blank lines inside are left out: WebVTT would end the cue there."""
    words = "\n".join(_unescaped(_MARKS.sub("", line.strip())) for line in body if line.strip())
    if len(words) > MOST_CHARACTERS:
        reading.complain("cue_too_long", line, words, str(MOST_CHARACTERS))
    return words[:MOST_CHARACTERS]


def _starts(lines: Sequence[str], starts: Sequence[int], length: float) -> Sheet:
    """A list of beginnings: each lasts until the next."""
    reading = _Reading()
    if len(starts) > MOST_CUES:
        raise MediaRefused(Problem("captions.too_many", f"line.{starts[MOST_CUES] + 1}", expected=str(MOST_CUES)))
    for line in _before(lines[: starts[0]]):
        reading.complain("no_time", line + 1, lines[line], "12:30")
    known = [(at, clocks.seconds(_begun(lines[at])[0])) for at in starts]
    for (at, start), (after, end) in pairwise([*known, (len(lines), None)]):
        last = after == len(lines)
        words = _words(reading, at + 1, [_begun(lines[at])[1], *lines[at + 1 : after]])
        if start is None:
            reading.complain("time", at + 1, lines[at], "12:30")
            continue
        until = max(length, start + LAST) if last else end
        if until is not None and until <= start:
            reading.complain("order_of_lines", after + 1, lines[after] if not last else lines[at])
        elif until is not None:
            reading.cues.append(Cue(start, until, marked(words)))
            reading.lines.append(at + 1)
    return _sheet(reading, length)


def _begun(line: str) -> tuple[str, str]:
    found = _START.fullmatch(line)
    assert found
    return found["start"], found["rest"]


def _sheet(reading: _Reading, length: float) -> Sheet:
    if not reading.cues and not reading.problems:
        reading.complain("empty", 1)
    order = sorted(range(len(reading.cues)), key=lambda n: (reading.cues[n].start, reading.cues[n].end))
    cues = tuple(reading.cues[n] for n in order)
    notes = _doubtful(cues, [reading.lines[n] for n in order], length)
    return Sheet(cues, tuple(reading.problems), tuple(notes), empty=reading.empty)


def _doubtful(cues: Sequence[Cue], lines: Sequence[int], length: float) -> list[Problem]:
    """What may be meant so, and is more often a slip: lines at the same time, and after the end."""
    found = []
    for number, cue in enumerate(cues):
        path = f"line.{lines[number]}" if lines else ""
        if number and cue.start < cues[number - 1].end - 0.001:
            found.append(Problem("captions.overlap", path, clocks.told(cue.start), clocks.told(cues[number - 1].end)))
        if length and cue.start >= length:
            found.append(Problem("captions.beyond", path, clocks.told(cue.start), clocks.told(length)))
    return found[:MOST_PROBLEMS]


def _block(cue: Cue) -> str:
    head = f"{clocks.told(cue.start)} – {clocks.told(cue.end)}" + (f" {cue.settings}" if cue.settings else "")
    lines = [f"\\{line}" if _misread(line) else line for line in typed(cue.text).split("\n") if line.strip()]
    return "\n".join([head, *lines, ""])


def _misread(line: str) -> bool:
    """Words that would be taken for times."""
    return line.startswith("\\") or _span(line) is not None or _NUMBER.fullmatch(line) is not None


def _unescaped(line: str) -> str:
    return line[1:] if line.startswith("\\") and _misread(line[1:]) else line


def _voice(found: re.Match[str]) -> str:
    return f"<v {' '.join(captions.marked(found['name']).split())}>{captions.marked(found['words'])}"


def _voices(text: str) -> str:
    lines = (_VOICE.sub(_named, line, count=1) if _VOICE.match(line) else line for line in text.split("\n"))
    return "\n".join(line.removesuffix("</v>") if line.startswith("@") else line for line in lines)


def _named(found: re.Match[str]) -> str:
    return f"@{html.unescape(found['name']).strip()}: "


def _paragraphs(lines: Iterable[str]) -> str:
    """Paragraphs stay paragraphs; more than one blank line says no more than one."""
    text = "\n".join(captions.visible(line).rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
