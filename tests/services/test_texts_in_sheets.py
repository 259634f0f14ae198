"""All that people wrote for files goes out with an export and comes back with an import: corrected pages, notes,
captions, transcripts, chapters; what is broken or meant to do harm is refused by its name."""

import json
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Archive, open_archive
from app.config import read_settings
from app.media import alto, notes
from app.media.alto import Line, Page, Word
from app.media.notes import Note
from app.models import BatchChange, MediaText
from app.services import texts, units
from app.services.founding import found
from app.services.imports import Report
from app.services.media.texts import ALTO, AUTHORED, CORRECTED, PAGE
from app.services.viewer import SYSTEM, Viewer
from app.web.problems import sentence
from tests.made import festival, jpeg, published
from tests.services.sheets import read_sheet, write_sheet
from tests.services.test_export import round_trip
from tests.unit.media.pdf_samples import page as pdf_page
from tests.unit.media.pdf_samples import pdf

READ = Page(640, 480, (Line((Word("Lê", 10, 10, 40, 20, 0.4), Word("hoi", 60, 10, 40, 20, 0.9)), 1),), "tesseract 5")
CORNER = Note("c0ffee00", {"vi": "<script>alert(1)</script> Hoa văn", "en": "Pattern"}, (4, 3, 20, 10), voice="Bà mẫu")
WHOLE = Note("c0ffee01", {"sti": "Nau"})
SPOKEN = {
    "captions@vi": "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Già làng>Ngày xưa\n",
    "chapters@vi": "WEBVTT\n\n00:00:00.000 --> 00:01:20.000\nCúng thần rừng\n",
    "transcript@sti": "Nau bu ntơm.\n",
}
BOMB = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
PAGES = [
    ("a.1.xml", f"<?xml version='1.0'?>{BOMB}<alto><Layout>&b;</Layout></alto>".encode(), "import.page_damaged"),
    ("a.1.xml", b"<?xml version='1.0'?><!DOCTYPE a SYSTEM 'file:///etc/passwd'><alto/>", "import.page_damaged"),
    ("a.1.xml", b"<alto><Layout><Page WIDTH='1e999' HEIGHT='3'/></Layout></alto>", "import.page_damaged"),
    ("a.1.xml", b"<alto>" + b"<a>" * 100_000, "import.page_damaged"),
    ("a.1.xml", alto.write(READ).encode("cp1258", "xmlcharrefreplace")[:-9], "import.page_damaged"),
    ("a.1.xml", b"\xff\x00\xfe", "import.page_damaged"),
    ("a.2.xml", alto.write(READ).encode(), "reading.no_page"),
    ("a.xml", alto.write(READ).encode(), "import.page_unnumbered"),
    ("../a.1.xml", alto.write(READ).encode(), "import.file_outside"),
    ("/etc/passwd.1.xml", b"", "import.file_outside"),
    ("b.1.xml | a.1.xml", alto.write(READ).encode(), "import.file_near"),
    ("không có ở đây.1.xml", b"", "import.file_missing"),
    ("folder.1.xml", b"", "import.file_missing"),
]
"""What a cell names, what stands in the files, and what is told."""
NOTES = [
    (b"[" * 200_000, "note.file_damaged"),
    (b'{"id": "c0ffee00"}', "note.file_damaged"),
    (b'[{"words": ["vi"]}]', "note.file_damaged"),
    (b'[{"words": {"vi": 7}}]', "note.file_damaged"),
    (b'[{"words": {"vi": "\\ud800"}}]', "note.file_damaged"),
    (b'[{"words": {"vi": "a"}, "box": [1, 2, 3]}]', "note.file_damaged"),
    (b'[{"words": {"vi": "a"}, "stretch": [0, NaN]}]', "note.file_damaged"),
    (b'[{"words": {"vi": "a"}, "page": true}]', "note.file_damaged"),
    (b'[{"words": {"vi": ""}}]', "note.no_words"),
    (b'[{"words": {"vi\\"><script>": "a"}}]', "field.language"),
    (b'[{"words": {"vi": "a"}, "page": 2}]', "note.page"),
    (b'[{"words": {"vi": "a"}, "box": [0, 0, 9999, 1]}]', "note.place"),
    (json.dumps([{"words": {"vi": "a"}}] * 501).encode(), "note.too_many"),
    (b" " * (notes.MOST_BYTES + 1), "note.file_large"),
]


