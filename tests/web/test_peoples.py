"""The pages of the 54 peoples: whose names are shown, in which order, with what is open to the reader."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.errors import SearchUnavailable
from app.search.alphabet import alphabetical_key
from app.services import texts
from app.services.viewer import SYSTEM, Viewer
from metadata.vocabulary import vocabulary
from tests.made import festival, published
from tests.web.pages import HTML, get

PEOPLES = vocabulary("peoples")


def test_all_peoples_stand_in_the_order_of_the_vietnamese_alphabet(client: FlaskClient) -> None:
    names = re.findall(r"<b>([^<]+)</b>", get(client, "/vi/peoples").html)
    assert len(names) == 54
    assert names == sorted(names, key=alphabetical_key)
    assert names.index("Cơ-tu") < names.index("Dao") < names.index("Ê-đê")
    assert names.index("Tày") < names.index("Thái") < names.index("Thổ")


@pytest.mark.parametrize("slug", sorted(PEOPLES.concepts))
def test_a_people_has_its_page_without_any_name_that_is_felt_as_an_insult(client: FlaskClient, slug: str) -> None:
    people = PEOPLES.concepts[slug]
    shown = {*people.labels.values(), *people.alt}
    for address in (f"/vi/peoples/{slug}", f"/en/peoples/{slug}", "/vi/peoples", f"/api/v1/peoples/{slug}"):
        body = client.get(address, headers=HTML).get_data(as_text=True)
        text = re.sub(r"<[^>]+>", "\n", body)
        for insult in set(people.match_only) - shown:
            assert not re.search(rf"(?<!\w){re.escape(insult)}(?!\w)", text), (address, insult)
    page = get(client, f"/vi/peoples/{slug}")
    assert people.label("vi") in page.text
    for told in ("Mã số trong danh mục năm 1979", people.extra["code_1979"], "Quyết định số 121-TCTK/PPCĐ"):
        assert told in page.text


def test_the_names_of_a_people_are_told_apart(client: FlaskClient) -> None:
    text = get(client, "/vi/peoples/xtieng").text
    assert "Tên tự gọi X'Tiêng" in text
    assert "Nhóm địa phương Bù Lơ Bù Đek" in text
    assert "Tiếng Xtiêng (sti)" in text
    assert "Nhóm ngôn ngữ Môn – Khmer" in text
    assert "100.752" in text
    assert "Tày – Thái (Cao Lan) và Hán (Sán Chỉ)" in get(client, "/vi/peoples/san-chay").text


def test_a_peoples_records_are_counted_by_kind_and_lead_to_the_search(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    occurs = [{"type": "recurrence", "value": "lunar:01-08"}]
    saved = archive.records.create(officer, "festival", texts.body(festival("Lồng Tồng", occurs=occurs)))
    archive.records.publish(officer, saved.identifier, base=saved.version)
    for number in range(3):
        published(archive, officer, f"Lễ hội {number}")
    run_jobs()
    page = get(client, "/vi/peoples/xtieng")
    assert "4 hồ sơ" in page.text
    assert '<a class="chip" href="/vi/search?people=xtieng&amp;kind=festival">Lễ hội 4</a>' in page.html
    assert 'href="/vi/search?people=xtieng"' in page.html
    held, newest = page.html.split('id="newest"')
    assert "ngày 8 tháng Giêng âm lịch" in held.partition('id="held"')[2]
    assert "Lồng Tồng" not in newest
    assert newest.count('class="card"') == 3
    assert client.get("/vi/search?people=xtieng&kind=festival", headers=HTML).status_code == 200


def test_what_is_not_open_to_everyone_leaves_a_peoples_page_as_it_was(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    addresses = ("/vi/peoples/xtieng", "/vi/peoples", "/api/v1/peoples/xtieng", "/api/v1/peoples")
    before = [client.get(address, headers=HTML).data for address in addresses]
    published(archive, officer, "Lễ kín", access="registered")
    published(archive, officer, "Lễ báo trước", access="registered else announced")
    archive.records.create(SYSTEM, "festival", texts.body(festival("Nháp")))
    run_jobs()
    assert [client.get(address, headers=HTML).data for address in addresses] == before
    assert "Chưa có hồ sơ nào của dân tộc này" in get(client, "/vi/peoples/xtieng").text


def test_who_may_see_more_finds_more_counted(
    archive: Archive,
    officer: Viewer,
    browser_of: Callable[[Viewer], FlaskClient],
    make_officer: Callable[..., Viewer],
    run_jobs: Callable[[], int],
) -> None:
    published(archive, officer, "Lễ kín", access="registered")
    run_jobs()
    member = browser_of(make_officer("contributor", unit="lam-dong"))
    assert "Lễ kín" in get(member, "/vi/peoples/xtieng").text
    assert member.get("/api/v1/peoples/xtieng").json["records"] == 1


@pytest.mark.parametrize("slug", ["khong-co", "a%00b", "x" * 3000, "..%2Fxtieng", "XTIENG", "%E1%BB%81"])
def test_an_address_that_names_no_people_is_not_there(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/vi/peoples/{slug}", headers=HTML).status_code == 404
    assert client.get(f"/api/v1/peoples/{slug}").status_code == 404


def test_the_pages_of_peoples_stay_up_while_the_search_does_not_answer(
    client: FlaskClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_arguments: object) -> None:
        raise SearchUnavailable("search.unavailable")

    monkeypatch.setattr(type(archive.index), "search", silent)
    assert "Bù Đek" in get(client, "/vi/peoples/xtieng").text
    assert "Chưa có hồ sơ" not in get(client, "/vi/peoples").text
    assert client.get("/api/v1/peoples").get_json()["items"][0]["records"] is None, "nobody can tell, which is not none"


def test_a_record_leads_to_the_page_of_its_people(client: FlaskClient, archive: Archive, officer: Viewer) -> None:
    record = published(archive, officer)
    html = get(client, f"/vi/records/{record}").html
    assert '<a href="/vi/peoples/xtieng">Xtiêng</a>' in html
    assert "?people=xtieng" in html


def test_programs_get_the_peoples_with_their_names_and_counts(
    client: FlaskClient, archive: Archive, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    published(archive, officer)
    run_jobs()
    listed = client.get("/api/v1/peoples").json
    assert listed["total"] == 54
    xtieng = client.get("/api/v1/peoples/xtieng").json
    assert xtieng["facets"]["kind"] == [{"value": "festival", "label": {"vi": "Lễ hội", "en": "Festival"}, "count": 1}]
    assert (xtieng["code"], xtieng["languages"], xtieng["records"]) == ("22", ["sti", "stt"], 1)
    assert client.get(xtieng["links"]["records"].removeprefix("http://archive.test")).json["total"] == 1
