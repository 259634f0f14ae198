"""The lunar calendar of Vietnam, and the days on which something recurs."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.services.calendar import (
    LunarDate,
    Occurrence,
    lunar_months,
    lunar_new_year,
    lunar_to_solar,
    next_occurrence,
    occurrences,
    solar_to_lunar,
    zodiac_day,
)
from metadata import tables
from metadata.recurrence import parse
from metadata.vocabulary import vocabulary

TODAY = date(2026, 11, 22)


def day(text: str) -> date:
    return date.fromisoformat(text)


def days(text: str, start: str, end: str) -> list[str]:
    return [found.start.isoformat() for found in occurrences(parse(text), day(start), day(end))]


@pytest.mark.parametrize(
    "tet",
    [
        "1965-02-02",
        "1968-01-29",
        "1975-02-11",
        "1985-01-21",
        "2007-02-17",
        "2024-02-10",
        "2025-01-29",
        "2026-02-17",
        "2027-02-06",
        "2030-02-02",
    ],
)
def test_tet_is_on_the_day_it_was_or_will_be_kept(tet: str) -> None:
    assert lunar_new_year(day(tet).year) == day(tet)
    assert solar_to_lunar(day(tet)) == LunarDate(day(tet).year, 1, 1)
    assert solar_to_lunar(day(tet) - timedelta(days=1)).month == 12


def test_tet_of_1968_follows_the_decision_of_1967_and_not_the_old_meridian() -> None:
    # By UTC+8, as the South still kept it, it was on the 30th.
    assert lunar_new_year(1968) == date(1968, 1, 29)


@pytest.mark.parametrize(
    ("solar", "lunar"),
    [
        ("2023-03-22", LunarDate(2023, 2, 1, leap=True)),
        ("2025-07-25", LunarDate(2025, 6, 1, leap=True)),
        ("2033-12-22", LunarDate(2033, 11, 1, leap=True)),
        ("1984-12-22", LunarDate(1984, 12, 1)),
        ("1985-03-21", LunarDate(1985, 2, 1, leap=True)),
        ("1985-04-20", LunarDate(1985, 3, 1)),
    ],
)
def test_months_and_leap_months_of_known_years(solar: str, lunar: LunarDate) -> None:
    assert solar_to_lunar(day(solar)) == lunar
    assert lunar_to_solar(lunar) == day(solar)


def test_every_day_of_years_round_the_reform_of_1968_goes_there_and_back() -> None:
    first = date(1966, 1, 1)
    for number in range(4 * 365):
        solar = first + timedelta(days=number)
        assert lunar_to_solar(solar_to_lunar(solar)) == solar


def test_months_follow_each_other_without_a_gap_over_two_centuries() -> None:
    months = [month for year in range(1900, 2100) for month in lunar_months(year)]
    assert len(months) == 2474
    for earlier, later in pairwise(months):
        assert earlier.start + timedelta(days=earlier.length) == later.start
        assert later.number == (earlier.number if later.leap else earlier.number % 12 + 1)


@pytest.mark.parametrize(
    "lunar",
    [
        LunarDate(2025, 2, 30),  # a short month
        LunarDate(2025, 5, 1, leap=True),
        LunarDate(2026, 6, 1, leap=True),
        LunarDate(2026, 13, 1),
        LunarDate(2026, 1, 31),
        LunarDate(2026, 0, 1),
        LunarDate(1, 1, 1),
        LunarDate(9999, 1, 1),
    ],
)
def test_a_lunar_day_that_is_not_there_is_refused(lunar: LunarDate) -> None:
    with pytest.raises(ValueError, match=r"."):
        lunar_to_solar(lunar)


@pytest.mark.parametrize("year", [1899, 2100, 0, -5])
def test_a_year_beyond_what_is_reckoned_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        lunar_months(year)


@pytest.mark.parametrize(
    ("solar", "branch"),
    [("2000-01-01", "horse"), ("2024-02-10", "dragon"), ("2026-11-22", "rat"), ("1900-01-01", "dog")],
)
def test_zodiac_days(solar: str, branch: str) -> None:
    assert zodiac_day(day(solar)) == branch
    assert zodiac_day(day(solar) + timedelta(days=12)) == branch


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("--04-14", "2027-04-14", "2027-04-14"),
        ("--11-22", "2026-11-22", "2026-11-22"),
        ("--11-20/--11-22", "2026-11-20", "2026-11-22"),
        ("--11-20/P3D", "2026-11-20", "2026-11-22"),
        ("--11-20/P2D", "2027-11-20", "2027-11-21"),
        ("--12-30/--01-02", "2026-12-30", "2027-01-02"),
        ("--02-29", "2028-02-29", "2028-02-29"),
        ("--02-27/--02-29", "2027-02-27", "2027-02-28"),
        ("--04-sun.2", "2027-04-11", "2027-04-11"),
        ("--04-sun.last", "2027-04-25", "2027-04-25"),
        ("--*-sun", "2026-11-22", "2026-11-22"),
        ("--*-30", "2026-11-30", "2026-11-30"),
        ("lunar:01-15", "2027-02-20", "2027-02-20"),
        ("lunar:01-15/01-17", "2027-02-20", "2027-02-22"),
        ("lunar:01-15/P3D", "2027-02-20", "2027-02-22"),
        ("lunar:12-30", "2027-02-05", "2027-02-05"),
        ("lunar:12-30/01-03", "2027-02-05", "2027-02-08"),
        ("lunar:02-dragon.1", "2027-03-14", "2027-03-14"),
        ("lunar:06L-15", "2036-08-06", "2036-08-06"),
        ("lunar:*-15", "2026-11-23", "2026-11-23"),
        ("lunar:01-15;every=3;from=2019", "2028-02-09", "2028-02-09"),
        ("--04-14;every=2;from=2026", "2028-04-14", "2028-04-14"),
    ],
)
def test_the_next_time_is_the_first_that_is_not_over(text: str, start: str, end: str) -> None:
    assert next_occurrence(parse(text), TODAY) == Occurrence(day(start), day(end))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("season:11/12", "2026-11-01", "2026-12-31"),
        ("season:11/02;words=sau mùa gặt", "2026-11-01", "2027-02-28"),
        ("season:10", "2027-10-01", "2027-10-31"),
        ("season:lunar:12/02", "2027-01-08", "2027-04-06"),
    ],
)
def test_a_season_is_the_months_within_which_it_is(text: str, start: str, end: str) -> None:
    assert next_occurrence(parse(text), TODAY) == Occurrence(day(start), day(end), exact=False)


@pytest.mark.parametrize(
    "text",
    [
        "words=khi được mùa",
        "cham:07-01",
        "khmer:08-29",
        "season:cham:01/02",
        "lunar:01-15;every=3",
        "lunar:12L-01",
    ],
)
def test_nothing_is_said_where_nobody_can_know(text: str) -> None:
    assert next_occurrence(parse(text), TODAY) is None


def test_the_calendar_of_the_cham_is_told_for_announced_years_only() -> None:
    assert next_occurrence(parse("cham:07-01"), day("2025-01-01")) == Occurrence(day("2025-10-21"), day("2025-10-21"))
    assert days("cham:07-01", "2020-01-01", "2022-12-31") == ["2020-10-16", "2022-10-24"]
    (found,) = occurrences(parse("cham:07-01/07-03"), day("2024-01-01"), day("2024-12-31"))
    assert found == Occurrence(day("2024-10-02"), day("2024-10-04"))
    assert days("cham:07-02", "2020-01-01", "2025-12-31") == []


def test_announced_dates_have_a_source_and_a_calendar() -> None:
    for row in tables.read("announced_dates.csv"):
        assert row["source"].startswith("http")
        assert row["calendar"] in vocabulary("calendars")
        assert row["calendar"] not in ("solar", "lunar")
        assert 1 <= int(row["month"]) <= 13
        assert 1 <= int(row["day"]) <= 30
        assert date.fromisoformat(row["date"])


def test_what_is_held_in_a_month_is_not_held_again_in_its_leap_month() -> None:
    assert days("lunar:06-01", "2025-01-01", "2025-12-31") == ["2025-06-25"]
    assert days("lunar:06L-01", "2025-01-01", "2025-12-31") == ["2025-07-25"]
    assert len(days("lunar:*-01", "2025-01-29", "2026-02-16")) == 13


def test_the_eve_of_tet_is_the_last_day_of_the_year_in_a_short_month_too() -> None:
    for year in range(2000, 2050):
        eve = lunar_new_year(year + 1) - timedelta(days=1)
        assert days("lunar:12-30", eve.isoformat(), eve.isoformat()) == [eve.isoformat()]


def test_all_that_have_a_day_within_are_told_in_order() -> None:
    assert days("--12-30/--01-02", "2026-01-01", "2026-12-31") == ["2025-12-30", "2026-12-30"]
    assert days("--*-15", "2026-01-16", "2026-04-15") == ["2026-02-15", "2026-03-15", "2026-04-15"]
    assert days("--01-01", "2026-01-02", "2026-12-31") == []
    assert len(days("--*-sun", "2026-01-01", "2026-12-31")) == 52


def test_the_third_zodiac_day_is_skipped_in_months_that_have_two() -> None:
    found = days("lunar:02-dragon.3", "2000-01-01", "2049-12-31")
    assert 0 < len(found) < 50
    for solar in found:
        assert zodiac_day(day(solar)) == "dragon"
        assert solar_to_lunar(day(solar)).day > 24


def test_the_ends_of_time_are_survived() -> None:
    assert occurrences(parse("lunar:01-15"), date.min, day("1901-12-31"))
    assert occurrences(parse("--12-30/--01-02"), day("9998-01-01"), date.max)
    assert next_occurrence(parse("lunar:01-15"), day("2150-01-01")) is None
    assert next_occurrence(parse("--02-29"), date.max) is None
