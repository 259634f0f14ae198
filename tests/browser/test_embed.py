"""A record in a frame on another site, in a real browser: the frame has an origin of its own that is like no other."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect
from werkzeug.serving import make_server

from app.bootstrap import open_archive
from app.config import read_settings
from app.factory import create_app
from app.services.viewer import SYSTEM
from tests.browser.conftest import Served, closing
from tests.browser.test_site_stage import NO_HLS
from tests.browser.waiting import until
from tests.services.test_collections import made

pytestmark = pytest.mark.browser

SEE = "Xem trên Chiêng"
TILE = re.compile(r"/\d+,\d+,(\d+),\d+/(\d+),")
ON_TOP = """one => {
  const box = one.getBoundingClientRect();
  const found = document.elementFromPoint(box.x + Math.min(8, box.width / 2), box.y + box.height / 2);
  return one.contains(found) || found.contains(one);
}"""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another site, by another name and port; ``put`` a page there and open it."""

    base: str
    pages: dict[str, str] = field(default_factory=dict)

    def put(self, body: str) -> str:
        path = f"/{len(self.pages)}"
        head = '<title>Bài học</title><link rel="icon" href="data:,">'
        self.pages[path] = f'<!doctype html><html lang="vi">{head}<h1>Bài học</h1>{body}</html>'
        return self.base + path


