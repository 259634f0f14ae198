"""Cursors of the engine on a cluster, with the answers of one that is not there."""

from typing import Any, cast

from elasticsearch import Elasticsearch

from app.search.elastic.searching import Searching
from app.search.parsing import parse
from app.search.query import SearchQuery


class Cluster:
    """Answers every question with two hits that are worth next to nothing, and keeps the questions."""

    def __init__(self) -> None:
        self.asked: list[list[dict[str, Any]]] = []

    def msearch(self, *, searches: list[dict[str, Any]], **_how: Any) -> dict[str, Any]:
        bodies = searches[1::2]
        self.asked.append(bodies)
        hits = [{"sort": [4.9e-07, 1]}, {"sort": [4.9e-07, 2]}]
        answer = {"timed_out": False, "hits": {"hits": hits, "total": {"value": 20}}}
        return {"responses": [answer | {"aggregations": {"of": {"buckets": []}}} for _ in bodies]}


def test_a_word_that_all_records_have_is_worth_so_little_that_its_cursor_has_a_power_of_ten() -> None:
    cluster = Cluster()
    searching = Searching(cast(Elasticsearch, cluster), "live")
    first = searching.search(SearchQuery(parse("le"), frozenset({1}), per_page=1))
    searching.search(SearchQuery(parse("le"), frozenset({1}), per_page=1, cursor=first.cursor))
    assert [body["search_after"] for body in cluster.asked[-1] if "search_after" in body] == [[4.9e-07, 1]]
