"""One cell and the values that it holds, both ways. Which cells make a record is in ``rows``.

Several values are separated by a pipe between blanks; where a text has such a pipe itself, a backslash stands before
it. A place may end in the key of its province, ``Bù Đăng [dong-nai]``, where its last words do not name it; the name
of a community or of a person, in the key by which the archive knows them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

from app.services import identifiers
from app.services.tabular.columns import Column, Field
from metadata import edtf, recurrence
from metadata.problem import Problem
from metadata.profile import Row
from metadata.vocabulary import Concept, vocabulary

Value = dict[str, Any]

_PIPE: Final = re.compile(r"(?:(?<=\s)|^)(\\*)\|(?=\s|$)")
_DAY_FIRST: Final = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
_TARGET: Final = re.compile(r"(.*\S)\s*\[([a-z-]*)\]", re.DOTALL)
_LED: Final = re.compile(r"(.*\S)\s*\[([a-z0-9-]*)\]", re.DOTALL)
_PROVINCE_WORDS: Final = re.compile(r"^(?:tỉnh|thành phố)\s+|(?<!\s)\s+(?:province|city)$", re.IGNORECASE)
_SHOWN: Final = 200
COMMUNITY: Final = "community"


@dataclass(frozen=True, slots=True)
class Read:
    """One value, or what is wrong with it, never both. ``note`` tells of one kept otherwise than it was written."""

    value: Value | None
    problem: Problem | None = None
    note: Problem | None = None


def read(cell: str, column: Column, field: Field) -> list[Read]:
    """The values of a cell that is not empty."""
    texts = split(cell)
    row = field.row
    if len(texts) > 1 and (row is None or not row.repeatable):
        return [_wrong("import.one_value", column, cell)]
    if row is None:
        return [Read(_leading({"type": "agent", "value": text})) for text in texts]
    return [_READERS[row.type](text, column, row) for text in texts]


def split(cell: str) -> list[str]:
    if "|" not in cell:
        return [cell.strip()] if cell and not cell.isspace() else []
    parts, done = [""], 0
    for pipe in _PIPE.finditer(cell):
        parts[-1] += cell[done : pipe.start()]
        if pipe[1]:
            parts[-1] += pipe[0][1:]
        else:
            parts.append("")
        done = pipe.end()
    parts[-1] += cell[done:]
    return [part.strip() for part in parts if part.strip()]


def join(values: Iterable[str]) -> str:
    return " | ".join(_PIPE.sub(lambda pipe: "\\" + pipe[0], value) for value in values)


def written(value: Mapping[str, Any], row: Row | None = None) -> str:
    """A value as it stands in a cell; ``read`` makes the same value of it. ``row`` is None for an agent's own name."""
    text = str(value.get("value", ""))
    if value["type"] == "agent" or (row is not None and row.name == COMMUNITY):
        known = value.get("target") or ""
        return f"{text} [{known}]" if text and (known or _LED.fullmatch(text)) else text
    if value["type"] != "place":
        return text
    target = value.get("target") or ""
    plain = not _bracketed(text) and (province(text) or "") == target
    return text if plain else f"{text} [{target}]"


def _wrong(code: str, column: Column, value: str, expected: str = "") -> Read:
    return Read(None, Problem(code, str(column), value[:_SHOWN], expected))


def _text(text: str, column: Column, row: Row) -> Read:
    value: Value = {"type": "text", "value": text}
    if row.has_language:
        value["lang"] = column.language
    return Read(_leading(value) if row.name == COMMUNITY else value)


def _concept(text: str, column: Column, row: Row) -> Read:
    assert row.vocabulary
    found = _named(row.vocabulary, text)
    if len(found) == 1:
        return Read({"type": "concept", "value": found[0].key, "vocabulary": row.vocabulary})
    if found:
        return _wrong("import.concept_shared", column, text, ", ".join(map(_told, found)))
    near = _nearest(row.vocabulary, text)
    return _wrong("import.concept_near" if near else "import.concept_unknown", column, text, near)


