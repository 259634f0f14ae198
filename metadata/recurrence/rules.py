"""The values of a recurrence, how they are written and how they are told. How they are read is in ``grammar``."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from metadata.phrases import month_name, phrase
from metadata.vocabulary import vocabulary

SOLAR: Final = "solar"
LUNAR: Final = "lunar"
LAST: Final = -1


@dataclass(frozen=True, slots=True)
class Fixed:
    """A day of a month; of every month where ``month`` is ``None``."""

    month: int | None
    day: int
    leap: bool = False

    def __str__(self) -> str:
        return f"{_two(self.month)}{'L' if self.leap else ''}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Named:
    """The ``nth`` day of a month with this name: a weekday of a solar month, a zodiac day of a lunar month.

    ``nth`` is ``LAST`` for the last, ``None`` for each of them.
    """

    month: int | None
    name: str
    nth: int | None

    def __str__(self) -> str:
        nth = {None: "", LAST: ".last"}.get(self.nth, f".{self.nth}")
        return f"{_two(self.month)}-{self.name}{nth}"


@dataclass(frozen=True, slots=True)
class Season:
    """Some time in these months; from a later to an earlier one it goes over the new year."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first:02}" + (f"/{self.last:02}" if self.last != self.first else "")


Rule: TypeAlias = Fixed | Named | Season


@dataclass(frozen=True, slots=True)
class Recurrence:
    """``calendar`` is ``solar``, ``lunar`` or another tag. At most one of ``end`` and ``days`` says how long.

    ``rule`` is ``None`` where there are only words.
    """

    calendar: str
    rule: Rule | None
    end: Fixed | None = None
    days: int | None = None
    every: int = 1
    anchor: int | None = None
    words: str = ""

    def __str__(self) -> str:
        options = [f"every={self.every}"] if self.every > 1 else []
        options += [f"from={self.anchor}"] if self.anchor else []
        options += [f"words={self.words}"] if self.words else []
        return ";".join([*([self._day()] if self.rule else []), *options])

    def _day(self) -> str:
        if isinstance(self.rule, Season):
            return f"season:{'' if self.calendar == SOLAR else self.calendar + ':'}{self.rule}"
        prefix = "--" if self.calendar == SOLAR else f"{self.calendar}:"
        until = f"/{'--' if self.calendar == SOLAR else ''}{self.end}" if self.end else ""
        return f"{prefix}{self.rule}{until}" + (f"/P{self.days}D" if self.days else "")

    def label(self, language: str) -> str:
        told = _told(self, language)
        if self.every > 1:
            key = "every_years_from" if self.anchor else "every_years"
            told = phrase(key, language, date=told, years=self.every, anchor=self.anchor)
        if not self.words:
            return told
        return phrase("with_words" if told else "only_words", language, words=self.words, date=told)


def _two(month: int | None) -> str:
    return "*" if month is None else f"{month:02}"


def _told(recurrence: Recurrence, language: str) -> str:
    calendar, rule = recurrence.calendar, recurrence.rule
    if rule is None:
        return ""
    if isinstance(rule, Season):
        return _told_season(calendar, rule, language)
    start = _told_fixed(calendar, rule, language) if isinstance(rule, Fixed) else _told_named(calendar, rule, language)
    if recurrence.end and isinstance(rule, Fixed):
        return _told_range(calendar, rule, recurrence.end, language)
    if recurrence.days and recurrence.days > 1:
        return phrase("for_days", language, date=start, days=recurrence.days)
    return start


def _told_month(calendar: str, month: int, language: str) -> str:
    if calendar == LUNAR:
        return vocabulary("lunar_months").concepts[f"{month:02}"].label(language)
    return month_name(month, language) if calendar == SOLAR else str(month)


def _family(calendar: str) -> str:
    return calendar if calendar in (SOLAR, LUNAR) else "other"


def _told_fixed(calendar: str, day: Fixed, language: str) -> str:
    named = vocabulary("calendars").concepts[calendar].label(language)
    if day.month is None:
        return phrase(f"every_month_{_family(calendar)}", language, day=day.day, calendar=named)
    key = "fixed_leap" if day.leap else f"fixed_{_family(calendar)}"
    return phrase(key, language, day=day.day, month=_told_month(calendar, day.month, language), calendar=named)


def _told_range(calendar: str, start: Fixed, end: Fixed, language: str) -> str:
    if start.month is None or (start.month, start.leap) != (end.month, False):
        told = (_told_fixed(calendar, day, language) for day in (start, end))
        return phrase("from_to", language, start=next(told), end=next(told))
    return phrase(
        f"range_{_family(calendar)}",
        language,
        first=start.day,
        last=end.day,
        month=_told_month(calendar, start.month, language),
        calendar=vocabulary("calendars").concepts[calendar].label(language),
    )


def _told_named(calendar: str, day: Named, language: str) -> str:
    table, key = ("zodiac", "zodiac") if calendar == LUNAR else ("weekdays", "weekday")
    values = {"name": vocabulary(table).concepts[day.name].label(language)}
    if day.nth is not None:
        values["nth"] = phrase(f"nth_{day.nth}", language)
    if day.month is not None:
        values["month"] = _told_month(calendar, day.month, language)
    key = f"{'each' if day.nth is None else 'nth'}_{key}{'_month' if day.month is None else ''}"
    return phrase(key, language, **values)


def _told_season(calendar: str, season: Season, language: str) -> str:
    return phrase(
        f"span_{_family(calendar)}" + ("_one" if season.first == season.last else ""),
        language,
        first=_told_month(calendar, season.first, language),
        last=_told_month(calendar, season.last, language),
        calendar=vocabulary("calendars").concepts[calendar].label(language),
    )
