"""The IIIF Presentation API: manifests of records, collections. What they tell is in ``app.services.manifests``."""

import json

from flask import Blueprint, Response

from app.iiif.resources import ORIGIN
from app.iiif.presentation import CONTEXT
from app.services.manifests.service import Manifest
from app.web import delivery, linked_data
from app.web.archive import archive, viewer
from app.web.limits import ordinal

blueprint = Blueprint("presentation", __name__, url_prefix="/iiif/presentation")
blueprint.after_request(delivery.open_to_other_sites)

_SECONDS = 300


@blueprint.get("/3/records/<identifier>/manifest")
def manifest(identifier: str) -> Response:
    return _presented(archive().manifests.manifest(viewer(), identifier))


@blueprint.get("/3/collections/<identifier>")
@blueprint.get("/3/collections/<identifier>/parts/<part>")
def collection(identifier: str, part: str = "") -> Response:
    number = ordinal(part) if part else None
    return _presented(archive().collection_manifests.collection(viewer(), identifier, number))


def _presented(made: Manifest) -> Response:
    body = made.body.replace(ORIGIN, json.dumps(archive().settings.base_url)[1:-1])
    media_type = linked_data.media_type(CONTEXT)
    response = delivery.body(body, media_type, etag=made.etag, everyone=made.everyone, seconds=_SECONDS)
    response.vary.add("Accept")
    return response
