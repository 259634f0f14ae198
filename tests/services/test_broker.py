"""Redis as the bell: heard at once, missed by nobody when it is killed, frozen or full, and work goes on without it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from sqlalchemy import func, select, update

from app.adapters.queue import QUIET, CeleryBell
from app.bootstrap import Archive, open_archive
from app.config import Settings
from app.models import Job, Lease, now
from app.services.viewer import SYSTEM
from tests import servers
from tests.made import published
from tests.ports import free_port
from tests.services.serving import wait_for
from workers.jobs import UNHEARD, Runner

pytestmark = pytest.mark.services


class RedisServer:
    """One of our own, because it is killed."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "Redis is needed: apt-get install redis-server"
        told = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self._process = subprocess.Popen([program, *told], stdout=subprocess.DEVNULL)
        wait_for(self._answers)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def send(self, what: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(what)

    def tell(self, *command: str) -> object:
        with redis.Redis(port=self.port) as client:
            return client.execute_command(*command)

    def _answers(self) -> bool:
        try:
            return bool(self.tell("PING"))
        except redis.ConnectionError:
            return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    made = RedisServer(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def bell(server: RedisServer, tmp_path: Path) -> Iterator[CeleryBell]:
    made = CeleryBell(server.url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def settings(settings: Settings, server: RedisServer) -> Settings:
    return replace(settings, broker_url=server.url)


@pytest.fixture
def start_worker(archive: Archive) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started = []

    def start() -> subprocess.Popen[bytes]:
        environ = {**os.environ, **servers.environ(archive.settings), "CHIENG_LOG": "error"}
        chieng = str(Path(sys.executable).parent / "chieng")
        started.append(subprocess.Popen([chieng, "worker"], env=environ, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for worker in started:
        worker.terminate()
        assert worker.wait(60) in (0, -signal.SIGKILL)


def waiting(archive: Archive) -> int:
    with archive.db.read() as session:
        return session.scalar(select(func.count()).where(Job.kind == "index", Job.state != "done")) or 0


def nobody_sweeps(archive: Archive) -> None:
    """Somebody on another machine holds the lease and does nothing with it."""
    with archive.db.unit_of_work() as work:
        lease = work.get(Lease, "sweep") or Lease(name="sweep")
        lease.holder, lease.until = "elsewhere:1:1", now() + timedelta(hours=1)
        work.add(lease)


def seconds(deed: Callable[[], object]) -> float:
    began = time.monotonic()
    deed()
    return time.monotonic() - began


def test_a_worker_hears_of_a_job_at_once_and_not_by_sweeping(
    archive: Archive, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    nobody_sweeps(archive)
    start_worker()
    published(archive, SYSTEM, "Việc đầu tiên")
    wait_for(lambda: not waiting(archive))
    for number in range(3):
        published(archive, SYSTEM, f"Lễ hội {number}")
        assert seconds(lambda: wait_for(lambda: not waiting(archive))) < UNHEARD.total_seconds()


def test_work_goes_on_while_the_broker_is_away_and_is_rung_for_when_it_is_back(
    archive: Archive, server: RedisServer, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    start_worker()
    published(archive, SYSTEM, "Trước khi mất")
    wait_for(lambda: not waiting(archive))
    server.kill()
    records = [published(archive, SYSTEM, f"Trong lúc mất {number}") for number in range(3)]
    wait_for(lambda: not waiting(archive))
    server.start()
    records.append(published(archive, SYSTEM, "Khi đã trở lại"))
    wait_for(lambda: not waiting(archive))
    assert archive.index.count() == len(records) + 1


def test_a_worker_that_starts_while_the_broker_is_away_works(
    archive: Archive, server: RedisServer, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    server.kill()
    published(archive, SYSTEM)
    start_worker()
    wait_for(lambda: not waiting(archive))


def test_killed_workers_lose_no_job_of_a_broker(
    archive: Archive, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    records = [published(archive, SYSTEM, f"Lễ hội {number}") for number in range(20)]
    worker = start_worker()
    wait_for(lambda: 0 < archive.index.count() < 20)
    worker.kill()
    worker.wait()
    start_worker()
    wait_for(archive.jobs.idle)
    assert archive.index.count() == len(records)


@pytest.mark.parametrize("trouble", ["killed", "frozen", "full"])
def test_who_rings_a_broker_in_trouble_is_not_held_up(bell: CeleryBell, server: RedisServer, trouble: str) -> None:
    bell.ring(1)
    if trouble == "killed":
        server.kill()
    elif trouble == "frozen":
        server.send(signal.SIGSTOP)
    else:
        server.tell("CONFIG", "SET", "maxmemory", "1")
    assert seconds(lambda: bell.ring(2)) < QUIET
    assert seconds(lambda: [bell.ring(number) for number in range(100)]) < 0.5


def test_after_a_while_the_broker_is_rung_again(
    bell: CeleryBell, server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.adapters.queue.QUIET", 0.0)
    server.kill()
    bell.ring(1)
    server.start()
    bell.ring(2)
    assert server.tell("LLEN", "chieng") == 1


def test_what_nobody_was_rung_for_is_done_by_who_has_nothing_in_hand(archive: Archive, server: RedisServer) -> None:
    server.kill()
    runner = Runner(archive, "here:1:1")
    published(archive, SYSTEM)
    runner.stand_in()
    assert waiting(archive) == 1, "a job that is due since a moment is left to those who are rung for"
    with archive.db.unit_of_work() as work:
        work.execute(update(Job).values(not_before=now() - 2 * UNHEARD))
    runner.stand_in()
    assert waiting(archive) == 0


def test_an_archive_opens_without_its_broker(settings: Settings, server: RedisServer) -> None:
    server.kill()
    opened = open_archive(settings)
    assert opened.answers()
    opened.db.dispose()
