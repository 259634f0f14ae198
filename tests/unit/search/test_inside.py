"""Where words stand in one text: folded, in phrases, near one another, and which of several hits are meant."""

from itertools import pairwise

import pytest

from app.search.folding import stored
from app.search.highlight import Span
from app.search.inside import NEAR, Hit, best, find, pieces, sought


def marked(text: str, typed: str) -> list[list[str]]:
    """The pieces of each answer that is meant."""
    text = stored(text)
    what = sought(typed)
    hits = find(text, what)
    return [[text[span.start : span.end] for span in hit.spans] for hit in filter(best(hits, what), hits)]


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Lễ hội cồng chiêng", "le hoi", [["Lễ hội"]]),
        ("Lễ hội cồng chiêng", "LỄ HỘI", [["Lễ hội"]]),
        ("hoà bình, hòa giải", "hòa", [["hoà"], ["hòa"]]),
        ("Đắk Lắk", "dak lak", [["Đắk Lắk"]]),
        ("chiêng và cồng", "cồng chiêng", [["chiêng", "cồng"]]),
        ("chiêng và cồng", '"cồng chiêng"', []),
        ("cồng\nchiêng", "“cồng chiêng”", [["cồng\nchiêng"]]),
        ("The gongs were played", "gong play", [["gongs", "played"]]),
        ("nhạc cụ, nhà rông", "nh*", [["nhạc"], ["nhà"]]),
        ("ភាសាខ្មែរ", "ខ្មែរ", [["ខ្មែរ"]]),
        ("lúa lúa lúa", "lúa", [["lúa"], ["lúa"], ["lúa"]]),
        ("bếp lửa", "", []),
        ("bếp lửa", "?!", []),
    ],
)
def test_words_are_found_as_people_type_them(text: str, typed: str, found: list[list[str]]) -> None:
    assert marked(text, typed) == found


def test_a_look_alike_is_meant_only_where_the_word_itself_is_not() -> None:
    assert marked("hội làng, hỏi thăm", "hỏi") == [["hỏi"]]
    assert marked("hội làng", "hỏi") == [["hội"]]
    assert marked("lễ hội và lẻ loi với hồi hộp", "le hoi") == [["lễ hội"]]


def test_words_that_stand_far_apart_are_no_answer() -> None:
    between = " x" * (NEAR // 2)
    assert marked(f"rượu{between} cần", "rượu cần") == []
    assert marked(f"rượu{between[:40]} cần", "rượu cần") == [["rượu", "cần"]]


def test_answers_never_overlap_and_many_words_are_bounded() -> None:
    spans = [hit.spans[0] for hit in find("a a a a a", sought('"a a"'))]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert len(sought(" ".join(f"từ{number}" for number in range(99))).terms) == 12
    assert find("lúa " * 5_000, sought("lúa " * 99))


def test_a_span_is_cut_where_pieces_begin() -> None:
    starts = [0, 6, 12]
    assert list(pieces(Span(2, 4), starts)) == [(0, Span(2, 4))]
    assert list(pieces(Span(3, 14), starts)) == [(0, Span(3, 5)), (1, Span(6, 11)), (2, Span(12, 14))]
    assert list(pieces(Span(6, 8), starts)) == [(1, Span(6, 8))]


def test_nothing_found_means_nothing() -> None:
    what = sought("x")
    assert best([], what)(Hit((Span(0, 1),), exact=False, joined=True))
