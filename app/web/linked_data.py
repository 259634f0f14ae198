"""JSON-LD as IIIF sends it: which media type and version a program asked for. The documents are made elsewhere."""

from collections.abc import Mapping

from flask import request


def media_type(context: str) -> str:
    """JSON-LD, unless plain JSON is what was asked for; either is the same text."""
    chosen = request.accept_mimetypes.best_match(["application/ld+json", "application/json"], "application/ld+json")
    return f'application/ld+json;profile="{context}"' if chosen == "application/ld+json" else "application/json"


def versions(contexts: Mapping[int, str]) -> list[int]:
    """The versions of an API that a program asks for by their contexts, as profiles of JSON-LD; the most wanted first.
    Whoever names none takes any."""
    wanted = [str(kind) for kind, quality in request.accept_mimetypes if quality > 0]
    return [version for kind in wanted for version, context in contexts.items() if context in kind]
