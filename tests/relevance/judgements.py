"""The judged questions: loading them, and asking the facts for what each record is worth to whoever asks.

A criterion says what a record must be about for a grade, in words of the facts, never of the text; where several
hold, the highest counts. Not here: any ranking.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.relevance.content import FOLDER, prose, today, topics
from tests.relevance.facts import Facts, made
from tests.relevance.shelf import Shown, shown
from tests.relevance.writer import told

GRADES = (1, 2, 3)
KEYS = frozenset({
    "topic", "kind", "people", "called", "place", "province", "village", "month", "person", "detail", "named",
    "instrument", "material", "technique", "prose", "script",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Criterion:
    """``where`` holds for made records whose facts have, for every key, one of the values, and for none of ``unless``.
    ``sample`` are beginnings of titles of the sample collection; ``says`` holds for those of its records that have
    one of these words, and is for what only touches the question."""

    grade: int
    why: str
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    unless: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    sample: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """``asked`` is the language of whoever asks: what is exactly meant, told in another language only, is worth 2.
    Empty where a name is asked for, which is the same in all."""

    id: str
    group: str
    text: str
    asked: str
    judged: tuple[Criterion, ...]


@cache
def questions() -> tuple[Question, ...]:
    return tuple(
        _question(path.stem, table)
        for path in sorted((FOLDER / "queries").glob("*.toml"))
        for table in tomllib.loads(path.read_text())["query"]
    )


def grades(question: Question) -> dict[str, int]:
    """Grades by identifier, of what is relevant at all."""
    worth: dict[str, int] = {}
    for criterion in question.judged:
        for id in matched(criterion):
            worth[id] = max(worth.get(id, 0), criterion.grade)
    languages = _told()
    return {
        id: 2 if grade == 3 and question.asked and question.asked not in languages[id] else grade
        for id, grade in worth.items()
    }


def matched(criterion: Criterion) -> Iterator[str]:
    if criterion.where:
        for facts in made():
            unless = criterion.unless
            if _holds(facts, criterion.where) and not (unless and _holds(facts, unless)):
                yield facts.id
    for one in shown():
        if any(one.title.startswith(begin) for begin in criterion.sample) or _says(one, criterion.says):
            yield one.id


def _says(one: Shown, words: Sequence[str]) -> bool:
    return any(word in one.words for word in words)


def _holds(facts: Facts, where: Mapping[str, tuple[Any, ...]]) -> bool:
    return all(not set(wanted).isdisjoint(_values(facts, key)) for key, wanted in where.items())


def _values(facts: Facts, key: str) -> tuple[Any, ...]:
    topic = topics()[facts.topic]
    match key:
        case "province":
            return (today(facts.place),)
        case "detail":
            return facts.details
        case "named":
            return facts.passing
        case "instrument":
            played = (prose()["details"][name].get("instruments", ()) for name in facts.details)
            return (*topic.instruments, *(one for some in played for one in some))
        case "material":
            return topic.materials
        case "technique":
            return topic.techniques
        case _:
            return (getattr(facts, key),)


@cache
def _told() -> dict[str, tuple[str, ...]]:
    """The languages that each record is told in."""
    return {facts.id: told(facts) for facts in made()} | {one.id: ("vi", "en") for one in shown()}


def _question(group: str, table: dict[str, Any]) -> Question:
    return Question(
        id=table["id"],
        group=group,
        text=table["text"],
        asked=table["asked"],
        judged=tuple(_criterion(each) for each in table["judged"]),
    )


def _criterion(table: dict[str, Any]) -> Criterion:
    return Criterion(
        grade=table["grade"],
        why=table["why"],
        where=_listed(table.get("where", {})),
        unless=_listed(table.get("unless", {})),
        sample=tuple(table.get("sample", ())),
        says=tuple(table.get("says", ())),
    )


def _listed(table: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {key: tuple(value) if isinstance(value, list) else (value,) for key, value in table.items()}
