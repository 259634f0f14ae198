"""What is said in one file, on a page of its own for reading and printing, and the parts of it that a record's page
and its frames on other sites fetch when a reader wants them."""

from collections.abc import Sequence

from flask import Response, make_response, render_template, request, url_for

from app.errors import NotFound
from app.services import labels
from app.services.reading import MediaView, RecordView
from app.web import delivery
from app.web.archive import archive, viewer
from app.web.limits import ordinal
from app.web.site import beside, cards, description, stage
from app.web.site.asked import reader_of
from app.web.site.beside import Place, Texts
from app.web.site.routes import blueprint
from app.web.site.stage import Stage
from app.web.site.told import Steps
from app.web.site.values import Reader
from metadata.problem import Problem
from metadata.profile import profile

SECONDS = 60


@blueprint.get("/<lang>/records/<identifier>/transcripts/<media_id>")
def transcript(lang: str, identifier: str, media_id: str) -> Response:
    """``as`` is panel (chapters, languages, the first lines) or lines (those from ``from`` on); else a whole page."""
    reader = reader_of(lang)
    media = archive().reading.media(viewer(), media_id)
    if media.record != identifier:
        raise NotFound(Problem("media.not_found", value=media_id))
    texts = archive().reading.texts_of([media_id]).get(media_id, {})
    place = place_of(lang, identifier, media_id, wanted=request.args.get("words", ""))
    make = {"panel": _panel, "lines": _lines}.get(request.args.get("as", ""))
    if make is None:
        return make_response(_page(place, media, texts, reader))
    response = make_response(make(place, texts, reader))
    response.set_etag(delivery.digest(response.get_data(as_text=True)))
    response.make_conditional(request)
    delivery.keep(response, everyone=media.everyone, seconds=SECONDS)
    return delivery.open_to_other_sites(response)


def place_of(lang: str, identifier: str, media: str, *, wanted: str = "") -> Place:
    path = url_for("site.record", lang=lang, identifier=identifier)
    page = url_for("site.transcript", lang=lang, identifier=identifier, media_id=media)
    return Place(identifier, media, f"{path}?media={media}", page, wanted)


def _panel(place: Place, texts: Texts, reader: Reader) -> str:
    found = beside.beside(viewer(), place, texts, reader, _sequences(_record(place), place, reader))
    return render_template("site/beside.html", beside=found, media=place.media)


def _lines(place: Place, texts: Texts, reader: Reader) -> str:
    first = max(0, ordinal(request.args.get("from", "0")))
    found = beside.lines_from(viewer(), place, texts, reader, first)
    return render_template("site/lines.html", transcript=found) if found else ""


def _page(place: Place, media: MediaView, texts: Texts, reader: Reader) -> str:
    view = _record(place)
    found = beside.beside(viewer(), place, texts, reader, whole=True)
    if found.transcript is None:
        raise NotFound(Problem("media.not_found", value=place.media))
    shown = stage.views([media], Stage(url_for("site.record", lang=reader.tag, identifier=place.record)), reader)[0]
    title = cards.title(labels.public(view.metadata), reader)
    return render_template("site/transcript.html", item=shown, transcript=found.transcript, title=title)


def _record(place: Place) -> RecordView:
    return archive().reading.record(viewer(), place.record)


def _sequences(view: RecordView, place: Place, reader: Reader) -> Sequence[Steps]:
    playable = {place.media: place.address}
    return description.sequences(profile(view.kind), labels.public(view.metadata), reader, playable)
