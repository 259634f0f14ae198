"""The IIIF Change Discovery API: what changed among manifests and collections that everyone may see at any time.

Everybody gets the same, whoever has signed in. What is told is in ``app.services.activities``.
"""

import json
from typing import Any

from flask import Blueprint, Response

from app.errors import NotFound
from app.iiif import discovery
from app.services.activities.stream import PER_PAGE, Told
from app.web import delivery, linked_data
from app.web.archive import archive
from app.web.limits import ordinal
from metadata.problem import Problem

blueprint = Blueprint("discovery", __name__, url_prefix="/iiif/discovery/1")
blueprint.after_request(delivery.open_to_all_sites)

_SHORT = "public, max-age=60"
_LONG = "public, max-age=2592000"


@blueprint.get("/all-changes")
def stream() -> Response:
    total = archive().activities.total()
    return _answer(discovery.stream(archive().settings.base_url, total, max(0, total - 1) // PER_PAGE), _SHORT)


@blueprint.get("/page/<number>")
def page(number: str) -> Response:
    """A page that is followed by another never changes again, and is kept for long."""
    found = archive().activities.page(_number(number))
    if found is None:
        raise NotFound(Problem("http.not_found", value=number[:20]))
    items = [_told(one) for one in found.activities]
    start = found.number * PER_PAGE
    made = discovery.page(archive().settings.base_url, found.number, start, items, following=found.following)
    return _answer(made, _LONG if found.following else _SHORT)


@blueprint.get("/activity/<number>")
def activity(number: str) -> Response:
    found = archive().activities.one(_number(number))
    if found is None:
        raise NotFound(Problem("http.not_found", value=number[:20]))
    return _answer(discovery.alone(_told(found)), _LONG)


def _told(one: Told) -> dict[str, Any]:
    told = discovery.Activity(
        one.number, one.at, one.type, one.thing, one.identifier, one.base, one.before, provider=one.unit
    )
    return discovery.activity(told, archive().settings.repository_id)


def _number(text: str) -> int:
    """A page has one address: ``007`` is none."""
    number = ordinal(text)
    if str(number) != text:
        raise NotFound(Problem("http.not_found", value=text[:20]))
    return number


def _answer(document: dict[str, Any], keep: str) -> Response:
    text = json.dumps(document, ensure_ascii=False)
    response = delivery.body(text, linked_data.media_type(discovery.CONTEXT), etag=delivery.digest(text), everyone=True)
    response.headers["Cache-Control"] = keep
    response.vary.add("Accept")
    return response
