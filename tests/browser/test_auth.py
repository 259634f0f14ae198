"""Restricted media on another site, in a real browser: in a frame of ours, into which no cookie comes, and in a viewer
that follows the IIIF Authorization Flow 2.0."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from app.errors import Invalid
from app.services.viewer import SYSTEM
from tests.browser.conftest import Served
from tests.browser.test_embed import Elsewhere, elsewhere, home
from tests.browser.waiting import until
from tests.conftest import PASSWORD

__all__ = ["elsewhere", "home"]
pytestmark = pytest.mark.browser

ANNOUNCED = "registered else announced"
NAME = "nguoixem"

# A viewer as the specification has it (7.1), with as little round it as will do.
VIEWER = """
<button id="ask">Xem</button><p id="told"></p><div id="stage"></div>
<script>
const probe = "PROBE", told = document.getElementById("told"), stage = document.getElementById("stage");
const ask = async (token) => (await fetch(probe, token ? {headers: {Authorization: `Bearer ${token}`}} : {})).json();
const closed = (opened) => new Promise((over) => {
  const timer = setInterval(() => { if (opened.closed) { clearInterval(timer); over(); } }, 50);
});
const token = (address) => new Promise((got) => {
  addEventListener("message", (event) => {
    if (event.origin === new URL(probe).origin && event.data.messageId === "ae3415") got(event.data);
  });
  const frame = document.createElement("iframe");
  frame.src = `${address}?messageId=ae3415&origin=${location.origin}`;
  frame.hidden = true;
  document.body.append(frame);
});
const show = ({type, id, service}) => {
  const made = document.createElement(type === "Image" ? "img" : type === "Video" ? "video" : "audio");
  made.src = type === "Image" ? `${service[0].id}/full/300,/0/default.jpg` : id;
  stage.append(made);
  if (made.play) made.play();
};
document.getElementById("ask").onclick = async () => {
  const access = probe.replace(/probe.*/, "access"), opened = open(`${access}?origin=${location.origin}`);
  await closed(opened);
  const said = await token(access.replace("access", "token"));
  told.textContent = said.accessToken ? "token" : said.profile;
  if (!said.accessToken) return;
  const result = await ask(said.accessToken);
  told.textContent = result.status;
  if (result.location) show(result.location);
};
ask().then((result) => { told.textContent = result.status; });
</script>"""


@pytest.fixture(scope="module")
def member(home: Served) -> str:
    with suppress(Invalid):  # there already, where tests of several modules take turns
        home.archive.accounts.add(NAME, PASSWORD, role=None, display_name="Người xem")
    return NAME


@pytest.fixture
def restricted(home: Served) -> Iterator[Callable[[str], str]]:
    """``restricted("video")``: the file of that type, for people with an account alone while the test lasts."""
    closed: list[str] = []

    def close(type: str) -> str:
        closed.append(home.media[type])
        home.archive.media.restrict(SYSTEM, closed[-1], ANNOUNCED)
        return closed[-1]

    yield close
    for media in closed:
        home.archive.media.restrict(SYSTEM, media, "everyone")
    home.archive.indexing.index(home.gongs)  # out of which a record is taken when a file of it is closed


@pytest.fixture
def lenient(playwright: Playwright, browser_type_launch_args: dict[str, Any], tmp_path: Path) -> Iterator[Page]:
    """A browser that lets cookies of other sites into frames; that of ``page`` does not."""
    (tmp_path / "Default").mkdir()
    settings = {"profile": {"block_third_party_cookies": False, "cookie_controls_mode": 0}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings))
    context = playwright.chromium.launch_persistent_context(tmp_path, locale="vi", **browser_type_launch_args)
    yield context.pages[0]
    context.close()


def signed_in(window: Page, name: str) -> None:
    window.wait_for_load_state()
    window.get_by_label("Tên đăng nhập").fill(name)
    window.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    with window.expect_event("close"):
        window.get_by_role("button", name="Đăng nhập và cho phép").click()


def test_a_film_plays_in_a_frame_for_who_signs_in_though_the_frame_has_no_cookie(
    page: Page, home: Served, elsewhere: Elsewhere, member: str, restricted: Callable[[str], str]
) -> None:
    film = restricted("video")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    snippet = page.request.get(f"{home.base}/oembed", params={"url": f"{home.base}/vi/records/{home.gongs}"})
    page.goto(elsewhere.put(str(snippet.json()["html"])))
    frame = page.frames[1]
    assert frame.locator("video").count() == 0
    with page.expect_popup() as opened:
        frame.get_by_role("button", name="Đăng nhập để xem thêm 1 tệp").click()
    signed_in(opened.value, member)
    expect(frame.locator(f'[data-media="{film}"] video')).to_have_count(1)
    frame.locator(f'[data-show="{film}"]').click()
    frame.get_by_role("button", name="Phát").first.click()
    frame.wait_for_function("() => document.querySelector('video').currentTime > 0.3")
    played = [url for url in asked if f"/media/{film}/" in url and url.rpartition(".")[2] in {"mp4", "m3u8"}]
    assert played
    assert all("/pass/" in url for url in played)


def test_a_viewer_of_another_site_shows_what_its_user_may_see(
    lenient: Page, home: Served, elsewhere: Elsewhere, member: str, restricted: Callable[[str], str]
) -> None:
    seen = {
        "image": "document.querySelector('img').naturalWidth === 300",
        "audio": "document.querySelector('audio').currentTime > 0.2",
        "video": "document.querySelector('video').currentTime > 0.2",
    }
    for number, (type, shown) in enumerate(seen.items()):
        lenient.goto(elsewhere.put(VIEWER.replace("PROBE", f"{home.base}/iiif/auth/2/probe/{restricted(type)}")))
        expect(lenient.locator("#told")).to_have_text("401")
        with lenient.expect_popup() as opened:
            lenient.locator("#ask").click()
        expect(opened.value.locator("strong")).to_have_text(elsewhere.base)
        if number:
            with opened.value.expect_event("close"):
                opened.value.get_by_role("button", name="Cho phép").click()
        else:
            signed_in(opened.value, member)
        expect(lenient.locator("#told")).to_have_text("302")
        lenient.wait_for_function(shown)


def test_where_no_cookie_gets_into_frames_the_viewer_is_told_so(
    page: Page, home: Served, elsewhere: Elsewhere, member: str, restricted: Callable[[str], str]
) -> None:
    media = restricted("audio")
    page.goto(elsewhere.put(VIEWER.replace("PROBE", f"{home.base}/iiif/auth/2/probe/{media}")))
    with page.expect_popup() as opened:
        page.locator("#ask").click()
    signed_in(opened.value, member)
    expect(page.locator("#told")).to_have_text("missingAspect")


def test_in_a_sandbox_without_an_origin_the_records_own_page_opens(
    page: Page, home: Served, elsewhere: Elsewhere, restricted: Callable[[str], str]
) -> None:
    restricted("video")
    sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    address = f"{home.base}/embed/records/{home.gongs}?lang=vi"
    page.goto(elsewhere.put(f'<iframe width="640" height="600" sandbox="{sandbox}" src="{address}"></iframe>'))
    with page.expect_popup() as opened:
        page.frames[1].get_by_role("button", name="Đăng nhập để xem thêm 1 tệp").click()
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith(f"/vi/records/{home.gongs}")


@pytest.mark.parametrize("attack", ["window", "frame"])
def test_nobody_else_who_opens_the_window_gets_the_address(
    page: Page, home: Served, elsewhere: Elsewhere, member: str, restricted: Callable[[str], str], attack: str
) -> None:
    restricted("video")
    script = f"""<button id="go">Xem</button><script>
      self.told = []; addEventListener("message", (event) => self.told.push(event.data));
      document.getElementById("go").onclick = () =>
        open("{home.base}/iiif/auth/2/access?record={home.gongs}&lang=vi", "_blank");
    </script>"""
    inner = elsewhere.put(script)
    page.goto(inner if attack == "window" else elsewhere.put(f'<iframe src="{inner}"></iframe>'))
    frame = page.frames[-1]
    with page.expect_popup() as opened:
        frame.locator("#go").click()
    signed_in(opened.value, member)
    page.wait_for_timeout(300)
    assert frame.evaluate("self.told") == []


@pytest.mark.parametrize("width", [360, 480])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_window_is_for_everybody(
    page: Page, home: Served, member: str, violations: Callable[[], list[str]], width: int, lang: str
) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    address = f"{home.base}/iiif/auth/2/access?origin=https://bao-tang.example.vn&lang={lang}"
    page.goto(address)
    assert violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.type(member)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(
        "Bạn có thể đóng cửa sổ này" if lang == "vi" else "You can close this window"
    )
    page.goto(address)
    expect(page.get_by_role("button").first).to_have_text("Cho phép" if lang == "vi" else "Allow")
    assert violations() == []
    page.goto(f"{home.base}/iiif/auth/2/logout?lang={lang}")
    assert violations() == []
    page.get_by_role("button").click()
    assert violations() == []


def test_in_the_archives_own_research_viewer_members_zoom_into_what_others_are_only_told_of(
    page: Page, home: Served, member: str, restricted: Callable[[str], str]
) -> None:
    tiles = f"/iiif/image/3/{restricted('image')}/"
    seen: dict[str, int] = {}
    page.on("response", lambda answer: seen.update({answer.url: answer.status}) if tiles in answer.url else None)
    page.goto(f"{home.base}/vi/sign-in")
    page.get_by_label("Tên đăng nhập").fill(member)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home.base}/vi/")
    page.goto(f"{home.base}/vi/records/{home.gongs}/viewer")
    expect(page.locator(".openseadragon-canvas canvas").first).to_be_visible()
    until(page, lambda: any(url.endswith(".jpg") for url in seen))
    page.wait_for_load_state("networkidle")
    assert {status for url, status in seen.items() if url.endswith(".jpg")} == {200}
