"""Files from outside, opened in a process apart: whatever a hostile file does to a decoder, it does it there.

Both ends of it: ``Apart`` asks, ``serve`` answers, one request a line, in JSON. The process has a limit of memory, each
request one of time; it serves one request after the other, because starting it costs as much as a small picture, and
ends after one that was refused. What is asked is in ``image_apart`` and ``document_apart``, what is done for it in
``image_child`` and ``document_child``.
"""

import atexit
import json
import os
import resource
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.errors import MediaRefused
from app.media.child import prefix
from metadata.problem import Problem

MEMORY = 1536 << 20
IDLE = 20.0
"""Seconds after which the process ends, so that an archive at rest has none."""
_REQUESTS = 200
_LONGEST = 64 << 20


class _Ended(Exception):
    """The process ended without an answer; the number is what ``Popen.returncode`` says."""


class Apart:
    """One process, for one request at a time; started when it is needed. ``child`` is the module that it runs, which
    calls ``serve``; ``heavy`` and ``slow`` are the problems of what takes too much memory, or time."""

    def __init__(self, child: str, *, heavy: str, slow: str) -> None:
        self.child, self._heavy, self._slow = child, heavy, slow
        self._lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self._owner = self._served = 0
        atexit.register(self.end)

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
        return self._unwrapped(answer)

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
            raise MediaRefused(Problem(self._heavy, "media")) from ended

    def _answer(self, line: bytes, seconds: float) -> dict[str, Any]:
        process = self._running()
        self._served += 1
        assert process.stdin
        try:
            process.stdin.write(line)
            process.stdin.flush()
            told = self._line(process, time.monotonic() + seconds)
        except BaseException as error:
            self._end()
            if isinstance(error, BrokenPipeError):
                raise _Ended(process.returncode) from error
            raise
        answer: dict[str, Any] = json.loads(told)
        return answer

    def _line(self, process: "subprocess.Popen[bytes]", deadline: float) -> bytes:
        assert process.stdout
        told = bytearray()
        while not told.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                raise MediaRefused(Problem(self._slow, "media"))
            piece = os.read(process.stdout.fileno(), 65_536)
            if not piece or len(told) > _LONGEST:
                raise BrokenPipeError
            told += piece
        return bytes(told)

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._owner != os.getpid():
            self.process = None  # a fork's: not ours to talk to
        if self.process is None or self.process.poll() is not None:
            self._end()
            command = [*prefix(), str(os.getpid()), sys.executable, "-m", self.child]
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

    def _unwrapped(self, answer: dict[str, Any]) -> Any:
        if refused := answer.get("refused"):
            raise MediaRefused(Problem(**refused))
        if answer.get("heavy"):
            raise MediaRefused(Problem(self._heavy, "media"))
        if failed := answer.get("failed"):
            raise OSError(answer["errno"], failed)
        return answer["made"]


Work = Mapping[str, Callable[..., Any]]


def serve(work: Work, memory: int | None = None) -> None:
    """Answers requests until nobody has asked for a while, or the parent is gone. ``work`` is what can be asked, by
    name; ``memory`` in bytes is ``MEMORY`` where nothing is said."""
    # Libraries that print would otherwise speak in between.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    most = memory or MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while select.select([0], [], [], IDLE)[0]:
        line = sys.stdin.readline()
        if not line:
            return
        answers.write(json.dumps(_done(work, json.loads(line))) + "\n")
        answers.flush()


def _done(work: Work, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"made": work[asked.pop("do")](**asked)}
    except MediaRefused as refused:
        return {"refused": asdict(refused.problem)}
    except MemoryError:
        return {"heavy": True}
    except OSError as error:
        return {"failed": str(error), "errno": error.errno or 0}
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent tells it as its own
        return {"failed": f"{type(error).__name__}: {error}", "errno": 0}
