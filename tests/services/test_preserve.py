"""What is published is complete on the disk without the database; an original is there once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from app.adapters.ocfl_inventory import location
from app.bootstrap import Archive
from app.models import Job, Media, now
from app.services.preservation.names import REGISTRY, object_of
from app.services.viewer import SYSTEM
from tests import servers
from tests.made import festival, jpeg, published, text
from tests.services.sheets import festivals, write_sheet
from tests.services.test_killed import finish, leftovers
from tests.services.test_preserve_ocfl import valid

PREMIS = "{http://www.loc.gov/premis/v3}"
PHOTOGRAPHS = int(os.environ.get("CHIENG_TEST_PHOTOGRAPHS", "150"))
CAPTIONS = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nTiếng chiêng\n"


def tell(archive: Archive, identifier: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(archive.vault.places(object_of(identifier))["record.json"].read_text())
    return told


def version(archive: Archive, identifier: str) -> int:
    held = archive.vault.held(object_of(identifier))
    return held.version if held else 0


def republish(archive: Archive, identifier: str) -> None:
    head = archive.reading.record(SYSTEM, identifier, head=True).version
    archive.records.publish(SYSTEM, identifier, base=head)


def events(archive: Archive, identifier: str) -> list[str]:
    places = archive.vault.places(object_of(identifier))
    files = [places[path] for path in sorted(places) if path.startswith("premis/")]
    return [kind.text or "" for file in files for kind in ElementTree.parse(file).iter(f"{PREMIS}eventType")]


def weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_published_record_is_whole_in_its_object(archive: Archive, run_jobs: Callable[[], int]) -> None:
    record = published(archive, SYSTEM)
    body = jpeg().read()
    media = archive.media.accept(SYSTEM, record, BytesIO(body), "Đám rước.JPG", description={"label": [text("Rước")]})
    archive.media.set_text(SYSTEM, media.id, "captions", "vi", CAPTIONS)
    archive.media.set_text(SYSTEM, media.id, "corrected", "12", "<alto/>")
    archive.media.set_text(SYSTEM, media.id, "transcript", "vi", "Lời kể")
    republish(archive, record)
    run_jobs()

    told = tell(archive, record)
    places = archive.vault.places(object_of(record))
    [file] = told["media"]  # type: ignore[misc]
    assert told["kind"] == "festival"
    assert told["access"] == "everyone"
    assert told["text"]["metadata"] == festival()  # type: ignore[index]
    assert told["text"]["media"] == [media.id]  # type: ignore[index]
    assert file["filename"] == "Đám rước.JPG"
    assert file["description"] == {"label": [text("Rước")]}
    assert places[file["original"]].read_bytes() == body
    assert places[file["texts"]["captions"]["vi"]].read_text() == CAPTIONS
    assert file["texts"]["transcript"]["vi"].endswith(".vi.txt")
    assert places[file["texts"]["corrected"]["12"]].read_text() == "<alto/>"
    assert {"creation", "accession", "dissemination"} <= set(events(archive, record))
    assert valid(archive.settings.ocfl)


def test_an_original_moves_into_its_object_and_is_found_there(archive: Archive, run_jobs: Callable[[], int]) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    run_jobs()
    path = archive.store.original(media.id)
    assert path.resolve().is_relative_to(archive.settings.ocfl)
    assert path.resolve().stat().st_nlink == 1
    assert [path for path in archive.settings.originals.rglob("*") if path.is_file() and not path.is_symlink()] == []
    assert archive.store.original(media.id).read_bytes() == jpeg().read()


def test_nothing_new_makes_no_new_version(archive: Archive, run_jobs: Callable[[], int]) -> None:
    record = published(archive, SYSTEM)
    run_jobs()
    assert version(archive, record) == 1
    archive.preservation.preserve(record, lambda _done, _total: None)
    assert version(archive, record) == 1


@pytest.mark.parametrize("change", ["restrict", "withdraw", "describe", "captions"])
def test_every_change_after_publication_is_preserved(
    archive: Archive, run_jobs: Callable[[], int], change: str
) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    republish(archive, record)
    run_jobs()
    before = tell(archive, record)
    if change == "restrict":
        archive.records.restrict(SYSTEM, record, "registered")
    elif change == "withdraw":
        archive.records.withdraw(SYSTEM, record, why="nhầm lẫn")
    elif change == "describe":
        archive.media.describe(SYSTEM, media.id, {"label": [text("Khác")]})
    else:
        archive.media.set_text(SYSTEM, media.id, "captions", "vi", CAPTIONS)
    run_jobs()
    after = tell(archive, record)
    assert after != before
    assert after["changedAt"] != before["changedAt"]
    assert version(archive, record) > 1
    if change == "withdraw":
        assert after["withdrawnAt"]
        assert after["publishedVersion"] is None
        assert after["text"] == before["text"]


def test_many_uploads_wait_for_one_version(archive: Archive, run_jobs: Callable[[], int]) -> None:
    record = published(archive, SYSTEM)
    for number in range(8):
        archive.media.accept(SYSTEM, record, jpeg(64, 48, f"#{number}a2b2c"), f"{number}.jpg")
    with archive.db.read() as session:
        waiting = session.scalars(select(Job).where(Job.kind == "preserve", Job.subject == record)).all()
    assert len(waiting) == 1
    run_jobs()
    assert version(archive, record) <= 2


@pytest.mark.parametrize(
    ("size", "minutes", "publishing"),
    [(60_000, 0.5, False), (60_000, 0.5, True), (15_000, 20, False)],
)
def test_photographs_preserved_one_by_one_weigh_less_than_twice_their_originals(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, size: int, minutes: float, publishing: bool
) -> None:
    """The worst case: preserving is asked for after each of them, as time goes by. ``CHIENG_TEST_PHOTOGRAPHS`` says
    how many come in (150)."""
    monkeypatch.setattr("os.fsync", lambda _descriptor: None)
    times = Times(monkeypatch)
    record = published(archive, SYSTEM)
    sizes = 0
    for number in range(PHOTOGRAPHS):
        body = jpeg(16, 16).read() + number.to_bytes(4, "big") * (size // 4)
        sizes += len(body)
        archive.media.accept(SYSTEM, record, BytesIO(body), f"{number}.jpg")
        if publishing:
            republish(archive, record)
        times.pass_by(timedelta(minutes=minutes))
        archive.preservation.preserve(record, lambda _done, _total: None)
    republish(archive, record)
    times.pass_by(timedelta(hours=1))
    archive.preservation.preserve(record, lambda _done, _total: None)
    folder = archive.settings.ocfl / location(object_of(record))
    told = f"{PHOTOGRAPHS} of {size} bytes: {weight(folder) / sizes:.3f} x, {version(archive, record)} versions"
    print(told)
    assert weight(folder) < 1.8 * sizes, told
    assert len(tell(archive, record)["media"]) == PHOTOGRAPHS  # type: ignore[arg-type]
    assert valid(archive.settings.ocfl)


class Times:
    """What the preserving service takes for the present."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._at = now()
        for place in ("app.services.preservation.service.now", "app.adapters.ocfl.now"):
            monkeypatch.setattr(place, lambda: self._at)

    def pass_by(self, some: timedelta) -> None:
        self._at += some


