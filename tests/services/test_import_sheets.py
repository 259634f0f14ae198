"""Sheets as people bring them: encodings, separators, headers that are wrong, rows that are broken."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Archive
from app.errors import ArchiveError, Invalid, TooLarge
from app.models import RecordVersion
from app.services.tabular import sheet
from app.services.viewer import SYSTEM
from app.web.problems import sentence
from tests.services.sheets import differing, everything, festivals, write_sheet

VIETNAMESE = "Lễ hội Cồng chiêng Xtiêng, sóc Bom Bo"


def refusal(archive: Archive, path: Path) -> list[str]:
    """The codes with which a file as a whole is refused; nothing has changed, and there is a sentence for each."""
    before = everything(archive)
    with pytest.raises(ArchiveError) as refused:
        archive.imports.run(SYSTEM, path)
    assert differing(before, everything(archive)) == set()
    for problem in refused.value.problems:
        for language in ("vi", "en"):
            assert problem.code not in sentence(problem, language)
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_sheet_in_utf_16_is_refused_with_what_to_do(archive: Archive, tmp_path: Path, encoding: str) -> None:
    path = write_sheet(tmp_path / "r.csv", festivals(2), encoding=encoding)
    assert refusal(archive, path) == ["import.utf16"]


def test_a_sheet_in_a_legacy_encoding_is_refused(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(b"kind,title@vi\nfestival,L\xd4 h\xe9i\n")  # TCVN3
    assert refusal(archive, path) == ["import.encoding"]
    row = "festival,L\xd4 h\xe9i \xae\xa9m tr\xa9u c\xf1a ng\xad\xeai Xti\xaang \xeb x\xb7 B\xef \xa7\xa8ng\n"
    path.write_bytes(f"kind,title@vi\n{row}".encode("latin-1"))
    assert refusal(archive, path) == ["import.legacy_encoding"], "the encoding is named where it is sure"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty"),
        (b"\xef\xbb\xbf \r\n", "import.empty"),
        (b"PK\x03\x04" + b"\0" * 40, "import.workbook"),
        (b'"kind,title\n', "import.header"),
    ],
)
def test_what_is_no_sheet_is_refused(archive: Archive, tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(content)
    assert refusal(archive, path) == [code]


def test_a_sheet_that_is_not_there_is_refused(archive: Archive, tmp_path: Path) -> None:
    assert refusal(archive, tmp_path / "none.csv") == ["import.no_file"]


def test_a_byte_order_mark_is_tolerated(archive: Archive, tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "r.csv", festivals(1), encoding="utf-8-sig")
    assert archive.imports.run(SYSTEM, path).made == 1


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_are_understood_and_told(archive: Archive, tmp_path: Path, delimiter: str) -> None:
    rows = [{"kind": "festival", "title@vi": VIETNAMESE, "subject@vi": "a; b"}]
    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows, delimiter=delimiter))

    assert (report.made, [note.problem.code for note in report.notes]) == (1, ["import.delimiter"])
    with archive.db.read() as session:
        body = session.scalars(select(RecordVersion.body)).one()
    assert body["metadata"]["title"][0]["value"] == VIETNAMESE


def test_every_problem_of_a_header_is_told_at_once_with_what_was_probably_meant(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "r.csv"
    header = "kind,titel@vi,title,title@vi,occurs@en,title@tiengviet,ritualStep.1.objcts@vi,bearer,Zzz"
    path.write_text(f"{header}\nfestival,a,b,c,d,e,f,g,h\n", encoding="utf-8")

    with pytest.raises(Invalid) as refused:
        archive.imports.run(SYSTEM, path)

    assert {(problem.code, problem.value, problem.expected) for problem in refused.value.problems} == {
        ("import.column_near", "titel@vi", "title@vi"),
        ("import.column_twice", "title@vi", ""),
        ("import.column_language", "occurs@en", "occurs"),
        ("import.language", "tiengviet", "vi, en, sti, cjm-Cham"),
        ("import.column_near", "ritualStep.1.objcts@vi", "ritualStep.1.objects@vi"),
        ("import.column_near", "bearer", "bearer.1.name"),
        ("import.column_unknown", "Zzz", ""),
    }
    refusal(archive, path)


def test_rows_are_counted_as_the_spreadsheet_shows_them_and_a_broken_one_harms_no_other(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "r.csv"
    lines = [
        "kind,title@vi,description@vi",
        'festival,Một,"hai\ndòng"',  # 2
        "",  # 3
        ",,",  # 4
        "festival,Hai,x,thừa,nữa",  # 5
        'festival,"Ba"sai,x',  # 6
        "festival,Bốn\x01,x",  # 7
        "festival,Năm,x,,",  # 8: empty cells too many are none
        "festival,Sáu",  # 9
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    report = archive.imports.run(SYSTEM, path)

    assert [(told.row, told.problem.code) for told in report.rejected] == [
        (5, "import.too_many_cells"),
        (6, "import.quotes"),
        (7, "import.control_character"),
    ]
    assert report.made == 3


def test_a_quotation_mark_that_is_never_closed_is_told_where_it_stands(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text('kind,title@vi\nfestival,Một\nfestival,"Hai\nfestival,Ba\n', encoding="utf-8")

    report = archive.imports.run(SYSTEM, path)

    assert (report.made, [(told.row, told.problem.code) for told in report.rejected]) == (1, [(3, "import.quotes")])


def test_a_cell_under_no_column_name_is_an_error_of_its_row(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("kind,title@vi,,\nfestival,Một,,\nfestival,Hai,gì đó,\n", encoding="utf-8")

    report = archive.imports.run(SYSTEM, path)

    assert (report.made, [(told.row, told.problem.code) for told in report.rejected]) == (
        1,
        [(3, "import.cell_without_column")],
    )


def test_a_column_of_another_kind_must_be_empty(archive: Archive, tmp_path: Path) -> None:
    rows = [{"kind": "costume", "title@vi": "Váy", "occurs": "lunar:01-15"}, {"kind": "costume", "title@vi": "Áo"}]
    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows))

    assert (report.made, [(t.row, t.column, t.problem.code) for t in report.rejected]) == (
        1,
        [(2, "occurs", "import.column_not_of_kind")],
    )


def test_sheets_over_the_limits_are_refused(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_sheet(tmp_path / "r.csv", [*festivals(3), {"title@vi": "x" * 60}])
    monkeypatch.setattr(sheet, "LARGEST_CELL", 50)
    assert [told.problem.code for told in archive.imports.run(SYSTEM, path).rejected] == ["import.cell_too_long"]
    for limit in ("MOST_COLUMNS", "MOST_ROWS", "LARGEST_FILE"):
        with monkeypatch.context() as small:
            small.setattr(sheet, limit, 1)
            with pytest.raises(TooLarge):
                archive.imports.run(SYSTEM, path)


@pytest.mark.parametrize("cell", ["--04-14", "'--04-14", "=1+1", "''=x", "'", "'Bahnar", "@ai", "+84", "plain", ""])
def test_the_guard_against_formulas_comes_off_as_it_went_on(cell: str) -> None:
    guarded = sheet.guarded(cell)
    assert guarded[:1] not in ("=", "+", "-", "@")
    assert sheet.unguarded(guarded) == cell
