"""``/healthz``: the process answers. ``/readyz``: it can show records; and which of the other servers answer."""

from flask import Blueprint, Response, jsonify

from app.errors import SearchUnavailable
from app.web.archive import archive

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """503 without the record store alone. Without the search, or a broker, pages are shown and work waits: whoever
    takes a web process out of use for that takes away all of them at once."""
    parts = {"records": archive().answers(), "search": True}
    try:
        archive().index.count()
    except SearchUnavailable:
        parts["search"] = False
    if archive().settings.broker_url:
        parts["broker"] = archive().bell.answers()
    return jsonify(parts), 200 if parts["records"] else 503
