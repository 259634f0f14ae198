"""What the pages of communities and of people show, as plain values in the reader's language."""

from dataclasses import dataclass

from app.web.site.told import Link, Text
from app.web.site.views import Card, Pages


@dataclass(frozen=True, slots=True)
class CommunityLine:
    """``count`` is of records that this reader may see."""

    name: str
    url: str
    peoples: tuple[Link, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Saying:
    """A community's own words in one language."""

    words: Text
    author: str


@dataclass(frozen=True, slots=True)
class Part:
    """A record in which somebody takes part, and as what."""

    card: Card
    roles: str


@dataclass(frozen=True, slots=True)
class AgentPage:
    name: str
    roles: tuple[str, ...]
    honour: str
    community: Link | None
    total: int
    parts: tuple[Part, ...]
    pages: Pages | None


@dataclass(frozen=True, slots=True)
class CommunityPage:
    name: str
    other_names: tuple[Text, ...]
    summary: str
    peoples: tuple[Link, ...]
    sayings: tuple[Saying, ...]
    contact: str
    total: int
    cards: tuple[Card, ...]
    pages: Pages | None
