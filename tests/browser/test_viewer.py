"""The research viewer in a real browser: pictures in depth, two records side by side, nothing asked of other hosts."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from app.services.viewer import SYSTEM
from tests.browser.conftest import Served
from tests.browser.waiting import until
from tests.made import published
from tests.services.test_collections import made
from tests.web.shelf import add

# What Mirador itself does, where no setting of it helps:
KNOWN = {
    "label-content-name-mismatch",  # the count on «Jump to window» is no part of what the button is called
    "aria-allowed-attr",  # the side bar's tabs tell their orientation one element too far out
}

FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"


def open_viewer(page: Page, served: Served, path: str = "") -> list[str]:
    """Opens the viewer on the gongs; what the browser then fetches is added to the list."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{served.base}/vi/records/{served.gongs}/viewer{path}")
    expect(page.get_by_label("Phóng to").first).to_be_visible()
    return fetched


def canvas_shows_the_picture(page: Page) -> None:
    expect(page.locator(".openseadragon-canvas canvas").first).to_be_visible()


def test_a_picture_is_zoomed_into_by_its_tiles(page: Page, served: Served) -> None:
    fetched = open_viewer(page, served)
    canvas_shows_the_picture(page)
    tiles = f"/iiif/image/3/{served.media['image']}/"
    until(page, lambda: any(tiles in url and url.endswith(".jpg") for url in fetched))
    page.wait_for_load_state("networkidle")
    before = {url for url in fetched if tiles in url and url.endswith(".jpg")}
    with page.expect_response(lambda response: tiles in response.url and response.url not in before) as deeper:
        for _ in range(3):
            page.get_by_label("Phóng to").first.click()
    assert deeper.value.status == 200


def test_nothing_is_asked_of_other_hosts_and_the_policy_is_kept(page: Page, served: Served) -> None:
    refused: list[str] = []
    page.on("console", lambda told: refused.append(told.text) if "Content Security Policy" in told.text else None)
    fetched = open_viewer(page, served)
    canvas_shows_the_picture(page)
    page.get_by_label("Mở hoặc đóng thanh bên").first.click()
    expect(page.get_by_text("Mục đang xem")).to_be_visible()
    outside = [url for url in fetched if not url.startswith((served.base, "blob:", "data:"))]
    assert (outside, refused) == ([], [])


def test_it_speaks_the_readers_language(page: Page, served: Served) -> None:
    open_viewer(page, served)
    assert page.title() == "Lễ hội cồng chiêng của người Xtiêng trong trình xem nghiên cứu · Chiêng"
    for label in ("Thêm tư liệu", "Cài đặt bàn xem", "Đóng cửa sổ", "Thu nhỏ", "Về cỡ ban đầu", "Toàn màn hình"):
        expect(page.get_by_label(label).first).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Zoom in").first).to_be_visible()
    page.get_by_role("link", name="Back").click()
    assert urlsplit(page.url).path == f"/en/records/{served.gongs}"


def test_a_second_record_is_added_beside_the_first_by_its_address(page: Page, served: Served) -> None:
    other = published(served.archive, SYSTEM, "Chiêng của làng bên")
    add(served.archive, other, "image")
    head = served.archive.reading.record(SYSTEM, other, head=True).version
    served.archive.records.publish(SYSTEM, other, base=head)
    open_viewer(page, served)
    page.get_by_label("Thêm tư liệu").first.click()
    page.get_by_role("button", name="Thêm tư liệu").last.click()
    page.get_by_label("Địa chỉ bản kê IIIF").fill(f"{served.base}/iiif/presentation/3/records/{other}/manifest")
    page.get_by_role("button", name="Thêm", exact=True).click()
    page.get_by_role("button", name="Chiêng của làng bên").first.click()
    expect(page.get_by_label("Cửa sổ: Chiêng của làng bên")).to_be_visible()
    expect(page.get_by_label("Cửa sổ: Lễ hội cồng chiêng của người Xtiêng")).to_be_visible()
    expect(page.locator("section[aria-label^='Cửa sổ: ']")).to_have_count(2)


def test_in_a_collection_one_chooses_what_to_look_at(page: Page, served: Served) -> None:
    collection = made(served.archive, "Tiếng chiêng")
    served.archive.curating.add(SYSTEM, collection, served.gongs)
    page.goto(f"{served.base}/vi/collections/{collection}/viewer")
    choice = page.get_by_role("dialog")
    expect(choice.get_by_text("1 hồ sơ")).to_be_visible()
    choice.get_by_role("menuitem", name="Lễ hội cồng chiêng của người Xtiêng").click()
    canvas_shows_the_picture(page)
    expect(page.get_by_label("Cửa sổ: Lễ hội cồng chiêng của người Xtiêng")).to_be_visible()


def test_a_film_plays_with_its_captions_at_hand(page: Page, served: Served) -> None:
    open_viewer(page, served)
    page.get_by_label("Mục sau").first.click()
    film = page.locator("video")
    expect(film).to_be_visible()
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    assert f"/media/{served.media['video']}/progressive.mp4" in film.evaluate("film => film.currentSrc")


@pytest.mark.parametrize("width", [360, 1366])
def test_it_is_usable_by_everyone(page: Page, served: Served, violations: Callable[[], list[str]], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    open_viewer(page, served)
    canvas_shows_the_picture(page)
    found = violations()
    page.get_by_label("Mở hoặc đóng thanh bên").first.click()
    expect(page.get_by_text("Mục đang xem")).to_be_visible()
    page.mouse.move(0, 0)
    expect(page.get_by_role("tooltip")).to_have_count(0)
    found += violations()
    assert [one for one in found if one.partition(":")[0] not in KNOWN] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_is_worked_from_the_keyboard(page: Page, served: Served) -> None:
    open_viewer(page, served)
    reached: set[str] = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")
        )
    assert {"← Quay lại", "Thêm tư liệu", "Phóng to", "Đóng cửa sổ"} <= reached
