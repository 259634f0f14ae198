"""Whether metadata fit their profile."""

import json
import unicodedata
from copy import deepcopy
from typing import Any

import pytest

from metadata.problem import Problem
from metadata.profile import KINDS, Row, profile
from metadata.validation import LONGEST_TEXT, MOST_VALUES, problems
from metadata.vocabulary import vocabulary

Body = dict[str, Any]


def text(value: str, lang: str | None = "vi") -> Body:
    return {"type": "text", "value": value} | ({"lang": lang} if lang else {})


def concept(value: str, name: str) -> Body:
    return {"type": "concept", "value": value, "vocabulary": name}


def group(**parts: list[Body]) -> Body:
    return {"type": "group", "value": "", "parts": parts}


GOOD: Body = {
    "title": [text("Lễ hội cồng chiêng"), text("Gong festival", "en")],
    "description": [text("Bà con họp mặt đánh chiêng.\nBa ngày.")],
    "people": [concept("xtieng", "peoples")],
    "spatial": [{"type": "place", "value": "Bù Đăng", "lang": "vi", "vocabulary": "provinces", "target": "dong-nai"}],
    "language": [concept("sti", "languages")],
    "occurs": [{"type": "recurrence", "value": "lunar:01-15/P3D"}],
    "lastHeld": [{"type": "date", "value": "2024-02-24"}],
    "rights": [concept("CNE", "rights")],
    "ritualStep": [
        group(title=[text("Mở đầu")], officiant=[text("già làng")], start=[text("12:30", None)]),
        group(title=[text("Kết thúc")], objects=[text("ché"), text("chiêng")]),
    ],
    "bearer": [
        {"type": "agent", "value": "Nghệ nhân A", "parts": {"honour": [concept("meritorious-artisan", "honours")]}}
    ],
    "costume": [{"type": "record", "value": "k3v9qa7m"}],
    "account": [group(text=[text("Hồi nhỏ…")], teller=[{"type": "agent", "value": "Hội đồng già làng"}])],
}


def codes(found: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.code, problem.path) for problem in found}


def test_good_metadata_may_be_saved_and_published() -> None:
    assert problems("festival", GOOD) == []
    assert problems("festival", GOOD, publishing=True) == []


def test_a_draft_needs_a_title_in_any_language_and_nothing_more() -> None:
    for kind in KINDS:
        assert problems(kind, {"title": [text("Tên", "sti")]}) == []
        assert codes(problems(kind, {})) == {("field.missing", "title")}
        assert codes(problems(kind, {"title": []})) == {("field.missing", "title")}


def test_a_half_filled_step_may_be_saved_and_not_published() -> None:
    body = GOOD | {"ritualStep": [group(officiant=[text("già làng")])]}
    assert problems("festival", body) == []
    assert codes(problems("festival", body, publishing=True)) == {("field.missing", "ritualStep.1.title")}


@pytest.mark.parametrize(
    ("without", "more", "problem"),
    [
        (["title"], {}, ("field.missing", "title")),
        (["description"], {}, ("field.missing", "description")),
        ([], {"description": [text("Gongs.", "sti")]}, ("field.one_language", "description")),
        (["rights"], {}, ("field.rights", "rights")),
        (["people", "spatial"], {}, ("field.people_or_place", "people")),
    ],
)
def test_publication_asks_for_what_a_visitor_needs(without: list[str], more: Body, problem: tuple[str, str]) -> None:
    body = {term: values for term, values in GOOD.items() if term not in without} | more
    assert codes(problems("festival", body, publishing=True)) == {problem}


@pytest.mark.parametrize(
    ("without", "more"),
    [
        (["rights"], {"license": [concept("CC-BY-4.0", "licences")]}),
        (["people"], {}),
        (["spatial"], {}),
        ([], {"description": [text("Gongs.", "en"), text("Chiêng.", "sti")]}),
    ],
)
def test_publication_is_content_with_either(without: list[str], more: Body) -> None:
    body = {term: values for term, values in GOOD.items() if term not in without} | more
    assert problems("festival", body, publishing=True) == []


