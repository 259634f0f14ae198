"""Captions and transcripts: WebVTT (W3C) and SubRip in, checked cues, WebVTT out. Files and records are not known here.

The text of a cue is kept as WebVTT writes it, with only the tags that WebVTT has: anything else between angle brackets
is shown as it was typed, never obeyed.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from app.errors import MediaRefused
from metadata.problem import Problem

MOST_BYTES: Final = 2_000_000
MOST_CUES: Final = 20_000
MOST_BLOCKS: Final = 40_000
MOST_PROBLEMS: Final = 50
MOST_CHARACTERS: Final = 4_000

# More than the standards allow: telephones and typists leave hours, digits and leading noughts away.
_TIME: Final = re.compile(r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)(?:[,.:](\d{1,3}))?(?=\s|\Z)", re.ASCII)
_SRT_START: Final = re.compile(
    r"(?:\d{1,9}[ \t]*\n)?[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[,.:]\d{1,3})?[ \t]*-->", re.ASCII
)
_BLOCK: Final = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|\Z)")
_TAG: Final = re.compile(
    r"<(?P<slash>/?)(?P<name>c|i|b|u|ruby|rt|v|lang)(?P<classes>(?:\.[^\s<>&.]{1,40})*)(?P<words>[ \t\n][^<>]*)?>"
    r"|<(?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3}>"
)
_SRT_MARKUP: Final = re.compile(r"</?font[^<>]*>|\{\\an?\d+\}", re.IGNORECASE)
# Controls, and marks that turn the direction of what stands around them: unseen, they make a text read otherwise.
_HIDDEN: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_ENTITY: Final = re.compile(r"&(?:amp|lt|gt|lrm|rlm|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6});")

_PERCENT: Final = r"(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%"
_SETTINGS: Final = {
    "vertical": re.compile(r"rl|lr"),
    "line": re.compile(rf"(?:-?\d+|{_PERCENT})(?:,(?:start|center|end))?"),
    "position": re.compile(rf"{_PERCENT}(?:,(?:line-left|center|line-right))?"),
    "size": re.compile(_PERCENT),
    "align": re.compile(r"start|center|end|left|right"),
}


@dataclass(frozen=True, slots=True)
class Cue:
    """Seconds from the beginning; ``text`` as WebVTT writes it; ``settings`` such as ``align:start line:0``."""

    start: float
    end: float
    text: str
    settings: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Captions:
    """What could be read, in order of time; what could not; and, as ``notes``, what is shown otherwise than it was
    meant. ``path`` of each is ``line.N``."""

    cues: tuple[Cue, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Reading:
    srt: bool
    cues: list[Cue] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def complain(self, code: str, line: int, value: str = "", expected: str = "") -> None:
        _append(self.problems, code, line, value, expected)

    def note(self, code: str, line: int, value: str, expected: str = "") -> None:
        _append(self.notes, code, line, value, expected)


def _append(found: list[Problem], code: str, line: int, value: str, expected: str) -> None:
    if len(found) < MOST_PROBLEMS:
        found.append(Problem(f"captions.{code}", f"line.{line}", value[:80], expected))


def read(data: bytes) -> Captions:
    """Raises ``MediaRefused`` where nothing can be read: ``captions.too_large``, ``captions.encoding``,
    ``captions.not_captions``, ``captions.too_many``. Everything else is among the ``problems`` of the result."""
    text = decoded(data)
    is_vtt = bool(re.match(r"WEBVTT(?:[ \t\n]|\Z)", text))
    if not is_vtt and not _SRT_START.match(text.lstrip()):
        raise MediaRefused(Problem("captions.not_captions", "line.1", text[:80].strip(), "WEBVTT"))
    reading = _Reading(srt=not is_vtt)
    for number, (line, block) in enumerate(_blocks(text, skip_header=is_vtt)):
        if number == MOST_BLOCKS or len(reading.cues) > MOST_CUES:
            raise MediaRefused(Problem("captions.too_many", f"line.{line}", expected=str(MOST_CUES)))
        _read_block(reading, line, block)
    if not reading.cues:
        reading.complain("empty", 1)
    cues = sorted(reading.cues, key=lambda cue: (cue.start, cue.end))
    return Captions(tuple(cues), tuple(reading.problems), tuple(reading.notes))


def webvtt(cues: Iterable[Cue]) -> str:
    return "\n".join(["WEBVTT\n", *(_written(cue) for cue in cues)])


def plain_text(cues: Iterable[Cue]) -> str:
    """Without tags and in NFC, a line for each cue; what a cue repeats of the one before, as live captions do, once."""
    lines = [" ".join(html.unescape(_TAG.sub("", cue.text)).split()) for cue in cues]
    kept = [after for before, after in pairwise(["", *lines]) if after and after != before]
    return unicodedata.normalize("NFC", "\n".join(kept))


def decoded(data: bytes) -> str:
    """WebVTT is UTF-8; SubRip comes from Windows in UTF-16 too. NUL becomes U+FFFD, as the standard says.

    Raises ``MediaRefused`` for what is too long, or in another encoding.
    """
    if len(data) > MOST_BYTES:
        raise MediaRefused(Problem("captions.too_large", value=str(len(data)), expected=str(MOST_BYTES)))
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else _unmarked(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise MediaRefused(Problem("captions.encoding", f"line.{line}", expected="UTF-8")) from error
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _unmarked(data: bytes) -> str:
    """UTF-16 that does not say so: every other byte of its times and spaces is nought."""
    start = data[:400]
    for encoding, noughts in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(data) % 2 == 0 and noughts.count(0) > len(noughts) // 2:
            return encoding
    return "utf-8-sig"


def _blocks(text: str, *, skip_header: bool) -> Iterator[tuple[int, list[str]]]:
    """Each run of lines that are not empty, with the number of its first."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            if not skip_header:
                yield number - len(block), block
            skip_header, block = False, []


