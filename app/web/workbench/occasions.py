"""When a thing recurs, as a form asks it: a calendar, days, months, years, words. Composed into a recurrence and taken
apart again; the grammar itself is ``metadata.recurrence``'s.

What is composed of a half-filled form has a ``?`` where something is missing, is no recurrence, and can be taken apart.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from metadata.recurrence import LAST, SOLAR, Fixed, Named, Recurrence, Season, parse
from metadata.vocabulary import vocabulary

FORMS: Final = ("days", "named", "season", "words", "other")
EVERY_MONTH: Final = "*"
EACH: Final = "each"

_MISSING: Final = "?"
_CALENDAR: Final = r"(?:--|(?P<calendar>\?|[a-z-]+):)"
_HALF: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("season", re.compile(r"season:(?:(?P<calendar>\?|[a-z-]+):)?(?P<first>\?|\d\d)(?:/(?P<until>\?|\d\d))?")),
    (
        "days",
        re.compile(
            rf"{_CALENDAR}(?P<month>[?*]|\d\d)-(?P<day>\?|\d+)"
            r"(?:/(?:P(?P<length>\d+)D|(?:--)?(?P<last_month>[?*]|\d\d)-(?P<last_day>\?|\d+)))?"
        ),
    ),
    (
        "named",
        re.compile(
            rf"{_CALENDAR}(?P<name_month>[?*]|\d\d)-(?P<name>\?|[a-z]+)(?:\.(?P<nth>\?|\w+))?(?:/P(?P<length>\d+)D)?"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What stands in the controls; a control is called as its field here. ``value`` is the text of the form ``other``.

    ``length`` is a number of days; ``until`` the last month of a season; ``since`` a year in which it was held.
    """

    form: str = "days"
    calendar: str = ""
    day: str = ""
    month: str = ""
    last_day: str = ""
    last_month: str = ""
    length: str = ""
    nth: str = ""
    name: str = ""
    name_month: str = ""
    first: str = ""
    until: str = ""
    every: str = ""
    since: str = ""
    words: str = ""
    value: str = ""


def answered(controls: Mapping[str, object]) -> Occasion:
    """What somebody chose and typed; nothing is believed but texts."""
    given = {field.name: controls.get(field.name, "") for field in fields(Occasion)}
    texts = {name: " ".join(text.split())[:300] for name, text in given.items() if isinstance(text, str)}
    form = texts.get("form")
    return Occasion(**{**texts, "form": form if form in FORMS else "other"})


def composed(occasion: Occasion) -> str:
    """The recurrence in its one spelling, or what there is of one; empty where nothing was filled in."""
    if occasion.form == "other":
        return _spelled(occasion.value)
    rule = _RULES[occasion.form](occasion)
    if not rule:
        return f"words={occasion.words}" if occasion.words else ""
    options = [f"every={occasion.every}"] if occasion.every not in {"", "1"} else []
    options += [f"from={occasion.since}"] if occasion.since else []
    options += [f"words={occasion.words}"] if occasion.words else []
    return _spelled(";".join([rule, *options]))


def taken_apart(text: str) -> Occasion:
    """The controls that compose ``text``; where there are none, ``text`` itself is to be typed."""
    if not text:
        return Occasion()
    try:
        made = parse(text)
    except ValueError:
        found = _half(text)
    else:
        found = _whole(made)
    return found if composed(found) == _spelled(text) else Occasion(form="other", value=text)


def _spelled(text: str) -> str:
    try:
        return str(parse(text))
    except ValueError:
        return text


def _whole(made: Recurrence) -> Occasion:
    common = {
        "calendar": made.calendar,
        "length": str(made.days) if made.days else "",
        "every": str(made.every) if made.every > 1 else "",
        "since": str(made.anchor) if made.anchor else "",
        "words": made.words,
    }
    match made.rule:
        case Fixed() as rule:
            end = made.end
            last = {"last_day": f"{end.day:02}", "last_month": _month(end.month)} if end else {}
            return Occasion(form="days", day=f"{rule.day:02}", month=_month(rule.month), **common, **last)
        case Named() as rule:
            nth = {None: EACH, LAST: "last"}.get(rule.nth, str(rule.nth))
            return Occasion(form="named", nth=nth, name=rule.name, name_month=_month(rule.month), **common)
        case Season() as rule:
            until = f"{rule.last:02}" if rule.last != rule.first else ""
            return Occasion(form="season", first=f"{rule.first:02}", until=until, **common)
        case _:
            return Occasion(form="words", words=made.words)


def _half(text: str) -> Occasion:
    """What stands in the controls of a text that has gaps or days that no month has."""
    rule, *options = text.partition(";words=")[0].split(";")
    given = {"words": text.partition(";words=")[2]}
    for option in options:
        key, _, value = option.partition("=")
        given[{"every": "every", "from": "since"}.get(key, "value")] = value
    for form, pattern in _HALF:
        if found := pattern.fullmatch(rule):
            named = {key: "" if value in {None, _MISSING} else value for key, value in found.groupdict().items()}
            calendar = SOLAR if found["calendar"] is None else named["calendar"]
            return Occasion(form=form, **{**named, **given, "calendar": calendar})
    return Occasion(form="other", value=text)


def _month(number: int | None) -> str:
    return EVERY_MONTH if number is None else f"{number:02}"


def _days(occasion: Occasion) -> str:
    if not any((occasion.day, occasion.month, occasion.last_day, occasion.last_month, occasion.length)):
        return ""
    solar = occasion.calendar == SOLAR
    start = f"{'--' if solar else (occasion.calendar or _MISSING) + ':'}{_day(occasion.month, occasion.day)}"
    if occasion.last_day or occasion.last_month:
        # "From the 15th to the 17th of the first month": the month is often said once.
        end = _day(occasion.last_month or occasion.month, occasion.last_day)
        return f"{start}/{'--' if solar else ''}{end}"
    return start + _length(occasion)


def _day(month: str, day: str) -> str:
    return f"{_two(month)}-{_two(day)}"


def _two(number: str) -> str:
    return number.zfill(2) if number.isdecimal() else number or _MISSING


def _named(occasion: Occasion) -> str:
    if not any((occasion.nth, occasion.name, occasion.name_month)):
        return ""
    prefix = "--" if occasion.name in vocabulary("weekdays") else "lunar:"
    nth = "" if occasion.nth == EACH else f".{occasion.nth or _MISSING}"
    return f"{prefix}{_two(occasion.name_month)}-{occasion.name or _MISSING}{nth}{_length(occasion)}"


def _length(occasion: Occasion) -> str:
    return f"/P{occasion.length.lstrip('0')}D" if occasion.length.lstrip("0").isdecimal() else ""


def _season(occasion: Occasion) -> str:
    if not (occasion.first or occasion.until):
        return ""
    calendar = "" if occasion.calendar == SOLAR else f"{occasion.calendar or _MISSING}:"
    return f"season:{calendar}{_two(occasion.first)}" + (f"/{_two(occasion.until)}" if occasion.until else "")


def _words(_occasion: Occasion) -> str:
    return ""


_RULES: Final = {"days": _days, "named": _named, "season": _season, "words": _words}
