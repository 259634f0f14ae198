"""The words of another page than the one that a record's page came with, fetched when a reader turns to it."""

from flask import Response, make_response, render_template, request

from app.errors import NotFound
from app.web import delivery
from app.web.archive import archive, viewer
from app.web.site.asked import reader_of
from app.web.site.page_words import page_text_of
from app.web.site.routes import blueprint
from metadata.problem import Problem

SECONDS = 60


@blueprint.get("/<lang>/records/<identifier>/pages/<media_id>/<int:number>")
def page_text(lang: str, identifier: str, media_id: str, number: int) -> Response:
    """The words of one page, for a record's page that shows another one."""
    media = archive().reading.media(viewer(), media_id)
    if media.record != identifier:
        raise NotFound(Problem("media.not_found", value=media_id))
    reader_of(lang)
    found = page_text_of(media_id, number)
    response = make_response(render_template("site/page_text.html", text=found))
    response.set_etag(delivery.digest(response.get_data(as_text=True)))
    response.make_conditional(request)
    delivery.keep(response, everyone=media.everyone, seconds=SECONDS)
    return delivery.open_to_other_sites(response)
