"""The IIIF Image API 3 and 2 over the pyramids. What its words mean is in ``app.iiif``; manifests are in
``app.web.presentation``."""

import json

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.iiif import image, image_info
from app.web import delivery, linked_data, pictures
from app.web.archive import archive
from app.web.pictures import Picture

blueprint = Blueprint("iiif", __name__, url_prefix="/iiif")
blueprint.after_request(delivery.open_to_other_sites)

_VERSIONS = '/image/<any("2", "3"):version>/<identifier>'


@blueprint.get(_VERSIONS)
def service(version: str, identifier: str) -> AnyResponse:
    pictures.find(identifier)
    return redirect(f"{_base(version, identifier)}/info.json", 303)


@blueprint.get(f"{_VERSIONS}/info.json")
def info(version: str, identifier: str) -> Response:
    picture = pictures.find(identifier)
    made = image_info.info if version == "3" else image_info.info_v2
    head = picture.head
    document = made(_base(version, identifier), head.sizes, tile=head.tile, limits=pictures.LIMITS, grey=head.grey)
    body = json.dumps(document)
    response = _linked_data(body, image_info.CONTEXT[int(version)], etag=delivery.digest(body), picture=picture)
    response.headers.add("Link", _link(image_info.PROFILE[int(version)], "profile"))
    return response


@blueprint.get(f"{_VERSIONS}/<region>/<size>/<rotation>/<quality>")
def picture(version: str, identifier: str, region: str, size: str, rotation: str, quality: str) -> Response:
    found = pictures.find(identifier)
    asked = pictures.parsed(found, int(version), region, size, rotation, quality)
    known = request.if_none_match.contains(found.etag)
    content = b"" if known else pictures.tile(found, asked) or pictures.draw(found, asked)
    response = delivery.body(content, asked.media_type, etag=found.etag, everyone=found.media.everyone)
    response.headers.add("Link", _link(image_info.PROFILE[int(version)], "profile"))
    response.headers.add("Link", _link(f"{_base(version, identifier)}/{image.canonical(asked)}", "canonical"))
    return response


def _base(version: str, identifier: str) -> str:
    return f"{archive().settings.base_url}/iiif/image/{version}/{identifier}"


def _linked_data(body: str, context: str, *, etag: str, picture: Picture) -> Response:
    media_type = linked_data.media_type(context)
    response = delivery.body(body, media_type, etag=etag, everyone=picture.media.everyone)
    response.vary.add("Accept")
    if media_type == "application/json":
        response.headers.add(
            "Link", f'{_link(context, "http://www.w3.org/ns/json-ld#context")};type="application/ld+json"'
        )
    return response


def _link(address: str, relation: str) -> str:
    return f'<{address}>;rel="{relation}"'
