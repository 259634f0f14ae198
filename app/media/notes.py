"""Notes on a place of a file: a corner of a cloth, a moment of a rite. Their form as text; nothing else is known here.

They are kept as a JSON list, and told to others as W3C Web Annotations (``app.iiif``).
"""

import json
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from app.errors import Invalid
from metadata.languages import well_formed
from metadata.problem import Problem

MOST: Final = 500
MOST_LETTERS: Final = 2_000
MOST_SECONDS: Final = 1_000_000
MOST_PIXELS: Final = 1_000_000
MOST_BYTES: Final = 8_000_000

T = TypeVar("T")
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


def parsed(data: bytes) -> tuple[Note, ...]:
    """What a file says that claims to be what ``write`` wrote. Raises ``Invalid``; ``check`` asks for the rest."""
    if len(data) > MOST_BYTES:
        raise Invalid(Problem("note.file_large", expected=str(MOST_BYTES)))
    try:
        told = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
        found = tuple(map(_strictly, _of(list, told)))
        write(found).encode()  # half a letter, which JSON can escape, can be kept nowhere
    except (ValueError, RecursionError) as error:
        raise Invalid(Problem("note.file_damaged")) from error
    return found


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


def _strictly(told: Any) -> Note:
    """Raises ``ValueError`` for whatever ``_told`` would not have said."""
    one = _of(dict, told)
    words = _of(dict, one.get("words", {}))
    box = [_of(int, side) for side in _of(list, one["box"])] if one.get("box") else None
    stretch = [_of((int, float), second) for second in _of(list, one["stretch"])] if one.get("stretch") else None
    if (box and len(box) != 4) or (stretch and len(stretch) != 2):
        raise ValueError(one)
    return _note(
        {
            "id": _of(str, one.get("id", "")),
            "words": {tag: _of(str, text) for tag, text in words.items()},
            "box": box,
            "stretch": stretch,
            "page": _of(int, one.get("page", 0)),
            "voice": _of(str, one.get("voice", "")),
        }
    )


def _of(kind: type[T] | tuple[type[T], ...], value: Any) -> T:
    """Yes and no are numbers to Python, not here."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(type(value).__name__)
    return value


def _no_number(name: str) -> float:
    raise ValueError(name)
