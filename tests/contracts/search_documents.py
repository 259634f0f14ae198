"""Small records for tests of the search, made by the same code that makes them of real ones."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from app.search.document import MediaDocument, MediaText, RecordDocument, media_document, record_document
from app.search.parsing import parse
from app.search.query import SearchQuery

Hits = Callable[..., list[str]]
Put = Callable[..., None]

EVERYONE = 1
MEMBERS = 7


def identifier(name: str) -> str:
    """Eight characters that end in ``name``."""
    return name.rjust(8, "0")


def text(value: str, lang: str = "vi") -> dict[str, Any]:
    return {"type": "text", "value": value, "lang": lang}


def concept(vocabulary: str, key: str) -> dict[str, Any]:
    return {"type": "concept", "vocabulary": vocabulary, "value": key}


def place(value: str, province: str) -> dict[str, Any]:
    return {"type": "place", "value": value, "vocabulary": "provinces", "target": province}


def record(
    name: str,
    title: str,
    about: str | Sequence[str] = (),
    *,
    kind: str = "festival",
    access: int = EVERYONE,
    peoples: Sequence[str] = (),
    published: date = date(2025, 1, 1),
    occurs: date | None = None,
    spoken: str = "",
    **more: list[dict[str, Any]],
) -> RecordDocument:
    """``spoken`` is text of media that whoever sees the record sees; ``more`` are further terms."""
    values = [about] if isinstance(about, str) else about
    metadata = {"title": [text(title)], "description": [text(value) for value in values]} | more
    if peoples:
        metadata["people"] = [concept("peoples", people) for people in peoples]
    return record_document(
        identifier(name),
        kind,
        metadata,
        access,
        published=published,
        occurs=(occurs, occurs) if occurs else None,
        media=[MediaText("audio", texts=(spoken,))] if spoken else [],
    )


def spoken(name: str, of: str, words: str, access: int = MEMBERS) -> MediaDocument:
    return media_document(identifier(name), identifier(of), access, MediaText("video", texts=(words,)))


def ask(typed: str = "", *visible: int, **more: Any) -> SearchQuery:
    return SearchQuery(parse(typed), frozenset(visible or {EVERYONE}), **more)


GONGS = record("g", "Lễ hội cồng chiêng của người Xtiêng", "Tiếng chiêng vang trong đêm.", peoples=["xtieng"])
