"""Puts a question to one snapshot of the index: media texts first, then records, then the counts of facets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tantivy import DocAddress, Occur, Order, Query, Schema, Searcher

from app.errors import BadRequest
from app.search.document import identifier_of
from app.search.embedded import question
from app.search.embedded.question import Part
from app.search.query import FacetCount, Relaxed, SearchQuery, SearchResult, Sort, marks
from metadata.problem import Problem

# Records found by their media, at most; on every engine the same ones, those with the lowest identifiers
MEDIA_HITS = 10_000
# Hits that can be reached by page number; beyond, by cursor
PAGED = 10_000
MOST_PLACE = 2_000_000
MOST_KEY = (1 << 63) - 2
# How far beside a page it is looked first for hits that are worth as much, and how far at most
BESIDE, EQUALS = 12, 6_000
VALUES = 1_000
# Classes of texts of media; tantivy refuses to count more than 65,000 of anything
CLASSES = 60_000

_FIELDS = {"newest": "newest", "next": "next", "date": "date", "title": "alphabetical"}
_KEYED = frozenset({"newest", "next", "date"})

Hit: TypeAlias = tuple[int, DocAddress]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its worth (``scored``) and without (``counted``); neither has what was chosen to narrow it."""

    scored: list[Part]
    counted: list[Part]


@dataclass(frozen=True, slots=True)
class Page:
    """Which hits are wanted: from ``offset`` on, or those after ``key`` in the order of a sort key."""

    sort: Sort
    size: int
    offset: int = 0
    key: int | None = None

    @classmethod
    def of(cls, query: SearchQuery) -> "Page":
        sort: Sort = "newest" if query.sort == "relevance" and not query.parsed.clauses else query.sort
        if query.cursor is None:
            offset = (query.page - 1) * query.per_page
            return cls(sort, query.per_page if offset + query.per_page <= PAGED else 0, offset)
        place = _place(query.cursor, sort)
        return cls(sort, query.per_page, key=place) if sort in _KEYED else cls(sort, query.per_page, place)


