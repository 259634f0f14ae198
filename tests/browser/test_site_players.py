"""Films and songs in a real browser: time goes on, places are found by mouse, key and word, data is saved."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.services.viewer import SYSTEM
from tests.browser import waiting
from tests.browser.conftest import Served
from tests.browser.test_site_stage import NO_HLS

pytestmark = pytest.mark.browser

WORDS = "\n\n".join(
    [
        "WEBVTT",
        "00:00.000 --> 00:01.000\n<v Già làng>Tiếng chiêng mở hội",
        "00:01.000 --> 00:02.000\n<v Người kể>Bà con <00:01.500>dựng cây nêu",
        "00:02.000 --> 00:03.000\n<v Già làng>Khấn mời thần lúa",
        "00:03.000 --> 00:04.000\n<v Già làng>Cùng uống rượu cần\n",
    ]
)
CHAPTERS = "WEBVTT\n\n00:00.000 --> 00:01.500\nDựng cây nêu\n\n00:01.500 --> 00:04.000\nKhấn thần lúa\n"


@pytest.fixture(scope="module")
def told(served: Served) -> Iterator[Served]:
    """The film of ``served`` with chapters, and what is said in it in two languages."""
    film = served.media["video"]
    written = [
        ("transcript", "vi", WORDS),
        ("transcript", "en", WORDS.replace("Tiếng chiêng", "Gongs")),
        ("chapters", "vi", CHAPTERS),
    ]
    for kind, tag, body in written:
        served.archive.media.set_text(SYSTEM, film, kind, tag, body)
    yield served
    for kind, tag, _body in written:
        served.archive.media.set_text(SYSTEM, film, kind, tag, None)


Open = Callable[..., Locator]


@pytest.fixture
def opened(page: Page, told: Served) -> Open:
    """A file of the record on the stage, its player ready."""

    def open_page(type: str = "video", query: str = "") -> Locator:
        page.goto(f"{told.base}/vi/records/{told.gongs}?media={told.media[type]}{query}")
        item = page.locator(f"#media-{told.media[type]}")
        expect(item.locator("[data-player][data-ready]")).to_be_attached()
        return item

    return open_page


def heard(item: Locator) -> float:
    return float(item.locator("video, audio").evaluate("one => one.currentTime"))


def until(item: Locator, condition: str) -> None:
    """Waits for an expression over the medium to hold; the page's own policy forbids Playwright's way of doing so."""
    media = item.locator("video, audio")
    waiting.until(item.page, lambda: media.evaluate(f"one => {condition}"), lambda: (condition, heard(item)))


def play(item: Locator) -> None:
    item.locator("[data-play]").first.click()
    until(item, "one.currentTime > 0.05")


def test_a_film_is_played_and_found_through_by_keys_alone(page: Page, opened: Open) -> None:
    item = opened()
    item.locator("[data-play]").first.focus()
    page.keyboard.press("Enter")
    until(item, "one.currentTime > 0.05")
    expect(item.locator('[data-do="play"]')).to_be_focused()
    page.keyboard.press("k")
    until(item, "one.paused")
    page.keyboard.press("5")
    until(item, "Math.abs(one.currentTime - 2) < 0.3")
    page.keyboard.press("m")
    until(item, "one.muted")
    page.keyboard.press(">")
    until(item, "one.playbackRate === 1.25")
    expect(item.locator("[data-told]")).to_have_text("Tốc độ 1,25×")
    page.keyboard.press("?")
    expect(page.locator("dialog[data-keys]")).to_be_visible()
    page.keyboard.press("Escape")
    item.locator(".track__at").focus()
    page.keyboard.press("Home")
    until(item, "one.currentTime < 0.1")
    expect(item.locator(".track__at")).to_have_attribute(
        "aria-valuetext", re.compile(r"^0:00 trên 0:04 · Dựng cây nêu$")
    )
    page.keyboard.press("ArrowRight")
    until(item, "one.currentTime > 3")


def test_keys_typed_into_a_field_stay_there_and_those_of_a_button_are_its_own(page: Page, opened: Open) -> None:
    item = opened()
    play(item)
    find = item.locator("[data-find-said]")
    find.focus()
    page.keyboard.type("km 5")
    expect(find).to_have_value("km 5")
    item.locator('[data-do="settings"]').click()
    item.locator("select[data-speed]").press("m")
    assert item.locator("video").evaluate("one => !one.muted && one.volume === 1")
    item.locator('[data-do="mute"]').focus()
    page.keyboard.press(" ")
    until(item, "one.muted")


def test_captions_come_with_the_film_and_stay_away_once_taken_away(page: Page, opened: Open) -> None:
    item = opened()
    play(item)
    until(item, "one.textTracks[0].mode === 'showing' && one.textTracks[0].cues.length === 1")
    item.locator('[data-do="captions"]').click()
    until(item, "one.textTracks[0].mode === 'disabled'")
    expect(item.locator('[data-do="captions"]')).to_have_accessible_name("Bật phụ đề")
    again = opened()
    play(again)
    page.wait_for_timeout(200)
    assert again.locator("video").evaluate("one => one.textTracks[0].mode") == "disabled"


def test_the_line_being_said_is_marked_and_a_word_leads_to_its_time(page: Page, opened: Open) -> None:
    item = opened()
    expect(item.locator("[data-follow]")).to_be_visible()
    second = item.locator("[data-lines] li").nth(1)
    second.locator("[data-at]").click(position={"x": 3, "y": 8})
    until(item, "one.currentTime >= 1.5")
    item.locator("video").evaluate("one => one.pause()")
    expect(second).to_have_attribute("aria-current", "true")
    expect(item.locator("[data-chapters] [aria-current]")).to_have_text(re.compile("Khấn thần lúa"))
    third = item.locator("[data-lines] li").nth(2).locator("[data-say]")
    box = third.bounding_box()
    assert box
    third.click(position={"x": box["width"] * 0.8, "y": 8})
    until(item, "one.currentTime > 2.4")
    item.locator("video").evaluate("one => one.pause()")
    assert heard(item) < 3.2, "within its own line"


def test_lines_are_one_stop_of_the_tab_key_and_the_arrows_go_through_them(page: Page, opened: Open) -> None:
    item = opened()
    links = item.locator("[data-lines] a")
    expect(item.locator('[data-lines] a[tabindex="0"]')).to_have_count(1)
    expect(item.locator('[data-lines] a[tabindex="-1"]')).to_have_count(links.count() - 1)
    links.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(links.nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    until(item, "one.currentTime >= 2")


def test_words_are_found_without_their_tones(page: Page, opened: Open) -> None:
    item = opened()
    item.locator("[data-find-said]").fill("khan moi")
    expect(item.locator("mark")).to_have_text(["Khấn mời"])
    expect(item.locator("[data-count]")).to_have_text("1 trên 1")
    item.locator("[data-find-said]").fill("không có")
    expect(item.locator("[data-count]")).to_have_text("Không tìm thấy")
    item.locator("[data-find-said]").fill("")
    expect(item.locator("mark")).to_have_count(0)


def test_another_language_takes_the_place_of_the_words(page: Page, opened: Open) -> None:
    item = opened()
    item.get_by_role("link", name="Tiếng Anh").click()
    expect(item.locator("[data-lines] li").first).to_contain_text("Gongs mở hội")
    expect(item.locator("[data-lines]")).to_have_attribute("lang", "en")
    expect(item.get_by_role("link", name="Tiếng Anh")).to_be_focused()


def test_what_stands_beside_a_file_that_is_shown_later_is_fetched_then(page: Page, told: Served) -> None:
    page.goto(f"{told.base}/vi/records/{told.gongs}")
    item = page.locator(f"#media-{told.media['video']}")
    expect(item.locator("[data-lines]")).to_have_count(0)
    page.locator(f'.strip [data-show="{told.media["video"]}"]').click()
    expect(item.locator("[data-lines] li")).to_have_count(4)
    item.locator("[data-chapters] a").nth(1).click()
    until(item, "one.currentTime >= 1.5")


def test_saving_data_asks_for_nothing_but_the_lightest(page: Page, opened: Open) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    item = opened()
    item.locator("[data-saver] input").check()
    expect(item.get_by_role("button", name="Phát bản nét")).to_be_hidden()
    play(item)
    item.locator('[data-do="settings"]').click()
    offered = item.locator("[data-quality] option").evaluate_all("all => all.map((one) => one.value)")
    assert "master" not in offered
    item.locator("[data-quality]").select_option(next(name for name in offered if name.startswith("audio")))
    until(item, "one.currentSrc.includes('audio-') && one.currentTime > 0.05")
    item.locator("[data-track]").hover()
    page.wait_for_timeout(200)
    films = [url for url in asked if url.endswith((".m3u8", ".mp4", "sprites.vtt", "sprites.webp"))]
    assert films
    assert [url for url in films if not re.search(r"/(144p|audio-\d+k)\.(m3u8|mp4)$", url)] == []
    again = opened()
    assert again.locator("[data-saver] input").is_checked(), "it is remembered"


def test_a_browser_that_saves_data_is_believed(page: Page, opened: Open) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    item = opened()
    expect(item.locator("[data-saver] input")).to_be_checked()
    expect(item.get_by_role("button", name="Phát bản nét")).to_be_hidden()


def test_small_pictures_come_when_a_place_is_looked_for(page: Page, opened: Open) -> None:
    item = opened()
    play(item)
    with page.expect_response("**/sprites.webp"):
        item.locator("[data-track]").hover(position={"x": 400, "y": 10})
    expect(item.locator("[data-small]")).to_be_visible()
    expect(item.locator("[data-peek-words]")).to_contain_text("Khấn thần lúa")


def test_a_song_shows_its_outline_and_is_sought_through_by_mouse_and_key(page: Page, opened: Open) -> None:
    item = opened("audio")
    assert item.locator(".wave path").first.get_attribute("d").count("M") > 50  # type: ignore[union-attr]
    item.locator("[data-play]").first.click()
    until(item, "one.currentTime > 0.05")
    track = item.locator(".track__at")
    box = track.bounding_box()
    assert box
    track.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    until(item, "Math.abs(one.currentTime / one.duration - 0.5) < 0.1")
    track.press("End")
    until(item, "one.duration - one.currentTime < 1.6")


def test_an_address_with_a_second_begins_there(page: Page, opened: Open) -> None:
    item = opened(query="&t=2")
    play(item)
    assert 2 <= heard(item) < 4


def test_without_a_connection_the_place_is_told_and_kept_until_it_is_back(page: Page, opened: Open) -> None:
    page.add_init_script(NO_HLS)
    item = opened(query="&t=2")
    play(item)
    item.locator("video").evaluate("one => one.pause()")
    page.context.set_offline(True)
    item.locator("video").evaluate("one => one.dispatchEvent(new Event('waiting'))")
    expect(item.locator("[data-player-why]")).to_contain_text(re.compile(r"Mất kết nối.*\(0:0[23]\).*được giữ"))
    page.context.set_offline(False)
    until(item, "!one.paused && one.currentTime >= 2")
    expect(item.locator("[data-player-failed]")).to_be_hidden()


@pytest.mark.parametrize("native", [True, False])
def test_a_broken_line_keeps_the_place_and_another_try_goes_on_from_it(page: Page, opened: Open, native: bool) -> None:
    if not native:
        page.add_init_script(NO_HLS)
    page.route("**/144p.m3u8", lambda route: route.abort())
    item = opened(query="&t=2")
    item.locator("[data-play]").first.click()
    expect(item.locator("[data-player-failed]")).to_be_visible(timeout=20_000)
    page.unroute("**/144p.m3u8")
    item.locator("video").evaluate("one => one.addEventListener('playing', () => { window.from ??= one.currentTime })")
    item.locator("[data-retry]").click()
    until(item, "window.from >= 1.9")
    expect(item.locator("[data-player-failed]")).to_be_hidden()


@pytest.mark.parametrize("native", [True, False])
def test_when_the_line_is_back_the_film_goes_on_by_itself(page: Page, opened: Open, native: bool) -> None:
    if not native:
        page.add_init_script(NO_HLS)
    page.route("**/144p.m3u8", lambda route: route.abort())
    item = opened(query="&t=2")
    item.locator("[data-play]").first.click()
    expect(item.locator("[data-player-why]")).to_contain_text("Mất kết nối", timeout=20_000)
    page.unroute("**/144p.m3u8")
    expect(item.locator("[data-player-failed]")).to_be_hidden(timeout=20_000)
    until(item, "one.currentTime >= 2 && !one.paused")


def test_where_no_stream_can_be_opened_the_whole_file_is_played(page: Page, opened: Open) -> None:
    """As WebKit, which opens none in a document without an origin."""
    page.add_init_script(NO_HLS + "; URL.createObjectURL = () => 'blob:null/nothing'")
    item = opened(query="&t=2")
    item.locator("[data-play]").first.click()
    until(item, "one.currentSrc.endsWith('progressive.mp4') && one.currentTime > 2.05")
    expect(item.locator("[data-player-failed]")).to_be_hidden()


def test_who_waits_is_told_so_and_offered_what_is_lighter(page: Page, opened: Open) -> None:
    page.add_init_script(
        "const wait = window.setTimeout; window.setTimeout = (deed, time) => wait(deed, Math.min(time, 100))"
    )
    item = opened()
    play(item)
    slow, lighter = item.locator("[data-slow]"), item.locator('[data-do="lighter"]')
    item.locator("video").evaluate("one => one.dispatchEvent(new Event('waiting'))")
    expect(slow).to_contain_text("Đường truyền đang chậm.")
    expect(lighter).to_have_text("Chỉ nghe tiếng")
    lighter.click()
    until(item, "one.currentSrc.includes('audio-') && one.currentTime > 0.05")
    item.locator("video").evaluate("one => one.dispatchEvent(new Event('waiting'))")
    expect(slow).to_contain_text("đang chờ tải thêm")
    expect(lighter).to_be_hidden()
    item.locator("video").evaluate("one => one.dispatchEvent(new Event('playing'))")
    expect(slow).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1366])
def test_the_player_has_no_violations_at_any_width(
    page: Page, opened: Open, violations: Callable[[], list[str]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 760})
    item = opened()
    play(item)
    item.locator('[data-do="settings"]').click()
    item.locator("[data-find-said]").fill("chieng")
    expect(item.locator("mark")).to_have_count(1)
    assert violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs over the edge"
    page.locator("[data-do=help]").first.click()
    assert violations() == []


def test_nothing_moves_by_itself_for_those_who_want_it_still(page: Page, opened: Open) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script(
        "Element.prototype.scrollTo = function (to) { (window.rolled = window.rolled || []).push(to.behavior) }"
    )
    item = opened()
    item.locator("[data-lines]").evaluate("one => { one.style.maxHeight = '3rem'; one.style.flex = 'none' }")
    item.locator("[data-chapters] a").nth(1).click()
    until(item, "one.currentTime > 2.2")
    assert page.evaluate("window.rolled"), "the line is brought into view"
    assert set(page.evaluate("window.rolled")) == {"auto"}


def test_without_scripts_the_film_has_the_browsers_controls_and_the_words_are_links(
    browser: Browser, told: Served
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi")
    page = context.new_page()
    page.goto(f"{told.base}/vi/records/{told.gongs}?media={told.media['video']}")
    item = page.locator(f"#media-{told.media['video']}")
    expect(item.locator("video[controls]")).to_be_visible()
    expect(item.locator(".bar")).to_have_count(0)
    expect(item.locator("[data-find-said]")).to_be_hidden()
    item.get_by_role("link", name="Phát từ 0:02").click()
    expect(page.locator("video source").first).to_have_attribute("src", re.compile(r"master\.m3u8#t=2$"))
    expect(page.locator("video source").last).to_have_attribute("src", re.compile(r"progressive\.mp4#t=2$"))
    context.close()


def test_on_a_television_everything_is_reached_with_the_arrows_alone(browser: Browser, told: Served) -> None:
    agent = (
        "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/6.0 TV Safari/537.36"
    )
    context = browser.new_context(user_agent=agent, viewport={"width": 1920, "height": 1080}, locale="vi")
    page = context.new_page()
    page.goto(f"{told.base}/vi/records/{told.gongs}?media={told.media['video']}")
    page.wait_for_load_state("networkidle")
    item = page.locator(f"#media-{told.media['video']}")
    focused = (
        "document.activeElement.dataset.play || document.activeElement.dataset.do || document.activeElement.tagName"
    )

    def press(key: str, wanted: str, most: int = 12) -> None:
        for _ in range(most):
            if page.evaluate(focused) == wanted:
                return
            page.keyboard.press(key)
        raise AssertionError((key, wanted, page.evaluate(focused)))

    press("ArrowDown", "144p")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert ring == "4px"
    page.keyboard.press("Enter")
    until(item, "one.currentTime > 0.05")
    page.keyboard.press("k")
    press("ArrowRight", "settings")
    press("ArrowLeft", "play")
    page.keyboard.press("ArrowUp")
    expect(item.locator(".track__at")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    until(item, "one.currentTime > 3")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.bar__row') !== null")
    for _ in range(12):
        if page.evaluate("document.activeElement.closest('[data-beside]') !== null"):
            break
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('[data-beside]') !== null"), "chapters and words, too"
    context.close()
