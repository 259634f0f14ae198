"""IIIF Content Search, versions 2.0 and 1.0, inside one record. What is found is ``app.services.words``."""

import json
from typing import Any

from flask import Blueprint, Response, request

from app.errors import BadRequest
from app.iiif import content_search, content_search_v1
from app.iiif.search_addresses import Asked, Version
from app.services.identifiers import normal
from app.web import delivery, linked_data
from app.web.archive import archive, viewer
from app.web.limits import client, ordinal
from metadata.problem import Problem

blueprint = Blueprint("content_search", __name__, url_prefix="/iiif/search")
blueprint.after_request(delivery.open_to_other_sites)

_SECONDS = 300
_RECORD = '/<any("1", "2"):version>/records/<identifier>'
_CONTEXTS = {"1": content_search_v1.CONTEXT, "2": content_search.CONTEXT}


@blueprint.get(_RECORD)
def search(version: Version, identifier: str) -> Response:
    """What is not asked for restricts nothing (2.0, 4.1.1): without words, everything of the motivations, or all."""
    typed, motivation = request.args.get("q", ""), request.args.get("motivation", "")
    wanted = motivation.split()
    found = archive().words.search(
        viewer(),
        normal(identifier) or identifier,
        typed,
        motivations=content_search_v1.motivations(wanted) if version == "1" else wanted,
        page=ordinal(request.args.get("page", "1")),
        client=client(),
    )
    asked = _asked(version, found.record, {"q": typed, "motivation": motivation})
    form = content_search.page if version == "2" else content_search_v1.annotation_list
    return _sent(form(found, asked), version, everyone=found.everyone)


@blueprint.get(f"{_RECORD}/autocomplete")
def autocomplete(version: Version, identifier: str) -> Response:
    typed, least = request.args.get("q", ""), request.args.get("min", "")
    if not typed.strip():
        raise BadRequest(Problem("iiif.no_words", "q"))
    record = normal(identifier) or identifier
    told, everyone = archive().words.complete(viewer(), record, typed, least=ordinal(least or "1"), client=client())
    asked = _asked(version, record, {"q": typed, "min": least}, also=("motivation",))
    form = content_search.terms if version == "2" else content_search_v1.term_list
    return _sent(form(told, asked), version, everyone=everyone)


def _asked(version: Version, record: str, given: dict[str, str], also: tuple[str, ...] = ()) -> Asked:
    ignored = tuple(name for name in (*also, *content_search.IGNORED) if request.args.get(name))
    return Asked(archive().settings.base_url, record, given, ignored, version)


def _sent(document: dict[str, Any], version: Version, *, everyone: bool) -> Response:
    body = json.dumps(document, ensure_ascii=False)
    media_type = linked_data.media_type(_CONTEXTS[version])
    response = delivery.body(body, media_type, etag=delivery.digest(body), everyone=everyone, seconds=_SECONDS)
    response.vary.add("Accept")
    return response
