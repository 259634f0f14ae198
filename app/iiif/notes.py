"""Notes on a place of a canvas as W3C Web Annotations, in a page of their own (Presentation API 3.0, clause 5.8)."""

import json
from collections.abc import Iterable

from app.iiif.fragments import fragment
from app.iiif.resources import Json
from app.iiif.work import Note

CONTEXT = "http://iiif.io/api/presentation/3/context.json"


def page(canvas: str, notes: Iterable[Note]) -> str:
    """``canvas`` is the address of the canvas that they are on; of a document, ``notes`` are those of one page."""
    body = {
        "@context": CONTEXT,
        "id": f"{canvas}/notes",
        "type": "AnnotationPage",
        "items": annotations(canvas, notes),
    }
    return json.dumps(body, ensure_ascii=False)


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
