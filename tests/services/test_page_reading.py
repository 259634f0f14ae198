"""Pages are shown, then read, then corrected: what is found, what stays, who sees it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.bootstrap import Archive
from app.cli import main
from app.errors import Invalid, MediaRefused, NotAllowed, NotFound, Stale
from app.media import alto, ocr
from app.models import Job, Media, MediaText, Record
from app.services import checkup, texts, units
from app.services.discovery import Question
from app.services.media import page_reading, upkeep
from app.services.media.page_reading import PageReading
from app.services.media.texts import ALTO, PAGE
from app.services.viewer import SYSTEM, VISITOR, Viewer
from metadata.problem import Problem
from tests import servers
from tests.made import festival, jpeg
from tests.services.test_rebuild import rebuilt
from tests.unit.media.page_samples import STORY, drawn, scan
from tests.unit.media.pdf_samples import page as pdf_page
from tests.unit.media.pdf_samples import pdf

Run = Callable[[], int]
MakeOfficer = Callable[..., Viewer]


def kept(archive: Archive, kind: str, file: BytesIO, name: str, *, access: str = "everyone") -> tuple[str, str]:
    """A published record with one file."""
    record = archive.records.create(SYSTEM, kind, texts.body(festival("Sổ tay điền dã")))
    media = archive.media.accept(SYSTEM, record.identifier, file, name).id
    if access != "everyone":
        archive.media.restrict(SYSTEM, media, access)
    head = archive.reading.record(SYSTEM, record.identifier, head=True).head_version
    archive.records.publish(SYSTEM, record.identifier, base=head)
    return record.identifier, media


def scanned(tmp_path: Path) -> BytesIO:
    return BytesIO(scan(tmp_path / "scan.pdf", drawn(STORY[:2]), drawn(STORY[2:])).read_bytes())


def photographed() -> BytesIO:
    file = BytesIO()
    drawn(STORY[:2]).save(file, "PNG")
    file.seek(0)
    return file


def words(archive: Archive, media: str, kind: str = PAGE, part: int = 1, viewer: Viewer = SYSTEM) -> str:
    return archive.reading.text(viewer, media, kind, str(part))[1]


def parts(archive: Archive, media: str) -> dict[str, list[str]]:
    return archive.reading.texts_of([media]).get(media, {})


def found(archive: Archive, query: str, viewer: Viewer = VISITOR) -> int:
    return archive.discovery.search(viewer, Question(query)).total


def jobs_of(archive: Archive, media: str, kind: str = "read") -> list[Job]:
    with archive.db.read() as session:
        return list(session.scalars(select(Job).where(Job.subject == media, Job.kind == kind).order_by(Job.id)))


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The languages of each page that Tesseract is asked for."""
    asked: list[str] = []
    real = ocr.read

    def counted(picture: Path, languages: str, size: tuple[int, int], dpi: int = 300) -> alto.Page:
        asked.append(languages)
        return real(picture, languages, size, dpi)

    monkeypatch.setattr(ocr, "read", counted)
    return asked


def test_a_scan_is_shown_and_then_read_and_found(archive: Archive, tmp_path: Path, run_jobs: Run) -> None:
    _, media = kept(archive, "festival", scanned(tmp_path), "sổ tay.pdf")
    run_jobs()
    assert words(archive, media).startswith("Lễ hội đâm trâu")
    page = alto.parse(words(archive, media, ALTO, 2))
    with archive.db.read() as session:
        sizes = session.get_one(Media, media).detail["pages"]
    assert (page.width, page.height) == (sizes[1]["width"], sizes[1]["height"])
    assert found(archive, '"ba hồi chiêng"') == 1
    assert [job.state for job in jobs_of(archive, media)] == ["done"]


def test_a_page_with_its_own_text_keeps_it_and_gets_its_places(
    archive: Archive, tmp_path: Path, run_jobs: Run, readings: list[str]
) -> None:
    path = pdf(tmp_path / "a.pdf", pdf_page("Le hoi cong chieng"), pdf_page())
    _, media = kept(archive, "festival", BytesIO(path.read_bytes()), "a.pdf")
    run_jobs()
    assert words(archive, media) == "Le hoi cong chieng"
    assert [word.text for word in alto.words(words(archive, media, ALTO))] == ["Le", "hoi", "cong", "chieng"]
    assert readings == ["vie"], "the blank page alone has to be looked at"
    assert parts(archive, media) == {ALTO: ["1", "2"], PAGE: ["1"]}


