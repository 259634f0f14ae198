"""What the services need of the world outside, as Protocols. ``app.bootstrap`` chooses who fulfils them."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from app.search.document import IndexDocument
from app.search.query import SearchQuery, SearchResult, Suggestion


class SearchIndex(Protocol):
    """Finds documents; every question carries the access classes that its asker may see."""

    def put(self, documents: Sequence[IndexDocument]) -> None:
        """Adds or replaces by id; later searches of every process see it when this returns."""

    def remove(self, ids: Sequence[str]) -> None:
        """Removes by id; an id that is not there is no error."""

    def search(self, query: SearchQuery) -> SearchResult: ...

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Completions of ``typed``, made only from documents that everyone may see."""

    def clear(self) -> None: ...

    def count(self) -> int:
        """Records; texts of media are not counted."""

    def outdated(self) -> bool:
        """Whether what is there was made by another version: it answers ``SearchUnavailable`` until it is cleared and
        every record is put again."""


class Bell(Protocol):
    """Tells the workers that a job waits. A lost ring delays a job until the next sweep, and loses nothing."""

    def ring(self, job_id: int) -> None: ...


class Store(Protocol):
    """Keeps originals byte for byte and finds derivatives. Keys are media ids."""

    def take(self, media_id: str, source: Path, suffix: str) -> Path:
        """Puts a complete, synced file in its place; ``source`` stays until its owner has committed and removes it."""

    def original(self, media_id: str) -> Path:
        """Raises ``NotFound`` when there is none."""

    def open_original(self, media_id: str) -> BinaryIO: ...

    def derivatives(self, media_id: str, generation: int) -> Path:
        """The folder of one generation of derivatives, which need not exist."""

    def scratch(self, media_id: str) -> Path:
        """A new empty folder on the same file system, to be renamed into place or swept."""

    def place(self, scratch: Path, media_id: str, generation: int) -> Path:
        """Renames a scratch folder to be that generation's derivatives."""

    def drop(self, media_id: str, *, keep_generation: int) -> None:
        """Removes the other generations' derivatives and scratch folders."""

    def purge(self, media_id: str) -> None:
        """Removes the original and every derivative."""
