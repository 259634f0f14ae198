"""Archives for benchmarks: opened in a folder that goes away, and served as ``chieng serve`` does."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from app.bootstrap import Archive, open_archive
from app.config import read_settings
from app.services.founding import found
from tests.ports import free_port


@contextmanager
def archive() -> Iterator[Archive]:
    with tempfile.TemporaryDirectory(prefix="chieng-bench-") as folder:
        opened = open_archive(read_settings({}, data=folder))
        found(opened.db)
        yield opened
        opened.db.dispose()


@contextmanager
def served(opened: Archive) -> Iterator[tuple[str, psutil.Process]]:
    """The address, and the master of the process tree."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "chieng"), "serve", "--port", str(port)]
    environ = {**os.environ, "CHIENG_DATA": str(opened.settings.data)}
    environ |= {"CHIENG_SEARCH_URL": opened.settings.search_url or ""}
    process = subprocess.Popen([*command, "--data", str(opened.settings.data)], env=environ, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def pss(master: psutil.Process) -> int:
    """Proportional set size of a process tree, in bytes: shared pages are shared out among those who share them."""
    return sum(process.memory_full_info().pss for process in [master, *master.children(recursive=True)])


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(address)


def quantiles(seconds: list[float]) -> str:
    """``p50 1.2 ms, p95 3.4 ms`` of measured times."""
    ordered = sorted(seconds)
    middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"p50 {middle * 1000:.1f} ms, p95 {high * 1000:.1f} ms"