@pytest.fixture
def media(archive: Archive, run_jobs: Callable[[], int]) -> str:
    """A picture with a page that people corrected, notes, and everything that is spoken."""
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "thư.jpg").id
    run_jobs()
    with archive.db.unit_of_work() as work:
        work.add(MediaText(media=media, kind=ALTO, part="1", body=alto.write(READ)))
        work.add(MediaText(media=media, kind=PAGE, part="1", body=alto.plain_text(READ)))
    correct(archive, media, "Lễ hội")
    archive.notes.keep(SYSTEM, media, [CORNER, WHOLE], archive.notes.of(SYSTEM, media).stamp)
    for column, body in SPOKEN.items():
        kind, language = column.split("@")
        archive.media.set_text(SYSTEM, media, kind, language, body)
    return media


def correct(archive: Archive, media: str, typed: str) -> None:
    there = archive.correcting.page(SYSTEM, media, 1)
    archive.correcting.save(SYSTEM, media, 1, [typed], checked=[0], base=there.stamp)


def written(archive: Archive, media: str | None = None) -> dict[tuple[str, str], str]:
    """What people wrote, by kind and part; of the only file that there is, or of one."""
    asked = select(MediaText).where(MediaText.kind.in_(AUTHORED))
    with archive.db.read() as session:
        rows = session.scalars(asked.where(MediaText.media == media) if media else asked)
        return {(row.kind, row.part): row.body for row in rows}


def words(archive: Archive, media: str) -> str:
    """Those of the first page, which are shown and searched."""
    return archive.reading.text(SYSTEM, media, PAGE, "1")[1]


def exported(archive: Archive, folder: Path) -> dict[str, str]:
    """The row of the one file."""
    archive.exports.write(SYSTEM, folder)
    [row] = read_sheet(folder / "media.csv")
    return row


def run(archive: Archive, folder: Path, row: dict[str, str], *, dry: bool = False) -> Report:
    write_sheet(folder / "media.csv", [row])
    return archive.imports.run(SYSTEM, folder / "records.csv", folder, dry_run=dry)


def told(report: Report) -> list[tuple[str, str, str]]:
    for language in ("vi", "en"):
        assert all(one.problem.code not in sentence(one.problem, language) for one in report.rejected)
    return sorted((one.column, one.problem.code, one.problem.value) for one in report.rejected)


def test_an_export_holds_every_text_that_people_wrote_and_it_comes_back_unchanged(
    archive: Archive, media: str, tmp_path: Path
) -> None:
    report = round_trip(archive, tmp_path)

    assert (report.unchanged, report.described, report.rejected) == (1, 0, ())
    [row] = read_sheet(tmp_path / "one" / "media.csv")
    columns = (*SPOKEN, "pages", "annotations")
    kept = {name: (tmp_path / "one" / row[name]).read_text(encoding="utf-8") for name in columns}
    assert row["pages"] == f"pages/{media}.1.xml"
    assert kept == SPOKEN | {
        "pages": written(archive)[CORRECTED, "1"],
        "annotations": notes.write([CORNER, WHOLE]),
    }
    assert len(written(archive)) == len(kept)


