"""The bare engine: what our search asked of it for a question, asked again without us.

Our search is asked once with its calls to the engine written down; of those the last that fetched hits, and what
followed, is the question in its final form. What it took to get there (texts of media, stricter forms) is ours.
"""

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar, cast
from urllib.parse import urlsplit

import elastic_transport
import tantivy

from app.ports import SearchIndex
from app.search import suggesting
from app.search.embedded.searching import Snapshot
from app.services.access import EVERYONE_ID
from tests.bench.questions import Asked

# The mark of the questions that are written down: caches of answers know these, and none that is timed
WRITTEN_DOWN = 31
# Asks the engine; milliseconds of the server's own clock, where it tells
Replay: TypeAlias = Callable[[], float]
T = TypeVar("T")
Call: TypeAlias = tuple[str, tuple[Any, ...], dict[str, Any]]


class Bare(Protocol):
    def ready(self, asked: Asked) -> Replay: ...


@dataclass(slots=True)
class _Written:
    """Stands in the place of tantivy's searcher and writes down what it is asked."""

    searcher: Any
    calls: list[Call] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def called(*args: Any, **named: Any) -> Any:
            self.calls.append((name, args, named))
            return getattr(self.searcher, name)(*args, **named)

        return called


class BareEmbedded:
    """tantivy's own calls, with its query objects ready made."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder / "tantivy"))
        self._written = _Written(index.searcher())
        self._snapshot = Snapshot.of(cast(Any, self._written), index.schema)

    def ready(self, asked: Asked) -> Replay:
        self._written.calls.clear()
        if asked.query is None:
            suggesting.suggest(self._snapshot, asked.typing, 8, EVERYONE_ID)
        else:
            asked.of(cast(Any, self._snapshot), WRITTEN_DOWN)
        calls = _last(list(self._written.calls), _fetches)
        bound = [(getattr(self._written.searcher, name), args, named) for name, args, named in calls]

        def replay() -> float:
            for ask, args, named in bound:
                ask(*args, **named)
            return 0.0

        return replay


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes | None

    @property
    def fetches(self) -> bool:
        """Whether hits are wanted, and not only counts."""
        lines = [json.loads(line) for line in (self.body or b"").splitlines()]
        return any(line.get("size", 10) > 0 for line in lines if "query" in line or "aggs" in line)


class BareServer:
    """The same requests, byte for byte, by a client that does no more than send and receive. The server's own cache of
    answers is left out: it would know each question already."""

    def __init__(self, index: SearchIndex, address: str) -> None:
        self._index, self._parts = index, urlsplit(address)
        self._kept = threading.local()

    def ready(self, asked: Asked) -> Replay:
        with _listening() as requests:
            asked.of(self._index, WRITTEN_DOWN)
        wanted = _last(requests, lambda request: request.fetches)
        return lambda: sum(map(self._send, wanted))

    def _send(self, request: Request) -> float:
        if not hasattr(self._kept, "link"):
            self._kept.link = http.client.HTTPConnection(self._parts.hostname or "", self._parts.port or 9200)
        link: http.client.HTTPConnection = self._kept.link
        link.request(request.method, _uncached(request.target), request.body, request.headers)
        answer = link.getresponse().read()
        return float(sum(map(int, re.findall(rb'"took":(\d+)', answer))))


def _uncached(target: str) -> str:
    if not target.partition("?")[0].endswith("/_search"):
        return target
    return f"{target}{'&' if '?' in target else '?'}request_cache=false"


@contextmanager
def _listening() -> Iterator[list[Request]]:
    """What the official client sends meanwhile."""
    requests: list[Request] = []
    node = elastic_transport.Urllib3HttpNode
    sends = node.perform_request

    def written(self: Any, method: str, target: str, body: Any = None, headers: Any = None, **named: Any) -> Any:
        requests.append(Request(method, target, dict(headers or {}), body))
        return sends(self, method, target, body, headers, **named)

    node.perform_request = written  # type: ignore[method-assign]
    try:
        yield requests
    finally:
        node.perform_request = sends  # type: ignore[method-assign]


def _last(calls: list[T], fetches: Callable[[T], bool]) -> list[T]:
    """From the last call on that fetched hits."""
    found = [at for at, call in enumerate(calls) if fetches(call)]
    return calls[found[-1] :] if found else calls


def _fetches(call: Call) -> bool:
    """Counting is a search for one by its number."""
    name, _, named = call
    return name == "search" and named.get("order_by_field") != "record"
