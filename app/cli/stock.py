"""What goes in and out by the file: import, undo, export; the index and the derivatives made anew."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from app.cli.base import PARTLY, language, opened, problems_told, progress, stop, tell, with_data
from app.errors import ArchiveError
from app.services import units
from app.services.collections import Taken
from app.services.collections.rows import FILE as COLLECTIONS
from app.services.collections.rows import checked, titles_in
from app.services.imports.report import Note, Report, RowProblem
from app.services.media import upkeep
from app.services.viewer import SYSTEM
from app.web.language import say
from app.web.problems import sentence


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--media", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of the files.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--publish", is_flag=True, help="Publish what has all that publishing needs.")
@click.option("--unit", default=units.ROOT, show_default=True, help="Code of the unit that keeps the new records.")
@with_data
@problems_told
def import_(file: Path, media: Path | None, dry_run: bool, publish: bool, unit: str) -> None:
    """Take in the records of FILE, a CSV, with the media.csv and the collections.csv beside it."""
    archive, beside = opened(), file.with_name(COLLECTIONS)
    _collections_readable(beside)
    with progress("Rows") as report:
        told = archive.imports.run(SYSTEM, file, media, dry_run=dry_run, publish=publish, unit=unit, progress=report)
    taken = None
    if beside.is_file():
        coming = titles_in(file) if dry_run else frozenset()
        taken = archive.collection_taking.take(
            SYSTEM, beside, publish=publish, dry_run=dry_run, unit=unit, coming=coming, batch=told.batch
        )
    _report(told)
    if taken:
        _collections(taken)
    if told.rejected or told.held or (taken and taken.rejected):
        sys.exit(PARTLY)


def _collections_readable(beside: Path) -> None:
    """Asked first: a sheet that is refused as a whole must not leave half an import behind it."""
    try:
        if beside.is_file():
            checked(beside)
    except ArchiveError as error:
        stop(*(say(language(), "collections.csv: %(told)s", told=sentence(one, language())) for one in error.problems))


def _report(report: Report) -> None:
    _problems(report.rejected)
    _problems(report.held)
    for note in report.notes:
        _note(note)
    tell(
        "%(made)s made, %(changed)s changed, %(unchanged)s unchanged, %(published)s published, "
        "%(files)s files taken in, %(rejected)s rows refused.",
        made=report.made,
        changed=report.changed,
        unchanged=report.unchanged,
        published=report.published,
        files=report.files,
        rejected=report.rejected_rows,
    )
    if report.batch is None:
        tell("This was a trial: nothing has been changed.")
    else:
        tell("This was batch %(batch)s; chieng undo %(batch)s takes it back.", batch=report.batch)


def _collections(taken: Taken) -> None:
    _problems(taken.rejected)
    tell(
        "Collections: %(made)s made, %(changed)s changed, %(unchanged)s unchanged, %(published)s published, "
        "%(rejected)s rows refused.",
        made=taken.made,
        changed=taken.changed,
        unchanged=taken.unchanged,
        published=taken.published,
        rejected=taken.rejected_rows,
    )


def _problems(problems: Sequence[RowProblem]) -> None:
    for found in problems:
        told = sentence(found.problem, language())
        if found.column:
            tell(
                "%(sheet)s, row %(row)s, column %(column)s: %(told)s",
                sheet=found.sheet,
                row=found.row,
                column=found.column,
                told=told,
            )
        else:
            tell("%(sheet)s, row %(row)s: %(told)s", sheet=found.sheet, row=found.row, told=told)


def _note(note: Note) -> None:
    told = sentence(note.problem, language())
    tell("Note (row %(row)s, %(rows)s times): %(told)s", row=note.row, rows=note.rows, told=told)


@click.command()
@click.argument("batch", type=int)
@with_data
@problems_told
def undo(batch: int) -> None:
    """Take back what the import BATCH did."""
    archive = opened()
    told = archive.imports.undo(SYSTEM, batch)
    collections = archive.collection_undoing.undo(SYSTEM, batch)
    for left in (*told.left, *collections.left):
        tell("%(record)s is left: %(told)s", record=left.identifier, told=sentence(left.problem, language()))
    tell(
        "Batch %(batch)s: %(purged)s purged, %(withdrawn)s withdrawn, %(restored)s restored.",
        batch=told.batch,
        purged=told.purged,
        withdrawn=told.withdrawn,
        restored=told.restored,
    )
    if collections.purged or collections.withdrawn or collections.restored:
        tell(
            "Collections: %(purged)s purged, %(withdrawn)s withdrawn, %(restored)s restored.",
            purged=collections.purged,
            withdrawn=collections.withdrawn,
            restored=collections.restored,
        )
    if told.left or collections.left:
        sys.exit(PARTLY)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("export"))
@click.option("--collection", metavar="ID", help="Only this collection, what stands in it, and their records.")
@with_data
@problems_told
def export(folder: Path, collection: str | None) -> None:
    """Write records, what is said of media and what people wrote for them, and collections, as import reads them."""
    told = opened().exports.write(SYSTEM, folder, collection=collection)
    tell(
        "%(records)s records and %(media)s files described in %(folder)s.",
        records=told.records,
        media=told.media,
        folder=folder,
    )
    if told.collections:
        tell("%(collections)s collections in their order.", collections=told.collections)


@click.command()
@with_data
@problems_told
def reindex() -> None:
    """Make the search index anew."""
    with progress("Records") as report:
        count = opened().indexing.reindex(report)
    tell("%(count)s records are in the index.", count=count)


@click.command()
@click.option("--missing", is_flag=True, help="Only what is lost or was never made.")
@with_data
@problems_told
def rederive(missing: bool) -> None:
    """Ask the workers to make the derivatives of the files anew."""
    archive = opened()
    count = upkeep.rederive(archive.db, archive.jobs, archive.store, missing_only=missing)
    tell("The derivatives of %(count)s files will be made anew while workers run.", count=count)


@click.command()
@with_data
@problems_told
def reread() -> None:
    """Ask the workers to read the text of pages that nobody has read."""
    archive = opened()
    count = upkeep.reread(archive.db, archive.jobs)
    tell("The text of %(count)s files will be read while workers run.", count=count)
