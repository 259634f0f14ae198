"""Values of statements as schema.org has them: words with their language, places, people, licences, dates."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from metadata.statements import Metadata, Value, values
from metadata.vocabulary import Concept, vocabulary

Json = dict[str, Any]

UNSPOKEN: Final = frozenset({"und", "mis", "zxx"})
_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


def words(found: Mapping[str, Sequence[str]]) -> list[Any] | Any:
    """Texts by language as language-tagged values; one without a language is a bare string."""
    told = [
        text if language in UNSPOKEN else {"@value": text, "@language": language}
        for language, each in found.items()
        for text in each
    ]
    return told[0] if len(told) == 1 else told


def filled(node: Json) -> Json:
    return {key: value for key, value in node.items() if value not in (None, "", [], {}, 0)}


def duration(seconds: float) -> str:
    """ISO 8601, in whole seconds: ``PT1H2M7S``."""
    whole = round(seconds)
    parts = ((whole // 3600, "H"), (whole % 3600 // 60, "M"), (whole % 60, "S"))
    return "PT" + "".join(f"{count}{letter}" for count, letter in parts if count) if whole else ""


def known(metadata: Metadata, term: str) -> Iterator[tuple[str, Concept]]:
    for value in metadata.get(term, ()):
        concept = _concept(value)
        if concept:
            yield concept.key, concept


def _concept(value: Value) -> Concept | None:
    try:
        return vocabulary(value.get("vocabulary") or "").concepts.get(value.get("target") or value["value"])
    except KeyError:
        return None


def label(concept: Concept) -> Any:
    return words({tag: [label] for tag, label in concept.labels.items()})


def labels(metadata: Metadata, *terms: str) -> list[Any]:
    """Labels of all concepts of the terms, in every language."""
    found = [concept for term in terms for _, concept in known(metadata, term)]
    return [{"@value": text, "@language": language} for concept in found for language, text in concept.labels.items()]


def places(metadata: Metadata) -> list[Json]:
    return [
        filled(
            {
                "@type": "Place",
                "name": words({value.get("lang") or "und": [value["value"]]}),
                "containedInPlace": {"@type": "AdministrativeArea", "name": label(area)} if area else None,
            }
        )
        for value in metadata.get("spatial", ())
        if value.get("value")
        for area in [_concept(value)]
    ]


def agents(metadata: Metadata, term: str) -> list[Json]:
    """Those who are named, without saying whether they are one person or many, which the record does not tell.

    Who wishes not to be named has no name here.
    """
    return [
        {"name": words({value.get("lang") or "und": [value["value"]]})}
        for value in metadata.get(term, ())
        if value.get("value")
    ]


def licences(metadata: Metadata) -> Iterator[str]:
    for term in ("license", "rights"):
        for _, concept in known(metadata, term):
            if concept.uri:
                yield concept.uri


def day(metadata: Metadata, term: str) -> str:
    """A date that is known to the day, month or year; schema.org has no word for those that are about so."""
    found = next(iter(values(metadata, term)), "")
    return found if _DAY.fullmatch(found) else ""
