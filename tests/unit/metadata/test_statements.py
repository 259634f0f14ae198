"""Statements, and reading metadata."""

import unicodedata
from typing import Any

import pytest

from metadata import statements
from metadata.statements import Statement

BODY: dict[str, list[dict[str, Any]]] = {
    "title": [
        {"type": "text", "value": "Lễ hội cồng chiêng", "lang": "vi"},
        {"type": "text", "value": "Gong festival", "lang": "en"},
        {"type": "text", "value": "Lễ hội đâm chiêng", "lang": "vi"},
    ],
    "people": [{"type": "concept", "value": "xtieng", "vocabulary": "peoples"}],
    "spatial": [{"type": "place", "value": "Bù Đăng", "vocabulary": "provinces", "target": "dong-nai"}],
    "ritualStep": [
        {
            "type": "group",
            "value": "",
            "parts": {
                "title": [{"type": "text", "value": "Mở đầu", "lang": "vi"}],
                "officiant": [{"type": "text", "value": "già làng", "lang": "vi"}],
            },
        },
        {"type": "group", "value": "", "parts": {"title": [{"type": "text", "value": "Kết", "lang": "vi"}]}},
    ],
    "bearer": [
        {
            "type": "agent",
            "value": "Điểu Thị B",
            "parts": {"role": [{"type": "concept", "value": "singer", "vocabulary": "roles"}]},
        }
    ],
}


def test_statements_of_metadata_make_the_same_metadata() -> None:
    assert statements.metadata(statements.statements(BODY)) == BODY


def test_a_statement_knows_its_place_and_its_parts() -> None:
    made = statements.statements(BODY)
    third = next(each for each in made if each.value == "Lễ hội đâm chiêng")
    assert (third.term, third.position, third.type, third.lang) == ("title", 2, "text", "vi")
    step = next(each for each in made if each.term == "ritualStep")
    assert [part.term for part in step.parts] == ["title", "officiant"]
    assert Statement.from_json("ritualStep", 0, step.to_json()) == step


def test_absent_members_stay_absent() -> None:
    assert Statement("people", 0, "concept", "xtieng").to_json() == {"type": "concept", "value": "xtieng"}


@pytest.mark.parametrize(("language", "title"), [("vi", "Lễ hội cồng chiêng"), ("en", "Gong festival")])
def test_a_title_is_told_in_the_language_asked_for(language: str, title: str) -> None:
    assert statements.title(BODY, language) == title


def test_a_title_falls_back_to_vietnamese_then_english_then_any() -> None:
    def titled(*languages: str) -> dict[str, list[dict[str, Any]]]:
        return {"title": [{"type": "text", "value": tag, "lang": tag} for tag in languages]}

    assert statements.title(titled("sti", "en", "vi"), "km") == "vi"
    assert statements.title(titled("sti", "en"), "km") == "en"
    assert statements.title(titled("sti"), "vi") == "sti"
    assert statements.title({}, "vi") == ""


def test_texts_are_gathered_by_language() -> None:
    assert statements.texts(BODY, "title") == {
        "vi": ["Lễ hội cồng chiêng", "Lễ hội đâm chiêng"],
        "en": ["Gong festival"],
    }
    assert statements.texts({"number": [{"type": "text", "value": "7"}]}, "number") == {"und": ["7"]}
    assert statements.texts(BODY, "description") == {}
    assert statements.values(BODY, "people") == ("xtieng",)


def test_every_value_is_told_with_its_path() -> None:
    paths = [path for path, _ in statements.every_value(BODY)]
    assert paths.count("title") == 3
    assert "ritualStep.1.officiant" in paths
    assert "ritualStep.2.title" in paths
    assert "bearer.1.role" in paths


def test_what_comes_from_outside_is_put_in_one_form() -> None:
    written = unicodedata.normalize("NFD", "  Lễ hội\r\ncồng chiêng\r ")
    body = {"title": [{"type": "text", "value": written, "lang": "CJM-cham"}]}
    assert statements.normalized(body) == {
        "title": [{"type": "text", "value": "Lễ hội\ncồng chiêng", "lang": "cjm-Cham"}]
    }
    assert statements.normalized(BODY) == BODY


@pytest.mark.parametrize("odd", [{"title": None}, {"title": ["x", 3, None]}, {"title": [{"value": 3, "parts": [1]}]}])
def test_what_has_another_form_is_left_for_the_check(odd: dict[str, Any]) -> None:
    assert statements.normalized(odd) == odd
