"""What an export writes is what an import takes back: unchanged, complete, and the same bytes each time."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app import sample
from app.bootstrap import Archive
from app.errors import NotAllowed
from app.models import Media, Record, RecordVersion
from app.services import texts, units
from app.services.imports import Report
from app.services.tabular.columns import Column
from app.services.tabular.rows import Metadata, describe, flatten, same
from app.services.tabular.sheet import guarded, normal, unguarded
from app.services.viewer import SYSTEM, VISITOR, Viewer
from metadata.profile import KINDS
from metadata.validation import problems
from tests.made import festival, jpeg, published, text
from tests.services.inventions import invented
from tests.services.sheets import differing, everything, read_sheet, write_sheet


def round_trip(archive: Archive, folder: Path) -> Report:
    """Exports, imports what was written, and exports again: nothing has changed, and both exports are the same."""
    before = everything(archive)
    archive.exports.write(SYSTEM, folder / "one")
    rehearsed = archive.imports.run(SYSTEM, folder / "one" / "records.csv", folder / "one", dry_run=True)
    report = archive.imports.run(SYSTEM, folder / "one" / "records.csv", folder / "one")
    assert differing(before, everything(archive)) == {"batch", "event"}
    archive.exports.write(SYSTEM, folder / "two")
    one, two = (
        {str(path.relative_to(folder / name)): path.read_bytes() for path in sorted((folder / name).rglob("*.*"))}
        for name in ("one", "two")
    )
    assert one == two
    assert (rehearsed.unchanged, rehearsed.rejected) == (report.unchanged, report.rejected)
    return report


@pytest.mark.parametrize("kind", [*KINDS, "media"])
def test_every_description_can_be_said_in_cells_and_read_from_them(kind: str) -> None:
    for seed in range(60):
        links = dict.fromkeys(KINDS, "k3v9qa7m")
        said: Metadata = invented(kind, seed, links)
        assert problems(kind, said) == []
        cells: dict[Column, str] = {
            column: unguarded(normal(guarded(cell))) for column, cell in flatten(kind, said).items()
        }
        made = describe(kind, cells)
        assert made.problems == []
        assert same(made.metadata, said), (kind, seed)


def test_the_sample_collection_comes_back_unchanged(archive: Archive, tmp_path: Path) -> None:
    first = archive.imports.run(SYSTEM, sample.RECORDS, sample.MEDIA_FILES, publish=True)
    assert (first.rejected, first.held) == ((), ())

    report = round_trip(archive, tmp_path)

    assert (report.unchanged, report.changed, report.described, report.rejected) == (first.made, 0, 0, ())


def test_records_of_all_kinds_come_back_unchanged(archive: Archive, tmp_path: Path) -> None:
    links = {
        kind: archive.records.create(SYSTEM, kind, texts.body({"title": [text("Đích")]})).identifier for kind in KINDS
    }
    for seed in range(4):
        for kind in KINDS:
            body = texts.body(invented(kind, seed, links))
            access = ("everyone", "any(registered, community:bom-bo) in lunar:12-20/01-15 else announced")[seed % 2]
            record = archive.records.create(SYSTEM, kind, body, access=access).identifier
            if seed == 0:
                archive.media.accept(
                    SYSTEM, record, jpeg(20 + seed), f"=ảnh {seed}.jpg", description=invented("media", seed)
                )

    report = round_trip(archive, tmp_path)

    assert (report.unchanged, report.changed, report.rejected) == (5 * len(KINDS), 0, ())


def test_what_was_exported_makes_the_same_records_in_another_archive(archive: Archive, tmp_path: Path) -> None:
    for seed in range(3):
        for kind in KINDS:
            archive.records.create(SYSTEM, kind, texts.body(invented(kind, seed)))
    archive.exports.write(SYSTEM, tmp_path)
    rows = [row | {"identifier": ""} for row in read_sheet(tmp_path / "records.csv")]
    with archive.db.read() as session:
        before = session.scalars(select(RecordVersion.body).order_by(RecordVersion.record)).all()

    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "again" / "records.csv", rows))

    assert (report.made, report.rejected) == (len(before), ())
    with archive.db.read() as session:
        made = set(session.scalars(select(Record.identifier))) - {row["identifier"] for row in rows}
        bodies = session.scalars(select(RecordVersion.body).where(RecordVersion.record.in_(made))).all()
    for old in before:
        assert any(same(old["metadata"], new["metadata"]) for new in bodies)


def test_files_keep_their_order_their_captions_and_who_may_see_them(archive: Archive, tmp_path: Path) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    ids = [archive.media.accept(SYSTEM, record, jpeg(20 + n), f"{n}.jpg", access="registered").id for n in range(3)]
    archive.media.set_text(
        SYSTEM, ids[0], "captions", "vi", "WEBVTT\n\n00:01.000 --> 00:02.000 line:0\n<b>Chiêng</b>\n"
    )
    view = archive.reading.record(SYSTEM, record)
    archive.records.save(SYSTEM, record, texts.body(view.metadata, [ids[2], ids[0]]), base=view.head_version)

    report = round_trip(archive, tmp_path)

    [row] = read_sheet(tmp_path / "one" / "records.csv")
    assert row["media"] == f"{ids[2]} | {ids[0]}"
    files = read_sheet(tmp_path / "one" / "media.csv")
    assert [(file["media"], file["file"], file["access"]) for file in files] == [
        (ids[2], "2.jpg", "registered"),
        (ids[0], "0.jpg", "registered"),
        (ids[1], "1.jpg", "registered"),
    ]
    assert files[1]["captions@vi"] == f"captions/{ids[0]}.vi.vtt"
    assert (report.unchanged, report.rejected) == (1, ())


def test_an_export_that_was_edited_changes_what_was_edited(archive: Archive, tmp_path: Path) -> None:
    record, other = published(archive, SYSTEM, "Một"), published(archive, SYSTEM, "Hai")
    media = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg").id
    archive.exports.write(SYSTEM, tmp_path)
    rows = {row["identifier"]: row for row in read_sheet(tmp_path / "records.csv")}
    rows[record]["title@vi"], rows[record]["people"] = "Một, sửa lại", ""
    [file] = read_sheet(tmp_path / "media.csv")
    write_sheet(tmp_path / "media.csv", [file | {"label@vi": "Ảnh chiêng"}])

    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "records.csv", rows.values()))

    assert (report.changed, report.unchanged, report.described, report.rejected) == (1, 1, 1, ())
    head = archive.reading.record(SYSTEM, record, head=True)
    assert head.metadata["title"][0]["value"] == "Một, sửa lại"
    assert "people" not in head.metadata
    assert head.media[0].id == media
    assert archive.reading.record(VISITOR, record).metadata["title"][0]["value"] == "Một"
    assert archive.reading.record(SYSTEM, other, head=True).head_version == 1


def test_an_export_holds_the_newest_texts_and_tells_their_state(archive: Archive, tmp_path: Path) -> None:
    first, second, third = (published(archive, SYSTEM, name) for name in ("Một", "Hai", "Ba"))
    archive.records.save(SYSTEM, first, texts.body(festival("Một, mới")), base=1)
    archive.records.withdraw(SYSTEM, second, why="")
    draft = archive.records.create(SYSTEM, "festival", texts.body(festival("Bốn"))).identifier
    archive.records.submit(SYSTEM, draft, base=1)

    archive.exports.write(SYSTEM, tmp_path)

    found = {row["identifier"]: (row["status"], row["title@vi"]) for row in read_sheet(tmp_path / "records.csv")}
    assert found == {
        first: ("published", "Một, mới"),
        second: ("withdrawn", "Hai"),
        third: ("published", "Ba"),
        draft: ("in_review", "Bốn"),
    }
    report = archive.imports.run(SYSTEM, tmp_path / "records.csv")
    assert (report.unchanged, report.notes) == (4, ())


def test_nobody_exports_what_they_do_not_keep(
    archive: Archive, make_officer: Callable[..., Viewer], tmp_path: Path
) -> None:
    with archive.db.unit_of_work() as work:
        units.ensure(work, "bu-dang", {"vi": "Bù Đăng"}, level="commune", parent=units.root(work))
    published(archive, SYSTEM)
    mine = archive.records.create(SYSTEM, "festival", texts.body(festival()), unit="bu-dang").identifier

    exported = archive.exports.write(make_officer("contributor", unit="bu-dang"), tmp_path)

    assert exported.records == 1
    assert [row["identifier"] for row in read_sheet(tmp_path / "records.csv")] == [mine]
    with pytest.raises(NotAllowed):
        archive.exports.write(VISITOR, tmp_path)


def test_no_cell_of_an_export_is_a_formula(archive: Archive, tmp_path: Path) -> None:
    for seed in range(5):
        archive.records.create(SYSTEM, "festival", texts.body(invented("festival", seed)))
    archive.exports.write(SYSTEM, tmp_path)

    with (tmp_path / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=") for cell in cells)
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]


def test_an_empty_archive_makes_sheets_that_import_as_nothing(archive: Archive, tmp_path: Path) -> None:
    report = round_trip(archive, tmp_path)

    assert (report.made, report.unchanged, report.rejected) == (0, 0, ())
    with archive.db.read() as session:
        assert session.scalars(select(Media)).all() == []
