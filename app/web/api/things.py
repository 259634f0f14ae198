"""The thing itself: one address for a record, and for each reader the form that they ask for."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.services.identifiers import normal
from app.web.api.base import blueprint
from app.web.api.records import one
from app.web.archive import archive, language, viewer

_FORMS = ("text/html", "application/json")


@blueprint.get("/records/<identifier>")
@blueprint.doc(hide=True)
def thing(identifier: str) -> AnyResponse:
    """See other: the page for people, the data for programs. What is not there for this reader is said here."""
    identifier = normal(identifier) or identifier  # as somebody typed it from paper: capitals, O for 0
    archive().reading.record(viewer(), identifier)
    wanted = request.accept_mimetypes.best_match(_FORMS, "text/html")
    path = f"/{language()}/records/{identifier}" if wanted == "text/html" else f"/api/v1/records/{identifier}"
    response = redirect(path, 303)  # of this host, by whatever name it was asked for
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


@blueprint.get("/records/<identifier>.json")
@blueprint.doc(hide=True)
def thing_as_json(identifier: str) -> Response:
    response = one(identifier)
    response.headers["Content-Location"] = f"{archive().settings.base_url}/api/v1/records/{identifier}"
    return response
