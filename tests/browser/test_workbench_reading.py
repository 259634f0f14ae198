"""Mending what a machine has read, in a real browser: by keyboard, with nothing typed lost, the strips painted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from app.media import alto
from app.models import MediaText
from app.services.media.texts import ALTO, PAGE
from app.services.viewer import SYSTEM
from tests.browser.bench import sign_in
from tests.browser.conftest import Served
from tests.browser.waiting import kept_here

pytestmark = pytest.mark.browser

PAINTED = """async () => {
  const svg = document.querySelector('.reading__cut');
  const canvas = document.createElement('canvas');
  const [x, y, width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const picture = new Image();
  picture.src = svg.querySelector('image').getAttribute('href');
  await picture.decode();
  const scale = picture.naturalWidth / Number(svg.querySelector('image').getAttribute('width'));
  canvas.width = width; canvas.height = height;
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, x * scale, y * scale, width * scale, height * scale, 0, 0, width, height);
  return pen.getImageData(0, 0, width, height).data.reduce((least, one) => Math.min(least, one), 255);
}"""


def _without_posts(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_a_page_is_mended_by_keyboard_and_found_again_after_the_window_was_closed(
    page: Page, served: Served, violations: Callable[[], list[str]]
) -> None:
    media = served.media["document"]
    path = f"/vi/desk/{served.gongs}/media/{media}/pages/1"
    sign_in(page, served, path)
    page.wait_for_selector("[data-reading][data-listening]")
    assert violations() == []
    assert page.evaluate(PAINTED) < 120, "no ink in the strip of the first line"
    first, second = page.locator('[name="m.line.0"]'), page.locator('[name="m.line.1"]')
    first.fill("Dòng đầu đã sửa")
    first.press("Enter")
    expect(second).to_be_focused()
    expect(page.locator('[name="m.seen.0"]')).to_be_checked()
    expect(page.locator('[data-line-box="1"]')).to_have_attribute("data-now", "")
    second.press("ArrowUp")
    expect(first).to_be_focused()
    kept_here(page, "Dòng đầu đã sửa")
    page.goto(served.base + path)
    page.wait_for_selector('[data-reading][data-unsaved="yes"]')
    expect(first).to_have_value("Dòng đầu đã sửa")
    page.wait_for_selector("[data-reading][data-listening]")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu chữ của trang. Từ nay tìm theo chữ này sẽ thấy.")).to_be_visible()
    assert served.archive.reading.text(SYSTEM, media, PAGE, "1")[1].startswith("Dòng đầu đã sửa")
    page.goto(served.base + path)
    expect(first).to_have_value("Dòng đầu đã sửa")
    expect(page.locator('[data-reading][data-unsaved="yes"]')).to_have_count(0)
    served.archive.correcting.take_back(SYSTEM, media, 1)


def test_on_a_phone_a_line_has_the_whole_width_below_its_picture_which_goes_along_with_the_cursor(
    page: Page, served: Served, violations: Callable[[], list[str]]
) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    sign_in(page, served, f"/vi/desk/{served.gongs}/media/{served.media['document']}/pages/1")
    page.wait_for_selector("[data-reading][data-listening]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    frames = page.locator("[data-window]")
    long = next(n for n in range(frames.count()) if frames.nth(n).evaluate("(one) => one.scrollWidth > 600"))
    frame, line = frames.nth(long), page.locator(f'[name="m.line.{long}"]')
    picture, field = frame.bounding_box(), line.bounding_box()
    assert picture
    assert field
    assert (picture["x"], picture["width"]) == (field["x"], field["width"])
    assert 0 <= field["y"] - picture["y"] - picture["height"] <= 12
    assert picture["height"] >= 32
    assert field["height"] >= 44
    line.focus()
    line.press("End")
    page.wait_for_function(
        "(one) => one.scrollLeft + one.clientWidth > one.scrollWidth - 4", arg=frame.element_handle()
    )
    line.press("Home")
    page.wait_for_function("(one) => one.scrollLeft === 0", arg=frame.element_handle())
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert violations() == []


def test_a_page_that_is_saved_while_the_archive_is_out_of_reach_stays_where_it_is(page: Page, served: Served) -> None:
    media = served.media["document"]
    path = f"/vi/desk/{served.gongs}/media/{media}/pages/2"
    sign_in(page, served, path)
    page.wait_for_selector("[data-reading][data-listening]")
    first = page.locator('[name="m.line.0"]')
    page.context.set_offline(True)
    first.fill("Sửa lúc mất sóng")
    page.get_by_role("button", name="Lưu, còn sửa tiếp").click()
    expect(page.get_by_role("alert")).to_contain_text("Đang mất kết nối")
    expect(first).to_have_value("Sửa lúc mất sóng")
    page.context.set_offline(False)
    page.get_by_role("button", name="Lưu, còn sửa tiếp").click()
    expect(page.get_by_text("Đã lưu chữ của trang.")).to_be_visible()
    assert served.archive.reading.text(SYSTEM, media, PAGE, "2")[1].startswith("Sửa lúc mất sóng")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.endsWith(':page2'))") == []
    served.archive.correcting.take_back(SYSTEM, media, 2)


def test_what_was_typed_is_not_forgotten_before_the_archive_has_answered(page: Page, served: Served) -> None:
    """The page comes back, and the link breaks once more while it asks to be shown what was typed."""
    path = f"/vi/desk/{served.gongs}/media/{served.media['document']}/pages/3"
    sign_in(page, served, path)
    page.wait_for_selector("[data-reading][data-listening]")
    first = page.locator('[name="m.line.0"]')
    first.fill("Gõ rồi đóng")
    kept_here(page, "Gõ rồi đóng")
    page.route("**/pages/3", _without_posts)
    with page.expect_event("requestfailed"):
        page.goto(served.base + path)
    page.unroute("**/pages/3")
    page.goto(served.base + path)
    page.wait_for_selector('[data-reading][data-unsaved="yes"]')
    expect(first).to_have_value("Gõ rồi đóng")


def test_the_words_below_a_page_follow_the_page_that_is_turned_to(
    page: Page, served: Served, violations: Callable[[], list[str]]
) -> None:
    media = served.media["document"]
    with served.archive.db.read() as session:
        read = [session.get_one(MediaText, (media, ALTO, str(number))).body for number in (1, 2)]
    one, two = (alto.parse(body).lines[0].text for body in read)
    page.goto(f"{served.base}/vi/records/{served.gongs}?media={media}")
    page.locator(f"#media-{media} .page-text summary").click()
    words = page.locator(f"#media-{media} [data-page-text-body]")
    expect(words).to_contain_text(one)
    assert violations() == []
    page.locator(f'#media-{media} [data-sheet-step="1"]').click()
    expect(words).to_contain_text(two)
