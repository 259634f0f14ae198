"""Every problem of description is told to people in Vietnamese and in English."""

import re
from inspect import getsource

import pytest

from app.web.problems import sentence
from metadata import validation
from metadata.problem import Problem

CODES = sorted(set(re.findall(r'"(field\.[a-z_]+)"', getsource(validation))))


def test_codes_are_found_in_the_source() -> None:
    assert {"field.missing", "field.concept_meant", "field.people_or_place"} <= set(CODES)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", CODES)
def test_a_problem_has_a_sentence(code: str, language: str) -> None:
    told = sentence(Problem(code, "title@vi", "VALUE", "EXPECTED"), language, "festival")
    assert code not in told
    assert "%" not in told
    assert told != sentence(Problem("no.such.code"), language)
    assert told.endswith((".", "?"))


@pytest.mark.parametrize("code", CODES)
def test_both_languages_tell_the_same_things(code: str) -> None:
    told = [sentence(Problem(code, "title@vi", "VALUE", "EXPECTED"), language) for language in ("vi", "en")]
    assert told[0] != told[1]
    for word in ("VALUE", "EXPECTED"):
        assert (word in told[0]) == (word in told[1])
