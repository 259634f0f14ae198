"""The stage of a record in a real browser: zooming, playing, leafing, and waiting for what is being made."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.models import Media
from app.services import texts
from app.services.viewer import SYSTEM
from tests.browser.conftest import Served
from tests.made import festival, jpeg

pytestmark = pytest.mark.browser

NO_HLS = "HTMLMediaElement.prototype.canPlayType = (type) => type.includes('mpegurl') ? '' : 'maybe'"


TELEVISION = (
    "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/6.0 TV Safari/537.36"
)


@pytest.fixture
def television(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(user_agent=TELEVISION, viewport={"width": 1920, "height": 1080}, locale="vi")
    yield context.new_page()
    context.close()


@pytest.fixture
def record(page: Page, served: Served) -> Page:
    page.goto(f"{served.base}/vi/records/{served.gongs}")
    page.wait_for_load_state("networkidle")
    return page


def test_on_a_phone_what_is_zoomed_into_has_more_room_than_before(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(f"{served.base}/vi/records/{served.gongs}", wait_until="networkidle")
    field = page.locator(f"#media-{served.media['image']}")
    before = field.locator("img").first.bounding_box()
    field.locator("[data-zoom-open]").click()
    expect(field.locator(".openseadragon-canvas").first).to_be_focused()
    room = field.locator("[data-deep-canvas]").bounding_box()
    assert before
    assert room
    assert room["height"] > before["height"]


def test_a_photograph_is_zoomed_into_by_keyboard_and_left_again(record: Page, served: Served) -> None:
    told: list[str] = []
    record.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    opener = record.locator(f"#media-{served.media['image']} [data-zoom-open]")
    opener.focus()
    with record.expect_response(f"**/iiif/image/3/{served.media['image']}/info.json"):
        record.keyboard.press("Enter")
    canvas = record.locator(".openseadragon-canvas").first
    expect(canvas).to_be_focused()
    record.wait_for_load_state("networkidle")
    expect(canvas).to_have_attribute(
        "aria-label", "Ảnh: dùng phím mũi tên để di chuyển, phím cộng và trừ để phóng to, thu nhỏ, phím 0 để xem cả ảnh"
    )
    with record.expect_response(
        lambda answer: f"/{served.media['image']}/" in answer.url and answer.url.endswith(".jpg")
    ):
        for _ in range(4):
            record.keyboard.press("+")
    record.keyboard.press("Escape")
    expect(canvas).to_be_hidden()
    expect(opener).to_be_focused()
    assert told == []


def test_on_a_television_a_picture_is_zoomed_into_moved_and_left_with_five_keys(
    television: Page, served: Served
) -> None:
    page = television
    page.goto(f"{served.base}/vi/records/{served.gongs}")
    page.wait_for_load_state("networkidle")
    field = page.locator(f"#media-{served.media['image']}")
    field.locator("[data-zoom-open]").focus()
    page.keyboard.press("Enter")
    expect(field.locator('[data-deep-do="in"]')).to_be_focused()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".openseadragon-canvas").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(field.locator("[data-deep-do]:focus")).to_have_count(1)  # the whole is seen: there is nowhere to move
    field.locator('[data-deep-do="in"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(900)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".openseadragon-canvas").first).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(field.locator('[data-deep-do="close"]')).to_be_focused()
    page.keyboard.press("Enter")
    expect(field.locator("[data-zoom-open]")).to_be_focused()


def test_on_a_television_a_film_fills_the_screen_without_its_bar(television: Page, served: Served) -> None:
    page = television
    page.goto(f"{served.base}/vi/records/{served.gongs}?media={served.media['video']}")
    page.wait_for_load_state("networkidle")
    field = page.locator(f"#media-{served.media['video']} [data-player]")
    field.locator("video").evaluate("one => { one.loop = true }")
    field.locator("[data-play]").first.press("Enter")
    field.locator('[data-do="full"]').press("Enter")
    expect(field).to_have_attribute("data-idle", "", timeout=10_000)
    page.keyboard.press("ArrowLeft")
    expect(field).not_to_have_attribute("data-idle", "")


def test_on_a_television_the_arrows_pass_what_is_folded_away(television: Page, served: Served) -> None:
    page = television
    page.goto(f"{served.base}/vi/records/{served.gongs}")
    page.wait_for_load_state("networkidle")
    for _ in range(60):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.closest('footer') !== null"):
            return
    raise AssertionError(page.evaluate("document.activeElement.outerHTML"))


def test_the_viewer_is_not_fetched_before_it_is_wanted(page: Page, served: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served.base}/vi/records/{served.gongs}")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/vendor/openseadragon" in url or "/vendor/hls" in url]
    assert not [url for url in asked if "/media/" in url and not url.endswith(".webp")], "no film before play"
    assert not [url for url in asked if url.endswith("/poster.webp")], "nor the picture of one that is not seen"
    with page.expect_response("**/poster.webp"):
        page.locator(f'.strip [data-show="{served.media["video"]}"]').click()


@pytest.mark.parametrize("native", [True, False])
def test_play_starts_with_the_light_version(page: Page, served: Served, native: bool) -> None:
    if not native:
        page.add_init_script(NO_HLS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served.base}/vi/records/{served.gongs}")
    page.wait_for_load_state("networkidle")
    page.locator(f'.panel--play [data-show="{served.media["video"]}"]').click()
    film = page.locator(f"#media-{served.media['video']} video")
    expect(film).to_be_visible()
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.3")
    assert film.evaluate("one => one.videoWidth") == 256
    assert [url for url in asked if url.endswith("/144p.mp4")]
    assert not [url for url in asked if url.endswith(("/240p.mp4", "progressive.mp4"))]
    assert bool([url for url in asked if "/vendor/hls" in url]) is not native
    assert film.evaluate("one => one.textTracks[0].mode") == "showing"


def test_a_step_of_the_rite_plays_the_film_from_there(record: Page, served: Served) -> None:
    record.locator(".step__time").click()
    expect(record.locator(f"#media-{served.media['video']}")).to_be_visible()
    expect(record.locator(f"#media-{served.media['image']}")).to_be_hidden()
    record.wait_for_function("() => document.querySelector('video').currentTime >= 2")


def test_the_sharp_version_goes_on_where_the_light_one_was(record: Page, served: Served) -> None:
    record.locator(".step__time").click()
    record.wait_for_function("() => document.querySelector('video').currentTime >= 2")
    film = record.locator(f"#media-{served.media['video']}")
    film.get_by_role("button", name="Tốc độ, chất lượng, phụ đề").click()
    film.locator("[data-quality]").select_option("master")
    record.wait_for_function(
        "() => { const film = document.querySelector('video');"
        " return film.currentSrc.includes('master') && film.currentTime >= 2 }"
    )


def test_a_song_plays_and_stops_when_something_else_comes_forward(record: Page, served: Served) -> None:
    record.locator(f'.strip [data-show="{served.media["audio"]}"]').click()
    record.locator(".stage__field--audio [data-play]").first.click()
    record.wait_for_function("() => document.querySelector('audio').currentTime > 0.2")
    record.locator(f'.strip [data-show="{served.media["image"]}"]').click()
    assert record.locator("audio").evaluate("one => one.paused")
    expect(record.locator(f'.strip [data-show="{served.media["image"]}"]')).to_have_attribute("aria-current", "true")


def test_where_no_film_can_be_played_the_page_says_what_to_do(page: Page, served: Served) -> None:
    page.route("**/*.m3u8", lambda route: route.abort())
    page.goto(f"{served.base}/vi/records/{served.gongs}")
    page.wait_for_load_state("networkidle")
    page.locator(f'.panel--play [data-show="{served.media["video"]}"]').click()
    expect(page.locator(f"#media-{served.media['video']} [data-player-failed]")).to_be_visible()


def test_pages_of_a_document_turn_in_place(record: Page, served: Served) -> None:
    record.locator(f'.strip [data-show="{served.media["document"]}"]').click()
    before = record.url
    following = record.get_by_role("link", name="Trang sau")
    with record.expect_response(f"**/iiif/image/3/{served.media['document']}~2/**"):
        following.click()
    expect(record.locator(".sheets p")).to_contain_text("Trang 2 trên 3")
    following.click()
    expect(following).to_have_attribute("aria-disabled", "true")
    following.press("Enter")
    expect(record.locator(".sheets p")).to_contain_text("Trang 3 trên 3")
    assert record.url == before


def test_a_file_that_gets_ready_while_one_waits_says_so(page: Page, served: Served) -> None:
    archive = served.archive
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival("Đang làm")))
    media = archive.media.accept(SYSTEM, saved.identifier, jpeg(), "anh.jpg").id
    head = archive.reading.record(SYSTEM, saved.identifier, head=True).head_version
    archive.records.publish(SYSTEM, saved.identifier, base=head)
    page.goto(f"{served.base}/vi/records/{saved.identifier}")
    expect(page.locator(".stage__state")).to_contain_text("Đang chuẩn bị bản xem")
    with archive.db.unit_of_work() as work:
        row = work.get_one(Media, media)
        row.state, row.generation, row.detail = "ready", 1, {"width": 640, "height": 480}
    expect(page.locator("[data-stage-status]")).to_have_text("Đã xong.", timeout=15_000)
    page.get_by_role("link", name="Mở xem").click()
    expect(page.locator("[data-zoom-open]")).to_be_visible()
