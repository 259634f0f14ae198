"""Filters that are typed into a question come out of it as values of facets."""

import pytest

from app.search.typed_filters import taken_out


@pytest.mark.parametrize(
    ("typed", "rest", "values"),
    [
        ("le hoi people:xtieng", "le hoi", {"people": ["xtieng"]}),
        ("people:S'tiêng lễ month:1 hội", "lễ hội", {"people": ["xtieng"], "month": ["01"]}),
        ('people:"Ê-đê" People:tay chiêng', "chiêng", {"people": ["e-de", "tay"]}),
        ("kind:festival", "", {"kind": ["festival"]}),
    ],
)
def test_what_a_vocabulary_knows_is_taken_out(typed: str, rest: str, values: dict[str, list[str]]) -> None:
    assert taken_out(typed) == (rest, values)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "le  hoi",
        "-people:xtieng",
        "people:",
        "people:nobody",
        "month:13",
        "giờ:5",
        "http://x",
        '"people:tay lễ"',
        '"lễ people:tay hội"',
    ],
)
def test_everything_else_stays_as_it_was_typed(typed: str) -> None:
    assert taken_out(typed) == (typed, {})
