"""Notes on a canvas by their own address, as manifests name it: asked for when a reader wants them."""

from flask import Blueprint, Response

from app.errors import NotFound
from app.iiif import notes
from app.iiif.canvas import canvas_id
from app.services.identifiers import normal
from app.web import delivery, linked_data
from app.web.archive import archive, viewer
from metadata.problem import Problem

blueprint = Blueprint("notes", __name__, url_prefix="/iiif/presentation/3/records/<identifier>/canvas")
blueprint.after_request(delivery.open_to_other_sites)

_SECONDS = 300


@blueprint.get("/<canvas>/notes")
def page(identifier: str, canvas: str) -> Response:
    """``canvas`` is a file, or a page of a document as ``FILE~PAGE``."""
    media, _, number = canvas.partition("~")
    found = archive().notes.of(viewer(), media)
    here = [note for note in found.notes if number == (str(note.page) if note.page else "")]
    if found.media.record != normal(identifier) or not here:
        raise NotFound(Problem("media.not_found", value=canvas[:20]))
    base = f"{archive().settings.base_url}/iiif/presentation/3/records/{identifier}"
    body = notes.page(canvas_id(base, media, int(number) if number else None), here)
    media_type = linked_data.media_type(notes.CONTEXT)
    etag = delivery.digest(body)
    response = delivery.body(body, media_type, etag=etag, everyone=found.media.everyone, seconds=_SECONDS)
    response.vary.add("Accept")
    return response
