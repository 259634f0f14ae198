"""Runs programs as children that cannot outlive the worker, nor a limit of time or memory. What their words mean is
known to who calls them: ``av.process`` for FFmpeg, ``ocr`` for Tesseract."""

import errno
import os
import selectors
import shutil
import signal
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
# A film of 3840 × 2160, 10 bits, wide range, takes 1.2 GB of this, and 0.8 GB of real memory, for its whole ladder.
MEMORY_KB = 3 << 20
# The longest that the kernel waits for a pipe is 24 days, in milliseconds; it is asked again after each hour.
HOUR = 3600.0


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
    """Standard output goes to ``on_output`` piece by piece; the end of standard error is returned. What writes files is
    given ``cwd``: of what does not, words about a full disk are a file's own title.

    Raises ``Failed``; ``MediaRefused`` when ``seconds`` or memory are over; ``OSError`` when the disk is full and
    ``SetupError`` when there is no such program, because neither is the file's fault.
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
    if code == -signal.SIGKILL:  # not by us: the kernel, when memory runs out
        raise MediaRefused(Problem("media.too_heavy"))
    # FFmpeg gives up one of its files, says so, and may end as if all were well.
    if cwd and NO_SPACE in text:
        raise OSError(errno.ENOSPC, NO_SPACE)
    if code:
        raise Failed(text)
    return text


@cache
def prefix() -> tuple[str, ...]:
    """What goes before the number of this process and the program: a polite priority, a limit of memory, and the
    kernel's word to kill it when the worker dies, that is, when the thread that started it ends."""
    words: tuple[str, ...] = ("nice", "-n", "10") if shutil.which("nice") else ()
    limits = f"ulimit -c 0; ulimit -d {MEMORY_KB} 2>/dev/null;"
    if not shutil.which("setpriv"):
        return (*words, "sh", "-c", f'{limits} exec "$@"')
    # The worker may be killed before setpriv has asked: the shell then sees a stranger as its parent and stops.
    alive = f'{limits} [ "$PPID" = "$0" ] && exec "$@"'
    return (*words, "setpriv", "--pdeathsig", "KILL", "--", "sh", "-c", alive)


@contextmanager
def _child(arguments: Sequence[str], cwd: Path | None) -> Iterator["subprocess.Popen[bytes]"]:
    if shutil.which(arguments[0]) is None:
        raise SetupError(Problem("setup.program_missing", value=arguments[0]))
    with subprocess.Popen(
        [*prefix(), str(os.getpid()), *arguments],
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
            ready = selector.select(min(HOUR, _left(deadline)))
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
