"""What the columns of an import file mean: names made from the profiles, and the header checked against them.

``title@vi``, ``occurs``, ``ritualStep.2.objects@vi``, ``bearer.1.name``: a term, or a numbered group and one of its
parts, and a language where text stands. Text in a column without a language is Vietnamese.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from metadata import languages
from metadata.problem import Problem
from metadata.profile import KINDS, Row, profile

DEFAULT_LANGUAGE = "vi"
UNDETERMINED = "und"
NAME = "name"

_COLUMN = re.compile(r"(?P<term>\w+)(?:\.(?P<number>\d{1,4})\.(?P<part>\w+))?(?:@(?P<language>[\w-]*))?")


@dataclass(frozen=True, slots=True)
class Column:
    """``part`` stands in the group ``number`` of ``term``; the part ``name`` of an agent is the agent's own value."""

    term: str
    number: int | None = None
    part: str | None = None
    language: str | None = None

    def __str__(self) -> str:
        group = f".{self.number}.{self.part}" if self.part else ""
        return f"{self.term}{group}{'@' + self.language if self.language else ''}"

    @property
    def field(self) -> str:
        """The same for every number and language."""
        return f"{self.term}.N.{self.part}" if self.part else self.term


@dataclass(frozen=True, slots=True)
class Field:
    """What cells of a column hold. ``row`` is None for the name of an agent. ``order`` is the profile's."""

    row: Row | None
    order: int

    @property
    def takes_language(self) -> bool:
        return self.row is not None and (self.row.has_language or self.row.type == "place")

    @property
    def needs_language(self) -> bool:
        return self.row is not None and self.row.has_language


@cache
def fields(kind: str) -> Mapping[str, Field]:
    """The fields that a row of ``kind`` may fill, by ``Column.field``."""
    return {name: Field(row, order) for order, (name, row) in enumerate(_fields(profile(kind).rows))}


def _fields(rows: Iterable[Row]) -> Iterator[tuple[str, Row | None]]:
    for row in rows:
        if row.shape is None:
            yield row.name, row
            continue
        if row.type == "agent":
            yield f"{row.name}.N.{NAME}", None
        for part in row.shape:
            yield f"{row.name}.N.{part.name}", part


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a sheet by their place in it. ``fixed`` are those that stand for no term; others are ``terms``."""

    fixed: Mapping[str, int]
    terms: tuple[tuple[int, Column], ...]
    names: tuple[str, ...]

    def name_of(self, path: str) -> str:
        """The column as this sheet calls it, for a problem with the field at ``path``; ``path`` where it has none."""
        wanted = _parsed(path)
        columns = [column for _, column in self.terms]
        if wanted is None or wanted in columns or path in self.fixed:
            return path
        near = [column for column in columns if (column.field, column.number) == (wanted.field, wanted.number)]
        near = near or [column for column in columns if column.term == wanted.term]
        return str(near[0]) if near else path


def header(names: tuple[str, ...], fixed: tuple[str, ...], kinds: tuple[str, ...] = KINDS) -> Header | list[Problem]:
    """The header understood, or every problem of it. A nameless column is one as long as its cells are empty."""
    known = tuple(dict.fromkeys(name for kind in kinds for name in fields(kind)))
    found_fixed: dict[str, int] = {}
    found: dict[Column, int] = {}
    problems: list[Problem] = []
    for place, name in enumerate(names):
        if name in fixed:
            problems += [_twice(name)] if name in found_fixed else []
            found_fixed[name] = place
        elif name:
            column = _column(name, known, fixed, kinds)
            if isinstance(column, Problem):
                problems.append(column)
            else:
                problems += [_twice(name)] if column in found else []
                found[column] = place
    if problems:
        return problems
    return Header(found_fixed, tuple((place, column) for column, place in found.items()), names)


def _twice(name: str) -> Problem:
    return Problem("import.column_twice", name, name)


def _column(name: str, known: tuple[str, ...], fixed: tuple[str, ...], kinds: tuple[str, ...]) -> Column | Problem:
    column = _parsed(name)
    if column is None or column.field not in known or (column.number is not None and not column.number):
        near = _nearest(name, column, known, fixed)
        return Problem("import.column_near" if near else "import.column_unknown", name, name, near)
    takers = [fields(kind)[column.field] for kind in kinds if column.field in fields(kind)]
    if column.language is not None:
        if not any(field.takes_language for field in takers):
            return Problem("import.column_language", name, name, name.partition("@")[0])
        if not languages.well_formed(column.language):
            return Problem("import.language", name, column.language, "vi, en, sti, cjm-Cham")
    elif any(field.needs_language for field in takers):
        return Column(column.term, column.number, column.part, DEFAULT_LANGUAGE)
    return column


def _parsed(name: str) -> Column | None:
    match = _COLUMN.fullmatch(name)
    if match is None:
        return None
    number = int(match["number"]) if match["number"] else None
    language = match["language"]
    return Column(match["term"], number, match["part"], language and languages.canonical(language))


def _nearest(name: str, column: Column | None, known: tuple[str, ...], fixed: tuple[str, ...]) -> str:
    """The column that was probably meant, with the number and language that were given."""
    asked = column.field if column else name.partition("@")[0]
    folded = {candidate.lower(): candidate for candidate in (*known, *fixed)}
    close = [candidate for candidate in folded if candidate.startswith(f"{asked.lower()}.n.")][:1]
    close = close or get_close_matches(asked.lower(), folded, n=1, cutoff=0.6)
    if not close:
        return ""
    meant = folded[close[0]].replace(".N.", f".{column.number if column and column.number else 1}.")
    return f"{meant}@{column.language}" if column and column.language else meant
