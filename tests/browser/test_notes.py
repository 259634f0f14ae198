"""Notes on a place of a file, drawn and timed by an officer, and read where they belong."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.services.viewer import SYSTEM
from tests.browser.bench import sign_in
from tests.browser.conftest import Served
from tests.browser.waiting import kept_here

pytestmark = pytest.mark.browser


def at(page: Page, served: Served, type: str, language: str = "vi") -> str:
    media = served.media[type]
    sign_in(page, served, f"/{language}/desk/{served.gongs}/media/{media}/notes")
    return media


def clear(served: Served, media: str) -> None:
    archive = served.archive
    archive.notes.keep(SYSTEM, media, [], archive.notes.of(SYSTEM, media).stamp)


def test_a_corner_is_drawn_on_the_picture_and_kept_in_its_pixels(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 1366, "height": 900})
    media = at(page, served, "image")
    page.get_by_label("Lời ghi chú (Tiếng Việt)").fill("Người đánh chiêng")
    page.get_by_role("button", name="Vẽ khung trên ảnh").click()
    box = page.locator("[data-noting-picture] img").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75, steps=4)
    page.mouse.up()
    expect(page.locator(".noting__mark")).to_be_visible()
    expect(page.get_by_label("Cách mép trái")).to_have_value("25")
    page.get_by_role("button", name="Lưu ghi chú").click()
    expect(page.get_by_text("Đã lưu ghi chú")).to_be_visible()
    [note] = served.archive.notes.of(SYSTEM, media).notes
    assert note.box is not None
    assert [abs(a - b) < 8 for a, b in zip(note.box, (650, 867, 650, 434), strict=True)] == [True] * 4
    clear(served, media)


def test_a_moment_is_taken_from_the_player(page: Page, served: Served) -> None:
    media = at(page, served, "video")
    page.wait_for_function("() => document.querySelector('[data-noting-player]').readyState > 0")
    page.evaluate("document.querySelector('[data-noting-player]').currentTime = 2.5")
    page.get_by_label("Lời ghi chú (Tiếng Việt)").fill("Khấn thần lúa")
    page.get_by_role("button", name="Lấy thời điểm đang phát: Từ").click()
    page.get_by_role("button", name="Lưu ghi chú").click()
    expect(page.get_by_text("Đã lưu ghi chú")).to_be_visible()
    assert [note.stretch for note in served.archive.notes.of(SYSTEM, media).notes] == [(2.5, 2.5)]
    clear(served, media)


def test_what_was_typed_is_there_again_when_the_page_comes_back(page: Page, served: Served) -> None:
    at(page, served, "image")
    page.wait_for_function("() => !!document.querySelector('[data-note] button')")
    page.get_by_label("Lời ghi chú (Tiếng Việt)").fill("Gõ dở")
    kept_here(page, "Gõ dở")
    page.goto("about:blank")
    page.go_back()
    expect(page.get_by_label("Lời ghi chú (Tiếng Việt)").first).to_have_value("Gõ dở")


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("type", ["image", "video", "document"])
def test_the_page_is_for_everybody(
    page: Page, served: Served, violations: Callable[[], list[str]], width: int, type: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    at(page, served, type)
    assert violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
