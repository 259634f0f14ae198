"""Which of two conditions of access is the tighter, and the one that is as tight as both. No database here."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from app.errors import Invalid
from app.services import conditions
from app.services.conditions import Condition, Season, Who

EVERYBODY = Who("is", "everyone")
MOST_WAYS = 2_000
"""A condition that can be met in more ways is not weighed, and counts as looser."""
_DAYS = {"solar": 31, "lunar": 30}


def open_to_all(condition: Condition) -> bool:
    """There are no outsiders then, so nothing is told of what they get."""
    return condition.season is None and narrower_who(EVERYBODY, condition.who)


def as_tight(condition: Condition, rule: Condition) -> bool:
    """Whether whoever ``condition`` admits is admitted by ``rule``, on every day, and outsiders learn no more."""
    if open_to_all(rule):
        return True
    told_more = condition.outsiders > rule.outsiders
    return not told_more and narrower_who(condition.who, rule.who) and _within(condition.season, rule.season)


def both(condition: Condition, rule: Condition, closed: str) -> Condition:
    """As tight as either. ``closed`` is the atom of those who keep the thing: it is closed to others where the two
    can't be written as one, because their seasons only overlap or they lie too deep."""
    if as_tight(condition, rule):
        return condition
    if as_tight(rule, condition) and not open_to_all(condition):
        return rule
    outsiders = rule.outsiders if open_to_all(condition) else min(rule.outsiders, condition.outsiders)
    season = _narrower_season(condition.season, rule.season)
    if season is not None or (condition.season is None and rule.season is None):
        made = Condition(_all(condition.who, rule.who), season, announced=outsiders > 0, preview=outsiders > 1)
        if _readable(made):
            return conditions.parse(str(made))
    return conditions.parse(str(Condition(_all(Who("is", closed), rule.who), rule.season, announced=False)))


def weighable(rule: Condition) -> bool:
    """Whether a rule may be laid over others: another condition can stand beside it, and it can be compared."""
    beside = replace(rule, who=_all(Who("is", "registered"), rule.who))
    return _readable(beside) and len(list(islice(_ways(rule.who), MOST_WAYS + 1))) <= MOST_WAYS


def narrower_who(one: Who, other: Who) -> bool:
    """Whether every way to be admitted by ``one`` is a way to be admitted by ``other``."""
    ways = list(islice(_ways(one), MOST_WAYS + 1))
    return len(ways) <= MOST_WAYS and all(other.admits(_implied(way)) for way in ways)


def _ways(who: Who) -> Iterator[frozenset[str]]:
    """Sets of atoms, each of which is enough: claims only ever admit, so these tell all."""
    if who.op == "is":
        yield frozenset({who.atom})
    elif who.op == "any":
        for part in who.parts:
            yield from _ways(part)
    else:
        parts = [list(islice(_ways(part), MOST_WAYS + 1)) for part in who.parts]
        for chosen in product(*parts):
            yield frozenset().union(*chosen)


def _implied(atoms: frozenset[str]) -> frozenset[str]:
    """Who is in a group is in its community; whoever is anything has an account."""
    communities = {f"community:{atom[6:].partition('/')[0]}" for atom in atoms if atom.startswith("group:")}
    registered = {"registered"} if atoms - {"everyone"} else set()
    return atoms | communities | registered | {"everyone"}


def _all(*parts: Who) -> Who:
    flat = {each for part in parts for each in (part.parts if part.op == "all" else (part,))} - {EVERYBODY}
    kept = tuple(sorted(flat, key=str))
    return (kept[0] if len(kept) == 1 else Who("all", parts=kept)) if kept else EVERYBODY


def _within(inner: Season | None, outer: Season | None) -> bool:
    if outer is None:
        return True
    return inner is not None and inner.calendar == outer.calendar and _days(inner) <= _days(outer)


def _narrower_season(one: Season | None, other: Season | None) -> Season | None:
    if _within(one, other):
        return one
    return other if _within(other, one) else None


def _days(season: Season) -> set[tuple[int, int]]:
    every = ((month, day) for month in range(1, 13) for day in range(1, _DAYS[season.calendar] + 1))
    return {day for day in every if season.holds(day)}


def _readable(condition: Condition) -> bool:
    try:
        conditions.parse(str(condition))
    except Invalid:
        return False
    return True
