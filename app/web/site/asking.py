"""What the address of a search asks for, and how it is written so that the same question has one address.

Not here: what is found (``finding``). Nothing in an address is an error: what makes no sense is as if it were absent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from app.search import facets
from app.search.query import LETTERS, Sort
from app.search.typed_filters import taken_out
from app.services.discovery import Question

# Hits that can be reached by page number; what follows them, by cursor
MOST = 10_000
PER_PAGE = (20, 50, 100)
GALLERY = "gallery"
# People set a handful of filters; only what walks links sets more
MOST_FACETS = 6
MOST_VALUES = 12
# In the order of the alphabet a cursor holds the key of a title, which has several letters for one of some scripts
LONGEST_CURSOR = 3_000

SORTS: Mapping[Sort, str] = {
    "relevance": "Best match",
    "newest": "Newest first",
    "next": "Held next",
    "title": "Name, A to Z",
    "date": "Oldest times first",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """``crowded``: the address asked for more than is answered, and ``address`` says what of it was kept."""

    typed: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = "newest"
    page: int = 1
    per_page: int = PER_PAGE[0]
    gallery: bool = False
    cursor: str = ""
    crowded: bool = False

    @classmethod
    def of(cls, args: "MultiDict[str, str]") -> "Asked":
        whole = args.get("q", "").strip()
        typed, also = taken_out(whole[:LETTERS].strip())
        wished = {name: _known(name, [*args.getlist(name), *also.get(name, ())]) for name in facets.names()}
        wished = {name: values for name, values in wished.items() if values}
        per_page = next((size for size in PER_PAGE if str(size) == args.get("per_page")), PER_PAGE[0])
        cursor = args.get("cursor", "")
        chosen = dict([(name, values[:MOST_VALUES]) for name, values in wished.items()][:MOST_FACETS])
        return cls(
            typed,
            chosen,
            next((sort for sort in SORTS if sort == args.get("sort")), usual_sort(typed)),
            min(max(1, args.get("page", 1, int)), MOST // per_page),
            per_page,
            args.get("view") == GALLERY,
            cursor if len(cursor) <= LONGEST_CURSOR else "",
            crowded=len(whole) > LETTERS or chosen != wished,
        )

    def address(self, base: str) -> str:
        """What is as usual is not said."""
        pairs = [*self.question(), *self.sorting(), *self.manner()]
        pairs += [("cursor", self.cursor)] if self.cursor else []
        pairs += [("page", str(self.page))] if self.page > 1 and not self.cursor else []
        return f"{base}?{urlencode(pairs)}" if pairs else base

    def question(self) -> list[tuple[str, str]]:
        """Which records are wanted, however they are shown."""
        pairs = [("q", self.typed)] if self.typed else []
        return pairs + [(name, value) for name, values in self.chosen.items() for value in values]

    def sorting(self) -> list[tuple[str, str]]:
        return [("sort", str(self.sort))] if self.sort != usual_sort(self.typed) else []

    def manner(self) -> list[tuple[str, str]]:
        """How they are shown: a form that has no field for it carries it along."""
        pairs = [("view", GALLERY)] if self.gallery else []
        return pairs + ([("per_page", str(self.per_page))] if self.per_page != PER_PAGE[0] else [])

    def as_question(self) -> Question:
        return Question(
            self.typed, self.chosen, facets.names(), self.sort, self.page, self.per_page, self.cursor or None
        )

    def at(self, page: int = 1, cursor: str = "") -> "Asked":
        """Another page of the same."""
        return replace(self, page=page, cursor=cursor)

    def choosing(self, chosen: Mapping[str, Sequence[str]]) -> "Asked":
        """The same words with other filters, from the first page on."""
        kept = {name: tuple(values) for name, values in chosen.items() if values}
        return replace(self.at(), chosen=kept)

    def shown(self, *, gallery: bool) -> "Asked":
        """The same records at the same place, otherwise shown."""
        return replace(self, gallery=gallery)

    def sized(self, per_page: int) -> "Asked":
        return replace(self, per_page=per_page)

    def reading(self, typed: str) -> "Asked":
        """Other words with the same filters."""
        sort = self.sort if self.sort != usual_sort(self.typed) else usual_sort(typed)
        return replace(self.at(), typed=typed, sort=sort)


def usual_sort(typed: str) -> Sort:
    return "relevance" if typed else "newest"


def _known(name: str, values: Sequence[str]) -> tuple[str, ...]:
    """Each value once and in one order, so that the order of clicking makes no other address."""
    return tuple(sorted({value for value in values if value and facets.concept(name, value)}))
