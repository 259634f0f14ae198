"""What stands where a cluster should, and is none. What a cluster answers is in ``tests/contracts``."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.errors import SearchUnavailable
from app.search.elastic import ElasticIndex, engine
from app.search.elastic.cluster import Place
from app.search.parsing import parse
from app.search.query import SearchQuery

QUESTION = SearchQuery(parse("cồng chiêng"), frozenset({1}), facets=("people",))


@contextmanager
def deaf() -> Iterator[str]:
    """A server that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x"


@contextmanager
def other(answer: object) -> Iterator[str]:
    """A server that answers everything with the same JSON."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answer).encode()
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/x"
        server.shutdown()


def test_a_cluster_that_never_answers_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.2)
    with deaf() as url:
        index = ElasticIndex(url)
        for _ in range(engine.IN_VAIN):
            with pytest.raises(SearchUnavailable):
                index.search(QUESTION)
        began = time.monotonic()
        for _ in range(100):
            with pytest.raises(SearchUnavailable):
                index.search(QUESTION)
        assert time.monotonic() - began < 2, "a hundred times its patience would be twenty"


@pytest.mark.parametrize("answer", [{}, [], {"responses": []}, {"responses": {}}])
def test_what_answers_and_is_no_cluster_is_told_in_words(answer: object) -> None:
    with other(answer) as url, pytest.raises(SearchUnavailable):
        ElasticIndex(url).search(QUESTION)


@pytest.mark.parametrize(
    ("text", "url", "account", "name"),
    [
        ("http://search.example", "http://search.example:9200", None, "chieng"),
        ("https://an:b%40c@search.example:443/tinh-1", "https://search.example:443", ("an", "b@c"), "tinh-1"),
        ("http://[::1]:9201/a/", "http://[::1]:9201", None, "a"),
    ],
)
def test_an_address_is_taken_apart(text: str, url: str, account: tuple[str, str] | None, name: str) -> None:
    assert Place.of(text) == Place(url, account, name)


@pytest.mark.parametrize(
    "text", ["search.example:9200", "ftp://search.example", "http:///x", "http://a/B", "http://a/.x"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        Place.of(text)
