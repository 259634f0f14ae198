"""A backup taken in use holds all that was acknowledged before it began; it comes back whole, or not at all."""

import hashlib
import shutil
import tarfile
import threading
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Archive, open_archive
from app.config import read_settings
from app.errors import Damaged, NotFound, SetupError
from app.models import Media, Unit, WorkingCopy
from app.services import texts
from app.services.founding import found
from app.services.jobs import process_name
from app.services.preservation.names import object_of
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.conftest import PASSWORD
from tests.made import festival, jpeg, published
from tests.services.test_erasure import erase
from tests.services.test_preserve import republish
from tests.services.test_preserve_ocfl import valid
from workers.jobs import Runner


def nothing(_done: int, _total: int) -> None: ...


def emptied(folder: Path, environ: dict[str, str] | None = None) -> Archive:
    archive = open_archive(read_settings({"CHIENG_BASE_URL": "http://archive.test", **(environ or {})}, data=folder))
    found(archive.db)
    return archive


def restored(file: Path, folder: Path, environ: dict[str, str] | None = None) -> Archive:
    archive = emptied(folder, environ)
    archive.restore.read(file, nothing)
    Runner(archive, process_name()).run_until_idle()
    return archive


@pytest.mark.parametrize("name", ["all.tar", "all.tar.gz"])
def test_everything_comes_back(
    archive: Archive,
    officer: Viewer,
    tmp_path: Path,
    elsewhere: dict[str, str],
    run_jobs: Callable[[], int],
    name: str,
) -> None:
    with archive.db.unit_of_work() as work:  # a parent that is entered after its child
        work.add(Unit(id=90, code="xa", name={"vi": "Xã"}, level="commune", parent_id=None))
        work.flush()
        work.add(Unit(id=91, code="tinh", name={"vi": "Tỉnh"}, level="province"))
        work.flush()
        work.get_one(Unit, 90).parent_id = 91
    record = published(archive, officer)
    preserved = archive.media.accept(officer, record, jpeg(), "a.jpg")
    republish(archive, record)
    run_jobs()
    waiting = archive.media.accept(officer, record, jpeg(colour="#123456"), "b.jpg")
    archive.records.autosave(officer, record, texts.body(festival("Đang gõ")), base=2)
    draft = archive.records.create(officer, "festival", texts.body(festival("Bản nháp"))).identifier

    archive.backup.write(tmp_path / name, nothing)
    again = restored(tmp_path / name, tmp_path / "again", elsewhere)

    assert again.store.original(preserved.id).read_bytes() == jpeg().read()
    assert again.store.original(waiting.id).read_bytes() == jpeg(colour="#123456").read()
    was, now = archive.reading.record(VISITOR, record), again.reading.record(VISITOR, record)
    assert replace(now, changed_at=was.changed_at) == was  # the file that waited has got its derivatives since
    assert again.reading.record(SYSTEM, draft).metadata == festival("Bản nháp")
    assert again.accounts.sign_in(officer.name, PASSWORD, "::1") == officer.account_id
    with again.db.read() as session:
        assert session.scalars(select(WorkingCopy)).one().body["metadata"] == festival("Đang gõ")
        assert session.get_one(Unit, 90).parent_id == 91
    assert again.store.derivatives(preserved.id, 1).is_dir()
    assert valid(again.settings.ocfl)
    assert again.fixity.check(nothing).faults == ()
    assert not (again.settings.data / "restoring").exists()
    again.db.dispose()


def test_uploads_acknowledged_before_it_began_are_in_a_backup_taken_during_uploads(
    archive: Archive, tmp_path: Path
) -> None:
    record = published(archive, SYSTEM)
    acknowledged: dict[str, str] = {}
    enough, over = threading.Event(), threading.Event()

    def upload() -> None:
        for number in range(400):
            body = jpeg(16, 16).read() + b"%d" % number
            media = archive.media.accept(SYSTEM, record, BytesIO(body), f"{number}.jpg")
            acknowledged[media.id] = hashlib.sha256(body).hexdigest()
            archive.preservation.preserve(record, nothing)
            if number == 20:
                enough.set()
            if over.is_set() and number > 25:
                return

    thread = threading.Thread(target=upload)
    thread.start()
    assert enough.wait(60)
    before = dict(acknowledged)
    archive.backup.write(tmp_path / "all.tar", nothing)
    over.set()
    thread.join()

    again = emptied(tmp_path / "again")
    again.restore.read(tmp_path / "all.tar", nothing)
    assert len(before) > 20
    for media, digest in before.items():
        assert hashlib.sha256(again.store.original(media).read_bytes()).hexdigest() == digest
    with again.db.read() as session:
        assert set(before) <= set(session.scalars(select(Media.id)))
    assert valid(again.settings.ocfl)
    again.db.dispose()


