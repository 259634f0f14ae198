"""What the pages of collections show: plain values, in the reader's language and allowed to this reader."""

from dataclasses import dataclass

from app.web.site.told import Link, Picture, Text
from app.web.site.views import Banner, Card, Offer, Pages


@dataclass(frozen=True, slots=True)
class Tile:
    """A collection on a wall of collections; ``counts`` says what stands in it."""

    url: str
    title: Text
    excerpt: Text
    counts: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class CollectionsPage:
    total: int
    tiles: tuple[Tile, ...]
    pages: Pages | None


@dataclass(frozen=True, slots=True)
class CollectionPage:
    """``ways`` are the trails that lead to it, one for each collection that it stands in."""

    identifier: str
    address: str
    ways: tuple[tuple[Link, ...], ...]
    title: Text
    summary: str
    stories: tuple[Text, ...]
    untranslated: str
    counts: str
    unit: str
    tiles: tuple[Tile, ...]
    cards: tuple[Card, ...]
    page: int
    pages: Pages | None
    manifest: str
    preview: str
    offer: Offer | None = None
    banner: Banner | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A collection that a record is in, and what stands before and after it there."""

    url: str
    title: Text
    place: str
    previous: Card | None = None
    following: Card | None = None
