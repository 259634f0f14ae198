"""Descriptions in the fifteen elements of Dublin Core."""

from typing import Any

import pytest

from metadata.crosswalks.oai_dc import ELEMENTS, Said, element, oai_dc
from metadata.profile import KINDS, profile
from metadata.terms import TERMS
from metadata.vocabulary import vocabulary

PAGE = "https://archive.test/records/k3v9qa7m"


def said(metadata: dict[str, Any], **more: Any) -> list[Said]:
    """Without what every record says: its kind and its address."""
    always = set(oai_dc("festival", {}, page=PAGE, manifest=None, related={}))
    told = oai_dc("festival", metadata, page=PAGE, **{"manifest": None, "related": {}, **more})
    return [each for each in told if each not in always]


def text(value: str, lang: str | None = "vi") -> dict[str, Any]:
    return {"type": "text", "value": value, **({"lang": lang} if lang else {})}


def concept(value: str, of: str) -> dict[str, Any]:
    return {"type": "concept", "value": value, "vocabulary": of}


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("title", "title"),
        ("alternative", "title"),
        ("people", "subject"),
        ("occurs", "coverage"),
        ("venue", "coverage"),
        ("recordedBy", "creator"),
        ("bearer", "contributor"),
        ("material", "format"),
        ("source", "source"),
        ("license", "rights"),
        ("rightsHolder", "rights"),
        ("provenance", "description"),
        ("wearer", None),
    ],
)
def test_a_term_is_told_by_the_element_of_its_broader_term(term: str, expected: str | None) -> None:
    assert element(term) == expected


def test_every_field_of_every_kind_has_an_element_but_those_of_audience_alone() -> None:
    fields = {row.name for kind in KINDS for row in profile(kind).rows}
    assert {name for name in fields if element(name) is None} <= {"wearer", "audience"}


def test_no_term_leads_to_what_is_no_element() -> None:
    assert {element(name) for name in TERMS} <= ELEMENTS | {None}


def test_a_text_keeps_its_language() -> None:
    told = said({"title": [text("Lễ hội"), text("Xtiêng", "sti"), text("Gong", "en"), text("?", "und")]})
    assert told == [
        ("title", "Lễ hội", "vi"),
        ("title", "Xtiêng", "sti"),
        ("title", "Gong", "en"),
        ("title", "?", None),
    ]


def test_a_concept_gives_its_labels_in_vietnamese_and_english_and_no_name_that_is_felt_as_an_insult() -> None:
    for people in vocabulary("peoples"):
        told = said({"people": [concept(people.key, "peoples")]})
        assert told == [("subject", people.labels["vi"], "vi"), ("subject", people.labels["en"], "en")]
        assert not {words for _, words, _ in told} & set(people.match_only)


def test_a_licence_is_told_by_its_address_first() -> None:
    assert said({"license": [concept("CC0-1.0", "licences")]})[0] == (
        "rights",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        None,
    )


def test_a_language_is_told_by_its_code_first() -> None:
    assert said({"language": [concept("vi", "languages")]}) == [
        ("language", "vi", None),
        ("language", "Tiếng Việt", "vi"),
        ("language", "Vietnamese", "en"),
    ]


def test_a_date_stays_as_it_is_written() -> None:
    assert said({"temporal": [{"type": "date", "value": "196X/1975~"}]}) == [("coverage", "196X/1975~", None)]


def test_a_rule_of_the_calendar_is_put_into_words() -> None:
    told = said({"occurs": [{"type": "recurrence", "value": "lunar:01-15"}]})
    assert [language for _, _, language in told] == ["vi", "en"]
    assert not any("lunar:" in words for _, words, _ in told)


def test_a_place_is_told_as_written_and_by_its_province_of_today() -> None:
    place = {"type": "place", "value": "Bù Đăng", "lang": "vi", "vocabulary": "provinces", "target": "dong-nai"}
    assert [words for _, words, _ in said({"spatial": [place]})][:2] == ["Bù Đăng", "Đồng Nai"]


def test_a_related_record_is_told_only_where_everyone_may_see_it() -> None:
    values = [{"type": "record", "value": "aaaaaaaa"}, {"type": "record", "value": "bbbbbbbb"}]
    told = said({"relation": values}, related={"aaaaaaaa": "https://archive.test/records/aaaaaaaa"})
    assert told == [("relation", "https://archive.test/records/aaaaaaaa", None)]


def test_a_group_is_one_line_in_each_of_its_languages_without_the_ids_of_films() -> None:
    step = {
        "title": [text("Rước nước"), text("Fetching water", "en")],
        "officiant": [text("già làng")],
        "film": [text("m7q2k4xa", None)],
        "start": [text("12:30", None)],
    }
    told = said({"ritualStep": [{"type": "group", "value": "", "parts": step}]})
    assert told == [("relation", "Rước nước; già làng", "vi"), ("relation", "Fetching water", "en")]


def test_a_measurement_in_numbers_is_told_in_both_languages() -> None:
    parts = {
        "measure": [concept(next(iter(vocabulary("measures").concepts)), "measures")],
        "value": [text("92.5", None)],
    }
    told = said({"dimension": [{"type": "group", "value": "", "parts": parts}]})
    assert [(name, language) for name, _, language in told] == [("format", "vi"), ("format", "en")]
    assert all(words.endswith("; 92.5") for _, words, _ in told)


def test_a_word_list_of_thousands_does_not_make_a_record_of_megabytes() -> None:
    words = [text(f"từ {number}") for number in range(3000)]
    assert len(said({"subject": words})) == 100


def test_a_record_names_its_page_its_manifest_and_its_type() -> None:
    told = oai_dc("festival", {}, page=PAGE, manifest=f"{PAGE}/manifest", related={})
    assert ("identifier", PAGE, None) in told
    assert ("relation", f"{PAGE}/manifest", None) in told
    assert ("type", "Event", None) in told
    assert ("type", "Lễ hội", "vi") in told


def test_what_is_said_twice_is_told_once() -> None:
    assert len(said({"title": [text("Lễ hội")], "alternative": [text("Lễ hội")]})) == 1
