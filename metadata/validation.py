"""Whether metadata fit their profile: every problem at once, each with its path, the value, and what would do.

Takes whatever JSON there is, however wrong. A draft may be incomplete, never malformed; what publication asks beyond
is asked with ``publishing``. Whether another record exists is not known here.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from metadata import edtf, languages, recurrence
from metadata.problem import Problem
from metadata.profile import KINDS, Row, profile
from metadata.vocabulary import vocabulary

LONGEST_TEXT: Final = 50_000
LONGEST_NAME: Final = 300
MOST_VALUES: Final = 5_000

_MEMBERS: Final = frozenset({"type", "value", "lang", "vocabulary", "target", "parts"})
_SHOWN: Final = 80
# Lone surrogates cannot be stored; the direction overrides can make a text read as what it is not.
_UNSAFE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_IDENTIFIER: Final = re.compile(r"[0-9a-hjkmnp-tv-z]{8}")
_DATATYPES: Final[Mapping[str, tuple[str, re.Pattern[str], str]]] = {
    "xsd:decimal": ("field.number", re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII), "92.5"),
    "xsd:nonNegativeInteger": ("field.count", re.compile(r"\d{1,12}", re.ASCII), "120"),
    "xsd:anyURI": ("field.address", re.compile(r"https?://[^\s/]+\.\S+"), "https://"),
}

Found = Iterator[Problem]


def problems(kind: str, metadata: object, publishing: bool = False) -> list[Problem]:
    """``kind`` is one of ``KINDS``, or ``media``. An empty list is what may be saved, or published."""
    if kind not in (*KINDS, "media"):
        return [Problem("field.kind", "kind", _cut(kind), ", ".join(KINDS))]
    if not isinstance(metadata, Mapping):
        return [Problem("field.not_fields", "", _cut(metadata))]
    found = list(_fields(profile(kind).rows, metadata, "", publishing and kind in KINDS))
    return found + (list(_whole(metadata, publishing)) if kind in KINDS else [])


def _fields(rows: Sequence[Row], given: Mapping[Any, Any], path: str, publishing: bool) -> Found:
    known = {row.name: row for row in rows}
    for name, values in given.items():
        if row := known.get(name):
            yield from _values(row, values, path + row.name, publishing)
        else:
            near = _nearest(name, known)
            yield Problem("field.unknown_near" if near else "field.unknown", path + _cut(name), _cut(name), near)
    if publishing:
        for row in rows:
            # The title and the description of a record are asked for in one sentence, by ``_whole``.
            if row.mandatory and not _present(given, row.name) and (path or row.name not in ("title", "description")):
                yield Problem("field.missing", path + row.name)


def _values(row: Row, values: object, path: str, publishing: bool) -> Found:
    if not isinstance(values, list):
        yield Problem("field.not_list", path, _cut(values))
        return
    if len(values) > MOST_VALUES:
        yield Problem("field.too_many", path, str(len(values)), str(MOST_VALUES))
    for number, value in enumerate(values[:MOST_VALUES], 1):
        if not isinstance(value, dict):
            yield Problem("field.not_value", path, _cut(value))
        else:
            yield from _value(row, value, path, number, publishing)
    yield from _repeated(row, values, path)


def _repeated(row: Row, values: list[Any], path: str) -> Found:
    """A field that stands once may stand once in each language."""
    if row.repeatable:
        return
    seen: set[str] = set()
    for value in values:
        tag = str(value.get("lang", "")) if isinstance(value, dict) and row.has_language else ""
        if tag in seen:
            yield Problem("field.repeated", _tagged(path, tag), _cut(_member(value, "value")), "1")
        seen.add(tag)


def _value(row: Row, value: dict[Any, Any], path: str, number: int, publishing: bool) -> Found:
    numbered = f"{path}.{number}"
    for member in value.keys() - _MEMBERS:
        yield Problem("field.unknown_member", path, _cut(member), ", ".join(sorted(_MEMBERS)))
    kind_of_value = value.get("type")
    if kind_of_value != row.type:
        yield Problem("field.type", path, _cut(kind_of_value), row.type)
        return
    text = value.get("value", "")
    if not isinstance(text, str):
        yield Problem("field.not_text", path, _cut(text))
        return
    tag = value.get("lang")
    path = _tagged(path, tag) if row.type == "text" else path
    yield from _language(row, tag, path)
    yield from _text(row, text, path)
    if text.strip() and len(text) <= _limit(row):
        yield from _CHECKS[row.type](row, value, text, path)
    yield from _parts(row, value, numbered, publishing)


def _text(row: Row, text: str, path: str) -> Found:
    if unsafe := _UNSAFE.search(text):
        yield Problem("field.characters", path, f"U+{ord(unsafe[0]):04X}")
    if row.type == "group":
        if text:
            yield Problem("field.not_text", path, _cut(text))
    elif not text.strip():
        yield Problem("field.empty", path)
    if len(text) > _limit(row):
        yield Problem("field.too_long", path, str(len(text)), str(_limit(row)))


def _limit(row: Row) -> int:
    if row.type == "recurrence":
        return recurrence.LONGEST
    return row.max_length or (LONGEST_TEXT if row.type == "text" else LONGEST_NAME)


def _language(row: Row, tag: object, path: str) -> Found:
    if tag is None:
        if row.has_language:
            yield Problem("field.language_missing", path, "", "vi, en, sti")
    elif row.type not in ("text", "place") or (row.type == "text" and not row.has_language):
        yield Problem("field.language_unwanted", path, _cut(tag))
    elif not isinstance(tag, str) or not languages.well_formed(tag):
        yield Problem("field.language", path, _cut(tag), "vi, en, sti")


def _literal(row: Row, _value: dict[Any, Any], text: str, path: str) -> Found:
    if form := _DATATYPES.get(row.datatype):
        code, pattern, example = form
        if not pattern.fullmatch(text):
            yield Problem(code, path, _cut(text), example)
    elif row.pattern and not re.fullmatch(row.pattern, text, re.ASCII):
        yield Problem("field.form", path, _cut(text), row.note)


def _concept(row: Row, value: dict[Any, Any], text: str, path: str) -> Found:
    assert row.vocabulary
    if value.get("vocabulary", row.vocabulary) != row.vocabulary:
        yield Problem("field.vocabulary", path, _cut(value["vocabulary"]), row.vocabulary)
    yield from _key(row.vocabulary, text, path)


def _key(name: str, text: str, path: str) -> Found:
    known = vocabulary(name)
    if text not in known:
        meant = known.find(text) if len(text) <= LONGEST_NAME else ()
        code = "field.concept_meant" if meant else "field.concept"
        yield Problem(code, path, _cut(text), ", ".join(concept.key for concept in meant[:5]))


def _date(_row: Row, _value: dict[Any, Any], text: str, path: str) -> Found:
    try:
        edtf.parse(text)
    except ValueError:
        yield Problem("field.date", path, _cut(text), "2024-02-24, 2024-02, 2024, 196X, 1985~, 1954/1975")


def _recurrence(_row: Row, _value: dict[Any, Any], text: str, path: str) -> Found:
    try:
        recurrence.parse(text)
    except ValueError:
        yield Problem("field.recurrence", path, _cut(text), "--04-14, lunar:01-15, season:11/12")


def _place(row: Row, value: dict[Any, Any], _text: str, path: str) -> Found:
    name, target = value.get("vocabulary"), value.get("target")
    if name is None and target is None:
        return
    if name != row.vocabulary or not row.vocabulary:
        yield Problem("field.vocabulary", path, _cut(name), row.vocabulary or "")
    elif not isinstance(target, str):
        yield Problem("field.not_text", path, _cut(target))
    else:
        yield from _key(row.vocabulary, target, path)


def _agent(_row: Row, value: dict[Any, Any], _text: str, path: str) -> Found:
    if not isinstance(value.get("target", ""), str):
        yield Problem("field.not_text", path, _cut(value["target"]))


def _record(_row: Row, _value: dict[Any, Any], text: str, path: str) -> Found:
    if not _IDENTIFIER.fullmatch(text):
        yield Problem("field.record", path, _cut(text), "k3v9qa7m")


_CHECKS: Final[Mapping[str, Callable[[Row, dict[Any, Any], str, str], Found]]] = {
    "text": _literal,
    "concept": _concept,
    "date": _date,
    "recurrence": _recurrence,
    "place": _place,
    "agent": _agent,
    "record": _record,
    "group": lambda *_: iter(()),
}


def _parts(row: Row, value: dict[Any, Any], path: str, publishing: bool) -> Found:
    parts = value.get("parts")
    if row.shape is None:
        if parts:
            yield Problem("field.parts_unwanted", path)
    elif isinstance(parts, Mapping):
        yield from _fields(row.shape, parts, f"{path}.", publishing)
    elif parts is not None:
        yield Problem("field.not_fields", path, _cut(parts))
    if row.type == "group" and not parts:
        yield Problem("field.empty", path)


def _whole(metadata: Mapping[Any, Any], publishing: bool) -> Found:
    """What is asked of a record as a whole: a title of a draft; of publication what DESIGN calls for."""
    titles, descriptions = _tags(metadata, "title"), _tags(metadata, "description")
    if not titles:
        yield Problem("field.missing", "title")
    if not publishing:
        return
    if not descriptions:
        yield Problem("field.missing", "description")
    elif titles and not titles & descriptions:
        yield Problem("field.one_language", "description", ", ".join(sorted(descriptions)), ", ".join(sorted(titles)))
    if not _present(metadata, "rights") and not _present(metadata, "license"):
        yield Problem("field.rights", "rights")
    if not _present(metadata, "people") and not _present(metadata, "spatial"):
        yield Problem("field.people_or_place", "people")


def _tags(metadata: Mapping[Any, Any], name: str) -> set[str]:
    values = metadata.get(name)
    given = [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
    return {str(value.get("lang", "")) for value in given if str(value.get("value") or "").strip()}


def _present(given: Mapping[Any, Any], name: str) -> bool:
    values = given.get(name)
    return isinstance(values, list) and any(_member(value, "value") or _member(value, "parts") for value in values)


def _member(value: object, name: str) -> object:
    member = value.get(name) if isinstance(value, dict) else None
    return member.strip() if isinstance(member, str) else member


def _tagged(path: str, tag: object) -> str:
    return f"{path}@{_cut(tag)}" if tag and isinstance(tag, str) else path


def _nearest(name: object, known: Collection[str]) -> str:
    return ", ".join(get_close_matches(str(name)[:_SHOWN], known, 3))


def _cut(value: object) -> str:
    """A value short enough to be told, without what could not be shown."""
    text = value if isinstance(value, str) else type(value).__name__ if isinstance(value, (dict, list)) else str(value)
    safe = _UNSAFE.sub("\ufffd", text[: _SHOWN + 1])
    return safe if len(safe) <= _SHOWN else safe[:_SHOWN] + "…"
