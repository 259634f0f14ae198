"""A backup that ``chieng backup`` writes while browsers upload, films are transcoded, rows come in, objects grow."""

import hashlib
import os
import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Archive
from app.errors import Damaged
from app.models import Media, Record
from app.services.viewer import SYSTEM, Viewer
from tests.conftest import PASSWORD
from tests.made import published
from tests.media_samples import film
from tests.services.serving import Officer, Serving, kill_group, served, wait_for
from tests.services.sheets import PUBLISHABLE, festivals, write_sheet
from tests.services.test_backup import emptied, nothing
from tests.services.test_killed_serving import photograph
from tests.services.test_preserve_ocfl import valid

SENDERS = 3


@pytest.fixture
def serving(archive: Archive) -> Iterator[Serving]:
    with served(archive) as made:
        yield made


class Uploads:
    """Browsers that send photographs to some records until they are told to stop."""

    def __init__(self, officer: Officer, records: list[str]) -> None:
        self._officer, self._records, self._over = officer, records, threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(number,)) for number in range(SENDERS)]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _send(self, number: int) -> None:
        draw = random.Random(number)
        while not self._over.is_set():
            self._officer.upload(self._records[number % len(self._records)], photograph(draw), "a.jpg")


def test_every_upload_acknowledged_before_a_backup_began_comes_back_from_it(serving: Serving, tmp_path: Path) -> None:
    archive = serving.archive
    officer = serving.officer(account(archive))
    records = [published(archive, SYSTEM, f"Lễ hội {number}") for number in range(2)]
    sheet = write_sheet(tmp_path / "r.csv", festivals(800, **PUBLISHABLE))
    file = tmp_path / "all.tar"
    assert officer.upload(records[0], film().read_bytes(), "film.mp4")
    with Uploads(officer, records):
        wait_for(lambda: len(serving.acknowledged) > 15)
        archive.jobs.hurry("preserve")
        importing = serving.run("import", str(sheet))
        wait_for(lambda: count(archive) > 200)

        killed = serving.run("backup", str(file))
        part = file.with_name(".all.tar.chieng-part")
        wait_for(lambda: part.exists() and part.stat().st_size > 100_000)
        kill_group(killed)
        assert not file.exists()
        assert_refused(part, tmp_path / "half")

        archive.jobs.hurry("preserve")
        before = dict(serving.acknowledged)
        assert serving.run("backup", str(file)).wait(120) == 0
        assert len(serving.acknowledged) > len(before), "nobody uploaded in the meantime"
        os.killpg(importing.pid, signal.SIGKILL) if importing.poll() is None else None
        importing.wait()
    assert not part.exists()

    again = emptied(tmp_path / "again")
    again.restore.read(file, nothing)
    with again.db.read() as session:
        sums = {row.id: row.sha256 for row in session.scalars(select(Media))}
    assert before.items() <= sums.items()
    for media, digest in sums.items():
        assert hashlib.sha256(again.store.original(media).read_bytes()).hexdigest() == digest
    assert valid(again.settings.ocfl)
    assert again.fixity.check(nothing).faults == ()
    again.db.dispose()


def assert_refused(file: Path, folder: Path) -> None:
    again = emptied(folder)
    with pytest.raises(Damaged):
        again.restore.read(file, nothing)
    assert not (again.settings.data / "originals").exists()
    again.db.dispose()


def account(archive: Archive) -> Viewer:
    return archive.accounts.viewer(archive.accounts.add("nguoi-gui", PASSWORD, role="publisher"))


def count(archive: Archive) -> int:
    with archive.db.read() as session:
        return len(session.scalars(select(Record.identifier)).all())
