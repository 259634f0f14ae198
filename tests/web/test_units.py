"""Units for visitors, for administrators and for programs."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.errors import SearchUnavailable
from app.services import sampling, texts
from app.services.units.reading import REFORM
from app.services.viewer import SYSTEM, Viewer
from tests.made import festival
from tests.web.pages import HTML, get, path_of, press

HOSTILE = ["khong-co", "a%00b", "x" * 3000, "..%2Farchive", "%F0%9F%92%A3", "archive'--", "ARCHIVE"]


@pytest.fixture
def points(archive: Archive) -> Archive:
    sampling.support_points(archive.units)
    return archive


def publish(archive: Archive, name: str, *, unit: str, access: str = "everyone") -> str:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival(name)), unit=unit, access=access)
    archive.records.publish(SYSTEM, saved.identifier, base=1)
    return saved.identifier


def test_the_tree_of_today_is_what_one_sees_first(client: FlaskClient, points: Archive) -> None:
    html = get(client, "/vi/units").html
    assert html.count('class="twig"') == 34 + 18
    assert '<a class="chip chip--set" href="/vi/units" aria-current="page">Từ 1/7/2025</a>' in html
    assert "/vi/units/binh-phuoc" not in html
    assert "gồm cả Bình Phước trước đây" in html


def test_the_tree_of_before_is_a_link_away(client: FlaskClient, points: Archive) -> None:
    page = get(client, "/vi/units?at=2025-06-30")
    assert page.html.count('class="twig"') == 63 + 18
    assert "Trước 1/7/2025</a>" in page.html
    below = page.html.partition('href="/vi/units/binh-phuoc"')[2].partition("</details>")[0]
    assert below.count('class="twig"') == 18
    assert "Đăng Hà, Bù Đăng" in below
    assert "nay thuộc Đồng Nai" in below


def test_units_stand_in_the_order_of_the_names_that_are_shown(client: FlaskClient) -> None:
    english, vietnamese = (get(client, f"/{language}/units").html for language in ("en", "vi"))
    assert english.index("units/hai-phong") < english.index("units/ho-chi-minh") < english.index("units/khanh-hoa")
    assert vietnamese.index("units/thanh-hoa") < vietnamese.index("units/ho-chi-minh")


@pytest.mark.parametrize("at", ["2025-06-31", "hôm qua", "%00", "9" * 500, "", "-1", "20250630T"])
def test_a_day_that_is_none_is_today(client: FlaskClient, at: str) -> None:
    assert 'aria-current="page">Từ 1/7/2025</a>' in get(client, f"/vi/units?at={at}").html or at == "20250630T"


@pytest.mark.parametrize("at", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_are_have_their_trees(client: FlaskClient, at: str) -> None:
    assert 'class="twig"' in get(client, f"/vi/units?at={at}").html


def test_a_support_point_tells_its_commune_and_district_of_before_and_the_source(
    client: FlaskClient, points: Archive
) -> None:
    text = get(client, "/vi/units/ho-tro-dang-ha").text
    for told in ("Đến 30/06/2025", "Xã khi đó Đăng Hà", "Huyện khi đó Bù Đăng", "Bình Phước", "Nguồn: Ủy ban nhân dân"):
        assert told in text
    assert "Điểm hỗ trợ" in text
    assert '<a href="/vi/units/dong-nai">Đồng Nai</a>' in get(client, "/vi/units/ho-tro-dang-ha").html


def test_all_eighteen_support_points_stand_below_dong_nai_with_where_they_were(points: Archive) -> None:
    """As the list has them: the facts are in the table of the sample, and nothing of today's communes is claimed."""
    found = [unit for unit in points.units.all() if unit.level == "support-point"]
    assert len(found) == 18
    for unit in found:
        (former,) = unit.formers
        assert unit.parent is not None
        assert former.parent is not None
        assert (unit.parent.code, former.parent.code, former.until) == ("dong-nai", "binh-phuoc", date(2025, 6, 30))
        assert former.commune
        assert former.district in {"Bù Đốp", "Lộc Ninh", "Phú Riềng", "Bù Đăng", "Bù Gia Mập"}
        assert unit.source
    sampling.support_points(points.units)
    assert len([unit for unit in points.units.all() if unit.level == "support-point"]) == 18


