"""Pages for a frame on any site: what they carry, whom they know, and what they never show."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.models import Media
from app.services.collections import AT_ONCE
from app.services.viewer import SYSTEM, Viewer
from tests.made import published, text
from tests.services.test_collections import filled, made
from tests.web.shelf import Shelf, caption, shelve
from tests.web.test_site_home import HTML, page
from tests.web.test_site_record import rewrite

Open = Callable[[Viewer], FlaskClient]


@pytest.fixture
def shelf(archive: Archive) -> Shelf:
    shelf = shelve(archive, "image", "video", "audio", "document")
    caption(archive, shelf.media["video"])
    return shelf


def test_a_frame_may_fill_the_screen_though_its_document_has_no_origin(client: FlaskClient, shelf: Shelf) -> None:
    """``fullscreen`` alone is for the origin of ``src``: Firefox and WebKit hold to it."""
    offered = client.get("/oembed", query_string={"url": f"http://archive.test/vi/records/{shelf.record}"})
    assert 'allow="fullscreen *"' in offered.get_json()["html"]


def test_any_site_may_frame_an_embedded_page_and_no_other(client: FlaskClient, shelf: Shelf) -> None:
    embedded = client.get(f"/embed/records/{shelf.record}")
    ordinary = client.get(f"/vi/records/{shelf.record}")
    assert "frame-ancestors" not in embedded.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in ordinary.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded.headers


def test_the_policy_names_the_archive_for_documents_without_an_origin(client: FlaskClient, shelf: Shelf) -> None:
    policy = client.get(f"/embed/records/{shelf.record}").headers["Content-Security-Policy"]
    for kind in ("default-src", "img-src", "media-src", "style-src"):
        assert f"{kind} 'self' http://archive.test" in policy
    assert "unsafe" not in policy
    assert "form-action 'none'" in policy


def test_all_that_the_page_loads_is_open_to_scripts_of_other_sites(client: FlaskClient, shelf: Shelf) -> None:
    html = page(client, f"/embed/records/{shelf.record}")
    files = set(
        re.findall(r'(?:src|href|data-play|data-library|data-zoom|poster)="(/(?:static|media|iiif)/[^"#]+)', html)
    )
    assert {path.split("/")[1] for path in files} == {"static", "media", "iiif"}
    assert any(path.endswith(".vtt") for path in files)
    for path in files:
        answer = client.get(path, headers={"Origin": "null"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin", path
    font = client.get("/static/vendor/be-vietnam-pro/5.2.8/latin-600.woff2", headers={"Origin": "null"})
    assert font.headers["Access-Control-Allow-Origin"] == "*"


def test_films_and_songs_are_fetched_so_that_captions_may_be_read(client: FlaskClient, shelf: Shelf) -> None:
    html = page(client, f"/embed/records/{shelf.record}")
    players = re.findall(r"<(?:video|audio)[^>]*>", html)
    assert len(players) == 2
    for player in players:
        assert 'crossorigin="anonymous"' in player
        assert " controls" in player
        assert "autoplay" not in player


def test_whose_it_is_stands_beside_every_file(client: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    with archive.db.unit_of_work() as work:
        film = work.get_one(Media, shelf.media["video"])
        film.description = {
            **film.description,
            "recordedBy": [{"type": "agent", "value": "Điểu Thị Hoa"}],
            "license": [{"type": "concept", "value": "CC-BY-4.0", "vocabulary": "licences"}],
            "note": [text("Mẫu thử do Chiêng làm ra")],
        }
    html = page(client, f"/embed/records/{shelf.record}")
    captions = dict(re.findall(r'data-media="(\w+)".*?<figcaption[^>]*>(.*?)</figcaption>', html, re.DOTALL))
    assert "Điểu Thị Hoa" in captions[shelf.media["video"]]
    assert "https://creativecommons.org/licenses/by/4.0/" in captions[shelf.media["video"]]
    assert "Mẫu thử do Chiêng làm ra" in captions[shelf.media["video"]]
    for other in ("image", "audio", "document"):
        assert "https://creativecommons.org/publicdomain/zero/1.0/" in captions[shelf.media[other]], "the record's"
        assert "Điểu Thị Hoa" not in captions[shelf.media[other]]


def test_title_keeper_and_the_way_to_the_record_are_always_there(client: FlaskClient, archive: Archive) -> None:
    identifier = published(archive, SYSTEM)
    unit = archive.reading.record(SYSTEM, identifier).unit["vi"]
    html = page(client, f"/embed/records/{identifier}?lang=vi")
    assert "<h1>Lễ hội cồng chiêng</h1>" in html
    assert "Xtiêng" in html
    assert f"Đơn vị lưu giữ: {unit}" in html
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in html, "a record without files has its own licence"
    assert f'href="/vi/records/{identifier}" target="_blank" rel="noopener"' in html


def test_the_language_is_that_of_the_address(client: FlaskClient, shelf: Shelf) -> None:
    assert "<h1>Gong festival</h1>" in page(client, f"/embed/records/{shelf.record}?lang=en")
    assert "<h1>Lễ hội cồng chiêng</h1>" in page(client, f"/embed/records/{shelf.record}?lang=vi")
    free = client.get(f"/embed/records/{shelf.record}", headers={"Accept-Language": "en"})
    assert "Gong festival" in free.get_data(as_text=True)
    assert "Accept-Language" in free.headers["Vary"]


def test_it_begins_with_the_file_and_second_of_its_address(client: FlaskClient, shelf: Shelf) -> None:
    film = shelf.media["video"]
    html = page(client, f"/embed/records/{shelf.record}?lang=vi&media={film}&t=62")
    assert re.search(rf'data-media="{film}">', html), "it is not hidden"
    assert 'progressive.mp4#t=62"' in html
    assert 'data-begin="62"' in html
    assert f'href="/embed/records/{shelf.record}?lang=vi&amp;media={shelf.media["audio"]}#stage"' in html
    for wrong in ("-1", "x", "9" * 5000, "1%00", "٣"):
        assert "#t=" not in page(client, f"/embed/records/{shelf.record}?media={film}&t={wrong}")


def test_no_session_is_read_or_set_whoever_is_signed_in(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open, shelf: Shelf
) -> None:
    closed = shelf.media["video"]
    archive.media.restrict(officer, closed, "registered")
    own = browser_of(officer).get(f"/embed/records/{shelf.record}?lang=vi", headers=HTML)
    assert own.data == client.get(f"/embed/records/{shelf.record}?lang=vi", headers=HTML).data
    assert closed not in own.get_data(as_text=True)
    assert "Set-Cookie" not in own.headers
    assert "Cookie" not in own.headers.get("Vary", "")
    assert own.headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    ("access", "status"), [("registered", 404), ("registered else announced", 401), ("everyone", 200)]
)
def test_what_not_everybody_may_see_is_in_nobodys_frame(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open, access: str, status: int
) -> None:
    identifier = published(archive, officer, "Lễ kín", access=access)
    for browser in (client, browser_of(officer)):
        answer = browser.get(f"/embed/records/{identifier}", headers=HTML)
        assert answer.status_code == status
        assert ("Lễ kín" in answer.get_data(as_text=True)) is (status == 200)
        assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]
        assert ("no-store" in answer.headers["Cache-Control"]) is (status != 200)
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_withdrawn_record_says_so_in_its_frame(client: FlaskClient, archive: Archive, officer: Viewer) -> None:
    identifier = published(archive, officer)
    archive.records.withdraw(officer, identifier, why="Rút theo đề nghị")
    answer = client.get(f"/embed/records/{identifier}?lang=vi", headers=HTML)
    assert answer.status_code == 410
    assert "Hồ sơ này đã được gỡ xuống" in answer.get_data(as_text=True)
    assert "Rút theo đề nghị" not in answer.get_data(as_text=True)


def test_drafts_are_unknown_even_to_those_who_write_them(archive: Archive, officer: Viewer, browser_of: Open) -> None:
    draft = shelve(archive, "image", publish=False)
    assert browser_of(officer).get(f"/embed/records/{draft.record}", headers=HTML).status_code == 404


@pytest.mark.parametrize("path", ["records/00000000", "records/%00", "records/..%2f..", "records/", "x", "records/x/y"])
def test_unknown_frames_are_small_courteous_pages(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/embed/{path}?lang=vi", headers=HTML)
    assert answer.status_code == 404
    assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]
    assert "Không có gì ở địa chỉ này" in answer.get_data(as_text=True)
    assert "kinds" not in answer.get_data(as_text=True), "no head of the whole site"


def test_an_identifier_as_somebody_wrote_it_down_leads_to_the_frame(client: FlaskClient, shelf: Shelf) -> None:
    answer = client.get(f"/embed/records/{shelf.record.upper()}?lang=en&t=3")
    assert answer.status_code == 301
    assert answer.location == f"/embed/records/{shelf.record}?lang=en&t=3"


def test_the_page_stays_slim_and_is_not_sent_twice(client: FlaskClient, shelf: Shelf) -> None:
    first = client.get(f"/embed/records/{shelf.record}?lang=vi")
    assert len(first.data) < 20_000
    again = client.get(f"/embed/records/{shelf.record}?lang=vi", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_who_saves_data_gets_no_faces(client: FlaskClient, shelf: Shelf) -> None:
    path = f"/embed/records/{shelf.record}?lang=vi"
    saving = client.get(path, headers={"Save-Data": "on"})
    assert "fonts.css" not in saving.text
    assert "fonts.css" in page(client, path)
    assert "Save-Data" in saving.headers["Vary"]


def test_the_record_page_offers_a_snippet_in_each_language(client: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    html = page(client, f"/vi/records/{shelf.record}")
    assert "Nhúng vào trang khác" in html
    assert f"&lt;iframe src=&#34;http://archive.test/embed/records/{shelf.record}?lang=vi&#34;" in html
    assert f"http://archive.test/embed/records/{shelf.record}?lang=en&#34; title=&#34;Gong festival" in html


def test_nothing_is_offered_for_embedding_that_not_everybody_sees(
    archive: Archive, officer: Viewer, browser_of: Open
) -> None:
    browser = browser_of(officer)
    for shelf in (shelve(archive, "image", access="registered"), shelve(archive, "image", publish=False)):
        answer = browser.get(f"/vi/records/{shelf.record}", headers=HTML)
        assert answer.status_code == 200
        assert "iframe" not in answer.get_data(as_text=True)
        assert "oembed" not in answer.get_data(as_text=True) + answer.headers.get("Link", "")


def test_a_title_cannot_break_out_of_the_snippet(client: FlaskClient, archive: Archive) -> None:
    identifier = published(archive, SYSTEM)
    rewrite(archive, identifier, title=[text('"><script>alert(1)</script>')])
    told = client.get("/oembed", query_string={"url": f"http://archive.test/vi/records/{identifier}"}).get_json()
    assert "<script>" not in told["html"]
    assert told["html"].count('"') == 16
    assert "<script>alert" not in page(client, f"/vi/records/{identifier}")
    assert "<script>alert" not in page(client, f"/embed/records/{identifier}")


def test_a_collection_opens_its_records_in_the_same_frame(client: FlaskClient, archive: Archive) -> None:
    collection = made(archive)
    one, two = filled(archive, collection, "Một", "Hai")
    inner = made(archive, "Hội xuân", within=collection)
    html = page(client, f"/embed/collections/{collection}?lang=vi")
    links = re.findall(r'<h2 class="card__title"><a href="([^"]+)"', html)
    assert [unescape(link) for link in links] == [
        f"/embed/collections/{inner}?lang=vi",
        f"/embed/records/{one}?lang=vi&collection={collection}",
        f"/embed/records/{two}?lang=vi&collection={collection}",
    ]
    back = f'href="/embed/collections/{collection}?lang=vi"'
    assert back in page(client, unescape(links[1])), "a record leads back"
    assert back in page(client, links[0]), "a collection leads back to the one round it"
    assert back not in page(client, f"/embed/records/{one}?lang=vi")


def test_a_collection_says_who_keeps_it_and_where_it_is(client: FlaskClient, archive: Archive) -> None:
    collection = made(archive)
    html = page(client, f"/embed/collections/{collection}?lang=vi")
    assert "<h1>Mùa lễ</h1>" in html
    assert "Đơn vị lưu giữ: " in html
    assert f'href="/vi/collections/{collection}" target="_blank" rel="noopener"' in html


def test_a_large_collection_comes_page_by_page(client: FlaskClient, archive: Archive) -> None:
    collection = made(archive)
    filled(archive, collection, *map(str, range(AT_ONCE + 1)))
    first = page(client, f"/embed/collections/{collection}?lang=vi")
    assert f'href="/embed/collections/{collection}?lang=vi&amp;page=2" rel="next"' in first
    assert "Lời giới thiệu." in first
    second = page(client, f"/embed/collections/{collection}?lang=vi&page=2")
    assert f'href="/embed/collections/{collection}?lang=vi" rel="prev"' in second
    assert second.count("card__title") == 1
    for wrong in ("0", "3", "x", "9" * 50, "-1"):
        assert client.get(f"/embed/collections/{collection}?page={wrong}").status_code == 404


def test_a_collections_frame_lists_what_everybody_may_see_whoever_is_signed_in(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open
) -> None:
    collection = made(archive)
    filled(archive, collection, "Lễ mở")
    filled(archive, collection, "Lễ kín", access="registered")
    made(archive, "Tập kín", within=collection, access="registered")
    for browser in (client, browser_of(officer)):
        answer = browser.get(f"/embed/collections/{collection}?lang=vi", headers=HTML)
        assert "Lễ mở" in answer.text
        assert "Lễ kín" not in answer.text
        assert "Tập kín" not in answer.text
        assert "· 1 hồ sơ" in answer.text
        assert "Cookie" not in answer.headers["Vary"]


@pytest.mark.parametrize(("access", "status"), [("registered", 404), ("registered else announced", 401)])
def test_a_closed_collection_is_in_nobodys_frame(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open, access: str, status: int
) -> None:
    collection = made(archive, "Tập kín", access=access)
    for browser in (client, browser_of(officer)):
        answer = browser.get(f"/embed/collections/{collection}", headers=HTML)
        assert answer.status_code == status
        assert "Tập kín" not in answer.text
    html = browser_of(officer).get(f"/vi/collections/{collection}", headers=HTML).text
    assert "iframe" not in html
    assert "oembed" not in html


def test_the_page_of_a_collection_offers_a_snippet(client: FlaskClient, archive: Archive) -> None:
    collection = made(archive)
    answer = client.get(f"/vi/collections/{collection}", headers=HTML)
    assert f"&lt;iframe src=&#34;http://archive.test/embed/collections/{collection}?lang=en&#34;" in answer.text
    assert "application/json+oembed" in answer.text
    assert any("json+oembed" in link for link in answer.headers.getlist("Link"))
