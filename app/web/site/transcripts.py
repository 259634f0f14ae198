"""What is said in one file, on a page of its own for reading and printing, and the parts of it that a record's page
and its frames on other sites fetch when a reader wants them."""

from collections.abc import Sequence

from flask import Response, make_response, render_template, request, url_for

from app.errors import NotFound
from app.services import labels
from app.services.reading import RecordView
from app.web import delivery
from app.web import media as files
from app.web.archive import archive, language, viewer
from app.web.limits import ordinal
from app.web.site import beside as standing
from app.web.site import cards, description, stage, staging
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
def transcript(lang: str, identifier: str, media_id: str) -> str:
    """All of it. Raises ``NotFound`` for a file of another record, and where nothing is said."""
    reader = reader_of(lang)
    media = archive().reading.media(viewer(), media_id)
    if media.record != identifier:
        raise NotFound(Problem("media.not_found", value=media_id))
    view = archive().reading.record(viewer(), identifier)
    place = _place(identifier, media_id, reader)
    found = standing.beside(viewer(), place, _texts(media_id), reader, whole=True).transcript
    if found is None:
        raise NotFound(Problem("media.not_found", value=media_id))
    shown = stage.views([media], Stage(_page(identifier, reader)), reader)[0]
    title = cards.title(labels.public(view.metadata), reader)
    return render_template("site/transcript.html", item=shown, transcript=found, title=title)


@files.blueprint.get("/beside")
def beside(media_id: str) -> Response:
    """Chapters, languages and the first lines; the other lines where ``from`` says which. Below the addresses of the
    file, so that whatever opens the file to somebody opens this too."""
    reader = reader_of(language())
    media = archive().reading.media(viewer(), media_id)
    place, texts = _place(media.record, media_id, reader), _texts(media_id)
    said = _lines(place, texts, reader) if "from" in request.args else _panel(place, texts, reader)
    response = make_response(said)
    response.set_etag(delivery.digest(said))
    response.make_conditional(request)
    if "lang" not in request.args:
        response.vary.add("Accept-Language")
    return delivery.keep(response, everyone=media.everyone, seconds=SECONDS)


def _place(record: str, media: str, reader: Reader) -> Place:
    return staging.places(record, Stage(_page(record, reader), words=request.args.get("words", "")), reader)(media)


def _page(record: str, reader: Reader) -> str:
    """Without the pass that an address may carry: a pass is for files, the page asks for itself."""
    return url_for("site.record", lang=reader.tag, identifier=record).removeprefix(request.script_root)


def _texts(media: str) -> Texts:
    return archive().reading.texts_of([media]).get(media, {})


def _panel(place: Place, texts: Texts, reader: Reader) -> str:
    view = archive().reading.record(viewer(), place.record)
    found = standing.beside(viewer(), place, texts, reader, _sequences(view, place, reader))
    return render_template("site/beside.html", beside=found, media=place.media)


def _lines(place: Place, texts: Texts, reader: Reader) -> str:
    first = max(0, ordinal(request.args["from"]))
    found = standing.lines_from(viewer(), place, texts, reader, first)
    return render_template("site/lines.html", transcript=found) if found else ""


def _sequences(view: RecordView, place: Place, reader: Reader) -> Sequence[Steps]:
    playable = {place.media: place.address}
    return description.sequences(profile(view.kind), labels.public(view.metadata), reader, playable)
