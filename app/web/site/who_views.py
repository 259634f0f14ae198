"""What the pages of units and peoples show: plain values, already in the reader's language."""

from dataclasses import dataclass

from app.web.site.told import Field, Link, Text
from app.web.site.views import Card


@dataclass(frozen=True, slots=True)
class Twig:
    """A unit in the tree, with those below it. ``remark`` tells what became of it, or where it was."""

    name: Text
    url: str
    level: str
    remark: str
    below: tuple["Twig", ...] = ()


@dataclass(frozen=True, slots=True)
class UnitsPage:
    days: tuple[Link, ...]
    day: str
    tops: tuple[Twig, ...]


@dataclass(frozen=True, slots=True)
class Formerly:
    """How a unit stood until a day."""

    heading: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """``successor`` came in its place; ``above`` begins at the top."""

    name: Text
    level: str
    validity: str
    above: tuple[Link, ...]
    successor: Link | None
    predecessors: tuple[Link, ...]
    formers: tuple[Formerly, ...]
    note: Text
    source: str
    below: tuple[Twig, ...]
    closed_below: tuple[Twig, ...]
    once_below: tuple[Twig, ...]
    total: int
    cards: tuple[Card, ...]
    search: Link | None


@dataclass(frozen=True, slots=True)
class PeopleLine:
    """``count`` is None where the search does not answer."""

    name: str
    url: str
    others: str
    count: int | None


@dataclass(frozen=True, slots=True)
class PeoplesPage:
    peoples: tuple[PeopleLine, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """``total`` is None where the search does not answer; then there are no records either."""

    name: str
    other_name: Text
    fields: tuple[Field, ...]
    sources: tuple[str, ...]
    total: int | None
    all: str
    kinds: tuple[Link, ...]
    places: tuple[Link, ...]
    held: tuple[Card, ...]
    newest: tuple[Card, ...]
