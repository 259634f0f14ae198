"""The workbench's blueprint, and what holds for all of its addresses."""

import gzip
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from app.web.archive import language
from app.web.workbench import words

blueprint = APIBlueprint("workbench", __name__, enable_openapi=False)
blueprint.context_processor(words.context)


@blueprint.url_value_preprocessor
def _drop_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The language is taken from the address before any view is called (``app.web.archive.asked_language``)."""
    if values is not None:
        values.pop("lang", None)


@blueprint.url_defaults
def _add_language(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("lang", language())


@blueprint.after_request
def _fresh(response: Response) -> Response:
    """Going back must show what is saved now, and nothing of it stays on a computer that others use after."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


@blueprint.after_request
def _small(response: Response) -> Response:
    """A long form is a tenth of its size when packed, which a weak link feels.

    Pages that repeat something of their address are left alone: the size of what is packed would tell who can choose
    that something, and see the size, what else the page holds.
    """
    packed = response.headers.get("Content-Encoding") or request.args
    if packed or response.mimetype != "text/html" or not request.accept_encodings.quality("gzip"):
        return response
    response.set_data(gzip.compress(response.get_data(), 6))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response
