"""Notes on a place of a file: a corner of a cloth, a moment of a rite. Their form as text; nothing else is known here.

They are kept as a JSON list, and told to others as W3C Web Annotations (``app.iiif``).
"""

import json
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.errors import Invalid
from metadata.languages import well_formed
from metadata.problem import Problem

MOST: Final = 500
MOST_LETTERS: Final = 2_000
MOST_SECONDS: Final = 1_000_000
MOST_PIXELS: Final = 1_000_000

Box = tuple[int, int, int, int]
Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Note:
    """``box`` is x, y, width, height in pixels of the picture or page; ``stretch`` from and to, in seconds. Without
    either the note is on the whole. ``page`` counts from 1, 0 for what has no pages. ``words`` by language tag;
    ``voice`` is whose words they are, as they wish to be called."""

    id: str
    words: Mapping[str, str]
    box: Box | None = None
    stretch: Stretch | None = None
    page: int = 0
    voice: str = ""


def write(notes: Iterable[Note]) -> str:
    return json.dumps([_told(note) for note in notes], ensure_ascii=False, separators=(",", ":"))


def read(body: str) -> tuple[Note, ...]:
    """What ``write`` wrote."""
    return tuple(_note(told) for told in json.loads(body))


def plain_text(notes: Iterable[Note]) -> str:
    return "\n".join(words for note in notes for words in note.words.values())


def check(notes: Iterable[Note]) -> None:
    """Raises ``Invalid`` with every problem; a path is ``note.ID`` and what of it is wrong."""
    found = list(notes)
    problems = [problem for note in found for problem in _problems(note)]
    if len(found) > MOST:
        problems.append(Problem("note.too_many", "note", str(len(found)), str(MOST)))
    if problems:
        raise Invalid.of(problems)


def tidy(words: str) -> str:
    """As it is kept: NFC, no spaces around it, no control characters but ends of lines."""
    kept = "".join(letter for letter in words if letter == "\n" or unicodedata.category(letter) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()


def _problems(note: Note) -> Iterable[Problem]:
    path = f"note.{note.id}"
    if not any(note.words.values()):
        yield Problem("note.no_words", path)
    for language, words in note.words.items():
        if len(words) > MOST_LETTERS:
            yield Problem("note.too_long", path, str(len(words)), str(MOST_LETTERS))
        if not well_formed(language):
            yield Problem("field.language", path, language[:40], "vi, en, sti")
    if note.box and not _is_box(note.box):
        yield Problem("note.place", path, ",".join(map(str, note.box)))
    if note.stretch and not _is_stretch(note.stretch):
        yield Problem("note.time", path, ",".join(f"{second:g}" for second in note.stretch))


def _is_box(box: Box) -> bool:
    return min(box[:2]) >= 0 and min(box[2:]) >= 1 and max(box) <= MOST_PIXELS


def _is_stretch(stretch: Stretch) -> bool:
    start, end = stretch
    return math.isfinite(end) and 0 <= start <= end <= MOST_SECONDS


def _told(note: Note) -> dict[str, Any]:
    told = {"id": note.id, "page": note.page, "box": note.box, "stretch": note.stretch, "voice": note.voice}
    return {name: value for name, value in told.items() if value} | {"words": dict(note.words)}


def _note(told: Mapping[str, Any]) -> Note:
    box, stretch = told.get("box"), told.get("stretch")
    return Note(
        id=told["id"],
        words=told["words"],
        box=(box[0], box[1], box[2], box[3]) if box else None,
        stretch=(stretch[0], stretch[1]) if stretch else None,
        page=told.get("page", 0),
        voice=told.get("voice", ""),
    )
