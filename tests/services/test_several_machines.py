"""Several machines on one data folder, one database: who starts at once, and what the other one left behind."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.adapters.ocfl_inventory import location
from app.bootstrap import Archive
from app.models import Unit, now
from app.services import schema
from app.services.preservation.names import object_of
from app.services.viewer import SYSTEM
from tests import servers
from tests.made import published
from tests.services.test_preserve_ocfl import valid
from workers.jobs import Runner

CHIENG = str(Path(sys.executable).parent / "chieng")
ELSEWHERE = "elsewhere:1:1"


def aged(path: Path, by: timedelta) -> Path:
    then = (now() - by).timestamp()
    os.utime(path, (then, then))
    return path


def test_machines_that_start_at_once_found_one_archive(archive: Archive) -> None:
    schema.downgrade(archive.db)
    environ = {**os.environ, **servers.environ(archive.settings)}
    started = [subprocess.Popen([CHIENG, "init"], env=environ, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [process.wait(120) for process in started] == [0, 0, 0]
    assert schema.differences(archive.db) == []
    with archive.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 1 + 63


def test_an_object_that_a_killed_machine_had_in_hand_comes_back(archive: Archive) -> None:
    """Where the file system exchanges nothing (NFS), it is away for a moment: see ``app.disk.exchange``."""
    record = published(archive, SYSTEM)
    Runner(archive, ELSEWHERE).run_until_idle()
    work = archive.settings.staging / f"work@{ELSEWHERE}@ab12cd34"
    work.mkdir(parents=True)
    (archive.settings.ocfl / location(object_of(record))).rename(work / "old")
    archive.vault.sweep()
    assert archive.vault.held(object_of(record))
    assert not work.exists()
    assert valid(archive.settings.ocfl)


def test_what_another_machine_writes_just_now_is_left_alone(archive: Archive) -> None:
    archive.settings.uploads.mkdir(parents=True, exist_ok=True)
    fresh = archive.settings.uploads / f"abcd1234@{ELSEWHERE}"
    fresh.write_bytes(b"half a film")
    forgotten = archive.settings.uploads / f"efgh5678@{ELSEWHERE}"
    forgotten.write_bytes(b"half a film")
    aged(forgotten, timedelta(days=2))
    archive.media.sweep()
    assert fresh.exists()
    assert not forgotten.exists()
