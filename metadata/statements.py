"""Statements: one term, one value. The form in which descriptive metadata are kept, and readers of that form.

Metadata are JSON everywhere: ``{term: [{"type", "value", "lang"?, "vocabulary"?, "target"?, "parts"?}, …]}``. Whether
they are right is asked of ``metadata.validation``; what stands here takes them as they were accepted.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from metadata import languages

FILES: Final = frozenset({"film", "voice"})
"""Terms whose value is the id of a media file: told only to those who may see it."""

PASSAGE: Final = FILES | {"start", "end"}
"""Terms that lead to a passage of a recording, and say nothing in words."""

TYPES: Final = ("text", "concept", "date", "recurrence", "place", "agent", "record", "group")

Value: TypeAlias = Mapping[str, Any]
Metadata: TypeAlias = Mapping[str, Sequence[Value]]

# Where a title is wanted in a language that a record has not got.
_FALLBACK = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Statement:
    """``position`` counts from 0 among the values of one term. ``target`` is what the value stands for: the key of a
    province, the identifier of an agent. ``parts`` are those of a group or an agent."""

    term: str
    position: int
    type: str
    value: str
    lang: str | None = None
    vocabulary: str | None = None
    target: str | None = None
    parts: tuple["Statement", ...] = ()

    @classmethod
    def from_json(cls, term: str, position: int, value: Value) -> "Statement":
        return cls(
            term=term,
            position=position,
            type=value["type"],
            value=value.get("value", ""),
            lang=value.get("lang"),
            vocabulary=value.get("vocabulary"),
            target=value.get("target"),
            parts=statements(value.get("parts", {})),
        )

    def to_json(self) -> dict[str, Any]:
        optional = {"lang": self.lang, "vocabulary": self.vocabulary, "target": self.target}
        made: dict[str, Any] = {"type": self.type, "value": self.value}
        made |= {key: value for key, value in optional.items() if value is not None}
        return made | ({"parts": metadata(self.parts)} if self.parts else {})


def statements(body: Metadata) -> tuple[Statement, ...]:
    return tuple(
        Statement.from_json(term, position, value)
        for term, values in body.items()
        for position, value in enumerate(values)
    )


def metadata(of: Iterable[Statement]) -> dict[str, list[dict[str, Any]]]:
    """JSON of statements, terms in the order in which they first appear."""
    body: dict[str, list[dict[str, Any]]] = {}
    for statement in of:
        body.setdefault(statement.term, []).append(statement.to_json())
    return body


def values(body: Metadata, term: str) -> tuple[str, ...]:
    """The plain values of a term: keys of concepts, dates, identifiers, names as written."""
    return tuple(value.get("value", "") for value in body.get(term, ()))


def texts(body: Metadata, term: str) -> dict[str, list[str]]:
    """``{language: [text, …]}``; a text without a language stands under ``und``."""
    found: dict[str, list[str]] = {}
    for value in body.get(term, ()):
        if value.get("value"):
            found.setdefault(value.get("lang") or "und", []).append(value["value"])
    return found


def text(body: Metadata, term: str, language: str) -> str | None:
    """The first text of a term in ``language``, else in Vietnamese, English, or any."""
    found = texts(body, term)
    for wanted in (language, *_FALLBACK, *found):
        if wanted in found:
            return found[wanted][0]
    return None


def title(body: Metadata, language: str) -> str:
    """What a record is called for a reader of ``language``; empty where it has no title yet."""
    return text(body, "title", language) or ""


def normalized(body: Mapping[str, Any]) -> dict[str, Any]:
    """Texts in NFC, without blanks at their ends, lines ended in one way; language tags in their usual letters.

    For what comes from outside, before it is checked: what has another form is left for the check to tell.
    """
    return {term: list(map(_normalized, found)) if isinstance(found, list) else found for term, found in body.items()}


def _normalized(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {key: _clean(cell) if isinstance(cell, str) else cell for key, cell in value.items()}
    if isinstance(made.get("lang"), str):
        made["lang"] = languages.canonical(made["lang"])
    if isinstance(made.get("parts"), dict):
        made["parts"] = normalized(made["parts"])
    return made


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def every_value(body: Metadata, path: str = "") -> Iterator[tuple[str, Value]]:
    """All values with their paths, those inside groups too: ``("ritualStep.2.officiant", {…})``, groups from 1."""
    for term, found in body.items():
        for number, value in enumerate(found, 1):
            yield path + term, value
            yield from every_value(value.get("parts", {}), f"{path}{term}.{number}.")
