"""Derivatives: a cache that can always be made anew from the original. Runs in workers; may be killed at any line.

Everything is written into a scratch folder, which is renamed to a new generation; one commit makes that generation
the one in use, and only then is the old one removed.
"""

from typing import Any

from app.db import Database, UnitOfWork
from app.errors import MediaRefused
from app.models import Media, Record
from app.ports import Store
from app.services.changes import look, touch
from app.services.jobs import Jobs, Report
from app.services.media.making import MAKERS, Made, told_to
from app.services.media.page_reading import AGAIN, ASKED, READ, put_pages, wanted
from app.services.preservation.wishes import AFTER_ACCESSION, wish
from app.services.reach import listed_in_public
from metadata.problem import Problem


class Derivation:
    def __init__(self, db: Database, jobs: Jobs, store: Store) -> None:
        self._db, self._jobs, self._store = db, jobs, store

    def derive(self, media_id: str, report: Report) -> None:
        """Makes all derivatives of a file. Raises ``MediaRefused`` when it can't be read; a purged file is no error."""
        row = self._begin(media_id)
        if row is None:
            return
        lost = row.generation > 0 and not self._store.derivatives(media_id, row.generation).is_dir()
        generation = row.generation + (0 if lost else 1)
        self._store.drop(media_id, keep_generation=row.generation)
        scratch = self._store.scratch(media_id)
        try:
            made = MAKERS[row.type](self._store.original(media_id), scratch, row.description, report)
            made = told_to(row.filename, made)
            self._store.place(scratch, media_id, generation)
        except BaseException:
            self._store.drop(media_id, keep_generation=row.generation)
            raise
        self._finish(media_id, generation, made, lost=lost)
        self._store.drop(media_id, keep_generation=generation)

    def failed(self, media_id: str, problem: Problem) -> None:
        """Writes down why, for the officer to read. The original is kept."""
        with self._db.unit_of_work() as work:
            row = work.get(Media, media_id)
            if row is not None:
                row.state = "failed"
                row.problem = {
                    "code": problem.code,
                    "path": problem.path,
                    "value": problem.value or row.filename,
                    "expected": problem.expected,
                }
                self._changed(work, work.get_one(Record, row.record), row.id)

    def _begin(self, media_id: str) -> Media | None:
        with self._db.unit_of_work() as work:
            row = work.get(Media, media_id)
            if row is not None:
                if row.type not in MAKERS:
                    raise MediaRefused(Problem("media.unknown_format", "media", row.filename))
                row.state, row.problem = "working", None
            return row

    def _finish(self, media_id: str, generation: int, made: Made, *, lost: bool) -> None:
        """Derivatives made anew because they were lost are those that the public knows: nothing has changed for it."""
        with self._db.unit_of_work() as work:
            row = work.get(Media, media_id)
            if row is None:
                self._store.purge(media_id)
                return
            record = work.get_one(Record, row.record, with_for_update=True)  # before the file's row, as everywhere
            same = lost and _shape(row.detail) == _shape(made.detail)
            row.state, row.generation, row.detail = "ready", generation, row.detail if same else _anew(row, made)
            row.type = made.type or row.type
            put_pages(work, media_id, made.pages)
            if wanted(record.kind, row.type, row.detail):
                if same:
                    row.detail = {**row.detail, ASKED: {**row.detail.get(ASKED, {}), AGAIN: True}}
                self._jobs.ask(work, READ, media_id)
            self._changed(work, record, media_id, same=same)

    def _changed(self, work: UnitOfWork, record: Record, media_id: str, *, same: bool = False) -> None:
        """For visitors a record has changed only with a file that they are shown."""
        if record.published_version is not None and listed_in_public(work, record, media_id):
            (look if same else touch)(work, record)
        if record.published_version is not None and not same:
            wish(self._jobs, work, record.identifier, after=AFTER_ACCESSION)
        self._jobs.ask(work, "index", record.identifier)
        self._jobs.ask(work, "manifest", record.identifier)


_VARYING = frozenset({"size", "rate", "files", ASKED})


def _anew(row: Media, made: Made) -> dict[str, Any]:
    """What was asked for stands on; the rest is as it was found."""
    return {**made.detail, **{name: row.detail[name] for name in (ASKED,) if name in row.detail}}


def _shape(detail: Any) -> Any:
    """Dimensions, durations and codecs, without the bytes that an encoder needed for them this time."""
    if isinstance(detail, dict):
        return {name: _shape(value) for name, value in detail.items() if name not in _VARYING}
    return [_shape(value) for value in detail] if isinstance(detail, list) else detail
