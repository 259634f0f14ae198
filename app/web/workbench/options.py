"""What may be chosen in a form: concepts, the languages that a text may be in, the files of a record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.search.alphabet import alphabetical_key
from metadata.profile import Row
from metadata.vocabulary import vocabulary

LONG = 30
"""Lists longer than this stand by name: nobody reads them from the top."""
WORDLESS = "zxx"
"""Says of a recording that nothing is said in it; no text is written in it."""
MORE_LANGUAGES = "?"
"""Chosen where the short list has not got the language: what comes back shows them all."""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


def concepts(row: Row, language: str) -> tuple[Option, ...]:
    if row.vocabulary is None or row.type not in {"concept", "place"}:
        return ()
    found = [Option(concept.key, concept.label(language)) for concept in vocabulary(row.vocabulary)]
    if len(found) > LONG:
        found.sort(key=lambda option: alphabetical_key(option.label))
    return tuple(found)


def named(known: Iterable[tuple[str, Mapping[str, str]]], language: str) -> tuple[Option, ...]:
    """What the archive knows by a key, by its names: those in the reader's language, else in Vietnamese, else any."""
    made = [Option(key, in_words(names, language) or key) for key, names in known]
    return tuple(sorted(made, key=lambda option: alphabetical_key(option.label)))


def in_words(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("vi") or next(iter(names.values()), "")


def language_name(tag: str, language: str) -> str:
    concept = vocabulary("languages").concepts.get(tag)
    return concept.label(language) if concept else tag


def languages(tags: Iterable[str], language: str) -> tuple[Option, ...]:
    return tuple(Option(tag, language_name(tag, language)) for tag in dict.fromkeys(tags) if tag)


def all_languages(first: Sequence[str], language: str) -> tuple[Option, ...]:
    """Every language, those of ``first`` before the others, which stand by name."""
    known = (tag for tag in vocabulary("languages").concepts if tag != WORDLESS)
    rest = sorted(known, key=lambda tag: alphabetical_key(language_name(tag, language)))
    return languages((*first, *rest), language)


def likely_languages(metadata: Mapping[str, Any], first: Sequence[str]) -> tuple[str, ...]:
    """Those of the interface, of the peoples whose heritage it is, and those in which something is written already."""
    peoples = vocabulary("peoples").concepts
    spoken = [
        tag
        for value in metadata.get("people", ())
        if (found := peoples.get(value.get("value", "")))
        for tag in found.extra.get("languages", "").split(";")
    ]
    named = [value.get("value", "") for value in metadata.get("language", ())]
    known = vocabulary("languages").concepts
    return tuple(
        dict.fromkeys(
            [*first, *(tag for tag in [*spoken, *named, *_written(metadata)] if tag in known and tag != WORDLESS)]
        )
    )


def _written(metadata: Mapping[str, Any]) -> Iterator[str]:
    for values in metadata.values():
        for value in values:
            yield value.get("lang", "")
            yield from _written(value.get("parts", {}))
