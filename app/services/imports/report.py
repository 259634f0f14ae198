"""What an import and its undoing tell: counts, rows that were refused and why, notes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from metadata.problem import Problem

FILES = "media.csv"
"""The sheet beside an import file that describes media one by one."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """``row`` as the spreadsheet counts it, ``column`` as its header has it (empty: the whole row), ``sheet`` the
    file's name."""

    row: int
    column: str
    problem: Problem
    sheet: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was understood, and is kept otherwise than it was written: the first example, and how often."""

    problem: Problem
    row: int
    rows: int


@dataclass(frozen=True, slots=True)
class Report:
    """``made``, ``changed`` and ``unchanged`` count records, ``files`` media taken in, ``described`` those whose
    description changed. ``held`` tells why records that were to be published are not; they are kept as drafts.

    ``batch`` is None after a dry run.
    """

    batch: int | None
    made: int
    changed: int
    unchanged: int
    published: int
    files: int
    described: int
    rejected: tuple[RowProblem, ...]
    held: tuple[RowProblem, ...]
    notes: tuple[Note, ...]

    @property
    def rejected_rows(self) -> int:
        return len({(problem.sheet, problem.row) for problem in self.rejected})


@dataclass(slots=True)
class Tally:
    """A report while it grows."""

    made: int = 0
    changed: int = 0
    unchanged: int = 0
    published: int = 0
    files: int = 0
    described: int = 0
    rejected: list[RowProblem] = field(default_factory=list)
    held: list[RowProblem] = field(default_factory=list)
    _notes: dict[tuple[str, str], Note] = field(default_factory=dict)

    def note(self, row: int, problems: Iterable[Problem]) -> None:
        for problem in problems:
            key = (problem.code, problem.path)
            known = self._notes.get(key, Note(problem, row, 0))
            self._notes[key] = Note(known.problem, known.row, known.rows + 1)

    def report(self, batch: int | None) -> Report:
        return Report(
            batch=batch,
            made=self.made,
            changed=self.changed,
            unchanged=self.unchanged,
            published=self.published,
            files=self.files,
            described=self.described,
            rejected=tuple(sorted(self.rejected, key=lambda problem: (problem.sheet == FILES, problem.row))),
            held=tuple(self.held),
            notes=tuple(self._notes.values()),
        )


@dataclass(frozen=True, slots=True)
class Left:
    """A record or media file that undoing left as it is, and why."""

    identifier: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class UndoReport:
    """``purged`` are gone with their files, ``withdrawn`` had been published, ``restored`` have their earlier text."""

    batch: int
    purged: int
    withdrawn: int
    restored: int
    left: tuple[Left, ...]
