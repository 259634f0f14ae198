"""A description in the fifteen elements of Dublin Core, as harvesters of ``oai_dc`` understand it.

Each term is reduced to its broader DCMI term, and that one to its element. What may be told to whom is decided before:
this takes a description as it is public. No XML here.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, TypeAlias

from metadata import recurrence
from metadata.statements import PASSAGE, Metadata, Value
from metadata.terms import TERMS
from metadata.vocabulary import Concept, vocabulary

# fmt: off
ELEMENTS: Final = frozenset({
    "contributor", "coverage", "creator", "date", "description", "format", "identifier", "language", "publisher",
    "relation", "rights", "source", "subject", "title", "type",
})
# fmt: on
Said: TypeAlias = tuple[str, str, str | None]
"""An element, its text, and the language of the text, if it has one."""

LANGUAGES: Final = ("vi", "en")

# DCMI terms that have no element above them, and say what a reader of the element must not miss.
_NEAREST: Final = {"provenance": "description", "rightsHolder": "rights"}
_MOST: Final = 100  # values of one term: a word list of thousands is read in the record's own data
_UNSPOKEN: Final = frozenset({"und", "mis", "zxx"})


def oai_dc(
    kind: str, metadata: Metadata, *, page: str, manifest: str | None, related: Mapping[str, str]
) -> tuple[Said, ...]:
    """``page`` and ``manifest`` are addresses; ``related`` those of records that everyone may see, by identifier."""
    said = [
        each
        for term, values in metadata.items()
        if (name := element(term))
        for value in values[:_MOST]
        for each in _said(name, value, related)
    ]
    addresses = [("identifier", page, None), *([("relation", manifest, None)] if manifest else ())]
    return tuple(dict.fromkeys((*said, *_kind(kind), *addresses)))


@cache
def element(term: str) -> str | None:
    """The element that stands for a term; None where Dublin Core has none, as for an audience."""
    if term in ELEMENTS:
        return term
    broader = TERMS[term].broader or _NEAREST.get(term)
    return element(broader) if broader else None


@cache
def _kind(kind: str) -> tuple[Said, ...]:
    concept = vocabulary("kinds").concepts[kind]
    return (("type", concept.extra["dcmi_type"], None), *_labels("type", concept))


def _said(name: str, value: Value, related: Mapping[str, str]) -> tuple[Said, ...]:
    """What one value says: words in each language that it has them in."""
    kind, written = value["type"], value.get("value", "")
    if kind == "concept":
        return _concept(name, value.get("vocabulary", ""), written)
    if kind == "recurrence":
        return _recurring(name, written)
    if kind == "group":
        return _group(name, value, related)
    if kind == "record":
        return ((name, related[written], None),) if written in related else ()
    if not written:
        return ()
    language = value.get("lang")
    said = (name, written, None if language in _UNSPOKEN else language)
    if kind == "place" and value.get("target"):
        return said, *_concept(name, value.get("vocabulary", ""), value["target"])
    return (said,)


@lru_cache(maxsize=4096)
def _concept(name: str, of: str, key: str) -> tuple[Said, ...]:
    """Labels of a concept; before them a language's code, and the address of a rights statement or licence."""
    try:
        concept = vocabulary(of).concepts[key]
    except KeyError:
        return ()
    first = key if name == "language" else concept.uri if name == "rights" else None
    return (*([(name, first, None)] if first else ()), *_labels(name, concept))


def _labels(name: str, concept: Concept) -> tuple[Said, ...]:
    return tuple((name, concept.labels[language], language) for language in LANGUAGES if language in concept.labels)


@lru_cache(maxsize=4096)
def _recurring(name: str, written: str) -> tuple[Said, ...]:
    """A rule of the calendar in words: what harvests it knows nothing of lunar months."""
    try:
        known = recurrence.parse(written)
    except ValueError:
        return ()
    return tuple((name, known.label(language), language) for language in LANGUAGES)


def _group(name: str, value: Value, related: Mapping[str, str]) -> tuple[Said, ...]:
    """A step, a decision, a measurement: one line for each language that something in it is said in."""
    parts = [
        said
        for term, values in value.get("parts", {}).items()
        if term not in PASSAGE
        for part in values[:_MOST]
        for said in _said(name, part, related)
    ]
    languages = dict.fromkeys(language for _, _, language in parts if language) or (None,)
    return tuple((name, _line(parts, language), language) for language in languages) if parts else ()


def _line(parts: Sequence[Said], language: str | None) -> str:
    return "; ".join([text for _, text, spoken in parts if spoken is None or spoken == language])
