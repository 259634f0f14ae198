"""Files of a record: taking them in, putting them in order, describing them."""

from typing import Any, BinaryIO, cast

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import ArchiveError, Invalid, NotFound, Stale, TooLarge
from app.services.media.describing import stamp
from app.services.media.reading import MediaView
from app.web.archive import archive, language, viewer
from app.web.errors import wants_page
from app.web.language import noted, say, say_many
from app.web.problems import sentence
from app.web.workbench import answers, pages
from app.web.workbench.audience import condition
from app.web.workbench.blueprint import blueprint
from app.web.workbench.forms import Metadata
from app.web.workbench.routes import ROWS, SETTLED, kept
from metadata.problem import Problem


@blueprint.get("/<lang>/desk/<identifier>/media")
def listed(identifier: str) -> str:
    """The list alone: what the page's script asks for while files are being prepared."""
    return render_template("workbench/files.html", **pages.files(kept(identifier)))


@blueprint.post("/<lang>/desk/<identifier>/media")
def upload(identifier: str) -> AnyResponse:
    """Files of a form, one after the other: one that is refused does not keep the others out."""
    kept(identifier)
    taken = 0
    for file in request.files.getlist("files"):
        if not file.filename:
            continue
        try:
            archive().media.accept(viewer(), identifier, cast(BinaryIO, file.stream), file.filename)
            taken += 1
        except ArchiveError as error:
            flash(sentence(error.problem, language()), "failed")
    if taken:
        flash(
            say_many(
                language(),
                "%(n)s file has been received and is kept safe.",
                "%(n)s files have been received and are kept safe.",
                taken,
            )
        )
    return _back(identifier)


@blueprint.put("/<lang>/desk/<identifier>/media")
def upload_one(identifier: str) -> tuple[Response, int]:
    """One file as the body of the request, streamed to the disk: what the page's script sends."""
    kept(identifier)
    filename = request.args.get("filename", "")
    limit = archive().settings.upload_limit
    if (request.content_length or 0) > limit:
        # Told before a byte is read: gigabytes over a weak link would be sent for nothing.
        raise TooLarge(Problem("media.over_limit", "media", filename, str(limit)))
    media = archive().media.accept(viewer(), identifier, cast(BinaryIO, request.stream), filename)
    return jsonify(id=media.id, type=media.type, state=media.state, filename=media.filename), 201


@blueprint.post("/<lang>/desk/<identifier>/media/order")
def arrange(identifier: str) -> Any:
    """One step up or down, out of the record's list, or back into it; from ``retry`` on, work is tried again."""
    kept(identifier)
    deed, _, media = request.form.get("do", "").partition(":")
    if deed == "retry":
        archive().media.retry(viewer(), media)
        told = noted("It will be tried again.")
    elif deed in _ARRANGED:
        archive().records.arrange(viewer(), identifier, deed, media)
        told = _ARRANGED[deed]
    else:
        told = noted("Nothing has been changed.")
    if not wants_page():
        return jsonify(told=say(language(), told), html=listed(identifier))
    flash(say(language(), told))
    return _back(identifier)


_ARRANGED = {
    "up": noted("The order has been changed. Visitors see it after the next publication."),
    "down": noted("The order has been changed. Visitors see it after the next publication."),
    "out": noted("Taken out of the record. The file itself is kept, and can be put back."),
    "in": noted("The file is in the record again."),
}


@blueprint.get("/<lang>/desk/<identifier>/media/<media>")
def describe(identifier: str, media: str) -> str:
    found = own(identifier, media)
    return pages.media(found, found.description, base=stamp(found))


@blueprint.post("/<lang>/desk/<identifier>/media/<media>")
def described(identifier: str, media: str) -> Any:
    found = own(identifier, media)
    deed, _, where = request.form.get("do", "save").partition(":")
    description = answers.read("media", request.form.items(multi=True), deed, where)
    base = request.form.get("base") or stamp(found)
    if deed in ROWS:
        return pages.media(found, description, base=base, blank=where if deed == "add" else "", unsaved=True)
    try:
        access = condition(request.form) if "who" in request.form else None
        archive().media.describe(viewer(), media, description, access=access, base=base)
    except Stale as error:
        return _overtaken(own(identifier, media), description, error)
    except Invalid as error:
        return pages.media(found, description, base=base, problems=error.problems, unsaved=True), 422
    flash(say(language(), "The description of the file has been saved."), SETTLED)
    return _back(identifier)


def _overtaken(theirs: MediaView, mine: Metadata, error: Stale) -> Any:
    """What was typed stays in the form, theirs stands beside it; saved once more, it takes the place of theirs."""
    if not wants_page():
        raise error
    return pages.media(theirs, mine, base=stamp(theirs), overtaken=error.problem, unsaved=True), 412


def own(identifier: str, media: str) -> MediaView:
    kept(identifier)
    found = archive().reading.media(viewer(), media)
    if found.record != identifier:
        raise NotFound(Problem("media.not_found", value=media))
    return found


def _back(identifier: str) -> AnyResponse:
    return redirect(url_for("workbench.edit", identifier=identifier) + "#media")
