"""The form of a record: rows, folds, words while one types; for everybody, whatever they read and write with."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from app.services import texts
from app.services.viewer import SYSTEM
from tests.browser.bench import SAVED, at, draft, focused, sign_in, told
from tests.browser.conftest import Served
from tests.made import festival, text

pytestmark = pytest.mark.browser

SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter((one) => one.closest('main') && one.checkVisibility() && !one.closest('.unseen, p.soft'))
  .filter((one) => !one.matches('[type=radio], [type=checkbox]'))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 24)
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true })"


def test_rows_are_added_taken_out_and_brought_back_where_one_is(page: Page, served: Served) -> None:
    record = draft(served)
    at(page, served, record)
    names = page.locator("#m-title")
    names.get_by_role("button", name="+ Thêm: Tên gọi").click()
    assert focused(page) == "m.title.2.value"
    page.keyboard.type("Tên thứ ba")
    names.get_by_role("button", name="Bỏ: Tên gọi 2").click()
    expect(names.get_by_text("Đã bỏ: Gong festival")).to_be_visible()
    assert focused(page).endswith("Lấy lại")
    expect(names.get_by_label("Tên gọi 2", exact=True)).to_have_value("Tên thứ ba")
    page.keyboard.press("Enter")
    expect(names.get_by_label("Tên gọi 2", exact=True)).to_have_value("Gong festival")
    expect(names.get_by_label("Tên gọi 3", exact=True)).to_have_value("Tên thứ ba")
    page.get_by_role("button", name="Lưu bản nháp").click()
    told(page, SAVED)
    kept = served.archive.reading.record(SYSTEM, record, head=True).metadata
    assert [value["value"] for value in kept["title"]] == ["Lễ mừng lúa mới", "Gong festival", "Tên thứ ba"]
    assert kept["title"][2]["lang"] == "en"


def test_a_waiting_field_is_opened_and_written_in_at_once(page: Page, served: Served) -> None:
    at(page, served, draft(served))
    page.locator("summary", has_text="Kéo dài").click()
    expect(page.locator("#m-duration-0")).to_be_focused()
    page.locator("summary", has_text="Các bước của lễ").click()
    expect(page.locator("#m-ritualStep-0-title-0")).to_be_focused()


def test_a_language_that_is_not_offered_is_found_in_the_whole_list(page: Page, served: Served) -> None:
    record = draft(served)
    at(page, served, record)
    choice = page.locator("#m-title-0-lang")
    assert choice.locator("option").count() < 8
    choice.select_option("?")
    choice.select_option(label="Tiếng Brâu")
    assert page.locator("#m-title-0").get_attribute("lang") == "brb"
    page.get_by_role("button", name="Lưu bản nháp").click()
    told(page, SAVED)
    assert served.archive.reading.record(SYSTEM, record, head=True).metadata["title"][0]["lang"] == "brb"


def test_feasts_and_dates_are_told_in_words_while_they_are_chosen(page: Page, served: Served) -> None:
    at(page, served, draft(served))
    feast = page.locator("#m-occurs")
    feast.get_by_label("Lịch").select_option("lunar")
    feast.get_by_label("Từ ngày").select_option("15")
    feast.locator("#m-occurs-0-month").select_option("01")
    expect(feast.locator("output")).to_contain_text("Ngày 15 tháng Giêng âm lịch. Lần tới:")
    feast.get_by_label("Theo mùa").check()
    expect(feast.get_by_label("Từ ngày")).to_be_hidden()
    feast.get_by_label("Từ tháng").select_option("11")
    expect(feast.locator("output")).to_contain_text("tháng 11 âm lịch")
    page.locator("summary", has_text="Lần tổ chức gần nhất").click()
    expect(page.locator("#m-lastHeld-0")).to_be_focused()
    page.keyboard.type("24/2/2024")
    expect(page.locator("#m-lastHeld output")).to_have_text("ngày 24 tháng 2 năm 2024")


def test_a_record_is_linked_to_by_its_name(page: Page, served: Served) -> None:
    at(page, served, draft(served))
    page.locator("summary", has_text="Hồ sơ liên quan").click()
    expect(page.locator("#m-relation-0")).to_be_focused()
    page.keyboard.type("cong chieng")
    option = page.locator("#records-found option").first
    expect(option).to_have_attribute("value", served.gongs)
    page.fill("#m-relation-0", served.gongs)
    expect(page.locator("#m-relation [data-note]")).to_contain_text("Lễ hội cồng chiêng")


def test_the_way_to_a_problem_leads_into_what_is_folded(page: Page, served: Served) -> None:
    steps = [{"type": "group", "value": "", "parts": {"title": [text(f"Bước {number}")]}} for number in range(3)]
    record = draft(served, ritualStep=steps)
    at(page, served, record)
    page.locator("#m-ritualStep .group > summary").nth(2).click()
    third = page.locator("#m-ritualStep .group").nth(2)
    third.locator("summary", has_text="Bắt đầu lúc").click()
    expect(page.locator("#m-ritualStep-2-start-0")).to_be_focused()
    page.keyboard.type("lúc nào không rõ")
    page.get_by_role("button", name="Lưu bản nháp").click()
    problem = page.locator("[role=alert]")
    expect(problem).to_be_focused()
    page.locator("#m-ritualStep .group").nth(2).evaluate("(one) => { one.open = false }")
    problem.get_by_role("link").click()
    expect(page.locator("#m-ritualStep-2-start-0")).to_be_focused()
    expect(page.locator("#m-ritualStep-2-start-0")).to_have_value("lúc nào không rõ")


def test_a_form_works_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(locale="vi", java_script_enabled=False)
    page = context.new_page()
    record = draft(served)
    at(page, served, record, scripts=False)
    page.locator("summary", has_text="Các bước của lễ").click()
    page.get_by_role("button", name="+ Thêm: Các bước của lễ").click()
    page.locator("#m-ritualStep-0-title-0").fill("Dựng cây nêu")
    expect(page.locator("#m-ritualStep-0-title-0")).to_be_focused()
    page.get_by_label("Theo mùa").check()
    expect(page.get_by_label("Từ ngày")).to_be_hidden()
    page.get_by_label("Lịch").select_option("solar")
    page.get_by_label("Từ tháng").select_option("11")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.locator(".message--done")).to_have_text("Đã lưu bản nháp.")
    kept = served.archive.reading.record(SYSTEM, record, head=True).metadata
    assert kept["ritualStep"][0]["parts"]["title"][0]["value"] == "Dựng cây nêu"
    assert kept["occurs"][0]["value"] == "season:11"
    context.close()


def test_files_are_moved_and_taken_out_where_one_is(page: Page, served: Served) -> None:
    sign_in(page, served, path=f"/vi/desk/{served.gongs}")
    files = page.locator("#files-list > ol > li")
    before = [each.get_attribute("data-media") for each in files.all()]
    files.nth(0).get_by_role("button", name="Chuyển xuống").click()
    expect(files.nth(1)).to_have_attribute("data-media", str(before[0]))
    expect(page.locator("[data-told]")).to_contain_text("Đã đổi thứ tự")
    assert focused(page).startswith(f"do down:{before[0]}")
    files.nth(1).get_by_role("button", name="Bỏ").click()
    expect(files).to_have_count(len(before) - 1)
    page.get_by_text("1 tệp đã bỏ ra, vẫn được giữ").click()
    page.get_by_role("button", name="Đưa lại vào hồ sơ").click()
    expect(files).to_have_count(len(before))


def test_large_letters_on_a_phone_push_nothing_off_the_screen(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.context.add_cookies([{"name": "text", "value": "3", "url": served.base}])
    for path in ("/vi/desk", "/vi/desk/new", f"/vi/desk/{served.gongs}"):
        sign_in(page, served, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.fixture(scope="module")
def crowded(served: Served) -> str:
    """A record with much in it, and something wrong."""
    steps = [{"type": "group", "value": "", "parts": {"title": [text("Khấn")], "officiant": [text("già làng")]}}]
    more = {
        "ritualStep": steps,
        "bearer": [{"type": "agent", "value": "Điểu A", "parts": {}}],
        "lastHeld": [{"type": "date", "value": "1985~"}],
        "spatial": [{"type": "place", "value": "Bù Đăng", "vocabulary": "provinces", "target": "dong-nai"}],
    }
    more["bearer"][0].pop("parts")
    return served.archive.records.create(SYSTEM, "festival", texts.body(festival("Lễ đông đủ", **more))).identifier


@pytest.mark.parametrize(("width", "theme"), [(1366, "light"), (360, "dark")])
def test_axe_finds_nothing_and_everything_fits_a_finger(
    page: Page, served: Served, violations: Callable[[], list[str]], crowded: str, width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")

    def sound(where: str) -> None:
        page.wait_for_load_state("networkidle")
        page.evaluate(OPEN_ALL)
        assert violations() == [], where
        assert page.evaluate(SMALL) == [], where
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where

    page.goto(f"{served.base}/vi/sign-in")
    sound("sign-in")
    for path in (
        "/vi/desk",
        "/vi/desk/new",
        f"/vi/desk/{crowded}",
        f"/vi/desk/{served.gongs}/media/{served.media['video']}",
    ):
        sign_in(page, served, path)
        sound(path)
    sign_in(page, served, f"/vi/desk/{crowded}")
    page.fill("#m-title-0", "")
    page.fill("#m-title-1", "")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.locator("[role=alert]")).to_be_focused()
    sound("a form with problems")


@pytest.mark.parametrize(("width", "theme"), [(1366, "dark"), (360, "light")])
def test_axe_finds_nothing_where_two_texts_meet(
    page: Page, served: Served, violations: Callable[[], list[str]], width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    record = draft(served)
    at(page, served, record)
    served.archive.records.save(SYSTEM, record, texts.body(festival("Của người khác")), base=1)
    page.fill("#m-title-0", "Của tôi")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Có hai người cùng sửa hồ sơ này")
    page.evaluate(OPEN_ALL)
    assert violations() == []
    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
