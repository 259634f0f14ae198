"""Vietnamese typed with the keyboard off."""

import pytest

from app.search.keyboards import retyped
from app.search.parsing import parse


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("leex hooij coongf chieeng", "lễ hội cồng chiêng"),
        ("le64 ho65i co62ng chie6ng", "lễ hội cồng chiêng"),
        ("le6x ho6i5", "le6x hội"),
        ("nuwowcs", "nước"),
        ("nuocws", "nước"),
        ("nuo71c", "nước"),
        ("dduowngf", "đường"),
        ("d9u7o7ng2", "đường"),
        ("thoor caamr", "thổ cẩm"),
        ("ruou75 ca62n", "rượu cần"),
        ("Tay6 Nguyen6", "Tây Nguyên"),
        ("hoaf binhf", "hòa bình"),
        ("quys", "quý"),
        ("gias", "giá"),
        ("tuwf", "từ"),
        ("people:xtieng le64 ho65i", "people:xtieng lễ hội"),
        ("le64 ho65i festival", "lễ hội festival"),
    ],
)
def test_the_keys_are_read_as_the_keyboard_would_have(typed: str, meant: str) -> None:
    assert retyped(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "le hoi",
        "lễ hội",
        "moon dance",
        "gong or drum",
        "musique de gongs chez les Bahnar",
        "people:tayf",
        "the of with",
        "K'Lieeu",
        "1979",
        "x9",
        "",
        "w" * 5_000,
        "aas" * 3_000,
    ],
)
def test_other_words_are_left_as_they_are(typed: str) -> None:
    assert retyped(typed) is None


def test_a_syllable_that_ends_in_a_stop_takes_no_other_tone() -> None:
    assert retyped("catf ddaats catj") == "catf đất cạt"


def test_what_was_meant_is_taken_apart_as_if_it_had_been_typed() -> None:
    assert parse("leex hooij xtieng").retyped == parse("lễ hội xtieng")
    assert parse("le hoi").retyped is None
