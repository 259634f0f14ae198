"""Derivatives that are lost are found, told, and made anew; what else ``chieng doctor`` tells of what is held."""

import shutil
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from app.bootstrap import Archive
from app.cli import main
from app.models import Job, Media
from app.services import checkup, texts
from app.services.media import upkeep
from app.services.viewer import SYSTEM
from tests import servers
from tests.made import festival, jpeg, published


@pytest.fixture
def ready(archive: Archive, run_jobs: Callable[[], int]) -> list[str]:
    """Two pictures with their derivatives, the youngest first."""
    record = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    made = [archive.media.accept(SYSTEM, record, jpeg(colour=colour), "anh.jpg").id for colour in ("red", "blue")]
    run_jobs()
    return made[::-1]


def lose(archive: Archive, media: str) -> None:
    shutil.rmtree(archive.store.derivatives(media, 1))


def waiting(archive: Archive) -> list[str]:
    with archive.db.read() as session:
        return sorted(session.scalars(select(Job.subject).where(Job.kind == "media", Job.state == "queued")))


def told(archive: Archive) -> dict[str, tuple[bool, str]]:
    found = checkup.findings(archive.settings, archive.db, archive.index, archive.store, archive.bell)
    return {finding.what: (finding.well, finding.detail) for finding in found}


def test_lost_derivatives_are_made_anew_and_the_others_left(
    archive: Archive, ready: list[str], run_jobs: Callable[[], int]
) -> None:
    assert upkeep.missing(archive.db, archive.store) == []
    lose(archive, ready[0])
    assert upkeep.rederive(archive.db, archive.jobs, archive.store, missing_only=True) == 1
    assert waiting(archive) == [ready[0]]
    assert archive.reading.media(SYSTEM, ready[0]).state == "queued"
    run_jobs()
    again = archive.reading.media(SYSTEM, ready[0])
    assert (again.state, again.generation) == ("ready", 1)
    assert (archive.store.derivatives(again.id, 1) / "image.tif").exists()
    assert archive.reading.media(SYSTEM, ready[1]).generation == 1


def test_all_derivatives_can_be_made_anew_and_stay_in_use_until_then(archive: Archive, ready: list[str]) -> None:
    assert upkeep.rederive(archive.db, archive.jobs, archive.store, missing_only=False) == 2
    assert waiting(archive) == sorted(ready)
    assert [archive.reading.media(SYSTEM, media).state for media in ready] == ["ready", "ready"]


def test_a_file_that_a_job_is_on_its_way_to_make_or_that_failed_is_not_missing(
    archive: Archive, ready: list[str]
) -> None:
    for media in ready:
        lose(archive, media)
    with archive.db.unit_of_work() as work:
        work.execute(update(Media).where(Media.id == ready[0]).values(state="failed"))
        archive.jobs.ask(work, "media", ready[1])
    assert upkeep.missing(archive.db, archive.store) == []


def test_every_file_is_looked_at_or_as_many_as_asked(
    archive: Archive, ready: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "AT_ONCE", 1)
    for media in ready:
        lose(archive, media)
    assert upkeep.missing(archive.db, archive.store) == ready
    assert upkeep.missing(archive.db, archive.store, 1) == ready[:1]


def test_the_command_asks_for_what_is_lost(archive: Archive, ready: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in servers.environ(archive.settings).items():
        monkeypatch.setenv(name, value)
    lose(archive, ready[1])
    done = CliRunner().invoke(main, ["rederive", "--missing"])
    assert done.exit_code == 0, done.output
    assert waiting(archive) == [ready[1]]


def test_the_doctor_tells_of_failed_work_an_empty_index_and_lost_derivatives(
    archive: Archive, ready: list[str], run_jobs: Callable[[], int]
) -> None:
    published(archive, SYSTEM)
    run_jobs()
    names = ("Work that failed", "Records in the search index", "Files whose derivatives are lost")
    assert [told(archive)[name] for name in names] == [(True, "0"), (True, "1 / 1"), (True, "0")]
    lose(archive, ready[0])
    archive.index.clear()
    with archive.db.unit_of_work() as work:
        work.execute(update(Job).where(Job.subject == ready[1], Job.kind == "media").values(state="failed"))
    assert [told(archive)[name] for name in names] == [
        (False, "1"),
        (False, "0 / 1, chieng reindex"),
        (False, "1, chieng rederive --missing"),
    ]


def test_the_doctor_of_an_empty_folder_tells_of_tables_and_looks_at_nothing_in_them(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkup.schema, "differences", lambda _db: ["record"])
    found = told(archive)
    assert found["Tables of the record store"] == (False, "chieng init")
    assert "Work that failed" not in found
