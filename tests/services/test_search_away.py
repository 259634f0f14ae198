"""The search engine stops and starts again, or is made anew, under a stream of edits: nothing that changed is lost."""

import os
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.bootstrap import Archive, open_archive
from app.config import Settings
from app.errors import SearchUnavailable
from app.services import texts
from app.services.discovery import Question
from app.services.jobs import process_name
from app.services.viewer import SYSTEM, VISITOR
from tests.made import festival, published
from tests.ports import free_port
from workers.jobs import Runner

SCRIPT = Path(__file__).parents[2] / ".ci" / "elasticsearch"
RECORDS = 20


class Cluster:
    """A server of its own, for it is stopped."""

    def __init__(self, home: Path) -> None:
        home.chmod(0o755)
        self._environ = {**os.environ, "TMPDIR": str(home), "CHIENG_TEST_ELASTICSEARCH_PORT": str(free_port())}
        self._pid = home / "chieng-elasticsearch" / "pid"
        self.url = self._run("start")

    def kill(self) -> None:
        """As a power cut does."""
        subprocess.run(["kill", "-9", self._pid.read_text()], check=True)

    def again(self) -> None:
        self._run("again")

    def stop(self) -> None:
        self._run("stop")

    def _run(self, what: str) -> str:
        done = subprocess.run([str(SCRIPT), what], env=self._environ, capture_output=True, text=True, timeout=180)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    # not below the folder of the tests, which the server's own user may not enter
    home = Path("/var/tmp") / f"chieng-{os.getpid()}-{random.randrange(1 << 30)}"
    home.mkdir()
    made = Cluster(home)
    yield made
    made.stop()
    subprocess.run(["rm", "-rf", str(home)], check=True)


@dataclass
class Stream:
    """Something that goes on beside, until it is told to stop; what it raised is raised then."""

    step: Callable[[], None]
    pause: float = 0.02
    times: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Stream":
        self._pool = ThreadPoolExecutor(1)
        self._going = self._pool.submit(self._go)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._going.result(60)
        self._pool.shutdown()

    def wait(self, more: int, seconds: float = 60) -> None:
        """Until it was done so many times more."""
        until, wanted = time.monotonic() + seconds, self.times + more
        while self.times < wanted:
            assert time.monotonic() < until, "it goes on too slowly"
            if self._going.done():
                self._going.result()
            time.sleep(0.01)

    def _go(self) -> None:
        while not self._over.wait(self.pause):
            self.step()
            self.times += 1


class Editors:
    """Publish a record, give one another title, or withdraw one; ``titles`` are what must be found in the end."""

    def __init__(self, archive: Archive, draw: random.Random) -> None:
        self._archive, self._draw = archive, draw
        self._number = 0
        self._versions: dict[str, int] = {}
        self.titles: dict[str, str] = {}

    def edit(self) -> None:
        self._number += 1
        title, chance = f"Hội thứ{self._number}x", self._draw.random()
        if chance < 0.1 or len(self.titles) < RECORDS:
            record = published(self._archive, SYSTEM, title)
            self.titles[record], self._versions[record] = title, 1
            return
        record = self._draw.choice(sorted(self.titles))
        if chance < 0.2:
            self._archive.records.withdraw(SYSTEM, record, why="thử")
            del self.titles[record]
            return
        saved = self._archive.records.save(SYSTEM, record, texts.body(festival(title)), base=self._versions[record])
        self._archive.records.publish(SYSTEM, record, base=saved.version)
        self.titles[record], self._versions[record] = title, saved.version


def found(archive: Archive) -> dict[str, str]:
    """What everyone finds, title by record."""
    titles: dict[str, str] = {}
    cursor = None
    while True:
        page = archive.discovery.search(VISITOR, Question(sort="newest", per_page=100, cursor=cursor))
        titles |= {record.identifier: record.metadata["title"][0]["value"] for record in page.records}
        cursor = page.cursor
        if cursor is None:
            assert page.total == len(titles)
            return titles


def work_on(archive: Archive, runner: Runner) -> None:
    if (job := archive.jobs.next_due()) is not None:
        runner.once(job)


def indexed(archive: Archive, title: str) -> list[str]:
    """By the word that nothing else has: what the index holds, not what the record store does."""
    return [record.identifier for record in archive.discovery.search(VISITOR, Question(title)).records]


@pytest.mark.elasticsearch
@pytest.mark.services
def test_nothing_that_changes_while_the_engine_is_away_is_lost(cluster: Cluster, settings: Settings) -> None:
    archive = open_archive(replace(settings, search_url=f"{cluster.url}/away"))
    runner, editors = Runner(archive, process_name()), Editors(archive, random.Random(11))
    answered, refused = 0, list[str]()

    def work() -> None:
        work_on(archive, runner)
        archive.indexing.tend()

    def ask() -> None:
        nonlocal answered
        try:
            archive.discovery.search(VISITOR, Question("hội", facets=("people",)))
            answered += 1
        except SearchUnavailable as error:
            refused.append(error.problem.value)

    with Stream(editors.edit) as edits, Stream(work), Stream(ask) as questions:
        edits.wait(RECORDS * 2)
        questions.wait(5)
        assert (refused, answered > 0) == ([], True)
        cluster.kill()
        edits.wait(RECORDS)
        before = answered
        questions.wait(5)
        assert (answered, bool(refused)) == (before, True)
        record = next(iter(editors.titles))
        assert archive.reading.record(VISITOR, record).identifier == record
        cluster.again()
        edits.wait(RECORDS)
        until = time.monotonic() + 60
        while answered == before:
            assert time.monotonic() < until
            time.sleep(0.1)
    archive.indexing.tend()
    runner.run_until_idle()
    assert found(archive) == editors.titles
    assert {record: indexed(archive, title) for record, title in editors.titles.items()} == {
        record: [record] for record in editors.titles
    }
    archive.db.dispose()


def test_every_question_finds_all_there_is_while_the_index_is_made_anew(
    archive: Archive, run_jobs: Callable[[], int]
) -> None:
    editors = Editors(archive, random.Random(5))
    steady = {published(archive, SYSTEM, f"Lễ rước voi {number}") for number in range(RECORDS)}
    while len(editors.titles) < RECORDS:
        editors.edit()
    run_jobs()
    runner = Runner(archive, process_name())
    asked: list[set[str]] = []

    def ask() -> None:
        answer = archive.discovery.search(VISITOR, Question("rước voi", per_page=100))
        assert answer.total == len(steady)
        asked.append({record.identifier for record in answer.records})

    with Stream(editors.edit) as edits, Stream(lambda: work_on(archive, runner)), Stream(ask, pause=0) as questions:
        for _ in range(4):
            archive.indexing.reindex(lambda _done, _total: None)
        edits.wait(3)
        questions.wait(3)
    run_jobs()
    assert all(answer == steady for answer in asked)
    assert found(archive).keys() == steady | editors.titles.keys()
    assert [indexed(archive, title) for title in editors.titles.values()] == [[record] for record in editors.titles]


def test_an_index_that_was_emptied_is_filled_again(archive: Archive, run_jobs: Callable[[], int]) -> None:
    record = published(archive, SYSTEM)
    run_jobs()
    archive.index.clear()
    assert found(archive) == {}
    archive.indexing.tend(closely=True)
    run_jobs()
    assert found(archive).keys() == {record}
    before = archive.index.count()
    archive.indexing.tend(closely=True)
    assert not archive.jobs.due("reindex")
    assert archive.index.count() == before