def test_another_archive_takes_in_what_was_exported_and_exports_the_same(
    archive: Archive, media: str, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    row = exported(archive, tmp_path / "one")
    (tmp_path / "one" / row["file"]).write_bytes(jpeg().read())
    [record] = read_sheet(tmp_path / "one" / "records.csv")
    fresh = {"identifier": "", "media": row["file"]}
    write_sheet(tmp_path / "one" / "records.csv", [record | fresh])
    other = open_archive(read_settings({"CHIENG_BASE_URL": "http://o.test", **elsewhere}, data=tmp_path / "other"))
    found(other.db)

    report = run(other, tmp_path / "one", row | {"media": "", "record": ""})
    again = exported(other, tmp_path / "two")
    taken_in = written(other)
    other.db.dispose()

    assert (report.made, report.files, report.rejected) == (1, 1, ())
    assert taken_in == written(archive)
    for column in (*SPOKEN, "pages", "annotations"):
        assert (tmp_path / "two" / again[column]).read_bytes() == (tmp_path / "one" / row[column]).read_bytes()


def test_the_words_of_a_page_are_shown_and_searched_as_the_sheet_has_them_until_it_is_taken_back(
    archive: Archive, media: str, tmp_path: Path
) -> None:
    row = exported(archive, tmp_path)
    before = written(archive)
    page = tmp_path / row["pages"]
    page.write_text(page.read_text(encoding="utf-8").replace("hội", "rước"), encoding="utf-8")
    assert run(archive, tmp_path, row, dry=True).described == 1
    assert written(archive) == before

    report = run(archive, tmp_path, row)

    assert (report.described, report.rejected, words(archive, media)) == (1, (), "Lễ rước")
    assert report.batch
    assert archive.imports.undo(SYSTEM, report.batch).left == ()
    assert (written(archive), words(archive, media)) == (before, "Lễ hội")


def test_words_that_were_corrected_after_the_batch_are_left(archive: Archive, media: str, tmp_path: Path) -> None:
    row = exported(archive, tmp_path)
    page = tmp_path / row["pages"]
    page.write_text(page.read_text(encoding="utf-8").replace("hội", "rước"), encoding="utf-8")
    batch = run(archive, tmp_path, row).batch
    assert batch
    correct(archive, media, "Lễ mừng")
    assert [left.problem.code for left in archive.imports.undo(SYSTEM, batch).left] == ["undo.edited"]
    assert words(archive, media) == "Lễ mừng"


def test_an_old_sheet_takes_no_correction_away_that_was_made_since(
    archive: Archive, media: str, tmp_path: Path
) -> None:
    row = exported(archive, tmp_path)
    before = written(archive)
    assert run(archive, tmp_path, row | {"pages": ""}).described == 0
    assert written(archive) == before


def test_an_emptied_cell_takes_the_notes_away(archive: Archive, media: str, tmp_path: Path) -> None:
    row = exported(archive, tmp_path)
    assert run(archive, tmp_path, row | {"annotations": ""}).described == 1
    assert archive.notes.of(SYSTEM, media).notes == ()


def test_pages_of_a_book_go_in_by_a_few_and_come_out_in_their_order(
    archive: Archive, run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body(festival("Sổ"))).identifier
    many = 23
    file = pdf(tmp_path / "book.pdf", *(pdf_page(f"trang {n}") for n in range(many)))
    book = archive.media.accept(SYSTEM, record, BytesIO(file.read_bytes()), "sổ.pdf").id
    run_jobs()
    row = exported(archive, tmp_path)
    for number in range(1, many + 1):
        body = alto.write(Page(10, 10, (Line((Word(f"trang{number}", 1, 1, 2, 2),), 1),)), number)
        (tmp_path / f"x.{number}.xml").write_text(body, encoding="utf-8")
    names = " | ".join(f"x.{number}.xml" for number in range(many, 0, -1))

    report = run(archive, tmp_path, row | {"pages": names, "label@vi": "Sổ tay"})

    assert (report.described, report.rejected) == (1, ())
    assert archive.reading.text(SYSTEM, book, PAGE, str(many))[1] == f"trang{many}"
    with archive.db.read() as session:
        changes = session.scalars(select(BatchChange).where(BatchChange.media == book).order_by(BatchChange.id)).all()
    assert [len((change.after or {})["texts"]) for change in changes] == [20, 3]
    again = exported(archive, tmp_path / "again")
    assert again["pages"].split(" | ") == [f"pages/{book}.{number}.xml" for number in range(1, many + 1)]
    assert again["label@vi"] == "Sổ tay"
    assert report.batch
    assert archive.imports.undo(SYSTEM, report.batch).left == ()
    assert written(archive, book) == {}


def test_a_page_that_is_broken_or_meant_to_do_harm_holds_its_row_back_and_is_told(
    archive: Archive, media: str, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    row = exported(archive, folder)
    before = written(archive)
    (folder / "folder.1.xml").mkdir()
    for name, data, code in PAGES:
        for place in ("a.1.xml", "a.2.xml", "a.xml", "../a.1.xml"):
            (folder / place).write_bytes(data)
        report = run(archive, folder, row | {"pages": name, "label@vi": "Mới"})
        assert {one[:2] for one in told(report)} == {("pages", code)}, (name, data[:80])
        assert (report.described, written(archive)) == (0, before)


def test_two_files_for_one_page_are_told(archive: Archive, media: str, tmp_path: Path) -> None:
    row = exported(archive, tmp_path)
    shutil.copy(tmp_path / row["pages"], tmp_path / "thêm.1.xml")
    report = run(archive, tmp_path, row | {"pages": f"{row['pages']} | thêm.1.xml"})
    assert told(report) == [("pages", "import.page_twice", "thêm.1.xml")]


def test_of_alto_only_words_places_and_checks_are_kept(archive: Archive, media: str, tmp_path: Path) -> None:
    row = exported(archive, tmp_path)
    page = tmp_path / row["pages"]
    body = page.read_text(encoding="utf-8").replace("hội", "&lt;b&gt;&amp;")
    page.write_text(body.replace("</Description>", "<x onload='y'>&#60;script&#62;</x></Description>"), "utf-8")
    assert run(archive, tmp_path, row).rejected == ()
    assert "onload" not in written(archive)[CORRECTED, "1"]
    assert words(archive, media) == "Lễ <b>&"


def test_notes_that_are_broken_hold_their_row_back_and_are_told(archive: Archive, media: str, tmp_path: Path) -> None:
    row = exported(archive, tmp_path)
    before = written(archive)
    for data, code in NOTES:
        (tmp_path / row["annotations"]).write_bytes(data)
        report = run(archive, tmp_path, row | {"label@vi": "Mới"})
        assert [one[:2] for one in told(report)] == [("annotations", code)], data[:80]
        assert (report.described, written(archive)) == (0, before)


def test_notes_without_ids_are_the_same_each_time_that_they_are_taken_in(
    archive: Archive, media: str, tmp_path: Path
) -> None:
    row = exported(archive, tmp_path)
    (tmp_path / row["annotations"]).write_text('[{"words": {"vi": "Góc vải"}, "id": "../../x"}]', encoding="utf-8-sig")
    assert run(archive, tmp_path, row).described == 1
    [note] = archive.notes.of(SYSTEM, media).notes
    assert (note.words, len(note.id)) == ({"vi": "Góc vải"}, 8)
    assert run(archive, tmp_path, row).described == 0


def test_nobody_brings_or_takes_along_texts_of_files_that_they_do_not_keep(
    archive: Archive, media: str, make_officer: Callable[..., Viewer], tmp_path: Path
) -> None:
    with archive.db.unit_of_work() as work:
        units.ensure(work, "bu-dang", {"vi": "Bù Đăng"}, level="commune", parent=units.root(work))
    stranger = make_officer("editor", unit="bu-dang")
    row = exported(archive, tmp_path / "mine")
    before = written(archive)
    archive.exports.write(stranger, tmp_path / "theirs")
    assert sorted(path.name for path in (tmp_path / "theirs").rglob("*")) == ["media.csv", "records.csv"]
    (tmp_path / "mine" / row["annotations"]).write_text("[]")
    write_sheet(tmp_path / "mine" / "media.csv", [row])
    report = archive.imports.run(stranger, tmp_path / "mine" / "records.csv", unit="bu-dang")
    assert ("media", "account.role_needed") in {(one.column, one.problem.code) for one in report.rejected}
    assert written(archive) == before