def test_a_former_province_lists_the_units_that_were_below_it(client: FlaskClient, points: Archive) -> None:
    html = get(client, "/vi/units/binh-phuoc").html.partition("Đơn vị trực thuộc trước đây")[2]
    assert html.count('class="twig"') == 18


def test_an_archive_without_the_sample_has_no_support_points(archive: Archive) -> None:
    assert {unit.level for unit in archive.units.all()} == {"archive", "province", "city"}


def test_a_former_province_leads_to_the_one_of_today_and_back(client: FlaskClient) -> None:
    former = get(client, "/vi/units/binh-phuoc")
    assert "Đơn vị này không còn hoạt động" in former.text
    assert 'href="/vi/units/dong-nai">Đồng Nai</a>' in former.html
    assert "Đến 30/06/2025" in former.text
    assert "Đơn vị trực thuộc trước đây" not in former.text
    assert 'href="/vi/units/binh-phuoc">Bình Phước</a>' in get(client, "/vi/units/dong-nai").html


def test_a_unit_shows_what_it_and_those_below_keep_and_tells_nothing_of_the_rest(
    client: FlaskClient, points: Archive
) -> None:
    publish(points, "Lễ mở", unit="ho-tro-dang-ha")
    publish(points, "Lễ kín", unit="ho-tro-dang-ha", access="registered")
    publish(points, "Lễ báo trước", unit="dong-nai", access="registered else announced")
    for code in ("ho-tro-dang-ha", "dong-nai", "archive"):
        page = get(client, f"/vi/units/{code}")
        assert "Lễ mở" in page.text
        assert "Lễ kín" not in page.text
        assert "Lễ báo trước" not in page.text
        assert "1 hồ sơ, tính cả các đơn vị trực thuộc" in page.text
        assert client.get(f"/api/v1/units/{code}").json["records"] == 1
    assert "Chưa có hồ sơ nào xem được ở đây" in get(client, "/vi/units/ho-tro-dak-o").text


def test_what_only_some_may_see_leaves_a_units_page_as_it_was(client: FlaskClient, points: Archive) -> None:
    before = get(client, "/vi/units/dong-nai").html, client.get("/api/v1/units/dong-nai").data
    publish(points, "Lễ kín", unit="ho-tro-dang-ha", access="unit:dong-nai")
    points.records.create(SYSTEM, "festival", texts.body(festival("Nháp")), unit="dong-nai")
    assert (get(client, "/vi/units/dong-nai").html, client.get("/api/v1/units/dong-nai").data) == before


def test_a_province_leads_to_records_about_it_where_there_are_any(
    client: FlaskClient, archive: Archive, run_jobs: Callable[[], int]
) -> None:
    place = {"type": "place", "value": "Bù Đăng", "vocabulary": "provinces", "target": "binh-phuoc"}
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival(spatial=[place])))
    archive.records.publish(SYSTEM, saved.identifier, base=1)
    run_jobs()
    assert "/vi/search?place=dong-nai" in get(client, "/vi/units/dong-nai").html
    assert "/vi/search?place=binh-phuoc" in get(client, "/vi/units/binh-phuoc").html
    assert "/vi/search?place=" not in get(client, "/vi/units/lam-dong").html


def test_a_units_page_stays_up_while_the_search_does_not_answer(
    client: FlaskClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_arguments: object) -> None:
        raise SearchUnavailable("search.unavailable")

    monkeypatch.setattr(type(archive.index), "search", silent)
    assert get(client, "/vi/units/dong-nai").status == 200


def test_a_record_tells_which_unit_keeps_it(client: FlaskClient, points: Archive) -> None:
    record = publish(points, "Lễ mở", unit="ho-tro-dang-ha")
    assert 'Đơn vị lưu giữ: <a href="/vi/units/ho-tro-dang-ha">' in get(client, f"/vi/records/{record}").html