@pytest.fixture(scope="module")
def home(served: Served) -> Iterator[Served]:
    """The archive of ``served`` at the address that its settings name, which snippets carry."""
    application: list[Any] = []
    server = make_server("127.0.0.1", 0, closing(lambda *asked: application[0](*asked)), threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    archive = open_archive(read_settings({"CHIENG_BASE_URL": base}, data=served.archive.settings.data))
    application.append(create_app(archive))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield replace(served, base=base, archive=archive)
    server.shutdown()
    thread.join()
    server.server_close()
    archive.db.dispose()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = pages.get(self.path)
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((found or "").encode())

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Elsewhere(f"http://localhost:{server.server_port}", pages)
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page with a frame in it, what the frame asked for, and what the browser complained of."""

    page: Page
    frame: Frame
    asked: list[str]
    told: list[str]

    def until(self, condition: str) -> None:
        """Where it does not come to hold, tells what was asked and said."""
        until(self.page, lambda: self.frame.evaluate(condition), lambda: (condition, self.told, self.asked[-10:]))


Teach = Callable[[str], Lesson]


@pytest.fixture
def teach(page: Page, elsewhere: Elsewhere) -> Teach:
    def open_page(snippet: str) -> Lesson:
        asked: list[str] = []
        told: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on(
            "console", lambda said: told.append(f"{said.text} {said.location['url']}") if said.type == "error" else None
        )
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(elsewhere.put(snippet))
        page.wait_for_load_state("networkidle")
        frame = page.frames[1]
        assert frame.evaluate("self.origin") == "null", "the frame is sandboxed"
        return Lesson(page, frame, asked, told)

    return open_page


def snippet(page: Page, home: Served, *, media: str = "", **wishes: int) -> str:
    """What oEmbed gives for the record's own page, to the letter."""
    address = f"{home.base}/vi/records/{home.gongs}" + (f"?media={media}" if media else "")
    answer = page.request.get(f"{home.base}/oembed", params={"url": address, **wishes})
    assert answer.ok, answer.text()
    return str(answer.json()["html"])


@pytest.mark.parametrize("native", [True, False])
def test_a_film_plays_with_captions_inside_another_sites_page(
    page: Page, home: Served, teach: Teach, native: bool
) -> None:
    if not native:
        page.add_init_script(NO_HLS)
    lesson = teach(snippet(page, home, media=home.media["video"]))
    film = lesson.frame.locator("video")
    expect(film).to_be_visible()
    assert film.evaluate("one => one.paused"), "nothing plays by itself"
    lesson.frame.get_by_role("button", name="Phát bản nhẹ").click()
    lesson.until("document.querySelector('video').currentTime > 0.3")
    assert [url for url in lesson.asked if url.endswith("/144p.m3u8")]
    assert [url for url in lesson.asked if url.endswith("/144p.mp4")]
    assert bool([url for url in lesson.asked if "/vendor/hls" in url]) is not native
    lesson.until("(document.querySelector('video').textTracks[0].cues || []).length === 1")
    assert film.evaluate("one => one.textTracks[0].mode") == "showing"
    assert lesson.told == []


def test_a_picture_is_zoomed_into_inside_another_sites_page(page: Page, home: Served, teach: Teach) -> None:
    lesson = teach(snippet(page, home))
    picture = home.media["image"]
    lesson.frame.locator(f'[data-media="{picture}"] [data-zoom-open]').click()
    expect(lesson.frame.locator(".openseadragon-canvas").first).to_be_focused()
    until(page, lambda: _scales(lesson.asked, picture))
    before = min(_scales(lesson.asked, picture))
    for _ in range(5):
        page.keyboard.press("+")
    until(page, lambda: min(_scales(lesson.asked, picture)) < before)
    assert lesson.told == []


def _scales(asked: list[str], picture: str) -> list[float]:
    """How many pixels of the picture a pixel of each tile stands for."""
    tiles = [TILE.search(url) for url in asked if f"/iiif/image/3/{picture}/" in url]
    return [int(tile[1]) / int(tile[2]) for tile in tiles if tile]


@pytest.mark.parametrize("tag", ["video", "audio"])
def test_even_the_narrowest_sandbox_lets_media_play_from_the_second_asked_for(
    home: Served, teach: Teach, tag: str
) -> None:
    media = home.media[tag]
    lesson = teach(_frame(f"{home.base}/embed/records/{home.gongs}?lang=en&media={media}&t=2"))
    assert lesson.frame.locator(tag).evaluate("one => one.paused")
    lesson.frame.locator(f'[data-media="{media}"] [data-play]').first.click()
    lesson.until(f"document.querySelector('{tag}').currentTime > 2.2")
    assert [url for url in lesson.asked if url.endswith(".mp4") and f"/{media}/" in url]
    assert lesson.told == []


def test_pages_of_a_document_turn_and_files_change_in_the_frame(page: Page, home: Served, teach: Teach) -> None:
    lesson = teach(snippet(page, home))
    lesson.frame.locator(f'.strip [data-show="{home.media["document"]}"]').click()
    lesson.frame.get_by_role("link", name="Trang sau").click()
    expect(lesson.frame.locator(".sheets p")).to_contain_text("Trang 2 trên 3")
    assert lesson.told == []


def test_a_collection_opens_its_records_in_the_frame_and_goes_back(home: Served, teach: Teach) -> None:
    collection = made(home.archive)
    home.archive.curating.add(SYSTEM, collection, home.gongs)
    lesson = teach(_frame(f"{home.base}/embed/collections/{collection}?lang=vi"))
    lesson.frame.get_by_role("link", name="Lễ hội cồng chiêng của người Xtiêng").press("Enter")
    expect(lesson.frame.locator("[data-zoom-open]").first).to_be_visible()
    lesson.frame.get_by_role("link", name="Về bộ sưu tập").press("Enter")
    expect(lesson.frame.locator("h1")).to_have_text("Mùa lễ")
    assert len(lesson.page.context.pages) == 1
    assert lesson.told == []


@pytest.mark.parametrize("shelf", [False, True])
@pytest.mark.parametrize(("width", "height"), [(240, 400), (240, 240), (640, 560), (1366, 768)])
def test_whose_it_is_is_seen_in_a_frame_of_any_size(
    page: Page, home: Served, violations: Callable[[], list[str]], width: int, height: int, shelf: bool
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    path = f"collections/{made(home.archive)}" if shelf else f"records/{home.gongs}"
    page.goto(f"{home.base}/embed/{path}?lang=vi")
    page.wait_for_load_state("networkidle")
    licence = [] if shelf else [page.locator("figcaption:visible a").first]
    for words in (page.locator("h1"), page.get_by_text("Đơn vị lưu giữ"), page.get_by_role("link", name=SEE), *licence):
        box = words.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
        assert words.evaluate(ON_TOP), "nothing lies over it"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations() == []


def test_the_whole_of_it_fills_the_screen(page: Page, home: Served, teach: Teach) -> None:
    lesson = teach(snippet(page, home, media=home.media["video"]))
    full = lesson.frame.get_by_role("button", name="Toàn màn hình")
    full.click()
    lesson.until("document.fullscreenElement !== null")
    assert lesson.frame.evaluate("document.fullscreenElement.contains(document.querySelector('.embed__credit'))")
    assert lesson.frame.locator("video").evaluate("one => one.controlsList.contains('nofullscreen')")
    lesson.frame.get_by_role("button", name="Thoát toàn màn hình").click()
    lesson.until("document.fullscreenElement === null")


def test_the_record_opens_in_a_window_of_its_own(page: Page, home: Served, teach: Teach) -> None:
    lesson = teach(snippet(page, home))
    with page.expect_popup() as opened:
        lesson.frame.get_by_role("link", name=SEE).click()
    opened.value.wait_for_load_state()
    assert opened.value.url == f"{home.base}/vi/records/{home.gongs}"
    expect(opened.value.locator("h1")).to_have_text("Lễ hội cồng chiêng của người Xtiêng")
    assert opened.value.evaluate("self.origin") == home.base, "it is out of the sandbox"


def test_a_page_of_ours_that_is_no_embed_stands_in_no_frame(page: Page, home: Served, elsewhere: Elsewhere) -> None:
    page.goto(elsewhere.put(_frame(f"{home.base}/vi/records/{home.gongs}")))
    page.wait_for_load_state("networkidle")
    assert not page.frames[1].locator("h1").get_by_text("Lễ hội").count()


def test_a_lesson_in_a_sandbox_or_on_the_disk_may_frame_it(
    page: Page, home: Served, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    src = f"{home.base}/embed/records/{home.gongs}?lang=vi"
    inner = elsewhere.put(_frame(src))
    page.goto(elsewhere.put(_frame(inner)))
    page.wait_for_load_state("networkidle")
    expect(page.frames[2].locator("h1")).to_have_text("Lễ hội cồng chiêng của người Xtiêng")
    lesson = tmp_path / "bài.html"
    lesson.write_text(f'<meta charset="utf-8">{_frame(src)}')
    page.goto(lesson.as_uri())
    page.wait_for_load_state("networkidle")
    expect(page.frames[1].locator("h1")).to_have_text("Lễ hội cồng chiêng của người Xtiêng")


def test_without_scripts_the_file_itself_plays_and_the_picture_is_there(browser: Browser, home: Served) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi")
    page = context.new_page()
    page.goto(f"{home.base}/embed/records/{home.gongs}?lang=vi&media={home.media['video']}")
    film = page.locator("video")
    expect(film).to_be_visible()
    assert film.get_attribute("controls") is not None
    expect(page.locator("[data-play]").first).to_be_hidden()
    page.locator(f'.strip [data-show="{home.media["image"]}"]').click()
    expect(page.locator("figure:visible img").first).to_be_visible()
    assert "/embed/records/" in page.url
    with context.expect_page():
        page.locator("figure:visible [data-zoom-open]").click()
    context.close()


def _frame(src: str) -> str:
    return f'<iframe src="{escape(src)}" title="Chiêng" width="640" height="560" sandbox="allow-scripts"></iframe>'
