"""Forms made from profiles and filled from descriptions. How a form sent back becomes a description: ``answers``.

A control's name tells where its text belongs: ``m.ritualStep.2.words.0.value`` is the first text of the part ``words``
of the third ritual step, ``m.title.0.lang`` the language of the first title.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.web.workbench import dates, options
from app.web.workbench.occasions import Occasion, taken_apart
from app.web.workbench.options import Option
from metadata.problem import Problem
from metadata.profile import Row, profile
from metadata.statements import FILES, text

ROOT = "m"
BLANK = "NEW"
"""Stands for the number in the names of a row that scripts copy."""
BILINGUAL = frozenset({"title", "description", "label"})
COMMUNITY = "community"
"""The field whose texts may lead to a community that the archive knows."""
NEEDED = frozenset({"title", "description", "people", "spatial", "rights", "license"})
"""What publication asks of every kind; what is marked as a facet is worth filling in too. Both are shown unasked."""

Values = list[dict[str, Any]]
Metadata = dict[str, Values]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a form is made with besides the description that fills it.

    ``languages`` are those of the interface, ``tongues`` those offered for texts, ``files`` those of the record;
    ``titles`` of records that are linked to; ``communities`` and ``people`` that the archive knows; ``blank`` names a
    field that gets one line more; ``problems`` are told by ``sentence``.
    """

    kind: str
    language: str
    sentence: Callable[[Problem], str]
    languages: tuple[str, ...] = ()
    tongues: tuple[str, ...] = ()
    files: tuple[Option, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    communities: tuple[Option, ...] = ()
    people: tuple[Option, ...] = ()
    problems: Sequence[Problem] = ()
    blank: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value. ``text`` is what stands in its control, ``note`` says the same in words where that helps.

    ``parts`` for a group, whose ``heading`` is its own title; ``fresh``: it was just asked for.
    """

    name: str
    id: str
    number: int
    text: str = ""
    lang: str = ""
    target: str = ""
    note: str = ""
    heading: str = ""
    tongues: tuple[Option, ...] = ()
    parts: tuple["Control", ...] = ()
    occasion: Occasion | None = None
    fresh: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """One field. ``problems`` are sentences; ``shown`` is False for one that waits folded until somebody wants it.

    ``input``: what its values are written in. ``pattern`` is the empty group that scripts copy.
    """

    name: str
    id: str
    row: Row
    input: str
    entries: tuple[Entry, ...]
    options: tuple[Option, ...]
    problems: tuple[str, ...]
    filled: bool
    shown: bool
    pattern: Entry | None
    label: str
    help: str

    @property
    def several(self) -> bool:
        """Whether there can be one more: what stands once may stand once in each language."""
        return self.row.repeatable or self.row.has_language


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the form."""

    key: str
    label: str
    controls: tuple[Control, ...]

    @property
    def filled(self) -> int:
        return sum(control.filled for control in self.controls)

    @property
    def problems(self) -> int:
        return sum(1 for control in self.controls for _ in _findings(control, ""))

    @property
    def open(self) -> bool:
        return any(control.shown for control in self.controls)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with the way to its field: ``Các bước của lễ 1, Tên bước``."""

    id: str
    label: str
    sentence: str


def blocks(metadata: Metadata, scene: Scene) -> tuple[Block, ...]:
    return tuple(
        Block(
            section.key,
            section.labels.get(scene.language) or section.labels["vi"],
            tuple(_control(row, ROOT, row.name, metadata.get(row.name, []), scene) for row in section.rows),
        )
        for section in profile(scene.kind).sections
    )


def findings(made: Iterable[Block]) -> Iterator[Finding]:
    for block in made:
        for control in block.controls:
            yield from _findings(control, "")


def _findings(control: Control, within: str) -> Iterator[Finding]:
    label = f"{within}, {control.label}" if within else control.label
    for sentence in control.problems:
        yield Finding(control.id, label, sentence)
    for entry in control.entries:
        for part in entry.parts:
            yield from _findings(part, f"{label} {entry.number}")


def _control(row: Row, within: str, path: str, values: Values, scene: Scene, *, fresh: bool = False) -> Control:
    """``within`` is the name of what the field stands in, ``path`` the field as problems call it. ``fresh``: it is the
    first of a group that was just asked for."""
    name = f"{within}.{row.name}"
    lines = [*values, *_blanks(row, within, values, scene)]
    entries = tuple(
        _entry(
            row,
            f"{name}.{number}",
            f"{path}.{number + 1}",
            value,
            scene,
            fresh=(fresh or name == scene.blank) and number == len(lines) - 1,
        )
        for number, value in enumerate(lines)
    )
    problems = tuple(scene.sentence(problem) for problem in scene.problems if _belongs(problem.path, path))
    wanted = row.mandatory or row.facet or (within == ROOT and row.name in NEEDED)
    pointing = row.name in FILES and bool(scene.files)
    return Control(
        name=name,
        id=_id(name),
        row=row,
        input="file" if pointing else _input(row),
        entries=entries,
        options=scene.files if pointing else _options(row, scene),
        problems=problems,
        filled=bool(values),
        shown=bool(values or problems or wanted or name == scene.blank),
        pattern=_entry(row, f"{name}.{BLANK}", "", {}, scene) if row.shape and BLANK not in name else None,
        label=row.label(scene.language),
        help=row.help(scene.language),
    )


def _blanks(row: Row, within: str, values: Values, scene: Scene) -> Values:
    """Lines that stand empty: one a language for what every record needs, one where one is asked for, one at least."""
    if row.shape:
        return [{}] if f"{within}.{row.name}" == scene.blank else []
    missing: list[str] = []
    if row.name in BILINGUAL and row.has_language and within == ROOT:
        present = {value.get("lang") for value in values}
        missing = [tag for tag in scene.languages if tag not in present]
    if f"{within}.{row.name}" == scene.blank or not (values or missing):
        missing.append(scene.language)
    return [{"lang": tag} if row.has_language else {} for tag in missing]


def _entry(row: Row, name: str, path: str, value: Mapping[str, Any], scene: Scene, *, fresh: bool = False) -> Entry:
    written = str(value.get("value", ""))
    inside = value.get("parts", {})
    lang = str(value.get("lang", scene.language if row.has_language else ""))
    number = name.rpartition(".")[2]
    return Entry(
        name=name,
        id=_id(name),
        number=int(number) + 1 if number.isdecimal() else 0,
        text=dates.shown(written, scene.language) if row.type == "date" else written,
        lang=lang,
        target=str(value.get("target", "")),
        note=_note(row, written, scene),
        heading=written or text(inside, "title", scene.language) or text(inside, "headword", scene.language) or "",
        tongues=_tongues(row, lang, scene),
        parts=tuple(
            _control(
                part,
                name,
                f"{path}.{part.name}",
                inside.get(part.name, []),
                scene,
                fresh=fresh and row.type == "group" and number_of_part == 0,
            )
            for number_of_part, part in enumerate(row.shape or ())
        ),
        occasion=taken_apart(written) if row.type == "recurrence" else None,
        fresh=fresh,
        filled=bool(value.get("value") or inside),
    )


def _options(row: Row, scene: Scene) -> tuple[Option, ...]:
    if row.name == COMMUNITY:
        return scene.communities
    return scene.people if row.type == "agent" else options.concepts(row, scene.language)


def _input(row: Row) -> str:
    if row.type in {"text", "agent"}:
        return "box" if row.datatype == "rdf:langString" and not row.one_line else "line"
    return row.type


def _note(row: Row, written: str, scene: Scene) -> str:
    if row.type == "date":
        return dates.label(written, scene.language)
    return scene.titles.get(written, "") if row.type == "record" else ""


def _tongues(row: Row, lang: str, scene: Scene) -> tuple[Option, ...]:
    if not row.has_language:
        return ()
    if lang == options.MORE_LANGUAGES:
        return options.all_languages(scene.tongues, scene.language)
    return options.languages((*scene.tongues, lang), scene.language)


def _belongs(problem: str, path: str) -> bool:
    """A problem of ``title@vi`` or ``title.2`` is shown at ``title``; one inside a group at the part."""
    bare = problem.partition("@")[0]
    return bare == path or (bare.startswith(f"{path}.") and bare.removeprefix(f"{path}.").isdecimal())


def _id(name: str) -> str:
    return name.replace(".", "-")
