"""The engines that must keep the contract of the search."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.ports import SearchIndex
from app.search.document import IndexDocument
from app.search.embedded import EmbeddedIndex
from tests.contracts.search_documents import ask


@pytest.fixture(params=["embedded"])
def index(tmp_path: Path) -> SearchIndex:
    return EmbeddedIndex(tmp_path / "index")


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
