"""From what people type or send to the body of a text of a film or a sound, and what a table of files calls texts.

The kinds are in ``app.services.media.texts``; the forms in which they may come in ``app.media``.
"""

from collections.abc import Iterator, Sequence

from app.errors import Invalid
from app.media import captions, cue_sheet
from app.media.captions import Cue
from app.media.cue_sheet import Sheet
from app.services.media.texts import ANNOTATIONS, CORRECTED, SPOKEN, TRANSCRIPT, WHOLE, timed
from metadata import languages
from metadata.problem import Problem

LONGEST_TAG = 20
PAGES = "pages"
"""The column that names the corrected words of a file's pages, each page in a file of its own."""


def body(kind: str, sheet: Sheet) -> str:
    """WebVTT, or the paragraphs of a transcript without times. Raises ``Invalid`` with every problem of the lines."""
    if not sheet.timed and kind == TRANSCRIPT and sheet.words:
        return f"{sheet.words}\n"
    problems = sheet.problems
    if not sheet.timed:
        code = "captions.times_needed" if sheet.words else "captions.empty"
        problems = (Problem(code, "line.1", sheet.words[:80], cue_sheet.EXAMPLE),)
    if problems:
        raise Invalid.of(problems)
    made = captions.webvtt(sheet.cues)
    if (size := len(made.encode())) > captions.MOST_BYTES:  # its clock is longer than the one that people type
        raise Invalid(Problem("captions.too_large", "line.1", str(size), str(captions.MOST_BYTES)))
    return made


def sent(kind: str, data: bytes) -> str:
    """The body that a file holds. Raises ``Invalid`` or ``MediaRefused``."""
    sheet = cue_sheet.read(captions.decoded(data))
    if not sheet.timed and kind != TRANSCRIPT:
        raise Invalid(Problem("captions.not_captions", "line.1", sheet.words[:80], "WEBVTT"))
    return body(kind, sheet)


def lines(text: str) -> tuple[Cue, ...]:
    """The lines of a body; none for paragraphs."""
    return captions.read(text.encode()).cues if timed(text) else ()


def same(one: str | None, other: str | None) -> bool:
    """Lines are told in one way before they are compared: what is there may have come from elsewhere."""
    if one is None or other is None or one == other or not (timed(one) and timed(other)):
        return one == other
    return lines(one) == lines(other)


def columns(names: Sequence[str]) -> Iterator[tuple[str, Problem | None]]:
    """Which columns of ``media.csv`` name texts, such as ``chapters@vi``, and what is wrong with one's language."""
    for name in names:
        kind, at, tag = name.partition("@")
        if at and kind in SPOKEN:
            good = languages.well_formed(tag) and tag == languages.canonical(tag) and len(tag) <= LONGEST_TAG
            yield name, None if good else Problem("import.language", name, tag, "vi, en, sti")
        elif name in (PAGES, ANNOTATIONS):
            yield name, None


def column(kind: str, part: str) -> str:
    """``captions@vi``, ``annotations``, and ``pages@3`` for one of what the column ``pages`` names."""
    told = PAGES if kind == CORRECTED else kind
    return told if part == WHOLE else f"{told}@{part}"


def named(column: str) -> tuple[str, str]:
    """The kind and the part that a column is about."""
    told, _, part = column.partition("@")
    return CORRECTED if told == PAGES else told, part or WHOLE
