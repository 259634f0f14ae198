"""What somebody meant who typed with errors, in the spelling of what was found."""

import time

import pytest

from app.search.meant import meant
from app.search.parsing import parse
from app.search.query import Relaxed, SearchQuery, marks

GONGS = "Lễ hội cồng chiêng của người Xtiêng"
STORY = "Trong lễ hội, tiếng cồng chiêng vang lên; lê chân theo nhịp, bà con người Xtiêng mở chiêng."


def told(typed: str, *texts: str, relaxed: Relaxed = "spelling") -> str:
    return meant(typed, marks(SearchQuery(parse(typed), frozenset()), relaxed), texts)


def test_the_whole_question_is_told_in_the_spelling_of_the_hits() -> None:
    assert told("le hoi cong chiegn", GONGS, STORY) == "lễ hội cồng chiêng"


def test_words_beside_one_another_decide_which_of_several_spellings_is_meant() -> None:
    many = "lê la, lê bước, lê dép; lễ hội chiêng"
    assert told("le hoi chiegn", many) == "lễ hội chiêng"


def test_words_that_stand_together_outweigh_one_that_every_text_has() -> None:
    everywhere = ["xã Ba Bể, tỉnh Thái Nguyên, tỉnh miền núi"] * 12
    assert told("dan tinhh", *everywhere, "hát then, đàn tính", "cây đàn tính") == "đàn tính"


def test_addresses_are_no_spelling() -> None:
    source = "Báo Bình Thuận, baobinhthuan.com.vn/tin/le-hoi-kate-2017.htm"
    assert told("le hoi kata", "Mùa lễ hội Katê của người Chăm", *[source] * 5) == "lễ hội Katê"


def test_a_beginning_is_not_completed() -> None:
    assert told("cha pi", "gourd pipes", "cha mẹ") == ""


def test_two_syllables_typed_as_one_word_are_parted() -> None:
    assert told("congchieng", GONGS) == "cồng chiêng"


def test_a_name_keeps_its_capital_and_a_sentences_first_word_does_not() -> None:
    assert told("nguoi xtiegn", GONGS, STORY) == "người Xtiêng"
    assert told("cong chiegn", "Cồng chiêng Tây Nguyên") == "cồng chiêng"


def test_quotes_filters_and_what_is_refused_stay_as_they_were_typed() -> None:
    typed = '"cong chiegn" people:xtieng -chieng'
    assert told(typed, GONGS) == '"cồng chiêng" people:xtieng -chieng'


def test_a_word_that_no_hit_has_stays_as_it_was_typed() -> None:
    assert told("cong chiegn kangaroo", GONGS, relaxed="some") == "cồng chiêng kangaroo"


@pytest.mark.parametrize("typed", ["", "?!", "cồng chiêng", "CỒNG CHIÊNG", "kangaroo"])
def test_where_nothing_is_spelled_otherwise_nothing_is_told(typed: str) -> None:
    assert told(typed, GONGS) == ""


def test_a_spelling_that_is_there_as_typed_outweighs_one_that_is_near() -> None:
    assert told("chieng", "chiên chiên chiên", "tiếng chiêng") == "chiêng"


def test_however_the_text_was_composed_the_answer_is_stored_text() -> None:
    import unicodedata

    assert told("cong chiegn", unicodedata.normalize("NFD", GONGS)) == "cồng chiêng"


def test_a_question_of_the_same_words_again_and_again_is_looked_for_as_often_as_it_is_asked() -> None:
    texts = [f"{STORY} le hoi " * 400] * 3
    begun = time.process_time()
    assert told("le hoi " * 140 + "chiegn", *texts).startswith("lễ hội lễ hội")
    assert time.process_time() - begun < 10  # once it took half a minute for one such text
