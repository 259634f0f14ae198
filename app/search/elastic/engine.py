"""The ``SearchIndex`` port on a cluster."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from elasticsearch import ConnectionTimeout, Elasticsearch

from app.errors import SearchUnavailable
from app.search import suggesting
from app.search.document import IndexDocument
from app.search.elastic.cluster import PATIENCE, Place, connected, in_words, unavailable
from app.search.elastic.indexes import Indexes, Making
from app.search.elastic.searching import Interrupted, NoIndex, Searching
from app.search.elastic.writing import Writing, changes, putting, removing, write
from app.search.query import SearchQuery, SearchResult, Suggestion
from app.services.access import EVERYONE_ID
from metadata.problem import Problem

# After so many questions in a row that were waited for in vain, nothing is asked for so many seconds: pages that wait
# hold threads, and there would be none left for those that need no search
IN_VAIN, QUIET = 3, 5.0
# Pieces that wait to be sent while the next is made: the cluster is not to be run over, nor memory filled
AHEAD = 2

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class _Here:
    """What one process talks to the cluster with: sockets are not to be shared with those it forked from."""

    process: int
    client: Elasticsearch
    indexes: Indexes
    writing: Writing
    searching: Searching

    @classmethod
    def at(cls, place: Place, shards: int) -> "_Here":
        client = connected(place)
        indexes = Indexes(client, place.name, shards)
        searching = Searching(client.options(request_timeout=PATIENCE), indexes.live)
        return cls(os.getpid(), client, indexes, Writing(client, indexes), searching)


class ElasticIndex:
    """``url`` is ``http(s)://[user:password@]host:port[/NAME]``; every name that is made on the cluster begins with
    NAME. Nothing is sent before the first question. Raises ``ValueError`` for what is no such address."""

    def __init__(self, url: str, shards: int = 1, everyone: int = EVERYONE_ID) -> None:
        self._place, self._shards, self._everyone = Place.of(url), shards, everyone
        self._open: _Here | None = None
        self._in_vain, self._quiet_until = 0, 0.0

    def outdated(self) -> bool:
        with in_words():
            return self._here.indexes.outdated()

    def put(self, documents: Sequence[IndexDocument]) -> None:
        with in_words():
            self._here.writing.put(documents)

    def remove(self, ids: Sequence[str]) -> None:
        with in_words():
            self._here.writing.remove(ids)

    def clear(self) -> None:
        self.anew([], lambda _records: [])

    def anew(
        self, documents: Iterable[Sequence[IndexDocument]], again: Callable[[Sequence[str]], Sequence[IndexDocument]]
    ) -> None:
        with in_words(), self._here.indexes.making() as making:
            self._fill(making, documents)
            self._catch_up(making, again)
            making.press()
            self._catch_up(making, again)
            making.use()

    def sweep(self) -> None:
        with in_words():
            self._here.indexes.sweep()

    def search(self, query: SearchQuery) -> SearchResult:
        nothing = SearchResult(0, facets=dict.fromkeys(query.facets, ()))
        return self._asked(lambda: self._here.searching.search(query), nothing)

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        return self._asked(lambda: suggesting.suggest(self._here.searching, typed, limit, self._everyone), ())

    def count(self) -> int:
        return self._asked(lambda: self._here.searching.count(), 0)

    @property
    def _here(self) -> _Here:
        here = self._open
        if here is None or here.process != os.getpid():
            here = self._open = _Here.at(self._place, self._shards)
        return here

    def _asked(self, ask: Callable[[], _Answer], nothing: _Answer) -> _Answer:
        if time.monotonic() < self._quiet_until:
            raise unavailable("it was waited for in vain a moment ago")
        with in_words():
            try:
                answer = self._twice(ask, nothing)
            except ConnectionTimeout:
                self._in_vain += 1
                if self._in_vain >= IN_VAIN:
                    self._quiet_until = time.monotonic() + QUIET
                raise
            self._in_vain = 0
            return answer

    def _twice(self, ask: Callable[[], _Answer], nothing: _Answer) -> _Answer:
        """Asks once more where an index went away in the middle of it, since another has taken its place."""
        try:
            return ask()
        except NoIndex:
            if self._here.indexes.outdated():
                raise SearchUnavailable(Problem("search.outdated")) from None
        except Interrupted:
            pass
        try:
            return ask()
        except NoIndex:
            return nothing
        except Interrupted as error:
            raise unavailable(str(error)) from error

    def _fill(self, making: Making, documents: Iterable[Sequence[IndexDocument]]) -> None:
        """While one piece is sent, the next is made."""
        with ThreadPoolExecutor(1) as sender:
            sent: deque[Future[None]] = deque()
            for some in documents:
                making.beat()
                if len(sent) >= AHEAD:
                    sent.popleft().result()
                sent.append(sender.submit(write, self._here.client, making.target, list(putting(some))))
            for piece in sent:
                piece.result()

    def _catch_up(self, making: Making, again: Callable[[Sequence[str]], Sequence[IndexDocument]]) -> None:
        client, target = self._here.client, making.target
        while changed := changes(client, target):
            before = list(removing(client, target, changed))
            write(client, target, [*before, *putting(again(changed))])
