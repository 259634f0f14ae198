"""Cells and values: every type both ways, several in a cell, groups, what is told of those that can't be read."""

import time
from typing import Any

import pytest

from app.services.imports.drafts import FILE_COLUMNS, RECORD_COLUMNS
from app.services.tabular.columns import Column, Header, fields, header
from app.services.tabular.rows import Description, describe, flatten, merge, same
from app.services.tabular.values import join, split
from metadata.problem import Problem
from metadata.profile import KINDS


def described(kind: str = "festival", **cells: str) -> Description:
    """Columns are written with ``__`` for a dot and ``_at_`` for the sign before a language."""
    names = tuple(name.replace("__", ".").replace("_at_", "@").replace("_in_", "-") for name in cells)
    understood = header(names, ())
    assert isinstance(understood, Header), understood
    return describe(kind, {column: list(cells.values())[place] for place, column in understood.terms})


def one(term: str, cell: str, kind: str = "festival") -> dict[str, Any]:
    made = described(kind, **{term: cell})
    assert made.problems == []
    [value] = made.metadata[term.partition("_at_")[0]]
    return value


def problem(term: str, cell: str, kind: str = "festival") -> tuple[str, str]:
    [found] = described(kind, **{term: cell}).problems
    return found.code, found.expected


def test_no_field_bears_the_name_of_a_column_that_stands_for_none() -> None:
    taken = {name for kind in KINDS for name in fields(kind)} & set(RECORD_COLUMNS)
    assert not taken
    assert not set(fields("media")) & set(FILE_COLUMNS)


def test_text_without_a_language_is_vietnamese() -> None:
    assert one("title", "Lễ hội") == {"type": "text", "value": "Lễ hội", "lang": "vi"}
    assert one("title_at_cjm_in_cham", "ꨆꨓꨮ")["lang"] == "cjm-Cham"


def test_numbers_and_signs_have_no_language() -> None:
    made = described("costume", dimension__1__value="92.5", dimension__1__note="thân áo")
    [dimension] = made.metadata["dimension"]
    assert dimension["parts"]["value"] == [{"type": "text", "value": "92.5"}]
    assert dimension["parts"]["note"] == [{"type": "text", "value": "thân áo", "lang": "vi"}]


@pytest.mark.parametrize("cell", ["xtieng", "Xtiêng", "XTIÊNG", "S'tiêng", "S’tiêng", "Stieng", "X'tiêng", "Bù Lơ"])
def test_a_people_is_known_by_its_slug_and_by_its_names(cell: str) -> None:
    assert one("people", cell) == {"type": "concept", "value": "xtieng", "vocabulary": "peoples"}


def test_an_official_name_wins_over_the_same_name_of_another_people() -> None:
    assert one("people", "Thổ")["value"] == "tho"  # the Tày are also called so
    assert one("people", "Tày")["value"] == "tay"


def test_a_name_that_several_peoples_share_lists_them() -> None:
    code, expected = problem("people", "La Quả")
    assert code == "import.concept_shared"
    assert expected == "La Chí (la-chi), Pu Péo (pu-peo)"


def test_a_name_felt_as_an_insult_is_found_and_never_suggested() -> None:
    assert one("people", "Mèo")["value"] == "mong"
    code, expected = problem("people", "Méoo")
    assert "Mèo" not in expected
    assert code in ("import.concept_near", "import.concept_unknown")


def test_a_label_in_any_language_names_a_concept() -> None:
    assert one("rights", "Còn bản quyền")["value"] == one("rights", "In Copyright")["value"] == "InC"


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("24/02/2024", "2024-02-24"), ("4/2/2024", "2024-02-04"), ("24-2-2024", "2024-02-24"), ("02/2024", "2024-02")],
)
def test_a_date_with_the_day_first_is_turned_and_told(cell: str, kept: str) -> None:
    made = described(lastHeld=cell)
    assert made.metadata["lastHeld"] == [{"type": "date", "value": kept}]
    assert [(note.code, note.value, note.expected) for note in made.notes] == [("import.date_turned", cell, kept)]


def test_edtf_stays_as_it_is_and_is_not_told() -> None:
    made = described(lastHeld="196X", temporal="1954/1975 | 1985~")
    assert [value["value"] for value in made.metadata["temporal"]] == ["1954/1975", "1985~"]
    assert made.notes == []


@pytest.mark.parametrize("cell", ["31/02/2024", "2/24/2024", "hôm qua", "24/02/24"])
def test_what_is_no_date_is_a_problem(cell: str) -> None:
    assert problem("lastHeld", cell)[0] == "import.date"


def test_recurrences_are_read_in_the_words_of_any_language() -> None:
    assert one("occurs", "lunar:02-Thìn.1") == {"type": "recurrence", "value": "lunar:02-dragon.1"}
    assert problem("occurs", "mùa xuân")[0] == "import.recurrence"


