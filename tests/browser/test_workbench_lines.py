"""Captions written beside the film: a whole session by keyboard, and no line lost whatever the connection does."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.services.viewer import SYSTEM
from tests.browser.bench import account, enter, sign_in
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

FORM = "form[data-lines][data-listening]"
STATE = "[data-state]"
TOLD = "[data-lines-told]"
SAVED = re.compile(r"Đã lưu \(\d\d:\d\d\)\.")
OTHER = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nBản của người khác\n"


@pytest.fixture
def film(served: Served) -> str:
    """A film whose words nobody has written in the languages of these tests."""
    return served.media["video"]


def path(served: Served, kind: str, tag: str, more: str = "") -> str:
    return f"/vi/desk/{served.gongs}/media/{served.media['video']}/words/{kind}/{tag}{more}"


def at(page: Page, served: Served, kind: str, tag: str, more: str = "") -> None:
    sign_in(page, served, path(served, kind, tag, more))
    page.locator(FORM).wait_for()


def kept(served: Served, kind: str, tag: str) -> str | None:
    found = served.archive.reading.texts_of([served.media["video"]]).get(served.media["video"], {})
    if tag not in found.get(kind, []):
        return None
    return served.archive.reading.text(SYSTEM, served.media["video"], kind, tag)[1]


def row(page: Page, number: int) -> Locator:
    return page.locator(f'[data-at="{number - 1}"]')


def second(page: Page, value: float) -> None:
    """The player stands at a moment of the film."""
    page.wait_for_function("() => document.querySelector('[data-lines-player]').readyState >= 1")
    page.evaluate("(at) => { document.querySelector('[data-lines-player]').currentTime = at }", value)


def test_captions_are_written_by_keyboard_alone_from_the_first_line_to_saving(
    page: Page, served: Served, film: str, violations: Callable[[], list[str]]
) -> None:
    at(page, served, "captions", "sti")
    expect(page.locator("[data-empty]")).to_be_visible()
    second(page, 0.5)
    page.keyboard.press("Alt+Enter")
    expect(row(page, 1).locator("textarea")).to_be_focused()
    page.keyboard.type("Ngày xưa buôn ta có bảy bộ chiêng")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Già làng")
    second(page, 0.7)
    page.keyboard.press("Alt+BracketLeft")
    expect(page.locator(TOLD)).to_have_text("Dòng 1 bắt đầu lúc 0:00.7.")
    second(page, 1.5)
    page.keyboard.press("Alt+BracketRight")
    expect(row(page, 1).locator("[data-key=to]")).to_have_value("0:01.5")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("đánh suốt đêm")
    second(page, 2.0)
    page.keyboard.press("Alt+Period")
    expect(row(page, 3).locator("textarea")).to_be_focused()
    expect(row(page, 2).locator("[data-key=to]")).to_have_value("0:02")
    page.keyboard.type("Cả buôn múa")
    page.keyboard.press("Alt+ArrowUp")
    expect(row(page, 2).locator("textarea")).to_be_focused()
    page.keyboard.press("Alt+n")
    expect(page.locator("[data-at]")).to_have_count(2)
    page.keyboard.press("Home")
    for _ in range(len("đánh suốt đêm")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+c")
    expect(page.locator("[data-at]")).to_have_count(3)
    page.keyboard.press("Alt+Delete")
    expect(page.locator("[data-at]")).to_have_count(2)
    page.locator(TOLD).get_by_role("button", name="Lấy lại").press("Enter")
    expect(page.locator("[data-at]")).to_have_count(3)
    assert violations() == []
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text(SAVED)
    body = kept(served, "captions", "sti") or ""
    assert body.startswith("WEBVTT\n\n00:00:00.700 --> 00:00:01.500\n<v Già làng>Ngày xưa buôn ta có bảy bộ chiêng\n")
    assert body.count("-->") == 3
    assert "đánh suốt đêm\n" in body
    page.reload()
    expect(row(page, 1).locator("textarea")).to_have_value("Ngày xưa buôn ta có bảy bộ chiêng")
    expect(row(page, 1).locator("[data-key=who]")).to_have_value("Già làng")
    expect(page.locator("[data-notice]")).to_be_hidden()


def test_a_line_is_played_and_seen_while_it_is_heard(page: Page, served: Served) -> None:
    served.archive.media.set_text(SYSTEM, served.media["video"], "captions", "bdq", OTHER)
    at(page, served, "captions", "bdq")
    second(page, 0)
    row(page, 1).locator("textarea").focus()
    page.keyboard.press("Alt+p")
    expect(page.locator("[data-now]")).to_have_text("Bản của người khác")
    expect(row(page, 1)).to_have_class(re.compile("lines__line--now"))
    page.wait_for_function("() => document.querySelector('[data-lines-player]').paused")
    assert 1 <= page.evaluate("document.querySelector('[data-lines-player]').currentTime") < 3


def test_without_a_connection_lines_are_kept_here_and_come_back(page: Page, served: Served) -> None:
    at(page, served, "transcript", "jra")
    page.get_by_label("Tất cả các dòng, dạng chữ").fill("0:01 – 0:02\nViết lúc mất sóng\n")
    page.context.set_offline(True)
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text(re.compile("Đang mất kết nối"))
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(served.base + path(served, "transcript", "jra"))
    expect(again.locator("[data-notice]")).to_contain_text("phần bạn đã gõ trên máy này mà chưa lưu")
    expect(row(again, 1).locator("textarea")).to_have_value("Viết lúc mất sóng")
    again.keyboard.press("Control+s")
    expect(again.locator(STATE)).to_have_text(SAVED)
    assert "Viết lúc mất sóng" in (kept(served, "transcript", "jra") or "")


def test_a_session_that_ends_costs_no_line(page: Page, served: Served) -> None:
    at(page, served, "captions", "rad")
    page.get_by_role("button", name="Thêm một dòng ở cuối").click()
    page.keyboard.type("Gõ khi phiên đã hết")
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    notice = page.locator("[data-notice]")
    expect(notice).to_contain_text("Phiên đăng nhập đã hết. Phần bạn gõ vẫn được giữ trên máy này.")
    with page.expect_popup() as opened:
        notice.get_by_role("link", name="Đăng nhập lại").click()
    enter(opened.value, account(served))
    page.bring_to_front()
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text(SAVED)
    assert "Gõ khi phiên đã hết" in (kept(served, "captions", "rad") or "")


def test_two_officers_at_once_see_both_texts_and_the_second_decides(page: Page, served: Served) -> None:
    at(page, served, "captions", "kpm")
    page.get_by_role("button", name="Thêm một dòng ở cuối").click()
    page.keyboard.type("Bản của tôi")
    served.archive.media.set_text(SYSTEM, served.media["video"], "captions", "kpm", OTHER)
    page.keyboard.press("Control+s")
    expect(page.get_by_role("alert").first).to_contain_text("có người khác đã lưu lời này")
    expect(page.get_by_text("Bản của người khác").first).to_be_visible()
    page.locator(FORM).wait_for()
    expect(row(page, 1).locator("textarea")).to_have_value("Bản của tôi")
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text(SAVED)
    assert "Bản của tôi" in (kept(served, "captions", "kpm") or "")


def test_lines_that_are_not_right_are_marked_where_they_stand_and_nothing_is_saved(page: Page, served: Served) -> None:
    at(page, served, "captions", "cmo")
    page.get_by_role("button", name="Thêm một dòng ở cuối").click()
    page.keyboard.type("ngược")
    row(page, 1).locator("[data-key=to]").fill("0:00")
    expect(row(page, 1).locator(".field__problem")).to_have_text("Giờ kết thúc phải sau giờ bắt đầu.")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(STATE)).to_have_text("Có dòng chưa đúng, nên chưa lưu.")
    expect(row(page, 1).locator("[data-key=from]")).to_be_focused()
    assert kept(served, "captions", "cmo") is None


def test_pasted_words_become_lines_and_a_long_list_stands_in_parts(page: Page, served: Served) -> None:
    at(page, served, "captions", "vi-Hani")
    page.get_by_role("button", name="Xem dạng chữ").click()
    pasted = "\n".join(
        f"{n}\n00:{n // 60:02}:{n % 60:02},000 --> 00:{n // 60:02}:{n % 60:02},900\nCâu {n}\n" for n in range(1, 251)
    )
    page.get_by_label("Tất cả các dòng, dạng chữ").fill(pasted)
    page.get_by_role("button", name="Xem dạng danh sách").click()
    page.locator(FORM).wait_for()
    expect(page.locator("[data-at]")).to_have_count(100)
    expect(page.locator("[data-part-told]")).to_have_text("Dòng 1 đến 100 trong 250")
    page.get_by_role("button", name="Các dòng sau").click()
    expect(row(page, 101).locator("textarea")).to_be_focused()
    page.get_by_label("Dời tất cả các dòng").fill("1.5")
    page.get_by_role("button", name="Dời tất cả", exact=True).click()
    expect(row(page, 101).locator("[data-key=from]")).to_have_value("1:42.5")


@pytest.mark.parametrize("width", [1366, 360])
def test_the_pages_of_words_pass_axe_and_fit_a_phone(
    page: Page, served: Served, violations: Callable[[], list[str]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    served.archive.media.set_text(SYSTEM, served.media["video"], "captions", "bdq", OTHER)
    at(page, served, "captions", "en", "?from=captions:bdq")
    expect(row(page, 1).get_by_text("Bản của người khác")).to_be_visible()
    pages = [path(served, "chapters", "vi"), path(served, "captions", "vi").rpartition("/captions")[0]]
    for address in ["", *pages]:
        if address:
            page.goto(served.base + address)
        # at the end of the page the bar of buttons lies over nothing
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        assert violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_lines_left_on_this_computer_are_offered_where_the_page_begins_with_others(page: Page, served: Served) -> None:
    served.archive.media.set_text(SYSTEM, served.media["video"], "captions", "bdq", OTHER)
    at(page, served, "captions", "sed")
    page.get_by_role("button", name="Thêm một dòng ở cuối").click()
    page.keyboard.type("Gõ dở, rồi lấy giờ của bản khác")
    page.get_by_role("link", name=re.compile("Phụ đề, .*Ba Na|Phụ đề, .*Ba-na")).first.click()
    page.wait_for_url(re.compile("from=captions"))
    page.locator(FORM).wait_for()
    notice = page.locator("[data-notice]")
    expect(notice).to_contain_text("Máy này còn giữ lời bạn gõ mà chưa lưu")
    notice.get_by_role("button").first.click()
    expect(row(page, 1).locator("textarea")).to_have_value("Gõ dở, rồi lấy giờ của bản khác")