@dataclass(frozen=True, slots=True)
class Found:
    """Identifiers of a page of hits, as numbers; ``key`` is what the last of them was sorted by, where it is a key."""

    total: int
    numbers: list[int]
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``media_classes`` are the access classes that there are texts of media in."""

    searcher: Searcher
    schema: Schema
    media_classes: frozenset[int]

    @classmethod
    def of(cls, searcher: Searcher, schema: Schema) -> "Snapshot":
        terms = {"classes": {"terms": {"field": "media_access", "size": CLASSES}}}
        found = searcher.aggregate(Query.exists_query("of"), terms)
        return cls(searcher, schema, frozenset(int(bucket["key"]) for bucket in found["classes"]["buckets"]))

    def search(self, query: SearchQuery) -> SearchResult:
        page = Page.of(query)
        narrowing = question.filters(self.schema, query.filters())
        strict = None
        for relaxed in _steps(query):
            asked = self.asked(query, relaxed)
            strict = strict or asked
            found = self._find([*asked.scored, *narrowing], page)
            total = found.total if page.key is None else self._count([*asked.counted, *narrowing])
            if total:
                hits, cursor = self._hits(found, page)
                facets = self._facets(query, asked)
                return SearchResult(total, hits, facets, marks(query, relaxed), relaxed, cursor)
        return SearchResult(0, facets=self._facets(query, strict) if strict else {}, marks=marks(query, ""))

    def asked(self, query: SearchQuery, relaxed: Relaxed) -> Asked:
        asker = question.of_records(self.schema)
        wanted = asker.ask(query.parsed, relaxed, typing=query.typing)
        always = [question.one_of(self.schema, "access", query.visible), *self._refused(query, asker)]
        if not wanted:
            return Asked(always, always)
        in_media = self._in_media(query, relaxed)
        return Asked(
            [*always, question.answers(asker.weigh(query.parsed, wanted), in_media)],
            [*always, question.answers(question.together(wanted), in_media)],
        )

    def _in_media(self, query: SearchQuery, relaxed: Relaxed) -> Query | None:
        """The records that a text of their media answers for, if whoever asks may see it."""
        wanted = question.of_media(self.schema).ask(query.parsed, relaxed, typing=query.typing)
        return self._records_of(query, wanted)

    def _refused(self, query: SearchQuery, asker: question.Asker) -> list[Part]:
        refused = asker.refuse(query.parsed)
        if refused:
            spoken = question.of_media(self.schema).refuse(query.parsed)
            found = self._records_of(query, [(Occur.Must, question.any_of(spoken))])
            refused += [found] if found else []
        return [(Occur.MustNot, each) for each in refused]

    def _records_of(self, query: SearchQuery, wanted: Sequence[Part]) -> Query | None:
        classes = query.visible & self.media_classes
        if not classes:
            return None
        visible = question.one_of(self.schema, "media_access", classes)
        terms = {"field": "of", "size": MEDIA_HITS, "order": {"_key": "asc"}}
        found = self.searcher.aggregate(question.together([visible, *wanted]), {"of": {"terms": terms}})
        ids = [int(bucket["key"]) for bucket in found["of"]["buckets"]]
        return Query.term_set_query(self.schema, "record", ids) if ids else None

    def _count(self, parts: Iterable[Part]) -> int:
        return count(self.searcher.search(question.together(parts), 1, order_by_field="record"))

    def _find(self, parts: list[Part], page: Page) -> Found:
        """By a key, which no two records share, or by worth: then equals come in the order of their identifiers."""
        if page.sort == "relevance":
            total, best = self.best(question.together(parts), page.offset, page.size)
            return Found(total, [number for number, _ in best])
        upwards = page.sort != "newest"
        if page.key is not None:
            parts = [*parts, question.beyond(self.schema, _FIELDS[page.sort], page.key, upwards=upwards)]
        found = self.searcher.search(
            question.together(parts),
            max(page.size, 1),
            offset=page.offset,
            order_by_field=_FIELDS[page.sort],
            order=Order.Asc if upwards else Order.Desc,
        )
        hits = found.hits[: page.size]
        return Found(count(found), self.numbers(address for _, address in hits), hits[-1][0] if hits else None)

    def best(self, query: Query, begin: int, size: int, *, counted: bool = True) -> tuple[int, list[Hit]]:
        """Hits from ``begin`` on, those first that are worth more, equals in the order of their identifiers; and how
        many there are. More are looked at than wanted, until all are there that are worth as much as the outermost."""
        beside = BESIDE
        while True:
            first, last = max(0, begin - beside), begin + size + beside
            found = self.searcher.search(query, last - first, offset=first, count=counted)
            worth = [round(score, 3) for score, _ in found.hits]  # segments round their sums differently
            page = worth[begin - first : begin - first + size]
            above, below = first > 0 and worth[:1] == page[:1], len(worth) == last - first and worth[-1:] == page[-1:]
            if not page or beside >= EQUALS or not (above or below):
                break
            beside *= 8
        addresses = [address for _, address in found.hits]
        numbers = self.numbers(addresses)
        order = sorted(range(len(worth)), key=lambda place: (-worth[place], numbers[place]))
        wanted = order[begin - first : begin - first + size]
        return count(found) if counted else 0, [(numbers[place], addresses[place]) for place in wanted]

    def _hits(self, found: Found, page: Page) -> tuple[tuple[str, ...], str | None]:
        """Identifiers of one page, and the cursor for what follows."""
        hits = tuple(map(identifier_of, found.numbers))
        reached = page.offset + len(hits)
        if not hits or reached >= found.total:
            return hits, None
        return hits, f"{page.sort}:{found.key if page.sort in _KEYED else reached}"

    def _facets(self, query: SearchQuery, asked: Asked) -> dict[str, tuple[FacetCount, ...]]:
        """A facet in which something was chosen is counted as if it were not."""
        chosen = query.filters()
        groups: dict[str, list[str]] = {}
        for name in query.facets:
            groups.setdefault(name if name in chosen else "", []).append(name)
        counts: dict[str, tuple[FacetCount, ...]] = {}
        for left_out, names in groups.items():
            parts = [*asked.counted, *question.filters(self.schema, chosen, left_out)]
            counts |= self.facet_counts(parts, names)
        return {name: counts[name] for name in query.facets}

    def numbers(self, addresses: Iterable[DocAddress]) -> list[int]:
        """The identifiers of records, as numbers."""
        values = self.searcher.fast_field_values("record", list(addresses))
        return [int(value) for value in values if value is not None]

    def facet_counts(self, parts: Iterable[Part], names: Iterable[str]) -> dict[str, tuple[FacetCount, ...]]:
        terms = {name: {"terms": {"field": f"f.{name}", "size": VALUES}} for name in names}
        found = self.searcher.aggregate(question.together(parts), terms)
        return {name: _counts(found[name]["buckets"]) for name in terms}


def count(found: Any) -> int:
    """How many answer; the types that tantivy ships leave this out."""
    return int(found.count)


def _steps(query: SearchQuery) -> tuple[Relaxed, ...]:
    """The forms of a question, from the strictest on: the next is asked where one has no answer."""
    words = len(query.parsed.clauses)
    steps: tuple[Relaxed, ...] = ("", "spelling", "some")
    return steps[: 1 if words == 0 else 2 if words < 3 else 3]


def _place(cursor: str, sort: str) -> int:
    of, _, place = cursor.partition(":")
    if of != sort or not place.removeprefix("-").isdecimal() or len(place) > 20:
        raise BadRequest(Problem("cursor.unknown", "cursor", cursor))
    # an engine sets memory aside for every hit before the wanted ones: a number made up by somebody is no place
    least, most = (-MOST_KEY, MOST_KEY) if sort in _KEYED else (0, MOST_PLACE)
    if not least <= int(place) <= most:
        raise BadRequest(Problem("cursor.unknown", "cursor", cursor))
    return int(place)


def _counts(buckets: Iterable[dict[str, Any]]) -> tuple[FacetCount, ...]:
    ordered = sorted((-bucket["doc_count"], bucket["key"]) for bucket in buckets)
    return tuple(FacetCount(value, -count) for count, value in ordered)
