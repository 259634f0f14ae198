"""Which of two conditions is the tighter, and what is as tight as both."""

from datetime import date

import pytest

from app.services.communities.tightness import as_tight, both, weighable
from app.services.conditions import parse

CLOSED = "all(registered, unit:k) in solar:01-15/03-01"


@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        ("everyone", "everyone"),
        ("everyone else announced", "everyone"),
        ("community:a", "registered"),
        ("group:a/x", "community:a"),
        ("all(community:a, unit:u)", "community:a"),
        ("community:a", "any(community:a, unit:u)"),
        ("all(community:a, any(unit:u, unit:v))", "any(all(community:a, unit:u), all(community:a, unit:v))"),
        ("community:a in lunar:01-02/01-10", "community:a in lunar:01-01/01-15"),
        ("community:a in solar:12-25/01-02", "registered in solar:12-20/01-05"),
        ("community:a", "community:a else announced"),
        ("community:a else announced", "community:a else preview"),
    ],
)
def test_what_admits_nobody_more_is_as_tight(condition: str, rule: str) -> None:
    assert as_tight(parse(condition), parse(rule))


@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        ("everyone", "registered"),
        ("community:a", "community:b"),
        ("community:a", "group:a/x"),
        ("any(community:a, registered)", "community:a"),
        ("any(all(community:a, unit:u), unit:v)", "community:a"),
        ("community:a else announced", "community:a"),
        ("community:a else preview", "community:a else announced"),
        ("community:a", "community:a in lunar:01-01/01-15"),
        ("community:a in solar:01-01/01-15", "community:a in lunar:01-01/01-15"),
        ("community:a in lunar:01-01/01-16", "community:a in lunar:01-01/01-15"),
    ],
)
def test_what_admits_somebody_more_or_tells_more_is_looser(condition: str, rule: str) -> None:
    assert not as_tight(parse(condition), parse(rule))


@pytest.mark.parametrize(
    ("condition", "rule", "made"),
    [
        ("everyone", "community:a else announced", "community:a else announced"),
        ("registered", "community:a", "community:a"),
        ("community:a", "registered", "community:a"),
        ("unit:u", "community:a", "all(community:a, unit:u)"),
        ("unit:u else announced", "community:a", "all(community:a, unit:u)"),
        ("unit:u else preview", "community:a else announced", "all(community:a, unit:u) else announced"),
        ("everyone", "community:a else preview", "community:a else preview"),
        ("registered in lunar:01-01/01-15", "community:a", "all(community:a, registered) in lunar:01-01/01-15"),
        ("unit:u in solar:01-01/02-01", "registered in solar:01-15/03-01", CLOSED),
    ],
)
def test_both_is_as_tight_as_either(condition: str, rule: str, made: str) -> None:
    found = both(parse(condition), parse(rule), "unit:k")
    assert str(found) == made
    assert as_tight(found, parse(rule))
    assert str(parse(str(found))) == str(found)


def test_where_two_seasons_only_overlap_none_but_the_keepers_are_let_in() -> None:
    found = both(parse("everyone in solar:01-01/02-01"), parse("registered in solar:01-15/03-01"), "unit:k")
    member = frozenset({"everyone", "registered", "community:a"})
    assert not found.admits(member, date(2026, 1, 20))
    assert found.admits(member | {"unit:k"}, date(2026, 1, 20))


def test_a_rule_too_deep_to_be_laid_over_others_is_told() -> None:
    assert weighable(parse("any(community:a, unit:u)"))
    assert not weighable(parse("any(all(any(all(unit:a, unit:b), unit:c), unit:d), unit:e)"))
