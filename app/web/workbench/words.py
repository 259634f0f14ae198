"""What the workbench's templates say of data: labels of kinds and languages, titles, values in words."""

from typing import Any

from app.web.archive import language
from app.web.workbench.forms import Option, findings
from metadata.statements import Metadata, title
from metadata.vocabulary import vocabulary

FIRST = ("vi", "en")


def context() -> dict[str, Any]:
    return {
        "findings": findings,
        "kind_label": kind_label,
        "language_label": language_label,
        "title_of": title_of,
        "words_of": words_of,
        "writing_languages": writing_languages,
    }


def kind_label(kind: str) -> str:
    return vocabulary("kinds").concepts[kind].label(language())


def language_label(tag: str) -> str:
    concept = vocabulary("languages").concepts.get(tag)
    return concept.label(language()) if concept else tag


def title_of(metadata: Metadata) -> str:
    return title(metadata, language())


def writing_languages(chosen: str = "") -> list[Option]:
    """Languages in which a text may be written: Vietnamese and English first, then by name."""
    concepts = vocabulary("languages").concepts
    rest = sorted((key for key in concepts if key not in FIRST), key=language_label)
    tags = [*FIRST, *rest]
    if chosen and chosen not in tags:
        tags.append(chosen)
    return [Option(tag, language_label(tag)) for tag in tags]


def words_of(value: dict[str, Any]) -> str:
    """One value in words, groups part by part."""
    text = str(value.get("value", ""))
    if value.get("vocabulary") and value["type"] == "concept":
        concept = vocabulary(value["vocabulary"]).concepts.get(text)
        text = concept.label(language()) if concept else text
    parts = [words_of(part) for values in value.get("parts", {}).values() for part in values]
    return " · ".join(piece for piece in (text, *parts) if piece)
