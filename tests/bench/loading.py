"""Makes documents of generated records in several processes, for one index that takes them as they come."""

import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

from app.ports import SearchIndex
from app.search.document import IndexDocument
from tests.bench.catalogue import Catalogue

BATCH = 500
PROCESSES = max(1, os.cpu_count() or 1)
# Batches that are made ahead: so many documents are in memory at a time
AHEAD = 6


@dataclass(slots=True)
class Loaded:
    """``analysed`` and ``written`` are seconds of the processors' time in the processes that make documents, by what
    they did; ``wall`` is what it took by the clock."""

    records: int
    wall: float = 0.0
    analysed: float = 0.0
    written: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.records / self.wall:,.0f} records a second ({self.wall:.0f} s, {PROCESSES} processes analyse);"
            f" one process alone analyses {self.records / self.analysed:,.0f} a second"
            f" and makes up {self.records / self.written:,.0f}"
        )


def load(index: SearchIndex, records: int, seed: int = 1) -> Loaded:
    """All records anew, as a reindex does."""
    loaded = Loaded(records)
    loaded.wall = _anew(index, _documents(loaded, seed))
    return loaded


def without_analysis(index: SearchIndex, records: int, seed: int = 1) -> float:
    """Records a second that the engine takes of documents that are made already."""
    return records / _anew(index, list(_documents(Loaded(records), seed)))


def _anew(index: SearchIndex, documents: Iterable[list[IndexDocument]]) -> float:
    began = time.perf_counter()
    index.anew(documents, lambda _changed: [])
    return time.perf_counter() - began


def _documents(loaded: Loaded, seed: int) -> Iterator[list[IndexDocument]]:
    """In the order of the numbers, so that the same records make the same index."""
    starts = iter(range(0, loaded.records, BATCH))
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(_made, seed, start, loaded.records) for start in islice(starts, AHEAD)]
        while waiting:
            written, analysed, documents = waiting.pop(0).result()
            waiting += [pool.submit(_made, seed, start, loaded.records) for start in islice(starts, 1)]
            loaded.written += written
            loaded.analysed += analysed
            yield documents


def _made(seed: int, start: int, records: int) -> tuple[float, float, list[IndexDocument]]:
    began = time.process_time()
    made = list(Catalogue(seed).records(min(start + BATCH, records), start))
    written = time.process_time()
    documents = [document for each in made for document in each.documents()]
    return written - began, time.process_time() - written, documents
