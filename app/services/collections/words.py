"""The title and the story of a collection: texts by language, checked as a record's title and description are."""

import hashlib
import json
from collections.abc import Mapping
from typing import Protocol, TypeAlias

from app.errors import Invalid
from metadata.problem import Problem
from metadata.statements import normalized
from metadata.validation import problems

Words: TypeAlias = dict[str, str]

_FIELDS = ("title", "description")


class Told(Protocol):
    """A collection as a row, or as a viewer sees it."""

    @property
    def title(self) -> Words: ...
    @property
    def description(self) -> Words: ...


def stamp(of: Told) -> str:
    """Stands for title and story: a form carries it, to be told when it was overtaken."""
    told = json.dumps([of.title, of.description], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def checked(title: Mapping[str, str], description: Mapping[str, str]) -> tuple[Words, Words]:
    """Both as they are kept; a language without words is left out. Raises ``Invalid`` with every problem."""
    given = zip(_FIELDS, (title, description), strict=True)
    body = normalized({name: _values(texts) for name, texts in given})
    body = {name: kept for name, values in body.items() if (kept := [one for one in values if one["value"]])}
    found = [problem for problem in problems("custom", body) if problem.code != "field.missing"]
    if not body.get("title"):
        found.append(Problem("collection.title_needed", "title"))
    if found:
        raise Invalid.of(found)
    kept_title, kept_story = ({one["lang"]: one["value"] for one in body.get(name, ())} for name in _FIELDS)
    return kept_title, kept_story


def in_language(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The text for a reader of ``language``, and the language in which it is: theirs, Vietnamese, English, or any."""
    for tag in (language, "vi", "en", *texts):
        if tag in texts:
            return texts[tag], tag
    return "", language


def _values(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"type": "text", "value": text, "lang": tag} for tag, text in texts.items()]