def _date(text: str, column: Column, _row: Row) -> Read:
    made = as_edtf(text)
    if made is None:
        return _wrong("import.date", column, text, "2024-02-24")
    note = Problem("import.date_turned", str(column), text, made) if made != text else None
    return Read({"type": "date", "value": made}, note=note)


def _recurrence(text: str, column: Column, _row: Row) -> Read:
    made = _recurring(text)
    if made is None:
        return _wrong("import.recurrence", column, text, "lunar:01-15")
    return Read({"type": "recurrence", "value": made})


def _place(text: str, column: Column, row: Row) -> Read:
    target = province(text)
    if bracket := _bracketed(text):
        text, target = bracket
    value: Value = {"type": "place", "value": text}
    if column.language:
        value["lang"] = column.language
    if target and row.vocabulary:
        value |= {"vocabulary": row.vocabulary, "target": target}
    return Read(value)


def _agent(text: str, _column: Column, _row: Row) -> Read:
    return Read(_leading({"type": "agent", "value": text}))


def _leading(value: Value) -> Value:
    """The name alone, and beside it the key that stood in brackets after it."""
    found = _LED.fullmatch(value["value"])
    if found is None:
        return value
    return value | {"value": found[1]} | ({"target": found[2]} if found[2] else {})


def _record(text: str, column: Column, _row: Row) -> Read:
    identifier = identifiers.normal(text)
    if identifier is None:
        return _wrong("import.record", column, text)
    return Read({"type": "record", "value": identifier})


_READERS: Final[dict[str, Callable[[str, Column, Row], Read]]] = {
    "text": _text,
    "concept": _concept,
    "date": _date,
    "recurrence": _recurrence,
    "place": _place,
    "agent": _agent,
    "record": _record,
}


@lru_cache(maxsize=10_000)
def _named(vocabulary_name: str, text: str) -> tuple[Concept, ...]:
    return vocabulary(vocabulary_name).find(text)


def _told(concept: Concept) -> str:
    return f"{concept.label('vi')} ({concept.key})"


@lru_cache(maxsize=1_000)
def _nearest(vocabulary_name: str, text: str) -> str:
    """A concept that was perhaps meant; never by a name that is felt as an insult."""
    names = {
        name.casefold(): concept
        for concept in vocabulary(vocabulary_name)
        for name in (concept.key, *concept.labels.values(), *concept.alt)
    }
    close = get_close_matches(text.casefold(), names, n=1)
    return _told(names[close[0]]) if close else ""


@lru_cache(maxsize=10_000)
def as_edtf(text: str) -> str | None:
    """The date in EDTF, or nothing for what is no date.

    Days first, as they are written in Vietnam and by spreadsheet programs, are turned round.
    """
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first:
        day, month, year = day_first.groups()
        text = "-".join([year, *(part.zfill(2) for part in (month, day) if part)])
    try:
        return str(edtf.parse(text))
    except ValueError:
        return None


@lru_cache(maxsize=10_000)
def _recurring(text: str) -> str | None:
    try:
        return str(recurrence.parse(text))
    except ValueError:
        return None


def _bracketed(text: str) -> tuple[str, str] | None:
    """A place and the key of a province (or nothing, for none) that stands in brackets after it."""
    match = _TARGET.fullmatch(text)
    if match is None or (match[2] and match[2] not in vocabulary("provinces")):
        return None
    return match[1], match[2]


@lru_cache(maxsize=10_000)
def province(text: str) -> str | None:
    """The key of the province that the last words of a place name: ``xã Bù Đăng, tỉnh Đồng Nai``."""
    last = _PROVINCE_WORDS.sub("", text.rpartition(",")[2].strip())
    found = vocabulary("provinces").find(last) if last else ()
    return found[0].key if len(found) == 1 else None
