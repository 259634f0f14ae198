"""Units from a table: what is there stays, what is wrong is told, and the tree of the demonstration is whole."""

from datetime import date
from pathlib import Path

import pytest

from app import sample
from app.bootstrap import Archive
from app.errors import Invalid
from app.services.units import load
from app.services.viewer import SYSTEM
from metadata.vocabulary import vocabulary

HEADER = (
    "code,name_vi,name_en,level,parent,valid_from,formerly_until,formerly_parent,formerly_commune,formerly_district"
)


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "units.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8-sig")
    return path


def test_a_table_makes_its_units_once(archive: Archive, tmp_path: Path) -> None:
    sheet = table(
        tmp_path,
        "xa-bom-bo,Bom Bo,,commune,dong-nai,2025-07-01,,,,",
        "nha-van-hoa,Nhà văn hóa,Culture house,culture-house,xa-bom-bo,,2025-06-30,binh-phuoc,Bình Minh,Bù Đăng",
    )
    assert load(archive.units, SYSTEM, sheet) == (2, 0)
    commune, house = archive.units.one("xa-bom-bo"), archive.units.one("nha-van-hoa")
    assert (commune.name, commune.valid_from) == ({"vi": "Bom Bo"}, date(2025, 7, 1))
    assert (house.formers[0].commune, house.formers[0].district) == ("Bình Minh", "Bù Đăng")
    archive.units.rename(SYSTEM, "xa-bom-bo", {"vi": "Bom Bo ta"}, level="commune")
    assert load(archive.units, SYSTEM, sheet) == (0, 2)
    assert archive.units.one("xa-bom-bo").name == {"vi": "Bom Bo ta"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("xa,,,commune,dong-nai,,,,,", "unit.name"),
        ("xa,Xã,,kingdom,dong-nai,,,,,", "unit.level"),
        ("xa,Xã,,commune,khong-co,,,,,", "unit.unknown"),
        ("Xã,Xã,,commune,dong-nai,,,,,", "unit.code"),
        ("xa,Xã,,commune,dong-nai,1/7/2025,,,,", "unit.day"),
        ("xa,Xã,,commune,dong-nai,,2025-06-30,khong-co,,", "unit.unknown"),
        ("xa,Xã,,commune,dong-nai,,2025-06-30,," + "x" * 101 + ",", "unit.name_long"),
    ],
)
def test_a_row_that_is_wrong_is_told_and_makes_nothing(archive: Archive, tmp_path: Path, row: str, code: str) -> None:
    before = archive.units.all()
    with pytest.raises(Invalid) as refusal:
        load(archive.units, SYSTEM, table(tmp_path, row))
    assert refusal.value.problem.code == code
    assert archive.units.all() == before


def test_a_table_without_its_columns_is_told(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        load(archive.units, SYSTEM, table(tmp_path, "xa,commune", header="code,level"))
    assert (refusal.value.problem.code, refusal.value.problem.value) == ("unit.column", "name_vi")


def test_the_support_points_are_in_the_table_of_the_demonstration(archive: Archive) -> None:
    assert load(archive.units, SYSTEM, sample.SUPPORT_POINTS) == (18, 0)
    assert load(archive.units, SYSTEM, sample.SUPPORT_POINTS) == (0, 18)


def test_every_level_that_a_unit_has_is_told_in_words(archive: Archive) -> None:
    load(archive.units, SYSTEM, sample.SUPPORT_POINTS)
    assert {unit.level for unit in archive.units.all()} <= set(vocabulary("unit_levels").concepts)
