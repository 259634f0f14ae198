"""The engines that must keep the contract of the search."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.ports import SearchIndex
from app.search.document import IndexDocument
from app.search.elastic import ElasticIndex
from app.search.embedded import EmbeddedIndex
from tests.contracts.search_documents import ask


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def index(request: pytest.FixtureRequest) -> SearchIndex:
    made: SearchIndex = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def embedded(tmp_path: Path) -> SearchIndex:
    return EmbeddedIndex(tmp_path / "index")


@pytest.fixture
def elastic(elasticsearch_url: str) -> SearchIndex:
    return ElasticIndex(elasticsearch_url)


Names = Callable[..., list[str]]


@pytest.fixture
def hits(index: SearchIndex) -> Names:
    """``hits(typed, *visible, **more)``: short names of what is found, in order."""

    def find(typed: str, *visible: int, **more: object) -> list[str]:
        return [hit.lstrip("0") for hit in index.search(ask(typed, *visible, **more)).hits]

    return find


@pytest.fixture
def put(index: SearchIndex) -> Callable[..., None]:
    def put_all(*documents: IndexDocument) -> None:
        index.put(documents)

    return put_all
