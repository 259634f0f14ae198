"""Which of the hits are wanted, and in what order: the same on every engine."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import BadRequest
from app.search.fields import ALPHABETICAL
from app.search.query import FacetCount, SearchQuery, Sort
from metadata.problem import Problem

# Records found by their media, at most; on every engine the same ones, those with the lowest identifiers
MEDIA_HITS = 10_000
# Hits that can be reached by page number; beyond, by cursor
PAGED = 10_000
# Values of one facet that are counted
VALUES = 1_000
MOST_KEY = (1 << 63) - 2

FIELDS: Mapping[Sort, str] = {"newest": "newest", "next": "next", "date": "date", "title": ALPHABETICAL}
KEYED = frozenset({"newest", "next", "date"})
"""Sorts by a key that no two records share."""


def sort_of(query: SearchQuery) -> Sort:
    """Where nothing is asked nothing is worth more, and the newest comes first."""
    return "newest" if query.sort == "relevance" and not query.parsed.clauses else query.sort


def upwards(sort: Sort) -> bool:
    return sort != "newest"


@dataclass(frozen=True, slots=True)
class Page:
    """So many hits from ``offset`` on, or those after ``after``, the place that a cursor tells of."""

    sort: Sort
    size: int
    offset: int = 0
    after: str | None = None

    @classmethod
    def of(cls, query: SearchQuery) -> "Page":
        """Raises ``BadRequest`` for the cursor of another order."""
        sort = sort_of(query)
        if query.cursor is None:
            offset = (query.page - 1) * query.per_page
            return cls(sort, query.per_page if offset + query.per_page <= PAGED else 0, min(offset, PAGED))
        of, _, place = query.cursor.partition(":")
        if of != sort or not place:
            raise unknown_cursor(query.cursor)
        return cls(sort, query.per_page, after=place)

    def cursor(self, place: object) -> str:
        """What fetches the hits after ``place``."""
        return f"{self.sort}:{place}"

    def key(self) -> int:
        """The key after which hits are wanted; raises ``BadRequest`` where no key can be so."""
        return _number(self.after or "", -MOST_KEY, MOST_KEY)


def place(text: str, most: int) -> int:
    """A place among the hits. An engine sets memory aside for every hit before it, so there is a ``most``."""
    return _number(text, 0, most)


def unknown_cursor(cursor: str) -> BadRequest:
    return BadRequest(Problem("cursor.unknown", "cursor", cursor[:80]))


def counts(found: Mapping[str, int]) -> tuple[FacetCount, ...]:
    """The highest first, then by value."""
    return tuple(
        FacetCount(value, -count) for count, value in sorted((-count, value) for value, count in found.items())
    )


def _number(text: str, least: int, most: int) -> int:
    if not text.removeprefix("-").isdecimal() or len(text) > 20 or not least <= int(text) <= most:
        raise unknown_cursor(text)
    return int(text)
