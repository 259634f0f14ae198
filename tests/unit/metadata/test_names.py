"""Folding of names."""

import unicodedata

import pytest

from metadata.names import fold, joined, plain


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Lễ hội Cồng Chiêng", "le hoi cong chieng"),
        ("Đắk Ơ", "dak o"),
        ("Ê-đê", "e-de"),
        ("Mdrong ê̆ ơ̆ ư̆", "mdrong e o u"),
        ("S’tiêng", "s'tieng"),
        ("K′Ho", "k'ho"),
        ("hòa hoà", "hoa hoa"),
        ("  a\t\nb  ", "a b"),
        ("ƀok", "bok"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@pytest.mark.parametrize("text", ["បុណ្យអុំទូក", "ບຸນ", "ꪼꪕ ꪁꪱꪫ", "ꨌꩌ"])
def test_vowels_of_scripts_where_they_are_marks_are_kept(text: str) -> None:
    assert fold(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", ["Lễ hội", "Ơ̆", "ĐÐđð", "İı", "ß", "a" * 10_000, "\u0301" * 10_000, "\ud800"])
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert plain(plain(text)) == plain(text)


def test_joined_names_are_one_word() -> None:
    assert joined("Bru – Vân Kiều") == joined("Bru-Vân Kiều") == joined("bruvankieu") == "bruvankieu"
