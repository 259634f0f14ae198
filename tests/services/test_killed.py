"""Workers that are killed: each job finishes, once, nothing is half-written, no temporary file is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select

from app.bootstrap import Archive
from app.models import Job, Media
from app.services.discovery import Question
from app.services.viewer import SYSTEM, VISITOR
from tests import servers
from tests.made import published
from tests.media_samples import enlarged, film

PATIENCE = 240


def start_worker(archive: Archive, *arguments: str) -> subprocess.Popen[bytes]:
    """A worker process as ``chieng serve`` starts it."""
    environ = {**os.environ, **servers.environ(archive.settings)}
    return subprocess.Popen([sys.executable, "-m", "workers", *arguments], env=environ)


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def job_state(archive: Archive, kind: str) -> str | None:
    with archive.db.read() as session:
        return session.scalar(select(Job.state).where(Job.kind == kind).order_by(Job.id.desc()).limit(1))


def kill(worker: subprocess.Popen[bytes]) -> None:
    """The worker alone, as the kernel does when memory runs out: what it had started must end by itself."""
    children = psutil.Process(worker.pid).children(recursive=True)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive, f"still running: {alive}"


def finish(archive: Archive) -> None:
    """A fresh worker that does what is due."""
    assert start_worker(archive, "--until-idle").wait(PATIENCE) == 0


def halfway(archive: Archive, media: str) -> bool:
    """A scratch folder is there and has something in it."""
    folder = archive.settings.derivatives / media[:2] / media
    return any(path.is_file() and path.stat().st_size for path in folder.rglob("*")) if folder.exists() else False


def leftovers(archive: Archive) -> list[Path]:
    settings = archive.settings
    found = [*settings.uploads.glob("*"), *(path for path in settings.derivatives.rglob("making-*"))]
    return [*found, *(path for path in settings.derivatives.rglob("*") if path.name.startswith((".", "part-")))]


@pytest.mark.parametrize("what", ["film", "photograph"])
def test_a_worker_killed_while_it_makes_derivatives_loses_nothing(archive: Archive, tmp_path: Path, what: str) -> None:
    record = published(archive, SYSTEM)
    source = film() if what == "film" else enlarged(tmp_path / "large.jpg", 9000, 7000)
    original = source.read_bytes()
    media = archive.media.accept(SYSTEM, record, BytesIO(original), source.name)
    worker = start_worker(archive)
    try:
        wait_for(lambda: halfway(archive, media.id))
    finally:
        kill(worker)
    with archive.db.read() as session:
        assert session.get_one(Media, media.id).state == "working"
    finish(archive)
    with archive.db.read() as session:
        row = session.get_one(Media, media.id)
        states = session.scalars(select(Job.state).where(Job.kind == "media")).all()
    assert (row.state, row.generation) == ("ready", 1)
    assert list(states) == ["done"]
    assert archive.store.original(media.id).read_bytes() == original
    assert leftovers(archive) == []
    assert [path.name for path in archive.store.derivatives(media.id, 1).parent.iterdir()] == ["1"]


def test_a_worker_killed_while_it_indexes_loses_no_record(archive: Archive) -> None:
    records = [published(archive, SYSTEM, f"Lễ hội số {number}") for number in range(40)]
    worker = start_worker(archive)
    try:
        wait_for(lambda: archive.index.count() > 3)
    finally:
        kill(worker)
    finish(archive)
    assert archive.index.count() == len(records)
    assert archive.discovery.search(VISITOR, Question("cong chieng")).total == len(records)
    assert archive.jobs.idle()


def test_a_serving_worker_takes_up_what_a_killed_one_left(archive: Archive) -> None:
    """By the broker and the sweep, without anybody asking again."""
    record = published(archive, SYSTEM)
    with film().open("rb") as file:
        media = archive.media.accept(SYSTEM, record, file, "film.mp4")
    first = start_worker(archive)
    try:
        wait_for(lambda: job_state(archive, "media") == "working" and halfway(archive, media.id))
    finally:
        kill(first)
    second = start_worker(archive)
    try:
        wait_for(lambda: archive.reading.media(SYSTEM, media.id).state == "ready")
        wait_for(archive.jobs.idle)
    finally:
        second.terminate()
        assert second.wait(30) == 0
    assert leftovers(archive) == []
