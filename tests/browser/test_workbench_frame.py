"""The frame of the officers' pages on a phone, and lists to choose several things from by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.services.viewer import SYSTEM
from tests.browser.bench import sign_in
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser


def test_on_a_phone_the_places_stand_in_one_row_and_the_one_somebody_is_in_is_seen(
    page: Page, served: Served, violations: Callable[[], list[str]]
) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    sign_in(page, served, "/vi/desk/communities", "administrator")
    header = page.get_by_role("banner").bounding_box()
    assert header
    assert header["height"] < 120
    here = page.locator(".kinds--bench [aria-current]").bounding_box()
    assert here
    assert 0 <= here["x"] <= 360 - here["width"]
    expect(page.get_by_role("banner").get_by_role("link", name="Chiêng")).to_be_visible()
    assert violations() == []


def test_several_peoples_are_chosen_by_keyboard_and_a_folded_list_takes_one_step(page: Page, served: Served) -> None:
    sign_in(page, served, "/vi/desk/communities", "administrator")
    form = page.locator("form[aria-labelledby=make]")
    form.get_by_label("Tên (Tiếng Việt)").fill("Cộng đồng chọn hai dân tộc")
    code = form.get_by_label("Mã dùng trong địa chỉ")
    code.fill("hai-dan-toc")
    code.press("Tab")
    page.keyboard.press("Enter")
    for name in ("Ê-đê", "Xtiêng"):
        form.get_by_role("checkbox", name=name, exact=True).focus()
        page.keyboard.press("Space")
    form.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(form.get_by_label("Cách liên hệ")).to_be_focused()
    form.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cộng đồng chọn hai dân tộc")
    assert sorted(served.archive.communities.one("hai-dan-toc").peoples) == ["e-de", "xtieng"]


def test_a_form_with_long_words_is_not_left_while_the_archive_is_out_of_reach(page: Page, served: Served) -> None:
    sign_in(page, served, "/vi/desk/units/lao-cai", "administrator")
    form = page.locator("form[aria-labelledby=describe-heading]")
    words = form.get_by_label("Một, hai câu (Tiếng Việt)")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    words.fill("Viết lúc mất sóng")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_contain_text("Những gì bạn gõ vẫn còn đủ ở đây")
    expect(words).to_have_value("Viết lúc mất sóng")
    page.context.set_offline(False)
    form.get_by_role("button").click()
    expect(page.get_by_role("status").first).to_be_visible()
    page.reload()
    expect(words).to_have_value("Viết lúc mất sóng")
    served.archive.units.describe(SYSTEM, "lao-cai", {}, "")
