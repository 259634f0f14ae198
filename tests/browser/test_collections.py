"""Collections in a real browser: for everybody who reads them, and put in order by keyboard, without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from app.services.viewer import SYSTEM
from tests.browser.bench import account, session_of, sign_in
from tests.browser.conftest import Served
from tests.browser.test_workbench_form import SMALL
from tests.browser.waiting import kept_here
from tests.made import published

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def seasons(served: Served) -> tuple[str, list[str]]:
    """A published collection of three records, with another one in it."""
    curating = served.archive.curating
    outer = curating.make(SYSTEM, {"vi": "Một năm mùa lễ", "en": "A year of feasts"}, {"vi": "Đoạn một.\n\nĐoạn hai."})
    inner = curating.make(SYSTEM, {"vi": "Xuống đồng"}, {"vi": "Mở đường cày đầu năm."}, within=outer)
    records = [served.gongs, *(published(served.archive, SYSTEM, f"Lễ thứ {number}") for number in (1, 2))]
    for record in records:
        curating.add(SYSTEM, outer, record)
    curating.add(SYSTEM, inner, served.gongs)
    for collection in (inner, outer):
        curating.publish(SYSTEM, collection)
    return outer, records


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_public_pages_are_for_everybody(
    page: Page,
    served: Served,
    seasons: tuple[str, list[str]],
    violations: Callable[[], list[str]],
    width: int,
    language: str,
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    outer, records = seasons
    for path in ("collections", f"collections/{outer}", f"records/{records[1]}", ""):
        page.goto(f"{served.base}/{language}/{path}")
        assert violations() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("width", [360, 1366])
def test_the_workbench_is_for_everybody(
    page: Page, served: Served, seasons: tuple[str, list[str]], violations: Callable[[], list[str]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, served)
    for path in ("", "/new", f"/{seasons[0]}?find=le"):
        page.goto(f"{served.base}/vi/desk/collections{path}")
        assert violations() == [], path
        assert page.evaluate(SMALL) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_records_are_put_in_order_by_keyboard_without_scripts(
    browser: Browser, served: Served, seasons: tuple[str, list[str]]
) -> None:
    outer, records = seasons
    viewer = account(served)
    context = browser.new_context(java_script_enabled=False, locale="vi")
    context.add_cookies([{"name": "session", "value": session_of(served, viewer), "url": served.base}])
    page = context.new_page()
    page.goto(f"{served.base}/vi/desk/collections/{outer}")
    page.get_by_role("button", name="Lên: Lễ thứ 2").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**#row-{records[2]}")
    page.keyboard.press("Tab")  # from the row that was moved, not from the top of the page
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Lên đầu: Lễ thứ 2")).to_be_focused()
    page.keyboard.press("Enter")
    names = page.locator("#records .ordered .row__words a")
    expect(names).to_have_text(["Lễ thứ 2", "Lễ hội cồng chiêng của người Xtiêng", "Lễ thứ 1"])
    context.close()


def test_a_story_that_was_not_saved_comes_back_when_the_page_does(
    page: Page, served: Served, seasons: tuple[str, list[str]]
) -> None:
    outer, _records = seasons
    sign_in(page, served, f"/vi/desk/collections/{outer}")
    story = page.get_by_label("Lời giới thiệu (Tiếng Việt)")
    page.wait_for_load_state("networkidle")
    story.fill("Đang viết dở thì mất điện.")
    kept_here(page, "mất điện")
    page.goto(f"{served.base}/vi/desk/collections")
    page.goto(f"{served.base}/vi/desk/collections/{outer}")
    expect(story).to_have_value("Đang viết dở thì mất điện.")
    expect(page.get_by_text("chưa lưu")).to_be_visible()
    page.get_by_role("button", name="Lưu tên và lời giới thiệu").click()
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    kept = served.archive.collections.collection(SYSTEM, outer).description
    assert kept == {"vi": "Đang viết dở thì mất điện."}
