"""Pictures from outside, opened in a process apart: whatever a hostile file does to a decoder, it does it there.

That process has a limit of memory, each request one of time; it serves one request after the other, because starting it
costs as much as a small picture, and ends after one that was refused. What it does is ``app.media.image_source`` and
``app.media.image``; pyramids, which are our own, are drawn where they are asked for.
"""

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from app.errors import MediaRefused
from app.media import tiff_tiles
from app.media.child import prefix
from app.media.image_header import PIXELS, ImageHeader
from metadata.problem import Problem

MEMORY = 1536 << 20
IDLE = 20.0
"""Seconds after which the process ends, so that an archive at rest has none."""
HEADER_SECONDS = 30.0
PIXELS_SECONDS = 900.0
CHILD = "app.media.image_child"
_REQUESTS = 200
_LONGEST = 1 << 20


class _Ended(Exception):
    """The process ended without an answer; the number is what ``Popen.returncode`` says."""


class Apart:
    """One process, for one request at a time; started when it is needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self._owner = self._served = 0

    def ask(self, seconds: float, **asked: Any) -> Any:
        """Raises ``MediaRefused``, also for what takes too much time or memory, and ``OSError`` where the machine is at
        fault."""
        line = json.dumps(asked).encode() + b"\n"
        with self._lock:
            try:
                answer = self._answer(line, seconds)
            except _Ended:
                # It may have ended by itself, between two requests: this one is asked again, once.
                answer = self._answer_or_refuse(line, seconds)
            if "made" not in answer or self._served >= _REQUESTS:
                self._end()
        return _unwrapped(answer)

    def most_memory(self) -> int:
        """Bytes, at any time since it was started; 0 where it does not run."""
        if self.process is None or self.process.poll() is not None:
            return 0
        told = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(told.partition("VmHWM:")[2].split()[0]) << 10

    def end(self) -> None:
        with self._lock:
            self._end()

    def _answer_or_refuse(self, line: bytes, seconds: float) -> dict[str, Any]:
        try:
            return self._answer(line, seconds)
        except _Ended as ended:
            raise MediaRefused(Problem("media.picture_too_heavy", "media")) from ended

    def _answer(self, line: bytes, seconds: float) -> dict[str, Any]:
        process = self._running()
        self._served += 1
        assert process.stdin
        try:
            process.stdin.write(line)
            process.stdin.flush()
            told = _read_line(process, time.monotonic() + seconds)
        except BaseException as error:
            self._end()
            if isinstance(error, BrokenPipeError):
                raise _Ended(process.returncode) from error
            raise
        answer: dict[str, Any] = json.loads(told)
        return answer

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._owner != os.getpid():
            self.process = None  # a fork's: not ours to talk to
        if self.process is None or self.process.poll() is not None:
            self._end()
            command = [*prefix(), str(os.getpid()), sys.executable, "-m", CHILD]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._owner, self._served = os.getpid(), 0
        return self.process

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        process.wait()


def _read_line(process: "subprocess.Popen[bytes]", deadline: float) -> bytes:
    assert process.stdout
    told = b""
    while not told.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            raise MediaRefused(Problem("media.picture_too_slow", "media"))
        piece = os.read(process.stdout.fileno(), 65_536)
        if not piece or len(told) > _LONGEST:
            raise BrokenPipeError
        told += piece
    return told


def _unwrapped(answer: dict[str, Any]) -> Any:
    if refused := answer.get("refused"):
        raise MediaRefused(Problem(**refused))
    if failed := answer.get("failed"):
        raise OSError(answer["errno"], failed)
    return answer["made"]


_apart = Apart()
atexit.register(_apart.end)


most_memory = _apart.most_memory


def read_header(path: Path, *, name: str = "", limit_pixels: int = PIXELS) -> ImageHeader:
    """As ``app.media.image_source.read_header``."""
    told = _apart.ask(HEADER_SECONDS, do="header", path=str(path), name=name, limit_pixels=limit_pixels)
    return ImageHeader(**told)


def make_pyramid(source: Path, target: Path, *, page: int = 0, name: str = "") -> tiff_tiles.Size:
    """As ``app.media.image.make_pyramid``; the size of the picture."""
    _apart.ask(PIXELS_SECONDS, do="pyramid", source=str(source), target=str(target), page=page, name=name)
    return tiff_tiles.read_head(target).sizes[0]


def make_thumbnail(source: Path, target: Path, width: int) -> tiff_tiles.Size:
    """As ``app.media.image.make_thumbnail``."""
    made_width, made_height = _apart.ask(
        PIXELS_SECONDS, do="thumbnail", source=str(source), target=str(target), width=width
    )
    return made_width, made_height