def test_a_damaged_original_is_told_and_keeps_nothing_else_out(archive: Archive, run_jobs: Callable[[], int]) -> None:
    record = published(archive, SYSTEM)
    good = archive.media.accept(SYSTEM, record, jpeg(), "good.jpg")
    bad = archive.media.accept(SYSTEM, record, jpeg(colour="#123456"), "bad.jpg")
    path = archive.store.original(bad.id)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    run_jobs()
    with archive.db.read() as session:
        asked = select(Job).where(Job.kind == "preserve", Job.subject == record, Job.state == "failed")
        job = session.scalars(asked).first()
    assert job
    assert job.error
    assert job.error["code"] == "preserve.changed"
    assert archive.store.preserved(good.id)
    assert not archive.store.preserved(bad.id)
    assert version(archive, record) >= 1


def test_the_registry_holds_what_records_refer_to(archive: Archive, run_jobs: Callable[[], int]) -> None:
    published(archive, SYSTEM, access="registered")
    run_jobs()
    places = archive.vault.places(REGISTRY)
    classes = json.loads(places["access_classes.json"].read_text())
    assert {"everyone", "registered"} <= {row["canonical"] for row in classes}
    assert json.loads(places["units.json"].read_text())[0]["code"] == "archive"
    assert "vocabularies/peoples.csv" in places
    assert not any("account" in path for path in places)


