"""Words that a question is put with and not about."""

import pytest

from app.search.parsing import parse
from app.search.query import Choice, words_of
from metadata import tables


def wanted(typed: str) -> list[str]:
    return [word.folded for clause in parse(typed).clauses for word in words_of(clause)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("tiếng hát của rừng", ["tieng", "hat", "rung"]),
        ("của rừng", ["rung"]),
        ("cua rung", ["cua", "rung"]),
        ("cua", ["cua"]),
        ("tieng hat cua rung dai ngan", ["tieng", "hat", "rung", "dai", "ngan"]),
        ("cỏ rừng", ["co", "rung"]),
        ("cho phien", ["cho", "phien"]),
        ("the forest", ["forest"]),
        ("the rung", ["the", "rung"]),
        ("the", ["the"]),
        ("what is it", ["what", "is", "it"]),
        ("les femmes de la maison", ["femmes", "maison"]),
        ("ở đâu", ["o", "dau"]),
        ('"của rừng"', ["cua", "rung"]),
        ("không gian", ["khong", "gian"]),
    ],
)
def test_small_words_are_wanted_only_where_they_may_be_others(typed: str, words: list[str]) -> None:
    assert wanted(typed) == words


def test_words_beside_a_small_one_still_rank_higher_where_they_stand_so() -> None:
    pairs = [(one.folded, other.folded) for one, other in parse("tiếng hát của những rừng").pairs]
    assert pairs == [("tieng", "hat"), ("hat", "cua"), ("nhung", "rung")]


def test_each_small_word_stands_in_the_list_once_for_a_language() -> None:
    rows = [(row["language"], row["words"]) for row in tables.read("function_words.csv")]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("rượu or cơm", [["ruou"], ["com"]]),
        ("rượu hoặc cơm hoac canh", [["ruou"], ["com"], ["canh"]]),
        ('"lễ hội" OR múa', [["le", "hoi"], ["mua"]]),
        ("K Liêu", [["k", "lieu"], ["klieu"]]),
        ("người Tày và người Nùng", [["nguoi", "tay"], ["nguoi", "nung"]]),
        ("Sơn La, Điện Biên", [["son", "la"], ["dien", "bien"]]),
    ],
)
def test_alternatives_are_one_clause(typed: str, options: list[list[str]]) -> None:
    (choice,) = parse(typed).clauses
    assert isinstance(choice, Choice)
    assert [[word.folded for each in option for word in words_of(each)] for option in choice.options] == options


@pytest.mark.parametrize(("typed", "words"), [("or", ["or"]), ("rượu or", ["ruou"]), ("or or rượu", ["ruou"])])
def test_or_says_nothing_where_it_has_no_neighbours(typed: str, words: list[str]) -> None:
    assert wanted(typed) == words
