"""The page on which the lines of captions, a transcript or chapters are written; its buttons are in ``spoken``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from flask import render_template

from app.errors import Invalid, MediaRefused, NotFound
from app.media import captions, clocks, cue_sheet
from app.media.captions import Cue
from app.media.cue_sheet import Sheet
from app.services.media import chaptering, wording
from app.services.media.reading import MediaView
from app.services.media.texts import CHAPTERS, SPOKEN
from app.services.reading import RecordView
from app.web.archive import archive, language, viewer
from app.web.language import say
from app.web.problems import sentence
from app.web.workbench import options
from app.web.workbench.wording import NAMES
from metadata import legacy_text
from metadata.problem import Problem
from metadata.statements import title

WHOLE = {"video": "progressive.mp4", "audio": "audio.m4a"}
_NAMES = {
    legacy_text.TCVN3: "TCVN3 (ABC)",
    legacy_text.VNI: "VNI",
    legacy_text.VISCII: "VISCII",
    legacy_text.VPS: "VPS",
    legacy_text.CP1258: "Windows-1258",
    legacy_text.UTF8: "UTF-8",
}
_LONGEST_COMPARED = 4_000
_MOST_APART = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A text of a file, there or to be written: ``body`` is what is kept. ``beside`` are the lines of another text that
    is translated, or whose times are taken; ``other`` names it as ``captions:vi``."""

    media: MediaView
    record: str
    kind_of_record: str
    metadata: Mapping[str, Any]
    kind: str
    tag: str
    body: str | None
    beside: tuple[Cue, ...] = ()
    other: str = ""

    @property
    def length(self) -> float:
        return float(self.media.detail.get("duration") or 0)

    @property
    def text(self) -> str:
        """What is kept, as the form has it."""
        if self.body is None:
            return ""
        lines = wording.lines(self.body)
        return cue_sheet.written(lines) if lines else self.body

    def sheet(self, text: str) -> Sheet:
        return cue_sheet.read(text, self.length)


def place(file: MediaView, record: RecordView, kind: str, tag: str, other: str) -> Place:
    """``other`` is passed over where there is no such text with times."""
    beside = _lines_of(file.id, *_named(other))
    body = _body(file.id, kind, tag)
    known = other if beside and _named(other) != (kind, tag) else ""
    return Place(file, record.identifier, record.kind, record.metadata, kind, tag, body, beside if known else (), known)


def page(
    here: Place,
    text: str,
    *,
    base: str,
    unsaved: bool,
    problems: Sequence[Problem] = (),
    note: str = "",
    before: str = "",
    overtaken: Problem | None = None,
) -> str:
    """``overtaken`` tells that somebody else has saved the text since the form was opened; ``before`` is what was typed
    in it before a file took its place."""
    tag = language()
    guess = legacy_text.detect(text)
    return render_template(
        "workbench/lines.html",
        place=here,
        media=here.media,
        heading=f"{say(tag, NAMES[here.kind])}: {options.language_name(here.tag, tag)}",
        name=named(here.media),
        text=text,
        base=base,
        unsaved=unsaved,
        note=note,
        before=before,
        problems=[sentence(one, tag) for one in problems],
        doubts=[] if problems else _doubts(here, text),
        untimed=_untimed(here, text),
        beside=cue_sheet.written(here.beside),
        beside_name=_called(*_named(here.other)) if here.other else "",
        sources=[(f"{kind}:{part}", _called(kind, part)) for kind, part in _others(here)],
        steps=here.kind == CHAPTERS and chaptering.has_steps(here.kind_of_record),
        whole=f"/media/{here.media.id}/{WHOLE[here.media.type]}" if here.media.generation else "",
        encoding=guess.encoding if guess.legacy and guess.confidence >= legacy_text.SURE else "",
        encoding_name=_NAMES.get(guess.encoding, ""),
        overtaken=sentence(overtaken, tag) if overtaken else "",
        overtaken_by=overtaken.value if overtaken else "",
        apart=_apart(text, here.text) if overtaken else [],
        theirs=here.text if overtaken else "",
    )


def named(file: MediaView) -> str:
    return title({"title": file.description.get("label", [])}, language()) or file.filename


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file, and the encoding it was in where that is older than Unicode. Raises ``MediaRefused``."""
    try:
        text = captions.decoded(data)
    except MediaRefused as error:
        guess = legacy_text.detect(data) if error.problem.code == "captions.encoding" else None
        if guess is None or not guess.legacy:
            raise
        return legacy_text.convert(data, guess.encoding), _NAMES.get(guess.encoding, guess.encoding)
    guess = legacy_text.detect(text)
    if guess.legacy and guess.encoding in _NAMES and guess.confidence >= legacy_text.SURE:
        return legacy_text.convert(text, guess.encoding), _NAMES[guess.encoding]
    return text, ""


def converted(text: str, encoding: str) -> str:
    return legacy_text.convert(text, encoding) if encoding in legacy_text.ENCODINGS else text


def seconds(typed: str) -> float:
    """A number of seconds or a time, with a sign where it goes back. Raises ``Invalid``."""
    text = typed.strip().replace("−", "-").replace("–", "-")
    found = clocks.seconds(text.lstrip("+-"))
    if found is None:
        raise Invalid(Problem("captions.shift", "line.1", typed[:20], "-1.5"))
    return -found if text.startswith("-") else found


def _body(media: str, kind: str, part: str) -> str | None:
    try:
        return archive().reading.text(viewer(), media, kind, part)[1]
    except NotFound:
        return None


def _lines_of(media: str, kind: str, part: str) -> tuple[Cue, ...]:
    body = _body(media, kind, part) if kind in SPOKEN else None
    return wording.lines(body) if body else ()


def _named(other: str) -> tuple[str, str]:
    kind, _, part = other.partition(":")
    return kind, part


def _others(here: Place) -> list[tuple[str, str]]:
    """Texts of the same file whose times may be taken over."""
    there = archive().reading.texts_of([here.media.id]).get(here.media.id, {})
    found = [(kind, part) for kind in SPOKEN for part in there.get(kind, ())]
    return [one for one in found if one != (here.kind, here.tag)]


def _called(kind: str, part: str) -> str:
    return f"{say(language(), NAMES[kind])}, {options.language_name(part, language())}" if kind in NAMES else ""


def _untimed(here: Place, text: str) -> bool:
    """Whether there are words, and none of them has a time."""
    try:
        return bool(text.strip()) and not here.sheet(text).timed
    except MediaRefused:
        return False


def _doubts(here: Place, text: str) -> list[str]:
    try:
        sheet = here.sheet(text)
    except MediaRefused:
        return []
    return [sentence(one, language()) for one in sheet.notes]


def _apart(mine: str, theirs: str) -> list[tuple[str, str]]:
    """Stretches in which two texts differ."""
    ours, other = mine.replace("\r\n", "\n").split("\n"), theirs.split("\n")
    if len(ours) + len(other) > _LONGEST_COMPARED:
        return []
    steps = SequenceMatcher(None, ours, other, autojunk=False).get_opcodes()
    found = [("\n".join(ours[a:b]), "\n".join(other[c:d])) for step, a, b, c, d in steps if step != "equal"]
    return found[:_MOST_APART]
