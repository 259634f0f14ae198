"""The IIIF Image API 3 and 2 over the pyramids. What its words mean is in ``app.iiif``; manifests are in
``app.web.presentation``."""

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.iiif import auth, image, image_info
from app.iiif.resources import rights
from app.services import labels
from app.services.manifests.work import label_of, rights_of
from app.services.viewer import VISITOR
from app.web import delivery, linked_data, pictures
from app.web.archive import archive, passed
from app.web.passing import prefix
from app.web.pictures import Picture

blueprint = Blueprint("iiif", __name__, url_prefix="/iiif")
blueprint.after_request(delivery.open_to_other_sites)

_JSON_LD = "http://www.w3.org/ns/json-ld#context"
_VERSIONS = '/image/<any("2", "3"):version>/<identifier>'


@blueprint.get(_VERSIONS, strict_slashes=False)
def service(version: str, identifier: str) -> AnyResponse:
    """Also with a slash at its end, which people copy along; the address by itself has none (3.0, 5.2)."""
    _known(version, identifier)
    return redirect(f"{_base(version, identifier)}/info.json", 303)


@blueprint.get(f"{_VERSIONS}/info.json")
def info(version: str, identifier: str) -> Response:
    picture = _known(version, identifier)
    made = image_info.info if version == "3" else image_info.info_v2
    head = picture.head
    about = _rights_and_manifest(picture, version) if picture.media.everyone else {}
    document = made(
        _base(version, identifier), head.sizes, tile=head.tile, limits=pictures.LIMITS, grey=head.grey, **about
    )
    if version == "3" and not picture.media.everyone and not passed():
        document |= {"@context": [auth.CONTEXT, document["@context"]], "service": [_probe(identifier)]}
    body = json.dumps(document)
    context = image_info.CONTEXT[int(version)]
    media_type = linked_data.media_type(context)
    response = delivery.body(body, media_type, etag=delivery.digest(body), everyone=picture.media.everyone)
    response.vary.add("Accept")
    described = f', {_link(context, _JSON_LD)};type="application/ld+json"' if media_type == "application/json" else ""
    response.headers["Link"] = _link(image_info.PROFILE[int(version)], "profile") + described
    return response


@blueprint.get(f"{_VERSIONS}/<region>/<size>/<rotation>/<quality>")
def picture(version: str, identifier: str, region: str, size: str, rotation: str, quality: str) -> Response:
    found = pictures.find(identifier)
    asked = pictures.parsed(found, int(version), region, size, rotation, quality)
    known = request.if_none_match.contains(found.etag)
    content = b"" if known else pictures.tile(found, asked) or pictures.draw(found, asked)
    response = delivery.body(content, asked.media_type, etag=found.etag, everyone=found.media.everyone)
    response.headers["Link"] = links(version, f"{_base(version, identifier)}/{image.canonical(asked)}")
    return response


def links(version: str, canonical: str) -> str:
    """One header for both: there are clients that read no second one."""
    return f"{_link(image_info.PROFILE[int(version)], 'profile')}, {_link(canonical, 'canonical')}"


def _known(version: str, identifier: str) -> Picture:
    """Clients of version 2 know nothing of the services that lead to what is announced."""
    return pictures.told_of(identifier) if version == "3" else pictures.find(identifier)


def _rights_and_manifest(picture: Picture, version: str) -> dict[str, Any]:
    """The file's own rights, else its record's; and in 3.0 where the picture is shown with what is known of it."""
    record = archive().reading.record(VISITOR, picture.media.record)
    told = rights(rights_of(picture.media.description) or rights_of(record.metadata))
    if version == "2":
        return {"rights": told}
    address = f"{archive().settings.base_url}/iiif/presentation/3/records/{record.identifier}/manifest"
    label = label_of(labels.public(record.metadata), record.identifier)
    return {"rights": told, "part_of": [{"id": address, "type": "Manifest", "label": label}]}


def _probe(identifier: str) -> dict[str, object]:
    """Authorization Flow 2.0, 2.1: an information document is for everybody who is told of the picture, and says how
    to ask for what it stands for."""
    base = archive().settings.base_url
    return auth.probe(base, urlsplit(base).netloc, identifier)


def _base(version: str, identifier: str) -> str:
    return f"{archive().settings.base_url}{prefix()}/iiif/image/{version}/{identifier}"


def _link(address: str, relation: str) -> str:
    return f'<{address}>;rel="{relation}"'
