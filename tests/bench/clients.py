"""Clients that ask one engine all questions, each in turn with the bare engine, so that what else the machine does
meets both alike. They are spread over as many processes as ``chieng serve`` has.
"""

import random
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from app.bootstrap import open_archive
from app.config import read_settings
from app.ports import SearchIndex
from app.search.highlight import fragment
from app.search.query import SearchResult
from tests.bench.bare import Bare, BareEmbedded, BareServer, Replay
from tests.bench.catalogue import Catalogue
from tests.bench.questions import Asked, questions, shuffled

PROCESSES = 2
EXCERPT = 220
# One question in so many is asked once more at once
AGAIN = 3
# The number of the client whose answers are not counted
WARMING = 1_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an archive is, for whoever opens it: its data folder, and the server that searches, if one does."""

    data: str
    server: str = ""

    @property
    def environ(self) -> Mapping[str, str]:
        return {"CHIENG_SEARCH_URL": self.server} if self.server else {}

    def index(self) -> SearchIndex:
        return open_archive(read_settings(self.environ, data=self.data)).index

    def bare(self, index: SearchIndex) -> Bare:
        if self.server:
            return BareServer(index, self.server)
        return BareEmbedded(read_settings({}, data=self.data).index)


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds for one question: all of a page of hits (``marks`` of which to mark what was found), the bare engine, and
    the same asked once more at once; milliseconds by the server's own clock."""

    group: str
    ours: float
    marks: float
    bare: float
    took: float
    again: float | None


def ask(place: Place, clients: int, rounds: int) -> list[Timed]:
    """Everything that ``clients`` at the same time were answered."""
    context = get_context("spawn")
    links = []
    for number in range(min(PROCESSES, clients)):
        ours, theirs = context.Pipe()
        mine = range(number, clients, PROCESSES)
        context.Process(target=_process, args=(theirs, place, mine, rounds), daemon=True).start()
        theirs.close()
        links.append(ours)
    for link in links:
        link.recv()
    for link in links:
        link.send("begin")
    return [timed for link in links for timed in link.recv()]


def _process(link: Connection, place: Place, clients: range, rounds: int) -> None:
    index = place.index()
    bare = place.bare(index)
    ready = [(each, bare.ready(each)) for each in questions(index.search)]
    # what is done only once: code is compiled, files are read, patterns are made
    Client(index, bare, WARMING, 1).ask(ready)
    link.send("ready")
    link.recv()
    with ThreadPoolExecutor(len(clients)) as pool:
        told = list(pool.map(lambda number: Client(index, bare, number, rounds).ask(ready), clients))
    link.send([timed for some in told for timed in some])


class Client:
    def __init__(self, index: SearchIndex, bare: Bare, number: int, rounds: int) -> None:
        self._index, self._bare, self._number, self._rounds = index, bare, number, rounds
        self._chance = random.Random(number)
        self._texts: dict[str, tuple[str, str]] = {}

    def ask(self, ready: list[tuple[Asked, Replay]]) -> list[Timed]:
        """Every question, round after round. A mark for each client and round, so that no cache knows the question."""
        timed: list[Timed] = []
        for mark in range(self._number * self._rounds, (self._number + 1) * self._rounds):
            self._bare.forget()
            timed += [self._time(asked, replay, mark) for asked, replay in shuffled(ready, mark)]
        return timed

    def _time(self, asked: Asked, replay: Replay, mark: int) -> Timed:
        bare_first, once_more = self._chance.random() < 0.5, self._chance.random() < 1 / AGAIN
        bare, took = _clocked(replay) if bare_first else (0.0, 0.0)
        ours, answer = _clocked(lambda: asked.of(self._index, mark))
        again = _clocked(lambda: asked.of(self._index, mark))[0] if once_more else None
        marks = self._marks(answer) if isinstance(answer, SearchResult) else 0.0
        if not bare_first:
            bare, took = _clocked(replay)
        return Timed(asked.group, ours + marks, marks, bare, took, again)

    def _marks(self, answer: SearchResult) -> float:
        """Seconds for marking what was found in title and text of every hit, which a page has from the database."""
        texts = [self._text(hit) for hit in answer.hits]
        began = time.perf_counter()
        for title, about in texts:
            fragment(title, answer.marks, len(title))
            fragment(about, answer.marks, EXCERPT)
        return time.perf_counter() - began

    def _text(self, hit: str) -> tuple[str, str]:
        if hit not in self._texts:
            made = Catalogue().again(hit)
            self._texts[hit] = made.title, made.about
        return self._texts[hit]


def _clocked(do: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    answer = do()
    return time.perf_counter() - began, answer
