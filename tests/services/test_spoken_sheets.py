"""Captions, transcripts and chapters in sheets: taken in with a file or for one that is there, taken back, exported."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Archive
from app.errors import Invalid
from app.models import BatchChange, Media, MediaText
from app.services.imports import Report
from app.services.viewer import SYSTEM
from tests.made import jpeg
from tests.services.sheets import festivals, read_sheet, write_sheet

TRANSCRIPT = "Già làng kể chuyện ngày xưa.\n\nRồi cả buôn đánh chiêng.\n"
CHAPTERS = "0:00 Cúng thần rừng\n1:20 Rước nước\n"
CHAPTERS_VTT = "WEBVTT\n\n00:00:00.000 --> 00:01:20.000\nCúng thần rừng\n\n00:01:20.000 --> 00:01:25.000\nRước nước\n"
CAPTIONS = "0:01 – 0:02\n@Già làng: Ngày xưa\n"
CAPTIONS_VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Già làng>Ngày xưa\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.jpg").write_bytes(jpeg(40, 30).read())
    (tmp_path / "lời.txt").write_text(TRANSCRIPT, encoding="utf-8")
    (tmp_path / "chương.txt").write_text(CHAPTERS, encoding="utf-16")
    (tmp_path / "phụ đề.txt").write_text(CAPTIONS, encoding="utf-8-sig")
    return tmp_path


def run(
    archive: Archive, folder: Path, rows: list[dict[str, str]], *files: dict[str, str], dry: bool = False
) -> Report:
    if files:
        write_sheet(folder / "media.csv", files)
    return archive.imports.run(SYSTEM, write_sheet(folder / "records.csv", rows), folder, dry_run=dry)


def bodies(archive: Archive) -> dict[str, str]:
    """By kind and language."""
    with archive.db.read() as session:
        return {f"{row.kind}@{row.part}": row.body for row in session.scalars(select(MediaText))}


def media(archive: Archive) -> str:
    with archive.db.read() as session:
        return session.scalars(select(Media.id)).one()


def test_a_new_file_brings_its_transcript_chapters_and_captions(archive: Archive, folder: Path) -> None:
    row = {"file": "a.jpg", "transcript@vi": "lời.txt", "chapters@vi": "chương.txt", "captions@sti": "phụ đề.txt"}
    dry = run(archive, folder, festivals(1, media="a.jpg"), row, dry=True)
    assert bodies(archive) == {}
    real = run(archive, folder, festivals(1, media="a.jpg"), row)
    assert (dry.made, dry.rejected) == (real.made, real.rejected) == (1, ())
    assert bodies(archive) == {
        "transcript@vi": TRANSCRIPT,
        "chapters@vi": CHAPTERS_VTT,
        "captions@sti": CAPTIONS_VTT,
    }


def test_what_a_sheet_has_changed_is_taken_back_and_what_somebody_has_mended_since_is_left(
    archive: Archive, folder: Path
) -> None:
    run(archive, folder, festivals(1, media="a.jpg"), {"file": "a.jpg", "chapters@vi": "chương.txt"})
    file = {"media": media(archive), "transcript@vi": "lời.txt", "chapters@vi": ""}
    changed = run(archive, folder, [], file)
    assert (changed.described, bodies(archive)) == (1, {"transcript@vi": TRANSCRIPT})
    assert changed.batch
    archive.media.set_text(SYSTEM, media(archive), "transcript", "vi", "Đã sửa.\n")
    assert [left.problem.code for left in archive.imports.undo(SYSTEM, changed.batch).left] == ["undo.edited"]
    archive.media.set_text(SYSTEM, media(archive), "transcript", "vi", TRANSCRIPT)
    assert archive.imports.undo(SYSTEM, changed.batch).left == ()
    assert bodies(archive) == {"chapters@vi": CHAPTERS_VTT}


def test_a_batch_that_an_earlier_release_has_written_down_is_taken_back(archive: Archive, folder: Path) -> None:
    run(archive, folder, festivals(1, media="a.jpg"))
    batch = run(archive, folder, [], {"media": media(archive), "captions@vi": "phụ đề.txt"}).batch
    assert batch
    with archive.db.unit_of_work() as work:
        change = work.scalars(select(BatchChange).where(BatchChange.batch_id == batch)).one()
        for name in ("before", "after"):
            said = dict(getattr(change, name))
            texts = said.pop("texts")
            setattr(change, name, said | {"captions": {"vi": texts["captions@vi"]}})
    assert archive.imports.undo(SYSTEM, batch).left == ()
    assert bodies(archive) == {}


def test_a_text_that_cannot_be_read_holds_its_row_back_and_is_told_by_column(archive: Archive, folder: Path) -> None:
    run(archive, folder, festivals(1, media="a.jpg"))
    (folder / "hỏng.txt").write_text("0:09 – 0:02\nngược\n", encoding="utf-8")
    row = {"media": media(archive), "label@vi": "Mới", "chapters@vi": "hỏng.txt", "captions@vi": "lời.txt"}
    report = run(archive, folder, [], row)
    assert {(one.column, one.problem.code) for one in report.rejected} == {
        ("chapters@vi", "captions.order"),
        ("captions@vi", "captions.not_captions"),
    }
    assert (report.described, bodies(archive)) == (0, {})


def test_a_column_of_an_odd_language_is_refused_before_anything_is_read(archive: Archive, folder: Path) -> None:
    with pytest.raises(Invalid, match="language"):
        run(archive, folder, festivals(1, media="a.jpg"), {"file": "a.jpg", "chapters@Việt": "chương.txt"})


def test_what_is_exported_says_the_same_when_it_is_imported_again(archive: Archive, folder: Path) -> None:
    texts = {"transcript@vi": "lời.txt", "chapters@vi": "chương.txt", "captions@vi": "phụ đề.txt"}
    run(archive, folder, festivals(1, media="a.jpg"), {"file": "a.jpg", **texts})
    out = folder / "out"
    archive.exports.write(SYSTEM, out)
    [row] = read_sheet(out / "media.csv")
    id = media(archive)
    assert {name: row[name] for name in texts} == {
        "captions@vi": f"captions/{id}.vi.vtt",
        "chapters@vi": f"chapters/{id}.vi.vtt",
        "transcript@vi": f"transcripts/{id}.vi.txt",
    }
    again = archive.imports.run(SYSTEM, out / "records.csv")
    assert (again.changed, again.described, again.rejected) == (0, 0, ())
