"""Identifiers: given out once, and of a kind that no spreadsheet program takes for a number."""

import pytest
from sqlalchemy import select

from app.bootstrap import Archive
from app.models import UsedIdentifier
from app.services import identifiers


def test_several_are_fresh_and_entered_as_used(archive: Archive) -> None:
    with archive.db.unit_of_work() as work:
        first = identifiers.several(work, 300)
        second = identifiers.several(work, 300)
    with archive.db.read() as session:
        used = set(session.scalars(select(UsedIdentifier.identifier)))
    assert used == {*first, *second}
    assert len(used) == 600


def test_one_that_was_given_out_is_not_given_out_again(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter("aaaaaaaa" * 2 + "bbbbbbbb")
    monkeypatch.setattr(identifiers.secrets, "choice", lambda _: next(drawn))
    with archive.db.unit_of_work() as work:
        assert identifiers.new(work) == "aaaaaaaa"
        identifiers.burn(work, "aaaaaaaa")
    with archive.db.unit_of_work() as work:
        assert identifiers.new(work) == "bbbbbbbb"


@pytest.mark.parametrize("number", ["12345678", "00012e05", "1234567e", "e1234567"])
def test_what_looks_like_a_number_is_not_given_out(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    drawn = iter(number + "12e4x678")
    monkeypatch.setattr(identifiers.secrets, "choice", lambda _: next(drawn))
    with archive.db.unit_of_work() as work:
        assert identifiers.new(work) == "12e4x678"
