"""No word is lost: closed windows, broken connections, sessions that end, full disks, slow answers."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from app.services.viewer import SYSTEM
from tests.browser.bench import KEPT, SAVED, STATE, at, draft, enter, sign_in, title, told
from tests.browser.conftest import Served
from tests.browser.waiting import kept_here, until
from tests.media_samples import enlarged

pytestmark = pytest.mark.browser

TITLE = "#m-title-0"
OFFLINE = "Đang mất kết nối. Phần bạn gõ được giữ trên máy này, có kết nối lại sẽ gửi lên."
FULL = "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } }"
LEFT = """([account, record]) => localStorage.setItem(`chieng:${account}:${record}`, JSON.stringify({
  base: '1', seen: '', at: Date.now(), fields: [['m.title.0.value', 'Gõ ở máy xã'], ['m.title.0.lang', 'vi']],
}))"""


def test_what_was_typed_a_moment_before_the_window_was_closed_is_there(page: Page, served: Served) -> None:
    record = draft(served)
    at(page, served, record)
    page.fill(TITLE, "Gõ xong là đóng ngay")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(f"{served.base}/vi/desk/{record}")
    expect(again.locator(TITLE)).to_have_value("Gõ xong là đóng ngay")
    assert title(served, record) == "Lễ mừng lúa mới"


def test_without_a_connection_it_is_kept_here_and_sent_when_it_is_back(page: Page, served: Served) -> None:
    record = draft(served)
    officer = at(page, served, record)
    page.context.set_offline(True)
    page.fill(TITLE, "Viết lúc mất sóng")
    told(page, OFFLINE)
    for button in ("Lưu bản nháp", "Công bố"):
        page.get_by_role("button", name=button).click()
        told(page, OFFLINE)
        expect(page.locator(TITLE)).to_have_value("Viết lúc mất sóng")
    page.context.set_offline(False)
    told(page, "Đã có kết nối lại; những gì bạn gõ đã được giữ.")
    copy = served.archive.records.working_copy(officer, record)
    assert copy
    assert copy.body["metadata"]["title"][0]["value"] == "Viết lúc mất sóng"


def test_a_page_closed_without_a_connection_gives_back_what_was_typed(page: Page, served: Served) -> None:
    record = draft(served)
    at(page, served, record)
    page.context.set_offline(True)
    page.fill(TITLE, "Viết lúc mất sóng, rồi tắt máy")
    told(page, OFFLINE)
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"{served.base}/vi/desk/{record}")
    expect(again.locator(TITLE)).to_have_value("Viết lúc mất sóng, rồi tắt máy")
    expect(again.locator("[data-restored]")).to_be_visible()


def test_a_session_that_ends_while_somebody_types_costs_no_word(page: Page, served: Served) -> None:
    record = draft(served)
    officer = at(page, served, record)
    page.context.clear_cookies()
    page.fill(TITLE, "Gõ khi phiên đã hết")
    notice = page.locator("[data-notice]")
    expect(notice).to_contain_text("Phiên đăng nhập đã hết. Phần bạn gõ vẫn được giữ trên máy này.")
    with page.expect_popup() as opened:
        notice.get_by_role("link", name="Đăng nhập lại").click()
    enter(opened.value, officer)
    expect(opened.value.locator(TITLE)).to_have_value("Gõ khi phiên đã hết")
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(notice).to_be_hidden()
    page.get_by_role("button", name="Lưu bản nháp").click()
    told(page, SAVED)
    assert title(served, record) == "Gõ khi phiên đã hết"


def test_publishing_after_the_session_ended_asks_to_sign_in_and_goes_on(page: Page, served: Served) -> None:
    record = draft(served)
    officer = at(page, served, record)
    page.context.clear_cookies()
    page.fill(TITLE, "Bấm công bố khi phiên đã hết")
    page.get_by_role("button", name="Công bố").click()
    with page.expect_popup() as opened:
        page.locator("[data-notice]").get_by_role("link", name="Đăng nhập lại").click()
    enter(opened.value, officer)
    opened.value.locator("[data-missing]").wait_for()
    page.bring_to_front()
    page.get_by_role("button", name="Công bố").click()
    expect(page.locator("[data-settled]")).to_have_text("Đã lưu và công bố. Người xem thấy được ngay.")
    assert served.archive.reading.record(SYSTEM, record).metadata["title"][0]["value"] == "Bấm công bố khi phiên đã hết"


def test_another_officer_at_the_same_computer_is_not_given_what_the_first_one_typed(page: Page, served: Served) -> None:
    record = draft(served)
    at(page, served, record)
    page.context.clear_cookies()
    page.fill(TITLE, "Của người trước")
    expect(page.locator("[data-notice]")).to_be_visible()
    at(page, served, record, "editor")
    expect(page.locator(TITLE)).to_have_value("Lễ mừng lúa mới")
    expect(page.locator("[data-notice]")).to_be_hidden()


def test_text_that_was_left_here_and_on_another_computer_is_asked_about(page: Page, served: Served) -> None:
    record = draft(served)
    officer = at(page, served, record)
    page.evaluate(LEFT, [officer.account_id, record])
    described = {"title": [{"type": "text", "value": "Gõ ở máy nhà", "lang": "vi"}]}
    served.archive.records.autosave(officer, record, {"metadata": described, "media": []}, base=1)
    page.goto(f"{served.base}/vi/desk/{record}")
    expect(page.locator(TITLE)).to_have_value("Gõ ở máy nhà")
    expect(page.locator("[data-notice]")).to_contain_text("mà chưa gửi được lên kho")
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.locator(TITLE)).to_have_value("Gõ ở máy xã")


def test_who_may_not_write_here_any_more_is_told_so_and_keeps_the_words(page: Page, served: Served) -> None:
    record = draft(served)
    at(page, served, record)
    answer = {"title": "Tài khoản của bạn chưa được giao quyền làm việc này."}
    page.route("**/autosave", lambda route: route.fulfill(status=403, json=answer))
    page.fill(TITLE, "Gõ sau khi hết quyền")
    told(page, answer["title"])
    expect(page.locator(TITLE)).to_have_value("Gõ sau khi hết quyền")
    assert page.evaluate("Object.values(localStorage).some((text) => text.includes('Gõ sau khi hết quyền'))")


def test_a_computer_without_room_says_so_and_sends_all_the_same(page: Page, served: Served) -> None:
    record = draft(served)
    officer = at(page, served, record)
    page.evaluate(FULL)
    page.context.set_offline(True)
    page.fill(TITLE, "Máy đầy, mất sóng")
    expect(page.locator(STATE)).to_contain_text("Xin đừng đóng trang này")
    page.context.set_offline(False)
    told(page, "Đã có kết nối lại; những gì bạn gõ đã được giữ.")
    assert served.archive.records.working_copy(officer, record)
    page.fill(TITLE, "Máy đầy, có sóng")
    page.get_by_role("button", name="Lưu bản nháp").click()
    told(page, SAVED)
    assert title(served, record) == "Máy đầy, có sóng"


def test_a_slow_answer_leaves_no_unsaved_text_behind_what_was_saved(page: Page, served: Served) -> None:
    record = draft(served)
    officer = at(page, served, record)
    held: list[Route] = []
    page.route("**/autosave", lambda route: held.append(route))
    with page.expect_request("**/autosave"):
        page.fill(TITLE, "Câu trả lời đến muộn")
    page.get_by_role("button", name="Công bố").click()
    held[0].continue_()
    page.unroute("**/autosave")
    expect(page.locator("[data-settled]")).to_be_visible()
    assert served.archive.records.working_copy(officer, record) is None
    expect(page.locator("[data-restored]")).to_have_count(0)
    assert title(served, record) == "Câu trả lời đến muộn"


def test_what_was_typed_before_the_scripts_arrived_is_kept_too(page: Page, served: Served) -> None:
    record = draft(served)
    held: list[Route] = []
    page.route("**/bench-keep.js*", lambda route: held.append(route))
    at(page, served, record, scripts=False)
    page.fill(TITLE, "Gõ nhanh hơn mạng")
    until(page, lambda: held)
    for route in held:
        route.continue_()
    told(page, KEPT)


def test_going_back_shows_what_is_saved_now(page: Page, served: Served) -> None:
    record = draft(served)
    at(page, served, record)
    page.fill(TITLE, "Tên mới")
    page.get_by_role("button", name="Công bố").click()
    expect(page.locator("[data-settled]")).to_be_visible()
    page.get_by_role("link", name="Xem trang hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tên mới")
    page.go_back()
    expect(page.locator(TITLE)).to_have_value("Tên mới")
    expect(page.locator("[name=base]").first).to_have_value("2")
    page.fill(TITLE, "Sửa tiếp")
    page.get_by_role("button", name="Lưu bản nháp").click()
    told(page, SAVED)


def test_letting_go_of_what_was_typed_lets_go_of_it_here_too(page: Page, served: Served) -> None:
    record = draft(served)
    at(page, served, record)
    page.fill(TITLE, "Gõ nhầm")
    told(page, KEPT)
    page.reload()
    page.get_by_role("button", name="Quay về bản đã lưu").click()
    expect(page.locator(TITLE)).to_have_value("Lễ mừng lúa mới")
    page.reload()
    expect(page.locator(TITLE)).to_have_value("Lễ mừng lúa mới")


def test_what_was_typed_about_a_file_comes_back(page: Page, served: Served) -> None:
    path = f"/vi/desk/{served.gongs}/media/{served.media['image']}"
    sign_in(page, served, path=path)
    page.get_by_role("button", name=re.compile("Thêm: Chú thích")).click()
    page.locator("#m-label-1").fill("Già làng mở đầu bài chiêng")
    expect(page.locator("#m-label-1")).to_be_focused()
    kept_here(page, "Già làng")
    page.goto("about:blank")
    page.goto(served.base + path)
    expect(page.locator("#m-label-1")).to_have_value("Già làng mở đầu bài chiêng")
    expect(page.locator("main")).to_contain_text("nhưng chưa lưu")


def test_a_file_whose_connection_breaks_is_sent_again(page: Page, served: Served, tmp_path: Path) -> None:
    record = draft(served)
    at(page, served, record)
    pictures = [enlarged(tmp_path / f"ảnh {number}.jpg", 40, 30 + number) for number in range(2)]
    page.route("**/media?filename=*", lambda route: route.abort("connectionreset"))
    page.get_by_label("Thêm tệp").set_input_files(pictures)
    sending = page.locator("[data-sending] li")
    expect(sending.nth(0)).to_contain_text("mất kết nối. Tệp trên máy bạn vẫn còn nguyên.")
    expect(sending.nth(1)).to_contain_text("đang chờ đến lượt")
    expect(page.locator("[data-told]")).to_contain_text("mất kết nối")
    page.unroute("**/media?filename=*")
    sending.nth(0).get_by_role("button", name="Gửi lại").click()
    expect(sending.nth(1)).to_contain_text("đã nhận và lưu an toàn")
    expect(page.locator("#files-list li")).to_have_count(2)


def test_a_file_that_was_chosen_before_the_scripts_arrived_is_sent(page: Page, served: Served, tmp_path: Path) -> None:
    held: list[Route] = []
    page.route("**/bench-send.js*", lambda route: held.append(route))
    at(page, served, draft(served), scripts=False)
    page.get_by_label("Thêm tệp").set_input_files(enlarged(tmp_path / "sớm.jpg", 40, 30))
    until(page, lambda: held)
    for route in held:
        route.continue_()
    expect(page.locator("[data-sending]")).to_contain_text("đã nhận và lưu an toàn")
    expect(page.locator("#files-list li")).to_have_count(1)


def test_a_file_over_the_limit_is_not_sent_and_the_next_one_is(page: Page, served: Served, tmp_path: Path) -> None:
    record = draft(served)
    at(page, served, record)
    page.evaluate("document.querySelector('[data-limit]').dataset.limit = '20000'")
    large, small = enlarged(tmp_path / "to.jpg", 900, 600), enlarged(tmp_path / "nhỏ.jpg", 30, 20)
    page.get_by_label("Thêm tệp").set_input_files([large, small])
    sending = page.locator("[data-sending] li")
    expect(sending.nth(0)).to_contain_text("là quá lớn, mỗi tệp chỉ nhận đến 20 kB")
    expect(sending.nth(1)).to_contain_text("đã nhận và lưu an toàn")
