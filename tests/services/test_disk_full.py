"""A disk that is really full, under uploads, derivatives, storage root and backups: what was said to be kept is.

The disk is a small file system in memory; where such a one may not be mounted these tests are left out.
"""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app.bootstrap import Archive, open_archive
from app.config import read_settings
from app.services.preservation.names import object_of
from app.services.viewer import SYSTEM
from tests.conftest import PASSWORD
from tests.made import published
from tests.services.serving import CHIENG, Serving, served, wait_for
from tests.services.test_killed_serving import everything_acknowledged_is_there, photograph, temporary
from tests.services.test_preserve_ocfl import valid

SIZE = 40_000_000


@pytest.fixture
def archive(tmp_path: Path, founded_sqlite: Path) -> Iterator[Archive]:
    """On a disk of its own, with ten megabytes of something else, ``ballast``, beside."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a file system in memory may not be mounted here")
    try:
        shutil.copytree(founded_sqlite, disk / "data")
        (disk / "ballast").write_bytes(bytes(12_000_000))
        opened = open_archive(read_settings({"CHIENG_BASE_URL": "http://archive.test"}, data=disk / "data"))
        yield opened
        opened.db.dispose()
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.fixture
def serving(archive: Archive) -> Iterator[Serving]:
    with served(archive) as made:
        yield made


def test_a_full_disk_is_told_in_words_and_costs_nothing_that_was_acknowledged(serving: Serving) -> None:
    archive, draw = serving.archive, random.Random(1)
    disk = archive.settings.data.parent
    who = archive.accounts.viewer(archive.accounts.add("nguoi-gui", PASSWORD, role="publisher"))
    officer = serving.officer(who)
    record = published(archive, SYSTEM)
    while (answer := officer.send(record, photograph(draw) + draw.randbytes(600_000), "a.jpg")).status_code == 201:
        assert len(serving.acknowledged) < 100

    assert answer.status_code == 507
    assert "Ổ đĩa của kho đã đầy" in answer.text
    told = subprocess.run(
        [CHIENG, "backup", str(disk / "all.tar"), "--data", str(archive.settings.data)],
        capture_output=True, text=True, env=os.environ | {"LC_ALL": "vi_VN.UTF-8"},
    )  # fmt: skip
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert "Ổ đĩa đã đầy" in told.stderr
    assert {path.name for path in disk.iterdir()} == {"ballast", "data"}
    with suppress(OperationalError):  # there may be no room to say even this
        archive.jobs.hurry("preserve")
    wait_for(lambda: not archive.settings.staging.exists() or not list(archive.settings.staging.glob("work@*")))

    (disk / "ballast").unlink()
    archive.jobs.hurry("media")
    serving.rest()
    assert everything_acknowledged_is_there(serving)
    assert archive.vault.held(object_of(record))
    assert temporary(archive) == []
    assert valid(archive.settings.ocfl)
    assert archive.fixity.check(lambda _done, _total: None).faults == ()
    assert officer.upload(record, photograph(draw), "sau.jpg")
