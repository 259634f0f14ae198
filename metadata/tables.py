"""Reading of the CSV tables that ship beside this package. What their columns mean is said by those who read them."""

import csv
from importlib.resources import files


def read(*path: str) -> list[dict[str, str]]:
    """Rows of ``metadata/PATH``; every column is there in every row, as stripped text."""
    table = files("metadata").joinpath(*path).read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines(keepends=True))
    return [{column: (cell or "").strip() for column, cell in row.items()} for row in rows]


def listed(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, separated by ``;``, each once, in their order."""
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def labels(row: dict[str, str], prefix: str = "label_") -> dict[str, str]:
    """``{language: text}`` from the columns ``label_vi``, ``label_en``, … A new language is a new column."""
    return {column.removeprefix(prefix): cell for column, cell in row.items() if column.startswith(prefix) and cell}
