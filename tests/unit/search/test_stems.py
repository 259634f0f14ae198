"""Forms of English and French words."""

import threading

import pytest

from app.search import stems
from app.search.folding import analyse
from metadata import tables


def of(text: str) -> set[str]:
    return {stem for token in analyse(text) for stem in stems.asked(token.text, token.folded)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gongs", "gong"),
        ("weaving", "weavers"),
        ("woven", "weave"),
        ("festivals", "festival"),
        ("dancers", "dancing"),
        ("ceremonies", "ceremony"),
        ("women", "woman"),
        ("fêtes", "fete"),
        ("tisserands", "tissage"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert of(one) & of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("silver", "silk"), ("flower", "flow"), ("corner", "corn"), ("rice", "rite")]
)
def test_other_words_share_none(one: str, other: str) -> None:
    assert stems.form(one, "en") not in of(other)


@pytest.mark.parametrize("word", ["chiêng", "hát", "lễ", "đàn", "ខ្មែរ", "1975", "ở", "le64"])
def test_what_is_no_word_with_forms_has_no_stem(word: str) -> None:
    assert of(word) == set()


def test_a_form_is_no_word_that_can_be_typed() -> None:
    assert stems.form("gongs", "en") not in {token.folded for token in analyse(stems.form("gongs", "en"))}


def test_every_irregular_form_is_one_that_the_algorithm_does_not_know() -> None:
    for row in tables.read("word_forms.csv"):
        plain = stems._snowball(row["form"], row["language"]) == stems._snowball(row["of"], row["language"])
        assert not plain, row["form"]
        assert stems.form(row["form"], row["language"]) == stems.form(row["of"], row["language"]), row["form"]


def test_an_article_that_french_elides_is_no_part_of_a_word() -> None:
    assert stems.told("l’étoffe", "letoffe", "fr") == stems.told("étoffes", "etoffes", "fr")
    assert of("l’étoffe") & of("étoffes")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The elder strikes the gong and all of the village dances in a ring by the fire of the house.", "en"),
        ("Les femmes de la maison dansent avec les gongs dans la nuit et le chef du village est assis.", "fr"),
        ("Già làng đánh chiêng, cả làng múa quanh đống lửa trong đêm hội.", ""),
        ("Le hoi cong chieng cua lang Bu Lo co den ba ngay, la dip de ca lang quay quan.", ""),
        ("gong", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_text_is_told_by_its_small_words(text: str, language: str) -> None:
    assert stems.language_of(analyse(text)) == language


def test_threads_do_not_mix_their_words() -> None:
    words = [f"{start}{end}" for start in ("weav", "danc", "celebrat", "drumm", "carv") for end in ("ing", "ed", "ers")]
    expected = {word: stems._snowball(word, "en") for word in words}
    wrong: list[str] = []

    def stem_all() -> None:
        for _ in range(40):
            wrong.extend(word for word in words if stems._snowball(word, "en") != expected[word])

    threads = [threading.Thread(target=stem_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
