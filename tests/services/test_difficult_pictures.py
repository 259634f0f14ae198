"""Difficult pictures through the whole archive: taken in or refused in words, and whoever works goes on working."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.bootstrap import Archive
from app.errors import MediaRefused
from app.models import Media, MediaText
from app.services.viewer import SYSTEM, VISITOR
from tests.difficult_pictures import HOSTILE, Difficult, scan
from tests.made import jpeg, published

pytestmark = pytest.mark.embedded("what is asked of pictures is asked of no server")

LATE = [difficult for difficult in HOSTILE if difficult.name.startswith(("cut", "claims-less", "too-much", "circular"))]


def states(archive: Archive, ids: list[str]) -> list[str]:
    with archive.db.read() as session:
        return [session.get_one(Media, id).state for id in ids]


def test_hostile_pictures_are_refused_at_the_door_or_fail_in_words_and_work_goes_on(
    archive: Archive, run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    record = published(archive, SYSTEM)
    taken = [id for difficult in LATE if (id := sent(archive, record, difficult, tmp_path))]
    photograph = archive.media.accept(SYSTEM, record, jpeg(), "anh.jpg").id
    run_jobs()
    assert states(archive, [photograph]) == ["ready"]
    assert taken
    for id, state in zip(taken, states(archive, taken), strict=True):
        with archive.db.read() as session:
            problem = session.get_one(Media, id).problem
        assert state == "ready" or (state == "failed" and problem["code"].startswith("media."))
        assert archive.store.original(id).exists()


def sent(archive: Archive, record: str, difficult: Difficult, folder: Path) -> str | None:
    content = difficult.made(folder).read_bytes()
    try:
        return archive.media.accept(SYSTEM, record, BytesIO(content), difficult.name).id
    except MediaRefused:
        return None


def test_every_page_of_a_scan_in_one_file_is_seen(
    archive: Archive, run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    record = published(archive, SYSTEM)
    scan(tmp_path / "scan.tif")
    id = archive.media.accept(SYSTEM, record, BytesIO((tmp_path / "scan.tif").read_bytes()), "scan.tif").id
    archive.records.publish(SYSTEM, record, base=2)
    run_jobs()
    view = archive.reading.media(VISITOR, id)
    assert (view.type, view.state, len(view.detail["pages"])) == ("document", "ready", 3)
    folder = archive.store.derivatives(id, view.generation) / "pages"
    colours = []
    for number in range(1, 4):
        with Image.open(folder / f"{number:04}" / "image.tif") as page:
            colours.append(max(range(3), key=page.convert("RGB").getpixel((9, 9)).__getitem__))  # type: ignore[union-attr]
    assert colours == [0, 1, 2]
    archive.derivation.derive(id, lambda _done, _total: None)
    assert len(archive.reading.media(VISITOR, id).detail["pages"]) == 3
    with archive.db.read() as session:
        assert session.get(MediaText, (id, "page", "1")) is None
    assert len(json.loads(archive.manifests.manifest(VISITOR, record).body)["items"]) == 3
