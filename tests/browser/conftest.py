"""Debian's Chromium, and an archive with a photograph, a film, a sound and a document, served on a port of its own."""

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from app import sample
from app.bootstrap import Archive, open_archive
from app.config import read_settings
from app.factory import create_app
from app.services import texts
from app.services.jobs import process_name
from app.services.viewer import SYSTEM
from tests.made import festival, published, text
from tests.media_samples import enlarged, film

AXE = Path(__file__).parent / "vendor" / "axe-core" / "4.14.1" / "axe.min.js"


@dataclass(frozen=True, slots=True)
class Served:
    """``media`` holds the files of the record ``gongs`` by type."""

    base: str
    archive: Archive
    gongs: str
    media: dict[str, str]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is needed: apt-get install chromium"
    return {"executable_path": chromium, "args": ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "vi", "viewport": {"width": 1366, "height": 800}}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, founded_sqlite: Path) -> Iterator[Served]:
    """It is opened by another address than its settings name, as on a village network."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(founded_sqlite, folder)
    archive = open_archive(read_settings({}, data=folder))
    gongs, media = _gongs(archive, tmp_path_factory.mktemp("originals"))
    for number in range(1, 4):
        published(archive, SYSTEM, f"Lễ mừng lúa mới {number}")
    _do_all(archive)
    with serving(archive) as base:
        yield Served(base, archive, gongs, media)
    archive.db.dispose()


@contextmanager
def serving(archive: Archive) -> Iterator[str]:
    """The address at which an archive is served meanwhile."""
    server = make_server("127.0.0.1", 0, closing(create_app(archive)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def violations(page: Page) -> Callable[[], list[str]]:
    """What axe finds wrong on the page as it stands, WCAG 2.2 AA and best practice."""

    def run() -> list[str]:
        page.evaluate(AXE.read_text())
        found = page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        return [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]

    return run


def closing(application: Any) -> Any:
    """Werkzeug's server forgets to close a body whose reader has reset the connection; gunicorn does not."""

    def answer(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
        body = application(environ, start)
        try:
            yield from body
        finally:
            if close := getattr(body, "close", None):
                close()

    return answer


def _gongs(archive: Archive, folder: Path) -> tuple[str, dict[str, str]]:
    """A festival with one file of each type; the second step of its rite points into the film."""
    described = festival("Lễ hội cồng chiêng của người Xtiêng", occurs=[{"type": "recurrence", "value": "lunar:01-08"}])
    record = archive.records.create(SYSTEM, "festival", texts.body(described)).identifier
    files = {
        "image": enlarged(folder / "photograph.jpg", 2600, 1735),
        "video": _short(film(), folder / "film.mp4"),
        "audio": next(sample.PATH.glob("media/*.mp3")),
        "document": next(sample.PATH.glob("media/*.pdf")),
    }
    media = {type: _accept(archive, record, path) for type, path in files.items()}
    cue = {"film": [_plain(media["video"])], "start": [_plain("00:02")]}
    steps: list[dict[str, Any]] = [{"title": [text("Dựng cây nêu")]}, {"title": [text("Khấn thần lúa")], **cue}]
    described["ritualStep"] = [{"type": "group", "value": "", "parts": parts} for parts in steps]
    archive.media.set_text(
        SYSTEM, media["video"], "captions", "vi", "WEBVTT\n\n00:00.000 --> 00:04.000\nTiếng chiêng\n"
    )
    head = archive.reading.record(SYSTEM, record, head=True).head_version
    saved = archive.records.save(SYSTEM, record, texts.body(described, list(media.values())), base=head)
    archive.records.publish(SYSTEM, record, base=saved.version)
    return record, media


def _plain(value: str) -> dict[str, str]:
    return {"type": "text", "value": value}


def _accept(archive: Archive, record: str, path: Path) -> str:
    with path.open("rb") as file:
        return archive.media.accept(SYSTEM, record, file, path.name, description={"label": [text(path.stem)]}).id


def _short(source: Path, target: Path) -> Path:
    """Small enough to be made in seconds, large enough for two rungs."""
    size = ["-vf", "scale=426:240", "-t", "4", "-ac", "2"]
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(source), *size, str(target)], check=True)
    return target


def _do_all(archive: Archive) -> None:
    from workers.jobs import Runner

    Runner(archive, process_name()).run_until_idle()
