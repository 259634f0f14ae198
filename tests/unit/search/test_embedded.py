"""What only the embedded engine promises: several processes, one folder, and no loss when one is killed."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from app.errors import SearchUnavailable
from app.search.document import IndexDocument
from app.search.embedded import EmbeddedIndex
from app.search.fields import VERSION
from app.search.query import FacetCount
from tests.contracts.search_documents import ask, identifier, record

ROOT = Path(__file__).parents[3]


Process = subprocess.Popen[str]
Start = Callable[[str], Process]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Start]:
    """Starts a process of its own that has ``index`` and ``record``."""
    begin = f"""
        import sys
        from pathlib import Path
        from app.search.embedded import EmbeddedIndex
        from tests.contracts.search_documents import ask, record
        index = EmbeddedIndex(Path({str(tmp_path)!r}))
    """
    processes: list[Process] = []

    def start(script: str) -> Process:
        code = textwrap.dedent(begin) + textwrap.dedent(script)
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", code]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def said(process: Process) -> str:
    """The next line that it prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def finished(process: Process) -> str:
    out, _ = process.communicate("\n", timeout=60)
    assert process.returncode == 0
    return out.strip()


def test_what_one_process_commits_another_finds_at_once(tmp_path: Path, started: Start) -> None:
    index = EmbeddedIndex(tmp_path)
    index.put([record("a", "Trâu")])
    reader = started("print(index.count(), flush=True); sys.stdin.readline(); print(index.count())")
    assert said(reader) == "1"
    index.put([record("b", "Voi")])
    assert finished(reader) == "2"


def test_processes_that_write_at_once_wait_for_one_another(tmp_path: Path, started: Start) -> None:
    script = """
        for n in range(10):
            index.put([record(f"{sys.argv[0][-1:]}{START + n:03}", "Trâu")])
    """
    writers = [started(script.replace("START", str(start))) for start in (100, 200, 300)]
    for writer in writers:
        finished(writer)
    assert EmbeddedIndex(tmp_path).count() == 30


def test_threads_share_one_index(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    index.put([record(f"{n:03}", "Lễ hội") for n in range(50)])
    totals: list[int] = []

    def read() -> None:
        totals.extend(index.search(ask("lễ hội")).total for _ in range(20))

    def write(name: str) -> None:
        index.put([record(name, "Lễ hội")])

    threads = [threading.Thread(target=read) for _ in range(8)]
    threads += [threading.Thread(target=write, args=(name,)) for name in ("x", "y", "z")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(totals) == 160
    assert set(totals) <= {50, 51, 52, 53}
    assert index.search(ask("lễ hội")).total == 53


def test_a_child_process_does_not_read_through_its_parents_files(started: Start) -> None:
    script = """
        import os
        index.put([record("a", "Trâu")])
        assert index.count() == 1
        child = os.fork()
        if child == 0:
            index.put([record("b", "Voi")])
            os._exit(0 if index.count() == 2 else 1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), index.count())
    """
    assert finished(started(script)) == "0 2"


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.2])
def test_a_writer_that_is_killed_leaves_the_last_commit_and_no_lock(
    tmp_path: Path, started: Start, seconds: float
) -> None:
    index = EmbeddedIndex(tmp_path)
    index.put([record("a", "Trâu", peoples=["tay"])])
    script = """
        documents = [record(f"{n:04}", "Voi " * 200) for n in range(2_000)]
        print("begins", flush=True)
        index.put(documents * 20)
    """
    writer = started(script)
    assert said(writer) == "begins"
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    after = EmbeddedIndex(tmp_path)
    found = after.search(ask("", facets=("people",)))
    assert (found.hits, found.facets["people"]) == ((identifier("a"),), (FacetCount("tay", 1),))
    after.put([record("b", "Ngựa")])
    assert index.search(ask("")).total == 2


def test_every_batch_that_was_acknowledged_outlives_a_kill(tmp_path: Path, started: Start) -> None:
    script = """
        for n in range(10_000):
            index.put([record(f"{n:04}", "Voi")])
            print(n, flush=True)
    """
    writer = started(script)
    acknowledged = [said(writer) for _ in range(25)]
    writer.kill()
    assert writer.stdout is not None
    acknowledged += writer.stdout.read().split()
    index = EmbeddedIndex(tmp_path)
    assert index.count() in (len(acknowledged), len(acknowledged) + 1)
    index.put([record("zz", "Ngựa")])
    assert index.search(ask("ngựa")).total == 1


def test_what_a_killed_writer_left_half_written_is_swept_by_the_next(tmp_path: Path, started: Start) -> None:
    index = EmbeddedIndex(tmp_path)
    index.put([record("a", "Trâu")])
    script = """
        from app.search.embedded.schema import as_json
        with index._writer(1, []) as writer:
            for n in range(60_000):
                writer.add_json(as_json(record(f"{n % 1000:04}", f"Voi {n} " * 50)))
                if n == 3_000:
                    print("writes", flush=True)
    """
    writer = started(script)
    assert said(writer) == "writes"
    writer.kill()
    writer.communicate()
    half_written = size(tmp_path)
    index.put([record("b", "Ngựa")])
    index.put([record("c", "Ngựa")])
    assert index.count() == 3
    assert half_written > 1_000_000
    assert size(tmp_path) < 100_000


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_an_error_in_a_batch_leaves_the_last_commit(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    index.put([record("a", "Trâu")])
    broken = cast("IndexDocument", "not a document")
    with pytest.raises(AttributeError):
        index.put([record("b", "Voi"), broken])
    assert index.count() == 1
    index.put([record("b", "Voi")])
    assert index.count() == 2


@pytest.mark.parametrize("version", [str(VERSION + 1), "0", "", None])
def test_an_index_of_another_version_is_outdated_until_it_is_made_anew(tmp_path: Path, version: str | None) -> None:
    index = EmbeddedIndex(tmp_path)
    index.put([record("a", "Trâu")])
    assert not index.outdated()
    if version is None:
        (tmp_path / "tantivy" / "version").unlink()
    else:
        (tmp_path / "tantivy" / "version").write_text(version)
    later = EmbeddedIndex(tmp_path)
    assert later.outdated()
    for asked in (lambda: later.search(ask("")), lambda: later.suggest("t", 3), lambda: later.put([]), later.count):
        with pytest.raises(SearchUnavailable) as caught:
            asked()
        assert caught.value.problem.code == "search.outdated"
    later.clear()
    assert not later.outdated()
    later.put([record("b", "Voi")])
    assert EmbeddedIndex(tmp_path).search(ask("")).hits == (identifier("b"),)


def test_a_damaged_index_is_told_in_the_archives_words(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    index.put([record("a", "Trâu")])
    (tmp_path / "tantivy" / "meta.json").write_text("{")
    with pytest.raises(SearchUnavailable) as caught:
        EmbeddedIndex(tmp_path).search(ask(""))
    assert caught.value.problem.code == "search.failed"


def test_asking_makes_no_folder(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "none")
    assert (index.count(), index.outdated(), (tmp_path / "none").exists()) == (0, False, False)
