"""How often a thing recurs: reading, writing, telling."""

import itertools
import unicodedata

import pytest

from metadata import recurrence
from metadata.recurrence import LAST, LUNAR, Fixed, Named, Recurrence, Season

DAYS = """
--04-14 --02-29 --12-12/--12-14 --12-30/--01-02 --04-14/P3D --*-15 --*-01/--*-03 --04-sun.2 --04-sat.last --*-sun
lunar:01-15 lunar:01-15/01-17 lunar:12-30/01-03 lunar:01-15/P3D lunar:06L-15 lunar:*-15 lunar:02-dragon.1
lunar:02-dragon.last lunar:02-dragon lunar:*-rat lunar:02-dragon.1/P3D cham:07-01 cham:07-01/07-03 khmer:08-29/09-01
hijri:13-01 cham-awal:09-01/P30D season:11/12 season:12/02 season:03 season:lunar:01/03 season:cham:01/02
"""
OPTIONS = ["", ";every=3", ";every=3;from=2019", ";words=sau mùa gặt", ";every=12;from=1990;words=a;b=c;every=2"]


@pytest.mark.parametrize("text", [day + option for day, option in itertools.product(DAYS.split(), OPTIONS)])
def test_a_recurrence_is_read_and_written_back_as_it_was(text: str) -> None:
    made = recurrence.parse(text)
    assert str(made) == text
    assert recurrence.parse(str(made)) == made


@pytest.mark.parametrize("text", [day + option for day, option in itertools.product(DAYS.split(), OPTIONS)])
def test_every_recurrence_can_be_told(text: str) -> None:
    made = recurrence.parse(text)
    told = {language: made.label(language) for language in ("vi", "en", "km")}
    assert all(told.values())
    assert told["km"] == told["vi"]
    assert "{" not in told["vi"] + told["en"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "04-14",
        "--4-14",
        "--13-01",
        "--00-01",
        "--02-30",
        "--04-31",
        "--04-00",
        "--04-14/",
        "--04-14/--13-01",
        "--04-14/P0D",
        "--04-14/P999D",
        "--04-14/P1M",
        "--04-dragon.1",
        "--04-sun.6",
        "--04-sun.0",
        "--04-sun.1/--04-20",
        "--*-15/--02-16",
        "--02-15/--*-16",
        "--06L-15",
        "lunar:13-01",
        "lunar:01-31",
        "lunar:*L-15",
        "lunar:02-sun.1",
        "lunar:02-dragon.4",
        "lunar:02-ty.1",
        "lunar:02-dragons.1",
        "maya:01-01",
        "cham:14-01",
        "cham:07-sun.1",
        "cham:07L-01",
        "solar",
        "season:",
        "season:13",
        "season:11/12/01",
        "season:*",
        "words=",
        "words= ",
        "lunar:01-15;words=",
        "lunar:01-15;",
        "lunar:01-15;every=0",
        "lunar:01-15;every=-1",
        "lunar:01-15;every=101",
        "lunar:01-15;every=2;every=3",
        "lunar:01-15;from=2019",
        "lunar:01-15;until=2019",
        ";every=2;words=a",
        "--٠٤-14",
        "--04-14\n--05-01",
        "x" * 10_000,
        "words=" + "x" * 10_000,
        "--04-14;words=" + "x" * 10_000,
    ],
    ids=lambda text: repr(text[:40]),
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        recurrence.parse(text)


def test_the_values_say_what_was_written() -> None:
    assert recurrence.parse("lunar:06L-15") == Recurrence(LUNAR, Fixed(6, 15, leap=True))
    assert recurrence.parse("--04-sun.last") == Recurrence("solar", Named(4, "sun", LAST))
    assert recurrence.parse("season:lunar:12/02") == Recurrence(LUNAR, Season(12, 2))
    assert recurrence.parse("cham:07-01/07-03").end == Fixed(7, 3)
    assert recurrence.parse("lunar:01-15/P3D").days == 3
    every = recurrence.parse("lunar:01-15;every=3;from=2019;words=a;every=4")
    assert (every.every, every.anchor, every.words) == (3, 2019, "a;every=4")


@pytest.mark.parametrize("name", ["Thìn", "thìn", "THÌN", "Dragon", "dragon", unicodedata.normalize("NFD", "Thìn")])
def test_a_zodiac_day_may_be_named_in_vietnamese(name: str) -> None:
    assert str(recurrence.parse(unicodedata.normalize("NFC", f"lunar:02-{name}.1"))) == "lunar:02-dragon.1"


def test_rat_and_snake_are_told_apart_by_their_tone() -> None:
    assert str(recurrence.parse("lunar:02-Tý.1")) == "lunar:02-rat.1"
    assert str(recurrence.parse("lunar:02-Tỵ.1")) == "lunar:02-snake.1"


def test_words_alone_are_a_recurrence() -> None:
    made = recurrence.parse("words=khi được mùa; ba năm một lần")
    assert made.rule is None
    assert str(made) == "words=khi được mùa; ba năm một lần"
    assert made.label("vi") == "“khi được mùa; ba năm một lần”"


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("--04-14", "ngày 14 tháng 4", "14 April"),
        ("--12-12/--12-14", "từ ngày 12 đến ngày 14 tháng 12", "12–14 December"),
        ("--12-30/--01-02", "từ ngày 30 tháng 12 đến ngày 2 tháng 1", "from 30 December to 2 January"),
        ("lunar:01-15", "ngày 15 tháng Giêng âm lịch", "day 15 of the first lunar month"),
        ("lunar:12-30", "ngày 30 tháng Chạp âm lịch", "day 30 of the twelfth lunar month"),
        (
            "lunar:02-dragon.1",
            "ngày Thìn đầu tiên của tháng 2 âm lịch",
            "first Dragon day of the second lunar month",
        ),
        ("--*-sun", "Chủ nhật hằng tuần", "every Sunday"),
        ("cham:07-01", "ngày 1 tháng 7 lịch Chăm", "day 1 of month 7, Cham calendar"),
        (
            "lunar:01-15/P3D",
            "ngày 15 tháng Giêng âm lịch, kéo dài 3 ngày",
            "day 15 of the first lunar month, for 3 days",
        ),
        (
            "season:11/12;every=3;from=2019;words=sau mùa gặt",
            "“sau mùa gặt”: khoảng tháng 11 đến tháng 12, 3 năm một lần, tính từ năm 2019",
            "“sau mùa gặt”: between November and December, every 3 years, counted from 2019",
        ),
    ],
)
def test_a_recurrence_is_told_as_people_say_it(text: str, vi: str, en: str) -> None:
    assert recurrence.parse(text).label("vi") == vi
    assert recurrence.parse(text).label("en") == en
