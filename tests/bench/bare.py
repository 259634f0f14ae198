"""The bare engine: what our search asked of it for a question, asked again without us.

Our search is asked once with its calls to the engine written down; of those the last that fetched hits, and what
followed, is the question in its final form. What it took to get there (texts of media, stricter forms) is ours.
"""

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
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
from app.search.fields import OF
from app.services.access import EVERYONE_ID
from tests.bench.questions import Asked

# The mark of the questions that are written down: caches of counts know these, and none that is timed
WRITTEN_DOWN = -1
# Asks the engine; milliseconds of the server's own clock, where it tells
Replay: TypeAlias = Callable[[], float]
T = TypeVar("T")
Call: TypeAlias = tuple[str, tuple[Any, ...], dict[str, Any]]


class Bare(Protocol):
    def ready(self, asked: Asked) -> Replay: ...

    def forget(self) -> None:
        """Empties the engine's own caches of answers, if it has any."""


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

    def forget(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Request:
    """Several searches in one (``_msearch``): a line for how, a line for what, and so on."""

    target: str
    headers: dict[str, str]
    searches: tuple[tuple[dict[str, Any], dict[str, Any]], ...]

    @classmethod
    def of(cls, target: str, headers: Mapping[str, str], body: bytes) -> "Request":
        lines = [json.loads(line) for line in body.splitlines()]
        return cls(target, dict(headers), tuple(zip(lines[::2], lines[1::2], strict=True)))

    @property
    def fetches(self) -> bool:
        """Whether hits are wanted, and not only counts."""
        return any(what["size"] > 0 for _, what in self.searches)

    def bare(self) -> bytes:
        """Hits and counts of facets, without what only we want to know of texts of media and of other forms of the
        question; past the server's own cache of answers, which would know it each time but the first."""
        searches = ((how, what) for how, what in self.searches if what["size"] or what.get("aggs", {}).keys() - {OF})
        lines = (line for how, what in searches for line in (how | {"request_cache": False}, what))
        return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


class BareServer:
    """The same requests, by a client that does no more than send and receive."""

    def __init__(self, index: SearchIndex, address: str) -> None:
        self._index, self._parts = index, urlsplit(address)
        self._kept = threading.local()

    def ready(self, asked: Asked) -> Replay:
        with _listening() as requests:
            asked.of(self._index, WRITTEN_DOWN)
        if not requests:
            raise RuntimeError("nothing was asked of the server")
        last = _last(requests, lambda request: request.fetches)
        wanted = [(request.target, request.headers, body) for request in last if (body := request.bare())]
        return lambda: sum(self._send(*each) for each in wanted)

    def forget(self) -> None:
        self._send(f"{self._parts.path}*/_cache/clear?request=true", {}, b"")

    def _send(self, target: str, headers: dict[str, str], body: bytes) -> float:
        if not hasattr(self._kept, "link"):
            self._kept.link = http.client.HTTPConnection(self._parts.hostname or "", self._parts.port or 9200)
        link: http.client.HTTPConnection = self._kept.link
        link.request("POST", target, body, headers)
        answer = link.getresponse().read()
        # the first of them is that of all searches together
        took = re.search(rb'"took":(\d+)', answer)
        if b'"error"' in answer:
            raise RuntimeError(answer.decode())
        return float(took[1]) if took else 0.0


@contextmanager
def _listening() -> Iterator[list[Request]]:
    """What the official client sends meanwhile."""
    requests: list[Request] = []
    node = elastic_transport.Urllib3HttpNode
    sends = node.perform_request

    def written(self: Any, method: str, target: str, body: Any = None, headers: Any = None, **named: Any) -> Any:
        if isinstance(body, bytes) and target.partition("?")[0].endswith("/_msearch"):
            requests.append(Request.of(target, headers or {}, body))
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
