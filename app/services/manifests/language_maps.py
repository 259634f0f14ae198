"""A description as IIIF tells it: pairs of label and value, each in every language that there is.

Related records are left out: a manifest is stored, and who may see them can change at any hour.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape

from app.iiif.work import LanguageMap, Pair
from app.services import labels
from metadata.profile import Profile, Row
from metadata.statements import PASSAGE, Metadata, Value

NONE = "none"
_MOST = 100  # a word list of thousands is read in the record's own data, not under a picture
_UNSPOKEN = frozenset({"und", "mis", "zxx"})
_AGENT_PARTS = ("role", "honour", "community")


def pairs(
    profile: Profile, metadata: Metadata, languages: Sequence[str], *, without: Collection[str] = ()
) -> tuple[Pair, ...]:
    rows = (row for row in profile.rows if row.name in metadata and row.name not in without)
    made = (Pair(label(row), told(row, metadata[row.name], languages)) for row in rows)
    return tuple(pair for pair in made if pair.value)


def label(row: Row) -> LanguageMap:
    return {tag(language): [text] for language, text in row.labels.items()}


def texts(values: Iterable[Value]) -> LanguageMap:
    """Values written in words, by their language, for a summary."""
    return {language: [plain(text) for text in found] for language, found in names(values).items()}


def names(values: Iterable[Value]) -> LanguageMap:
    """The same for a label, which is never HTML (4.5)."""
    found: LanguageMap = {}
    for value in values:
        if value.get("value"):
            found.setdefault(tag(value.get("lang")), []).append(bare(value["value"]))
    return found


def named(texts: Mapping[str, str]) -> LanguageMap:
    """One name by language."""
    return {tag(language): [bare(text)] for language, text in texts.items() if text.strip()}


def words(texts: Mapping[str, str]) -> LanguageMap:
    """One text by language, in its paragraphs."""
    found = {
        tag(language): [plain(part) for part in text.split("\n\n") if part.strip()] for language, text in texts.items()
    }
    return {language: parts for language, parts in found.items() if parts}


def told(row: Row, values: Sequence[Value], languages: Sequence[str]) -> LanguageMap:
    """All values of a field. A viewer shows one language only, so names and numbers are repeated in each."""
    each = [found for value in values[:_MOST] if (found := _one(row, value, languages))]
    spoken = list(dict.fromkeys(language for found in each for language in found if language != NONE)) or [NONE]
    joined: LanguageMap = {}
    for found in each:
        everywhere = dict.fromkeys(spoken, found[NONE]) if NONE in found else found
        for language, text in everywhere.items():
            joined.setdefault(language, []).append(plain(text))
    return joined


def tag(language: str | None) -> str:
    """A language tag as manifests may have it: letters and hyphens."""
    if not language or language in _UNSPOKEN:
        return NONE
    return language if language.replace("-", "").isalpha() else language.partition("-")[0]


def plain(text: str) -> str:
    """Viewers take for HTML what begins with ``<`` and ends with ``>`` (Presentation API 3.0, 4.5); these are words."""
    text = bare(text)
    return f"<span>{escape(text, quote=False)}</span>" if text.startswith("<") and text.endswith(">") else text


def bare(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def in_language(found: LanguageMap, language: str) -> list[str]:
    """What a reader of ``language`` gets: their own, else Vietnamese, English, or whatever there is."""
    return next((found[key] for key in (language, NONE, "vi", "en", *found) if key in found), [])


def _one(row: Row, value: Value, languages: Sequence[str]) -> dict[str, str]:
    """One value by language; what belongs to none stands under ``none``."""
    if value["type"] == "record":
        return {}
    if value["type"] == "group":
        return _group(row, value, languages)
    named = {tag(language): text for language, text in labels.labels(value, languages).items()}
    if value["type"] == "agent":
        return _agent(row, value, named or {NONE: value["value"]}, languages)
    return named or ({tag(value.get("lang")): value["value"]} if value.get("value") else {})


def _agent(row: Row, value: Value, names: dict[str, str], languages: Sequence[str]) -> dict[str, str]:
    parts = [part for part in row.shape or () if part.name in _AGENT_PARTS and value.get("parts", {}).get(part.name)]
    if not parts:
        return names
    known = [told(part, value["parts"][part.name], languages) for part in parts]
    return {
        language: f"{names.get(language) or names.get(NONE) or value['value']} ({', '.join(words)})"
        for language in languages
        if (words := [text for found in known for text in in_language(found, language)])
    }


def _group(row: Row, value: Value, languages: Sequence[str]) -> dict[str, str]:
    parts = value.get("parts", {})
    known = [
        (part, told(part, parts[part.name], languages))
        for part in row.shape or ()
        if part.name in parts and part.name not in PASSAGE
    ]
    lines = {
        language: "; ".join(
            f"{part.label(language)}: {', '.join(words)}"
            for part, found in known
            if (words := in_language(found, language))
        )
        for language in languages
    }
    return {language: line for language, line in lines.items() if line}
