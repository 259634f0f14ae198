"""When something recurs, as schema.org schedules: exact in the solar calendar, in words in every other.

Nothing is reckoned from today: a page must say the same tomorrow, and a schedule holds for every year.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from metadata import recurrence
from metadata.recurrence.rules import LAST, SOLAR, Fixed, Named, Recurrence, Season


def schedules(occurs: Iterable[str], languages: Sequence[str]) -> list[dict[str, Any]]:
    """What is no recurrence is left out."""
    made = []
    for text in occurs:
        try:
            found = recurrence.parse(text)
        except ValueError:
            continue
        made.append(_schedule(found, languages))
    return made


def _schedule(found: Recurrence, languages: Sequence[str]) -> dict[str, Any]:
    named = [{"@value": label, "@language": tag} for tag in languages if (label := found.label(tag))]
    schedule: dict[str, Any] = {"@type": "Schedule", "name": named}
    if found.rule is None:
        return schedule
    monthly = isinstance(found.rule, Fixed | Named) and found.rule.month is None
    schedule["repeatFrequency"] = f"P{found.every}{'M' if monthly and found.every == 1 else 'Y'}"
    if days := _days(found):
        schedule["duration"] = f"P{days}D"
    return schedule | (_solar(found) if found.calendar == SOLAR else {})


def _days(found: Recurrence) -> int:
    """How long it lasts, where that does not depend on the length of a month."""
    rule, end = found.rule, found.end
    if isinstance(rule, Fixed) and end and rule.month == end.month:
        return end.day - rule.day + 1
    return found.days or 0


def _solar(found: Recurrence) -> dict[str, Any]:
    rule = found.rule
    if isinstance(rule, Season):
        last = rule.last if rule.last >= rule.first else rule.last + 12
        return {"byMonth": [(month - 1) % 12 + 1 for month in range(rule.first, last + 1)]}
    if isinstance(rule, Fixed):
        return _by_month(rule) | {"byMonthDay": rule.day}
    return _by_month(rule) | {"byDay": _by_day(rule)} if isinstance(rule, Named) else {}


def _by_month(rule: Fixed | Named) -> dict[str, int]:
    return {"byMonth": rule.month} if rule.month else {}


def _by_day(rule: Named) -> str:
    """As calendars write it: ``2SU`` is the second Sunday, ``-1SU`` the last."""
    nth = "" if rule.nth is None else "-1" if rule.nth == LAST else str(rule.nth)
    return nth + rule.name[:2].upper()
