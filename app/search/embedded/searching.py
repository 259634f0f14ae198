"""Puts a question to one snapshot of the index: media texts first, then records, then the counts of facets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tantivy import DocAddress, Occur, Order, Query, Schema, Searcher

from app.search import forms, paging, question
from app.search.document import identifier_of
from app.search.embedded.translation import beyond, translated
from app.search.fields import MEDIA_ACCESS, OF, RECORD, TITLES, facet
from app.search.forms import Form
from app.search.nodes import Node
from app.search.paging import FIELDS, KEYED, MEDIA_HITS, VALUES, Page, upwards
from app.search.query import FacetCount, SearchQuery, SearchResult, marks
from app.search.question import Asked, narrowed

MOST_PLACE = 2_000_000
# How far beside a page it is looked first for hits that are worth as much, and how far at most
BESIDE, EQUALS = 12, 6_000
# What sums of a dozen numbers of four bytes differ by when they are added up in another order
_ROUNDED = 6e-7
# Classes of texts of media; tantivy refuses to count more than 65,000 of anything
CLASSES = 60_000

Hit: TypeAlias = tuple[int, DocAddress]


@dataclass(frozen=True, slots=True)
class Found:
    """Identifiers of a page of hits, as numbers, and the place of the last for a cursor. ``key`` is what it was sorted
    by, where that is a key."""

    total: int
    numbers: list[int]
    reached: int
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``media_classes`` are the access classes that there are texts of media in."""

    searcher: Searcher
    schema: Schema
    media_classes: frozenset[int]

    @classmethod
    def of(cls, searcher: Searcher, schema: Schema) -> "Snapshot":
        terms = {"classes": {"terms": {"field": MEDIA_ACCESS, "size": CLASSES}}}
        found = searcher.aggregate(Query.exists_query(OF), terms)
        return cls(searcher, schema, frozenset(int(bucket["key"]) for bucket in found["classes"]["buckets"]))

    def search(self, query: SearchQuery) -> SearchResult:
        page, refused = Page.of(query), self._refused(query)
        strict = forms.first(query)
        asked = self._asked(query, strict, refused)
        found = self._find(narrowed(asked.scored, query.filters()), page)

        def counts(some: Iterable[Form]) -> list[int]:
            return [self._total(query, self._asked(query, form, refused)) for form in some]

        whole = found.total if not query.chosen and page.after is None else self._total(query, asked)
        form, relaxed = forms.decide(query, whole, counts)
        if form != strict:
            asked = self._asked(query, form, refused)
            found = self._find(narrowed(asked.scored, query.filters()), page)
        total = found.total if page.after is None else self._count(narrowed(asked.counted, query.filters()))
        return SearchResult(
            total,
            tuple(map(identifier_of, found.numbers)),
            self._facets(query, asked),
            marks(query, relaxed),
            relaxed,
            self._cursor(found, page),
            query.asked(retyped=form.typed).text,
        )

    def titled(self, query: Node, limit: int) -> Iterable[tuple[int, list[str]]]:
        """The best so many records, as numbers, and their titles."""
        _, found = self._best(self.query(query), 0, limit, counted=False)
        for number, address in found:
            yield number, self.searcher.doc(address)[TITLES]

    def facet_counts(self, query: Node, names: Iterable[str]) -> dict[str, tuple[FacetCount, ...]]:
        terms = {name: {"terms": {"field": facet(name), "size": VALUES}} for name in names}
        found = self.searcher.aggregate(self.query(query), terms)
        return {name: paging.counts(_counted(found[name])) for name in terms}

    def query(self, node: Node) -> Query:
        return translated(self.schema, node)

    def _classes(self, query: SearchQuery) -> frozenset[int]:
        return query.visible & self.media_classes

    def _asked(self, query: SearchQuery, form: Form, refused: Sequence[int]) -> Asked:
        in_media = self._records_of(question.of_media(query, form, self._classes(query)))
        return question.of_records(query, form, in_media, refused)

    def _refused(self, query: SearchQuery) -> list[int]:
        """Records of which a text of media has what is not wanted."""
        return self._records_of(question.refused_media(query, self._classes(query)))

    def _total(self, query: SearchQuery, asked: Asked) -> int:
        """How many answer, whatever was chosen among them."""
        return self._count(narrowed(asked.counted, query.parsed.filters))

    def _records_of(self, spoken: Node | None) -> list[int]:
        """The records of texts of media."""
        if spoken is None or not self.media_classes:
            return []
        terms = {"field": OF, "size": MEDIA_HITS, "order": {"_key": "asc"}}
        found = self.searcher.aggregate(self.query(spoken), {"of": {"terms": terms}})
        return [int(bucket["key"]) for bucket in found["of"]["buckets"]]

    def _count(self, query: Node) -> int:
        return count(self.searcher.search(self.query(query), 1, order_by_field=RECORD))

    def _find(self, query: Node, page: Page) -> Found:
        """By a key, which no two records share, or by worth: then equals come in the order of their identifiers."""
        offset = page.offset if page.after is None or page.sort in KEYED else paging.place(page.after, MOST_PLACE)
        if page.sort == "relevance":
            total, best = self._best(self.query(query), offset, page.size)
            return Found(total, [number for number, _ in best], offset + len(best))
        return self._sorted(self.query(query), page, offset)

    def _sorted(self, query: Query, page: Page, offset: int) -> Found:
        field, up = FIELDS[page.sort], upwards(page.sort)
        if page.after is not None and page.sort in KEYED:
            after = beyond(self.schema, field, page.key(), upwards=up)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, after)])
        order = Order.Asc if up else Order.Desc
        found = self.searcher.search(query, max(page.size, 1), offset=offset, order_by_field=field, order=order)
        hits = found.hits[: page.size]
        numbers = self._numbers(address for _, address in hits)
        return Found(count(found), numbers, offset + len(hits), hits[-1][0] if hits else None)

    def _best(self, query: Query, begin: int, size: int, *, counted: bool = True) -> tuple[int, list[Hit]]:
        """Hits from ``begin`` on, those first that are worth more, equals in the order of their identifiers; and how
        many there are. More are looked at than wanted, until all are there that are worth as much as the outermost."""
        # deep down more is worth the same, and each look costs as much as all before it
        beside = max(BESIDE, begin // 4)
        while True:
            first, last = max(0, begin - beside), begin + size + beside
            found = self.searcher.search(query, last - first, offset=first, count=counted)
            worth = _levelled(score for score, _ in found.hits)
            page = worth[begin - first : begin - first + size]
            above, below = first > 0 and worth[:1] == page[:1], len(worth) == last - first and worth[-1:] == page[-1:]
            if not page or beside >= EQUALS or not (above or below):
                break
            beside *= 8
        addresses = [address for _, address in found.hits]
        numbers = self._numbers(addresses)
        order = sorted(range(len(worth)), key=lambda place: (-worth[place], numbers[place]))
        wanted = order[begin - first : begin - first + size]
        return count(found) if counted else 0, [(numbers[place], addresses[place]) for place in wanted]

    def _cursor(self, found: Found, page: Page) -> str | None:
        if not found.numbers or found.reached >= found.total:
            return None
        return page.cursor(found.key if page.sort in KEYED else found.reached)

    def _facets(self, query: SearchQuery, asked: Asked) -> dict[str, tuple[FacetCount, ...]]:
        """A facet in which something was chosen is counted as if it were not."""
        counted: dict[str, tuple[FacetCount, ...]] = {}
        for left_out, names in query.facet_groups().items():
            counted |= self.facet_counts(narrowed(asked.counted, query.filters(), left_out), names)
        return {name: counted[name] for name in query.facets}

    def _numbers(self, addresses: Iterable[DocAddress]) -> list[int]:
        """The identifiers of records, as numbers."""
        values = self.searcher.fast_field_values(RECORD, list(addresses))
        return [int(value) for value in values if value is not None]


def count(found: Any) -> int:
    """How many answer; the types that tantivy ships leave this out."""
    return int(found.count)


def _levelled(scores: Iterable[float]) -> list[float]:
    """Those that differ by no more than how segments round their sums are worth the same; what differs by more does so
    on every engine."""
    level: list[float] = []
    for score in scores:
        level.append(level[-1] if level and level[-1] - score <= level[-1] * _ROUNDED else score)
    return level


def _counted(found: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
