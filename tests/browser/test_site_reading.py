"""The public pages in a real browser: everybody can read them, whatever they read with."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

PAGES = [
    "/vi/",
    "/vi/search",
    "/vi/search?q=le+hoi+cong+chieng&kind=festival",
    "/vi/search?q=kangaroo",
    "RECORD",
    "/vi/x",
]
SMALL = """() => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest('.unseen, .deep'))
  .filter((one) => !one.matches('.skip, p a, dd a, td a, .term a, h2 a, h3 a, input[type=checkbox]'))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 24)
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""


# The row of kinds is cut at its edges where it scrolls
OVERLAPS = """() => {
  const row = document.querySelector('.kinds').getBoundingClientRect();
  const boxes = [...document.querySelectorAll('.brand, .tool, .kinds a')].map((one) => {
    const box = one.getBoundingClientRect();
    const scrolls = one.closest('.kinds') && getComputedStyle(one.closest('.kinds')).overflowX === 'auto';
    return [one.textContent.trim(), scrolls ? Math.max(box.left, row.left) : box.left,
      scrolls ? Math.min(box.right, row.right) : box.right, box.top, box.bottom];
  }).filter(([, left, right]) => right > left);
  return boxes.flatMap((one, at) => boxes.slice(at + 1)
    .filter((other) => one[1] < other[2] - 1 && other[1] < one[2] - 1 && one[3] < other[4] - 1 && other[3] < one[4] - 1)
    .map((other) => `${one[0]} / ${other[0]}`));
}"""


def address(served: Served, path: str) -> str:
    return served.base + path.replace("RECORD", f"/vi/records/{served.gongs}")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "theme"), [(1366, "light"), (1366, "dark"), (360, "light"), (360, "dark")])
