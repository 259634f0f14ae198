"""Runs programs as children that cannot outlive the worker, nor a limit of time. What their words mean is known to who
calls them: ``av.process`` for FFmpeg, ``ocr`` for Tesseract."""

import errno
import os
import selectors
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from app.errors import MediaRefused, SetupError
from metadata.problem import Problem

CHUNK = 65_536
STDERR_KEPT = 32_768
NO_SPACE = "No space left on device"


class Failed(Exception):
    """The program ended badly; ``said`` is the end of what it wrote about it. Never leaves ``app.media``."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def run(
    arguments: Sequence[str],
    *,
    seconds: float,
    cwd: Path | None = None,
    on_output: Callable[[bytes], None] | None = None,
) -> str:
    """Standard output goes to ``on_output`` piece by piece; the end of standard error is returned.

    Raises ``Failed``; ``MediaRefused`` when ``seconds`` are over; ``OSError`` when the disk is full and ``SetupError``
    when there is no such program, because neither is the file's fault.
    """
    deadline = time.monotonic() + seconds
    said = bytearray()
    with _child(arguments, cwd) as child:
        for is_output, piece in _pieces(child, deadline):
            if not is_output:
                said += piece
                del said[:-STDERR_KEPT]
            elif on_output:
                on_output(piece)
        code = _wait(child, deadline)
    text = said.decode("utf-8", "replace")
    if code:
        raise _failure(text)
    return text


@cache
def prefix() -> tuple[str, ...]:
    """What goes before the program: a polite priority, and the kernel's word to kill it when the worker dies, that is,
    when the thread that started it ends."""
    words: tuple[str, ...] = ("nice", "-n", "10") if shutil.which("nice") else ()
    if shutil.which("setpriv"):
        # The worker may be killed before setpriv has asked: the shell then sees a stranger as its parent and stops.
        words += ("setpriv", "--pdeathsig", "KILL", "--", "sh", "-c", '[ "$PPID" = "$0" ] && exec "$@"')
    return words


@contextmanager
def _child(arguments: Sequence[str], cwd: Path | None) -> Iterator["subprocess.Popen[bytes]"]:
    if shutil.which(arguments[0]) is None:
        raise SetupError(Problem("setup.program_missing", value=arguments[0]))
    words = prefix()
    parent = [str(os.getpid())] if "sh" in words else []
    with subprocess.Popen(
        [*words, *parent, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def _pieces(child: "subprocess.Popen[bytes]", deadline: float) -> Iterator[tuple[bool, bytes]]:
    """Both pipes are emptied together: a child that fills one while we wait for the other would hang for ever."""
    assert child.stdout
    assert child.stderr
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ, True)
        selector.register(child.stderr, selectors.EVENT_READ, False)
        while selector.get_map():
            ready = selector.select(_left(deadline))
            for key, _ in ready:
                piece = os.read(key.fd, CHUNK)
                if piece:
                    yield key.data, piece
                else:
                    selector.unregister(key.fileobj)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise MediaRefused(Problem("media.too_slow"))
    return left


def _wait(child: "subprocess.Popen[bytes]", deadline: float) -> int:
    try:
        return child.wait(_left(deadline))
    except subprocess.TimeoutExpired as error:
        raise MediaRefused(Problem("media.too_slow")) from error


def _failure(said: str) -> Exception:
    if NO_SPACE in said:
        return OSError(errno.ENOSPC, NO_SPACE)
    return Failed(said)
