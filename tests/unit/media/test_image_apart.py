"""The process in which pictures are opened: what brings it down brings down nothing else, and it never stays long."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.errors import MediaRefused
from app.media import image_apart
from app.media.apart import Apart
from tests.media_samples import photograph

HEADER = {"do": "header", "path": str(photograph()), "name": "", "limit_pixels": 10**9}


@pytest.fixture
def apart() -> Iterator[Apart]:
    made = image_apart.process()
    yield made
    made.end()


def pid_of(apart: Apart) -> int:
    assert apart.process
    return apart.process.pid


def saboteur(apart: Apart, monkeypatch: pytest.MonkeyPatch, folder: Path, deed: str) -> None:
    """The child does one thing when it is asked for a header."""
    (folder / "app_deed.py").write_text(
        "from app.media import apart\n"
        f"def deed(**_):\n    import os, time\n    {deed}\n"
        "apart.serve({'header': deed})\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setattr(apart, "child", "app_deed")


def test_one_process_serves_one_request_after_the_other(apart: Apart) -> None:
    told = apart.ask(30, **HEADER)
    assert (told["width"], told["height"]) == (640, 427)
    first = pid_of(apart)
    assert apart.ask(30, **HEADER) == told
    assert pid_of(apart) == first


@pytest.mark.parametrize("deed", ["os.abort()", "os.kill(os.getpid(), 9)", "os.kill(os.getpid(), 11)", "os._exit(0)"])
def test_a_picture_that_brings_the_process_down_is_refused(
    apart: Apart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    saboteur(apart, monkeypatch, tmp_path, deed)
    with pytest.raises(MediaRefused) as refused:
        apart.ask(30, **HEADER)
    assert refused.value.problem.code == "media.picture_too_heavy"
    monkeypatch.undo()
    assert apart.ask(30, **HEADER)["width"] == 640


def test_a_picture_that_takes_all_memory_is_refused(
    apart: Apart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saboteur(apart, monkeypatch, tmp_path, "bytearray(apart.MEMORY)")
    with pytest.raises(MediaRefused) as refused:
        apart.ask(30, **HEADER)
    assert refused.value.problem.code == "media.picture_too_heavy"


def test_a_picture_that_never_ends_is_given_up(apart: Apart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saboteur(apart, monkeypatch, tmp_path, "time.sleep(60)")
    began = time.monotonic()
    with pytest.raises(MediaRefused) as refused:
        apart.ask(1, **HEADER)
    assert refused.value.problem.code == "media.picture_too_slow"
    assert time.monotonic() - began < 10


def test_what_a_library_prints_is_no_answer(apart: Apart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saboteur(apart, monkeypatch, tmp_path, "os.write(1, b'warning\\n'); return {'width': 1}")
    assert apart.ask(30, **HEADER) == {"width": 1}


def test_a_disk_that_is_full_is_not_the_fault_of_the_picture(
    apart: Apart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saboteur(apart, monkeypatch, tmp_path, "raise OSError(28, 'No space left on device')")
    with pytest.raises(OSError, match="No space left") as failed:
        apart.ask(30, **HEADER)
    assert failed.value.errno == 28


def test_one_that_was_killed_between_two_requests_is_started_again(apart: Apart) -> None:
    apart.ask(30, **HEADER)
    os.kill(pid_of(apart), signal.SIGKILL)
    assert apart.ask(30, **HEADER)["width"] == 640


def test_many_threads_share_it(apart: Apart) -> None:
    widths: list[int] = []
    threads = [threading.Thread(target=lambda: widths.append(apart.ask(60, **HEADER)["width"])) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert widths == [640] * 8


def test_it_ends_when_nobody_asks_any_more(apart: Apart, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "app_deed.py").write_text(
        "from app.media import apart\nfrom app.media.image_child import WORK\napart.IDLE = 0.3\napart.serve(WORK)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(apart, "child", "app_deed")
    apart.ask(30, **HEADER)
    process = apart.process
    assert process
    assert process.wait(10) == 0
    assert apart.ask(30, **HEADER)["width"] == 640


ORPHAN = """
import sys
from pathlib import Path
from app.media import image_apart
image_apart.read_header(Path(sys.argv[1]))
print(image_apart._apart.process.pid, flush=True)
sys.stdin.read()
"""


def test_it_does_not_outlive_who_started_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(photograph())], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


FORKS = """
import os, sys
from pathlib import Path
from app.media import image_apart
image_apart.read_header(Path(sys.argv[1]))
mine = image_apart._apart.process
if not (forked := os.fork()):
    image_apart.read_header(Path(sys.argv[1]))
    os._exit(int(image_apart._apart.process is mine))
assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 0
assert image_apart._apart.process is mine
image_apart.read_header(Path(sys.argv[1]))
assert mine.poll() is None
"""


def test_after_a_fork_each_has_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", FORKS, str(photograph())], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def wait_until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)
