"""The engines that are measured, each with an index of the whole corpus, made as ``reindex`` makes one."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.ports import SearchIndex
from app.search.document import RecordDocument, record_document
from app.search.elastic import ElasticIndex
from app.search.embedded import EmbeddedIndex
from app.services.access import EVERYONE_ID
from app.services.discovery import occurrence
from tests import servers
from tests.relevance import writer
from tests.relevance.facts import made
from tests.relevance.shelf import shown

# What is next depends on the day
TODAY = date(2026, 1, 15)
BATCH = 500


@cache
def documents() -> tuple[RecordDocument, ...]:
    records = [(facts.id, facts.kind, writer.metadata(facts)) for facts in made()]
    records += [(one.id, one.kind, one.metadata) for one in shown()]
    return tuple(_document(*record) for record in records)


def known() -> Mapping[str, Callable[[], AbstractContextManager[SearchIndex]]]:
    """Those that can be measured here: Elasticsearch only where the tests are told of a server."""
    engines = {"embedded": _embedded}
    return engines | {"elastic": _elastic} if servers.ELASTICSEARCH.url else engines


@contextmanager
def _embedded() -> Iterator[SearchIndex]:
    with tempfile.TemporaryDirectory() as folder:
        yield _filled(EmbeddedIndex(Path(folder) / "index"))


@contextmanager
def _elastic() -> Iterator[SearchIndex]:
    with servers.a_search_url() as url:
        yield _filled(ElasticIndex(url))


def _filled(index: SearchIndex) -> SearchIndex:
    every = documents()
    index.anew((every[at : at + BATCH] for at in range(0, len(every), BATCH)), lambda _ids: [])
    return index


def _document(id: str, kind: str, metadata: dict[str, Any]) -> RecordDocument:
    held = occurrence(metadata, TODAY)
    occurs = (held.start, held.end) if held else None
    return record_document(id, kind, metadata, EVERYONE_ID, published=TODAY, occurs=occurs)
