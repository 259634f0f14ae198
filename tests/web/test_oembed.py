"""oEmbed: which addresses are answered, with what, and what is refused."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.bootstrap import Archive
from app.services.viewer import SYSTEM, Viewer
from tests.made import published, text
from tests.services.test_collections import made
from tests.web.shelf import Shelf, shelve
from tests.web.test_site_home import HTML
from tests.web.test_site_record import rewrite

Open = Callable[[Viewer], FlaskClient]
BASE = "http://archive.test"


@pytest.fixture
def shelf(archive: Archive) -> Shelf:
    return shelve(archive, "image", "video", "audio")


def ask(client: FlaskClient, url: str, **more: Any) -> TestResponse:
    return client.get("/oembed", query_string={"url": url, **more})


def test_a_record_is_told_with_its_frame(client: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    answer = ask(client, f"{BASE}/vi/records/{shelf.record}")
    told = answer.get_json()
    assert answer.mimetype == "application/json"
    assert told["version"] == "1.0"
    assert told["type"] == "rich"
    assert told["title"] == "Lễ hội cồng chiêng"
    assert told["author_name"] == archive.reading.record(SYSTEM, shelf.record).unit["vi"]
    assert told["provider_name"] == "Chiêng"
    assert told["provider_url"] == f"{BASE}/vi/"
    assert told["thumbnail_url"] == f"{BASE}/media/{shelf.media['image']}/thumbnail.webp"
    assert told["html"].startswith(f'<iframe src="{BASE}/embed/records/{shelf.record}?lang=vi" title="Lễ hội cồng')
    assert 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"' in told["html"]
    assert f'width="{told["width"]}" height="{told["height"]}"' in told["html"]


def test_xml_tells_the_same(client: FlaskClient, shelf: Shelf) -> None:
    url = f"{BASE}/en/records/{shelf.record}"
    answer = ask(client, url, format="xml")
    assert answer.mimetype == "text/xml"
    told = {element.tag: element.text for element in ElementTree.fromstring(answer.data)}
    assert told == {name: str(value) for name, value in ask(client, url).get_json().items()}
    assert told["title"] == "Gong festival"


@pytest.mark.parametrize(
    "path",
    [
        "/vi/records/{}",
        "/en/records/{}",
        "/records/{}",
        "/embed/records/{}?lang=en",
        "/vi/records/{}?t=3#stage",
        "/iiif/presentation/3/records/{}/manifest",
    ],
)
def test_every_address_of_a_record_leads_to_it(client: FlaskClient, shelf: Shelf, path: str) -> None:
    told = ask(client, BASE + path.format(shelf.record)).get_json()
    assert f"/embed/records/{shelf.record}" in told["html"]
    assert ("Gong festival" in told["title"]) is ("en" in path.split("/")[1] or "lang=en" in path)


def test_the_secure_address_of_the_same_host_is_ours_too(client: FlaskClient, shelf: Shelf) -> None:
    assert ask(client, f"https://ARCHIVE.test/vi/records/{shelf.record}").status_code == 200


def test_the_frame_begins_where_the_address_does(client: FlaskClient, shelf: Shelf) -> None:
    film = shelf.media["video"]
    told = ask(client, f"{BASE}/vi/records/{shelf.record}?media={film}&t=62").get_json()
    assert told["type"] == "video"
    assert f"lang=vi&amp;media={film}&amp;t=62" in told["html"]
    assert "media" not in ask(client, f"{BASE}/vi/records/{shelf.record}?media=%22%3E").get_json()["html"].split(" ")[1]


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.test/vi/records/{}",
        "http://archive.test.evil.test/vi/records/{}",
        "http://evil.test/http://archive.test/vi/records/{}",
        "http://archive.test:8000/vi/records/{}",
        "http://archive.test:99999/vi/records/{}",
        "http://someone@archive.test/vi/records/{}",
        "http://archive.test@evil.test/vi/records/{}",
        "http://user:password@archive.test/vi/records/{}",
        "//archive.test/vi/records/{}",
        "/vi/records/{}",
        "javascript:alert(1)//archive.test/vi/records/{}",
        "ftp://archive.test/vi/records/{}",
        "file:///vi/records/{}",
        "http://archive.test/vi/records/{}\0",
        "http://archive.test\\@evil.test/vi/records/{}",
        "http://archive.test/vi/records/{}/erase",
        "http://archive.test/vi/records/{}%00",
        "http://archive.test /vi/records/{}",
        "http://[archive.test/vi/records/{}",
        "http://archive.test/vi/search?q={}",
        "http://archive.test/",
        "x" * 5000,
    ],
)
def test_other_addresses_have_no_answer(client: FlaskClient, shelf: Shelf, url: str) -> None:
    answer = ask(client, url.format(shelf.record))
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_a_query_of_thousands_of_fields_has_no_answer(client: FlaskClient, shelf: Shelf) -> None:
    assert ask(client, f"{BASE}/vi/records/{shelf.record}?" + "a=1&" * 5000).status_code == 404


@pytest.mark.parametrize(("access", "status"), [("registered", 404), ("registered else announced", 401)])
def test_what_is_not_public_is_told_to_nobody(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open, access: str, status: int
) -> None:
    identifier = published(archive, officer, "Lễ kín", access=access)
    for browser in (client, browser_of(officer)):
        answer = ask(browser, f"{BASE}/vi/records/{identifier}")
        assert answer.status_code == status
        assert "Lễ kín" not in answer.get_data(as_text=True)


def test_what_a_season_shows_is_handed_to_no_other_site(client: FlaskClient, archive: Archive) -> None:
    identifier = published(archive, SYSTEM, "Lễ theo mùa", access="everyone in solar:01-01/12-31")
    assert client.get(f"/embed/records/{identifier}").headers["Cache-Control"] == "private, no-store"
    answer = ask(client, f"{BASE}/vi/records/{identifier}")
    assert answer.status_code == 401
    assert "Lễ theo mùa" not in answer.get_data(as_text=True)


def test_a_file_that_a_season_shows_is_not_told_of(client: FlaskClient, archive: Archive) -> None:
    made = shelve(archive, "video", media_access="everyone in solar:01-01/12-31")
    answer = ask(client, f"{BASE}/vi/records/{made.record}?media={made.media['video']}")
    assert answer.status_code == 200
    told = answer.get_data(as_text=True)
    assert '"type":"rich"' in told.replace(" ", "")
    assert made.media["video"] not in told


def test_a_collection_is_told_with_its_frame(client: FlaskClient, archive: Archive) -> None:
    collection = made(archive)
    closed, opened = shelve(archive, "image", access="registered"), shelve(archive, "audio", "image")
    for shelf in (closed, opened):
        archive.curating.add(SYSTEM, collection, shelf.record)
    for path in ("vi/collections/{}", "collections/{}", "embed/collections/{}", "iiif/presentation/3/collections/{}"):
        told = ask(client, f"{BASE}/{path.format(collection)}").get_json()
        assert told["type"] == "rich"
        assert told["title"] == "Mùa lễ"
        assert f'src="{BASE}/embed/collections/{collection}?lang=vi"' in told["html"]
        assert told["thumbnail_url"] == f"{BASE}/media/{opened.media['image']}/thumbnail.webp"


@pytest.mark.parametrize(("access", "status"), [("registered", 404), ("registered else announced", 401)])
def test_a_closed_collection_is_told_to_nobody(
    archive: Archive, officer: Viewer, browser_of: Open, access: str, status: int
) -> None:
    collection = made(archive, "Tập kín", access=access)
    answer = ask(browser_of(officer), f"{BASE}/vi/collections/{collection}")
    assert answer.status_code == status
    assert "Tập kín" not in answer.text


def test_unknown_and_withdrawn_records_have_no_frame(client: FlaskClient, archive: Archive, officer: Viewer) -> None:
    identifier = published(archive, officer)
    archive.records.withdraw(officer, identifier, why="Rút")
    assert ask(client, f"{BASE}/vi/records/{identifier}").status_code == 410
    assert ask(client, f"{BASE}/vi/records/zzzzzzzz").status_code == 404


def test_the_thumbnail_of_a_closed_file_is_not_given(client: FlaskClient, archive: Archive, officer: Viewer) -> None:
    shelf = shelve(archive, "image")
    archive.media.restrict(officer, shelf.media["image"], "registered")
    told = ask(client, f"{BASE}/vi/records/{shelf.record}").get_json()
    assert "thumbnail_url" not in told


def test_a_frame_is_no_larger_than_was_asked_for(client: FlaskClient, shelf: Shelf) -> None:
    url = f"{BASE}/vi/records/{shelf.record}"
    small = ask(client, url, maxwidth=300, maxheight=250).get_json()
    assert (small["width"], small["height"]) == (300, 250)
    assert "thumbnail_url" not in small, "it is wider"
    usual = ask(client, url).get_json()
    for huge in ("100000", "9" * 6000):
        assert ask(client, url, maxwidth=huge, maxheight=huge).get_json() == usual


@pytest.mark.parametrize("wrong", ["0", "-5", "abc", "1e3", "", "٣", "1.5"])
def test_a_size_that_is_none_is_refused(client: FlaskClient, shelf: Shelf, wrong: str) -> None:
    assert ask(client, f"{BASE}/vi/records/{shelf.record}", maxwidth=wrong).status_code == 400


def test_an_unknown_format_and_a_missing_address_are_told_apart(client: FlaskClient, shelf: Shelf) -> None:
    assert ask(client, f"{BASE}/vi/records/{shelf.record}", format="yaml").status_code == 501
    assert client.get("/oembed").status_code == 400
    assert client.get("/oembed?url=").status_code == 400


def test_pages_tell_where_they_are_described(client: FlaskClient, shelf: Shelf) -> None:
    page = client.get(f"/vi/records/{shelf.record}", headers=HTML)
    for mime, format in (("application/json+oembed", "json"), ("text/xml+oembed", "xml")):
        link = next(link for link in page.headers.getlist("Link") if mime in link)
        assert 'rel="alternate"' in link
        address = link[1 : link.index(">")]
        assert address.replace("&", "&amp;") in page.get_data(as_text=True)
        asked = parse_qs(urlsplit(address).query)
        assert asked == {"url": [f"{BASE}/vi/records/{shelf.record}"], "format": [format]}
        assert client.get(address.removeprefix(BASE)).status_code == 200


def test_scripts_of_any_site_may_ask_and_no_session_is_read(
    archive: Archive, officer: Viewer, browser_of: Open, shelf: Shelf
) -> None:
    answer = ask(browser_of(officer), f"{BASE}/vi/records/{shelf.record}")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_signs_of_xml_in_a_title_are_told_as_they_are(client: FlaskClient, archive: Archive) -> None:
    identifier = published(archive, SYSTEM)
    rewrite(archive, identifier, title=[text("Hội <&> ]]> chiêng")])
    answer = ask(client, f"{BASE}/vi/records/{identifier}", format="xml")
    assert ElementTree.fromstring(answer.data).findtext("title") == "Hội <&> ]]> chiêng"
