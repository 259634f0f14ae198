"""Where the search is measured: an archive in a folder that goes away, its index there or on a server under a name of
its own; and what that takes."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import psutil

from app.bootstrap import Archive, open_archive
from app.config import read_settings
from app.services.founding import found
from tests.bench.clients import Place

# A server of its own, with more memory than the tests' has
HEAP, PORT = "2g", "54492"
SERVER = Path(tempfile.gettempdir()) / "chieng-bench-server"


@contextmanager
def archive_on(engine: str) -> Iterator[tuple[Place, Archive]]:
    server = f"{_server()}/bench{os.getpid()}" if engine == "elastic" else ""
    with tempfile.TemporaryDirectory(prefix="chieng-bench-") as folder:
        place = Place(folder, server)
        opened = open_archive(read_settings(place.environ, data=folder))
        found(opened.db)
        try:
            yield place, opened
        finally:
            opened.db.dispose()
            if server:
                _remove(place)


def _server() -> str:
    """That of ``CHIENG_BENCH_ELASTICSEARCH``, or one that is started and kept for the next run."""
    if named := os.environ.get("CHIENG_BENCH_ELASTICSEARCH"):
        return named.rstrip("/")
    SERVER.mkdir(exist_ok=True)
    own = {"TMPDIR": str(SERVER), "CHIENG_TEST_ELASTICSEARCH_HEAP": HEAP, "CHIENG_TEST_ELASTICSEARCH_PORT": PORT}
    started = subprocess.run([".ci/elasticsearch"], env=os.environ | own, check=True, stdout=subprocess.PIPE, text=True)
    return started.stdout.strip()


def weight(place: Place) -> str:
    """What the index takes on disk, and what a server that searches has in memory."""
    if not place.server:
        files = (path for path in (Path(place.data) / "index").rglob("*") if path.is_file())
        return f"index {sum(path.stat().st_size for path in files) / 1e6:,.0f} MB on disk"
    indexes = _told(place, f"{_name(place)}*/_stats/store")["indices"]
    size = sum(index["total"]["store"]["size_in_bytes"] for index in indexes.values())
    (node,) = _told(place, "_nodes/stats/jvm")["nodes"].values()
    (process,) = _told(place, "_nodes/process")["nodes"].values()
    resident = psutil.Process(process["process"]["id"]).memory_info().rss
    heap = node["jvm"]["mem"]["heap_used_in_bytes"]
    return f"index {size / 1e6:,.0f} MB on disk; server {resident / 1e6:,.0f} MB resident, heap {heap / 1e6:,.0f} MB"


_READER = """
import sys
from tests.bench.clients import Place
from tests.bench.questions import questions
index = Place(*sys.argv[1:]).index()
print("opened", flush=True); sys.stdin.readline()
for asked in questions(index.search):
    asked.of(index, 0)
print("asked", flush=True); sys.stdin.readline()
"""


def memory(place: Place) -> str:
    """Proportional memory of one process before the first question and after all of them."""
    command = [sys.executable, "-c", _READER, place.data, place.server]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin
        assert reader.stdout
        figures = []
        for _ in ("opened", "asked"):
            reader.stdout.readline()
            figures.append(psutil.Process(reader.pid).memory_full_info().pss / 1e6)
            reader.stdin.write("\n")
            reader.stdin.flush()
    return f"a process that asks: {figures[0]:.0f} MB PSS before the first question, {figures[1]:.0f} MB after all"


def _name(place: Place) -> str:
    return urlsplit(place.server).path.strip("/")


def _remove(place: Place) -> None:
    """Everything of this name; servers refuse to remove by a pattern."""
    for index in _told(place, f"_cat/indices/{_name(place)}*?h=index&format=json&expand_wildcards=all"):
        _told(place, index["index"], "DELETE")


def _told(place: Place, path: str, method: str = "GET") -> Any:
    parts = urlsplit(place.server)
    with urlopen(Request(f"{parts.scheme}://{parts.netloc}/{path}", method=method), timeout=60) as answer:
        return json.load(answer)
