"""The front page: what is counted and offered on it, and for whom."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.errors import SearchUnavailable
from app.services import texts
from app.services.viewer import Viewer
from tests.made import festival, published, text

HTML = {"Accept": "text/html"}


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address, headers=HTML)
    assert response.status_code == 200, (address, response.status)
    return response.text


@pytest.mark.parametrize(("asked", "led"), [("en-GB,en", "/en/"), ("vi", "/vi/"), ("fr", "/vi/"), (None, "/vi/")])
def test_the_bare_address_leads_to_the_readers_language(client: FlaskClient, asked: str | None, led: str) -> None:
    response = client.get("/", headers={"Accept-Language": asked} if asked else {})
    assert response.status_code == 302
    assert response.headers["Location"].endswith(led)
    assert "Accept-Language" in response.headers["Vary"]


def test_a_language_that_the_archive_does_not_speak_is_not_there(client: FlaskClient) -> None:
    for address in ("/fr/", "/fr/search", "/fr/records/7k3m9pq2"):
        assert client.get(address, headers=HTML).status_code == 404, address


def test_an_empty_archive_says_so_and_names_all_peoples(client: FlaskClient) -> None:
    html = page(client, "/vi/")
    assert "Kho lưu trữ còn trống" in html
    assert html.count("<li>") >= 54
    assert "1 hồ sơ" not in html
    assert html.count('<li><a href="/vi/peoples/') == 54


def test_a_people_with_records_leads_to_them_and_is_counted(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    published(archive, officer)
    run_jobs()
    html = page(client, "/vi/")
    assert re.search(r'href="/vi/peoples/xtieng"><b>Xtiêng</b> <span>1 hồ sơ</span>', html)
    assert '<li><a href="/vi/peoples/tay">Tày</a></li>' in html
    assert "Lễ hội cồng chiêng" in html


def test_what_is_not_open_to_everyone_is_neither_shown_nor_counted(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    published(archive, officer, "Lễ kín của làng", access="registered")
    archive.records.create(officer, "festival", texts.body(festival("Bản nháp của tôi")))
    run_jobs()
    html = page(client, "/vi/")
    assert "Lễ kín" not in html
    assert "Bản nháp" not in html
    assert '<li><a href="/vi/peoples/xtieng">Xtiêng</a></li>' in html
    assert "Kho lưu trữ còn trống" in html


def test_what_is_held_next_is_told_in_both_calendars(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    occurs = [{"type": "recurrence", "value": "lunar:01-08"}]
    saved = archive.records.create(officer, "festival", texts.body(festival("Lồng Tồng", occurs=occurs)))
    archive.records.publish(officer, saved.identifier, base=saved.version)
    run_jobs()
    html = page(client, "/vi/")
    assert "Đang vào mùa" in html
    assert "ngày 8 tháng Giêng âm lịch" in html
    assert re.search(r'<time datetime="\d{4}-\d\d-\d\d">\d\d/\d\d/\d{4}</time>', html)


def test_only_words_that_are_in_the_archive_are_offered(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    published(archive, officer)
    run_jobs()
    html = page(client, "/vi/")
    assert ">cồng chiêng</a>" in html
    assert ">rượu cần</a>" not in html


def test_the_front_page_stays_up_while_the_search_does_not_answer(
    client: FlaskClient, archive: Archive, officer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(archive, officer)

    def silent(*_arguments: object) -> None:
        raise SearchUnavailable("search.unavailable")

    monkeypatch.setattr(type(archive.index), "search", silent)
    html = page(client, "/vi/")
    assert "Lễ hội cồng chiêng" in html
    assert html.count('<li><a href="/vi/peoples/') == 54, "peoples are led to, whether or not they can be counted"
    assert "Chưa có hồ sơ" not in html
    assert "Phần tìm kiếm đang tạm nghỉ" in html
    assert client.get("/vi/search?q=chieng", headers=HTML).status_code == 503


def test_the_page_is_whole_in_english(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    saved = archive.records.create(officer, "festival", texts.body({**festival(), "title": [text("Chiêng")]}))
    archive.records.publish(officer, saved.identifier, base=saved.version)
    run_jobs()
    html = page(client, "/en/")
    assert '<html lang="en"' in html
    assert "1 record, open to everyone" in html
    assert '<a href="/en/records/' in html
    assert re.search(r'lang="vi">Chiêng</a>', html), "a title in another language says in which"
