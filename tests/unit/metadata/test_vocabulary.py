"""The vocabularies, and finding a concept by any of its names."""

import unicodedata

import pytest

from metadata import tables
from metadata.languages import well_formed
from metadata.vocabulary import Concept, Vocabulary, vocabularies, vocabulary

PEOPLES = vocabulary("peoples")


def keys(found: tuple[Concept, ...]) -> list[str]:
    return [concept.key for concept in found]


@pytest.mark.parametrize("name", vocabularies())
def test_every_concept_has_labels_in_vietnamese_and_in_english(name: str) -> None:
    assert vocabulary(name).concepts
    for concept in vocabulary(name):
        assert set(concept.labels) >= {"vi", "en"}, concept.key
        assert all(label == unicodedata.normalize("NFC", label).strip() for label in concept.labels.values())


@pytest.mark.parametrize("name", vocabularies())
def test_keys_are_unique_and_fit_in_an_address(name: str) -> None:
    rows = tables.read("vocabularies", f"{name}.csv")
    assert len(rows) == len(vocabulary(name).concepts)
    for key in vocabulary(name).concepts:
        assert key.isascii()
        assert key.replace("-", "").replace(".", "").isalnum()


@pytest.mark.parametrize("name", vocabularies())
def test_a_concept_is_found_by_its_key_and_by_each_of_its_labels(name: str) -> None:
    table = vocabulary(name)
    for concept in table:
        for text in (concept.key, *concept.labels.values()):
            assert concept in table.find(text), text
            assert concept in table.find(unicodedata.normalize("NFD", text).upper()), text


def test_what_others_are_written_for_is_there() -> None:
    needed = (
        "peoples languages ich_types ich_domains safeguarding dcmi_types rights licences provinces kinds materials "
        "instruments media_types months roles honours techniques genres life_stages"
    )
    assert set(needed.split()) <= set(vocabularies())


def test_there_are_54_peoples_and_each_language_of_theirs_is_named() -> None:
    assert len(PEOPLES.concepts) == 54
    languages = vocabulary("languages")
    for people in PEOPLES:
        for code in tables.listed(people.extra["languages"]):
            assert code in languages, (people.key, code)


def test_language_keys_are_tags() -> None:
    assert all(well_formed(key) for key in vocabulary("languages").concepts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thổ", ["tho"]),
        ("tho", ["tho"]),
        ("THỔ", ["tho"]),
        ("xtieng", ["xtieng"]),
        ("S'tiêng", ["xtieng"]),
        ("S’tiêng", ["xtieng"]),
        ("stieng", ["xtieng"]),
        ("Stiêng", ["xtieng"]),
        ("X'Tiêng", ["xtieng"]),
        ("Gia Rai", ["gia-rai"]),
        ("giarai", ["gia-rai"]),
        ("ê đê", ["e-de"]),
        ("Rađê", ["e-de"]),
        ("rade", ["e-de"]),
        ("Khơ me", ["kho-me"]),
        ("H'Mông", ["mong"]),
        ("Hmong", ["mong"]),
        ("Chinese", ["hoa"]),
        ("Tày", ["tay"]),
        ("tay", ["tay"]),
        ("Bù Đek", ["xtieng"]),
        ("Cao Lan", ["san-chay"]),
        ("Trại", ["san-chay", "san-diu"]),
        ("La Quả", ["la-chi", "pu-peo"]),
        ("Thay", ["thai", "lao"]),
        ("nobody", []),
        ("", []),
        ("   ", []),
        ("-", []),
        ("x" * 10_000, []),
        ("\x00\u202e", []),
    ],
)
def test_a_people_is_found_by_any_of_its_names_and_the_official_one_wins(text: str, found: list[str]) -> None:
    assert keys(PEOPLES.find(text)) == found
    assert keys(PEOPLES.find(unicodedata.normalize("NFD", text))) == found


@pytest.mark.parametrize(
    ("name", "found"), [("Mán", ["dao", "la-chi"]), ("Xá", ["xinh-mun", "la-chi"]), ("Mèo", ["mong"])]
)
def test_a_name_felt_as_an_insult_is_found_and_never_shown(name: str, found: list[str]) -> None:
    assert set(keys(PEOPLES.find(name))) == set(found)
    for key in found:
        concept = PEOPLES.concepts[key]
        shown = (*concept.labels.values(), *concept.alt, *concept.extra.values())
        assert "match_only" not in concept.extra
        if name in concept.match_only:
            assert not any(name in text.split(";") for text in shown)


def test_no_language_or_script_is_called_by_a_name_felt_as_an_insult() -> None:
    honest = {name.casefold() for people in PEOPLES for name in (*people.labels.values(), *people.alt)}
    insults = {name.casefold() for people in PEOPLES for name in people.match_only} - honest
    assert "mèo" in insults
    for concept in (*vocabulary("languages"), *vocabulary("scripts")):
        for text in (*concept.labels.values(), *concept.alt):
            assert not [name for name in insults if f" {name} " in f" {text.casefold()} "], text


def test_there_are_34_provinces_today_and_the_old_ones_say_what_they_became() -> None:
    provinces = vocabulary("provinces")
    today = [province for province in provinces if not province.extra["valid_to"]]
    assert len(provinces.concepts) == 63
    assert len(today) == 34
    for province in provinces:
        if province.extra["valid_to"]:
            assert province.extra["valid_to"] == "2025-06-30"
            assert not provinces.concepts[province.extra["replaced_by"]].extra["valid_to"]
    assert provinces.concepts["binh-phuoc"].extra["replaced_by"] == "dong-nai"
    assert keys(provinces.find("TP.HCM")) == ["ho-chi-minh"]
    assert keys(provinces.find("dak nong")) == ["dak-nong"]


@pytest.mark.parametrize(
    ("name", "size", "prefix"),
    [
        ("rights", 12, "http://rightsstatements.org/vocab/"),
        ("licences", 8, "https://creativecommons.org/"),
        ("dcmi_types", 12, "http://purl.org/dc/dcmitype/"),
        ("notices", 4, "https://localcontexts.org/notice/"),
    ],
)
def test_published_vocabularies_are_whole_and_linked(name: str, size: int, prefix: str) -> None:
    uris = [concept.uri or "" for concept in vocabulary(name)]
    assert len(set(uris)) == size
    assert all(uri.startswith(prefix) for uri in uris)


def test_the_law_has_six_types_each_within_a_domain_of_the_convention() -> None:
    types = list(vocabulary("ich_types"))
    assert len(types) == 6
    assert {each.extra["unesco_domain"] for each in types} <= set(vocabulary("ich_domains").concepts)


def test_a_label_falls_back_to_vietnamese() -> None:
    mong = PEOPLES.concepts["mong"]
    assert mong.label("en") == "Hmong"
    assert mong.label("km") == "Mông"


def test_an_unknown_vocabulary_is_an_error_even_with_a_path_in_its_name() -> None:
    for name in ("castles", "../terms", ""):
        with pytest.raises(KeyError):
            vocabulary(name)


def test_zodiac_days_that_differ_by_a_tone_are_not_taken_for_each_other() -> None:
    zodiac: Vocabulary = vocabulary("zodiac")
    assert keys(zodiac.find("Tý")) == ["rat"]
    assert keys(zodiac.find("Tỵ")) == ["snake"]
    assert set(keys(zodiac.find("ty"))) == {"rat", "snake"}
