"""The thing itself: one address for a record, and for each reader the form that they ask for."""

import json

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotFound
from app.services.identifiers import normal
from app.services.reading import RecordView
from app.web import graph, linked, linked_data
from app.web.api.base import blueprint
from app.web.api.records import one
from app.web.archive import archive, language, viewer
from app.web.delivery import body, digest, open_to_other_sites
from app.web.oai.answers import dublin_core
from app.web.presentation import CONTEXTS
from metadata.problem import Problem

_LINKED = "application/ld+json"
_TURTLE = "text/turtle"
_XML = "application/xml"
_ENDINGS = {_LINKED: "jsonld", _TURTLE: "ttl", _XML: "xml"}
_FORMS = ("text/html", "application/json", *_ENDINGS)
_SECONDS = 300


@blueprint.get("/records/<identifier>")
@blueprint.doc(hide=True)
def thing(identifier: str) -> AnyResponse:
    """See other: the page for people, the data for programs, the manifest for viewers that ask for IIIF's profile. What
    is not there for this reader is said here."""
    identifier = normal(identifier) or identifier  # as somebody typed it from paper: capitals, O for 0
    archive().reading.record(viewer(), identifier)
    if asked := linked_data.versions(CONTEXTS):
        return _see(f"/iiif/presentation/{asked[0]}/records/{identifier}/manifest")
    wanted = request.accept_mimetypes.best_match(_FORMS, "text/html")
    paths = {mime: f"/records/{identifier}.{ending}" for mime, ending in _ENDINGS.items()}
    paths["text/html"] = f"/{language()}/records/{identifier}"
    return _see(paths.get(wanted or "", f"/api/v1/records/{identifier}"))


def _see(path: str) -> AnyResponse:
    """Of this host, by whatever name it was asked for."""
    response = redirect(path, 303)
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


@blueprint.get("/collections/<identifier>")
@blueprint.doc(hide=True)
def collection_itself(identifier: str) -> AnyResponse:
    """See other, as for a record. Harvesters of changes are told this address as the one that stays."""
    identifier = normal(identifier) or identifier
    archive().collections.collection(viewer(), identifier, per_page=1)
    if asked := linked_data.versions(CONTEXTS):
        return _see(f"/iiif/presentation/{asked[0]}/collections/{identifier}")
    data = request.accept_mimetypes.best_match(("text/html", "application/json"), "text/html") == "application/json"
    return _see(f"/api/v1/collections/{identifier}" if data else f"/{language()}/collections/{identifier}")


@blueprint.get("/records/<identifier>.json")
@blueprint.doc(hide=True)
def thing_as_json(identifier: str) -> Response:
    response = one(identifier)
    response.headers["Content-Location"] = f"{archive().settings.base_url}/api/v1/records/{identifier}"
    return response


@blueprint.get("/records/<identifier>.jsonld")
@blueprint.doc(hide=True)
def thing_as_linked_data(identifier: str) -> Response:
    """As schema.org, what everyone may see of it, whoever asks; a record that not everyone may see has no such form."""
    return _shared(json.dumps(linked.record(_open(identifier)), ensure_ascii=False, indent=1), _LINKED)


@blueprint.get("/records/<identifier>.ttl")
@blueprint.doc(hide=True)
def thing_as_rdf(identifier: str) -> Response:
    """In the DCMI's terms and ours, whole; to whom ``thing_as_linked_data`` is told."""
    return _shared(graph.turtle(_open(identifier)), _TURTLE)


@blueprint.get("/records/<identifier>.xml")
@blueprint.doc(hide=True)
def thing_as_dublin_core(identifier: str) -> Response:
    """In the fifteen elements of Dublin Core, as harvesters get it; to whom ``thing_as_linked_data`` is told."""
    found = archive().harvest.record(_open(identifier).identifier)
    if found is None or found.header.deleted:
        raise NotFound(Problem("record.unknown", value=identifier))
    return _shared('<?xml version="1.0" encoding="UTF-8"?>\n' + dublin_core(found.said), _XML)


def _open(identifier: str) -> RecordView:
    """What everyone sees of a record. Raises ``NotFound`` where that is nothing, for whoever asks."""
    view = linked.open_view(archive().reading.record(viewer(), identifier))
    if view is None:
        raise NotFound(Problem("record.unknown", value=identifier))
    return view


def _shared(text: str, mime: str) -> Response:
    return open_to_other_sites(body(text, mime, etag=digest(text), everyone=True, seconds=_SECONDS))
