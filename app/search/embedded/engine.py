"""The ``SearchIndex`` port on an index in the data folder.

Each process reads its own snapshot, and takes a newer one when any process has committed. One writes at a time, with
memory that it gives back after the batch.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import tantivy

from app.errors import SearchUnavailable
from app.search import suggesting
from app.search.document import IndexDocument, MediaDocument, id_number, is_identifier
from app.search.embedded.folder import IndexFolder
from app.search.embedded.schema import as_json, schema
from app.search.embedded.searching import Snapshot, count
from app.search.query import SearchQuery, SearchResult, Suggestion
from app.services.access import EVERYONE_ID
from metadata.problem import Problem

# Which process, and which commit
Stamp: TypeAlias = tuple[int, tuple[str, int, int, int] | None]

_SMALL_HEAP, _LARGE_HEAP = 15_000_000, 60_000_000
_SMALL_BATCH = 200


class EmbeddedIndex:
    """``folder`` is all of it. An index of another version answers ``SearchUnavailable`` until it is made anew."""

    def __init__(self, folder: Path, everyone: int = EVERYONE_ID) -> None:
        self._folder = IndexFolder(folder)
        self._everyone = everyone
        self._opening = threading.Lock()
        self._open: tuple[Stamp, tantivy.Index, Snapshot] | None = None

    def outdated(self) -> bool:
        """Whether every record must be indexed anew, by ``anew``."""
        return self._folder.outdated()

    def put(self, documents: Sequence[IndexDocument]) -> None:
        with self._writer(len(documents), [_record_of(document) for document in documents]) as writer:
            _put(writer, documents)

    def remove(self, ids: Sequence[str]) -> None:
        """Texts of a record's media go with the record."""
        with self._writer(len(ids), ids) as writer:
            _remove(writer, ids)

    def clear(self) -> None:
        self.anew([], lambda _records: [])

    def anew(
        self, documents: Iterable[Sequence[IndexDocument]], again: Callable[[Sequence[str]], Sequence[IndexDocument]]
    ) -> None:
        with _translated(), self._folder.making() as folder:
            made = tantivy.Index(schema(), str(folder))
            with _written(made, _LARGE_HEAP) as writer:
                for some in documents:
                    _put(writer, some)
            while not self._used(folder):
                with self._folder.alone():
                    changed = self._folder.noted()
                with _written(made, _SMALL_HEAP) as writer:
                    _remove(writer, changed)
                    _put(writer, again(changed))

    def sweep(self) -> None:
        with _translated():
            if self._folder.sweep():
                with self._writer(0, []) as writer:
                    writer.garbage_collect_files()

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

    def _used(self, folder: Path) -> bool:
        """Puts a new index in use, unless the one that is has been written to since its changes were asked for."""
        with self._folder.alone():
            if self._folder.changed():
                return False
            self._folder.use(folder)
            return True

    def _snapshot(self) -> Snapshot:
        while True:
            stamp = (os.getpid(), self._folder.stamp())
            held = self._open
            if held is not None and held[0] == stamp:
                return held[2]
            try:
                with self._opening:
                    held = self._open = self._newest(stamp)
                return held[2]
            except (OSError, ValueError):
                if self._folder.stamp() == stamp[1]:  # else another took its place while it was opened
                    raise

    def _newest(self, stamp: Stamp) -> tuple[Stamp, tantivy.Index, Snapshot]:
        """The index as it is at ``stamp`` or later: a commit in between makes the next question look again."""
        if self._folder.outdated():
            raise SearchUnavailable(Problem("search.outdated"))
        before = self._open
        if stamp[1] is None:
            index = tantivy.Index(schema())
        elif before and _same(before[0], stamp):
            index = before[1]
            index.reload()
        else:
            # also after a fork: readers of the parent process must not be used here
            index = tantivy.Index.open(str(self._folder.tantivy.resolve()))
            index.config_reader("manual")
        searcher = index.searcher()
        return stamp, index, Snapshot.of(searcher, index.schema)

    @contextmanager
    def _writer(self, documents: int, records: Sequence[str]) -> Iterator[tantivy.IndexWriter]:
        """Commits when the block ends. Whatever happens before that, the last commit is what is found."""
        with _translated(), self._folder.alone():
            if self._folder.outdated():
                raise SearchUnavailable(Problem("search.outdated"))
            if self._folder.stamp() is None:
                fresh = self._folder.beside()
                tantivy.Index(schema(), str(fresh))
                self._folder.use(fresh)
            self._folder.note(records)
            index = tantivy.Index.open(str(self._folder.tantivy.resolve()))
            with _written(index, _SMALL_HEAP if documents <= _SMALL_BATCH else _LARGE_HEAP) as writer:
                yield writer


@contextmanager
def _written(index: tantivy.Index, heap: int) -> Iterator[tantivy.IndexWriter]:
    writer = index.writer(heap, 1)
    try:
        yield writer
        writer.commit()
    finally:
        # also drops what was not committed, and the writer with its memory
        writer.wait_merging_threads()


def _put(writer: tantivy.IndexWriter, documents: Sequence[IndexDocument]) -> None:
    for document in documents:
        writer.delete_documents_by_term("id", document.id)
        writer.add_json(as_json(document))


def _remove(writer: tantivy.IndexWriter, ids: Sequence[str]) -> None:
    for id in ids:
        writer.delete_documents_by_term("id", id)
        if is_identifier(id):
            writer.delete_documents_by_term("of", id_number(id))


def _record_of(document: IndexDocument) -> str:
    return document.record if isinstance(document, MediaDocument) else document.id


def _same(before: Stamp, now: Stamp) -> bool:
    """Whether a process opened the same index before, and only what is in it has changed."""
    return before[0] == now[0] and before[1] is not None and now[1] is not None and before[1][0] == now[1][0]


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the engine, in the archive's words."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise SearchUnavailable(Problem("search.failed", value=str(error))) from error