@pytest.mark.parametrize("code", HOSTILE)
def test_an_address_that_names_no_unit_is_not_there(client: FlaskClient, code: str) -> None:
    assert client.get(f"/vi/units/{code}", headers=HTML).status_code == 404
    assert client.get(f"/api/v1/units/{code}").status_code == 404


def test_every_page_leads_to_units_and_peoples(client: FlaskClient) -> None:
    html = get(client, "/vi/search").html
    assert 'href="/vi/units">Đơn vị</a>' in html
    assert 'href="/vi/peoples">54 dân tộc Việt Nam</a>' in html


def test_programs_get_the_tree_of_a_day(client: FlaskClient, points: Archive) -> None:
    everything = client.get("/api/v1/units").json
    assert everything["total"] == len(everything["items"]) == 1 + 63 + 18
    today = client.get(f"/api/v1/units?at={REFORM}").json
    assert today["total"] == 1 + 34 + 18
    point = next(unit for unit in today["items"] if unit["code"] == "ho-tro-loc-quang")
    assert point["formerly"] == [
        {"until": "2025-06-30", "parent": "binh-phuoc", "commune": "Lộc Quang", "district": "Lộc Ninh"}
    ]
    one = client.get("/api/v1/units/dong-nai").json
    assert (one["parent"], one["replaces"], len(one["below"])) == ("archive", ["binh-phuoc"], 18)
    assert client.get("/api/v1/units/binh-phuoc").json["replaced_by"] == "dong-nai"
    assert client.get("/api/v1/units?at=hom-qua").status_code == 400


def test_a_renamed_unit_has_its_name_of_then_in_the_tree_of_then(client: FlaskClient, archive: Archive) -> None:
    archive.units.add(SYSTEM, "bao-tang", {"vi": "Bảo tàng cũ"}, level="museum")
    archive.units.rename(SYSTEM, "bao-tang", {"vi": "Bảo tàng mới"}, level="museum", since=date(2026, 1, 1))
    assert "Bảo tàng cũ" in get(client, "/vi/units?at=2025-12-31").text
    assert "Bảo tàng mới" in get(client, "/vi/units?at=2026-01-01").text
    names = {at: client.get(f"/api/v1/units?at={at}").data.decode() for at in ("2025-12-31", "2026-01-01")}
    assert json.loads(names["2025-12-31"])["items"] != json.loads(names["2026-01-01"])["items"]


