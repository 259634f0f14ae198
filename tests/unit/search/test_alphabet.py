"""Titles in the order of a Vietnamese dictionary."""

import random

import pytest

from app.search.alphabet import alphabetical_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "h", "i", "o", "ô", "ơ", "u", "ư", "v", "y"],
        ["ba", "bà", "bả", "bã", "bá", "bạ", "ban", "bàn", "băn", "bân"],
        ["Lễ Bá", "Lễ Bạ", "Lễ hội Bà Đen", "Lễ hội Bá", "Lệ"],
        ["12 con giáp", "An", "Ăn", "Ấn"],
        ["hoà", "hoá", "Hoàng"],
        ["Đàn", "Đàn đá", "Đàn tính", "Đang"],
        ["Dân ca", "Đàn đá"],
    ],
)
def test_keys_sort_as_a_dictionary_does(ordered: list[str]) -> None:
    shuffled = random.Random(1).sample(ordered, len(ordered))
    assert sorted(shuffled, key=alphabetical_key) == ordered


def test_tones_count_within_a_syllable_before_the_next_one() -> None:
    assert sorted(["bà a", "ba b"], key=alphabetical_key) == ["ba b", "bà a"]


def test_capitals_signs_and_the_place_of_a_tone_do_not_count() -> None:
    assert alphabetical_key("«Hoà-Bình»!") == alphabetical_key("hòa bình")


def test_keys_are_ascii_and_bounded() -> None:
    for title in ("Lễ hội Ê-đê ơ̆ng", "ខ្មែរ ꨌꩌ 京族", "ñ ç", "", "\U0001f600", "x" * 100_000):
        assert alphabetical_key(title).isascii()
    assert len(alphabetical_key("京" * 100_000)) < 1_000


def test_other_scripts_come_after_letters() -> None:
    assert sorted(["ខ្មែរ", "Yên", "Zơ"], key=alphabetical_key) == ["Yên", "Zơ", "ខ្មែរ"]