def test_a_backup_with_one_changed_byte_is_refused_and_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    record = published(archive, SYSTEM)
    archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    file = tmp_path / "all.tar"
    archive.backup.write(file, nothing)
    body = file.read_bytes()
    with tarfile.open(file) as tar:
        at = next(member.offset_data for member in tar if member.name.startswith("originals/")) + 300
    for spoilt in (body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :], body[: len(body) // 2]):
        file.write_bytes(spoilt)
        again = emptied(tmp_path / f"again{len(spoilt)}")
        with pytest.raises(Damaged):
            again.restore.read(file, nothing)
        assert not (again.settings.data / "originals").exists()
        assert not (again.settings.data / "restoring").exists()
        with again.db.read() as session:
            assert session.scalars(select(Media)).all() == []
        again.db.dispose()


def test_an_archive_is_not_overwritten(archive: Archive, tmp_path: Path) -> None:
    published(archive, SYSTEM)
    archive.backup.write(tmp_path / "all.tar", nothing)
    with pytest.raises(SetupError):
        archive.restore.read(tmp_path / "all.tar", nothing)


def test_a_backup_does_not_spread_a_damaged_original(archive: Archive, tmp_path: Path) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    archive.store.original(media.id).write_bytes(b"\xff")
    with pytest.raises(Damaged):
        archive.backup.write(tmp_path / "all.tar", nothing)
    assert list(tmp_path.glob("*.tar*")) == []


def test_nothing_is_preserved_during_a_backup_and_all_of_it_afterwards(archive: Archive) -> None:
    record = published(archive, SYSTEM)
    with archive.vault.still():
        archive.preservation.preserve(record, nothing)
        assert archive.vault.held(object_of(record)) is None
    Runner(archive, process_name()).run_until_idle()
    assert archive.vault.held(object_of(record))


def test_what_was_erased_since_is_erased_in_restoring(
    archive: Archive, tmp_path: Path, make_officer: Callable[..., Viewer]
) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    republish(archive, record)
    archive.backup.write(tmp_path / "all.tar", nothing)
    erase(archive, make_officer("publisher"), make_officer("administrator"), record, (media.id,))
    again = restored(
        tmp_path / "all.tar",
        tmp_path / "again",
        {"CHIENG_ERASURES": str(archive.settings.data / "erasures.jsonl")},
    )
    with pytest.raises(NotFound):
        again.reading.media(SYSTEM, media.id)
    with pytest.raises(NotFound):
        again.store.original(media.id)
    again.db.dispose()


def test_a_backup_of_one_kind_of_database_comes_back_into_either(archive: Archive, tmp_path: Path) -> None:
    """And new rows are numbered after those that came back."""
    first = emptied(tmp_path / "first")
    record = published(first, SYSTEM)
    media = first.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    Runner(first, process_name()).run_until_idle()
    first.backup.write(tmp_path / "one.tar", nothing)
    first.db.dispose()
    archive.restore.read(tmp_path / "one.tar", nothing)
    Runner(archive, process_name()).run_until_idle()
    assert archive.store.original(media.id).read_bytes() == jpeg().read()
    second = published(archive, SYSTEM, "Lễ mới", access="registered")
    archive.records.restrict(SYSTEM, second, "registered else announced")
    archive.backup.write(tmp_path / "two.tar", nothing)
    again = restored(tmp_path / "two.tar", tmp_path / "again")
    assert again.reading.record(SYSTEM, second).access == "registered else announced"
    assert again.reading.record(VISITOR, record).identifier == record
    again.db.dispose()


def test_rebuilding_numbers_new_rows_after_those_that_came_back(archive: Archive, tmp_path: Path) -> None:
    first = emptied(tmp_path / "first")
    record = published(first, SYSTEM, access="registered")
    Runner(first, process_name()).run_until_idle()
    shutil.copytree(first.settings.ocfl, archive.settings.ocfl)
    first.db.dispose()
    archive.rebuild.run(nothing)
    assert archive.reading.record(SYSTEM, record).access == "registered"
    second = published(archive, SYSTEM, "Lễ mới", access="registered else announced")
    Runner(archive, process_name()).run_until_idle()
    assert archive.vault.held(object_of(second))
