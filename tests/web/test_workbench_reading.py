"""The page on which words that a machine has read are corrected: without script, by two at once, by who may not."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.media import alto
from app.media.alto import Line, Page, Word
from app.models import Media, MediaText
from app.services import units
from app.services.media.page_reading import PageReading
from app.services.media.texts import ALTO, PAGE
from app.services.viewer import SYSTEM, Viewer
from tests.made import jpeg, published

PAGE_WANTED = {"Accept": "text/html"}
READ = Page(
    640,
    480,
    (
        Line((Word("Le", 10, 10, 40, 20, 0.4), Word("hội", 60, 10, 40, 20, 0.95)), 1),
        Line((Word("đâm", 10, 50, 40, 20, 0.9), Word("trâu", 60, 50, 40, 20, 0.9)), 1),
    ),
    "tesseract 5.3.0",
    "vie",
)


@pytest.fixture
def address(archive: Archive, run_jobs: Callable[[], int]) -> str:
    """Of the page of a picture that was read."""
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "thư.jpg").id
    archive.records.publish(SYSTEM, record, base=2)
    run_jobs()
    with archive.db.unit_of_work() as work:
        work.add(MediaText(media=media, kind=ALTO, part="1", body=alto.write(READ)))
        work.add(MediaText(media=media, kind=PAGE, part="1", body=alto.plain_text(READ)))
    return f"/vi/desk/{record}/media/{media}/pages/1"


def media_of(address: str) -> str:
    return address.split("/")[5]


@pytest.fixture
def desk(browser_of: Callable[[Viewer], FlaskClient], officer: Viewer) -> FlaskClient:
    return browser_of(officer)


def form(desk: FlaskClient, address: str, **changes: str) -> dict[str, str]:
    """What a browser without script would send."""
    page = desk.get(address).text
    found = re.search(r'<form method="post" action="[^"]+" class="reading__form".*?</form>', page, re.S)
    assert found
    fields = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input (?:type="hidden" |id="[^"]+" )name="([^"]+)" value="([^"]*)"', found[0])
    }
    return {**fields, "m.more": "", **changes}


def words(archive: Archive, address: str) -> str:
    return archive.reading.text(SYSTEM, media_of(address), PAGE, "1")[1]


def test_lines_stand_below_their_strips_of_the_picture_and_doubts_are_said_in_words(
    desk: FlaskClient, address: str
) -> None:
    page = desk.get(address).text
    assert page.count('class="reading__cut"') == 2
    assert 'value="Le hội"' in page
    assert "“Le”</span> (40%)" in page
    assert "“trâu”" not in page
    assert "Máy đọc, chưa có người kiểm tra" in page
    assert len(set(re.findall(r'<image href="([^"]+)"', page))) == 1
    assert len(page.encode()) < 100_000


def test_a_correction_is_saved_without_script_and_says_who_and_whether_checked(
    archive: Archive, desk: FlaskClient, address: str, officer: Viewer
) -> None:
    sent = form(desk, address, **{"m.line.0": "Lễ hội", "do": "save", "m.seen.0": "yes"})
    assert desk.post(address, data=sent).status_code == 302
    assert words(archive, address) == "Lễ hội\nđâm trâu"
    page = desk.get(address).text
    assert "Đã sửa một phần" in page
    assert officer.name in page
    sent = form(desk, address, do="checked", **{"m.more": "Bù Đăng"})
    assert desk.post(address, data=sent).status_code == 302
    assert words(archive, address) == "Lễ hội\nđâm trâu\n\nBù Đăng"
    assert "Đã có người kiểm tra" in desk.get(address).text


def test_who_saves_over_somebody_else_keeps_what_was_typed(archive: Archive, desk: FlaskClient, address: str) -> None:
    mine = form(desk, address, **{"m.line.0": "Của tôi", "do": "save"})
    archive.correcting.save(SYSTEM, media_of(address), 1, ["Của họ", "đâm trâu"], base=mine["base"])
    answer = desk.post(address, data=mine, headers=PAGE_WANTED)
    assert answer.status_code == 412
    assert 'value="Của tôi"' in answer.text
    assert "Trong kho đang là: Của họ" in answer.text
    assert words(archive, address).startswith("Của họ")
    base = re.search(r'name="base" value="([^"]+)"', answer.text)
    assert base
    assert desk.post(address, data={**mine, "base": base[1]}).status_code == 302
    assert words(archive, address).startswith("Của tôi")


def test_where_the_lines_are_others_by_now_what_was_typed_can_be_copied(
    archive: Archive, desk: FlaskClient, address: str
) -> None:
    mine = form(desk, address, **{"m.line.0": "Của tôi", "do": "save"})
    archive.correcting.save(SYSTEM, media_of(address), 1, ["Một dòng", ""], base=mine["base"])
    answer = desk.post(address, data=mine, headers=PAGE_WANTED)
    assert answer.status_code == 412
    assert re.search(r'<textarea id="lost"[^>]*readonly>Của tôi\nđâm trâu</textarea>', answer.text)


def test_a_draft_of_this_computer_is_shown_again_and_saves_nothing(
    archive: Archive, desk: FlaskClient, address: str
) -> None:
    sent = form(desk, address, **{"m.line.0": "Gõ dở", "do": "up:"})
    answer = desk.post(address, data=sent)
    assert answer.status_code == 200
    assert 'value="Gõ dở"' in answer.text
    assert 'data-unsaved="yes"' in answer.text
    assert words(archive, address) == "Le hội\nđâm trâu"


def test_too_much_is_refused_and_stays_in_the_form(archive: Archive, desk: FlaskClient, address: str) -> None:
    answer = desk.post(address, data=form(desk, address, do="save", **{"m.more": "x" * 200_001}), headers=PAGE_WANTED)
    assert answer.status_code == 422
    assert "x" * 1000 in answer.text
    assert words(archive, address) == "Le hội\nđâm trâu"


def test_the_words_of_the_machine_can_come_back(archive: Archive, desk: FlaskClient, address: str) -> None:
    desk.post(address, data=form(desk, address, **{"m.line.0": "Sai", "do": "save"}))
    assert "Trở lại chữ máy đọc" in desk.get(address).text
    assert desk.post(address, data=form(desk, address, do="back")).status_code == 302
    assert words(archive, address) == "Le hội\nđâm trâu"


def test_it_is_read_again_in_the_languages_that_are_chosen(
    archive: Archive, desk: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(PageReading, "ask", lambda _self, _actor, _media, languages: asked.append(languages))
    token = form(desk, address)["csrf_token"]
    again = address.replace("pages/1", "read")
    assert desk.post(again, data={"csrf_token": token, "languages": ["vie", "eng"], "page": "1"}).status_code == 302
    assert asked == ["vie+eng"]


def test_a_language_that_is_none_is_told_in_words(desk: FlaskClient, address: str) -> None:
    token = form(desk, address)["csrf_token"]
    again = address.replace("pages/1", "read")
    answer = desk.post(again, data={"csrf_token": token, "languages": "-l x"}, follow_redirects=True)
    assert "không phải cách ghi ngôn ngữ đọc chữ" in answer.text


def test_a_number_beyond_all_pages_leads_back_to_the_first(desk: FlaskClient, address: str) -> None:
    token = form(desk, address)["csrf_token"]
    again = address.replace("pages/1", "read")
    answer = desk.post(again, data={"csrf_token": token, "languages": "vie", "page": "9" * 5_000})
    assert answer.status_code == 302
    assert answer.location == address


def test_pages_that_are_not_there_and_people_who_may_not_get_nothing(
    archive: Archive,
    desk: FlaskClient,
    browser_of: Callable[[Viewer], FlaskClient],
    make_officer: Callable[..., Viewer],
    client: FlaskClient,
    address: str,
) -> None:
    with archive.db.unit_of_work() as work:
        units.ensure(work, "lam-dong", {"vi": "Lâm Đồng"}, level="province", parent=units.root(work))
    stranger = browser_of(make_officer("publisher", unit="lam-dong"))
    sent = form(desk, address, **{"m.line.0": "Lạ", "do": "save"})
    assert desk.get(address.replace("pages/1", "pages/2")).status_code == 404
    assert desk.get(address.replace("pages/1", "pages/0")).status_code == 404
    for other in (stranger, client):
        assert other.get(address).status_code in (302, 401, 403, 404)
        assert "Le hội" not in other.get(address).text
        assert other.post(address, data=sent).status_code in (302, 400, 401, 403, 404)
    assert words(archive, address) == "Le hội\nđâm trâu"


def test_a_page_that_was_not_read_can_be_typed(archive: Archive, desk: FlaskClient, address: str) -> None:
    with archive.db.unit_of_work() as work:
        for kind in (ALTO, PAGE):
            work.delete(work.get_one(MediaText, (media_of(address), kind, "1")))
    page = desk.get(address).text
    assert "Máy không đọc thấy chữ nào ở đây" in page
    assert "Chưa đọc" in page
    assert desk.post(address, data=form(desk, address, do="save", **{"m.more": "Bia đá"})).status_code == 302
    assert words(archive, address) == "Bia đá"


def test_a_page_that_lies_on_its_side_has_its_strips_upright(archive: Archive, desk: FlaskClient, address: str) -> None:
    upwards = Page(640, 480, (Line((Word("Lễ", 10, 300, 20, 40, 0.9), Word("hội", 10, 200, 20, 60, 0.9)), 1),))
    with archive.db.unit_of_work() as work:
        work.get_one(MediaText, (media_of(address), ALTO, "1")).body = alto.write(upwards)
        assert work.get_one(Media, media_of(address)).detail["width"] == 640
    page = desk.get(address).text
    assert 'transform="rotate(90 20 270)"' in page
    assert re.search(r'class="reading__cut" viewBox="-57 253 154 34"', page)
