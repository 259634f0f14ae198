"""What a manifest is made from: a record, its media files, and what is said of them in every language.

How that becomes JSON is ``app.iiif.presentation`` and ``app.iiif.canvas``.
"""

from dataclasses import dataclass
from typing import TypeAlias

LanguageMap: TypeAlias = dict[str, list[str]]
Size: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    label: LanguageMap
    value: LanguageMap


@dataclass(frozen=True, slots=True)
class Item:
    """A media file. ``type`` is image, audio, video or document; ``pages`` are the sizes of a document's pages in
    pixels; ``captions`` maps a language to its name."""

    media: str
    type: str
    label: LanguageMap
    summary: LanguageMap
    pairs: tuple[Pair, ...] = ()
    rights: str | None = None
    size: Size = (0, 0)
    seconds: float = 0.0
    pages: tuple[Size, ...] = ()
    captions: tuple[tuple[str, LanguageMap], ...] = ()

    @property
    def shown(self) -> bool:
        """Whether it can be put on a canvas, which needs a size or a length."""
        needs = {"image": min(self.size), "audio": self.seconds, "video": self.seconds, "document": len(self.pages)}
        return bool(needs.get(self.type))


@dataclass(frozen=True, slots=True)
class Passage:
    """A named stretch of a film or a sound, in seconds."""

    label: LanguageMap
    media: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Work:
    """A record as its manifest tells of it. ``pages`` are its addresses by language of the interface, ``credit`` whom
    to name, ``day`` (``2027-02-20``) when it is held next."""

    identifier: str
    label: LanguageMap
    summary: LanguageMap
    pairs: tuple[Pair, ...]
    credit: LanguageMap
    rights: str | None
    provider: LanguageMap
    languages: tuple[str, ...]
    items: tuple[Item, ...]
    sequences: tuple[tuple[LanguageMap, tuple[Passage, ...]], ...] = ()
    day: str | None = None


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
    """A collection, or with ``part`` a stretch of a large one, as its own document tells of it."""

    identifier: str
    label: LanguageMap
    summary: LanguageMap
    provider: LanguageMap
    languages: tuple[str, ...]
    items: tuple[Listed, ...]
    part: int = 0
    whole: LanguageMap | None = None
