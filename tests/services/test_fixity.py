"""Every byte that is kept is read; what is wrong is told with its place, whether preserved or still waiting."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner

from app.adapters.ocfl_inventory import location
from app.bootstrap import Archive
from app.cli import main
from app.ports import Fault
from app.services.preservation.fixity import Checked
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


def preserved(archive: Archive, run_jobs: Callable[[], int]) -> Path:
    """The folder of an object with two versions."""
    record = published(archive, SYSTEM)
    archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    run_jobs()
    archive.records.restrict(SYSTEM, record, "registered")
    run_jobs()
    return archive.settings.ocfl / location(object_of(record))


def spoil(path: Path) -> None:
    body = path.read_bytes()
    path.write_bytes(body[:20] + bytes([body[20] ^ 1]) + body[21:])


@pytest.mark.parametrize(
    ("file", "do", "kind"),
    [
        ("v1/content/record.json", spoil, "changed"),
        ("v2/content/record.json", Path.unlink, "missing"),
        ("inventory.json", spoil, "changed"),
        ("inventory.json.sha512", spoil, "changed"),
        ("v1/inventory.json", spoil, "changed"),
        ("v1/inventory.json.sha512", Path.unlink, "missing"),
        ("0=ocfl_object_1.1", Path.unlink, "missing"),
        ("v2/content/stray.txt", Path.touch, "extra"),
        ("stray.txt", Path.touch, "extra"),
    ],
)
def test_whatever_is_wrong_with_an_object_is_told_with_its_version_and_place(
    archive: Archive, run_jobs: Callable[[], int], file: str, do: Callable[[Path], None], kind: Literal["missing"]
) -> None:
    folder = preserved(archive, run_jobs)
    do(folder / file)
    assert check(archive).faults == (Fault(kind, str((folder / file).relative_to(archive.settings.ocfl))),)


def test_a_link_that_leads_nowhere_is_told(archive: Archive, run_jobs: Callable[[], int]) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    run_jobs()
    link = archive.store.original(media.id)
    link.unlink()
    link.symlink_to("../../nowhere.jpg")
    assert check(archive).faults == (Fault("missing", f"originals/{media.id}"),)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("vi_VN.UTF-8", "Đã bị thay đổi: "),
        ("C.UTF-8", "Changed: "),
    ],
)
def test_the_command_tells_it_in_the_language_of_the_terminal(
    archive: Archive, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch, language: str, told: str
) -> None:
    folder = preserved(archive, run_jobs)
    spoil(folder / "v1/content/record.json")
    monkeypatch.setenv("LC_ALL", language)
    result = CliRunner().invoke(main, ["fixity", "--data", str(archive.settings.data)])
    assert result.exit_code == 1
    assert f"{told}{(folder / 'v1/content/record.json').relative_to(archive.settings.ocfl)}" in result.stdout