def test_undoing_an_import_takes_its_objects_along(
    archive: Archive, tmp_path: Path, run_jobs: Callable[[], int]
) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(40, 30).read())
    rows = festivals(2)
    rows[0]["media"] = "a.jpg"
    batch = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows)).batch
    assert batch
    run_jobs()
    objects = set(archive.vault.objects())
    assert len(objects) == 2  # the record with the photograph, and the registry
    archive.imports.undo(SYSTEM, batch)
    run_jobs()
    assert set(archive.vault.objects()) == {REGISTRY}
    assert valid(archive.settings.ocfl)
    assert [path for path in archive.settings.originals.rglob("*") if not path.is_dir()] == []


def test_a_full_disk_delays_and_loses_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")

    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("app.adapters.ocfl.write_synced", full)
        archive.preservation.preserve(record, lambda _done, _total: None)
    assert archive.vault.held(object_of(record)) is None
    assert archive.store.original(media.id).read_bytes() == jpeg().read()
    with archive.db.read() as session:
        assert session.scalar(select(Job.id).where(Job.kind == "preserve", Job.state == "queued"))
    archive.preservation.preserve(record, lambda _done, _total: None)
    assert archive.store.preserved(media.id)


UPLOADING = """
import sys
from io import BytesIO
from app.bootstrap import open_archive
from app.config import read_settings
from app.services.viewer import SYSTEM
from tests import servers
from tests.made import jpeg

archive = open_archive(read_settings())
number = int(sys.argv[2])
while True:
    number += 1
    media = archive.media.accept(SYSTEM, sys.argv[1], BytesIO(jpeg(20, 20).read() + b"%d" % number), f"{number}.jpg")
    print(media.id, flush=True)
    archive.preservation.preserve(sys.argv[1], lambda done, total: None)
"""


def test_killed_while_uploading_and_preserving_nothing_acknowledged_is_missing(
    archive: Archive,
) -> None:
    environ = {**os.environ, **servers.environ(archive.settings)}
    record = published(archive, SYSTEM)
    acknowledged: list[str] = []
    for number in range(5):
        started = [sys.executable, "-c", UPLOADING, record, str(number * 100_000)]
        writer = subprocess.Popen(started, env=environ, stdout=subprocess.PIPE, text=True)
        assert writer.stdout
        acknowledged += [writer.stdout.readline().strip()]
        time.sleep(0.2 + 0.0731 * number)
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().split()
        writer.wait()
        writer.stdout.close()
        assert valid(archive.settings.ocfl)
    republish(archive, record)
    finish(archive)
    with archive.db.read() as session:
        rows = {row.id: row for row in session.scalars(select(Media))}
    assert set(acknowledged) <= set(rows)
    assert all(archive.store.original(media).stat().st_size == row.size for media, row in rows.items())
    assert leftovers(archive) == []
    assert list(archive.settings.staging.glob("work@*")) == []
    assert valid(archive.settings.ocfl)
    assert archive.fixity.check(lambda _done, _total: None).faults == ()
