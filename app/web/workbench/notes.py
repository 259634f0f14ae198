"""Notes on a place of a file: a form with one set of fields a note, and an empty one for the next.

Places on a picture are asked for in hundredths of its sides, which a person can reckon with; a script lets them be
drawn. What a note may be is ``app.media.notes`` and ``app.services.media.noting``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import Invalid, Stale
from app.media import clocks
from app.media.notes import MOST_LETTERS, Box, Note, Stretch
from app.services.media import noting
from app.services.media.noting import FRESH, Noted
from app.services.reading import MediaView
from app.web.archive import archive, language, viewer
from app.web.errors import wants_page
from app.web.language import say
from app.web.limits import ordinal
from app.web.problems import sentence
from app.web.workbench import options
from app.web.workbench.blueprint import blueprint
from app.web.workbench.files import own
from app.web.workbench.routes import SETTLED
from metadata.problem import Problem
from metadata.statements import title

_FIELD = re.compile(r"m\.note\.(\d{1,3})\.(\w+)(?:\.([A-Za-z0-9-]{2,35}))?")
_SIDES = ("left", "top", "wide", "high")
_HUNDRED = 100


@dataclass(slots=True)
class Typed:
    """A note as its fields hold it. ``problems`` are sentences."""

    id: str = FRESH
    words: dict[str, str] = field(default_factory=dict)
    voice: str = ""
    page: str = "1"
    left: str = ""
    top: str = ""
    wide: str = ""
    high: str = ""
    start: str = ""
    end: str = ""
    drop: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return self.id == FRESH and not any(self.words.values())


@blueprint.get("/<lang>/desk/<identifier>/media/<media>/notes")
def notes(identifier: str, media: str) -> str:
    own(identifier, media)
    found = archive().notes.of(viewer(), media)
    return _page(found, [_typed(note, found.media) for note in found.notes], found.stamp)


@blueprint.post("/<lang>/desk/<identifier>/media/<media>/notes")
def noted(identifier: str, media: str) -> Any:
    file = own(identifier, media)
    typed = _sent(request.form)
    base = request.form.get("base", "")
    if request.form.get("do") != "save":
        return _page(archive().notes.of(viewer(), media), typed, base, unsaved=True)
    try:
        kept = [_note(one, number, file) for number, one in enumerate(typed) if not (one.drop or one.empty)]
        if wrong := [problem for one in kept if isinstance(one, list) for problem in one]:
            raise Invalid.of(wrong)
        archive().notes.keep(viewer(), media, [one for one in kept if isinstance(one, Note)], base)
    except Invalid as error:
        return _refused(media, typed, base, error)
    except Stale as error:
        return _overtaken(media, typed, error)
    flash(say(language(), "The notes have been saved. Visitors who may see the file see them at once."), SETTLED)
    return redirect(url_for("workbench.notes", identifier=identifier, media=media))


def _refused(media: str, typed: list[Typed], base: str, error: Invalid) -> Any:
    if not wants_page():
        raise error
    for problem in error.problems:
        _at(typed, problem).problems.append(sentence(problem, language()))
    return _page(archive().notes.of(viewer(), media), typed, base, unsaved=True, refused=True), 422


def _overtaken(media: str, typed: list[Typed], error: Stale) -> Any:
    """What was typed stays; saved once more it takes the place of theirs, which stands beside it."""
    if not wants_page():
        raise error
    found = archive().notes.of(viewer(), media)
    return _page(found, typed, found.stamp, unsaved=True, overtaken=error.problem), 412


def _at(typed: list[Typed], problem: Problem) -> Typed:
    _, _, name = problem.path.partition(".")
    number = name.removeprefix(FRESH)
    if name.startswith(FRESH) and str(ordinal(number)) == number and int(number) < len(typed):
        return typed[int(number)]
    return next((one for one in typed if one.id == name), typed[-1])


def _page(
    found: Noted,
    typed: list[Typed],
    base: str,
    *,
    unsaved: bool = False,
    refused: bool = False,
    overtaken: Problem | None = None,
) -> str:
    media = found.media
    record = archive().reading.record(viewer(), media.record, head=True)
    tongues = options.likely_languages(record.metadata | media.description, archive().settings.languages)
    if not typed or not typed[-1].empty:
        typed = [*typed, Typed()]
    for one in typed:
        one.words = {tag: one.words.get(tag, "") for tag in dict.fromkeys((*tongues, *one.words))}
    return render_template(
        "workbench/notes.html",
        media=media,
        heading=title({"title": media.description.get("label", [])}, language()) or media.filename,
        record_title=title(record.metadata, language()) or record.identifier,
        typed=typed,
        first=tongues[:2],
        theirs=found.notes if overtaken else (),
        pages=[size for size in noting.pages(media.detail) if all(size)] if media.type != "audio" else [],
        timed=media.type in ("audio", "video"),
        most=MOST_LETTERS,
        base=base,
        unsaved=unsaved,
        refused=refused,
        overtaken=sentence(overtaken, language()) if overtaken else "",
        overtaken_by=overtaken.value if overtaken else "",
    )


def _typed(note: Note, media: MediaView) -> Typed:
    made = Typed(note.id, dict(note.words), note.voice, str(note.page or 1))
    if note.box:
        width, height = _size(media, note.page)
        sides = zip(_SIDES, note.box, (width, height, width, height), strict=True)
        for name, pixels, side in sides:
            setattr(made, name, f"{_HUNDRED * pixels / side:.3f}".rstrip("0").rstrip("."))
    if note.stretch:
        made.start, made.end = (clocks.told(second) for second in note.stretch)
    return made


def _size(media: MediaView, page: int) -> tuple[int, int]:
    sizes = noting.pages(media.detail)
    width, height = sizes[min(max(0, page - 1), len(sizes) - 1)]
    return max(1, width), max(1, height)


def _sent(form: Mapping[str, str]) -> list[Typed]:
    made: dict[int, Typed] = {}
    for name, text in form.items():
        if found := _FIELD.fullmatch(name):
            one = made.setdefault(int(found[1]), Typed())
            if found[2] == "words" and found[3]:
                one.words[found[3]] = text
            elif found[2] in Typed.__slots__ and found[2] not in ("words", "problems"):
                setattr(one, found[2], text.strip())
    return [one for _, one in sorted(made.items())]


def _note(one: Typed, number: int, media: MediaView) -> Note | list[Problem]:
    """``number`` stands in the id of a new note, so that a problem finds its fields again."""
    name = f"{FRESH}{number}" if one.id == FRESH else one.id
    page = max(1, ordinal(one.page))
    problems: list[Problem] = []
    try:
        box = _box([getattr(one, side) for side in _SIDES], _size(media, page))
    except ValueError:
        box = None
        problems.append(Problem("note.place", f"note.{name}", " ".join(getattr(one, side) for side in _SIDES)))
    try:
        stretch = _stretch(one.start, one.end)
    except ValueError:
        stretch = None
        problems.append(Problem("note.time", f"note.{name}", f"{one.start} – {one.end}"))
    many = media.type == "document"
    return problems or Note(name, one.words, box, stretch, page if many else 0, one.voice)


def _box(sides: Sequence[str], size: tuple[int, int]) -> Box | None:
    """None where nothing is said. Raises ``ValueError``."""
    if not any(sides):
        return None
    left, top, wide, high = (float(text.replace(",", ".")) for text in sides)
    if not (min(left, top) >= 0 and min(wide, high) > 0 and max(left + wide, top + high) <= _HUNDRED + 0.01):
        raise ValueError(sides)
    x, y = round(left * size[0] / _HUNDRED), round(top * size[1] / _HUNDRED)
    x, y = min(x, size[0] - 1), min(y, size[1] - 1)
    width, height = round(wide * size[0] / _HUNDRED), round(high * size[1] / _HUNDRED)
    return x, y, min(max(1, width), size[0] - x), min(max(1, height), size[1] - y)


def _stretch(start: str, end: str) -> Stretch | None:
    if not (start or end):
        return None
    first = clocks.seconds(start)
    last = clocks.seconds(end) if end else first
    if first is None or last is None or last < first:
        raise ValueError(start, end)
    return first, last
