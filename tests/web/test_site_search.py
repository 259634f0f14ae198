"""The page of results: what is marked, counted, offered and taken back."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services import texts
from app.services.viewer import Viewer
from tests.made import festival, published, text
from tests.web.test_site_home import HTML, page

GONGS = "Lễ hội cồng chiêng của người Xtiêng"


@pytest.fixture
def shelf(archive: Archive, officer: Viewer, run_jobs: Callable[[], int]) -> None:
    """A gong festival of the Xtiêng, a custom of the Tày, a costume of the Ê-đê."""
    published(archive, officer, GONGS)
    for kind, people, name in (("custom", "tay", "Lễ cưới của người Tày"), ("costume", "e-de", "Áo Ê-đê")):
        described = festival(name, people=[{"type": "concept", "value": people, "vocabulary": "peoples"}])
        saved = archive.records.create(officer, kind, texts.body(described))
        archive.records.publish(officer, saved.identifier, base=saved.version)
    run_jobs()


def titles(html: str) -> list[str]:
    found = re.findall(r'<h2 class="hit__title"><a [^>]*>(.*?)</a></h2>', html)
    return [unescape(re.sub(r"<[^>]+>", "", title)) for title in found]


@pytest.mark.usefixtures("shelf")
def test_what_was_typed_without_tones_is_marked_in_its_true_spelling(client: FlaskClient) -> None:
    html = page(client, "/vi/search?q=le+hoi+cong+chieng")
    assert titles(html)[0] == GONGS
    assert "<mark>Lễ hội cồng chiêng</mark> của người Xtiêng" in html
    assert re.search(r"<h1>\d+ kết quả cho “le hoi cong chieng”</h1>", html)
    assert 'value="le hoi cong chieng"' in html


@pytest.mark.usefixtures("shelf")
def test_values_of_a_facet_are_alternatives_and_facets_narrow(client: FlaskClient) -> None:
    assert len(titles(page(client, "/vi/search?kind=festival&kind=custom"))) == 2
    assert titles(page(client, "/vi/search?kind=festival&kind=custom&people=tay")) == ["Lễ cưới của người Tày"]


@pytest.mark.usefixtures("shelf")
def test_a_chosen_filter_is_checked_and_its_chip_takes_only_it_away(client: FlaskClient) -> None:
    html = page(client, "/vi/search?q=le&kind=festival&people=xtieng")
    assert re.search(r'id="f-kind-festival" name="kind" value="festival" checked', html)
    chips = [unescape(address) for address in re.findall(r'class="chip chip--set" href="([^"]+)"', html)]
    assert chips == ["/vi/search?q=le&people=xtieng", "/vi/search?q=le&kind=festival"]
    assert 'href="/vi/search?q=le" rel="nofollow">Bỏ tất cả bộ lọc' in html
    assert "đang dùng 2" in html


@pytest.mark.usefixtures("shelf")
def test_a_choice_that_finds_nothing_can_still_be_taken_back(client: FlaskClient) -> None:
    html = page(client, "/vi/search?kind=costume&people=tay")
    assert titles(html) == []
    assert re.search(r'value="tay" checked', html)
    assert re.search(r'value="costume" checked', html)


@pytest.mark.usefixtures("shelf")
def test_the_bar_of_kinds_shows_where_one_is(client: FlaskClient) -> None:
    html = page(client, "/vi/search?kind=custom")
    assert re.findall(r'<a href="([^"]+)" aria-current="page">([^<]+)', html) == [
        ("/vi/search?kind=custom", "Phong tục")
    ]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("query", ["page=abc", "page=-3", "sort=nonsense", "colour=red", "kind=", "page=99999999999"])
def test_what_makes_no_sense_in_an_address_is_as_if_it_were_not_there(client: FlaskClient, query: str) -> None:
    assert client.get(f"/vi/search?{query}", headers=HTML, follow_redirects=True).status_code == 200


@pytest.mark.usefixtures("shelf")
def test_names_are_put_in_the_order_of_the_vietnamese_alphabet(client: FlaskClient) -> None:
    html = page(client, "/vi/search?sort=title")
    assert titles(html) == ["Áo Ê-đê", "Lễ cưới của người Tày", GONGS]
    assert '<option value="title" selected>' in html
    assert "Khớp nhất" not in html, "without a word there is no best match"


@pytest.mark.usefixtures("shelf")
def test_a_page_that_found_nothing_offers_ways_on(client: FlaskClient) -> None:
    html = page(client, "/vi/search?q=kangaroo&kind=festival")
    assert "Chưa tìm thấy gì cho “kangaroo”" in html
    assert 'href="/vi/search?q=kangaroo" rel="nofollow">Tìm lại, không dùng bộ lọc' in html
    assert ">cồng chiêng</a>" in html


def test_what_a_visitor_may_not_see_is_neither_found_nor_counted(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    published(archive, officer, "Lễ kín của làng", access="registered")
    run_jobs()
    html = page(client, "/vi/search?q=le+kin")
    assert titles(html) == []
    assert "xtieng" not in html


def test_an_officer_finds_what_is_open_to_them(
    archive: Archive, officer: Viewer, run_jobs: Callable[[], int], browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    published(archive, officer, "Lễ kín của làng", access="registered")
    run_jobs()
    assert titles(page(browser_of(officer), "/vi/search?q=le+kin")) == ["Lễ kín của làng"]


def test_results_come_in_pages_that_keep_the_question(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    for number in range(1, 23):
        published(archive, officer, f"Lễ mừng lúa mới {number}")
    run_jobs()
    first, second = (page(client, f"/vi/search?q=mung+lua&kind=festival{more}") for more in ("", "&page=2"))
    assert "<title>22 kết quả cho “mung lua” · Trang 2 · Chiêng</title>" in second
    assert len(titles(first)) == 20
    assert len(titles(second)) == 2
    assert not set(titles(first)) & set(titles(second))
    asked = "/vi/search?q=mung+lua&kind=festival"
    assert unescape(re.findall(r'href="([^"]+)" rel="next nofollow"', first)[0]) == f"{asked}&page=2"
    assert unescape(re.findall(r'href="([^"]+)" rel="prev nofollow"', second)[0]) == asked


def test_text_of_a_record_is_never_markup(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    described = festival("<script>alert(1)</script> chiêng", description=[text("<img src=x onerror=alert(1)> chiêng")])
    saved = archive.records.create(officer, "festival", texts.body(described))
    archive.records.publish(officer, saved.identifier, base=saved.version)
    run_jobs()
    for address in (
        "/vi/search?q=%22%3E%3Cscript%3E",
        "/vi/search?q=chieng",
        f"/vi/records/{saved.identifier}",
        "/vi/",
    ):
        html = page(client, address)
        assert "<script>alert" not in html, address
        assert "<img src=x" not in html, address