def _read_block(reading: _Reading, line: int, block: Sequence[str]) -> None:
    if not reading.srt and _BLOCK.match(block[0]) and "-->" not in block[0]:
        return
    at = next((n for n, text in enumerate(block[:2]) if "-->" in text), None)
    if at is None:
        reading.complain("no_time", line, block[0], "00:00:01.000 --> 00:00:04.000")
        return
    times = _times(reading, line + at, block[at])
    text = _text(reading, line + at + 1, "\n".join(block[at + 1 :]))
    if times is None or not text.strip():
        return
    settings = "" if reading.srt else _settings(reading, line + at, block[at])
    name = "" if reading.srt or at == 0 else block[0].strip()
    reading.cues.append(Cue(*times, text, settings, name))


def _times(reading: _Reading, line: int, text: str) -> tuple[float, float] | None:
    before, _, after = text.partition("-->")
    first, last = _TIME.fullmatch(before.strip()), _TIME.match(after.strip())
    if not first or not last:
        reading.complain("time", line, text.strip(), "00:00:01.000 --> 00:00:04.000")
        return None
    start, end = _seconds(first), _seconds(last)
    if end <= start:
        reading.complain("order", line, text.strip())
        return None
    return start, end


def _seconds(found: re.Match[str]) -> float:
    hours, minutes, seconds, rest = found.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int((rest or "").ljust(3, "0")) / 1000


def placing(words: Iterable[str]) -> str | None:
    """Settings of a cue such as ``line:0``; None where one of the words is none."""
    pairs = [word.partition(":") for word in words]
    known = all(name in _SETTINGS and _SETTINGS[name].fullmatch(value) for name, _, value in pairs)
    return " ".join(f"{name}:{value}" for name, _, value in pairs) if known else None


def _settings(reading: _Reading, line: int, text: str) -> str:
    words = text.partition("-->")[2].split()[1:]
    kept: dict[str, str] = {}
    for word in words:
        name, _, value = word.partition(":")
        if name in _SETTINGS and _SETTINGS[name].fullmatch(value):
            kept[name] = value
        else:
            reading.note("setting", line, word, " ".join(_SETTINGS))
    return " ".join(f"{name}:{value}" for name, value in kept.items())


def _text(reading: _Reading, line: int, words: str) -> str:
    if len(words) > MOST_CHARACTERS:
        reading.complain("cue_too_long", line, words, str(MOST_CHARACTERS))
        words = words[:MOST_CHARACTERS]
    if reading.srt:
        words = _SRT_MARKUP.sub("", words)
    if hidden := _HIDDEN.search(words):
        reading.note("hidden", line + words.count("\n", 0, hidden.start()), f"U+{ord(hidden[0]):04X}")
    at = 0
    for tag in _TAG.finditer(words):
        _note_odd(reading, line, words, at, tag.start())
        at = tag.end()
    _note_odd(reading, line, words, at, len(words))
    return marked(words)


def visible(words: str) -> str:
    """Without controls and without marks that turn the direction of writing."""
    return _HIDDEN.sub("", words)


def marked(words: str) -> str:
    """Text as WebVTT writes it: its own tags kept, everything else that a player could take for one escaped."""
    words = visible(words)
    done: list[str] = []
    at = 0
    for tag in _TAG.finditer(words):
        done += [_escaped(words[at : tag.start()]), _tag(tag)]
        at = tag.end()
    return "".join([*done, _escaped(words[at:])])


def _note_odd(reading: _Reading, line: int, words: str, start: int, end: int) -> None:
    """What stands between angle brackets and is no tag."""
    piece = words[start:end]
    if "<" in piece:
        reading.note("tag", line + words.count("\n", 0, start + piece.index("<")), piece[piece.index("<") :])


def _escaped(piece: str) -> str:
    done: list[str] = []
    at = 0
    for entity in _ENTITY.finditer(piece):
        hidden = entity[0].startswith("&#") and _HIDDEN.search(html.unescape(entity[0]))
        done += [html.escape(piece[at : entity.start()], quote=False), "" if hidden else entity[0]]
        at = entity.end()
    return "".join([*done, html.escape(piece[at:], quote=False)])


def _tag(tag: re.Match[str]) -> str:
    """Only voice and language say something after their name; on other tags it would be an attribute of HTML."""
    if not tag["name"]:
        return tag[0]
    says = tag["name"] in ("v", "lang") and not tag["slash"] and (tag["words"] or "").split()
    words = f" {_escaped(' '.join(says))}" if says else ""
    return f"<{tag['slash']}{tag['name']}{tag['classes'] or ''}{words}>"


def _written(cue: Cue) -> str:
    head = f"{_clock(cue.start)} --> {_clock(cue.end)}" + (f" {cue.settings}" if cue.settings else "")
    # An empty line would end the cue, and an arrow would begin another.
    lines = [line.replace("-->", "--&gt;") for line in cue.text.split("\n") if line.strip()]
    name = " ".join(cue.identifier.replace("-->", "").split())
    return "\n".join([*([name] if name else []), head, *lines, ""])


def _clock(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
