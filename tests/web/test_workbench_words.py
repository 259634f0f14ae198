"""Feasts and dates as people tell them, and as they are kept."""

import pytest

from app.web.workbench.dates import shown, typed
from app.web.workbench.occasions import FORMS, Occasion, answered, composed, taken_apart
from metadata.recurrence import parse

WHOLE = [
    ("--04-14", "days"),
    ("--*-15", "days"),
    ("--12-12/--12-14", "days"),
    ("lunar:01-15/01-17;every=3;from=2019;words=hội làng", "days"),
    ("lunar:01-15/P3D", "days"),
    ("cham:07-01", "days"),
    ("--04-sun.2", "named"),
    ("--*-sun", "named"),
    ("lunar:02-dragon.1/P2D", "named"),
    ("lunar:02-dragon.last", "named"),
    ("season:11/12;words=sau khi gặt lúa; trước Tết", "season"),
    ("season:lunar:12/02", "season"),
    ("season:03;every=5", "season"),
    ("words=khi trăng tròn; lúa chín", "words"),
    ("lunar:06L-15", "other"),
]
HALF = [
    ("lunar:?-15", "days"),
    ("?:01-15", "days"),
    ("--02-31", "days"),
    ("--?-?/--03-?", "days"),
    ("lunar:01-15;from=2019", "days"),
    ("lunar:01-15;every=hai;words=x", "days"),
    ("season:?:03", "season"),
    ("lunar:02-?.1", "named"),
    ("--?-sun.2", "named"),
    ("không rõ", "other"),
    ("lunar:01-15;nghĩa=gì", "other"),
]


@pytest.mark.parametrize(("text", "form"), WHOLE + HALF)
def test_a_recurrence_is_taken_apart_and_composed_again_unharmed(text: str, form: str) -> None:
    occasion = taken_apart(text)
    assert occasion.form == form
    assert composed(occasion) == text


@pytest.mark.parametrize(("text", "_form"), WHOLE)
def test_what_the_controls_compose_is_a_recurrence(text: str, _form: str) -> None:
    assert str(parse(composed(taken_apart(text)))) == text


@pytest.mark.parametrize(
    ("occasion", "text"),
    [
        (Occasion("days", calendar="lunar", day="5", month="01", last_day="7"), "lunar:01-05/01-07"),
        (Occasion("days", calendar="solar", day="30", month="04", last_day="01", last_month="05"), "--04-30/--05-01"),
        (Occasion("days", calendar="lunar", words="khi trăng tròn"), "words=khi trăng tròn"),
        (Occasion("days", calendar="lunar"), ""),
        (Occasion("days", calendar="lunar", day="15", month="01", every="1"), "lunar:01-15"),
        (Occasion("days", calendar="lunar", day="15", month="01", length="0"), "lunar:01-15"),
        (Occasion("named", calendar="solar", nth="1", name="dragon", name_month="02"), "lunar:02-dragon.1"),
        (Occasion("season", calendar="solar", until="03"), "season:?/03"),
        (Occasion("words", day="15", words=""), ""),
        (Occasion("other", value="lunar:1-15"), "lunar:1-15"),
    ],
)
def test_controls_compose_what_was_meant(occasion: Occasion, text: str) -> None:
    assert composed(occasion) == text


def test_controls_that_no_form_has_are_not_believed() -> None:
    assert answered({"form": "days", "day": {"0": "x"}, "evil": "x", "month": "01\n02"}) == Occasion(month="01 02")
    assert answered({"form": "khác", "value": "--04-14"}) == Occasion(form="other", value="--04-14")
    assert set(FORMS) == {"days", "named", "season", "words", "other"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("24/02/2024", "2024-02-24"),
        ("24.2.2024", "2024-02-24"),
        ("2/2024", "2024-02"),
        ("2024-02-24", "2024-02-24"),
        (" năm 1975 ", "1975"),
        ("ngày 24 tháng 2 năm 2024", "2024-02-24"),
        ("tháng 2/2024", "2024-02"),
        ("Khoảng năm 1948", "1948~"),
        ("about 24/2/1948", "1948-02-24~"),
        ("thập niên 1960", "196X"),
        ("những năm 1960", "196X"),
        ("1960s", "196X"),
        ("thế kỷ XIX", "18XX"),
        ("thế kỷ 19", "18XX"),
        ("19th century", "18XX"),
        ("1954-1975", "1954/1975"),
        ("từ năm 1954 đến năm 1975", "1954/1975"),
        ("24/2/2024 – 26/2/2024", "2024-02-24/2024-02-26"),
        ("khoảng 1948 đến thập niên 1960", "1948~/196X"),
        ("khoảng 1954-1975", "1954~/1975~"),
    ],
)
def test_dates_are_understood_as_people_write_them(said: str, kept: str) -> None:
    assert typed(said) == kept


@pytest.mark.parametrize(
    "said", ["hôm nọ", "31/02/2024", "", "1-3", "1960 – ", "thế kỷ xivx", "thế kỷ 99", "khoảng", "2024/1990"]
)
def test_what_is_no_date_is_left_for_validation_to_tell(said: str) -> None:
    assert typed(said) == said.strip()


@pytest.mark.parametrize(
    ("kept", "vi", "en"),
    [
        ("2024-02-24", "24/02/2024", "24/02/2024"),
        ("2024-02", "02/2024", "02/2024"),
        ("1948~", "khoảng 1948", "about 1948"),
        ("196X", "thập niên 1960", "1960s"),
        ("18XX", "thế kỷ 19", "19th century"),
        ("1954/1975", "1954 – 1975", "1954 – 1975"),
        ("2024-XX-24", "2024-XX-24", "2024-XX-24"),
        ("../1975", "../1975", "../1975"),
        ("1985?", "1985?", "1985?"),
        ("hôm nọ", "hôm nọ", "hôm nọ"),
    ],
)
def test_a_date_stands_in_its_control_so_that_it_is_read_again(kept: str, vi: str, en: str) -> None:
    assert (shown(kept, "vi"), shown(kept, "en")) == (vi, en)
    assert typed(vi) == typed(en) == kept
