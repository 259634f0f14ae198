"""JSON-LD as IIIF sends it: which media type and version a program asked for. The documents are made elsewhere."""

from collections.abc import Mapping
from typing import Final

from flask import request

from app.iiif import content_search_v1, image_info, presentation2

_LINKED: Final = "application/ld+json"
_PLAIN: Final = "application/json"
_EARLIER: Final = frozenset({image_info.CONTEXT[2], presentation2.CONTEXT, content_search_v1.CONTEXT})


def media_type(context: str) -> str:
    """JSON-LD, unless plain JSON is wanted more; either is the same text. The APIs of the second generation have it the
    other way round: JSON-LD is for who names it (Image 2.1.1, 5; Presentation 2.1, 7.2)."""
    linked, plain = _wanted(_LINKED), _wanted(_PLAIN)
    chosen = linked >= plain and (context not in _EARLIER or _LINKED in _named())
    return f'{_LINKED};profile="{context}"' if chosen else _PLAIN


def versions(contexts: Mapping[int, str]) -> list[int]:
    """The versions of an API that a program asks for by their contexts, as profiles of JSON-LD; the most wanted first.
    Whoever names none takes any."""
    wanted = [str(kind) for kind, quality in request.accept_mimetypes if quality > 0]
    return [version for kind in wanted for version, context in contexts.items() if context in kind]


def _wanted(kind: str) -> float:
    """How much; a type that is named counts before a range of types (RFC 9110, 12.5.1)."""
    named = _named()
    return next((named[one] for one in (kind, "application/*", "*/*") if one in named), 0.0)


def _named() -> dict[str, float]:
    """Types and ranges with how much each is wanted, whatever their parameters: a profile says of what, not how."""
    found: dict[str, float] = {}
    for kind, quality in request.accept_mimetypes:
        bare = str(kind).partition(";")[0].strip().lower()
        found[bare] = max(quality, found.get(bare, 0.0))
    return found
