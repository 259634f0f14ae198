"""What an engine is asked, as values that every engine can translate.

Worth is that of BM25 (k1 1.2, b 0.75) times ``Boost``, plus constants; an engine whose own scale differs brings it to
this one. Not here: what a question means in these values (``question``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Term:
    field: str
    token: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens side by side in this order; at least two."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so. Engines score these differently: always within ``Constant``."""

    field: str
    beginning: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Words of which at most ``distance`` letters were added, left out, changed, or swapped with the next. Always
    within ``Constant``."""

    field: str
    word: str
    distance: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """Narrows without adding to the worth."""

    field: str
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """Worth the same for every document that answers."""

    query: "Node"
    worth: float


@dataclass(frozen=True, slots=True)
class Boost:
    query: "Node"
    worth: float


@dataclass(frozen=True, slots=True)
class Any:
    """At least so many of the queries; the worth of those that answer is added up."""

    queries: tuple["Node", ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class All:
    """All that are ``wanted`` and none that is ``refused``; ``adding`` only add to the worth."""

    wanted: tuple["Node", ...] = ()
    adding: tuple["Node", ...] = ()
    refused: tuple["Node", ...] = ()


Node: TypeAlias = Term | Phrase | Prefix | Alike | OneOf | Constant | Boost | Any | All


def any_of(queries: Sequence[Node]) -> Node:
    return queries[0] if len(queries) == 1 else Any(tuple(queries))


def all_of(queries: Sequence[Node]) -> Node:
    return queries[0] if len(queries) == 1 else All(tuple(queries))
