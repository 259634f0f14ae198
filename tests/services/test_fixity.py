"""Every byte that is kept is read; what is wrong is told with its place, whether preserved or still waiting."""

from collections.abc import Callable

from app.bootstrap import Archive
from app.ports import Fault
from app.services.fixity import Checked
from app.services.preservation.names import object_of
from app.services.viewer import SYSTEM
from tests.made import jpeg, published


def check(archive: Archive) -> Checked:
    return archive.fixity.check(lambda _done, _total: None)


def test_a_sound_archive_has_no_faults(archive: Archive, run_jobs: Callable[[], int]) -> None:
    record = published(archive, SYSTEM)
    archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    run_jobs()
    archive.media.accept(SYSTEM, record, jpeg(colour="#123456"), "b.jpg")
    assert check(archive) == Checked(objects=2, waiting=1, faults=())


def test_one_changed_byte_of_a_preserved_original_is_found(archive: Archive, run_jobs: Callable[[], int]) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    run_jobs()
    path = archive.store.original(media.id).resolve()
    body = path.read_bytes()
    path.write_bytes(body[:200] + bytes([body[200] ^ 1]) + body[201:])
    assert check(archive).faults == (Fault("changed", str(path.relative_to(archive.settings.ocfl))),)


def test_an_original_that_waits_is_checked_too(archive: Archive) -> None:
    record = published(archive, SYSTEM)
    changed = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    lost = archive.media.accept(SYSTEM, record, jpeg(colour="#123456"), "b.jpg")
    archive.store.original(changed.id).write_bytes(b"\xff")
    archive.store.original(lost.id).unlink()
    told = {Fault("changed", f"originals/{changed.id}"), Fault("missing", f"originals/{lost.id}")}
    assert set(check(archive).faults) == told


def test_a_published_record_whose_object_is_gone_is_missed(archive: Archive, run_jobs: Callable[[], int]) -> None:
    record = published(archive, SYSTEM)
    run_jobs()
    archive.vault.remove(object_of(record))
    assert check(archive).faults == (Fault("missing", object_of(record)),)
