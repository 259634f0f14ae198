"""Collections as a sheet: what is written is what is read, done twice it changes nothing, errors tell row and cause."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app import sample
from app.bootstrap import Archive
from app.cli import main
from app.errors import Invalid, NotFound
from app.services import sampling
from app.services.collections import Taken
from app.services.viewer import SYSTEM, VISITOR
from tests import servers
from tests.made import published
from tests.services.sheets import differing, everything, read_sheet, write_sheet
from tests.services.test_collections import filled, made


def nothing(_done: int, _total: int) -> None: ...


def take(archive: Archive, folder: Path, *rows: dict[str, str], publish: bool = True, dry_run: bool = False) -> Taken:
    file = write_sheet(folder / "collections.csv", rows)
    return archive.collection_taking.take(SYSTEM, file, publish=publish, dry_run=dry_run)


def told(taken: Taken) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.problem.code) for one in taken.rejected]


def test_the_sample_collections_stand_as_their_sheet_has_them(archive: Archive) -> None:
    sampling.collection(archive.db, archive.imports, nothing)
    sampling.collections(archive.db, archive.collection_taking)
    cards, total = archive.collections.top(VISITOR)
    rows = read_sheet(sample.COLLECTIONS)
    outer = [row["title@vi"] for row in rows if not row["parent"]]
    assert [card.title["vi"] for card in cards] == outer
    assert total == len(outer) >= 4
    seasons = archive.collections.collection(VISITOR, cards[0].identifier)
    assert [card.title["vi"] for card in seasons.collections] == [row["title@vi"] for row in rows if row["parent"]]
    titles = [card.metadata["title"][0]["value"] for card in seasons.records]
    assert titles == rows[0]["records"].split(" | ")


def test_the_sample_is_made_once_and_what_was_changed_since_stays(archive: Archive) -> None:
    sampling.collection(archive.db, archive.imports, nothing)
    sampling.collections(archive.db, archive.collection_taking)
    first = archive.collections.top(VISITOR)[0][0].identifier
    archive.curating.describe(SYSTEM, first, {"vi": "Tên mới"}, {})
    before = everything(archive)
    sampling.collections(archive.db, archive.collection_taking)
    assert differing(before, everything(archive)) == set()


def test_an_archive_with_records_of_its_own_gets_no_sample_collections(archive: Archive) -> None:
    published(archive, SYSTEM)
    sampling.collections(archive.db, archive.collection_taking)
    assert archive.collections.top(VISITOR) == ([], 0)


def test_a_sheet_taken_in_twice_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    one, two = (published(archive, SYSTEM, name) for name in ("Lễ một", "Lễ hai"))
    rows = (
        {"collection": "mua", "parent": "", "title@vi": "Mùa", "records": f"Lễ hai | {one}"},
        {"collection": "trong", "parent": "mua", "title@vi": "Trong", "records": "Lễ một"},
    )
    assert take(archive, tmp_path, *rows, dry_run=True).made == 2
    assert archive.collections.top(VISITOR) == ([], 0)
    taken = take(archive, tmp_path, *rows)
    assert (taken.made, taken.published, taken.rejected) == (2, 2, ())
    ((card,), _) = archive.collections.top(VISITOR)
    view = archive.collections.collection(VISITOR, card.identifier)
    assert [record.identifier for record in view.records] == [two, one]
    assert [part.title for part in view.collections] == [{"vi": "Trong"}]
    before = everything(archive)
    again = take(archive, tmp_path, *rows)
    assert (again.unchanged, again.made, again.changed, again.published) == (2, 0, 0, 0)
    assert differing(before, everything(archive)) == set()


def test_rows_that_are_wrong_are_told_and_change_nothing(archive: Archive, tmp_path: Path) -> None:
    for _twice in range(2):
        published(archive, SYSTEM, "Cùng tên")
    published(archive, SYSTEM, "Đúng")
    taken = take(
        archive,
        tmp_path,
        {"collection": "a", "title@vi": "A", "records": "Không có"},
        {"collection": "b", "title@vi": "B", "records": "Cùng tên"},
        {"collection": "c", "title@vi": "C", "parent": "a"},
        {"collection": "", "title@vi": "D"},
        {"collection": "e", "title@vi": "", "records": ""},
        {"collection": "f", "title@vi": "F", "access": "ai cũng được"},
        {"collection": "g", "title@vi": "G", "parent": "g"},
        {"collection": "h", "title@vi": "H\x01", "records": ""},
        {"collection": "i", "title@vi": "Được", "records": "Đúng"},
        {"collection": "i", "title@vi": "Hai lần", "records": "Đúng"},
    )
    assert told(taken) == [
        (2, "records", "collection.record_unknown"),
        (3, "records", "collection.record_shared"),
        (4, "parent", "collection.parent_unknown"),
        (5, "collection", "collection.key_missing"),
        (6, "title", "collection.title_needed"),
        (7, "access", "access.syntax"),
        (8, "parent", "collection.parent_unknown"),
        (9, "title@vi", "import.control_character"),
        (11, "collection", "collection.key_twice"),
    ]
    assert (taken.made, taken.rejected_rows) == (1, 9)
    assert [card.title for card in archive.collections.top(VISITOR)[0]] == [{"vi": "Được"}]


def test_a_sheet_makes_no_ring(archive: Archive, tmp_path: Path) -> None:
    outer = made(archive, "Ngoài")
    inner = made(archive, "Trong", within=outer)
    taken = take(
        archive,
        tmp_path,
        {"collection": inner, "title@vi": "Trong"},
        {"collection": outer, "title@vi": "Ngoài", "parent": inner},
    )
    assert told(taken) == [(3, "parent", "collection.cycle")]


@pytest.mark.parametrize("columns", [{"title@vi": "x"}, {"collection": "a", "people": "xtieng"}])
def test_a_sheet_with_other_columns_is_refused_whole(archive: Archive, tmp_path: Path, columns: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        take(archive, tmp_path, columns)


def test_the_command_refuses_a_sheet_with_other_columns_before_any_record_is_taken_in(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in servers.environ(archive.settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    records = write_sheet(tmp_path / "records.csv", [{"kind": "festival", "title@vi": "Lễ cầu mưa"}])
    write_sheet(tmp_path / "collections.csv", [{"collection": "mua", "title@vi": "Mùa lễ", "items": ""}])
    done = CliRunner().invoke(main, ["import", str(records)])
    assert done.exit_code == 2
    assert "collections.csv: Không có cột nào tên “items”" in done.output
    assert archive.desk.counts(SYSTEM) == {}


def test_what_was_taken_back_stays_so(archive: Archive, tmp_path: Path) -> None:
    collection = made(archive)
    archive.curating.withdraw(SYSTEM, collection, why="Soạn lại.")
    assert take(archive, tmp_path, {"collection": collection, "title@vi": "Mùa lễ"}).published == 0
    assert archive.collections.collection(SYSTEM, collection).status == "withdrawn"


def test_an_export_of_a_collection_holds_what_is_in_it_and_comes_back_unchanged(
    archive: Archive, tmp_path: Path
) -> None:
    outer, other = made(archive, "Ngoài", access="registered"), made(archive, "Khác")
    inner = made(archive, "Trong", within=outer)
    (one,) = filled(archive, outer, "Một")
    two, three = filled(archive, inner, "Hai", "Ba")
    filled(archive, other, "Bốn")
    exported = archive.exports.write(SYSTEM, tmp_path / "one", collection=outer)
    assert (exported.records, exported.collections) == (3, 2)
    rows = read_sheet(tmp_path / "one" / "collections.csv")
    assert [(row["collection"], row["parent"], row["records"]) for row in rows] == [
        (outer, "", one),
        (inner, outer, f"{two} | {three}"),
    ]
    assert rows[0]["access"] == "registered"
    before = everything(archive)
    taken = archive.collection_taking.take(SYSTEM, tmp_path / "one" / "collections.csv", publish=True)
    assert (taken.unchanged, taken.rejected) == (2, ())
    assert differing(before, everything(archive)) == set()
    archive.exports.write(SYSTEM, tmp_path / "two", collection=outer)
    assert (tmp_path / "one" / "collections.csv").read_bytes() == (tmp_path / "two" / "collections.csv").read_bytes()
    with pytest.raises(NotFound):
        archive.exports.write(SYSTEM, tmp_path / "three", collection="zzzzzzzz")


def test_a_whole_export_writes_every_collection_and_what_was_edited_is_taken_over(
    archive: Archive, tmp_path: Path
) -> None:
    collection = made(archive)
    one, two = filled(archive, collection, "Một", "Hai")
    archive.exports.write(SYSTEM, tmp_path)
    (row,) = read_sheet(tmp_path / "collections.csv")
    taken = take(archive, tmp_path / "edited", row | {"title@vi": "Sửa", "records": f"{two} | {one}"})
    assert (taken.changed, taken.published) == (1, 0)
    view = archive.collections.collection(VISITOR, collection)
    assert (view.title, [card.identifier for card in view.records]) == ({"vi": "Sửa"}, [two, one])


def test_undoing_an_import_takes_its_collections_back(archive: Archive, tmp_path: Path) -> None:
    kept = made(archive, "Có trước")
    (one,) = filled(archive, kept, "Một")
    two = published(archive, SYSTEM, "Hai")
    before = archive.collections.collection(VISITOR, kept)
    rows = (
        {"collection": kept, "parent": "", "title@vi": "Sửa tên", "records": f"{two} | {one}"},
        {"collection": "moi", "parent": kept, "title@vi": "Mới", "records": "Một"},
        {"collection": "edited", "parent": "", "title@vi": "Có người sửa", "records": ""},
    )
    file = write_sheet(tmp_path / "collections.csv", rows)
    taken = archive.collection_taking.take(SYSTEM, file, batch=7)
    assert (taken.made, taken.changed) == (2, 1)
    edited = next(
        row.identifier for row in archive.collection_desk.mine(SYSTEM, page=1)[0] if row.title["vi"][0] == "C"
    )
    archive.curating.add(SYSTEM, edited, one)
    undone = archive.collection_undoing.undo(SYSTEM, 7)
    assert (undone.purged, undone.withdrawn, undone.restored) == (1, 0, 1)
    assert [left.identifier for left in undone.left] == [edited]
    after = archive.collections.collection(VISITOR, kept)
    assert (after.title, after.total, after.collections) == (before.title, before.total, ())
    assert [card.identifier for card in after.records] == [one]
    again = archive.collection_undoing.undo(SYSTEM, 7)
    assert (again.purged, again.withdrawn, again.restored) == (0, 0, 0)


def test_undoing_withdraws_what_had_been_published(archive: Archive, tmp_path: Path) -> None:
    file = write_sheet(tmp_path / "collections.csv", [{"collection": "moi", "title@vi": "Mới"}])
    archive.collection_taking.take(SYSTEM, file, publish=True, batch=7)
    assert archive.collection_undoing.undo(SYSTEM, 7).withdrawn == 1
    assert archive.collections.top(VISITOR) == ([], 0)
    assert archive.collection_undoing.undo(SYSTEM, 7).withdrawn == 0
