"""Collections over HTTP: those that stand in no other, and one with what this reader may see of it."""

import json
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from app.services.collections import AT_ONCE, CollectionCard, CollectionView, Crumb
from app.web import delivery
from app.web.api import schemas
from app.web.api.base import blueprint, failures, number_asked
from app.web.api.search import hit
from app.web.archive import archive, viewer

Json = dict[str, Any]

_MOST_PAGES = 100_000
_QUERY = {name: schemas.SEARCH[name] for name in ("page", "per_page")}


@blueprint.get("/api/v1/collections")
@blueprint.input(_QUERY, location="query", validation=False)
@blueprint.output(schemas.Collections)
@blueprint.doc(tags=["collections"], responses=failures(400, 404))
def collections(query_data: object) -> Response:
    """Collections

    Those that stand in no other, the newest first.
    """
    page, per_page = _asked()
    found, total = archive().collections.top(viewer(), page=page, per_page=per_page)
    return _told({"total": total, "items": [_card(one) for one in found], "links": _around(page, per_page, total)})


@blueprint.get("/api/v1/collections/<identifier>")
@blueprint.input(_QUERY, location="query", validation=False)
@blueprint.output(schemas.Collection)
@blueprint.doc(tags=["collections"], responses=failures(400, 401, 404, 410))
def collection(identifier: str, query_data: object) -> Response:
    """One collection

    Its story, the collections in it, and its records in the order that its curator gave them, page by page.
    """
    page, per_page = _asked()
    return _told(_whole(archive().collections.collection(viewer(), identifier, page=page, per_page=per_page), per_page))


def _asked() -> tuple[int, int]:
    return number_asked("page", 1, _MOST_PAGES), number_asked("per_page", AT_ONCE, schemas.MOST_PER_PAGE)


def _told(body: Json) -> Response:
    text = json.dumps(body, ensure_ascii=False)
    response = Response(text, mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(delivery.digest(text), weak=True)
    response.make_conditional(request)
    return response


def _whole(view: CollectionView, per_page: int) -> Json:
    return {
        "identifier": view.identifier,
        "title": view.title,
        "description": view.description,
        "status": view.status,
        "unit": {"code": view.unit_code, "name": view.unit},
        "within": [_crumb(way[-1]) for way in view.ways],
        "collections": [_card(one) for one in view.collections],
        "total": view.total,
        "items": [hit(record) for record in view.records],
        "created": _instant(view.created_at),
        "published": _instant(view.published_at),
        "changed": _instant(view.changed_at),
        "links": _links(view.identifier) | _around(view.page, per_page, view.total),
    }


def _card(card: CollectionCard) -> Json:
    counts = {"records": card.records, "collections": card.collections}
    return {"identifier": card.identifier, "title": card.title, **counts, "links": _links(card.identifier)}


def _crumb(crumb: Crumb) -> Json:
    return {"identifier": crumb.identifier, "title": crumb.title, "links": _links(crumb.identifier)}


def _links(identifier: str) -> Json:
    base = archive().settings.base_url
    return {
        "self": f"{base}/api/v1/collections/{identifier}",
        "pages": {tag: f"{base}/{tag}/collections/{identifier}" for tag in archive().settings.languages},
        "manifest": f"{base}/iiif/presentation/3/collections/{identifier}",
    }


def _around(page: int, per_page: int, total: int) -> Json:
    """The pages before and after this one."""
    base = archive().settings.base_url + request.path
    near = {"previous": page - 1 if page > 1 else 0, "next": page + 1 if page * per_page < total else 0}
    return {
        name: f"{base}?{urlencode({'page': number, 'per_page': per_page})}" for name, number in near.items() if number
    }


def _instant(value: Any) -> str | None:
    return value.isoformat(timespec="seconds").replace("+00:00", "Z") if value else None
