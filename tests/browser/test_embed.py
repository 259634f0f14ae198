"""A record in a frame on another site, in a real browser: the frame has an origin of its own that is like no other."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect
from werkzeug.serving import make_server

from app.bootstrap import open_archive
from app.config import read_settings
from app.factory import create_app
from tests.browser.conftest import Served, closing
from tests.browser.test_site_stage import NO_HLS

pytestmark = pytest.mark.browser

BARE = '<iframe src="{src}" title="Chiêng" width="640" height="560" sandbox="allow-scripts"></iframe>'


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
        """The frame's own policy forbids Playwright's way of waiting."""
        for _ in range(150):
            if self.frame.evaluate(condition):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError((condition, self.told, self.asked[-10:]))


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
    canvas = lesson.frame.locator(".openseadragon-canvas").first
    expect(canvas).to_be_focused()
    page.wait_for_load_state("networkidle")
    before = set(lesson.asked)
    for _ in range(4):
        page.keyboard.press("+")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)
    deeper = [url for url in lesson.asked if url not in before and f"/iiif/image/3/{picture}/" in url]
    assert deeper, "tiles of a deeper level are asked for"
    assert lesson.told == []


@pytest.mark.parametrize("type", ["video", "audio"])
def test_even_the_narrowest_sandbox_lets_media_play(home: Served, teach: Teach, type: str) -> None:
    src = f"{home.base}/embed/records/{home.gongs}?lang=en&amp;media={home.media[type]}&amp;t=2"
    lesson = teach(BARE.format(src=src))
    lesson.frame.locator(f'[data-media="{home.media[type]}"] [data-play]').first.click()
    tag = "video" if type == "video" else "audio"
    lesson.until(f"document.querySelector('{tag}').currentTime > 2.2")
    assert lesson.told == []
