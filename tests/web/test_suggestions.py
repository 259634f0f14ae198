"""Completions of what is being typed: what they tell, to whom, and what they never do."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.errors import SearchUnavailable
from app.services.viewer import SYSTEM, Viewer
from tests.made import published

ADDRESS = "/api/v1/suggestions"


def indexed(archive: Archive, name: str, access: str = "everyone") -> str:
    record = published(archive, SYSTEM, name, access=access)
    archive.indexing.index(record)
    return record


def test_peoples_and_records_are_told_apart_and_lead_to_their_pages(archive: Archive, client: FlaskClient) -> None:
    record = indexed(archive, "Lễ hội cồng chiêng của người Xtiêng")
    people, gongs = client.get(f"{ADDRESS}?q=xt").get_json()["items"]
    assert (people["type"], people["text"], people["note"]["vi"]) == ("people", "Xtiêng", "Dân tộc")
    assert people["label"]["en"] == "Stieng"
    assert people["links"]["pages"]["en"] == "http://archive.test/en/peoples/xtieng"
    assert (gongs["type"], gongs["value"], gongs["note"]["vi"]) == ("record", record, "Lễ hội · Xtiêng")
    assert gongs["links"]["pages"]["vi"] == f"http://archive.test/vi/records/{record}"
    for link in (people["links"]["pages"]["vi"], gongs["links"]["pages"]["vi"]):
        assert client.get(link.removeprefix("http://archive.test")).status_code == 200


def test_what_is_not_for_everyone_is_suggested_to_nobody(
    archive: Archive, client: FlaskClient, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    indexed(archive, "Lễ kín của làng", access="registered")
    for browser in (client, browser_of(officer)):
        assert browser.get(f"{ADDRESS}?q=le+kin").get_json() == {"items": []}


def test_what_has_just_been_closed_is_suggested_no_more_whatever_the_index_says(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = indexed(archive, "Lễ mừng lúa mới")
    assert client.get(f"{ADDRESS}?q=mung").get_json()["items"]
    monkeypatch.setattr(type(archive.index), "remove", lambda *_: None)
    archive.records.restrict(SYSTEM, record, "registered")
    assert client.get(f"{ADDRESS}?q=mung").get_json()["items"] == []


def test_an_answer_may_be_shared_and_is_soon_asked_for_again(archive: Archive, client: FlaskClient) -> None:
    answer = client.get(f"{ADDRESS}?q=le")
    assert answer.headers["Cache-Control"] == "public, max-age=60, s-maxage=60"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("typed", ["", "   ", '"', "((", "people:", "\0", "a" * 10_000, "-le", "x" * 201])
def test_nothing_typed_is_an_error(archive: Archive, client: FlaskClient, typed: str) -> None:
    indexed(archive, "Lễ hội cồng chiêng")
    answer = client.get(ADDRESS, query_string={"q": typed})
    assert answer.status_code == 200
    assert answer.get_json() == {"items": []}


@pytest.mark.parametrize("limit", ["0", "13", "x", "-1", "9" * 30])
def test_no_more_are_made_than_a_reader_looks_at(client: FlaskClient, limit: str) -> None:
    assert client.get(f"{ADDRESS}?q=le&limit={limit}").status_code == 400


def test_as_many_come_as_were_asked_for(archive: Archive, client: FlaskClient) -> None:
    for number in range(4):
        indexed(archive, f"Lễ mừng lúa mới {number}")
    assert len(client.get(f"{ADDRESS}?q=le+mung&limit=3").get_json()["items"]) == 3


def test_a_search_that_does_not_answer_is_told_with_when_to_come_again(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_arguments: object) -> None:
        raise SearchUnavailable("search.failed")

    monkeypatch.setattr(type(archive.index), "suggest", silent)
    answer = client.get(f"{ADDRESS}?q=le")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/vi/", "/en/search", "/vi/nowhere"])
def test_every_search_box_of_the_site_offers_them_and_works_without(client: FlaskClient, address: str) -> None:
    html = client.get(address, headers={"Accept": "text/html"}).text
    assert html.count("data-suggest=") == 1
    assert 'role="combobox"' not in html, "without scripts it is a plain field"
