"""Dates as the archive writes them: Extended Date/Time Format (ISO 8601-2), levels 0 and 1, nothing beyond.

How often something recurs is in ``metadata.recurrence``; days of other calendars are in the calendar service.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from metadata.phrases import month_name, phrase

_DATE: Final = re.compile(
    r"(?P<year>-?(?:\d{4}|\d{3}X|\d{2}XX))"
    r"(?:-(?P<month>(?!00)\d\d|XX)(?:-(?P<day>(?!00)\d\d|XX))?)?(?P<qualifier>[?~%]?)",
    re.ASCII,
)
_LONG_YEAR: Final = re.compile(r"Y(?P<year>-?[1-9]\d{4,11})", re.ASCII)
_TIME: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:0\d|1[0-4])(?::[0-5]\d)?)?", re.ASCII)
_SEASONS: Final = range(21, 25)
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class Moment:
    """One date, as exactly as it is known.

    ``hidden`` counts unspecified digits of the year (``196X`` is year 1960 with one hidden). ``month`` may be a season,
    21 to 24. A month or day of 0 is one that is there but unspecified (``XX``); ``None`` is not there at all.
    """

    year: int
    month: int | None = None
    day: int | None = None
    time: str | None = None
    hidden: int = 0
    qualifier: str = ""

    def __str__(self) -> str:
        if abs(self.year) > 9999:
            return f"Y{self.year}"
        digits = f"{abs(self.year):04}"
        year = ("-" if self.year < 0 else "") + digits[: 4 - self.hidden] + "X" * self.hidden
        parts = [year] + [f"{part:02}" if part else "XX" for part in (self.month, self.day) if part is not None]
        return "-".join(parts) + (f"T{self.time}" if self.time else "") + self.qualifier

    @property
    def years(self) -> tuple[int, int]:
        spread = 10**self.hidden - 1
        return (self.year - spread, self.year) if self.year < 0 else (self.year, self.year + spread)

    @property
    def earliest(self) -> int:
        month = self.month or 1
        return _ordinal(self.years[0], 3 * month - 60 if month in _SEASONS else month, self.day or 1)

    @property
    def latest(self) -> int:
        """Winter (24) ends in February of the next year; seasons are the northern, three whole months each."""
        year, month = self.years[1], self.month or 12
        if month in _SEASONS:
            year, month = (year + 1, 2) if month == 24 else (year, 3 * month - 58)
        return _ordinal(year, month, self.day or _days(year, month))


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date, or an interval. In an interval ``None`` stands for an end that is unknown, ``..`` for an open one."""

    start: Moment | str | None
    end: Moment | str | None
    interval: bool

    def __str__(self) -> str:
        return f"{self.start or ''}/{self.end or ''}" if self.interval else str(self.start)

    def bounds(self) -> tuple[int | None, int | None]:
        """First and last day that it may mean, as ``date.toordinal`` counts them; ``None`` where there is no end.

        Day numbers, since EDTF goes beyond the years 1 to 9999. ``?`` and ``~`` do not widen them: nobody said by how
        much.
        """
        return (
            self.start.earliest if isinstance(self.start, Moment) else None,
            self.end.latest if isinstance(self.end, Moment) else None,
        )

    def label(self, language: str) -> str:
        start, end = (_told(side, language) if isinstance(side, Moment) else "" for side in (self.start, self.end))
        if not self.interval:
            return start
        if start and end:
            return phrase("from_to", language, start=start, end=end)
        if start:
            return phrase("from_on" if self.end else "from_unknown", language, start=start)
        return phrase("until" if self.start else "unknown_until", language, end=end)


def parse(text: str) -> Edtf:
    """Raises ``ValueError`` for what levels 0 and 1 do not allow."""
    if len(text) > _LONGEST:
        raise ValueError("longer than any date")
    first, slash, last = text.partition("/")
    if not slash:
        moment = _moment(first)
        return Edtf(moment, moment, interval=False)
    made = Edtf(_end(first), _end(last), interval=True)
    earliest, latest = made.bounds()
    if earliest is None and latest is None:
        raise ValueError(f"an interval without a date: {text!r}")
    if earliest is not None and latest is not None and latest < earliest:
        raise ValueError(f"ends before it begins: {text!r}")
    return made


