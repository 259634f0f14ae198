"""The analysis: what of a spelling counts, and where its tokens lie in the stored text."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import pytest

from app.search.folding import LONGEST, Token, analyse, apart, is_syllable, pick, stored


def exact(text: str) -> list[str]:
    return [token.text for token in analyse(text)]


def folded(text: str) -> list[str]:
    return [token.folded for token in analyse(text)]


def spelled(text: str) -> list[str]:
    return [stored(text)[token.start : token.end] for token in analyse(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("thủy", "thuỷ"),
        ("khỏe", "khoẻ"),
        ("lý", "lí"),
        ("kỹ mỹ tỷ", "kĩ mĩ tỉ"),
        ("quý", "quí"),
        ("LỄ", "lễ"),
        ("ðắk", "Đắk"),
        ("K’Liêu", "K'Liêu"),
        ("KʼLiêu", "KLiêu"),
        ("lễ", unicodedata.normalize("NFD", "lễ")),
        ("cô\u0300ng", "cồng"),
        ("soft\u00adhyphen", "softhyphen"),
        ("២០២៤", "2024"),
    ],
)
def test_two_spellings_of_one_word_are_the_same_word(one: str, other: str) -> None:
    assert exact(one) == exact(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mạ", "má"),
        ("hòa", "hóa"),
        ("đa", "da"),
        ("ê̆", "ê"),
        ("thuy", "thui"),
        ("tuy", "tui"),
        ("ý", "í"),
        ("hoa", "hòa"),
    ],
)
def test_two_words_are_not_taken_for_one(one: str, other: str) -> None:
    assert exact(one) != exact(other)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Lễ hội cồng chiêng", ["le", "hoi", "cong", "chieng"]),
        ("Ê-đê, Xơ-đăng; Bru-Vân Kiều", ["e", "de", "xo", "dang", "bru", "van", "kieu"]),
        ("S’tiêng H'Mông K`Ho", ["stieng", "hmong", "kho"]),
        ("Đê̆ ơ̆ng ư̆ ƀai č ñu", ["de", "ong", "u", "bai", "c", "nu"]),
        ("Lý Mỹ y ỷ", ["li", "mi", "y", "y"]),
        ("45/2024/QH15", ["45", "2024", "qh15"]),
        ("‘cồng’ 'chiêng'", ["cong", "chieng"]),
        ("the people’s gong", ["the", "people", "gong"]),
        ("à ờ Y", ["a", "o", "y"]),
        ("", []),
        (" —…!'’ ", []),
    ],
)
def test_folding_takes_away_tones_case_and_apostrophes(text: str, tokens: list[str]) -> None:
    assert folded(text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("ខ្មែរ", ["ខ្មែរ", "រ"]),
        ("ລາວ", ["ລາ", "າວ", "ວ"]),
        ("ꪼꪕ", ["ꪼꪕ", "ꪕ"]),
        ("ꨀꨇꩉ", ["ꨀꨇ", "ꨇꩉ", "ꩉ"]),
        ("ꨌꩌ", ["ꨌꩌ"]),
        ("京族", ["京族", "族"]),
        ("ភា\u200bសា", ["ភាសា", "សា"]),
    ],
)
def test_scripts_without_spaces_become_bigrams_of_graphemes(text: str, tokens: list[str]) -> None:
    assert exact(text) == tokens


def test_what_is_written_below_a_khmer_letter_stays_with_it() -> None:
    assert spelled("ស្រី") == ["ស្រី"]


def test_tone_marks_of_lao_and_tai_viet_fold() -> None:
    assert folded("ບ້ານ") == folded("ບານ")
    assert folded("ꪹꪭꪷ꪿ꪙ") == folded("ꪹꪭꪷꪙ")


def test_offsets_point_into_the_stored_text() -> None:
    text = unicodedata.normalize("NFD", "Anăk Ea Đê̆ hát “K’Liêu”, ខ្មែរ ơ̆ng.")
    assert spelled(text) == ["Anăk", "Ea", "Đê̆", "hát", "K’Liêu", "ខ្មែរ", "រ", "ơ̆ng"]
    assert stored(text) != text


def test_positions_count_tokens() -> None:
    assert [token.position for token in analyse("Ê-đê ລາວ ba")] == list(range(6))


def test_a_word_longer_than_any_is_cut() -> None:
    (token,) = analyse("x" * 10_000)
    assert (len(token.text), len(token.folded), token.end) == (LONGEST, LONGEST, 10_000)


@pytest.mark.parametrize(
    "text",
    [
        "Lễ hội cồng chiêng, chiêng-cồng; K’Liêu và S'tiêng ‘cồng’ ơ̆cồng cô\u0300ng",
        "ភាសាខ្មែរ cồng ລາວchiêng_cồng công’cồng đà đá ðá",
    ],
)
@pytest.mark.parametrize("known", [None, {}])
def test_picking_gives_the_same_tokens_as_analysing(text: str, known: dict[str, bool] | None) -> None:
    text = f"lexa xle le.\u00a0{text}; " * 5
    wanted = {"cong", "chieng", "klieu", "stieng", "le", "da", "ocong"}
    every = [token for token in analyse(text) if token.folded in wanted and token.folded[0] in "clksd"]
    picked = pick(stored(text), lambda folded: folded in wanted and folded[0] in "clksd", known)
    assert [token[:4] for token in picked] == [token[:4] for token in every]
    assert neighbours(picked) == neighbours(every)


def neighbours(tokens: Sequence[Token]) -> list[bool]:
    return [one.position + 1 == other.position for one, other in pairwise(tokens)]


def test_a_run_with_single_spaces_has_the_bigrams_of_one_without() -> None:
    assert [token.text for token in analyse("ꨀꨇꩉ ꨔꨴꩍ")] == [token.text for token in analyse("ꨀꨇꩉꨔꨴꩍ")]
    assert [token.text for token in analyse(apart("ꨀꨇꩉ ꨔꨴꩍ"))] == ["ꨀꨇ", "ꨇꩉ", "ꩉ", "ꨔꨴꩍ"]


def test_offsets_of_a_run_with_spaces_point_into_the_text() -> None:
    text = "lễ ꨀꨇꩉ ꨔꨴꩍ 2024"
    crossing = analyse(text)[3]
    assert text[crossing.start : crossing.end] == "ꩉ ꨔꨴꩍ"


@pytest.mark.parametrize(
    ("folded", "is_one"), [("chieng", True), ("gong", True), ("xtieng", False), ("festival", False), ("", False)]
)
def test_a_vietnamese_syllable_is_known_by_its_letters(folded: str, is_one: bool) -> None:
    assert is_syllable(folded) is is_one
