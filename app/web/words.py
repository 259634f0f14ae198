"""The words of all pages of a file, in one text to take away."""

from flask import Blueprint, Response

from app.web import delivery
from app.web.archive import archive, viewer

blueprint = Blueprint("page_words", __name__)
blueprint.after_request(delivery.open_to_other_sites)


@blueprint.get("/media/<media_id>/words.txt")
def words(media_id: str) -> Response:
    media, text = archive().words.pages(viewer(), media_id)
    return delivery.body(text, "text/plain", etag=delivery.digest(text), everyone=media.everyone)
