"""What the services need of the world outside, as Protocols. ``app.bootstrap`` chooses who fulfils them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

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

    def anew(
        self, documents: Iterable[Sequence[IndexDocument]], again: Callable[[Sequence[str]], Sequence[IndexDocument]]
    ) -> None:
        """Makes the whole index of ``documents``, beside the one that answers meanwhile, and puts it in its place; no
        byte of that one stays. ``again`` gives the documents of records that were put or removed in the meantime."""

    def sweep(self) -> None:
        """Clears what writers that were killed left behind."""

    def count(self) -> int:
        """Records; texts of media are not counted."""

    def outdated(self) -> bool:
        """Whether what is there was made by another version: it answers ``SearchUnavailable`` until it is made
        ``anew``."""


class Bell(Protocol):
    """Tells the workers that a job waits. A lost ring delays a job until the next sweep, and loses nothing."""

    def ring(self, job_id: int) -> None: ...

    def answers(self) -> bool:
        """Whether there is a broker that hears; asked by those who look whether all is well."""


class Store(Protocol):
    """Keeps originals byte for byte and finds derivatives. Keys are media ids."""

    def take(self, media_id: str, source: Path, suffix: str) -> Path:
        """Puts a complete, synced file in its place; ``source`` stays until its owner has committed and removes it."""

    def original(self, media_id: str) -> Path:
        """Raises ``NotFound`` when there is none."""

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

    def preserved(self, media_id: str) -> bool:
        """Whether the original has moved into its record's object."""

    def moved(self, media_id: str, path: Path) -> None:
        """From now on the original lies at ``path``, in its record's object; it is on the disk once, not twice."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file of an object: bytes, or a file to be linked in, whose SHA-512 is ``sha512``. With neither, ``sha512``
    names what the object holds already."""

    path: str
    body: bytes | None = None
    source: Path | None = None
    sha512: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What an object's newest version holds, SHA-512 by path. ``weight``: bytes of bookkeeping that one more version
    costs."""

    version: int
    created: datetime
    files: Mapping[str, str]
    weight: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a file that is kept. ``path`` is told from the storage root."""

    kind: Literal["missing", "changed", "extra"]
    path: str


class Vault(Protocol):
    """Keeps objects with all their versions for good. Whatever stops a writing, an object is whole before and after."""

    def held(self, object_id: str) -> Held | None: ...

    def weight(self, object_id: str) -> int:
        """Bytes of all files of an object, with all its versions."""

    def places(self, object_id: str) -> Mapping[str, Path]:
        """Where the files of the newest version lie, by path; empty for an object that is not there."""

    def write(self, object_id: str, contents: Sequence[Content], why: str, *, forget: bool = False) -> Held:
        """A new version that holds these files and no others; with ``forget`` no earlier version is left.

        Raises ``Busy`` while ``still`` holds, and ``Damaged`` for a file that is not what its sum says."""

    def remove(self, object_id: str) -> None: ...

    def objects(self) -> Iterator[str]: ...

    def faults(self, object_id: str) -> Iterator[Fault]:
        """Reads every byte of an object."""

    def strays(self) -> Iterator[Fault]:
        """Files between the objects, and the root's own."""

    def still(self) -> AbstractContextManager[None]:
        """Nothing is written in the meantime; who writes just now is waited for."""

    def sweep(self) -> None:
        """Clears what killed processes left."""
