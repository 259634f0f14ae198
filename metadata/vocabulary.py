"""Controlled vocabularies: concepts with labels in every language, links, and the other names they are found by.

One CSV file a vocabulary, ``vocabularies/NAME.csv``. A name in the column ``match_only`` is felt as an insult: it is
found, and never shown, suggested or exported.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeAlias

from metadata import names, tables

# Columns whose names stand beside the official ones; for a people they are also told apart in ``extra``.
_OTHER_NAMES = ("alt", "other_names", "local_groups", "self_names")


@dataclass(frozen=True, slots=True)
class Concept:
    """``alt`` may be shown; ``match_only`` may not. ``extra`` holds the other columns of the table."""

    key: str
    labels: Mapping[str, str]
    uri: str | None = None
    alt: tuple[str, ...] = ()
    match_only: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """In ``language``, else in Vietnamese, else in English, else the key."""
        return self.labels.get(language) or self.labels.get("vi") or self.labels.get("en") or self.key


Index: TypeAlias = Mapping[str, tuple[Concept, ...]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    name: str
    concepts: Mapping[str, Concept]
    _steps: tuple[Index, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def __contains__(self, key: object) -> bool:
        return key in self.concepts

    def find(self, text: str) -> tuple[Concept, ...]:
        """Concepts that ``text`` names: as written before folded, and official names before others at each step.

        One concept is an answer, several an ambiguity for a person to resolve (``Mán``, ``La Quả``), none unknown.
        """
        spellings = (names.plain(text), names.joined(text))
        for step, index in enumerate(self._steps):
            if found := index.get(_hyphenless(spellings[step // 2])):
                return found
        return ()


def _hyphenless(text: str) -> str:
    return text.replace("-", " ")


def _official(concept: Concept) -> Iterator[str]:
    yield concept.key
    yield from concept.labels.values()


def _others(concept: Concept) -> Iterator[str]:
    yield from concept.alt
    yield from concept.match_only
    # "Hoa (Chinese)" is also asked for by either half.
    for label in concept.labels.values():
        before, bracket, inside = label.partition("(")
        if bracket:
            yield before
            yield inside.rstrip(") ")


def _indexed(pairs: Iterable[tuple[str, Concept]]) -> Index:
    index: dict[str, dict[str, Concept]] = {}
    for spelling, concept in pairs:
        index.setdefault(_hyphenless(spelling), {})[concept.key] = concept
    return {spelling: tuple(found.values()) for spelling, found in index.items() if spelling}


def _steps(concepts: Iterable[Concept]) -> tuple[Index, ...]:
    known = tuple(concepts)
    return tuple(
        _indexed((spell(name), concept) for concept in known for name in kind_of_name(concept))
        for spell in (names.plain, names.joined)
        for kind_of_name in (_official, _others)
    )


def _concept(row: dict[str, str]) -> Concept:
    alt = dict.fromkeys(name for column in _OTHER_NAMES for name in tables.listed(row.get(column, "")))
    labels = tables.labels(row)
    extra = {
        column: cell
        for column, cell in row.items()
        if column not in ("key", "uri", "alt", "match_only") and not column.startswith("label_")
    }
    return Concept(
        key=row["key"],
        labels=MappingProxyType(labels),
        uri=row.get("uri") or None,
        alt=tuple(name for name in alt if name not in labels.values()),
        match_only=tables.listed(row.get("match_only", "")),
        extra=MappingProxyType(extra),
    )


@cache
def vocabulary(name: str) -> Vocabulary:
    """The vocabulary ``name``. Raises ``KeyError`` where there is none."""
    if name not in vocabularies():
        raise KeyError(name)
    concepts = {row["key"]: _concept(row) for row in tables.read("vocabularies", f"{name}.csv")}
    return Vocabulary(name, MappingProxyType(concepts), _steps(concepts.values()))


@cache
def vocabularies() -> tuple[str, ...]:
    """Names of all that there are."""
    tables_there = (entry.name for entry in files("metadata").joinpath("vocabularies").iterdir())
    return tuple(sorted(name.removesuffix(".csv") for name in tables_there if name.endswith(".csv")))
