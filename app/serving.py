"""How gunicorn runs: two processes of 64 threads, loaded once; its master starts the workers and keeps them alive.

Ten slow downloads stop every page where there are few threads, hence so many (docs/decisions.md).
"""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

from app.config import read_settings
from app.search.parsing import parse

worker_class = "app.connections.Worker"
workers = 2
threads = 64
preload_app = True
timeout = 120
graceful_timeout = 20
keepalive = 5
proc_name = "chieng"
loglevel = "warning"

_workers: list[subprocess.Popen[bytes]] = []
_stopping = threading.Event()


def when_ready(server: Any) -> None:
    """Starts as many workers as the settings say, and starts one anew when it ends."""
    for _ in range(read_settings().workers):
        threading.Thread(target=_keep_one, args=(server,), daemon=True).start()


def pre_fork(_server: Any, _worker: Any) -> None:
    """What was loaded stays: collecting garbage need not look at it again, nor write to pages that processes share.

    A harvest, which makes many small things, is half as fast where every collection walks through the whole program.
    The names of peoples and places are loaded by the first question: here, once for all processes.
    """
    parse("cồng chiêng")
    gc.freeze()


def on_exit(_server: Any) -> None:
    _stopping.set()
    for worker in _workers:
        if worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + 10
    for worker in _workers:
        try:
            worker.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            worker.kill()


def _keep_one(server: Any) -> None:
    while not _stopping.is_set():
        began = time.monotonic()
        worker = subprocess.Popen([sys.executable, "-m", "workers", "--parent", str(os.getpid())])
        _workers.append(worker)
        code = worker.wait()
        _workers.remove(worker)
        if not _stopping.is_set():
            server.log.warning("a worker ended (%s); another takes its place", code)
            _stopping.wait(0.5 if time.monotonic() - began > 10 else 3)
