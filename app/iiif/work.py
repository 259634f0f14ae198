"""What a manifest is made from: a record, its media files, and what is said of them in every language.

How that becomes JSON is ``app.iiif.presentation``, ``app.iiif.canvas`` and, for older viewers, ``presentation2``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

LanguageMap: TypeAlias = dict[str, list[str]]
Size: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    label: LanguageMap
    value: LanguageMap


@dataclass(frozen=True, slots=True)
class Words:
    """Captions or a transcript in one language; ``name`` is what the language is called. ``timed``: it says when each
    line is heard."""

    language: str
    name: LanguageMap
    timed: bool = True


class Note(Protocol):
    """``box`` in pixels of the canvas, ``stretch`` in seconds, ``words`` by language, ``voice`` whose they are."""

    @property
    def id(self) -> str: ...
    @property
    def words(self) -> Mapping[str, str]: ...
    @property
    def box(self) -> tuple[int, int, int, int] | None: ...
    @property
    def stretch(self) -> tuple[float, float] | None: ...
    @property
    def voice(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of a recording, in seconds, and the shorter ones within it."""

    label: LanguageMap
    start: float
    end: float
    within: tuple["Chapter", ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A media file. ``type`` is image, audio, video or document; ``pages`` are the sizes of a document's pages in
    pixels, ``read`` the numbers of the pages (1 for an image) whose text there is, ``placed`` of those whose words have
    a place. ``alone`` names the file with the sound of a film alone, ``day`` when it was recorded (``2024-02-24``);
    ``noted`` are pages (1 where there are none) that people have put notes on, ``notes`` those of a recording. What is
    ``guarded`` is not for everyone; what is ``announced`` not for whom the manifest is made, but for a small picture
    where there is a ``preview``. ``copied``: the rights in it let anybody take a copy."""

    media: str
    type: str
    label: LanguageMap
    summary: LanguageMap
    pairs: tuple[Pair, ...] = ()
    rights: str | None = None
    size: Size = (0, 0)
    seconds: float = 0.0
    pages: tuple[Size, ...] = ()
    captions: tuple[Words, ...] = ()
    transcripts: tuple[Words, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    read: frozenset[int] = frozenset()
    placed: frozenset[int] = frozenset()
    noted: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = ()
    alone: str = ""
    day: str | None = None
    guarded: bool = False
    announced: bool = False
    preview: bool = False
    copied: bool = True

    @property
    def shown(self) -> bool:
        """Whether it can be put on a canvas, which needs a size or a length."""
        needs = {"image": min(self.size), "audio": self.seconds, "video": self.seconds, "document": len(self.pages)}
        return bool(needs.get(self.type))

    @property
    def worded(self) -> bool:
        """Whether there is anything in it that a search could find."""
        return bool(self.captions or self.transcripts or self.chapters or self.read or self.noted)

    @property
    def images(self) -> Iterator[tuple[int | None, Size]]:
        """What is zoomed into: the number of the page, None for a picture, and its size."""
        if self.type == "document":
            yield from enumerate(self.pages, 1)
        elif self.type == "image":
            yield None, self.size


@dataclass(frozen=True, slots=True)
class Passage:
    """A named stretch of a film or a sound, in seconds."""

    label: LanguageMap
    media: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Keeper:
    """The unit that keeps something."""

    code: str
    name: LanguageMap


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the map that the description names, in degrees."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Work:
    """A record as its manifest tells of it. ``languages`` are those of its pages, ``credit`` whom to name, ``day``
    (``2027-02-20``) when it is held next or was made. ``within`` are the collections that everyone may see it in, by
    their path after ``/iiif/presentation/3/``. ``open``: everyone may see it at any time, so that harvesters get it, by
    the name ``harvested``."""

    identifier: str
    label: LanguageMap
    summary: LanguageMap
    pairs: tuple[Pair, ...]
    credit: LanguageMap
    rights: str | None
    keeper: Keeper
    languages: tuple[str, ...]
    items: tuple[Item, ...]
    sequences: tuple[tuple[LanguageMap, tuple[Passage, ...]], ...] = ()
    day: str | None = None
    places: tuple[Place, ...] = ()
    within: tuple[tuple[str, LanguageMap], ...] = ()
    harvested: str = ""
    open: bool = False
    behavior: tuple[str, ...] = ()
    right_to_left: bool = False

    @property
    def shown(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.shown)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a collection names: ``type`` is Manifest or Collection, ``path`` follows ``/iiif/presentation/3/``,
    ``picture`` is the file whose thumbnail stands for it."""

    type: str
    path: str
    label: LanguageMap
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection, or a stretch of a large one, as its own document tells of it. ``path`` follows
    ``/iiif/presentation/3/``; ``pages`` (by language) and ``data`` are addresses on this archive; ``whole`` is the
    collection that it is a part of."""

    path: str
    label: LanguageMap
    items: tuple[Listed, ...]
    summary: LanguageMap | None = None
    keeper: Keeper | None = None
    languages: tuple[str, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    data: str = ""
    whole: tuple[str, LanguageMap] | None = None
    pairs: tuple[Pair, ...] = ()

    @property
    def picture(self) -> str:
        """The file whose thumbnail stands for all: that of the first thing that has one."""
        return next((one.picture for one in self.items if one.picture), "")
