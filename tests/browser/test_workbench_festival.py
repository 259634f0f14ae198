"""The main job: an officer records a festival with a photograph, a song and a film; visitors see what was published."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app import sample
from app.services.viewer import SYSTEM
from tests.browser.bench import EDIT, SAVED, account, at, draft, enter, focused, listening, title, told, work
from tests.browser.conftest import Served
from tests.conftest import PASSWORD
from tests.media_samples import enlarged

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory, served: Served) -> dict[str, Path]:
    """What an officer brings on a memory stick; the last is no photograph."""
    folder = tmp_path_factory.mktemp("brought")
    film = next(path for path in served.archive.settings.originals.rglob("*.mp4"))
    (folder / "ghi chép.jpg").write_text("Chỉ là mấy dòng chữ.")
    return {
        "photograph": enlarged(folder / "Cây nêu.jpg", 1200, 800, name="flower.jpg"),
        "song": shutil.copy(next(sample.PATH.glob("media/*.mp3")), folder / "Bài chiêng.mp3"),
        "film": shutil.copy(film, folder / "Lễ hội.mp4"),
        "notes": folder / "ghi chép.jpg",
    }


def test_from_a_name_to_a_published_festival_and_back_to_its_draft(
    page: Page, served: Served, browser: Browser, brought: dict[str, Path]
) -> None:
    page.goto(f"{served.base}/vi/desk")
    enter(page, account(served))
    page.get_by_role("link", name="Lập hồ sơ mới").first.click()
    page.get_by_label("Tên gọi là gì?").fill("Lễ cúng bến nước")
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url(EDIT)
    record = page.url.rpartition("/")[2]
    missing = page.locator("[data-missing]")
    expect(missing).to_contain_text("Mô tả")

    page.get_by_label("Thêm tệp").set_input_files([brought[name] for name in ("photograph", "notes", "song", "film")])
    files = page.locator("#files-list")
    for name in ("Cây nêu.jpg", "Bài chiêng.mp3", "Lễ hội.mp4"):
        expect(files).to_contain_text(name, timeout=15_000)
    expect(page.locator("[data-sending]")).to_contain_text("ghi chép.jpg")
    expect(files).not_to_contain_text("ghi chép.jpg")

    page.get_by_label("Mô tả 1", exact=True).fill("Bà con rước nước về buôn, đánh chiêng mời thần.")
    page.get_by_label("Dân tộc 1").select_option(label="Ê-đê")
    page.get_by_label("Giấy phép sử dụng").select_option("CC0-1.0")
    expect(missing).to_contain_text("Đã đủ để công bố")
    work(served)
    page.evaluate("document.dispatchEvent(new Event('chieng:files'))")
    expect(files.get_by_text("Đã xong")).to_have_count(3)
    page.get_by_role("button", name="Công bố").click()
    expect(page.locator("[data-settled]")).to_have_text("Đã lưu và công bố. Người xem thấy được ngay.")
    expect(page.locator("[data-focus]")).to_be_focused()
    work(served)

    visitor = browser.new_context(locale="vi").new_page()
    visitor.goto(f"{served.base}/vi/records/{record}")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Lễ cúng bến nước")
    assert len(served.archive.reading.record(SYSTEM, record).media) == 3

    page.get_by_label("Tên gọi 1", exact=True).fill("Lễ cúng bến nước của người Ê-đê")
    page.get_by_role("button", name="Lưu bản nháp").click()
    told(page, SAVED)
    expect(page.locator("[data-settled]")).to_have_count(0)
    expect(page.locator("[data-status]")).to_contain_text("chưa công bố")
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Lễ cúng bến nước")
    page.get_by_role("button", name="Công bố").click()
    expect(page.locator("[data-settled]")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Lễ cúng bến nước của người Ê-đê")
    visitor.context.close()


def tab_to(page: Page, wanted: str, key: str = "Tab", most: int = 90) -> None:
    for _ in range(most):
        page.keyboard.press(key)
        if f"{focused(page)} ".startswith(f"{wanted} "):
            ring = page.evaluate("getComputedStyle(document.activeElement).boxShadow")
            assert ring != "none", f"nobody sees that {wanted} has the focus"
            return
    pytest.fail(f"the keyboard never came to {wanted}")


def test_everything_is_done_with_the_keyboard_alone(page: Page, served: Served, brought: dict[str, Path]) -> None:
    officer = account(served)
    page.goto(f"{served.base}/vi/sign-in?next=/vi/desk/new")
    press, write = page.keyboard.press, page.keyboard.type
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    write(officer.name)
    press("Tab")
    write(PASSWORD)
    press("Enter")
    page.wait_for_url(f"{served.base}/vi/desk/new")

    tab_to(page, "kind")
    press("ArrowDown")
    press("ArrowUp")
    press("Tab")
    write("Lễ bỏ mả")
    press("Enter")
    page.wait_for_url(EDIT)
    listening(page)
    record = page.url.rpartition("/")[2]

    tab_to(page, "files")
    with page.expect_file_chooser() as chosen:
        press("Space")
    chosen.value.set_files(brought["photograph"])
    expect(page.locator("#files-list")).to_contain_text("Cây nêu.jpg")

    tab_to(page, "m.description.0.value")
    write("Lễ chia tay người đã khuất.")
    tab_to(page, "m.people.0.value")
    write("Gia")
    tab_to(page, "m.occurs.0.form")
    tab_to(page, "m.occurs.0.calendar")
    write("dương")
    tab_to(page, "m.occurs.0.day")
    write("14")
    press("Tab")
    write("4")
    expect(page.locator("[data-meaning=recurrence]").first).to_contain_text("Ngày 14 tháng 4. Lần tới")

    tab_to(page, "Các bước của lễ")
    press("Enter")
    expect(page.locator("#m-ritualStep-0-title-0")).to_be_focused()
    write("Dựng cột gơng")
    tab_to(page, "do add:m.ritualStep")
    press("Enter")
    expect(page.locator("#m-ritualStep-1-title-0")).to_be_focused()
    write("Múa xoang")
    tab_to(page, "do up:m.ritualStep.1")
    press("Enter")
    expect(page.locator("#m-ritualStep .group__heading").first).to_have_text("Múa xoang")

    tab_to(page, "m.license.0.value")
    write("CC0")
    press("Control+s")
    told(page, SAVED)
    tab_to(page, "do publish")
    press("Enter")
    expect(page.locator("[data-settled]")).to_be_visible()
    kept = served.archive.reading.record(SYSTEM, record).metadata
    assert kept["people"][0]["value"] == "gia-rai"
    assert kept["occurs"][0]["value"] == "--04-14"
    assert [step["parts"]["title"][0]["value"] for step in kept["ritualStep"]] == ["Múa xoang", "Dựng cột gơng"]


def test_two_officers_at_once_lose_no_word(page: Page, served: Served, browser: Browser) -> None:
    record = draft(served)
    at(page, served, record)
    colleague = browser.new_context(locale="vi").new_page()
    name = at(colleague, served, record, "editor").name
    colleague.get_by_label("Tên gọi 1", exact=True).fill("Tên của đồng nghiệp")
    colleague.get_by_role("button", name="Lưu bản nháp").click()
    told(colleague, SAVED)
    page.get_by_label("Tên gọi 1", exact=True).fill("Tên của tôi")
    told(page, "Có người khác vừa lưu bản mới hơn. Bạn cứ viết tiếp: khi lưu sẽ thấy hai bản đặt cạnh nhau.")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Có hai người cùng sửa hồ sơ này")
    expect(page.locator("main")).to_contain_text(name)
    expect(page.locator(".both__side").nth(1)).to_contain_text("Tên của đồng nghiệp")
    page.get_by_label("Giữ cả hai").check()
    page.get_by_role("button", name="Lưu theo lựa chọn của tôi").click()
    expect(page.locator("[data-settled]")).to_be_visible()
    expect(page.get_by_label("Tên gọi 1", exact=True)).to_have_value("Tên của tôi")
    titles = served.archive.reading.record(SYSTEM, record, head=True).metadata["title"]
    assert [value["value"] for value in titles] == ["Tên của tôi", "Gong festival", "Tên của đồng nghiệp"]
    assert title(served, record) == "Tên của tôi"
    colleague.context.close()
