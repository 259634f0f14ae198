"""The Atom feed: what is new, under a saved search too, for everyone and only of what everyone may see."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from app.bootstrap import Archive
from app.errors import SearchUnavailable
from app.services import texts
from app.services.viewer import SYSTEM, Viewer
from tests.made import festival, published, text
from tests.web.pages import HTML
from tests.web.shelf import add, shelve

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "http://archive.test"
RULES = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


def feed(client: FlaskClient, address: str = "/feed.atom") -> Any:
    """The feed at an address, which is as RFC 4287 wants it."""
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml"), response.text[:300]
    root = etree.fromstring(response.data)
    RULES.assertValid(root)
    ids = words(root, "//a:id")
    assert len(ids) == len(set(ids))
    for node in root.xpath("//a:entry | /a:feed", namespaces=ATOM):
        pages = node.xpath("a:link[@rel='alternate']/@hreflang", namespaces=ATOM)
        assert len(pages) == len(set(pages)) > 0, "RFC 4287 (4.1.1): one alternate a type and language"
    assert len(root.xpath("a:link[@rel='self']", namespaces=ATOM)) == 1
    return root


def words(root: Any, path: str) -> list[str]:
    return [node.text or "" for node in root.xpath(path, namespaces=ATOM)]


def titles(root: Any) -> list[str]:
    return words(root, "a:entry/a:title")


def links(root: Any, rel: str) -> list[str]:
    return list(root.xpath(f"a:entry/a:link[@rel='{rel}']/@href", namespaces=ATOM))


def made(archive: Archive, name: str, kind: str = "festival", access: str = "everyone", **more: Any) -> str:
    saved = archive.records.create(SYSTEM, kind, texts.body(festival(name, **more)), access=access)
    archive.records.publish(SYSTEM, saved.identifier, base=saved.version)
    archive.indexing.index(saved.identifier)
    return saved.identifier


def test_the_newest_come_first_and_lead_to_their_pages(archive: Archive, client: FlaskClient) -> None:
    first, second = made(archive, "Lễ mừng lúa mới"), made(archive, "Lễ hội cồng chiêng")
    root = feed(client)
    assert titles(root) == ["Lễ hội cồng chiêng", "Lễ mừng lúa mới"]
    assert words(root, "a:entry/a:id") == [f"tag:chieng.example,2026:records/{one}" for one in (second, first)]
    assert links(root, "alternate")[:2] == [f"{BASE}/vi/records/{second}", f"{BASE}/en/records/{second}"]
    assert root.get(LANG) == "vi"
    assert words(root, "a:updated") == [max(words(root, "a:entry/a:updated"))]
    assert client.get(links(root, "alternate")[0].removeprefix(BASE), headers=HTML).status_code == 200


def test_an_entry_tells_what_it_is_whose_and_under_which_rights(archive: Archive, client: FlaskClient) -> None:
    made(archive, "Lễ hội cồng chiêng")
    root = feed(client, "/feed.atom?lang=en")
    assert words(root, "a:entry/a:summary") == ["Gongs open the feast of new rice."]
    assert root.xpath("a:entry/a:category/@label", namespaces=ATOM) == ["Festival", "Stieng"]
    assert words(root, "a:entry/a:rights")[0].startswith("CC0")
    assert words(root, "a:entry/a:author/a:name")[0]


def test_a_saved_search_has_the_parameters_of_the_page_and_its_language(archive: Archive, client: FlaskClient) -> None:
    made(archive, "Lễ hội cồng chiêng")
    made(archive, "Áo của người Tày", "costume", people=[{"type": "concept", "value": "tay", "vocabulary": "peoples"}])
    assert titles(feed(client, "/feed.atom?q=cong+chieng&kind=festival")) == ["Lễ hội cồng chiêng"]
    assert titles(feed(client, "/feed.atom?people=tay&people=xtieng&kind=costume")) == ["Áo của người Tày"]
    root = feed(client, "/feed.atom?colour=red&q=gong&people=xtieng&kind=festival&lang=en&sort=title&page=7")
    [own] = root.xpath("a:link[@rel='self']/@href", namespaces=ATOM)
    assert own == f"{BASE}/feed.atom?lang=en&q=gong&kind=festival&people=xtieng"
    [page] = root.xpath("a:link[@rel='alternate']/@href", namespaces=ATOM)
    assert page == f"{BASE}/en/search?q=gong&kind=festival&people=xtieng"
    assert words(root, "a:title") == ["Chiêng: “gong” · Festival · Stieng"]
    assert root.get(LANG) == "en"


def test_what_only_comes_near_a_search_is_no_news_of_it(archive: Archive, client: FlaskClient) -> None:
    made(archive, "Lễ hội cồng chiêng")
    assert "<mark>cồng chiêng</mark>" in client.get("/vi/search?q=cong+chiegn", headers=HTML).text
    assert titles(feed(client, "/feed.atom?q=cong+chiegn")) == []


def test_a_feed_with_nothing_in_it_is_a_feed(client: FlaskClient) -> None:
    assert titles(feed(client)) == []


def test_only_what_everyone_may_see_at_any_time_is_in_it_whoever_asks(
    archive: Archive, client: FlaskClient, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    made(archive, "Lễ của mọi người")
    made(archive, "Lễ kín của làng", access="registered")
    made(archive, "Lễ đang mùa", access="everyone in solar:01-01/12-31")
    archive.records.create(SYSTEM, "festival", texts.body(festival("Bản nháp")))
    assert "Lễ đang mùa" in client.get("/vi/search", headers=HTML).text, "visitors see it just now"
    for browser in (client, browser_of(officer)):
        for address in ("/feed.atom", "/feed.atom?q=lễ", "/feed.atom?kind=festival"):
            assert titles(feed(browser, address)) == ["Lễ của mọi người"], address


def test_a_picture_comes_along_where_everyone_may_see_it(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "image")
    archive.indexing.index(shelf.record)
    pictured = links(feed(client), "enclosure")
    assert [client.get(address.removeprefix(BASE)).status_code for address in pictured] == [200]
    closed = made(archive, "Lễ có ảnh kín")
    file = add(archive, closed, "image", access="registered")
    assert file not in client.get("/feed.atom").text


def test_nobody_is_named_against_their_will(archive: Archive, client: FlaskClient) -> None:
    agreed = {"consent": [{"type": "concept", "value": "refused", "vocabulary": "consents"}]}
    made(archive, "Lễ hội", bearer=[{"type": "agent", "value": "Điểu Hai", "parts": agreed}])
    assert "Điểu Hai" not in client.get("/feed.atom").text


def test_words_of_a_record_are_never_markup_and_never_break_the_feed(archive: Archive, client: FlaskClient) -> None:
    made(archive, "Lễ <b>lúa</b> & rượu", description=[text("]]> <script>alert(1)</script>")])
    assert titles(feed(client)) == ["Lễ <b>lúa</b> & rượu"]
    assert "<script" not in client.get("/feed.atom").text


def test_whoever_has_it_is_told_so(archive: Archive, client: FlaskClient) -> None:
    made(archive, "Lễ hội cồng chiêng")
    had = client.get("/feed.atom?q=chieng")
    etag = had.headers["ETag"]
    assert had.headers["Cache-Control"] == "public, max-age=600, s-maxage=60"
    assert client.get("/feed.atom?q=chieng", headers={"If-None-Match": etag}).status_code == 304
    made(archive, "Chiêng mới")
    again = client.get("/feed.atom?q=chieng", headers={"If-None-Match": etag})
    assert (again.status_code, len(titles(etree.fromstring(again.data)))) == (200, 2)


def test_who_has_a_record_that_is_hidden_since_gets_the_feed_without_it(archive: Archive, client: FlaskClient) -> None:
    made(archive, "Lễ hội cồng chiêng")
    secret = made(archive, "Lễ kín")
    since = client.get("/feed.atom").headers["Last-Modified"]
    archive.records.restrict(SYSTEM, secret, "registered")
    again = client.get("/feed.atom", headers={"If-Modified-Since": since})
    assert again.status_code == 200
    assert titles(etree.fromstring(again.data)) == ["Lễ hội cồng chiêng"]


def test_the_newest_need_no_index_and_a_search_says_when_to_come_again(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(archive, "Lễ hội cồng chiêng")

    def silent(*_arguments: object) -> None:
        raise SearchUnavailable("search.failed")

    monkeypatch.setattr(type(archive.index), "search", silent)
    assert titles(feed(client)) == ["Lễ hội cồng chiêng"]
    answer = client.get("/feed.atom?q=chieng")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_more_than_is_answered_leads_to_what_is(archive: Archive, client: FlaskClient) -> None:
    answer = client.get("/feed.atom?lang=en&q=" + "a" * 2000)
    assert answer.status_code == 303
    assert answer.location == "/feed.atom?lang=en&q=" + "a" * 1000


@pytest.mark.parametrize(
    "query", ["lang=fr", "lang=", "q=%00", "kind=nonsense", "page=x&cursor=y", "q=%22", "q=%ED%A0%80"]
)
def test_an_address_with_nonsense_is_a_feed_still(archive: Archive, client: FlaskClient, query: str) -> None:
    feed(client, f"/feed.atom?{query}")


def test_pages_name_their_feed(archive: Archive, client: FlaskClient) -> None:
    published(archive, SYSTEM, "Lễ hội cồng chiêng")
    html = client.get("/en/", headers=HTML).text
    assert 'type="application/atom+xml" title="Chiêng: New in the archive" href="/feed.atom?lang=en"' in html
    html = client.get("/vi/search?q=chieng&kind=festival&sort=title&view=gallery", headers=HTML).text
    assert 'href="/feed.atom?q=chieng&amp;kind=festival"' in html
    assert "Theo dõi bằng nguồn tin" in html
