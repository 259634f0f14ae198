"""A problem as a sentence that tells the person what happened, what is kept and what to do next."""

from typing import Any

from app.web.language import say
from metadata.problem import Problem
from metadata.profile import field_label


def sentence(problem: Problem, language: str, kind: str | None = None) -> str:
    """The catalog's sentence for the problem's code, with its field named as the form names it."""
    key = f"problem.{problem.code}"
    text = say(language, key)
    if text == key:
        text = say(language, "problem.unknown")
    field = field_label(problem.path, language, kind) if problem.path else ""
    told = {"value": problem.value, "expected": problem.expected, "field": field, "code": problem.code}
    return text % (told | {"line": problem.path.removeprefix("line.")})


def as_json(problem: Problem, language: str, kind: str | None = None) -> dict[str, Any]:
    return {
        "code": problem.code,
        "field": problem.path,
        "value": problem.value,
        "expected": problem.expected,
        "message": sentence(problem, language, kind),
    }
