"""Notes on a place of a file: read by whoever may see the file, kept by those who may describe it.

Their form is ``app.media.notes``; like every text that stands with a file they hold at once and belong to no version.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.errors import Invalid
from app.media import notes
from app.media.notes import Note
from app.services.media.describing import MediaDescribing, text_stamp
from app.services.media.reading import MediaView
from app.services.media.text_reading import TextReading
from app.services.media.texts import ANNOTATIONS, WHOLE
from app.services.viewer import Viewer
from metadata.problem import Problem

FRESH = "new"
"""The id of a note that has none yet, in what is to be kept."""

_ID = re.compile("[0-9a-f]{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Noted:
    """``stamp`` stands for the notes as they are: a form carries it, to be told when it was overtaken."""

    media: MediaView
    notes: tuple[Note, ...]
    stamp: str


class Noting:
    def __init__(self, reading: TextReading, media: MediaDescribing) -> None:
        self._reading, self._media = reading, media

    def of(self, viewer: Viewer, media_id: str) -> Noted:
        """Raises ``NotFound`` or ``SignInNeeded`` for who may not see the file."""
        media = self._reading.media(viewer, media_id)
        body = self._reading.bodies([media_id], ANNOTATIONS, WHOLE).get(media_id)
        return Noted(media, notes.read(body) if body else (), text_stamp(body))

    def on(self, media_ids: Sequence[str]) -> dict[str, tuple[Note, ...]]:
        """The notes on files; on files, that is, which the viewer is known to see."""
        return {media: notes.read(body) for media, body in self._reading.bodies(media_ids, ANNOTATIONS, WHOLE).items()}

    def keep(self, actor: Viewer, media_id: str, wanted: Sequence[Note], base: str) -> None:
        """All the notes of a file, in the place of those that were there. Raises ``Invalid`` with every problem, and
        ``Stale`` when somebody else has changed them since ``base``."""
        media = self._reading.media(actor, media_id)
        found = tuple(map(_tidied, wanted))
        notes.check(found)
        demand_within(found, media.detail)
        body = notes.write(_named(found)) if found else None
        self._media.set_text(actor, media_id, ANNOTATIONS, WHOLE, body, base=base)


def brought(data: bytes) -> tuple[Note, ...]:
    """The notes of a file that somebody brings, as they may be kept. The same file brings the same notes each time: one
    without an id gets one from what it says. Raises ``Invalid`` with every problem."""
    found = tuple(map(_tidied, notes.parsed(data)))
    notes.check(found)
    return _named(found, lambda note: hashlib.sha256(notes.write([note]).encode()).hexdigest()[:8])


def demand_within(found: Iterable[Note], detail: Mapping[str, Any]) -> None:
    """Raises ``Invalid`` with every place that the file has not got."""
    if problems := [problem for note in found for problem in _beyond(note, detail)]:
        raise Invalid.of(problems)


def pages(detail: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The sizes of what may be pointed at: the pages of a document, or the one picture; none of a sound."""
    drawn = detail.get("pages") or [detail]
    return [(int(page.get("width") or 0), int(page.get("height") or 0)) for page in drawn]


def _tidied(note: Note) -> Note:
    words = {tag: text for tag, words in note.words.items() if (text := notes.tidy(words))}
    return replace(note, words=words, voice=notes.tidy(note.voice)[:200])


def _fresh(_note: Note) -> str:
    return secrets.token_hex(4)


def _named(found: Iterable[Note], fresh: Callable[[Note], str] = _fresh) -> tuple[Note, ...]:
    """Ids end the addresses of annotations: what a form brings there that is no id of ours, or another note's, is that
    of a new note."""
    made: dict[str, Note] = {}
    for note in found:
        own = note.id if _ID.fullmatch(note.id) and note.id not in made else fresh(note)
        made[own] = replace(note, id=own)
    return tuple(made.values())


def _beyond(note: Note, detail: Mapping[str, Any]) -> Iterator[Problem]:
    sizes, seconds = pages(detail), float(detail.get("duration") or 0)
    path = f"note.{note.id}"
    if not 0 <= note.page <= len(sizes):
        yield Problem("note.page", path, str(note.page), str(len(sizes)))
        return
    width, height = sizes[max(0, note.page - 1)]
    if note.box and (note.box[0] + note.box[2] > width or note.box[1] + note.box[3] > height):
        yield Problem("note.place", path, ",".join(map(str, note.box)), f"{width} × {height}")
    if note.stretch and note.stretch[1] > seconds:
        yield Problem("note.time", path, f"{note.stretch[1]:g}", f"{seconds:g}")
