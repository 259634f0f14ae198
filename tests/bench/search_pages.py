"""What visitors wait for: pages of results over HTTP, records from the database; and what a reindex costs meanwhile."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote
from urllib.request import urlopen

from app.bootstrap import Archive
from tests.bench.archives import served
from tests.bench.corpus import fill
from tests.bench.questions import WORDS, shuffled
from tests.bench.search_tables import at

ROUNDS = 4


def pages(archive: Archive, records: int, clients: Sequence[int]) -> None:
    began = time.perf_counter()
    fill(archive, records)
    print(f"{records:,} records into the database: {time.perf_counter() - began:,.0f} s", flush=True)
    with served(archive) as (address, _):
        found = [f"{address}/vi/search?q={quote(typed)}" for some in WORDS.values() for typed in some]
        _asked(found, 4)
        for number in clients:
            seconds = _asked(shuffled(found * ROUNDS, 1), number)
            figures = ", ".join(f"{at(seconds, share):.0f}" for share in (0.5, 0.95, 0.99))
            print(f"/vi/search over HTTP, {number} at a time: p50, p95, p99 {figures} ms", flush=True)


def _asked(paths: list[str], clients: int) -> list[float]:
    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(_seconds, paths))


def _seconds(path: str) -> float:
    began = time.perf_counter()
    with urlopen(path, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - began


def reindexing(archive: Archive) -> None:
    """As a worker does it: one process reads the records and analyses them."""
    began, used = time.perf_counter(), time.process_time()
    records = archive.indexing.reindex(lambda _done, _total: None)
    wall, used = time.perf_counter() - began, time.process_time() - used
    print(f"reindex of {records:,} records: {wall:,.0f} s, {used:,.0f} s of a processor", flush=True)
