"""The connection to a cluster: where it is, how long it is waited for, its errors in the archive's words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from app.errors import SearchUnavailable
from metadata.problem import Problem

SECONDS = 10.0
# A page that waits for the search holds a thread that others need
PATIENCE = 4.0
# Making an index of one segment, or waiting for a crowded cluster, takes its time
LONG = 300.0
CHUNK, CHUNK_BYTES = 500, 8_000_000
RETRIES, FIRST_WAIT, LONGEST_WAIT = 8, 0.2, 10

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
DEFAULT_NAME = "chieng"

Action = Mapping[str, Any]


class TargetGone(LookupError):
    """What was to be written to is there no more."""


@dataclass(frozen=True, slots=True)
class Place:
    """``https://user:password@host:9200/name``, taken apart; the name begins all names that are made there."""

    url: str
    account: tuple[str, str] | None
    name: str

    @classmethod
    def of(cls, text: str) -> "Place":
        """Raises ``ValueError`` for what is no such address."""
        parts = urlsplit(text)
        name = parts.path.strip("/") or DEFAULT_NAME
        if parts.scheme not in ("http", "https") or not parts.hostname or not _NAME.fullmatch(name):
            raise ValueError(text)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        account = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        return cls(f"{parts.scheme}://{host}:{parts.port or 9200}", account, name)


def connected(place: Place) -> Elasticsearch:
    """A client; nothing is sent yet. What fails is not tried again: pages are not kept waiting, and jobs come back."""
    return Elasticsearch(place.url, basic_auth=place.account, request_timeout=SECONDS, max_retries=0)


def bulk(client: Elasticsearch, target: str, actions: Sequence[Action], *, refresh: bool) -> None:
    """Sends actions in pieces that a node can take, more slowly when it says that it has too much in hand.

    ``target`` is an alias, for an index that is gone must not come back by being written to.
    """
    sent = streaming_bulk(
        client.options(request_timeout=LONG),
        ({**action, "_index": target} for action in actions),
        chunk_size=CHUNK,
        max_chunk_bytes=CHUNK_BYTES,
        raise_on_error=False,
        max_retries=RETRIES,
        initial_backoff=FIRST_WAIT,
        max_backoff=LONGEST_WAIT,
        refresh=refresh,
        require_alias=True,
    )
    for well, told in sent:
        if not well:
            _weigh(told)


def _weigh(told: Mapping[str, Mapping[str, Any]]) -> None:
    """Removing what is not there is no error, nor is leaving what somebody changed who was quicker."""
    for deed, outcome in told.items():
        missing = outcome.get("status") == 404
        if deed == "delete" and (outcome.get("status") == 409 or (missing and "error" not in outcome)):
            continue
        if missing:
            raise TargetGone(outcome.get("_index"))
        raise BulkIndexError("not written", [{deed: dict(outcome)}])


@contextmanager
def in_words() -> Iterator[None]:
    """Whatever the engine has to say, as ``SearchUnavailable``."""
    try:
        yield
    except (ApiError, TransportError, BulkIndexError, TargetGone) as error:
        raise unavailable(_said(error)) from error


def unavailable(why: str) -> SearchUnavailable:
    return SearchUnavailable(Problem("search.failed", value=why[:300]))


def _said(error: Exception) -> str:
    if isinstance(error, BulkIndexError):
        return str(error.errors[:1])
    return str(error)
