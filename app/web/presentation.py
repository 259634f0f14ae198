"""The IIIF Presentation API 3 and 2: manifests and collections. What they tell is in ``app.services.manifests``.

What a manifest names by an address under its own is told there too: a canvas, a range, an annotation page.
"""

import json
from typing import Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotFound
from app.iiif import inside, presentation, presentation2
from app.iiif.resources import ORIGIN
from app.services.manifests.service import Manifest
from app.web import delivery, linked_data, packed
from app.web.archive import archive, viewer
from metadata.problem import Problem

blueprint = Blueprint("presentation", __name__, url_prefix='/iiif/presentation/<any("2", "3"):version>')
blueprint.after_request(delivery.open_to_other_sites)

CONTEXTS: Final = {2: presentation2.CONTEXT, 3: presentation.CONTEXT}
_SECONDS: Final = 300
_PACKED: Final = packed.Packed()
_ARCHIVE: Final = '/collections/<any("top", "curated", "units", "peoples", "records"):name>'


class _AtHand:
    """Whether an answer needs no text from the store: who asks has it, or it lies here packed, and stays in hand."""

    packed: bytes | None = None

    def __call__(self, etag: str) -> bool:
        self.packed = _PACKED.get(etag, _here()) if packed.wanted() else None
        return self.packed is not None or request.if_none_match.contains_weak(etag)


@blueprint.get("/records/<identifier>/manifest")
def manifest(version: str, identifier: str) -> AnyResponse:
    at_hand = _AtHand()
    made = archive().manifests.manifest(viewer(), identifier, int(version), at_hand)
    if other := _other(int(version)):
        led = redirect(f"{_here()}/iiif/presentation/{other}/records/{identifier}/manifest", 303)
        led.headers["Vary"], led.headers["Cache-Control"] = "Accept", "no-store"
        return led
    return _presented(made, int(version), at_hand.packed)


@blueprint.get("/records/<identifier>/<path:inner>")
def part(version: str, identifier: str, inner: str) -> Response:
    """What stands in the manifest under this address."""
    whole = archive().manifests.manifest(viewer(), identifier, int(version))
    found = inside.find(whole.body, f"{ORIGIN}/iiif/presentation/{version}/records/{identifier}/{inner}", int(version))
    if found is None:
        raise NotFound(Problem("http.not_found"))
    return _presented(Manifest(found, delivery.digest(found), whole.everyone), int(version))


@blueprint.get(_ARCHIVE)
@blueprint.get(f"{_ARCHIVE}/parts/<part>")
@blueprint.get('/collections/<any("units", "peoples"):name>/<key>')
@blueprint.get('/collections/<any("units", "peoples"):name>/<key>/parts/<part>')
def of_archive(version: str, name: str, key: str = "", part: str = "") -> Response:
    path = f"{name}/{key}" if key else name
    return _presented(archive().archive_manifests.collection(path, part, int(version)), int(version))


@blueprint.get("/collections/<identifier>")
@blueprint.get("/collections/<identifier>/parts/<part>")
def collection(version: str, identifier: str, part: str = "") -> Response:
    made = archive().collection_manifests.collection(viewer(), identifier, part, int(version))
    return _presented(made, int(version))


def _other(version: int) -> int | None:
    """The version that somebody asks for by its profile who does not take this one."""
    asked = linked_data.versions(CONTEXTS)
    return asked[0] if asked and version not in asked else None


def _presented(made: Manifest, version: int, ready: bytes | None = None) -> Response:
    text = made.body.replace(ORIGIN, json.dumps(_here())[1:-1])
    if text and packed.wanted():
        ready = _PACKED.put(made.etag, _here(), text)
    media_type = linked_data.media_type(CONTEXTS[version])
    response = delivery.body(ready or text, media_type, etag=made.etag, everyone=made.everyone, seconds=_SECONDS)
    if ready:
        packed.say_packed(response)
    response.vary.add("Accept")
    return response


def _here() -> str:
    return archive().settings.base_url
