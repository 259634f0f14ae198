"""Reading of recurrences. The grammar stands at the head of the package."""

import re
from calendar import monthrange
from dataclasses import replace
from typing import Final

from metadata.recurrence.rules import LAST, LUNAR, SOLAR, Fixed, Named, Recurrence, Rule, Season
from metadata.vocabulary import vocabulary

LONGEST: Final = 500

_LONGEST_FEAST: Final = 366
_CALENDAR: Final = re.compile(r"(?:(?P<tag>[a-z][a-z-]*):|--)(?P<rest>.+)", re.ASCII | re.DOTALL)
_FIXED: Final = re.compile(r"(?P<month>\d\d|\*)(?P<leap>L?)-(?P<day>\d\d)", re.ASCII)
_NAMED: Final = re.compile(r"(?P<month>\d\d|\*)-(?P<name>[^\W\d_]+)(?:\.(?P<nth>[1-5]|last))?")
_SEASON: Final = re.compile(r"season:(?:(?P<tag>[a-z][a-z-]*):)?(?P<first>\d\d)(?:/(?P<last>\d\d))?", re.ASCII)
_LENGTH: Final = re.compile(r"P(?P<days>[1-9]\d{0,2})D", re.ASCII)
_NUMBER: Final = re.compile(r"[1-9]\d{0,3}", re.ASCII)


def parse(text: str) -> Recurrence:
    """Raises ``ValueError`` for what the grammar does not allow."""
    if len(text) > LONGEST:
        raise ValueError("longer than any recurrence")
    rule, options, words = _divided(text.strip())
    if not rule:
        if not words or options:
            raise ValueError(f"neither a day nor words: {text!r}")
        return Recurrence("", None, words=words)
    made = _season(rule) if rule.startswith("season:") else _days(rule)
    return replace(_with_options(made, options), words=words)


def _divided(text: str) -> tuple[str, list[str], str]:
    """Rule, options and words. Words may hold a semicolon, so they are cut off first."""
    if text.startswith("words="):
        return "", [], text.removeprefix("words=").strip()
    before, _, words = text.partition(";words=")
    rule, *options = before.split(";")
    if ";words=" in text and not words.strip():
        raise ValueError("words that say nothing")
    return rule.strip(), [option.strip() for option in options], words.strip()


def _with_options(made: Recurrence, options: list[str]) -> Recurrence:
    given: dict[str, int] = {}
    for option in options:
        key, _, value = option.partition("=")
        if key not in ("every", "from") or key in given or not _NUMBER.fullmatch(value):
            raise ValueError(f"not an option: {option!r}")
        given[key] = int(value)
    every, anchor = given.get("every", 1), given.get("from")
    if every > 100 or (anchor and every == 1):
        raise ValueError(f"not a number of years: {options}")
    return replace(made, every=every, anchor=anchor)


def _season(text: str) -> Recurrence:
    found = _SEASON.fullmatch(text)
    if not found:
        raise ValueError(f"not a season: {text!r}")
    calendar = _known_calendar(found["tag"] or SOLAR)
    first = _month(calendar, found["first"])
    last = _month(calendar, found["last"] or found["first"])
    if first is None or last is None:
        raise ValueError(f"not a season: {text!r}")
    return Recurrence(calendar, Season(first, last))


def _days(text: str) -> Recurrence:
    start, slash, until = text.partition("/")
    found = _CALENDAR.fullmatch(start)
    if not found:
        raise ValueError(f"not a day: {text!r}")
    calendar = _known_calendar(found["tag"] or SOLAR)
    rule = _day(calendar, found["rest"])
    if not slash:
        return Recurrence(calendar, rule)
    if length := _LENGTH.fullmatch(until):
        days = int(length["days"])
        if days > _LONGEST_FEAST:
            raise ValueError(f"too long: {text!r}")
        return Recurrence(calendar, rule, days=days)
    end = _fixed(calendar, until.removeprefix("--" if calendar == SOLAR else f"{calendar}:"))
    if not isinstance(rule, Fixed) or end is None or (rule.month is None) != (end.month is None):
        raise ValueError(f"not an end: {text!r}")
    return Recurrence(calendar, rule, end=end)


def _known_calendar(tag: str) -> str:
    if tag not in vocabulary("calendars"):
        raise ValueError(f"not a calendar: {tag!r}")
    return tag


def _day(calendar: str, text: str) -> Rule:
    rule = _fixed(calendar, text) or _named(calendar, text)
    if rule is None:
        raise ValueError(f"not a day: {text!r}")
    return rule


def _fixed(calendar: str, text: str) -> Fixed | None:
    found = _FIXED.fullmatch(text)
    if not found:
        return None
    month, day, leap = _month(calendar, found["month"]), int(found["day"]), bool(found["leap"])
    # 2000 was a leap year: 29 February is a day, though not of every year.
    most = monthrange(2000, month or 1)[1] if calendar == SOLAR else 30
    if not 1 <= day <= most or (leap and (calendar != LUNAR or month is None)):
        raise ValueError(f"not a day: {text!r}")
    return Fixed(month, day, leap)


def _named(calendar: str, text: str) -> Named | None:
    """Names are taken in any language of their vocabulary (``Thìn``, ``Dragon``) and kept as keys."""
    found = _NAMED.fullmatch(text)
    table = {SOLAR: "weekdays", LUNAR: "zodiac"}.get(calendar)
    if not found or not table:
        return None
    names = vocabulary(table).find(found["name"])
    nth = LAST if found["nth"] == "last" else int(found["nth"]) if found["nth"] else None
    # Twelve zodiac days go round in a month of 29 or 30: never a fourth.
    if len(names) != 1 or (calendar == LUNAR and nth and nth > 3):
        raise ValueError(f"not a day: {text!r}")
    return Named(_month(calendar, found["month"]), names[0].key, nth)


def _month(calendar: str, text: str) -> int | None:
    if text == "*":
        return None
    month = int(text)
    # A calendar that we do not compute may have a thirteenth month.
    if not 1 <= month <= (12 if calendar in (SOLAR, LUNAR) else 13):
        raise ValueError(f"not a month: {text!r}")
    return month
