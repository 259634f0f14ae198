"""Notes on a place of a canvas as W3C Web Annotations, in a page of their own (Presentation API 3.0, clause 5.8)."""

from collections.abc import Iterable
from typing import Final

from app.iiif.fragments import fragment
from app.iiif.resources import Json
from app.iiif.work import LanguageMap, Note

CONTEXT: Final = "http://iiif.io/api/presentation/3/context.json"
LABEL: Final[LanguageMap] = {"vi": ["Ghi chú"], "en": ["Notes"]}


def page(canvas: str, notes: Iterable[Note]) -> Json:
    """``canvas`` is the address of the canvas that they are on; of a document, ``notes`` are those of one page."""
    return {"@context": CONTEXT, **named(canvas), "items": annotations(canvas, notes)}


def named(canvas: str) -> Json:
    """As a manifest names it."""
    return {"id": f"{canvas}/notes", "type": "AnnotationPage", "label": LABEL}


def annotations(canvas: str, notes: Iterable[Note]) -> list[Json]:
    return [_annotation(canvas, note) for note in notes]


def _annotation(canvas: str, note: Note) -> Json:
    told: Json = {
        "id": f"{canvas}/notes/{note.id}",
        "type": "Annotation",
        "motivation": "commenting",
        "body": [
            {"type": "TextualBody", "value": words, "language": language, "format": "text/plain"}
            for language, words in note.words.items()
        ],
        "target": canvas + fragment(note.box, note.stretch),
    }
    return told | ({"creator": {"type": "Person", "name": note.voice}} if note.voice else {})
