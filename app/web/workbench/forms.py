"""Forms made from profiles, and descriptions made from forms.

A control's name tells where its text belongs: ``m.ritualStep.2.words.0.value`` is the first text of the part ``words``
of the third ritual step, ``m.title.0.lang`` the language of the first title.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from metadata.problem import Problem
from metadata.profile import Row, profile
from metadata.vocabulary import vocabulary

ROOT = "m"
LONGEST_LIST = 500
BILINGUAL = ("title", "description", "label")

Values = list[dict[str, Any]]
Metadata = dict[str, Values]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One value as the form shows it; ``parts`` for a group."""

    name: str
    number: int
    value: str
    lang: str
    target: str
    parts: tuple["Control", ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """One field. ``problems`` are sentences; ``filled`` tells whether anything stands in it."""

    name: str
    id: str
    row: Row
    label: str
    help: str
    entries: tuple[Entry, ...]
    options: tuple[Option, ...]
    problems: tuple[str, ...]
    filled: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the form."""

    key: str
    label: str
    controls: tuple[Control, ...]
    filled: int
    problems: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """What turns data into the reader's language: labels of fields and sentences of problems."""

    language: str
    sentence: Callable[[Problem], str]
    blanks: frozenset[str] = field(default_factory=frozenset)


def blocks(
    kind: str, metadata: Metadata, speaker: Speaker, problems: Sequence[Problem] = (), languages: Sequence[str] = ()
) -> tuple[Block, ...]:
    """The sections of a kind's form, filled. ``languages`` get a line each of the fields that every record needs."""
    made = []
    for section in profile(kind).sections:
        controls = tuple(
            _control(row, ROOT, row.name, metadata.get(row.name, []), speaker, problems, languages)
            for row in section.rows
        )
        label = section.labels.get(speaker.language) or section.labels["vi"]
        filled = sum(control.filled for control in controls)
        made.append(Block(section.key, label, controls, filled, sum(len(control.problems) for control in controls)))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with the way to its field: ``Các bước của lễ 1, Tên bước``."""

    id: str
    label: str
    sentence: str


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
            yield from _findings(part, f"{label} {entry.number + 1}")


def read(kind: str, form: Iterable[tuple[str, str]]) -> Metadata:
    """The description that a form holds. Empty controls are left out; nothing is corrected, validation tells."""
    tree: dict[str, Any] = {}
    for name, text in form:
        steps = name.split(".")
        if steps[0] == ROOT and len(steps) in {4, 6}:
            _plant(tree, steps[1:], text)
    return _metadata(profile(kind).rows, tree)


def _control(
    row: Row,
    prefix: str,
    path: str,
    values: Values,
    speaker: Speaker,
    problems: Sequence[Problem],
    languages: Sequence[str],
) -> Control:
    name = f"{prefix}.{row.name}"
    shown = list(values)
    if row.name in BILINGUAL and row.has_language and prefix == ROOT:
        present = {value.get("lang") for value in shown}
        shown += [_blank(row, tag) for tag in languages if tag not in present]
    if not shown or name in speaker.blanks:
        shown.append(_blank(row, speaker.language))
    entries = tuple(
        _entry(row, name, number, value, f"{path}.{number + 1}", speaker, problems)
        for number, value in enumerate(shown)
        if not (row.shape and not values and name not in speaker.blanks)
    )
    mine = tuple(speaker.sentence(problem) for problem in problems if _belongs(problem.path, path, bool(row.shape)))
    return Control(
        name=name,
        id=name.replace(".", "-"),
        row=row,
        label=row.label(speaker.language),
        help=row.help(speaker.language),
        entries=entries,
        options=_options(row, speaker.language),
        problems=mine,
        filled=bool(values),
    )


def _entry(
    row: Row,
    name: str,
    number: int,
    value: Mapping[str, Any],
    path: str,
    speaker: Speaker,
    problems: Sequence[Problem],
) -> Entry:
    here = f"{name}.{number}"
    parts = tuple(
        _control(part, here, f"{path}.{part.name}", value.get("parts", {}).get(part.name, []), speaker, problems, ())
        for part in row.shape or ()
    )
    return Entry(
        here, number, value.get("value", ""), value.get("lang", speaker.language), value.get("target", ""), parts
    )


def _blank(row: Row, language: str) -> dict[str, Any]:
    return {"type": row.type, "value": "", "lang": language}


def _belongs(problem: str, path: str, group: bool) -> bool:
    """A problem of ``title@vi`` or ``title.2`` is shown at ``title``; one inside a group at the part."""
    bare = problem.partition("@")[0]
    if bare == path:
        return True
    rest = bare.removeprefix(f"{path}.")
    return rest != bare and rest.isdigit() and not (group and not rest)


def _options(row: Row, language: str) -> tuple[Option, ...]:
    if row.vocabulary is None or row.type not in {"concept", "place"}:
        return ()
    concepts = vocabulary(row.vocabulary).concepts.values()
    return tuple(Option(concept.key, concept.label(language)) for concept in list(concepts)[:LONGEST_LIST])


def _plant(tree: dict[str, Any], steps: list[str], text: str) -> None:
    for step in steps[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            return
    tree[steps[-1]] = text.strip()


def _metadata(rows: Iterable[Row], tree: Mapping[str, Any]) -> Metadata:
    found: Metadata = {}
    for row in rows:
        numbered = tree.get(row.name)
        if isinstance(numbered, dict):
            order = sorted((key for key in numbered if key.isdigit()), key=int)
            values = [value for key in order if (value := _value(row, numbered[key]))]
            if values:
                found[row.name] = values
    return found


def _value(row: Row, leaf: object) -> dict[str, Any] | None:
    if not isinstance(leaf, dict):
        return None
    text = leaf.get("value", "")
    text = text if isinstance(text, str) else ""
    value: dict[str, Any] = {"type": row.type, "value": text}
    if row.shape:
        parts = _metadata(row.shape, leaf)
        if parts:
            value["parts"] = parts
        return value if parts or text else None
    if not text:
        return None
    if row.has_language:
        value["lang"] = leaf.get("lang") or "vi"
    if row.type == "concept" and row.vocabulary:
        value["vocabulary"] = row.vocabulary
    if row.type == "place" and leaf.get("target"):
        value |= {"vocabulary": row.vocabulary or "provinces", "target": leaf["target"]}
    return value
