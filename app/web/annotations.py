"""What stands on a canvas beside the thing itself, by the address that manifests name: notes that people put there, the
lines of a page that was read. It is asked for when a reader wants it.
"""

import json
import re
from typing import Final

from flask import Blueprint, Response

from app.errors import NotFound
from app.iiif import lines, notes
from app.iiif.canvas import canvas_id
from app.iiif.resources import Json
from app.services.identifiers import normal
from app.services.reading import MediaView
from app.web import delivery, linked_data
from app.web.archive import archive, viewer
from metadata.problem import Problem

blueprint = Blueprint("annotations", __name__, url_prefix="/iiif/presentation/3/records/<identifier>/canvas/<canvas>")
blueprint.after_request(delivery.open_to_other_sites)

_SECONDS: Final = 300
_CANVAS: Final = re.compile(r"([0-9a-z]{8})(?:~([1-9][0-9]{0,5}))?", re.ASCII)


@blueprint.get("/notes")
@blueprint.get("/notes/<name>")
def of_people(identifier: str, canvas: str, name: str = "") -> Response:
    media, page = _canvas(canvas)
    found = archive().notes.of(viewer(), media)
    here = [note for note in found.notes if note.page == page]
    return _sent(notes.page(_address(found.media, identifier, page), here), found.media, name)


@blueprint.get("/lines")
@blueprint.get("/lines/<name>")
def as_read(identifier: str, canvas: str, name: str = "") -> Response:
    media, page = _canvas(canvas)
    found = archive().words.lines(viewer(), media, page)
    return _sent(lines.page(_address(found.media, identifier, page), found.lines, found.language), found.media, name)


def _canvas(name: str) -> tuple[str, int]:
    """A file, and of a document (``FILE~PAGE``) the page; 0 for what has none."""
    found = _CANVAS.fullmatch(name)
    if found is None:
        raise NotFound(Problem("media.not_found", value=name[:20]))
    return found[1], int(found[2] or 0)


def _address(media: MediaView, identifier: str, page: int) -> str:
    if media.record != normal(identifier):
        raise NotFound(Problem("media.not_found", value=media.id))
    base = f"{archive().settings.base_url}/iiif/presentation/3/records/{media.record}"
    return canvas_id(base, media.id, page or None)


def _sent(page: Json, media: MediaView, name: str) -> Response:
    """The page, or the one annotation in it that has this name. There is no page without annotations."""
    told = _alone(page, name) if name else page
    if told is None or not page["items"]:
        raise NotFound(Problem("media.not_found", value=media.id))
    body = json.dumps(told, ensure_ascii=False)
    etag, media_type = delivery.digest(body), linked_data.media_type(notes.CONTEXT)
    response = delivery.body(body, media_type, etag=etag, everyone=media.everyone, seconds=_SECONDS)
    response.vary.add("Accept")
    return response


def _alone(page: Json, name: str) -> Json | None:
    found = next((one for one in page["items"] if one["id"] == f"{page['id']}/{name}"), None)
    return found and {"@context": page["@context"], **found, "partOf": [{"id": page["id"], "type": page["type"]}]}