@pytest.mark.parametrize(
    ("cell", "target"),
    [
        ("thôn 6, xã Bù Đăng, tỉnh Đồng Nai", "dong-nai"),
        ("Đồng Nai", "dong-nai"),
        ("Thành phố Huế", "hue"),
        ("xã Bù Đăng, tỉnh Bình Phước", "binh-phuoc"),
        ("sóc Bom Bo", None),
    ],
)
def test_the_last_words_of_a_place_name_its_province(cell: str, target: str | None) -> None:
    value = one("spatial_at_vi", cell)
    assert (value["value"], value.get("target")) == (cell, target)
    assert value["lang"] == "vi"


def test_a_province_in_brackets_is_said_of_the_place_and_is_no_part_of_its_name() -> None:
    value = one("spatial", "Bù Đăng [dong-nai]")
    assert value == {"type": "place", "value": "Bù Đăng", "vocabulary": "provinces", "target": "dong-nai"}
    assert "target" not in one("spatial", "Đồng Nai []")
    assert one("spatial", "Bom Bo [tên cũ]")["value"] == "Bom Bo [tên cũ]"


def test_agents_have_a_name_and_what_is_said_of_them() -> None:
    made = described(bearer__1__name="Điểu K'Rang", bearer__1__role="già làng | Người hát", bearer__2__name="Thị Mai")
    first, second = made.metadata["bearer"]
    assert (first["type"], first["value"]) == ("agent", "Điểu K'Rang")
    assert [role["value"] for role in first["parts"]["role"]] == ["elder", "singer"]
    assert second == {"type": "agent", "value": "Thị Mai"}
    assert [value["value"] for value in described(organizer="A | B").metadata["organizer"]] == ["A", "B"]


def test_groups_keep_their_order_close_their_gaps_and_problems_keep_the_rows_numbers() -> None:
    made = described(
        ritualStep__7__title="Ba",
        ritualStep__2__title="Một",
        ritualStep__2__objects="ché | gùi",
        ritualStep__4__title="",
    )
    steps = made.metadata["ritualStep"]
    assert [step["parts"]["title"][0]["value"] for step in steps] == ["Một", "Ba"]
    assert [thing["value"] for thing in steps[0]["parts"]["objects"]] == ["ché", "gùi"]
    assert made.as_in_row(Problem("x", "ritualStep.2.officiant@vi")).path == "ritualStep.7.officiant@vi"


def test_a_field_that_takes_one_value_does_not_take_two() -> None:
    assert problem("rights", "InC | NoC-US")[0] == "import.one_value"
    assert problem("bearer__1__name", "A | B")[0] == "import.one_value"


@pytest.mark.parametrize(
    "values",
    [
        ["a"],
        ["a", "b"],
        ["a | b", "c"],
        ["a|b", "|", "a |"],
        [r"a \| b", r"a \\| b", "\\"],
        ["| đầu", "cuối |", "giữa || giữa"],
        ["hai\ndòng |\nba"],
    ],
)
def test_values_joined_in_a_cell_come_apart_as_they_were(values: list[str]) -> None:
    assert split(join(values)) == values


def test_blanks_between_separators_are_no_values() -> None:
    assert split(" a |  | b | ") == ["a", "b"]
    assert split("") == split("  ") == []


def test_a_row_laid_over_a_description_leaves_the_columns_that_it_has_not_got() -> None:
    head = described(title="Lễ", title_at_en="Feast", ritualStep__1__title="Một", ritualStep__2__title="Hai").metadata
    row = {Column("title", language="en"): "Festival", Column("ritualStep", 3, "title", "vi"): "Ba"}

    made = merge("festival", head, row).metadata

    assert [value["value"] for value in made["title"]] == ["Lễ", "Festival"]
    assert [step["parts"]["title"][0]["value"] for step in made["ritualStep"]] == ["Một", "Hai", "Ba"]
    assert head["title"][1]["value"] == "Feast"


def test_what_a_cell_cannot_say_stays_while_nobody_changes_it() -> None:
    head = {"people": [{"type": "concept", "value": "xtieng", "vocabulary": "peoples", "target": "x"}]}
    cells = flatten("festival", head)
    assert merge("festival", head, cells).metadata == head
    changed = merge("festival", head, {Column("people"): "tay"}).metadata
    assert changed["people"] == [{"type": "concept", "value": "tay", "vocabulary": "peoples"}]


def test_descriptions_are_the_same_whatever_order_their_languages_are_in() -> None:
    vi, en, other = (
        {"type": "text", "value": value, "lang": lang} for value, lang in (("a", "vi"), ("b", "en"), ("c", "vi"))
    )
    assert same({"title": [vi, en, other]}, {"title": [en, vi, other]})
    assert not same({"title": [vi, other]}, {"title": [other, vi]})
    assert not same({"title": [vi]}, {"title": [vi], "subject": [en]})


def test_blanks_without_end_in_a_place_are_looked_through_once() -> None:
    begun = time.process_time()
    described(spatial_at_vi="xã" + " " * 200_000 + "Bù Đăng")
    assert time.process_time() - begun < 5  # once minutes