def bounds(text: str) -> tuple[int | None, int | None]:
    """``parse(text).bounds()``."""
    return parse(text).bounds()


def _end(text: str) -> Moment | str | None:
    if text in ("", ".."):
        return text or None
    if "T" in text:
        raise ValueError(f"a time of day has no place in an interval: {text!r}")
    return _moment(text)


def _moment(text: str) -> Moment:
    if long_year := _LONG_YEAR.fullmatch(text):
        return Moment(int(long_year["year"]))
    day, separator, time = text.partition("T")
    found = _DATE.fullmatch(day)
    if not found or found["year"] == "-0000":
        raise ValueError(f"not a date: {text!r}")
    month, day_of_month = _number(found["month"]), _number(found["day"])
    hidden = found["year"].count("X")
    moment = Moment(
        int(found["year"].replace("X", "0")),
        month,
        day_of_month,
        time if separator else None,
        hidden,
        found["qualifier"],
    )
    if not _sound(moment) or (separator and not (day_of_month and not moment.qualifier and _TIME.fullmatch(time))):
        raise ValueError(f"not a date: {text!r}")
    return moment


def _number(digits: str | None) -> int | None:
    return None if digits is None else 0 if digits == "XX" else int(digits)


def _sound(moment: Moment) -> bool:
    """Whether month and day are possible, and only the last digits are unspecified, as level 1 has it."""
    if moment.month is None:
        return True
    if moment.hidden:
        return False
    if moment.month == 0:
        return not moment.day
    if moment.day is None:
        return 1 <= moment.month <= 12 or moment.month in _SEASONS
    return 1 <= moment.month <= 12 and moment.day <= _days(moment.year, moment.month)


def _within(year: int) -> tuple[int, int]:
    """A year of the same calendar that ``datetime`` knows, and how many cycles of 400 years it is away."""
    cycles, rest = divmod(year - 1, 400)
    return rest + 1, cycles


def _days(year: int, month: int) -> int:
    return monthrange(_within(year)[0], month)[1]


def _ordinal(year: int, month: int, day: int) -> int:
    known, cycles = _within(year)
    return date(known, month, day).toordinal() + cycles * 146_097


def _told(moment: Moment, language: str) -> str:
    told = _period(moment, language)
    if moment.time:
        told = phrase("time_of_day", language, time=moment.time.replace("Z", " UTC"), date=told)
    if moment.qualifier in ("~", "%"):
        told = phrase("approximate", language, date=told)
    return phrase("uncertain", language, date=told) if moment.qualifier in ("?", "%") else told


def _period(moment: Moment, language: str) -> str:
    month, day = moment.month, moment.day
    if moment.hidden:
        return _years(moment, language)
    year = _numbered(moment.year, language)
    of_year = phrase("year", language, year=year)
    if month is None:
        return of_year
    if month == 0:
        return phrase("some_month_of" if day is None else "some_day_of", language, period=of_year)
    if month in _SEASONS:
        return phrase("season_of_year", language, season=phrase(f"season_{month}", language), year=year)
    named = month_name(month, language)
    if not day:
        of_month = phrase("month_of_year", language, month=named, year=year)
        return of_month if day is None else phrase("some_day_of", language, period=of_month)
    return phrase("day_of_month", language, day=day, month=named, year=year)


def _years(moment: Moment, language: str) -> str:
    first, last = moment.years
    if moment.hidden == 1 and first > 0:
        return phrase("decade", language, year=first)
    return phrase("between_years", language, first=_numbered(first, language), last=_numbered(last, language))


def _numbered(year: int, language: str) -> str:
    """Historians have no year 0: it is 1 BC."""
    return str(year) if year > 0 else phrase("bc", language, year=1 - year)
