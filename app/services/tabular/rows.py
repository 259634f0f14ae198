"""A record's description and the cells of a row: one made from the other. Files and tables are not known here."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.services.tabular.columns import NAME, UNDETERMINED, Column, Field, fields
from app.services.tabular.sheet import normal
from app.services.tabular.values import Value, join, read, written
from metadata.problem import Problem
from metadata.statements import FILES, every_value

Metadata = dict[str, list[Value]]
Cells = Mapping[Column, str]

"""Fields that hold the id of a media file of the same record."""


@dataclass(slots=True)
class Description:
    """What a row says. ``numbers`` are the groups of a term as the row counts them, in their order."""

    metadata: Metadata = dataclasses.field(default_factory=dict)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    notes: list[Problem] = dataclasses.field(default_factory=list)
    numbers: dict[str, tuple[int, ...]] = dataclasses.field(default_factory=dict)

    def as_in_row(self, problem: Problem) -> Problem:
        """A problem of the finished description, where groups are counted without gaps, with the row's own numbers."""
        term, *rest = problem.path.split(".", 2)
        if not rest or not rest[0].isdigit() or int(rest[0]) > len(self.numbers.get(term, ())):
            return problem
        path = ".".join([term, str(self.numbers[term][int(rest[0]) - 1]), *rest[1:]])
        return Problem(problem.code, path, problem.value, problem.expected)


def describe(kind: str, cells: Cells) -> Description:
    """The description in a row's cells that are not empty. A cell for which the kind has no field is a problem."""
    made = Description()
    known = fields(kind)
    groups: dict[str, dict[int, list[tuple[Column, Field, str]]]] = {}
    filled = [(column, cell) for column, cell in cells.items() if cell]
    for column, cell in sorted(filled, key=lambda item: _place(known, item[0])):
        field = known.get(column.field)
        if field is None:
            made.problems.append(Problem("import.column_not_of_kind", str(column), cell[:80], kind))
        elif column.number is None:
            made.metadata.setdefault(column.term, []).extend(_values(made, column, field, cell))
        else:
            groups.setdefault(column.term, {}).setdefault(column.number, []).append((column, field, cell))
    for term, numbered in groups.items():
        made.numbers[term] = tuple(sorted(numbered))
        made.metadata[term] = [_group(made, known, numbered[number]) for number in made.numbers[term]]
    made.metadata = {term: values for term, values in made.metadata.items() if values}
    return made


def flatten(kind: str, metadata: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[Column, str]:
    """The cells that say what ``metadata`` does; terms that the profile does not have are left out."""
    known = fields(kind)
    texts: dict[Column, list[str]] = {}
    for term, values in metadata.items():
        for number, value in enumerate(values, 1):
            if term in known:
                texts.setdefault(_column(known[term], value, term), []).append(written(value, known[term].row))
            else:
                _flatten_group(known, texts, term, number, value)
    return {column: join(found) for column, found in texts.items()}


def merge(kind: str, head: Metadata, cells: Cells) -> Description:
    """``head`` with a row laid over it: a column that the row has not got leaves what is there.

    What the row says in the same words stays as it is, so that nothing is lost that a cell can't say.
    """
    terms = {column.term for column in cells}
    before = flatten(kind, {term: values for term, values in head.items() if term in terms})
    changed = {column.term for column, cell in cells.items() if normal(before.get(column, "")) != cell}
    asked = {column: cell for column, cell in before.items() if column.term in changed} | {
        column: cell for column, cell in cells.items() if column.term in changed or column.field not in fields(kind)
    }
    made = describe(kind, asked)
    kept = {term: values for term, values in head.items() if term not in changed}
    made.metadata = kept | made.metadata
    return made


def same(one: Metadata, other: Metadata) -> bool:
    """Whether two descriptions say the same: texts of one language keep their order, languages have none."""
    return one.keys() == other.keys() and all(_by_language(one[term]) == _by_language(other[term]) for term in one)


def naming_files(metadata: Metadata) -> list[tuple[str, str]]:
    """Path and value where a description points to a media file, by its id or, in a sheet, by the file's name."""
    return [(path, value["value"]) for path, value in every_value(metadata) if path.rpartition(".")[2] in FILES]


def linking(metadata: Metadata) -> list[tuple[str, str]]:
    """Path and identifier where a description links to another record."""
    return [(path, value["value"]) for path, value in every_value(metadata) if value["type"] == "record"]


def with_ids(metadata: Metadata, ids: Mapping[str, str]) -> Metadata:
    """With media ids where files were named."""
    if not ids:
        return metadata
    return {term: [_with_ids(term, value, ids) for value in values] for term, values in metadata.items()}


def _with_ids(term: str, value: Value, ids: Mapping[str, str]) -> Value:
    if "parts" in value:
        return value | {"parts": with_ids(value["parts"], ids)}
    if term in FILES and value["value"] in ids:
        return value | {"value": ids[value["value"]]}
    return value


def _place(known: Mapping[str, Field], column: Column) -> tuple[int, int]:
    field = known.get(column.field)
    return (field.order if field else -1, column.number or 0)


def _values(made: Description, column: Column, field: Field, cell: str) -> list[Value]:
    found = read(cell, column, field)
    made.problems += [one.problem for one in found if one.problem]
    made.notes += [one.note for one in found if one.note]
    return [one.value for one in found if one.value is not None]


def _group(made: Description, known: Mapping[str, Field], cells: list[tuple[Column, Field, str]]) -> Value:
    """A group, or an agent with what is said of them."""
    agent = f"{cells[0][0].term}.N.{NAME}" in known
    value: Value = {"type": "agent" if agent else "group", "value": ""}
    parts: Metadata = {}
    for column, field, cell in cells:
        found = _values(made, column, field, cell)
        if field.row is None:
            value |= {key: found[0][key] for key in ("value", "target") if found and key in found[0]}
        elif found:
            parts.setdefault(str(column.part), []).extend(found)
    return value | ({"parts": parts} if parts else {})


def _flatten_group(
    known: Mapping[str, Field], texts: dict[Column, list[str]], term: str, number: int, value: Mapping[str, Any]
) -> None:
    if f"{term}.N.{NAME}" in known and value.get("value"):
        texts[Column(term, number, NAME)] = [written(value)]
    for part, values in value.get("parts", {}).items():
        field = known.get(f"{term}.N.{part}")
        if field is None:
            continue
        for one in values:
            texts.setdefault(_column(field, one, term, number, part), []).append(written(one, field.row))


def _column(
    field: Field, value: Mapping[str, Any], term: str, number: int | None = None, part: str | None = None
) -> Column:
    language = value.get("lang") if field.takes_language else None
    return Column(term, number, part, language or (UNDETERMINED if field.needs_language else None))


def _by_language(values: list[Value]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for value in values:
        parts = value.get("parts")
        said = value | {"parts": {term: _by_language(inner) for term, inner in parts.items()}} if parts else value
        found.setdefault(value.get("lang", ""), []).append(said)
    return found
