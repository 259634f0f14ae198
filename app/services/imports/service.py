"""Imports: records and media files from spreadsheets, as batches that can be undone."""

from dataclasses import asdict
from pathlib import Path

from app.db import Database
from app.services import units
from app.services.access import Access
from app.services.imports.batches import Batches, digest_of
from app.services.imports.drafts import FileSheet, RecordSheet
from app.services.imports.files import FileBook
from app.services.imports.folder import Folder
from app.services.imports.judging import Judge
from app.services.imports.report import FILES, Report, Tally, UndoReport
from app.services.imports.running import Run
from app.services.imports.undoing import Undoing
from app.services.imports.writing import Writer
from app.services.jobs import Jobs
from app.services.jobs import Report as Progress
from app.services.media.files import MediaFiles
from app.services.records import Records
from app.services.viewer import Viewer
from metadata.problem import Problem


class Imports:
    def __init__(self, db: Database, access: Access, jobs: Jobs, records: Records, media: MediaFiles) -> None:
        self._db, self._access, self._jobs = db, access, jobs
        self._records, self._media = records, media
        self._batches = Batches(db)

    def run(
        self,
        actor: Viewer,
        file: Path,
        media_dir: Path | None = None,
        *,
        dry_run: bool = False,
        publish: bool = False,
        unit: str = units.ROOT,
        progress: Progress = lambda _done, _total: None,
    ) -> Report:
        """Takes in ``file`` and the ``media.csv`` beside it; new records go to ``unit``. Rows that are wrong are told.

        Raises ``Invalid`` or ``TooLarge`` where the file as a whole can't be read, ``Busy`` while the same import is
        being done. One that was cut off goes on where it stopped, under the same batch, when the same file is
        imported again in the same way.
        """
        run = self._prepared(actor, file, media_dir, unit, progress, publish=publish)
        digest = _digest(file, publish=publish, unit=unit)
        earlier = self._batches.earlier(digest)
        if dry_run:
            return _told(run.all(), earlier, None)
        begun = self._batches.begin(actor, file.name, digest)
        try:
            run.carry_out(self._writer(actor, begun.batch, run.judge.unit_id), begun.done)
            report = _told(run.all(), earlier, begun.batch)
            self._batches.finish(actor, begun.batch, _counts(report))
        except BaseException:
            self._batches.rest(begun.batch)
            raise
        return report

    def unfinished(self, file: Path, *, publish: bool = False, unit: str = units.ROOT) -> bool:
        """Whether the same import was cut off, so that running it again completes it."""
        return self._batches.unfinished(_digest(file, publish=publish, unit=unit))

    def _prepared(
        self, actor: Viewer, file: Path, media_dir: Path | None, unit: str, progress: Progress, *, publish: bool
    ) -> Run:
        """The files opened and their headers understood."""
        sheet = RecordSheet.open(file)
        book = FileBook(FileSheet.beside(file), Folder.of(file, media_dir), self._media.look)
        with self._db.read() as session:
            unit_id = units.find(session, unit).id
        judge = Judge(actor, unit_id, sheet.header, book, publish=publish)
        return Run(self._db, self._access, actor, sheet, book, judge, progress)

    def _writer(self, actor: Viewer, batch: int, unit_id: int) -> Writer:
        return Writer(self._db, self._access, self._records, self._media, self._batches, actor, batch, unit_id)

    def undo(self, actor: Viewer, batch: int) -> UndoReport:
        """Takes back what a batch did. Done again, it changes nothing more; cut off, it goes on where it stopped.

        Records and files that it made are purged, or withdrawn where they had been published; what it changed has its
        earlier text, publication and access again; what somebody has edited since is told, and left. Raises
        ``NotFound`` for a batch that is none, ``Busy`` for one at work, ``NotAllowed``.
        """
        undoing = Undoing(self._db, self._access, self._jobs, self._records, self._media, actor, batch)
        try:
            return undoing.undo()
        except BaseException:
            if undoing.begun:
                self._batches.rest(batch)
            raise


def _told(tally: Tally, earlier: int | None, batch: int | None) -> Report:
    if earlier and tally.made:
        tally.note(1, [Problem("import.again", value=str(earlier))])
    return tally.report(batch)


def _digest(file: Path, *, publish: bool, unit: str) -> str:
    beside = file.with_name(FILES)
    return digest_of([file, *([beside] if beside.is_file() else [])], str(publish), unit)


def _counts(report: Report) -> dict[str, int]:
    told = asdict(report)
    counts = {name: told[name] for name in ("made", "changed", "unchanged", "published", "files", "described")}
    return counts | {"rejected": report.rejected_rows, "held": len(report.held)}
