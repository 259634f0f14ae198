"""The language of access conditions."""

from datetime import date

import pytest

from app.errors import Invalid
from app.services.conditions import parse

VISITOR = frozenset({"everyone"})
MEMBER = frozenset({"everyone", "registered", "community:song-be"})
ELDER = MEMBER | {"group:song-be/elders"}


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", "everyone"),
        ("  everyone ", "everyone"),
        ("any(unit:dn, community:song-be)", "any(community:song-be, unit:dn)"),
        ("all(registered,registered)", "registered"),
        ("any( all(unit:b, unit:a) , registered )", "any(all(unit:a, unit:b), registered)"),
        (
            "community:song-be in lunar:01-01/01-15 else announced",
            "community:song-be in lunar:01-01/01-15 else announced",
        ),
        ("  registered   else preview ", "registered else preview"),
    ],
)
def test_texts_that_mean_the_same_have_one_canonical_form(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical
    assert str(parse(canonical)) == canonical


@pytest.mark.parametrize(
    "text",
    ["nobody", "any()", "any(everyone", "community:", "everyone in lunar:13-01/01-01", "everyone in 01-01/02-02",
     "any(any(any(any(any(registered, everyone), unit:x), unit:y), unit:z), unit:w)", "unit:a unit:b", "x" * 5000,
     "registered else preview else announced", "registered else shown", "else preview"],
)  # fmt: skip
def test_what_is_no_condition_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(text)
    assert refusal.value.problem.code == "access.syntax"
    assert len(refusal.value.problem.value) <= 200


def test_a_community_and_its_groups_are_told_apart() -> None:
    day = date(2026, 11, 22)
    assert not parse("community:song-be").admits(VISITOR, day)
    assert parse("community:song-be").admits(MEMBER, day)
    assert not parse("group:song-be/elders").admits(MEMBER, day)
    assert parse("all(community:song-be, group:song-be/elders)").admits(ELDER, day)
    assert not parse("all(community:song-be, community:khac)").admits(ELDER, day)


def test_a_season_holds_on_both_of_its_days_and_over_the_turn_of_the_year() -> None:
    winter = parse("everyone in solar:12-20/01-10")
    assert winter.admits(VISITOR, date(2026, 12, 20))
    assert winter.admits(VISITOR, date(2027, 1, 10))
    assert not winter.admits(VISITOR, date(2027, 1, 11))
    assert not winter.admits(VISITOR, date(2026, 12, 19))


def test_a_lunar_season_follows_the_vietnamese_calendar() -> None:
    first_month = parse("everyone in lunar:01-01/01-15")
    assert first_month.admits(VISITOR, date(2026, 2, 17))  # Tết Bính Ngọ
    assert first_month.admits(VISITOR, date(2026, 3, 3))
    assert not first_month.admits(VISITOR, date(2026, 2, 16))
    assert not first_month.admits(VISITOR, date(2026, 3, 4))


@pytest.mark.parametrize(("ending", "known", "seen"), [("", False, False), (" else announced", True, False)])
def test_a_preview_is_announced_and_what_is_announced_is_no_preview(ending: str, known: bool, seen: bool) -> None:
    told = parse(f"registered{ending}")
    assert (told.announced, told.preview) == (known, seen)
    assert parse("registered else preview").announced
    assert parse("registered else preview").outsiders > told.outsiders