def test_axe_finds_nothing(
    page: Page, served: Served, violations: Callable[[], list[str]], path: str, width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(address(served, path))
    assert violations() == []


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1280, 1920])
def test_nothing_is_wider_than_the_screen(page: Page, served: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(address(served, path))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_in_the_header_lies_over_anything_else(page: Page, served: Served, language: str) -> None:
    page.goto(f"{served.base}/{language}/")
    for width in (360, 768, 1024, 1280, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        for size in ("0", "3"):
            page.evaluate("(size) => { document.documentElement.dataset.text = size; }", size)
            assert page.evaluate(OVERLAPS) == [], (width, size)


@pytest.mark.parametrize("width", [360, 1366])
def test_whatever_is_pressed_is_large_enough_for_a_finger(page: Page, served: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(address(served, path))
        assert page.evaluate(SMALL) == [], path


def test_whoever_has_the_focus_shows_it(page: Page, served: Served) -> None:
    page.goto(address(served, "/vi/"))
    rings = set()
    for _ in range(24):
        page.keyboard.press("Tab")
        rings.add(
            page.evaluate(
                """() => { const one = document.activeElement;
                const own = getComputedStyle(one), after = getComputedStyle(one, '::after');
                const ring = own.outlineStyle !== 'none' || own.boxShadow !== 'none' || after.boxShadow !== 'none';
                return ring ? '' : one.outerHTML.slice(0, 80); }"""
            )
        )
    assert rings == {""}


def test_by_keyboard_alone_one_gets_from_the_front_page_to_the_record(page: Page, served: Served) -> None:
    page.goto(served.base + "/vi/")
    _tab_to(page, "q")
    page.keyboard.type("le hoi cong chieng")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("kết quả cho “le hoi cong chieng”")
    expect(page.locator(".hit mark").first).to_have_text("Lễ hội cồng chiêng")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.hit') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Lễ hội cồng chiêng của người Xtiêng")


def test_the_skip_link_leads_past_the_header(page: Page, served: Served) -> None:
    page.goto(served.base + "/vi/search")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()


def test_a_filter_holds_at_once_and_keeps_the_focus(page: Page, served: Served) -> None:
    page.goto(served.base + "/vi/search?q=le")
    page.locator("#f-people-xtieng").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**people=xtieng*")
    expect(page.locator(".chip--set")).to_contain_text("Xtiêng")
    expect(page.locator("#f-people-xtieng")).to_be_focused()
    expect(page.locator("[data-announce]")).to_contain_text("kết quả")
    page.go_back()
    expect(page.locator(".chip--set")).to_have_count(0)


def test_a_filter_set_before_the_script_arrived_holds_and_can_be_taken_back(page: Page, served: Served) -> None:
    waiting: list[Route] = []
    page.route("**/live-search.js*", lambda route: waiting.append(route))
    with page.expect_request("**/live-search.js*"):
        page.goto(served.base + "/vi/search?q=le", wait_until="commit")
    page.locator("#f-people-xtieng").press("Space")
    waiting.pop().continue_()
    expect(page.locator(".chip--set")).to_contain_text("Xtiêng")
    page.unroute("**/live-search.js*")
    page.go_back()
    expect(page.locator(".chip--set")).to_have_count(0)
    expect(page.locator("#f-people-xtieng")).not_to_be_checked()


def test_on_a_phone_the_filters_stand_behind_a_button_that_counts_them(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(served.base + "/vi/search?q=le&kind=festival")
    expect(page.locator(".filters__open")).to_contain_text("đang dùng 1")
    expect(page.locator("#f-kind-festival")).to_be_hidden()
    page.locator(".filters__open").click()
    expect(page.locator("#f-kind-festival")).to_be_visible()


def test_on_a_wide_screen_the_filters_need_no_button(page: Page, served: Served) -> None:
    page.goto(served.base + "/vi/search")
    expect(page.locator(".filters__open")).to_be_hidden()
    expect(page.locator("#f-kind-festival")).to_be_visible()


def test_the_size_of_text_is_remembered(page: Page, served: Served) -> None:
    page.goto(served.base + "/vi/")
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.get_by_role("button", name="Chữ lớn hơn").click()
    page.goto(served.base + "/vi/search")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before


def test_the_other_language_shows_the_same_page(page: Page, served: Served) -> None:
    page.goto(address(served, "RECORD"))
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(f"/en/records/{served.gongs}"))
    expect(page.locator("h1")).to_have_text("Gong festival")


def test_no_page_asks_another_site_for_anything_or_breaks_its_policy(page: Page, served: Served) -> None:
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    for path in PAGES[:-1]:
        page.goto(address(served, path))
        page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith((served.base, "data:", "blob:"))] == []
    assert told == []


def test_nothing_jumps_while_a_page_arrives(page: Page, served: Served) -> None:
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => list.getEntries()"
        ".forEach((one) => { window.shift += one.value })).observe({type: 'layout-shift', buffered: true})"
    )
    for width in (360, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        for path in PAGES:
            page.goto(address(served, path))
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.shift") < 0.02, (path, width)


def test_paper_gets_the_words_without_what_is_pressed(page: Page, served: Served) -> None:
    page.goto(address(served, "RECORD"))
    page.emulate_media(media="print")
    expect(page.locator(".kinds")).to_be_hidden()
    expect(page.locator(".strip")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".citation").first).to_be_visible()


def test_all_of_it_works_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(served.base + "/")
    page.fill("#q", "cong chieng")
    page.keyboard.press("Enter")
    page.locator(".filters__open").click()
    page.check("#f-people-xtieng")
    page.get_by_role("button", name="Xem kết quả").click()
    expect(page.locator(".chip--set")).to_contain_text("Xtiêng")
    page.locator(".hit a").first.click()
    page.locator(f'.strip [data-show="{served.media["document"]}"]').click()
    page.get_by_role("link", name="Trang sau").click()
    expect(page.locator(".sheets p")).to_contain_text("Trang 2 trên")
    page.locator(".step__time").click()
    expect(page.locator(f"#media-{served.media['video']} video")).to_be_visible()
    expect(page.get_by_role("button", name="A+")).to_have_count(0)
    context.close()


def _tab_to(page: Page, element: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == element:
            return
    raise AssertionError(f"{element} is not reached by Tab")
