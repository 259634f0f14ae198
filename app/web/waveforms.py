"""The picture of a sound, drawn from its outline when it is asked for. The outline itself is in ``app.web.media``."""

from flask import Blueprint, Response, request

from app.errors import NotFound
from app.iiif.canvas import WAVEFORM
from app.media.waveform_picture import draw
from app.web import delivery
from app.web.archive import archive, viewer
from metadata.problem import Problem

blueprint = Blueprint("waveforms", __name__)
blueprint.after_request(delivery.open_to_other_sites)


@blueprint.get("/media/<media_id>/waveform.svg")
def waveform(media_id: str) -> Response:
    media = archive().reading.media(viewer(), media_id)
    path = archive().store.derivatives(media.id, media.generation) / "waveform.json"
    etag = f"{media.id}-{media.generation}-outline"
    try:
        picture = "" if request.if_none_match.contains(etag) else draw(path.read_text(), *WAVEFORM)
    except FileNotFoundError as error:
        raise NotFound(Problem("media.not_found", value=media_id)) from error
    return delivery.body(picture, "image/svg+xml", etag=etag, everyone=media.everyone)
