"""Rows as they were read, before the archive is asked about them: those of records, and those of media files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import Invalid
from app.services.imports.folder import file_name
from app.services.imports.report import FILES
from app.services.media import wording
from app.services.tabular.columns import Column, Header, header
from app.services.tabular.sheet import Line, Sheet
from app.services.tabular.values import split
from metadata.problem import Problem

RECORD_COLUMNS = ("identifier", "kind", "status", "access", "media")
FILE_COLUMNS = ("media", "record", "file", "access")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a record. ``media`` is None where the sheet has no such column; ``problem`` is the row's own."""

    sheet: str
    row: int
    identifier: str = ""
    kind: str = ""
    status: str = ""
    access: str = ""
    media: tuple[str, ...] | None = None
    cells: Mapping[Column, str] | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A row of a media file: one that is there (``media``), or one that comes with a record (``file``).

    ``texts`` are names of files with captions, transcripts and chapters by column (``captions@vi``); an empty name
    takes the text away.
    """

    row: int
    media: str
    record: str
    file: str
    access: str
    cells: Mapping[Column, str]
    texts: Mapping[str, str]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class RecordSheet:
    sheet: Sheet
    header: Header

    @classmethod
    def open(cls, path: Path) -> "RecordSheet":
        """Raises ``Invalid`` with every problem of the header, and what ``Sheet.open`` raises."""
        sheet = Sheet.open(path)
        understood = header(sheet.header, RECORD_COLUMNS)
        if isinstance(understood, list):
            raise Invalid.of(understood)
        return cls(sheet, understood)

    def drafts(self) -> Iterator[Draft]:
        for line in self.sheet.lines():
            yield self._draft(line)

    def _draft(self, line: Line) -> Draft:
        name = self.sheet.path.name
        problem = line.problem or _headless(self.header, line)
        if problem:
            return Draft(name, line.number, problem=problem)
        fixed = {column: line.cells[place] for column, place in self.header.fixed.items()}
        media = tuple(map(file_name, split(fixed["media"]))) if "media" in fixed else None
        # An emptied cell takes away what a record says; a new one says nothing yet.
        every = bool(fixed.get("identifier"))
        cells = {column: cell for place, column in self.header.terms if (cell := line.cells[place]) or every}
        return Draft(
            sheet=name,
            row=line.number,
            identifier=fixed.get("identifier", ""),
            kind=fixed.get("kind", ""),
            status=fixed.get("status", ""),
            access=fixed.get("access", ""),
            media=media,
            cells=cells,
        )


@dataclass(frozen=True, slots=True)
class FileSheet:
    """``media.csv``, read whole: what it says of files that are new is needed while the records are read."""

    header: Header
    drafts: tuple[FileDraft, ...] = ()

    @classmethod
    def beside(cls, path: Path) -> "FileSheet":
        """Empty where there is none. Raises ``Invalid`` with every problem of the header."""
        other = path.with_name(FILES)
        if other == path or not other.is_file():
            return cls(Header({}, (), ()))
        sheet = Sheet.open(other)
        found = list(wording.columns(sheet.header))
        texts = {name: sheet.header.index(name) for name, _ in found}
        understood = header(sheet.header, (*FILE_COLUMNS, *texts), kinds=("media",))
        problems = [problem for _, problem in found if problem]
        if isinstance(understood, list):
            problems += understood
        if problems or isinstance(understood, list):
            raise Invalid.of(replace(one, value=f"{FILES}: {one.value}") for one in problems)
        return cls(understood, tuple(_file_draft(understood, texts, line) for line in sheet.lines()))


def _file_draft(understood: Header, texts: Mapping[str, int], line: Line) -> FileDraft:
    cells = line.cells or ("",) * len(understood.names)
    fixed = {column: cells[place] for column, place in understood.fixed.items()}
    return FileDraft(
        row=line.number,
        media=fixed.get("media", ""),
        record=fixed.get("record", ""),
        file=file_name(fixed.get("file", "")),
        access=fixed.get("access", ""),
        cells={column: cells[place] for place, column in understood.terms},
        texts={name: cells[place] for name, place in texts.items()},
        problem=line.problem or _headless(understood, line),
    )


def _headless(understood: Header, line: Line) -> Problem | None:
    """A cell under a column that has no name."""
    for name, cell in zip(understood.names, line.cells, strict=True):
        if cell and not name:
            return Problem("import.cell_without_column", value=cell[:80])
    return None
