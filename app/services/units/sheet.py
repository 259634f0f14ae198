"""Units from a table, one a row: the communes of a province, or its support points. What is there stays as it is.

Columns: ``code, name_vi, name_en, level, parent, valid_from, formerly_until, formerly_parent, formerly_commune,
formerly_district, note_vi, note_en, source``; all but the first two may be missing.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from app.errors import Invalid, NotFound
from app.services.tabular.sheet import Sheet
from app.services.units.changing import Place, Units
from app.services.units.finding import ROOT
from app.services.viewer import Viewer
from metadata.problem import Problem

NEEDED = ("code", "name_vi")


def load(units: Units, actor: Viewer, path: Path) -> tuple[int, int]:
    """How many units were made, and how many were there already. Raises ``Invalid`` at the first row that is wrong;
    those before it have been made, and are passed over when the table is read again."""
    sheet = Sheet.open(path)
    if missing := [name for name in NEEDED if name not in sheet.header]:
        raise Invalid(Problem("unit.column", "header", missing[0]))
    made = there = 0
    for line in sheet.lines():
        if line.problem:
            raise Invalid(line.problem)
        row = dict(zip(sheet.header, (cell.strip() for cell in line.cells), strict=False))
        if _there(units, row["code"]):
            there += 1
        else:
            _add(units, actor, row)
            made += 1
    return made, there


def _add(units: Units, actor: Viewer, row: Mapping[str, str]) -> None:
    until = _day(row, "formerly_until")
    units.add(
        actor,
        row["code"],
        _texts(row, "name"),
        level=row.get("level") or "organisation",
        parent=row.get("parent") or ROOT,
        since=_day(row, "valid_from"),
        note=_texts(row, "note"),
        source=row.get("source", ""),
        formerly=_place(row, until) if until else None,
    )


def _place(row: Mapping[str, str], until: date) -> Place:
    commune, district = row.get("formerly_commune", ""), row.get("formerly_district", "")
    return Place(until, row.get("formerly_parent") or None, commune, district)


def _there(units: Units, code: str) -> bool:
    try:
        units.one(code)
    except NotFound:
        return False
    return True


def _texts(row: Mapping[str, str], name: str) -> dict[str, str]:
    return {column.removeprefix(f"{name}_"): text for column, text in row.items() if column.startswith(f"{name}_")}


def _day(row: Mapping[str, str], name: str) -> date | None:
    if not row.get(name):
        return None
    try:
        return date.fromisoformat(row[name])
    except ValueError as error:
        raise Invalid(Problem("unit.day", name, row[name][:40], "2025-06-30")) from error
