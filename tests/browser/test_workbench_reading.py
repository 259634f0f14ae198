"""Mending what a machine has read, in a real browser: by keyboard, with nothing typed lost, the strips painted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.media import alto
from app.models import MediaText
from app.services.media.texts import ALTO, PAGE
from app.services.viewer import SYSTEM
from tests.browser.bench import sign_in
from tests.browser.conftest import Served

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
    page.wait_for_timeout(500)
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