@pytest.mark.parametrize(
    ("term", "values", "problem"),
    [
        ("titel", [text("a")], Problem("field.unknown_near", "titel", "titel", "title")),
        ("lifeStage", [concept("birth", "life_stages")], Problem("field.unknown", "lifeStage", "lifeStage", "")),
        ("title", text("a"), Problem("field.not_list", "title", "dict", "")),
        ("title", ["a"], Problem("field.not_value", "title", "a", "")),
        (
            "alternative",
            [{"type": "text", "value": 7, "lang": "vi"}],
            Problem("field.not_text", "alternative", "7", ""),
        ),
        ("alternative", [text(" \n")], Problem("field.empty", "alternative@vi", "", "")),
        ("alternative", [text("a", None)], Problem("field.language_missing", "alternative", "", "vi, en, sti")),
        ("alternative", [text("a", "vn")], Problem("field.language", "alternative@vn", "vn", "vi, en, sti")),
        ("alternative", [text("a" * 301)], Problem("field.too_long", "alternative@vi", "301", "300")),
        ("people", [text("Xtiêng")], Problem("field.type", "people", "text", "concept")),
        ("people", [concept("S'tiêng", "peoples")], Problem("field.concept_meant", "people", "S'tiêng", "xtieng")),
        (
            "people",
            [concept("La Quả", "peoples")],
            Problem("field.concept_meant", "people", "La Quả", "la-chi, pu-peo"),
        ),
        ("people", [concept("elves", "peoples")], Problem("field.concept", "people", "elves", "")),
        ("people", [concept("xtieng", "tribes")], Problem("field.vocabulary", "people", "tribes", "peoples")),
        (
            "spatial",
            [{"type": "place", "value": "Bù Đăng", "vocabulary": "provinces", "target": "Đồng Nai"}],
            Problem("field.concept_meant", "spatial", "Đồng Nai", "dong-nai"),
        ),
        (
            "lastHeld",
            [{"type": "date", "value": "24/02/2024"}],
            Problem("field.date", "lastHeld", "24/02/2024", "2024-02-24, 2024-02, 2024, 196X, 1985~, 1954/1975"),
        ),
        (
            "occurs",
            [{"type": "recurrence", "value": "rằm tháng Giêng"}],
            Problem("field.recurrence", "occurs", "rằm tháng Giêng", "--04-14, lunar:01-15, season:11/12"),
        ),
        ("costume", [{"type": "record", "value": "Váy"}], Problem("field.record", "costume", "Váy", "k3v9qa7m")),
        ("rights", [concept("CNE", "rights")] * 2, Problem("field.repeated", "rights", "CNE", "1")),
        ("duration", [text("a"), text("b")], Problem("field.repeated", "duration@vi", "b", "1")),
        ("ritualStep", [group()], Problem("field.empty", "ritualStep.1", "", "")),
        ("ritualStep", [group(titel=[])], Problem("field.unknown_near", "ritualStep.1.titel", "titel", "title")),
        (
            "ritualStep",
            [group(title=[text("a")]), group(title=[text("b")], start=[text("99:99", None)])],
            Problem("field.form", "ritualStep.2.start", "99:99", "12:30"),
        ),
        (
            "ritualStep",
            [{"type": "group", "value": "", "parts": [1]}],
            Problem("field.not_fields", "ritualStep.1", "list", ""),
        ),
        (
            "alternative",
            [text("a") | {"parts": {"title": []}}],
            Problem("field.parts_unwanted", "alternative.1", "", ""),
        ),
        ("alternative", [text("a\x00b")], Problem("field.characters", "alternative@vi", "U+0000", "")),
        ("alternative", [text("a\u202eb")], Problem("field.characters", "alternative@vi", "U+202E", "")),
        ("alternative", [text("a\ud800")], Problem("field.characters", "alternative@vi", "U+D800", "")),
    ],
)
def test_a_problem_names_the_field_the_value_and_what_would_do(term: str, values: Any, problem: Problem) -> None:
    body = {"title": GOOD["title"]} | {term: values}
    assert problem in problems("festival", body)


@pytest.mark.parametrize(
    ("term", "part", "good", "bad", "code"),
    [
        ("dimension", "value", "92.5", "92,5 cm", "field.number"),
        ("dimension", "value", "-3", "٣", "field.number"),
    ],
)
def test_numbers_are_numbers(term: str, part: str, good: str, bad: str, code: str) -> None:
    def body(value: str) -> Body:
        return {"title": GOOD["title"], term: [group(**{part: [text(value, None)]})]}

    assert problems("costume", body(good)) == []
    assert codes(problems("costume", body(bad))) == {(code, f"{term}.1.{part}")}


def test_a_count_is_a_whole_number() -> None:
    body = {"title": GOOD["title"], "speakers": [group(number=[text("100.752", None)])]}
    assert codes(problems("language", body)) == {("field.count", "speakers.1.number")}


def test_a_text_that_has_no_language_is_given_none() -> None:
    body = GOOD | {"listing": [group(list=[concept("national-ich", "lists")], number=[text("12/QĐ", "vi")])]}
    assert codes(problems("festival", body)) == {("field.language_unwanted", "listing.1.number@vi")}


