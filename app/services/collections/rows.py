"""The rows of a ``collections.csv``, before the archive is asked about them.

``collection`` is an identifier, or any word by which other rows name what is new; ``parent`` names those in which it
stands, each in a row above or in the archive; ``records`` are identifiers or exact titles, in order.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import Invalid
from app.services.imports.report import RowProblem
from app.services.tabular.columns import Header, header
from app.services.tabular.sheet import Line, Sheet
from app.services.tabular.values import split
from metadata.problem import Problem

FILE = "collections.csv"
FIXED = ("collection", "parent", "access", "records")
WORDS = ("title", "description")


@dataclass(frozen=True, slots=True)
class Row:
    """``words`` are texts by field and language; ``records`` and ``access`` are None where there is no such column."""

    number: int
    key: str = ""
    parents: tuple[str, ...] = ()
    access: str | None = None
    records: tuple[str, ...] | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    problem: Problem | None = None

    def refused(self, problems: Iterable[Problem]) -> list[RowProblem]:
        return [RowProblem(self.number, problem.path, problem, FILE) for problem in problems]


def rows(path: Path) -> Iterator[Row]:
    """Raises ``Invalid`` or ``TooLarge`` for a file that can't be read as such a sheet."""
    sheet = Sheet.open(path)
    found = _header(sheet)
    for line in sheet.lines():
        yield _row(line, found)


def checked(path: Path) -> None:
    """Raises as ``rows`` does for a sheet whose columns are not these, before anything else is taken in with it."""
    _header(Sheet.open(path))


def titles_in(file: Path) -> frozenset[str]:
    """What the records of a ``records.csv`` are called that only one of them is called."""
    sheet = Sheet.open(file)
    places = [place for place, name in enumerate(sheet.header) if name.partition("@")[0] == "title"]
    found = Counter(title for line in sheet.lines() for title in {line.cells[place] for place in places})
    return frozenset(title for title, times in found.items() if times == 1 and title)


def _header(sheet: Sheet) -> Header:
    found = header(sheet.header, FIXED, ("custom",))
    if isinstance(found, list):
        raise Invalid.of(found)
    strange = [str(column) for _, column in found.terms if column.term not in WORDS]
    missing = [name for name in ("collection",) if name not in found.fixed]
    if strange or missing:
        raise Invalid.of(
            [
                *(Problem("import.column_unknown", name, name) for name in strange),
                *(Problem("collection.column_needed", name, name) for name in missing),
            ]
        )
    return found


def _row(line: Line, head: Header) -> Row:
    if line.problem:
        return Row(line.number, problem=line.problem)
    cells = {name: line.cells[place] for name, place in head.fixed.items()}
    words: dict[str, dict[str, str]] = {}
    for place, column in head.terms:
        words.setdefault(column.term, {})[column.language or ""] = line.cells[place]
    return Row(
        line.number,
        key=cells["collection"],
        parents=tuple(split(cells.get("parent", ""))),
        access=cells.get("access"),
        records=tuple(split(cells["records"])) if "records" in cells else None,
        words=words,
    )
