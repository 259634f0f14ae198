"""On which days something recurs. Nothing is extrapolated: where nobody can say the day, there is none."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache
from typing import Final

from app.services.calendar.lunar import FIRST_YEAR, LAST_YEAR, LunarMonth, lunar_months, zodiac_day
from metadata import tables
from metadata.recurrence import LAST, LUNAR, SOLAR, Fixed, Named, Recurrence, Season
from metadata.vocabulary import vocabulary

# Long enough for every leap month that returns within a life, short enough to give up on those that do not.
_YEARS_AHEAD: Final = 40


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """``exact`` is whether these are the days; where it is not, they are the months within which it is."""

    start: date
    end: date
    exact: bool = True


def next_occurrence(recurrence: Recurrence, today: date) -> Occurrence | None:
    """The first that is not over on ``today``: one that goes on today is the next."""
    for year in range(max(today.year - 2, MINYEAR), min(today.year + _YEARS_AHEAD, MAXYEAR)):
        if to_come := [found for found in _in_year(recurrence, year) if found.end >= today]:
            # A long feast of the year before may end after one of this year's: all that begin early are looked at.
            return min(to_come)
    return None


def occurrences(recurrence: Recurrence, start: date, end: date) -> tuple[Occurrence, ...]:
    """All that have a day from ``start`` to ``end``, in order."""
    years = range(max(start.year - 2, MINYEAR), min(end.year, MAXYEAR - 1) + 1)
    found = {each for year in years for each in _in_year(recurrence, year) if each.start <= end and each.end >= start}
    return tuple(sorted(found))


def _in_year(recurrence: Recurrence, year: int) -> Iterator[Occurrence]:
    """Those that begin in a year of the recurrence's own calendar, whole months and days of it."""
    if recurrence.every > 1 and (recurrence.anchor is None or (year - recurrence.anchor) % recurrence.every):
        return
    if isinstance(recurrence.rule, Season):
        yield from _season(recurrence.calendar, recurrence.rule, year)
        return
    for start in _starts(recurrence, year):
        yield Occurrence(start, _end(recurrence, start, year))


def _starts(recurrence: Recurrence, year: int) -> Iterator[date]:
    match recurrence.calendar, recurrence.rule:
        case "solar", Fixed() as rule:
            yield from _solar_days(rule, year)
        case "solar", Named() as rule:
            yield from _weekdays(rule, year)
        case "lunar", Fixed() as rule:
            yield from (month.day(rule.day) for month in _months(year) if _is(month, rule))
        case "lunar", Named() as rule:
            yield from _zodiac_days(rule, year)
        case calendar, Fixed() as rule:
            yield from (day for day in announced(calendar, rule) if day.year == year)


def _months(year: int) -> tuple[LunarMonth, ...]:
    return lunar_months(year) if FIRST_YEAR <= year <= LAST_YEAR else ()


def _is(month: LunarMonth, rule: Fixed) -> bool:
    """What is held in every month is held in the leap month too; what is held in one is not held twice."""
    return rule.month is None or (month.number, month.leap) == (rule.month, rule.leap)


def _solar_days(rule: Fixed, year: int) -> Iterator[date]:
    for month in range(1, 13) if rule.month is None else (rule.month,):
        if rule.day <= monthrange(year, month)[1]:
            yield date(year, month, rule.day)


def _weekdays(rule: Named, year: int) -> Iterator[date]:
    weekday = tuple(vocabulary("weekdays").concepts).index(rule.name)
    for month in range(1, 13) if rule.month is None else (rule.month,):
        days = (date(year, month, number) for number in range(1, monthrange(year, month)[1] + 1))
        yield from _chosen((day for day in days if day.weekday() == weekday), rule.nth)


def _zodiac_days(rule: Named, year: int) -> Iterator[date]:
    for month in _months(year):
        if _is(month, Fixed(rule.month, 1)):
            days = map(month.day, range(1, month.length + 1))
            yield from _chosen((day for day in days if zodiac_day(day) == rule.name), rule.nth)


def _chosen(days: Iterable[date], nth: int | None) -> list[date]:
    found = list(days)
    if nth is None:
        return found
    return found[-1:] if nth == LAST else found[nth - 1 : nth]


def _end(recurrence: Recurrence, start: date, year: int) -> date:
    if recurrence.days:
        return start + timedelta(days=recurrence.days - 1)
    if recurrence.end is None:
        return start
    return next((day for day in _ends(recurrence, recurrence.end, start, year) if day >= start), start)


def _ends(recurrence: Recurrence, end: Fixed, start: date, year: int) -> Iterator[date]:
    """Days that the end may fall on, this year and the next, in order."""
    rule = recurrence.rule
    if recurrence.calendar == LUNAR:
        months = (*_months(year), *_months(year + 1))
        yield from (month.day(end.day) for month in months if _is(month, end) and month.day(end.day) >= start)
    elif recurrence.calendar == SOLAR:
        months_of_end = range(1, 13) if end.month is None else (end.month,)
        for at in (year, year + 1):
            yield from (date(at, month, min(end.day, monthrange(at, month)[1])) for month in months_of_end)
    elif isinstance(rule, Fixed) and rule.month == end.month:
        # Days of one month follow each other in every calendar; across months only a table can say.
        yield start + timedelta(days=end.day - rule.day)
    else:
        yield from announced(recurrence.calendar, end)


def _season(calendar: str, season: Season, year: int) -> Iterator[Occurrence]:
    over_new_year = season.last < season.first
    if calendar == SOLAR:
        last_year = year + over_new_year
        last = date(last_year, season.last, monthrange(last_year, season.last)[1])
        yield Occurrence(date(year, season.first, 1), last, exact=False)
    elif calendar == LUNAR:
        firsts = [month for month in _months(year) if month.number == season.first]
        lasts = [month for month in _months(year + over_new_year) if month.number == season.last]
        if firsts and lasts:
            yield Occurrence(firsts[0].start, lasts[-1].day(30), exact=False)


@cache
def _announcements() -> dict[tuple[str, int, int], tuple[date, ...]]:
    table: dict[tuple[str, int, int], list[date]] = {}
    for row in tables.read("announced_dates.csv"):
        key = row["calendar"], int(row["month"]), int(row["day"])
        table.setdefault(key, []).append(date.fromisoformat(row["date"]))
    return {key: tuple(sorted(days)) for key, days in table.items()}


def announced(calendar: str, day: Fixed) -> tuple[date, ...]:
    """The days on which a community said that this day of its calendar would be, or was."""
    return _announcements().get((calendar, day.month, day.day), ()) if day.month else ()
