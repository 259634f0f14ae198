"""Lines of a page that was read, as supplementing annotations in a page of their own (Presentation API 3.0, 5.8; B),
for viewers that lay text over a picture. How sure a machine was of them is not told: the ALTO beside them does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.iiif.found import Box
from app.iiif.fragments import fragment
from app.iiif.resources import Json
from app.iiif.work import LanguageMap

CONTEXT: Final = "http://iiif.io/api/presentation/3/context.json"
GRANULARITY: Final = "http://iiif.io/api/extension/text-granularity/context.json"
LABEL: Final[LanguageMap] = {"vi": ["Chữ trên trang, từng dòng"], "en": ["Text of the page, line by line"]}


@dataclass(frozen=True, slots=True)
class ReadLine:
    """``box`` is in pixels of the canvas."""

    text: str
    box: Box


def named(canvas: str) -> Json:
    """As a manifest names it: asked for when it is wanted."""
    return {"id": f"{canvas}/lines", "type": "AnnotationPage", "label": LABEL}


def page(canvas: str, lines: Sequence[ReadLine], language: str = "") -> Json:
    """``language`` is that of all the lines, where it is known."""
    items = [_annotation(canvas, f"{number}", line, language) for number, line in enumerate(lines, 1)]
    return {"@context": [GRANULARITY, CONTEXT], **named(canvas), "items": items}


def _annotation(canvas: str, name: str, line: ReadLine, language: str) -> Json:
    body = {"type": "TextualBody", "value": line.text, "format": "text/plain"}
    return {
        "id": f"{canvas}/lines/{name}",
        "type": "Annotation",
        "textGranularity": "line",
        "motivation": "supplementing",
        "body": body | ({"language": language} if language else {}),
        "target": canvas + fragment(line.box),
    }
