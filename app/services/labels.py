"""What a value of a description is called in each language, and the URI that it has elsewhere.

Texts are their own label. Labels of fields stand in the profiles.
"""

from collections.abc import Sequence
from typing import Any

from metadata import edtf, recurrence
from metadata.statements import Value
from metadata.vocabulary import Concept, vocabulary

WITHHELD = {"vi": "Người không nêu tên", "en": "Name withheld"}
_INWARD = frozenset({"consent"})
"""Kept for the archive's own use: who agreed to what is told to nobody outside."""


def concept(value: Value) -> Concept | None:
    """The concept that a value names: of a place, the province it was matched with."""
    name, key = value.get("vocabulary"), value.get("target") or value.get("value")
    if not name or not key:
        return None
    try:
        return vocabulary(name).concepts.get(key)
    except KeyError:
        return None


def labels(value: Value, languages: Sequence[str]) -> dict[str, str]:
    """``{language: words}``; empty for what is written in words already."""
    if value["type"] == "agent":
        return {} if value["value"] else dict(WITHHELD)
    if value["type"] == "concept":
        found = concept(value)
        return dict(found.labels) if found else {}
    if value["type"] in {"date", "recurrence"}:
        parse = edtf.parse if value["type"] == "date" else recurrence.parse
        try:
            made = parse(value["value"])
        except ValueError:
            return {}
        return {language: made.label(language) for language in languages}
    return {}


def uri(value: Value) -> str | None:
    found = concept(value)
    return found.uri if found else None


def public(metadata: dict[str, Any]) -> dict[str, Any]:
    """A description as those read it who do not keep it: nobody is named against their will."""
    shown = {
        term: [_public(value) if "parts" in value else value for value in values if not _refused(value)]
        for term, values in metadata.items()
    }
    return {term: values for term, values in shown.items() if values and term not in _INWARD}


def _public(value: Value) -> dict[str, Any]:
    shown = dict(value) | {"parts": public(value["parts"])}
    if "anonymous" in _consents(value):
        shown["value"] = ""
        shown.pop("target", None)  # which leads to who it is
    return shown


def _refused(value: Value) -> bool:
    return "parts" in value and "refused" in _consents(value)


def _consents(value: Value) -> set[str]:
    """Of an agent or a group: no other value has parts."""
    return {part.get("value", "") for part in value["parts"].get("consent", ())}