def test_everything_wrong_is_told_at_once() -> None:
    body = {
        "title": [text("a", "vn")],
        "people": [concept("elves", "peoples")],
        "lastHeld": [{"type": "date", "value": "yesterday"}],
        "occurs": [{"type": "recurrence", "value": "often"}],
        "ritualStep": [group(title=[text("a")], start=[text("noon", None)]), group(film=[text("", None)])],
        "nonsense": 1,
    }
    assert codes(problems("festival", body, publishing=True)) == {
        ("field.language", "title@vn"),
        ("field.concept", "people"),
        ("field.date", "lastHeld"),
        ("field.recurrence", "occurs"),
        ("field.form", "ritualStep.1.start"),
        ("field.empty", "ritualStep.2.film"),
        ("field.missing", "ritualStep.2.title"),
        ("field.unknown", "nonsense"),
        ("field.missing", "description"),
        ("field.rights", "rights"),
    }


def test_an_unknown_kind_is_told_with_the_kinds_there_are() -> None:
    (problem,) = problems("castle", {})
    assert (problem.code, problem.value) == ("field.kind", "castle")
    assert "festival" in problem.expected


def test_a_file_is_described_by_the_profile_of_media_and_needs_no_title() -> None:
    body = {"label": [text("Già làng")], "recordedOn": [{"type": "date", "value": "2024-02-24"}]}
    assert problems("media", body) == []
    assert problems("media", {}, publishing=True) == []
    assert codes(problems("media", {"title": [text("a")]})) == {("field.unknown", "title")}


def test_text_in_nfd_is_as_good_as_in_nfc() -> None:
    body = json.loads(unicodedata.normalize("NFD", json.dumps(GOOD, ensure_ascii=False)))
    assert problems("festival", body, publishing=True) == []


@pytest.mark.parametrize(
    "odd",
    [None, True, 3, 1.5, "text", [], ["text"], {}, {"a": 1}, "x" * 10_000, "\x00", "\ud800", [[[[]]]], [None], [{}]],
)
def test_no_json_however_odd_breaks_the_check(odd: Any) -> None:
    assert problems("festival", odd) if not isinstance(odd, dict) else problems("festival", {"title": odd})
    for term in ("title", "people", "lastHeld", "occurs", "ritualStep", "bearer", "costume", "spatial"):
        for body in (
            {term: odd},
            {term: [odd]},
            *(
                {term: [deepcopy(GOOD[term][0]) | {member: odd}]}
                for member in ("type", "value", "lang", "target", "parts")
            ),
            {term: [deepcopy(GOOD[term][0]) | {"vocabulary": odd, "target": odd}]},
        ):
            for problem in problems("festival", body, publishing=True):
                assert len(problem.value) <= 100
                problem.value.encode()
                problem.path.encode()


def test_long_and_many_values_are_refused_without_being_read() -> None:
    long = {"title": [text("a")], "description": [text("x" * (LONGEST_TEXT + 1))]}
    assert codes(problems("festival", long)) == {("field.too_long", "description@vi")}
    many = {"title": [text("a")], "alternative": [*[text("a")] * MOST_VALUES, text("a", "vn")]}
    assert codes(problems("festival", many)) == {("field.too_many", "alternative")}
    name = {"title": [text("a")], "people": [concept("x" * 10_000, "peoples")]}
    assert codes(problems("festival", name)) == {("field.too_long", "people")}
    field = {"title": [text("a")], "x" * 10_000: []}
    assert len(problems("festival", field)[0].path) <= 100


def example(row: Row) -> Body:
    """A value that a row's own profile calls for."""
    words = {"xsd:decimal": "1", "xsd:nonNegativeInteger": "1", "xsd:anyURI": "https://example.org/a"}
    literal = text("a") if row.has_language else text(words.get(row.datatype) or row.note or "a", None)
    made: dict[str, Body] = {
        "text": literal,
        "concept": concept(next(iter(vocabulary(row.vocabulary).concepts)), row.vocabulary) if row.vocabulary else {},
        "date": {"type": "date", "value": "1985~"},
        "recurrence": {"type": "recurrence", "value": "--04-14"},
        "place": {"type": "place", "value": "Bù Đăng"},
        "agent": {"type": "agent", "value": "A"},
        "record": {"type": "record", "value": "k3v9qa7m"},
        "group": {"type": "group", "value": ""},
    }
    return made[row.type] | ({"parts": {part.name: [example(part)] for part in row.shape}} if row.shape else {})


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_with_every_field_of_its_profile_is_good(kind: str) -> None:
    body = {row.name: [example(row)] for row in profile(kind).rows}
    assert problems(kind, body, publishing=True) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_of_another_type_is_refused_in_every_field(kind: str) -> None:
    for row in profile(kind).rows:
        other = {"type": "date" if row.type != "date" else "text", "value": "1985"}
        body = {"title": GOOD["title"]} | {row.name: [other]}
        assert ("field.type", row.name) in codes(problems(kind, body))