class TestAdministering:
    def test_an_administrator_makes_renames_moves_closes_and_removes_units(
        self, archive: Archive, browser_of: Callable[[Viewer], FlaskClient], make_officer: Callable[..., Viewer]
    ) -> None:
        browser = browser_of(make_officer("administrator"))
        form = get(browser, "/vi/desk/units/new?parent=dong-nai").form("code")
        made = press(browser, form, changes={"name_vi": "Bảo tàng tỉnh", "code": "bao-tang", "level": "museum"})
        here = path_of(made)
        assert here == "/vi/desk/units/bao-tang"
        assert archive.units.page(SYSTEM, "bao-tang", cards=0).above[-1].code == "dong-nai"

        def do(deed: str, **changes: str) -> None:
            form = next(one for one in get(browser, here).forms if ("do", deed) in one.buttons)
            form.action = here
            assert press(browser, form, deed, changes).status_code == 302

        do("rename", name_vi="Bảo tàng Đồng Nai", since="2026-05-01")
        do("move", parent="lam-dong", since="2026-06-01")
        do("placed", until="2025-06-30", commune="Thanh Hòa", parent="binh-phuoc")
        do("describe", note_vi="Giữ bộ chiêng cổ.", source="Sổ kiểm kê")
        do("close", last="2026-12-31", replaced_by="dong-nai")
        unit = archive.units.one("bao-tang")
        assert unit.name["vi"] == "Bảo tàng Đồng Nai"
        assert [former.until.isoformat() for former in unit.formers] == ["2025-06-30", "2026-04-30", "2026-05-31"]
        assert (unit.note, unit.source, unit.valid_to) == (
            {"vi": "Giữ bộ chiêng cổ."},
            "Sổ kiểm kê",
            date(2026, 12, 31),
        )
        do("reopen")
        do("remove")
        assert browser.get(here, headers=HTML).status_code == 404

    def test_what_is_refused_is_told_and_what_was_typed_stays(
        self, browser_of: Callable[[Viewer], FlaskClient], make_officer: Callable[..., Viewer]
    ) -> None:
        browser = browser_of(make_officer("administrator"))
        form = get(browser, "/vi/desk/units/new").form("code")
        answer = press(browser, form, changes={"name_vi": "Bảo tàng <b>", "code": "Bảo tàng"})
        assert answer.status_code == 422
        assert "chưa dùng làm mã được" in answer.text
        assert 'value="Bảo tàng &lt;b&gt;"' in answer.text
        form = next(one for one in get(browser, "/vi/desk/units/dong-nai").forms if ("do", "close") in one.buttons)
        form.action = "/vi/desk/units/dong-nai"
        for last in ("", "hôm qua", "9" * 100):
            assert press(browser, form, "close", {"last": last}).status_code == 422
        assert press(browser, form, "close", {"last": "2026-01-01", "replaced_by": "x\0"}).status_code == 422

    def test_an_administrator_of_a_province_keeps_what_is_below_it_and_no_more(
        self, points: Archive, browser_of: Callable[[Viewer], FlaskClient], make_officer: Callable[..., Viewer]
    ) -> None:
        browser = browser_of(make_officer("administrator", unit="dong-nai"))
        html = get(browser, "/vi/desk/units").html
        assert "/vi/desk/units/ho-tro-dang-ha" in html
        assert "/vi/desk/units/lam-dong" not in html
        assert "/vi/desk/units/binh-phuoc" not in html
        assert browser.get("/vi/desk/units/ho-tro-dang-ha", headers=HTML).status_code == 200
        for code in ("lam-dong", "binh-phuoc", "archive", "dong-nai"):
            assert browser.get(f"/vi/desk/units/{code}", headers=HTML).status_code == 403
            assert browser.post(f"/vi/desk/units/{code}", data={"do": "remove"}, headers=HTML).status_code in {400, 403}

    @pytest.mark.parametrize("role", ["contributor", "editor", "publisher"])
    def test_others_are_not_admitted_nor_led_there(
        self, role: str, browser_of: Callable[[Viewer], FlaskClient], make_officer: Callable[..., Viewer]
    ) -> None:
        browser = browser_of(make_officer(role))
        assert "/vi/desk/units" not in get(browser, "/vi/desk").html
        for path in ("/vi/desk/units", "/vi/desk/units/new", "/vi/desk/units/dong-nai"):
            assert browser.get(path, headers=HTML).status_code == 403

    def test_a_visitor_is_asked_to_sign_in(self, client: FlaskClient) -> None:
        for path in ("/vi/desk/units", "/vi/desk/units/new", "/vi/desk/units/dong-nai"):
            assert client.get(path, headers=HTML).status_code in {302, 401, 403}

    def test_a_new_record_may_be_kept_by_an_open_unit_and_by_a_closed_one_only_where_there_is_no_other(
        self, points: Archive, browser_of: Callable[[Viewer], FlaskClient], make_officer: Callable[..., Viewer]
    ) -> None:
        html = get(browser_of(make_officer("publisher")), "/vi/desk/new").html
        assert '<option value="archive">Kho lưu trữ</option>' in html
        assert html.index('value="archive"') < html.index('value="dong-nai"') < html.index('value="ho-tro-dang-ha"')
        assert 'value="binh-phuoc"' not in html
        former = browser_of(make_officer("contributor", unit="binh-phuoc"))
        form = get(former, "/vi/desk/new").form("title")
        record = path_of(press(former, form, changes={"title": "Lễ hội"})).rpartition("/")[2]
        assert points.reading.record(SYSTEM, record, head=True).unit_code == "binh-phuoc"
