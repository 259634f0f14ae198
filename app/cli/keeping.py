"""What keeps the archive for good: fixity, backup and restore, and rebuilding it from what lies on the disk."""

import sys
from pathlib import Path

import click

from app.cli.base import PARTLY, language, opened, problems_told, progress, tell, with_data
from app.web.language import say

FAULTS = {"missing": "Missing: %(path)s", "changed": "Changed: %(path)s", "extra": "Does not belong here: %(path)s"}


@click.command()
@with_data
@problems_told
def fixity() -> None:
    """Read every file that is kept, and tell which is missing, changed or does not belong."""
    with progress("Objects") as report:
        told = opened().fixity.check(report)
    for fault in told.faults:
        click.echo(say(language(), FAULTS[fault.kind], path=fault.path))
    tell(
        "%(objects)s objects and %(waiting)s waiting files read: %(faults)s faults.",
        objects=told.objects,
        waiting=told.waiting,
        faults=len(told.faults),
    )
    if told.faults:
        sys.exit(PARTLY)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_data
@problems_told
def backup(file: Path) -> None:
    """Write everything that must be kept into FILE (.tar, or .tar.gz), while the archive is in use."""
    with progress("Files") as report:
        told = opened().backup.write(file.absolute(), report)
    tell(
        "%(records)s records and %(originals)s originals are in %(file)s.",
        records=told.records,
        originals=told.originals,
        file=file,
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_data
@problems_told
def restore(file: Path) -> None:
    """Bring back the archive of FILE into an empty data folder."""
    with progress("Bytes") as report:
        told = opened().restore.read(file.absolute(), report)
    tell("%(records)s records and %(media)s files are back.", records=told.records, media=told.media)
    _erased(told.erased)
    tell("chieng serve makes derivatives and the index anew; chieng worker --until-idle does so at once.")


@click.command()
@with_data
@problems_told
def rebuild() -> None:
    """Make the tables anew from the objects in the data folder alone."""
    archive = opened()
    with progress("Objects") as report:
        told = archive.rebuild.run(report)
    tell("%(records)s records and %(media)s files rebuilt.", records=told.records, media=told.media)
    for thing in told.closed:
        tell("%(thing)s is closed: who may see it could not be resolved.", thing=thing)
    for record in told.damaged:
        tell(
            "%(record)s is damaged and was left out: chieng fixity names the file; a backup brings it back.",
            record=record,
        )
    _erased(archive.erasure.again())
    tell("chieng serve makes derivatives and the index anew; chieng worker --until-idle does so at once.")
    if told.closed or told.damaged:
        sys.exit(PARTLY)


def _erased(records: tuple[str, ...] | list[str]) -> None:
    for record in records:
        tell("%(record)s: what was erased is erased here too.", record=record)
