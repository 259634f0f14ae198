"""Pages of collections: what is told and shown, to whom, and where a record stands."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services.viewer import SYSTEM, Viewer
from app.web.presentation import CONTEXTS
from tests.made import published
from tests.services.test_collections import filled, made
from tests.web.pages import HTML, get


def test_a_collection_tells_its_story_and_shows_its_records_in_order(archive: Archive, client: FlaskClient) -> None:
    outer = made(archive, "Mùa lễ trong năm")
    inner = made(archive, "Xuống đồng", within=outer)
    filled(archive, inner, "Lồng tồng", "Khai hạ")
    archive.curating.describe(
        SYSTEM, inner, {"vi": "Xuống đồng", "en": "Going down to the fields"}, {"vi": "Đoạn một.\n\nĐoạn <b>hai</b>."}
    )
    page = get(client, f"/vi/collections/{inner}")
    assert page.text.index("Lồng tồng") < page.text.index("Khai hạ")
    assert "<p>Đoạn một.</p>" in page.html
    assert "<b>hai" not in page.html
    assert f'href="/vi/collections/{outer}"' in page.html
    assert "2 hồ sơ" in page.text
    english = get(client, f"/en/collections/{inner}")
    assert "Going down to the fields" in english.text
    assert '<p lang="vi">Đoạn một.</p>' in english.html
    assert "Not yet in your language" in english.text


def test_a_story_is_cut_after_a_sentence_or_a_word(archive: Archive, client: FlaskClient) -> None:
    told, cut = "Một câu đủ dài về mùa lễ. " * 5, "dệt, " * 50
    stories = {told + "Câu sau còn dài hơn nữa, không ai đọc hết.": f">{told.strip()}<", cut: f">{cut[:148]}…<"}
    for story, excerpt in stories.items():
        archive.curating.describe(SYSTEM, made(archive), {"vi": "Bộ"}, {"vi": story})
        assert excerpt in get(client, "/vi/collections").html


def test_all_collections_are_listed_and_an_empty_archive_says_so(archive: Archive, client: FlaskClient) -> None:
    assert "Chưa có bộ sưu tập" in get(client, "/vi/collections").text
    assert '<h2 id="collections"' not in get(client, "/vi/").html
    outer = made(archive, "Mùa lễ trong năm")
    made(archive, "Bên trong", within=outer)
    made(archive, "Nháp", publish=False)
    made(archive, "Kín", access="registered else announced")
    page = get(client, "/vi/collections")
    assert "Mùa lễ trong năm" in page.text
    for hidden in ("Bên trong", "Nháp", "Kín"):
        assert hidden not in page.text
    assert f'href="/vi/collections/{outer}"' in get(client, "/vi/").html


@pytest.mark.parametrize(
    ("access", "status"), [("everyone", 200), ("registered", 404), ("registered else announced", 401)]
)
def test_a_collection_is_there_for_whom_it_is(archive: Archive, client: FlaskClient, access: str, status: int) -> None:
    collection = made(archive, "Tên kín đáo", access=access)
    for address in (f"/vi/collections/{collection}", f"/api/v1/collections/{collection}"):
        answer = client.get(address, headers=HTML)
        assert answer.status_code == status
        assert ("Tên kín đáo" in answer.text) is (status == 200)


def test_a_collection_that_was_taken_back_is_gone(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive)
    archive.curating.withdraw(SYSTEM, collection, why="Soạn lại.")
    answer = client.get(f"/vi/collections/{collection}", headers=HTML)
    assert answer.status_code == 410
    assert "từng được công bố" in answer.text


def test_staff_see_a_draft_and_are_told_that_nobody_else_does(
    archive: Archive, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    collection = made(archive, publish=False)
    page = get(browser_of(officer), f"/vi/collections/{collection}")
    assert "Bản nháp, chưa công bố" in page.text
    assert f'href="/vi/desk/collections/{collection}"' in page.html


def test_nothing_on_a_page_tells_of_what_is_hidden(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive)
    one, two = filled(archive, collection, "Một", "Hai")
    (hidden,) = filled(archive, collection, "Bí mật", access="unit:archive")
    archive.curating.step(SYSTEM, collection, "up", hidden)
    for address in (
        f"/vi/collections/{collection}",
        f"/vi/records/{one}",
        f"/vi/records/{two}",
        f"/api/v1/collections/{collection}",
        "/vi/collections",
        "/vi/",
    ):
        text = client.get(address, headers=HTML).text
        assert hidden not in text
        assert "Bí mật" not in text
        assert "3 hồ sơ" not in text
    told = client.get(f"/api/v1/collections/{collection}").get_json()
    assert (told["total"], [item["identifier"] for item in told["items"]]) == (2, [one, two])


def test_a_record_leads_on_to_its_neighbours_in_the_collection(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive, "Mùa lễ trong năm")
    one, two, three = filled(archive, collection, "Một", "Hai", "Ba")
    page = get(client, f"/vi/records/{two}")
    assert "hồ sơ 2 trên 3" in page.text
    assert f'rel="prev" href="/vi/records/{one}"' in page.html
    assert f'rel="next" href="/vi/records/{three}"' in page.html
    archive.curating.withdraw(SYSTEM, collection, why="Soạn lại.")
    assert "Mùa lễ trong năm" not in get(client, f"/vi/records/{two}").text


def test_large_collections_come_page_by_page(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive)
    filled(archive, collection, *(f"Lễ {number}" for number in range(26)))
    first, second = (get(client, f"/vi/collections/{collection}{query}") for query in ("", "?page=2"))
    assert first.html.count('class="card"') == 24
    assert second.html.count('class="card"') == 2
    assert "<p>Lời giới thiệu.</p>" in first.html
    assert "<p>Lời giới thiệu.</p>" not in second.html
    for none in ("0", "3", "x", "-1", "9" * 30, "%00"):
        assert client.get(f"/vi/collections/{collection}?page={none}", headers=HTML).status_code == 404, none
    for none in ("0", "2", "x"):
        assert client.get(f"/vi/collections?page={none}", headers=HTML).status_code == 404, none


def test_an_identifier_in_capitals_leads_to_its_collection(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive)
    answer = client.get(f"/vi/collections/{collection.upper()}", headers=HTML)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/vi/collections/{collection}")
    for none in ("zzzzzzzz", "%00", "x" * 3000):
        assert client.get(f"/vi/collections/{none}", headers=HTML).status_code == 404
        assert client.get(f"/collections/{none}").status_code == 404


@pytest.mark.parametrize(
    ("accept", "path"),
    [
        ("text/html,*/*;q=0.8", "/vi/collections/"),
        ("*/*", "/vi/collections/"),
        ("application/json", "/api/v1/collections/"),
        (f'application/ld+json;profile="{CONTEXTS[3]}"', "/iiif/presentation/3/collections/"),
    ],
)
def test_the_address_that_stays_leads_to_what_is_asked_for(
    archive: Archive, client: FlaskClient, accept: str, path: str
) -> None:
    collection = made(archive)
    answer = client.get(f"/collections/{collection}", headers={"Accept": accept, "Accept-Language": "vi"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}{collection}")
    assert client.get(answer.headers["Location"]).status_code == 200
    hidden = made(archive, access="registered")
    assert client.get(f"/collections/{hidden}").status_code == 404


def test_the_api_tells_of_collections_page_by_page(archive: Archive, client: FlaskClient) -> None:
    outer = made(archive, "Ngoài")
    inner = made(archive, "Trong", within=outer)
    records = filled(archive, inner, "Một", "Hai", "Ba")
    told = client.get("/api/v1/collections").get_json()
    assert (told["total"], [item["identifier"] for item in told["items"]]) == (1, [outer])
    first = client.get(f"/api/v1/collections/{inner}?per_page=2")
    told = first.get_json()
    assert [one["identifier"] for one in told["within"]] == [outer]
    assert [one["identifier"] for one in told["items"]] == records[:2]
    following = client.get(told["links"]["next"].removeprefix("http://archive.test")).get_json()
    assert [one["identifier"] for one in following["items"]] == records[2:]
    assert "next" not in following["links"]
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/api/v1/collections/{inner}?per_page=2", headers=known).status_code == 304
    for query in ("page=0", "per_page=101", "page=x"):
        assert client.get(f"/api/v1/collections?{query}").status_code == 400
    assert client.get(f"/api/v1/collections/{inner}?page=9").status_code == 404


def test_a_page_stays_small(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive)
    archive.curating.describe(SYSTEM, collection, {"vi": "Tên"}, {"vi": "Chuyện kể. " * 900})
    filled(archive, collection, *(f"Lễ {number}" for number in range(24)))
    assert len(get(client, f"/vi/collections/{collection}").html.encode()) < 60_000


def test_words_in_scripts_and_markup_do_nothing(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive, '"><script>alert(1)</script>')
    record = published(archive, SYSTEM)
    archive.curating.add(SYSTEM, collection, record)
    for address in (f"/vi/collections/{collection}", "/vi/collections", f"/vi/records/{record}", "/vi/"):
        assert "<script>alert" not in client.get(address, headers=HTML).text