def test_pictures_are_read_where_something_is_written_or_an_officer_asks(
    archive: Archive, run_jobs: Run, readings: list[str]
) -> None:
    _, letter = kept(archive, "document", photographed(), "thư.png")
    _, photograph = kept(archive, "festival", photographed(), "ảnh.png")
    run_jobs()
    assert words(archive, letter).startswith("Lễ hội")
    assert parts(archive, photograph) == {}
    archive.page_reading.ask(SYSTEM, photograph)
    run_jobs()
    assert words(archive, photograph).startswith("Lễ hội")
    assert len(readings) == 2


def test_what_can_not_be_read_is_told_to_who_asks(archive: Archive, run_jobs: Run) -> None:
    _, media = kept(archive, "festival", jpeg(), "ảnh.jpg")
    with pytest.raises(Invalid) as caught:
        archive.page_reading.ask(SYSTEM, media)
    assert caught.value.problem.code == "reading.not_read"
    run_jobs()
    with pytest.raises(Invalid) as caught:
        archive.page_reading.ask(SYSTEM, media, "-l ../../etc")
    assert caught.value.problem.code == "reading.no_languages"
    with pytest.raises(NotFound):
        archive.page_reading.ask(VISITOR, media)


def test_a_killed_reading_goes_on_where_it_was_and_repeating_it_costs_nothing(
    archive: Archive, tmp_path: Path, run_jobs: Run, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, media = kept(archive, "festival", scanned(tmp_path), "a.pdf")
    told: list[tuple[int, int]] = []
    with monkeypatch.context() as patch:
        patch.setattr(PageReading, "read", lambda *_: None)
        run_jobs()

    def killed(done: int, total: int) -> None:
        told.append((done, total))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.page_reading.read(media, killed)
    assert parts(archive, media)[ALTO] == ["1"]
    archive.page_reading.read(media, lambda *_: None)
    assert parts(archive, media)[ALTO] == ["1", "2"]
    assert len(readings) == 2
    archive.page_reading.read(media, lambda *_: None)
    assert len(readings) == 2
    assert told == [(1, 2)]


def test_without_the_program_pages_are_shown_and_the_reason_stands_in_the_job(
    archive: Archive, tmp_path: Path, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: frozenset())
    path = tmp_path / "scan.pdf"
    scan(path, drawn(STORY[:2]))
    _, media = kept(archive, "festival", BytesIO(path.read_bytes()), "a.pdf")
    run_jobs()
    assert archive.reading.media(VISITOR, media).state == "ready"
    (job,) = jobs_of(archive, media)
    assert job.state == "failed"
    assert job.error is not None
    assert job.error["code"] == "reading.no_program"
    assert parts(archive, media) == {}


def test_a_page_that_can_not_be_read_keeps_no_other_from_being_read(
    archive: Archive, tmp_path: Path, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = ocr.read, iter(range(9))

    def once_broken(*args: Any, **more: Any) -> alto.Page:
        if next(calls) == 0:
            raise MediaRefused(Problem("reading.failed", expected="x"))
        return real(*args, **more)

    monkeypatch.setattr(ocr, "read", once_broken)
    _, media = kept(archive, "festival", scanned(tmp_path), "a.pdf")
    run_jobs()
    assert parts(archive, media)[ALTO] == ["2"]
    (job,) = jobs_of(archive, media)
    assert job.error is not None
    assert (job.error["code"], job.error["value"]) == ("reading.failed", "1")


def test_a_file_that_is_gone_or_made_anew_meanwhile_is_no_error(
    archive: Archive, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.page_reading.read("zzzzzzzz", lambda *_: None)
    _, media = kept(archive, "document", photographed(), "a.png")
    with monkeypatch.context() as patch:
        patch.setattr(PageReading, "read", lambda *_: None)
        run_jobs()
    real = ocr.read

    def overtaken(*args: Any, **more: Any) -> alto.Page:
        with archive.db.unit_of_work() as work:
            work.get_one(Media, media).generation += 1
        return real(*args, **more)

    monkeypatch.setattr(ocr, "read", overtaken)
    archive.page_reading.read(media, lambda *_: None)
    assert parts(archive, media) == {}


def corrected(archive: Archive, media: str, *lines: str, number: int = 1, checked: tuple[int, ...] = ()) -> None:
    there = archive.correcting.page(SYSTEM, media, number)
    archive.correcting.save(SYSTEM, media, number, lines, checked=checked, base=there.stamp)


def test_a_correction_is_shown_found_and_outlives_reading_and_deriving_again(
    archive: Archive, run_jobs: Run, readings: list[str]
) -> None:
    _, media = kept(archive, "document", photographed(), "thư.png")
    run_jobs()
    assert archive.correcting.page(SYSTEM, media, 1).state == "machine"
    corrected(archive, media, "Lễ hội ăn trâu của người Xtiêng", STORY[1], checked=(0,))
    run_jobs()
    assert words(archive, media).startswith("Lễ hội ăn trâu")
    assert found(archive, '"ăn trâu"') == 1
    assert found(archive, '"đâm trâu"') == 0
    there = archive.correcting.page(SYSTEM, media, 1)
    assert (there.state, there.corrected) == ("partly", True)
    assert [line.checked for line in there.page.lines] == [True, False]
    archive.page_reading.ask(SYSTEM, media, "vie+eng")
    with archive.db.unit_of_work() as work:
        archive.jobs.ask(work, "media", media)
    run_jobs()
    assert readings == ["vie", "vie+eng"], "what was asked for holds after deriving anew, and is not done twice"
    assert alto.parse(words(archive, media, ALTO)).settings == "vie+eng"
    assert words(archive, media).startswith("Lễ hội ăn trâu")
    corrected(archive, media, *(line.text for line in there.page.lines), checked=(0, 1))
    assert archive.correcting.states(media) == {1: "checked"}


def test_a_correction_can_be_taken_back(archive: Archive, run_jobs: Run) -> None:
    _, media = kept(archive, "document", photographed(), "thư.png")
    run_jobs()
    corrected(archive, media, "Khác", "hẳn")
    archive.correcting.take_back(SYSTEM, media, 1)
    assert words(archive, media).startswith("Lễ hội đâm trâu")
    assert archive.correcting.states(media) == {1: "machine"}


def test_who_corrects_what_was_corrected_meanwhile_is_told_by_whom_and_overwrites_nothing(
    archive: Archive, run_jobs: Run, officer: Viewer
) -> None:
    _, media = kept(archive, "document", photographed(), "thư.png")
    run_jobs()
    seen = archive.correcting.page(SYSTEM, media, 1)
    archive.correcting.save(officer, media, 1, ["Một", "hai"], base=seen.stamp)
    with pytest.raises(Stale) as caught:
        archive.correcting.save(SYSTEM, media, 1, ["Ba", "bốn"], base=seen.stamp)
    assert caught.value.problem.value == officer.name
    assert words(archive, media) == "Một\nhai"
    assert archive.correcting.page(SYSTEM, media, 1).who == officer.name


def test_a_reading_that_came_between_is_told_too(archive: Archive, run_jobs: Run) -> None:
    _, media = kept(archive, "document", photographed(), "thư.png")
    run_jobs()
    seen = archive.correcting.page(SYSTEM, media, 1)
    archive.page_reading.ask(SYSTEM, media, "eng")
    run_jobs()
    with pytest.raises(Stale):
        archive.correcting.save(SYSTEM, media, 1, [line.text for line in seen.page.lines], base=seen.stamp)


def test_text_can_be_typed_where_the_machine_has_read_none(archive: Archive, run_jobs: Run) -> None:
    _, media = kept(archive, "festival", jpeg(), "ảnh.jpg")
    run_jobs()
    there = archive.correcting.page(SYSTEM, media, 1)
    archive.correcting.save(SYSTEM, media, 1, [], more="Bia đá ở nhà dài", base=there.stamp)
    run_jobs()
    assert found(archive, '"bia đá"') == 1
    with pytest.raises(NotFound):
        archive.correcting.page(SYSTEM, media, 2)


def test_there_is_a_bound_to_what_is_typed(archive: Archive, run_jobs: Run) -> None:
    _, media = kept(archive, "festival", jpeg(), "ảnh.jpg")
    run_jobs()
    there = archive.correcting.page(SYSTEM, media, 1)
    with pytest.raises(Invalid):
        archive.correcting.save(SYSTEM, media, 1, [], more="x" * 200_001, base=there.stamp)


def test_the_words_of_a_closed_file_are_nobodys(archive: Archive, run_jobs: Run, make_officer: MakeOfficer) -> None:
    with archive.db.unit_of_work() as work:
        units.ensure(work, "lam-dong", {"vi": "Lâm Đồng"}, level="province", parent=units.root(work))
    stranger = make_officer("publisher", unit="lam-dong")
    _, absent = kept(archive, "document", photographed(), "a.png", access="unit:lam-dong")
    run_jobs()
    for kind in (PAGE, ALTO):
        with pytest.raises(NotFound):
            words(archive, absent, kind, viewer=VISITOR)
    assert found(archive, '"đâm trâu"') == 0
    with pytest.raises(NotFound):
        archive.correcting.page(VISITOR, absent, 1)
    with pytest.raises(NotFound):
        archive.correcting.save(VISITOR, absent, 1, [], base="")
    with pytest.raises(NotFound):
        archive.correcting.take_back(VISITOR, absent, 1)
    with pytest.raises((NotFound, NotAllowed)):
        archive.correcting.page(stranger, absent, 1)
    with pytest.raises((NotFound, NotAllowed)):
        archive.page_reading.ask(stranger, absent)


def test_reading_changes_the_record_for_harvesters_but_reading_again_does_not(archive: Archive, run_jobs: Run) -> None:
    def changed() -> object:
        with archive.db.read() as session:
            return session.get_one(Record, record).changed_at

    record, media = kept(archive, "document", photographed(), "thư.png")
    run_jobs()
    first = changed()
    with archive.db.unit_of_work() as work:
        archive.jobs.ask(work, page_reading.READ, media)
    run_jobs()
    assert changed() == first
    with archive.db.unit_of_work() as work:  # as after a rebuild: derivatives and what was read are lost
        for row in work.scalars(select(MediaText).where(MediaText.media == media)).all():
            work.delete(row)
        generation = work.get_one(Media, media).generation
        archive.jobs.ask(work, "media", media)
    shutil.rmtree(archive.store.derivatives(media, generation))
    run_jobs()
    assert words(archive, media).startswith("Lễ hội")
    assert changed() == first
    with archive.db.read() as session:
        assert page_reading.ASKED not in session.get_one(Media, media).detail


def test_corrections_come_back_from_the_storage_root_and_hold_over_what_is_read_anew(
    archive: Archive, tmp_path: Path, run_jobs: Run
) -> None:
    _, media = kept(archive, "document", photographed(), "thư.png")
    run_jobs()
    corrected(archive, media, "Lễ hội ăn trâu", "", checked=(0,))
    run_jobs()
    again = rebuilt(archive.settings, tmp_path / "new")
    try:
        assert words(again, media) == "Lễ hội ăn trâu"
        assert again.correcting.page(SYSTEM, media, 1).state == "checked"
        assert alto.plain_text(alto.parse(words(again, media, ALTO))).startswith("Lễ hội đâm trâu")
        assert found(again, '"ăn trâu"') == 1
    finally:
        again.db.dispose()


def test_what_nobody_has_read_is_asked_for_all_at_once(
    archive: Archive, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(ocr, "installed", lambda: frozenset())
        _, letter = kept(archive, "document", photographed(), "thư.png")
        kept(archive, "festival", photographed(), "ảnh.png")
        run_jobs()
    assert parts(archive, letter) == {}
    for name, value in servers.environ(archive.settings).items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["reread"])
    assert done.exit_code == 0, done.output
    run_jobs()
    assert words(archive, letter).startswith("Lễ hội")
    assert upkeep.reread(archive.db, archive.jobs) == 0


@pytest.mark.parametrize(
    ("there", "languages", "told"),
    [
        (("vie", "osd"), "vie", [True, True]),
        (("eng",), "vie+chi_tra", [True, False]),
        ((), "vie", [True]),
    ],
)
def test_the_doctor_tells_what_is_missing_to_read_and_what_to_install(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...], languages: str, told: list[bool]
) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: frozenset(there))
    settings = replace(archive.settings, ocr_languages=languages)
    found = checkup.findings(settings, archive.db, archive.index, archive.store, archive.bell)
    reading = [one for one in found if "tesseract" in one.what or "OCR" in one.what]
    assert [one.well for one in reading] == told
    if there == ("eng",):
        assert reading[1].detail == "apt-get install tesseract-ocr-vie tesseract-ocr-chi-tra"
