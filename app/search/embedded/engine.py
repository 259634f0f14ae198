"""The ``SearchIndex`` port on an index in the data folder.

Each process reads its own snapshot, and takes a newer one when any process has committed. One writes at a time, with
memory that it gives back after the batch.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import tantivy

from app.errors import SearchUnavailable
from app.search.document import IndexDocument, id_number, is_identifier
from app.search.embedded import suggesting
from app.search.embedded.folder import IndexFolder
from app.search.embedded.schema import as_json, schema
from app.search.embedded.searching import Snapshot, count
from app.search.query import SearchQuery, SearchResult, Suggestion
from app.services.access import EVERYONE_ID
from metadata.problem import Problem

# Which process, and which commit
Stamp: TypeAlias = tuple[int, tuple[int, int, int] | None]

_SMALL_HEAP, _LARGE_HEAP = 15_000_000, 60_000_000
_SMALL_BATCH = 200


class EmbeddedIndex:
    """``folder`` is all of it. An index of another version answers ``SearchUnavailable`` until it is cleared."""

    def __init__(self, folder: Path, everyone: int = EVERYONE_ID) -> None:
        self._folder = IndexFolder(folder)
        self._everyone = everyone
        self._opening = threading.Lock()
        self._open: tuple[Stamp, tantivy.Index, Snapshot] | None = None

    def outdated(self) -> bool:
        """Whether every record must be indexed anew, after ``clear``."""
        return self._folder.outdated()

    def put(self, documents: Sequence[IndexDocument]) -> None:
        with self._writer(len(documents)) as writer:
            for document in documents:
                writer.delete_documents_by_term("id", document.id)
                writer.add_json(as_json(document))

    def remove(self, ids: Sequence[str]) -> None:
        """Texts of a record's media go with the record."""
        with self._writer(len(ids)) as writer:
            for id in ids:
                writer.delete_documents_by_term("id", id)
                if is_identifier(id):
                    writer.delete_documents_by_term("of", id_number(id))

    def clear(self) -> None:
        with _translated(), self._folder.alone():
            if self._folder.outdated():
                self._folder.wipe()
        with self._writer(0) as writer:
            writer.delete_all_documents()

    def search(self, query: SearchQuery) -> SearchResult:
        with _translated():
            return self._snapshot().search(query)

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        with _translated():
            return suggesting.suggest(self._snapshot(), typed, limit, self._everyone)

    def count(self) -> int:
        """Records, not texts of media."""
        with _translated():
            records = tantivy.Query.exists_query("record")
            return count(self._snapshot().searcher.search(records, 1, order_by_field="record"))

    def _snapshot(self) -> Snapshot:
        stamp = (os.getpid(), self._folder.stamp())
        held = self._open
        if held is None or held[0] != stamp:
            with self._opening:
                held = self._open = self._newest(stamp)
        return held[2]

    def _newest(self, stamp: Stamp) -> tuple[Stamp, tantivy.Index, Snapshot]:
        """The index as it is at ``stamp`` or later: a commit in between makes the next question look again."""
        if self._folder.outdated():
            raise SearchUnavailable(Problem("search.outdated"))
        before = self._open
        if stamp[1] is None:
            index = tantivy.Index(schema())
        elif before and before[0][0] == stamp[0] and before[0][1] is not None:
            index = before[1]
            index.reload()
        else:
            # also after a fork: readers of the parent process must not be used here
            index = tantivy.Index.open(str(self._folder.tantivy))
            index.config_reader("manual")
        searcher = index.searcher()
        return stamp, index, Snapshot.of(searcher, index.schema)

    @contextmanager
    def _writer(self, documents: int) -> Iterator[tantivy.IndexWriter]:
        """Commits when the block ends. Whatever happens before that, the last commit is what is found."""
        with _translated(), self._folder.alone():
            if self._folder.outdated():
                raise SearchUnavailable(Problem("search.outdated"))
            writer = self._made().writer(_SMALL_HEAP if documents <= _SMALL_BATCH else _LARGE_HEAP, 1)
            try:
                yield writer
                writer.commit()
            finally:
                # also drops what was not committed, and the writer with its memory
                writer.wait_merging_threads()

    def _made(self) -> tantivy.Index:
        """The index on disk, for writing; made where there is none."""
        path = str(self._folder.tantivy)
        if self._folder.stamp() is not None:
            return tantivy.Index.open(path)
        self._folder.mark()
        return tantivy.Index(schema(), path)


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the engine, in the archive's words."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise SearchUnavailable(Problem("search.failed", value=str(error))) from error
