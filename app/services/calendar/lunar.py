"""Vietnam's legal lunar calendar, over lunar-vn. Calendars of other peoples are announced, never computed here.

The calendar is reckoned by the meridian of UTC+8 before 1968 and of UTC+7 since (Decision 121/CP of 8 August 1967).
From 1968 to 1975 the South kept UTC+8: Tết of 1968 was on 29 January in the North, on 30 January in the South. What
is reckoned here is the calendar of Decision 121/CP, which the whole country has had since 1976.

Compared once with new moons and solstices of an independent ephemeris, 1900 to 2099: of 2,474 months two begin a day
apart, in December 2072 and November 2077, where the moon is new within two minutes of midnight.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from lunar_vn import core

from metadata.vocabulary import vocabulary

FIRST_YEAR: Final = 1900
"""Lunar years from ``FIRST_YEAR`` to ``LAST_YEAR`` are known, each as a whole."""
LAST_YEAR: Final = 2099

_REFORM: Final = date(1968, 1, 1)
_JULIAN_DAY_OF_ORDINAL_0: Final = 1_721_425


@dataclass(frozen=True, slots=True, order=True)
class LunarDate:
    """``leap``: in the leap month, which follows the month of the same number."""

    year: int
    month: int
    day: int
    leap: bool = False


@dataclass(frozen=True, slots=True)
class LunarMonth:
    number: int
    leap: bool
    start: date
    length: int

    def day(self, number: int) -> date:
        """A month of 29 days keeps its 30th on the 29th: so the eve of Tết is the last day of month 12, always."""
        return self.start + timedelta(days=min(number, self.length) - 1)


@lru_cache(maxsize=4096)
def solar_to_lunar(day: date) -> LunarDate:
    """Raises ``ValueError`` outside the years 1900 to 2100."""
    found = core.solar_to_lunar(day, time_zone=7.0 if day >= _REFORM else 8.0)
    return LunarDate(found.year, found.month, found.day, found.leap)


def lunar_to_solar(lunar: LunarDate) -> date:
    """Raises ``ValueError`` for a day that the year has not got: a 30th of a short month, a leap month that is not."""
    # lunar-vn gives the first of the next month for a 30th that is not there, and forgets a leap that is not.
    day = _converted(lunar, 7.0)
    if day < _REFORM:
        day = _converted(lunar, 8.0)
    if solar_to_lunar(day) != lunar:
        raise ValueError(f"no such lunar day: {lunar}")
    return day


def _converted(lunar: LunarDate, time_zone: float) -> date:
    return core.convert_lunar_to_solar(lunar.day, lunar.month, lunar.year, int(lunar.leap), time_zone=time_zone)


def lunar_new_year(year: int) -> date:
    """First day of the Vietnamese lunar year that begins in Gregorian ``year``.

    It can differ from China's by a day, as in 2007 and 2030, or by a month, as in 1985.
    """
    return lunar_to_solar(LunarDate(year, 1, 1))


@lru_cache(maxsize=512)
def lunar_months(year: int) -> tuple[LunarMonth, ...]:
    """The 12 or 13 months of a lunar year. Raises ``ValueError`` for a year that is not known as a whole."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"lunar year {year} is not reckoned")
    months: list[LunarMonth] = []
    start = lunar_new_year(year)
    while (first := solar_to_lunar(start)).year == year:
        length = 29 if solar_to_lunar(start + timedelta(days=29)).day == 1 else 30
        months.append(LunarMonth(first.month, first.leap, start, length))
        start += timedelta(days=length)
    return tuple(months)


def zodiac_day(day: date) -> str:
    """The branch (chi) of a day, as the vocabulary ``zodiac`` has its key: ``dragon`` for a Thìn day."""
    return tuple(vocabulary("zodiac").concepts)[(day.toordinal() + _JULIAN_DAY_OF_ORDINAL_0 + 1) % 12]
