"""Pages of units and peoples in a real browser: by keyboard, on a phone, without scripts, and for administrators."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from app.services import sampling
from tests.browser.bench import sign_in
from tests.browser.conftest import Served
from tests.browser.test_site_reading import SMALL

pytestmark = pytest.mark.browser

PAGES = [
    "/vi/units",
    "/vi/units?at=2025-06-30",
    "/vi/units/dong-nai",
    "/vi/units/binh-phuoc",
    "/vi/units/ho-tro-dang-ha",
    "/vi/peoples",
    "/vi/peoples/xtieng",
    "/en/peoples/san-chay",
]
BENCH = ["/vi/desk/units", "/vi/desk/units/new", "/vi/desk/units/dong-nai", "/vi/desk/units/binh-phuoc"]


@pytest.fixture(autouse=True)
def points(served: Served) -> None:
    sampling.support_points(served.archive.units)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (360, "light"), (1366, "dark"), (1366, "light")])
def test_axe_finds_nothing(
    page: Page, served: Served, violations: Callable[[], list[str]], path: str, width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(served.base + path)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_whatever_is_pressed_is_large_enough_for_a_finger(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    for path in PAGES:
        page.goto(served.base + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate(SMALL) == [], path


def test_a_province_unfolds_by_keyboard_and_its_units_can_be_reached(page: Page, served: Served) -> None:
    page.goto(f"{served.base}/vi/units")
    fold = page.locator("summary", has_text="18 đơn vị trực thuộc")
    point = page.get_by_role("link", name="Ấp Bù Tam")
    expect(point).to_be_hidden()
    fold.focus()
    page.keyboard.press("Enter")
    expect(point).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{served.base}/vi/units/ho-tro-hung-phuoc")
    expect(page.get_by_text("Huyện khi đó")).to_be_visible()


def test_the_tree_folds_and_leads_on_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi")
    page = context.new_page()
    page.goto(f"{served.base}/vi/units")
    page.get_by_role("link", name="Trước 1/7/2025").click()
    fold = page.locator("summary", has_text="18 đơn vị trực thuộc")
    fold.click()
    page.get_by_role("link", name="Ấp Bù Tam").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ấp Bù Tam")
    context.close()


def test_an_administrators_pages_have_no_faults_and_are_no_wider_than_a_phone(
    page: Page, served: Served, violations: Callable[[], list[str]]
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    for path in BENCH:
        sign_in(page, served, path, "administrator")
        assert violations() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_an_administrator_makes_a_unit_by_its_form(page: Page, served: Served) -> None:
    sign_in(page, served, "/vi/desk/units/dong-nai", "administrator")
    page.get_by_role("link", name="Thêm đơn vị trực thuộc").click()
    page.get_by_label("Tên (Tiếng Việt)").fill("Bảo tàng thử")
    page.get_by_label("Mã", exact=True).fill("bao-tang-thu")
    page.get_by_label("Đây là loại đơn vị nào?").select_option("museum")
    expect(page.get_by_label("Trực thuộc đơn vị nào?")).to_have_value("dong-nai")
    page.get_by_role("button", name="Lập đơn vị").click()
    expect(page.get_by_text("Đã lập đơn vị.")).to_be_visible()
    page.get_by_role("button", name="Xóa đơn vị").click()
    expect(page.get_by_text("Đã xóa đơn vị")).to_be_visible()
