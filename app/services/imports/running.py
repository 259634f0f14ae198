"""One run of an import: rows are read, judged, and, unless it is a rehearsal, carried out.

A rehearsal does everything but the last, so it tells the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from app.db import Database
from app.services import identifiers
from app.services.access import Access
from app.services.imports.drafts import Draft, FileDraft, RecordSheet
from app.services.imports.files import FileBook, FileChange
from app.services.imports.judging import Judge
from app.services.imports.plans import Plan, Verdict, links
from app.services.imports.portions import ROWS
from app.services.imports.report import FILES, RowProblem, Tally
from app.services.imports.standing import known
from app.services.imports.writing import Writer
from app.services.jobs import Report as Progress
from app.services.media import wording
from app.services.viewer import Viewer
from metadata.problem import Problem

T = TypeVar("T")

USUAL = ","


@dataclass(slots=True)
class Run:
    """``writer`` is None in a rehearsal; ``done`` are rows that an earlier run of the same import carried out."""

    db: Database
    access: Access
    actor: Viewer
    records: RecordSheet
    book: FileBook
    judge: Judge
    progress: Progress
    writer: Writer | None = None
    done: Mapping[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    def carry_out(self, writer: Writer, done: Mapping[tuple[str, int], dict[str, Any]]) -> None:
        """Makes it no rehearsal."""
        self.writer, self.done = writer, done
        if done:
            self.tally.note(1, [Problem("import.resumed", value=str(len(done)))])

    def all(self) -> Tally:
        delimiter = self.records.sheet.delimiter
        if delimiter != USUAL:
            self.tally.note(1, [Problem("import.delimiter", value=delimiter, expected=USUAL)])
        total = self.records.sheet.rows + len(self.book.known)
        passed = 0
        # files that are there first: what they are said to be may be what publication asks of their records
        for files in _by_hundreds(self.book.known):
            self._files(files)
            passed += len(files)
            self.progress(passed, total)
        for drafts in _by_hundreds(self.records.drafts()):
            self._records(drafts)
            passed += len(drafts)
            self.progress(passed, total)
        for drafts in _by_hundreds(self._owners()):
            self._records(drafts)
        self.book.refuse_unclaimed()
        self.tally.rejected += self.book.problems
        for row, note in self.book.notes:
            self.tally.note(row, [note])
        return self.tally

    def _owners(self) -> Iterator[Draft]:
        """Records that get files by ``media.csv`` alone, as rows of their own."""
        for record in self.book.owners():
            if not self.judge.has_seen(record):
                yield Draft(FILES, self.book.given_to(record)[0].row, identifier=record)

    def _records(self, drafts: list[Draft]) -> None:
        waiting = [draft for draft in drafts if not self._was_done(draft)]
        with self.db.read() as session:
            asked = {identifier for draft in waiting if (identifier := identifiers.normal(draft.identifier))}
            there = known(session, self.access, asked, set().union(*map(links, waiting)))
        verdicts = [self.judge.verdict(draft, there) for draft in waiting]
        plans = [verdict.plan for verdict in verdicts if verdict.plan]
        failed = self.writer.write(plans) if self.writer and plans else {}
        for verdict in verdicts:
            self._count(verdict, failed.get(verdict.draft.row, ()))

    def _count(self, verdict: Verdict, failures: Iterable[Problem]) -> None:
        draft, plan = verdict.draft, verdict.plan
        refused = self.judge.row_problems(draft, [*verdict.problems, *failures])
        if refused:
            self.tally.rejected += refused
            return
        self.tally.note(draft.row, verdict.notes)
        self.tally.held += self.judge.row_problems(draft, verdict.held)
        if plan is None:
            self.tally.unchanged += draft.sheet != FILES
        else:
            self._count_plan(plan, held=bool(verdict.held))

    def _count_plan(self, plan: Plan, *, held: bool) -> None:
        self.tally.made += plan.standing is None
        self.tally.changed += plan.standing is not None
        self.tally.published += plan.publish and not held
        self.tally.files += len(plan.incoming)

    def _was_done(self, draft: Draft) -> bool:
        """Counts a row that an earlier run carried out, and the rows about its files as understood."""
        after = self.done.get((draft.sheet, draft.row))
        if after is None:
            return False
        self.judge.skip(draft)
        self.tally.made += bool(after.get("made"))
        self.tally.changed += not after.get("made")
        self.tally.published += after["published"] is not None
        return True

    def _files(self, drafts: list[FileDraft]) -> None:
        asked = {identifier for draft in drafts if (identifier := identifiers.normal(draft.media))}
        with self.db.read() as session:
            pages = any(draft.texts.get(wording.PAGES) for draft in drafts)
            there = known(session, self.access, (), files=asked, pages=pages).files
        changes = []
        for draft in drafts:
            change = self.book.change(self.actor, draft, there.get(identifiers.normal(draft.media) or ""))
            if change is not None and not change.nothing:
                changes.append(change)
        self._describe(changes)

    def _describe(self, changes: list[FileChange]) -> None:
        failed = self.writer.describe(changes) if self.writer and changes else {}
        self.tally.described += len(changes) - len(failed)
        self.tally.rejected += [
            RowProblem(row, problem.path, problem, FILES) for row, problems in failed.items() for problem in problems
        ]


def _by_hundreds(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while found := list(islice(rest, ROWS)):
        yield found
