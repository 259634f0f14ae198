"""``/healthz``: the process answers. ``/readyz``: so do the record store and the index."""

from flask import Blueprint, Response, jsonify

from app.errors import SearchUnavailable
from app.web.archive import archive

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    parts = {"records": archive().answers(), "search": True}
    try:
        archive().index.count()
    except SearchUnavailable:
        parts["search"] = False
    return jsonify(parts), 200 if all(parts.values()) else 503
