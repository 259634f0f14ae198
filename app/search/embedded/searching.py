"""Puts a question to one snapshot of the index: media texts first, then records, then the counts of facets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import DocAddress, Occur, Order, Query, Schema, Searcher

from app.errors import BadRequest
from app.search.document import identifier_of
from app.search.embedded import question
from app.search.embedded.question import Part
from app.search.query import FacetCount, Relaxed, SearchQuery, SearchResult, marks
from metadata.problem import Problem

# Records found by their media, at most; on every engine the same ones, those with the lowest identifiers
MEDIA_HITS = 10_000
# Hits that can be reached by page number; beyond, by cursor
PAGED = 10_000
VALUES = 1_000

_FIELDS = {"newest": "newest", "next": "next", "date": "date", "title": "alphabetical"}
_KEYED = frozenset({"newest", "next", "date"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its worth (``scored``) and without (``counted``); neither has what was chosen to narrow it."""

    scored: list[Part]
    counted: list[Part]
    relaxed: Relaxed


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``has_media``: whether there is any text of media to ask."""

    searcher: Searcher
    schema: Schema
    has_media: bool

    def search(self, query: SearchQuery) -> SearchResult:
        narrowing = question.filters(self.schema, query.filters())
        for relaxed in _steps(query):
            asked = self._asked(query, relaxed)
            total = self._count([*asked.counted, *narrowing])
            if total:
                break
        if not total:
            return SearchResult(0, facets=self._facets(query, asked), marks=marks(query, ""))
        hits, cursor = self._hits(query, [*asked.scored, *narrowing], total)
        return SearchResult(total, hits, self._facets(query, asked), marks(query, asked.relaxed), asked.relaxed, cursor)

    def _asked(self, query: SearchQuery, relaxed: Relaxed) -> Asked:
        asker = question.of_records(self.schema)
        wanted, worth = asker.ask(query.parsed, relaxed, typing=query.typing)
        always = [question.one_of(self.schema, "access", query.visible), *self._refused(query, asker)]
        in_media = self._in_media(query, relaxed) if wanted else None
        return Asked(
            [*always, *question.answers([*wanted, *worth], in_media)],
            [*always, *question.answers(wanted, in_media)],
            relaxed,
        )

    def _in_media(self, query: SearchQuery, relaxed: Relaxed) -> Query | None:
        """The records that a text of their media answers for, if whoever asks may see it."""
        if not self.has_media:
            return None
        wanted, _ = question.of_media(self.schema).ask(query.parsed, relaxed, typing=query.typing)
        return self._records_of(query, wanted)

    def _refused(self, query: SearchQuery, asker: question.Asker) -> list[Part]:
        refused = asker.refuse(query.parsed)
        if refused and self.has_media:
            spoken = question.of_media(self.schema).refuse(query.parsed)
            found = self._records_of(query, [(Occur.Must, question.any_of(spoken))])
            refused += [found] if found else []
        return [(Occur.MustNot, each) for each in refused]

    def _records_of(self, query: SearchQuery, wanted: Sequence[Part]) -> Query | None:
        visible = question.one_of(self.schema, "media_access", query.visible)
        terms = {"field": "of", "size": MEDIA_HITS, "order": {"_key": "asc"}}
        found = self.searcher.aggregate(question.together([visible, *wanted]), {"of": {"terms": terms}})
        ids = [int(bucket["key"]) for bucket in found["of"]["buckets"]]
        return Query.term_set_query(self.schema, "record", ids) if ids else None

    def _count(self, parts: Iterable[Part]) -> int:
        return count(self.searcher.search(question.together(parts), 1, order_by_field="record"))

    def _hits(self, query: SearchQuery, parts: list[Part], total: int) -> tuple[tuple[str, ...], str | None]:
        """Identifiers of one page, and the cursor for what follows."""
        sort = "newest" if query.sort == "relevance" and not query.parsed.clauses else query.sort
        offset, key = (query.page - 1) * query.per_page, None
        if query.cursor is not None:
            at = _place(query.cursor, sort)
            offset, key = (0, at) if sort in _KEYED else (at, None)
        elif offset + query.per_page > PAGED:
            return (), None
        if key is not None:
            parts = [*parts, question.beyond(self.schema, _FIELDS[sort], key, upwards=sort != "newest")]
        found = self.searcher.search(
            question.together(parts),
            query.per_page,
            count=key is not None,
            offset=offset,
            order_by_field=_FIELDS.get(sort),
            order=Order.Desc if sort == "newest" else Order.Asc,
        )
        numbers = self.numbers(address for _, address in found.hits)
        left = (total if key is None else count(found)) - offset - len(numbers)
        reached = found.hits[-1][0] if found.hits and sort in _KEYED else offset + len(numbers)
        cursor = f"{sort}:{reached}" if left > 0 and numbers else None
        return tuple(map(identifier_of, numbers)), cursor

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
    return int(place)


def _counts(buckets: Iterable[dict[str, object]]) -> tuple[FacetCount, ...]:
    counts = (FacetCount(str(bucket["key"]), int(str(bucket["doc_count"]))) for bucket in buckets)
    return tuple(sorted(counts, key=lambda each: (-each.count, each.value)))
