"""Imports that are cut off: what is in is whole, the batch can be undone, and the same import goes on where it was."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.bootstrap import Archive
from app.errors import Busy
from app.models import Base, Batch, BatchChange, Event, Media, Record, RecordVersion, UsedIdentifier
from app.services.imports.portions import ROWS
from app.services.viewer import SYSTEM
from tests import servers
from tests.made import jpeg
from tests.services.sheets import everything, festivals, write_sheet

PATIENCE = 60
MANY = 2400
IMPORT = """
import sys
from pathlib import Path
from app.bootstrap import open_archive
from app.config import read_settings
from app.services.viewer import SYSTEM
open_archive(read_settings()).imports.run(SYSTEM, Path(sys.argv[1]))
"""


def how_many(archive: Archive, table: type[Base]) -> int:
    with archive.db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def killed_import(archive: Archive, sheet: Path, *, when: type[Base], reaches: int) -> None:
    """Imports in a process of its own, which is killed once a table has so many rows."""
    environ = {**os.environ, **servers.environ(archive.settings)}
    process = subprocess.Popen([sys.executable, "-c", IMPORT, str(sheet)], env=environ)
    deadline = time.monotonic() + PATIENCE
    while how_many(archive, when) < reaches:
        assert process.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.wait()


def test_an_import_that_is_killed_leaves_whole_portions_and_goes_on_when_it_is_run_again(
    archive: Archive, tmp_path: Path
) -> None:
    sheet = write_sheet(tmp_path / "r.csv", festivals(MANY, people="xtieng"))

    killed_import(archive, sheet, when=Record, reaches=2 * ROWS)

    there = how_many(archive, Record)
    assert there % ROWS == 0
    assert there < MANY
    assert {how_many(archive, table) for table in (RecordVersion, Event, UsedIdentifier, BatchChange)} == {there}
    with archive.db.read() as session:
        batch = session.scalars(select(Batch)).one()
    assert batch.state == "running"

    report = archive.imports.run(SYSTEM, sheet)

    assert (report.batch, report.made, report.rejected) == (batch.id, MANY, ())
    assert [(note.problem.code, note.problem.value) for note in report.notes] == [("import.resumed", str(there))]
    with archive.db.read() as session:
        titles = {body["metadata"]["title"][0]["value"] for body in session.scalars(select(RecordVersion.body))}
        assert session.get_one(Batch, batch.id).state == "finished"
    assert len(titles) == how_many(archive, Record) == MANY


def test_an_import_that_was_killed_can_be_undone(archive: Archive, tmp_path: Path) -> None:
    sheet = write_sheet(tmp_path / "r.csv", festivals(MANY))
    killed_import(archive, sheet, when=Record, reaches=ROWS)
    there = how_many(archive, Record)

    report = archive.imports.undo(SYSTEM, 1)

    assert (report.purged, report.left) == (there, ())
    assert how_many(archive, Record) == how_many(archive, RecordVersion) == 0
    with archive.db.read() as session:
        assert all(session.scalars(select(UsedIdentifier.burnt_at)))
        assert session.scalars(select(Batch.state)).one() == "undone"
    again = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", festivals(3)))
    assert (again.made, again.batch) == (3, 2)


def test_an_import_that_is_killed_among_files_leaves_none_that_nobody_knows(archive: Archive, tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(20 + number, 20).read())
    rows = [row | {"media": f"{number}.jpg"} for number, row in enumerate(festivals(300))]
    sheet = write_sheet(tmp_path / "r.csv", rows)

    killed_import(archive, sheet, when=Media, reaches=40)
    archive.media.sweep()

    with archive.db.read() as session:
        known = {media.id: media.sha256 for media in session.scalars(select(Media))}
    kept = {path.parent.name for path in archive.settings.originals.rglob("original*")}
    assert kept == set(known)
    assert not list(archive.settings.uploads.glob("*"))
    report = archive.imports.run(SYSTEM, sheet)
    assert (report.made, how_many(archive, Media)) == (300, 300)
    archive.imports.undo(SYSTEM, 1)
    assert everything(archive)["files"] == {}


def test_an_import_that_fails_in_the_middle_rests_and_goes_on(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = write_sheet(tmp_path / "r.csv", festivals(3 * ROWS))

    def full(done: int, _total: int) -> None:
        if done == 2 * ROWS:
            raise OSError("no space left on the device")

    with pytest.raises(OSError, match="no space"):
        archive.imports.run(SYSTEM, sheet, progress=full)
    assert how_many(archive, Record) == 2 * ROWS

    report = archive.imports.run(SYSTEM, sheet)
    assert (report.batch, report.made, how_many(archive, Record)) == (1, 3 * ROWS, 3 * ROWS)


def test_an_import_that_is_at_work_is_neither_begun_twice_nor_undone(archive: Archive, tmp_path: Path) -> None:
    sheet = write_sheet(tmp_path / "r.csv", festivals(3))
    seen: list[str] = []

    def meanwhile(_done: int, _total: int) -> None:
        for attempt in (lambda: archive.imports.run(SYSTEM, sheet), lambda: archive.imports.undo(SYSTEM, 1)):
            with pytest.raises(Busy) as busy:
                attempt()
            seen.append(busy.value.problem.code)

    report = archive.imports.run(SYSTEM, sheet, progress=meanwhile)

    assert (report.made, set(seen)) == (3, {"batch.running"})


def test_a_sheet_that_was_changed_is_another_import(archive: Archive, tmp_path: Path) -> None:
    sheet = write_sheet(tmp_path / "r.csv", festivals(2))

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.imports.run(SYSTEM, sheet, progress=stop)
    report = archive.imports.run(SYSTEM, write_sheet(sheet, festivals(3)))

    assert (report.batch, report.made) == (2, 3)
