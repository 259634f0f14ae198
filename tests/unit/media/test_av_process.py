"""FFmpeg as a child: it stops when it is told to, when it takes too long, and when its worker is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.errors import MediaRefused
from app.media import av
from app.media.av import process
from app.media.av.aside import aside
from tests.unit.media.av_samples import pattern


class Interrupted(Exception):
    pass


def test_an_interruption_stops_ffmpeg_and_leaves_the_earlier_folder_as_it_was(tmp_path: Path) -> None:
    source = pattern(tmp_path / "film.mp4", "640x360", "-preset", "ultrafast", seconds=20)
    target = tmp_path / "made"
    target.mkdir()
    (target / "earlier").write_text("kept")

    def interrupt(_: float) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        av.transcode_video(source, target, av.inspect(source), interrupt)
    assert (target / "earlier").read_text() == "kept"
    assert not av.temporary_siblings(target)
    assert not [child for child in psutil.Process().children(recursive=True) if "ffmpeg" in child.name()]


@pytest.fixture
def worker(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    source = pattern(tmp_path / "film.mp4", "640x360", "-preset", "ultrafast", seconds=20)
    program = (
        "import sys, pathlib; from app.media import av; source, target = map(pathlib.Path, sys.argv[1:]);"
        "av.transcode_video(source, target, av.inspect(source), lambda done: print(done, flush=True))"
    )
    line = [sys.executable, "-c", program, str(source), str(tmp_path / "made")]
    with subprocess.Popen(line, stdout=subprocess.PIPE) as running:
        yield running
        running.kill()


@pytest.mark.skipif("setpriv" not in process.prefix(), reason="this system has no setpriv")
def test_ffmpeg_dies_with_a_worker_that_is_killed_and_nothing_half_made_is_in_place(
    tmp_path: Path, worker: "subprocess.Popen[bytes]"
) -> None:
    assert worker.stdout
    worker.stdout.readline()
    children = psutil.Process(worker.pid).children(recursive=True)
    assert any("ffmpeg" in child.name() for child in children)
    os.kill(worker.pid, signal.SIGKILL)
    gone, alive = psutil.wait_procs(children, timeout=20)
    assert gone
    assert not alive
    assert not (tmp_path / "made").exists()
    assert len(av.temporary_siblings(tmp_path / "made")) == 1


def test_a_run_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    before = set(psutil.Process().children(recursive=True))  # a process that opens pictures may still be waiting
    began = time.monotonic()
    endless = ["ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", "sine", "-f", "null", "-"]
    with pytest.raises(MediaRefused) as caught:
        process.run(endless, seconds=0.5)
    assert caught.value.problem.code == "media.too_slow"
    assert time.monotonic() - began < 20
    assert set(psutil.Process().children(recursive=True)) <= before


def test_a_folder_takes_the_place_of_the_earlier_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "7"
    for word in ("one", "two"):
        with aside(target) as folder:
            (folder / word).write_text(word)
            assert av.temporary_siblings(target) == (folder,)
    assert [path.name for path in target.iterdir()] == ["two"]
    assert [path.name for path in tmp_path.iterdir()] == ["7"]
