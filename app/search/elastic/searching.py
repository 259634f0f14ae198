"""Puts a question to the cluster: what is heard in media, the page of hits, and the counts, mostly in one request.

Hits and counts are asked for apart. Without counts the cluster stops looking where nothing can be worth more; and the
counts are the same for every page, so the cluster has them ready (its request cache knows the question with the classes
that its asker may see, and forgets it when the index changes).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from elasticsearch import Elasticsearch

from app.search import forms, paging, question
from app.search.document import identifier_of
from app.search.elastic.translation import Query, translated
from app.search.fields import OF, RECORD, TITLES, facet
from app.search.forms import Form
from app.search.nodes import Node
from app.search.paging import FIELDS, KEYED, MEDIA_HITS, VALUES, Page, unknown_cursor, upwards
from app.search.query import FacetCount, SearchQuery, SearchResult, marks
from app.search.question import Asked, narrowed

Body = dict[str, Any]
Answer = Mapping[str, Any]

# After every record that has the same key
_LAST = 1 << 40
# What a hit was worth, and which it is
_WORTH = re.compile(r"(\d{1,9}(?:\.\d{1,20})?(?:e-\d{1,2})?)/(\d{1,13})")


class NoIndex(LookupError):
    """There is nothing to search in."""


class Interrupted(RuntimeError):
    """The cluster answers, and could not answer this."""


@dataclass(frozen=True, slots=True)
class Searching:
    client: Elasticsearch
    index: str

    def search(self, query: SearchQuery) -> SearchResult:
        page, refused, strict = Page.of(query), self._refused(query), forms.first(query)

        def counts(some: Sequence[Form]) -> list[int]:
            return self._totals(query, some, refused)

        whole, hits, counted = self._answers(query, page, strict, refused)
        form, relaxed = forms.decide(query, whole, counts)
        if form != strict:
            _, hits, counted = self._answers(query, page, form, refused)
        numbers, cursor = _page(hits, page)
        return SearchResult(
            _total(counted[""]),
            tuple(map(identifier_of, numbers)),
            _all_facets(query, counted),
            marks(query, relaxed),
            relaxed,
            cursor,
            query.asked(retyped=form.typed).text,
        )

    def titled(self, query: Node, limit: int) -> Iterable[tuple[int, list[str]]]:
        """The best so many records, as numbers, and their titles."""
        body = _best(translated(query)) | {"size": limit, "_source": [TITLES]}
        for hit in self._ask([body])[0]["hits"]["hits"]:
            titles = hit["_source"][TITLES]
            yield int(hit["sort"][1]), titles if isinstance(titles, list) else [titles]

    def facet_counts(self, query: Node, names: Iterable[str]) -> dict[str, tuple[FacetCount, ...]]:
        asked = list(names)
        return dict(_facets(self._ask([_counted(translated(query), asked)])[0], asked))

    def count(self) -> int:
        """Records; texts of media are not counted."""
        return int(self._ask([_counted({"exists": {"field": RECORD}}, [])])[0]["hits"]["total"]["value"])

    def _answers(
        self, query: SearchQuery, page: Page, form: Form, refused: Sequence[int]
    ) -> tuple[int, Answer, dict[str, Answer]]:
        """How many answer the question apart from what was chosen, the page of hits, and the counts of each group."""
        spoken = question.of_media(query, form, query.visible)

        def bodies(heard: Sequence[int]) -> list[Body]:
            return _bodies(query, page, question.of_records(query, form, heard, refused))

        if spoken is None or len(query.visible) > 1:
            answers = self._ask(bodies(self._heard(spoken)))
        else:
            # to a visitor hardly any text of media answers apart from its record's: it is asked as if none did
            heard, *answers = self._ask([_records(spoken), *bodies(())])
            if numbers := _numbers(heard):
                answers = self._ask(bodies(numbers))
        hits, *counted = answers
        whole = counted[-1] if query.chosen else counted[0]
        return _total(whole), hits, dict(zip(_groups(query), counted, strict=False))

    def _totals(self, query: SearchQuery, some: Sequence[Form], refused: Sequence[int]) -> list[int]:
        """How many answer each form of the question, as far as it is of use to know."""
        heard = self._heard_each([question.of_media(query, form, query.visible) for form in some])
        asked = [question.of_records(query, form, found, refused) for form, found in zip(some, heard, strict=True)]
        return [_total(answer) for answer in self._ask([_whole(query, each) for each in asked])]

    def _heard(self, spoken: Node | None) -> list[int]:
        """The records of texts of media."""
        return self._heard_each([spoken])[0]

    def _heard_each(self, spoken: Sequence[Node | None]) -> list[list[int]]:
        """As many lists of records as there are questions to texts of media, at the price of one."""
        bodies = [_records(each) for each in spoken if each]
        found = iter(self._ask(bodies) if bodies else ())
        return [_numbers(next(found)) if each else [] for each in spoken]

    def _refused(self, query: SearchQuery) -> list[int]:
        """Records of which a text of media has what is not wanted."""
        return self._heard(question.refused_media(query, query.visible))

    def _ask(self, bodies: Sequence[Body]) -> list[Answer]:
        """The answers, whole: counts that leave out what a shard did not say would lie."""
        # the same question goes to the same copies: they round alike, and one of them has the counts ready
        header = {"preference": str(crc32(repr(bodies[-1]).encode())), "allow_partial_search_results": False}
        asked = [part for body in bodies for part in (header, body)]
        told = self.client.msearch(index=self.index, searches=asked, rest_total_hits_as_int=False)
        try:
            answers = dict(told)["responses"]
        except (KeyError, TypeError, ValueError):
            answers = None
        if not isinstance(answers, list) or len(answers) != len(bodies):
            raise Interrupted("something else answers there")
        for answer in answers:
            if answer.get("status") == 404:
                raise NoIndex(self.index)
            if "error" in answer or answer["timed_out"]:
                raise Interrupted(str(answer.get("error", "timed out")))
        return answers


def _groups(query: SearchQuery) -> dict[str, list[str]]:
    """Facets that are counted together; the total is among the counts of those in which nothing was chosen."""
    return {"": [], **query.facet_groups()}


def _bodies(query: SearchQuery, page: Page, asked: Asked) -> list[Body]:
    """The page of hits, the counts of each group, and how many answer apart from what was chosen, if anything was."""
    chosen = query.filters()
    groups = _groups(query).items()
    return [
        _sorted(translated(narrowed(asked.scored, chosen)), page),
        *(_counted(translated(narrowed(asked.counted, chosen, group)), names) for group, names in groups),
        *([_whole(query, asked)] if query.chosen else []),
    ]


def _whole(query: SearchQuery, asked: Asked) -> Body:
    """Of the question apart from what was chosen it is enough to know whether enough answers."""
    counted = _counted(translated(narrowed(asked.counted, query.parsed.filters)), [])
    return counted | {"track_total_hits": forms.ENOUGH * 2}


def _best(query: Query) -> Body:
    """Those first that are worth more; equals in the order of their identifiers."""
    return {"query": query, "sort": [{"_score": "desc"}, {RECORD: "asc"}], "track_total_hits": False}


def _sorted(query: Query, page: Page) -> Body:
    # one more than wanted tells whether anything follows
    body = _best(query) | {"_source": False, "stored_fields": "_none_", "size": page.size + 1 if page.size else 0}
    if page.sort != "relevance":
        body["sort"] = [{FIELDS[page.sort]: "asc" if upwards(page.sort) else "desc"}, {RECORD: "asc"}]
    if page.after is not None:
        return body | {"search_after": _after(page)}
    return body | {"from": page.offset if page.size else 0}


def _after(page: Page) -> list[Any]:
    place = page.after or ""
    if page.sort in KEYED:
        return [page.key(), _LAST]
    if page.sort == "title" and place.isascii():
        return [place, _LAST]
    if found := _WORTH.fullmatch(place):
        return [float(found[1]), int(found[2])]
    raise unknown_cursor(page.cursor(place))


def _counted(query: Query, names: Sequence[str]) -> Body:
    terms = {name: {"terms": {"field": facet(name), "size": VALUES}} for name in names}
    return {"query": {"bool": {"filter": [query]}}, "size": 0, "track_total_hits": True} | (
        {"aggs": terms} if terms else {}
    )


def _records(spoken: Node) -> Body:
    terms = {"field": OF, "size": MEDIA_HITS, "order": {"_key": "asc"}}
    return _counted(translated(spoken), []) | {"track_total_hits": False, "aggs": {"of": {"terms": terms}}}


def _numbers(answer: Answer) -> list[int]:
    return [int(bucket["key"]) for bucket in answer["aggregations"]["of"]["buckets"]]


def _total(answer: Answer) -> int:
    return int(answer["hits"]["total"]["value"])


def _all_facets(query: SearchQuery, counted: Mapping[str, Answer]) -> dict[str, tuple[FacetCount, ...]]:
    found = {name: some for group, names in _groups(query).items() for name, some in _facets(counted[group], names)}
    return {name: found[name] for name in query.facets}


def _facets(answer: Answer, names: Iterable[str]) -> Iterable[tuple[str, tuple[FacetCount, ...]]]:
    for name in names:
        buckets = answer["aggregations"][name]["buckets"]
        yield name, paging.counts({bucket["key"]: bucket["doc_count"] for bucket in buckets})


def _page(answer: Answer, page: Page) -> tuple[list[int], str | None]:
    """Identifiers of a page, as numbers, and the cursor for what follows."""
    sorted_by = [hit["sort"] for hit in answer["hits"]["hits"]]
    numbers = [int(number) for _, number in sorted_by[: page.size]]
    if len(sorted_by) <= page.size:
        return numbers, None
    place, number = sorted_by[page.size - 1]
    return numbers, page.cursor(f"{place!r}/{number}" if page.sort == "relevance" else place)
