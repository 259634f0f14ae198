"""Dates in the Extended Date/Time Format, levels 0 and 1."""

from datetime import date

import pytest

from metadata import edtf

# The examples of the specification (loc.gov/standards/datetime), features of levels 0 and 1.
_LEVEL_0 = """
1985-04-12 1985-04 1985 1985-04-12T23:20:30 1985-04-12T23:20:30Z 1985-04-12T23:20:30-04 1985-04-12T23:20:30+04:30
1964/2008 2004-06/2006-08 2004-02-01/2005-02-08 2004-02-01/2005-02 2004-02-01/2005 2005/2006-02
"""
_LEVEL_1 = """
Y170000002 Y-170000002 2001-21 2001-22 2001-23 2001-24 1984? 2004-06~ 2004-06-11% 201X 20XX 2004-XX 1985-04-XX
1985-XX-XX 1985-04-12/.. 1985-04/.. 1985/.. ../1985-04-12 ../1985-04 ../1985 1985-04-12/ 1985-04/ 1985/ /1985-04-12
/1985-04 /1985 -1985 -0044-03-15 1984~/2004-06 1984/2004-06~ 1984~/2004~ 1984?/2004% 1984-06-02?/2004-08-08~
2004-06-11%/2004-06-12 2004-06-XX/2004-07-03 196X~ 0000 -201X
"""
DATES = _LEVEL_0.split() + _LEVEL_1.split()
NOT_DATES = """
85 198 19855 1985-4 1985-4-1 1985/4/1 12/04/1985 1985-13 1985-00 1985-04-00 1985-04-31 1985-02-29 1900-02-29 1985-20
1985-25 2001-21-01 Y1985 Y01985 Y17E7 Y Y-0 -0000 X985 19X5 1XXX XXXX 201X-04 20XX-XX 1985-XX-04 ?1985 1985?? 1985?~
1985-?04 2004?-06 1985-04-12T24:00:00 1985-04-12T23:60:00 1985-04-12T23:20 1985-04T10:00:00 1985-04-XXT10:00:00
1985-04-12T10:00:00? 1985-04-12T 1985-04-12T10:00:00/1986 / .. ../.. ../ /.. 1985/1984 1985-05/1985-04
1985/1986/1987 [1667,1668] {1960,1961} 1985-04-12/P3D tháng-4 y170000002
"""
HOSTILE = [
    "",
    " 1985",
    "1985 ",
    "1985\n",
    "1985\x00",
    "１９８５",
    "١٩٨٥",
    "1985–86",
    "1" * 10_000,
    "Y" + "9" * 10_000,
    "/" * 10_000,
]


@pytest.mark.parametrize("text", DATES)
def test_a_date_of_level_0_or_1_is_read_and_written_back_as_it_was(text: str) -> None:
    assert str(edtf.parse(text)) == text
    assert edtf.parse(str(edtf.parse(text))) == edtf.parse(text)


@pytest.mark.parametrize("text", NOT_DATES.split() + HOSTILE, ids=lambda text: repr(text[:40]))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        edtf.parse(text)


@pytest.mark.parametrize("text", DATES)
def test_bounds_are_in_order_and_known_where_an_end_is_given(text: str) -> None:
    earliest, latest = edtf.bounds(text)
    if earliest is not None and latest is not None:
        assert earliest <= latest
    start, slash, end = text.partition("/")
    assert (earliest is None) == (bool(slash) and start in ("", ".."))
    assert (latest is None) == (bool(slash) and end in ("", ".."))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1985", "1985-01-01", "1985-12-31"),
        ("1985-04-12", "1985-04-12", "1985-04-12"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("196X", "1960-01-01", "1969-12-31"),
        ("18XX", "1800-01-01", "1899-12-31"),
        ("1985-XX-XX", "1985-01-01", "1985-12-31"),
        ("1985-02-XX", "1985-02-01", "1985-02-28"),
        ("2001-21", "2001-03-01", "2001-05-31"),
        ("2001-24", "2001-12-01", "2002-02-28"),
        ("1954/1975-04-30", "1954-01-01", "1975-04-30"),
        ("1984~/2004-06", "1984-01-01", "2004-06-30"),
    ],
)
def test_bounds_are_the_first_and_the_last_day_that_it_may_mean(text: str, earliest: str, latest: str) -> None:
    assert edtf.bounds(text) == (date.fromisoformat(earliest).toordinal(), date.fromisoformat(latest).toordinal())


def test_days_beyond_the_years_of_datetime_follow_on_without_a_gap() -> None:
    for earlier, later in [("-0001", "0000"), ("0000", "0001"), ("9999", "Y10000"), ("-9999", "-9998")]:
        assert (edtf.bounds(earlier)[1] or 0) + 1 == edtf.bounds(later)[0]
    assert edtf.bounds("0001-01-01") == (1, 1)


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("1985", "năm 1985", "1985"),
        ("1985-04", "tháng 4 năm 1985", "April 1985"),
        ("1985-04-12", "ngày 12 tháng 4 năm 1985", "12 April 1985"),
        ("196X", "thập niên 1960", "1960s"),
        ("18XX", "trong khoảng năm 1800 đến năm 1899", "between 1800 and 1899"),
        ("1948~", "khoảng năm 1948", "about 1948"),
        ("1948?", "năm 1948 (chưa chắc chắn)", "1948 (uncertain)"),
        ("1948%", "khoảng năm 1948 (chưa chắc chắn)", "about 1948 (uncertain)"),
        ("1985-04-XX", "một ngày trong tháng 4 năm 1985", "a day in April 1985"),
        ("1954/1975", "từ năm 1954 đến năm 1975", "from 1954 to 1975"),
        ("1975/..", "từ năm 1975 trở đi", "from 1975 onwards"),
        ("/1975", "không rõ từ khi nào đến năm 1975", "beginning unknown, until 1975"),
        ("2001-21", "mùa xuân năm 2001", "spring 2001"),
        ("-0043", "năm 44 trước Công nguyên", "44 BC"),
    ],
)
def test_a_date_is_told_in_the_readers_language(text: str, vi: str, en: str) -> None:
    assert edtf.parse(text).label("vi") == vi
    assert edtf.parse(text).label("en") == en


@pytest.mark.parametrize("text", DATES)
def test_every_date_can_be_told(text: str) -> None:
    told = {language: edtf.parse(text).label(language) for language in ("vi", "en", "km")}
    assert all(told.values())
    assert told["km"] == told["vi"]
    assert not any(sign in label for label in told.values() for sign in "{}X%")
