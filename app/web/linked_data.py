"""JSON-LD as IIIF sends it: which media type a program asked for. The documents are made elsewhere."""

from flask import request


def media_type(context: str) -> str:
    """JSON-LD, unless plain JSON is what was asked for; either is the same text."""
    chosen = request.accept_mimetypes.best_match(["application/ld+json", "application/json"], "application/ld+json")
    return f'application/ld+json;profile="{context}"' if chosen == "application/ld+json" else "application/json"
