"""The address of a search: one for each question, bounded, shareable, and not a maze for what walks links."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.bootstrap import Archive
from app.errors import SearchUnavailable
from app.search.alphabet import alphabetical_key
from app.services import texts
from app.services.viewer import SYSTEM, Viewer
from app.web.site import asking, paging
from app.web.site.asking import Asked
from metadata.vocabulary import vocabulary
from tests.made import festival, published, text
from tests.web.pages import HTML
from tests.web.shelf import shelve
from tests.web.test_site_home import page
from tests.web.test_site_search import titles

BASE = "http://archive.test"


def led(client: FlaskClient, address: str) -> str:
    """Where an address leads that is not answered as it stands."""
    response = client.get(address, headers=HTML)
    assert response.status_code == 303, response.status
    return response.location


def of_question(html: str) -> str:
    return unescape(re.findall(r'data-address="([^"]+)"', html)[0])


def hrefs(html: str, rel: str) -> list[str]:
    return [unescape(address) for address in re.findall(rf'href="([^"]+)" rel="{rel}[ "]', html)]


@pytest.fixture
def many(archive: Archive) -> list[str]:
    """Twenty-three festivals: two pages of them."""
    made = [published(archive, SYSTEM, f"Lễ mừng lúa mới {number}") for number in range(23)]
    for record in made:
        archive.indexing.index(record)
    return made


def test_the_order_and_the_repetition_of_parameters_make_no_other_address(client: FlaskClient) -> None:
    first = "/vi/search?q=le&kind=custom&kind=festival&people=tay&sort=title&view=gallery&per_page=50"
    second = (
        "/vi/search?per_page=50&view=gallery&people=tay&people=tay&sort=title&kind=festival&kind=custom&q=+le+&x=1"
        "&people=nobody&month=13"
    )
    assert of_question(page(client, first)) == of_question(page(client, second)) == first


NONSENSE = (
    "q=%FF%FE&kind=%FF",
    "q=%00&people=%00",
    "q=%ED%A0%80&sort=%ED%A0%80",
    "page=" + "9" * 400,
    "page=1e400&per_page=-1",
    "page=%D9%A3",
    "cursor=relevance:%C2%B2",
    "cursor=newest:9223372036854775807&sort=newest",
    "cursor=title:-0&sort=title&page=2",
    "q=" + "%22" * 999,
    "q=" + "-x+" * 300,
    "q=people:+people:%22+-people:tay+kind:festival",
    "kind[]=festival&kind=&=&&&",
    "q=%F0%9F%94%94&view=gallery&view=list",
)


def test_an_address_with_nonsense_is_a_page_all_the_same(archive: Archive, client: FlaskClient) -> None:
    archive.indexing.index(published(archive, SYSTEM, "Lễ hội cồng chiêng"))
    for query in NONSENSE:
        for address in ("/vi/search", "/feed.atom", "/api/v1/suggestions"):
            response = client.get(f"{address}?{query}", headers=HTML, follow_redirects=True)
            assert response.status_code == 200, (address, query)


def test_what_is_as_usual_is_not_said(client: FlaskClient) -> None:
    html = page(client, "/vi/search?q=&sort=newest&view=list&per_page=20&page=1&kind=")
    assert of_question(html) == "/vi/search"
    assert "noindex" not in html
    assert of_question(page(client, "/vi/search?q=le&sort=relevance")) == "/vi/search?q=le"


@pytest.mark.usefixtures("many")
def test_only_the_bare_page_is_for_search_engines(client: FlaskClient) -> None:
    for query in ("q=le", "kind=festival", "sort=title", "view=gallery", "per_page=50", "page=2"):
        assert '<meta name="robots" content="noindex, follow">' in page(client, f"/vi/search?{query}"), query
    assert "noindex" not in page(client, "/vi/search")


def test_a_filter_that_was_typed_stands_among_those_that_can_be_taken_away(
    archive: Archive, client: FlaskClient
) -> None:
    archive.indexing.index(published(archive, SYSTEM, "Lễ hội cồng chiêng"))
    html = page(client, "/vi/search?q=people:stieng+chieng+month:99")
    assert of_question(html) == "/vi/search?q=chieng+month%3A99&people=xtieng"
    assert 'class="chip chip--set" href="/vi/search?q=chieng+month%3A99" rel="nofollow">Xtiêng' in html
    assert re.search(r'id="f-people-xtieng"[^>]* checked', page(client, "/vi/search?q=people:stieng"))


def test_more_values_of_a_facet_than_are_answered_are_left_off(client: FlaskClient) -> None:
    asked = sorted(vocabulary("peoples").concepts)[:20]
    kept = led(client, "/vi/search?" + "&".join(f"people={each}" for each in asked))
    assert re.findall(r"people=([^&]+)", kept) == asked[: asking.MOST_VALUES]
    assert client.get(kept, headers=HTML).status_code == 200


def test_more_facets_than_are_answered_are_left_off(client: FlaskClient) -> None:
    some = {
        "kind": "festival",
        "people": "tay",
        "place": next(iter(vocabulary("provinces"))).key,
        "language": next(iter(vocabulary("languages"))).key,
        "month": "01",
        "material": next(iter(vocabulary("materials"))).key,
        "media": next(iter(vocabulary("media_types"))).key,
    }
    kept = led(client, "/vi/search?" + "&".join(f"{name}={value}" for name, value in some.items()))
    assert kept.count("=") == asking.MOST_FACETS
    assert client.get(kept, headers=HTML).status_code == 200


def test_a_page_that_somebody_pasted_is_cut_to_what_is_searched(client: FlaskClient) -> None:
    kept = led(client, "/vi/search?q=" + "le+" * 500)
    assert len(kept) < 1100
    assert client.get(kept, headers=HTML).status_code == 200


@pytest.mark.usefixtures("many")
def test_a_page_that_there_is_not_leads_to_the_last(client: FlaskClient) -> None:
    for query in ("page=3", "page=99999999", "page=500", "sort=title&page=77"):
        kept = led(client, f"/vi/search?{query}")
        assert kept.endswith("page=2"), query
        assert len(titles(page(client, kept))) == 3


@pytest.mark.usefixtures("many")
def test_a_cursor_that_no_result_gave_is_as_if_it_were_not_there(client: FlaskClient) -> None:
    for cursor in ("x", "newest:", "title:5", "relevance:9999999999999", "newest:%00", "a" * 999, "-1"):
        response = client.get(f"/vi/search?q=le&cursor={cursor}", headers=HTML, follow_redirects=True)
        assert response.status_code == 200, cursor
        assert len(titles(response.text)) == 20


def test_the_cursor_of_a_long_title_is_long() -> None:
    key = alphabetical_key("Lễ hội cồng chiêng mừng lúa mới của người Xơ-đăng ở làng Kon Rbàng, xã Ia Chim, năm 2019")
    asked = Asked.of(MultiDict([("sort", "title"), ("cursor", f"title:{key} 0123abcd")]))
    assert asked.cursor.endswith("0123abcd")


@pytest.mark.usefixtures("many")
def test_beyond_the_last_number_a_link_leads_on_to_the_very_last_record(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (asking, paging):
        monkeypatch.setattr(module, "MOST", 20)
    for query in ("", "q=le", "sort=title", "q=le&sort=next"):
        first = page(client, f"/vi/search?{query}")
        [beyond] = hrefs(first, "next")
        assert "cursor=" in beyond
        second = page(client, beyond)
        assert len({*titles(first), *titles(second)}) == 23, query
        assert hrefs(second, "next") == []
        assert "Trang đầu" in second


@pytest.mark.usefixtures("many")
def test_as_many_stand_on_a_page_as_one_wishes(client: FlaskClient) -> None:
    html = page(client, "/vi/search?q=le&view=gallery")
    sizes = [
        unescape(each) for each in re.findall(r'<a href="([^"]+)" rel="nofollow"[^>]*aria-label="\d+ kết quả', html)
    ]
    assert sizes == [f"/vi/search?q=le&view=gallery{more}" for more in ("", "&per_page=50", "&per_page=100")]
    assert len(titles(page(client, sizes[1]))) == 23
    assert len(titles(page(client, "/vi/search?per_page=1000"))) == 20


@pytest.mark.usefixtures("many")
def test_the_gallery_is_in_the_address_and_in_every_form_and_link_but_nowhere_else(client: FlaskClient) -> None:
    html = page(client, "/vi/search?q=le&view=gallery&kind=festival")
    assert '<ol class="gallery"' in html
    assert '<input type="hidden" name="view" value="gallery">' in html
    assert hrefs(html, "next") == ["/vi/search?q=le&kind=festival&view=gallery&page=2"]
    assert 'href="/vi/search?q=le&amp;kind=festival" rel="nofollow"' in html, "back to the list"
    assert '<ol class="hits"' in page(client, "/vi/search?q=le"), "nobody remembers it"


def test_the_spelling_of_what_was_found_is_offered_and_finds_it(archive: Archive, client: FlaskClient) -> None:
    archive.indexing.index(published(archive, SYSTEM, "Lễ hội cồng chiêng của người Xtiêng"))
    html = page(client, "/vi/search?q=le+hoi+cong+chiegn&kind=festival")
    [offered] = re.findall(r'class="found__meant">Có phải bạn tìm: <a href="([^"]+)" rel="nofollow">([^<]+)</a>', html)
    assert offered[1] == "lễ hội cồng chiêng"
    again = page(client, unescape(offered[0]))
    assert titles(again) == ["Lễ hội cồng chiêng của người Xtiêng"]
    assert "found__remark" not in again
    assert "found__meant" not in again


def test_keys_that_no_keyboard_program_read_are_told_as_what_they_say(archive: Archive, client: FlaskClient) -> None:
    archive.indexing.index(published(archive, SYSTEM, "Lễ hội cồng chiêng của người Xtiêng"))
    html = page(client, "/vi/search?q=leex+hooij+coongf+chieeng")
    assert "đọc theo kiểu gõ Telex" in html
    assert re.findall(r'class="found__meant">Đã tìm theo: .*?>([^<]+)</a>', html) == ["lễ hội cồng chiêng"]


def test_spellings_are_those_of_records_that_the_reader_may_see(
    archive: Archive, client: FlaskClient, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    for name, access in (("Lễ ở bản chiềng", "everyone"), *[("Lễ ở bản chiêng", "registered")] * 3):
        described = festival(name, description=[text("Không kể gì thêm.")])
        saved = archive.records.create(SYSTEM, "festival", texts.body(described), access=access)
        archive.records.publish(SYSTEM, saved.identifier, base=saved.version)
        archive.indexing.index(saved.identifier)
    for browser, spelled in ((client, "bản chiềng"), (browser_of(officer), "bản chiêng")):
        html = page(browser, "/vi/search?q=ban+chiegn")
        assert re.findall(r'class="found__meant">[^<]*<a [^>]*>([^<]+)', html) == [spelled]
    assert "chiêng" not in page(client, "/vi/search?q=ban+chiegn")


def test_a_word_that_is_missing_is_not_told_as_another(archive: Archive, client: FlaskClient) -> None:
    for name in ("Tiếng cồng trong nhà ba gian", "Nhà rông của làng"):
        archive.indexing.index(published(archive, SYSTEM, name))
    html = page(client, "/vi/search?q=nha+rong+ba+gian")
    assert titles(html)[0] == "Tiếng cồng trong nhà ba gian"
    assert "found__remark" in html
    assert "found__meant" not in html


def test_a_search_that_is_passed_on_leads_to_the_same_results(client: FlaskClient) -> None:
    html = page(client, "/vi/search?kind=festival&q=le&utm=x")
    assert f'<meta property="og:url" content="{BASE}/vi/search?q=le&amp;kind=festival">' in html
    assert f'hreflang="en" href="{BASE}/en/search?q=le&amp;kind=festival"' in html


def test_an_answer_tells_programs_too_what_was_meant(archive: Archive, client: FlaskClient) -> None:
    archive.indexing.index(published(archive, SYSTEM, "Lễ hội cồng chiêng"))
    told = client.get("/api/v1/records?q=cong+chiegn").get_json()
    assert (told["relaxed"], told["meant"]) == ("spelling", "cồng chiêng")
    assert client.get("/api/v1/records?q=cong+chieng").get_json()["meant"] == ""


def test_a_search_that_does_not_answer_says_so_in_words_and_when_to_come_again(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_arguments: object) -> None:
        raise SearchUnavailable("search.failed")

    monkeypatch.setattr(type(archive.index), "search", silent)
    for address, accepts in (("/vi/search?q=le", HTML), ("/api/v1/records?q=le", {})):
        answer = client.get(address, headers=accepts)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "search.failed" not in answer.text.replace('"code":"search.failed"', ""), "words, no code"
    html = client.get("/vi/search?q=le", headers=HTML).text
    assert 'href="/vi/collections"' in html
    assert 'href="/vi/peoples"' in html


def test_all_else_is_open_while_the_search_does_not_answer(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = shelve(archive, "image").record

    def silent(*_arguments: object) -> None:
        raise SearchUnavailable("search.failed")

    for deed in ("search", "suggest", "count"):
        monkeypatch.setattr(type(archive.index), deed, silent)
    pages = ("/vi/", f"/vi/records/{record}", "/vi/peoples", "/vi/peoples/xtieng", "/vi/collections", "/vi/units")
    programs = ("/api/v1/peoples", "/api/v1/peoples/xtieng", f"/api/v1/records/{record}", "/feed.atom", "/sitemap.xml")
    for address in (*pages, "/vi/units/dong-nai", *programs, "/oai?verb=Identify", "/robots.txt"):
        assert client.get(address, headers=HTML).status_code == 200, address


class Robot:
    """Walks every link of pages, and obeys ``robots.txt`` as RFC 9309 says: ``*`` is anything."""

    def __init__(self, client: FlaskClient, *, wildcards: bool = True) -> None:
        self.client = client
        rules = re.findall(r"^Disallow: (.+)$", client.get("/robots.txt").text, re.MULTILINE)
        known = rules if wildcards else [rule for rule in rules if "*" not in rule]
        self.rules = [re.compile(re.escape(rule).replace(r"\*", ".*")) for rule in known]

    def may(self, address: str) -> bool:
        return not any(rule.match(address) for rule in self.rules)

    def walk(self, most: int) -> set[str]:
        seen, waiting = {"/"}, ["/"]
        while waiting:
            address = waiting.pop()
            for found in self._links(address):
                if found not in seen and self.may(found):
                    seen.add(found)
                    waiting.append(found)
            assert len(seen) <= most, sorted(seen)[:: max(1, len(seen) // 50)]
        return seen

    def _links(self, address: str) -> Iterator[str]:
        response = self.client.get(address, headers=HTML)
        assert response.status_code < 500, address
        html = response.text if response.mimetype == "text/html" else ""
        for link in [response.location or "", *re.findall(r'<(?:a|link)[^>]+href="([^"]+)"', html)]:
            parts = urlsplit(urljoin(BASE + address, unescape(link)))
            if link and f"{parts.scheme}://{parts.netloc}" == BASE and not parts.path.startswith("/static/"):
                yield parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.mark.parametrize("wildcards", [True, False])
def test_what_walks_links_and_obeys_finds_every_record_and_no_maze_of_searches(
    archive: Archive, client: FlaskClient, run_jobs: Callable[[], int], wildcards: bool
) -> None:
    made = [published(archive, SYSTEM, f"Lễ mừng lúa mới {number}") for number in range(4)]
    run_jobs()
    seen = Robot(client, wildcards=wildcards).walk(most=900)
    assert [address for address in seen if "search?" in address or "feed.atom?" in address] == []
    assert {"/vi/search", "/en/search", "/feed.atom", *(f"/vi/records/{record}" for record in made)} <= seen
