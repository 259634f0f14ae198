"""CSV files as spreadsheet programs write them, row by row. What the columns mean is in ``columns``."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from app.errors import Invalid, TooLarge
from metadata import legacy_text
from metadata.problem import Problem

LARGEST_FILE = 512 * 1024 * 1024
LARGEST_CELL = 1_000_000
MOST_ROWS = 1_000_000
_LOOKED_AT = 200_000
MOST_COLUMNS = 20_000

# The module's own limit is less than a long text; a quote that is never closed swallows rows up to this one.
_LARGEST_FIELD = 2_000_000
_DELIMITERS = ",;\t"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ZIP = b"PK\x03\x04"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_FORMULA = re.compile(r"'*[=+\-@]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row under the header. ``number`` is the spreadsheet's: the header has 1. A broken one has a ``problem``."""

    number: int
    cells: tuple[str, ...]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file whose header could be read. ``rows`` counts the lines that hold something."""

    path: Path
    header: tuple[str, ...]
    delimiter: str
    rows: int

    @classmethod
    def open(cls, path: Path) -> "Sheet":
        """Raises ``Invalid`` or ``TooLarge`` for a file that is no CSV in UTF-8, or is empty."""
        _check_file(path)
        try:
            delimiter = _delimiter(path)
            with _opened(path) as file:
                reader = _reader(file, delimiter)
                header = tuple(_header(path, reader))
                rows = sum(1 for _ in _filled(reader))
        except UnicodeDecodeError as error:
            raise Invalid(_in_what(path)) from error
        if rows > MOST_ROWS:
            raise TooLarge(Problem("import.too_many_rows", value=str(rows), expected=str(MOST_ROWS)))
        return cls(path, header, delimiter, rows)

    def lines(self) -> Iterator[Line]:
        """The rows that hold something, in order; empty ones are passed over, and counted."""
        with _opened(self.path) as file:
            reader = _reader(file, self.delimiter)
            next(reader)
            yield from _lines(reader, self.header)


def normal(text: str) -> str:
    """NFC, one kind of line end, nothing blank around: how cells are kept and compared."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def guarded(cell: str) -> str:
    """With an apostrophe before what a spreadsheet program would take for a formula.

    ``--04-14`` would become the number -10 when the file is opened and saved, and a formula could do harm.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def write(path: Path, header: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    """UTF-8 with the mark by which spreadsheet programs know it, commas, lines ended as RFC 4180 has them."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([guarded(cell) for cell in row])


def _in_what(path: Path) -> Problem:
    """Names the encoding of the years before Unicode that a file is surely in."""
    with path.open("rb") as file:
        guess = legacy_text.detect(file.read(_LOOKED_AT))
    if guess.encoding in legacy_text.NAMES and guess.confidence >= legacy_text.SURE:
        return Problem("import.legacy_encoding", value=path.name, expected=legacy_text.NAMES[guess.encoding])
    return Problem("import.encoding", value=path.name, expected="UTF-8")


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise Invalid(Problem("import.no_file", value=path.name))
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise TooLarge(Problem("import.too_large", value=path.name, expected=str(LARGEST_FILE)))
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(_ZIP):
        raise Invalid(Problem("import.workbook", value=path.name, expected="CSV UTF-8"))
    if start.startswith(_UTF16) or b"\0" in start:
        raise Invalid(Problem("import.utf16", value=path.name, expected="UTF-8"))
    if not start.removeprefix(codecs.BOM_UTF8).strip():
        raise Invalid(Problem("import.empty", value=path.name))


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", newline="")


def _delimiter(path: Path) -> str:
    """Of comma, semicolon and tab the one that the header has most of, outside quotes."""
    with _opened(path) as file:
        first = re.sub(r'"[^"]*"', "", file.readline(1_000_000))
    return max(_DELIMITERS, key=first.count)


def _reader(file: TextIO, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LARGEST_FIELD)
    return csv.reader(file, delimiter=delimiter, strict=True)


def _header(path: Path, reader: Iterator[list[str]]) -> list[str]:
    try:
        names = [unicodedata.normalize("NFC", name).strip() for name in next(reader)]
    except (csv.Error, StopIteration) as error:
        raise Invalid(Problem("import.header", value=path.name)) from error
    if len(names) > MOST_COLUMNS:
        raise TooLarge(Problem("import.too_many_columns", value=str(len(names)), expected=str(MOST_COLUMNS)))
    return names


def _filled(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | None]]:
    """Rows that hold something, with their numbers; None for one that can't be read."""
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # the reader goes on at the next line of the file
            yield number, None
            continue
        if "".join(cells).strip():
            yield number, cells


def _lines(reader: Iterator[list[str]], header: Sequence[str]) -> Iterator[Line]:
    for number, cells in _filled(reader):
        if cells is None:
            yield Line(number, (), Problem("import.quotes"))
        else:
            kept = tuple(unguarded(normal(cell)) if cell else "" for cell in cells[: len(header)])
            yield Line(number, kept + ("",) * (len(header) - len(kept)), _broken(cells, header))


def _broken(cells: list[str], header: Sequence[str]) -> Problem | None:
    for cell in cells[len(header) :]:
        if cell.strip():
            return Problem("import.too_many_cells", value=cell[:80], expected=str(len(header)))
    if max(map(len, cells)) <= LARGEST_CELL and not _CONTROL.search("".join(cells)):
        return None
    for name, cell in zip(header, cells, strict=False):
        if len(cell) > LARGEST_CELL:
            return Problem("import.cell_too_long", name, expected=str(LARGEST_CELL))
        if _CONTROL.search(cell):
            return Problem("import.control_character", name)
    return None
