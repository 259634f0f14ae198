"""Every problem that an import or its undoing can tell has a sentence in Vietnamese and in English."""

import re
from pathlib import Path

import pytest

import app
from app.web.problems import sentence
from metadata.problem import Problem

SERVICES = Path(app.__file__).parent / "services"
CODE = re.compile(r'"((?:import|undo|batch)\.[a-z0-9_]+)"')
SOURCES = [*SERVICES.glob("imports/*.py"), *SERVICES.glob("tabular/*.py")]
CODES = sorted({code for path in SOURCES for code in CODE.findall(path.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_there_is_a_sentence_for(code: str, language: str) -> None:
    problem = Problem(code, "title@vi", "GIÁ TRỊ", "CẦN CÓ")
    assert sentence(problem, language) != sentence(Problem("no.such", *("title@vi", "GIÁ TRỊ", "CẦN CÓ")), language)
    assert code not in sentence(problem, language)


def test_the_codes_are_found() -> None:
    assert {"import.utf16", "import.concept_shared", "undo.edited", "batch.running"} <= set(CODES)
