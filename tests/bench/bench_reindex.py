"""A reindex while people search and officers publish: is every question answered, does any miss a record?

``make bench ARGS=reindex`` does it with 20,000 records on the embedded engine; ``python -m tests.bench.bench_reindex
elastic 100000`` with as many on a cluster. A thousandth of the records has a word of its own, which every question asks
for: each must be found each time. Meanwhile records are published one after the other, and each must be found after.
"""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from app.bootstrap import Archive
from app.errors import SearchUnavailable
from app.services.discovery import Question
from app.services.jobs import process_name
from app.services.viewer import SYSTEM, VISITOR
from tests.bench.corpus import fill
from tests.bench.search_places import archive_on
from tests.bench.search_tables import at
from tests.made import published
from workers.jobs import Runner

MARK = "xqzmốc"
SHARE = 1_000
USUAL = ("embedded", "20000")


def main(arguments: Sequence[str] = USUAL) -> None:
    engine, records = arguments[0], int(arguments[1])
    with archive_on(engine) as (_, archive):
        fill(archive, records)
        for number in range(max(10, records // SHARE)):
            published(archive, SYSTEM, f"Lễ {MARK} thứ {number}")
        archive.indexing.reindex(lambda _done, _total: None)
        print(f"{engine}, {records:,} records: {_reindexed(archive)}", flush=True)


def _reindexed(archive: Archive) -> str:
    over = threading.Event()
    steady = _marked(archive)
    times: list[float] = []
    missed, refused, added = 0, 0, list[str]()
    runner = Runner(archive, process_name())

    def ask() -> None:
        nonlocal missed, refused
        began = time.perf_counter()
        try:
            missed += _marked(archive) != steady
        except SearchUnavailable:
            refused += 1
        times.append(time.perf_counter() - began)

    def edit() -> None:
        added.append(published(archive, SYSTEM, f"Hội xqzthêm{len(added)}"))
        while (job := archive.jobs.next_due()) is not None and not over.is_set():
            runner.once(job)
        time.sleep(0.5)

    with ThreadPoolExecutor(2) as pool:
        others = [pool.submit(_again, each, over) for each in (ask, edit)]
        began = time.perf_counter()
        archive.indexing.reindex(lambda _done, _total: None)
        wall = time.perf_counter() - began
        over.set()
        for each in others:
            each.result()
    runner.run_until_idle()
    lost = sum(_found(archive, f"xqzthêm{number}") != [id] for number, id in enumerate(added))
    figures = ", ".join(f"{at(times, share):.0f}" for share in (0.5, 0.95, 0.99))
    return (
        f"{wall:.0f} s; {len(times):,} questions meanwhile (p50, p95, p99 {figures} ms), {refused} not answered,"
        f" {missed} missed or doubled a record; {len(added)} were published meanwhile, {lost} of them not found after"
    )


def _again(deed: Callable[[], None], over: threading.Event) -> None:
    while not over.is_set():
        deed()


def _marked(archive: Archive) -> list[str]:
    return _found(archive, MARK)


def _found(archive: Archive, typed: str) -> list[str]:
    """Identifiers; of what is counted and not shown, a word instead."""
    found = archive.discovery.search(VISITOR, Question(typed, facets=("people",), per_page=1_000))
    return sorted(record.identifier for record in found.records) + ["more"] * (found.total - len(found.records))


if __name__ == "__main__":
    main(sys.argv[1:] or USUAL)
