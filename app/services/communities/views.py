"""Communities, their people and groups, as those who may know of them get them."""

from dataclasses import dataclass

from app.models import Community


@dataclass(frozen=True, slots=True)
class Words:
    """What a community says of itself, in one language."""

    text: str
    lang: str
    author: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A community as everybody may know it, and its rule."""

    slug: str
    name: dict[str, str]
    peoples: tuple[str, ...]
    contact: str
    words: tuple[Words, ...]
    protocol: str
    stewarded: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who belongs to a community; told to its stewards and to administrators only."""

    account: str
    display_name: str
    steward: bool


@dataclass(frozen=True, slots=True)
class Group:
    slug: str
    name: dict[str, str]
    members: tuple[str, ...]


def standing(row: Community) -> Standing:
    words = tuple(Words(one["text"], one["lang"], one.get("author", "")) for one in row.words)
    return Standing(row.slug, row.name, tuple(row.peoples), row.contact, words, row.protocol, row.stewarded)
