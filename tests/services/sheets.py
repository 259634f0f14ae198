"""Spreadsheets for the tests of imports, and everything that an archive holds, to compare."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.bootstrap import Archive
from app.models import Base

PUBLISHABLE = {
    "kind": "festival",
    "title@vi": "Lễ mừng lúa mới",
    "description@vi": "Tạ ơn thần lúa sau mùa gặt.",
    "people": "xtieng",
    "rights": "InC",
}


def write_sheet(
    path: Path, rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """A sheet with the columns of all its rows, in the order in which they first appear."""
    rows = list(rows)
    path.parent.mkdir(exist_ok=True)
    columns = list(dict.fromkeys(column for row in rows for column in row)) or ["identifier"]
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def festivals(count: int, **more: str) -> list[dict[str, str]]:
    return [{"kind": "festival", "title@vi": f"Lễ hội số {n}", **more} for n in range(1, count + 1)]


def read_sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def everything(archive: Archive) -> dict[str, Any]:
    """All rows of all tables, and the bytes of every file in the data folder that is not the database's or broker's."""
    with archive.db.read() as session:
        tables = {
            table.name: sorted(map(repr, session.execute(select(table)).all())) for table in Base.metadata.sorted_tables
        }
    folders = (archive.settings.originals, archive.settings.derivatives, archive.settings.uploads)
    files = {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}
    return tables | {"files": files}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Names of the tables that are not as they were."""
    return {name for name in before if before[name] != after[name]}
