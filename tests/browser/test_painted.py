"""Manifests in two viewers that others wrote: pictures are painted from our tiles, film and sound go on.

Mirador is part of the archive (more of it in ``test_viewer``). The Universal Viewer is fetched by ``.ci/iiif`` and lies
on another site, as it does at those who look at our records from theirs.
"""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, Literal

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import inspect
from werkzeug.serving import BaseWSGIServer, make_server

from app.factory import create_app
from app.media import alto
from app.models import Media, MediaText
from app.services import identifiers, texts
from app.services.media.texts import ALTO, PAGE
from app.services.viewer import SYSTEM
from tests.browser.conftest import Served, closing
from tests.browser.waiting import until
from tests.iiif_tools import folder
from tests.made import festival


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_told: Any) -> None:
        """Requests are told to nobody."""


def running(server: ThreadingHTTPServer | BaseWSGIServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of another site, where the viewer lies."""
    handler = partial(Quiet, directory=str(folder() / "viewer"))
    yield from running(ThreadingHTTPServer(("127.0.0.1", 0), handler))


@pytest.fixture(scope="module")
def here(served: Served) -> Iterator[str]:
    """The archive by the address that its manifests name: the viewer of another site knows no other."""
    server = make_server("127.0.0.1", 0, closing(None), threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    archive = replace(served.archive, settings=replace(served.archive.settings, base_url=base))
    server.app = closing(create_app(archive))
    yield from running(server)


@pytest.fixture(scope="module")
def alone(served: Served) -> dict[str, str]:
    """Records with just one file of the gongs' each, by its type."""
    return {type: _with(served, type) for type in ("video", "audio")}


def _with(served: Served, type: str) -> str:
    archive = served.archive
    record = archive.records.create(SYSTEM, "festival", texts.body(festival("Một tệp để xem"))).identifier
    with archive.db.unit_of_work() as work:
        known = work.get_one(Media, served.media[type])
        row = {column.key: getattr(known, column.key) for column in inspect(Media).columns}
        made = Media(**row | {"id": identifiers.new(work), "record": record})
        work.add(made)
        work.flush()
        archive.records.attach_in(work, SYSTEM, record, [made.id])
        copy = archive.store.derivatives(made.id, made.generation)
        shutil.copytree(archive.store.derivatives(known.id, known.generation), copy)
    archive.records.publish(SYSTEM, record, base=2)
    return record


@pytest.fixture(scope="module")
def read(served: Served) -> tuple[str, str]:
    """A record with a document of which a machine has read the first page."""
    record = _with(served, "document")
    media = served.archive.reading.record(SYSTEM, record).media[0].id
    page = alto.Page(600, 800, (alto.Line((alto.Word("Lễ", 60, 80, 50, 30, 0.7), alto.Word("hội", 120, 80, 60, 30))),))
    with served.archive.db.unit_of_work() as work:
        for kind, body in ((ALTO, alto.write(page)), (PAGE, alto.plain_text(page))):
            work.merge(MediaText(media=media, kind=kind, part="1", body=body))
    return record, media


Viewer = Literal["mirador", "universal"]
VIEWERS = ("mirador", "universal")


@pytest.fixture
def opened(page: Page, here: str, elsewhere: str) -> Callable[..., set[str]]:
    """Opens a record; the addresses of what then is answered are in the set."""

    def open_in(viewer: Viewer, record: str, version: int = 3) -> set[str]:
        answered: set[str] = set()
        page.on("response", lambda answer: answered.add(answer.url) if answer.status in (200, 206) else None)
        manifest = f"{here}/iiif/presentation/{version}/records/{record}/manifest"
        page.goto(
            f"{here}/vi/records/{record}/viewer" if viewer == "mirador" else f"{elsewhere}/uv.html#?manifest={manifest}"
        )
        return answered

    return open_in


def tiles(answered: set[str], image: str) -> list[str]:
    part = re.compile(rf"/iiif/image/[23]/{image}/\d+,\d+,\d+,\d+/")
    return [url for url in answered if part.search(url)]


def colours(place: Locator) -> int:
    """How many there are on what is seen of a place; what is blank has one, or some with a button on it."""
    shot = Image.open(BytesIO(place.screenshot())).convert("RGB")
    return len(shot.quantize(256).getcolors() or ()) if _spread(shot) > 10 else 1


def _spread(picture: Image.Image) -> float:
    return max(ImageStat.Stat(picture).stddev)


def test_what_is_blank_is_seen_to_be(page: Page) -> None:
    page.set_content("<body style='background:#15131c'><button>Zoom in</button></body>")
    assert colours(page.locator("body")) < 100


@pytest.mark.parametrize(("viewer", "version"), [("mirador", 3), ("universal", 3), ("universal", 2)])
def test_a_picture_is_painted_from_four_tiles_or_more(
    page: Page, served: Served, opened: Callable[..., set[str]], viewer: Viewer, version: int
) -> None:
    answered = opened(viewer, served.gongs, version)
    expect(page.locator(".openseadragon-canvas canvas").first).to_be_visible()
    until(page, lambda: len(tiles(answered, served.media["image"])) >= 4)
    until(page, lambda: colours(page.locator(".openseadragon-canvas").first) > 100)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_page_that_was_read_is_painted_though_its_lines_are_told_elsewhere(
    page: Page, read: tuple[str, str], opened: Callable[..., set[str]], viewer: Viewer
) -> None:
    record, media = read
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    answered = opened(viewer, record)
    expect(page.locator(".openseadragon-canvas canvas").first).to_be_visible()
    until(page, lambda: any(f"/iiif/image/3/{media}~1/" in url for url in answered))
    until(page, lambda: colours(page.locator(".openseadragon-canvas").first) > 1)
    if viewer == "mirador":  # it asks for what a canvas names; the other does not, and lays no text over it
        until(page, lambda: any(url.endswith(f"/canvas/{media}~1/lines") for url in answered))
    assert wrong == []


def test_the_lines_of_a_page_are_read_beside_it_in_our_viewer(
    page: Page, read: tuple[str, str], opened: Callable[..., set[str]]
) -> None:
    opened("mirador", read[0])
    page.get_by_label("Mở hoặc đóng thanh bên").first.click()
    page.get_by_role("tab", name="Chú thích").click()
    expect(page.get_by_text("Lễ hội", exact=True)).to_be_visible()


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_film_is_painted_and_its_time_goes_on(
    page: Page, alone: dict[str, str], opened: Callable[..., set[str]], viewer: Viewer
) -> None:
    opened(viewer, alone["video"])
    film = page.locator("video").first
    goes_on(page, viewer, film)
    until(page, lambda: colours(film) > 100)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_time_of_a_sound_goes_on(
    page: Page, alone: dict[str, str], opened: Callable[..., set[str]], viewer: Viewer
) -> None:
    opened(viewer, alone["audio"])
    goes_on(page, viewer, page.locator("audio").first)


def goes_on(page: Page, viewer: Viewer, player: Locator) -> None:
    """By the viewer's own button; Mirador has the browser's, which no script reaches."""
    expect(player).to_be_attached()
    if viewer == "universal":
        page.get_by_title("Play").first.click()
    else:
        player.evaluate("player => player.play()")
    earlier = player.evaluate("player => player.currentTime")
    until(page, lambda: player.evaluate("player => player.currentTime") > earlier + 0.3)
