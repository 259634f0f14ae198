"""The words of a film or a sound: captions, transcripts and chapters, each in its languages, written and mended.

What the editor's page shows is put together in ``lines``; the form of a line is ``app.media.cue_sheet``.
"""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for

from app.errors import Invalid, MediaRefused, NotFound, Stale
from app.media import cue_sheet
from app.media.captions import MOST_BYTES
from app.models import now
from app.services import texts as bodies
from app.services.media import chaptering, wording
from app.services.media.describing import text_stamp
from app.services.media.reading import MediaView
from app.services.media.texts import CHAPTERS, SPOKEN
from app.web.archive import archive, language, viewer
from app.web.errors import wants_page
from app.web.language import noted, say, say_many
from app.web.workbench import lines, options
from app.web.workbench import wording as told_words
from app.web.workbench.blueprint import blueprint
from app.web.workbench.files import own
from app.web.workbench.routes import SETTLED, kept
from app.web.workbench.wording import NAMES
from metadata import languages
from metadata.problem import Problem
from metadata.statements import title

PLAYED = ("video", "audio")
_SETTING = ("look", "spread", "shift", "upload", "unicode")
"""What changes the text in the form and keeps nothing yet."""


@blueprint.get("/<lang>/desk/<identifier>/media/<media>/words")
def spoken(identifier: str, media: str) -> Any:
    """What there is, and the way to begin more."""
    file = _played(identifier, media)
    kind, tag = request.args.get("kind", ""), request.args.get("language", "")
    if kind and tag:
        return redirect(url_for("workbench.lines", identifier=identifier, media=media, kind=kind, tag=tag))
    record = archive().reading.record(viewer(), identifier, head=True)
    tongues = options.likely_languages({**record.metadata, **file.description}, archive().settings.languages)
    return render_template(
        "workbench/spoken.html",
        media=file,
        heading=lines.named(file),
        record_title=title(record.metadata, language()) or identifier,
        kinds=NAMES,
        there=archive().reading.texts_of([media]).get(media, {}),
        tongues=options.all_languages(tongues, language()),
    )


@blueprint.get("/<lang>/desk/<identifier>/media/<media>/words/<kind>/<tag>")
def lines_of(identifier: str, media: str, kind: str, tag: str) -> str:
    place = _place(identifier, media, kind, tag)
    text, note = _begun(place)
    return lines.page(place, text, base=text_stamp(place.body), unsaved=text != place.text, note=note)


@blueprint.post("/<lang>/desk/<identifier>/media/<media>/words/<kind>/<tag>", endpoint="lines")
def change_lines(identifier: str, media: str, kind: str, tag: str) -> Any:
    place = _place(identifier, media, kind, tag)
    deed, _, more = request.form.get("do", "save").partition(":")
    text, base = request.form.get("text", ""), request.form.get("base", text_stamp(place.body))
    try:
        if deed in _SETTING:
            return _set(place, deed, more, text, base)
        if deed == "steps":
            return _into_steps(place, text)
        return _keep(place, text, base, drop=deed == "drop")
    except Stale as error:
        if not wants_page():
            raise
        fresh = _place(identifier, media, kind, tag)
        return lines.page(fresh, text, base=text_stamp(fresh.body), unsaved=True, overtaken=error.problem), 412
    except (Invalid, MediaRefused) as error:
        if not wants_page():
            raise
        return lines.page(place, text, base=base, unsaved=True, problems=error.problems), 422


def _keep(place: lines.Place, text: str, base: str, *, drop: bool) -> Any:
    body = None if drop else wording.body(place.kind, place.sheet(text))
    archive().media.set_text(viewer(), place.media.id, place.kind, place.tag, body, base=base)
    if not wants_page():
        return jsonify(base=text_stamp(body), clock=told_words.clock(now()))
    flash(say(language(), _TAKEN_AWAY if drop else _SAVED), SETTLED)
    if drop:
        return redirect(url_for("workbench.spoken", identifier=place.record, media=place.media.id))
    return redirect(request.path)


_SAVED = noted("Saved. Whoever may see the file can read it now.")
_TAKEN_AWAY = noted("Taken away. What it said is kept in the history of the file.")


def _set(place: lines.Place, deed: str, more: str, text: str, base: str) -> Any:
    """The text as it is after a deed, in the form; nothing is kept."""
    note, before = "", ""
    if deed == "upload":
        before, (text, note) = text, _sent()
    elif deed == "unicode":
        text = lines.converted(text, more)
        note = say(language(), "Converted to Unicode. Please read it through before you save it.")
    sheet = place.sheet(text)
    if deed == "spread" and not sheet.timed:
        text = cue_sheet.written(cue_sheet.spread(sheet.words, place.length))
        note = say(language(), "The lines have times now, spread evenly. Put them right while you listen.")
    elif deed == "shift" and sheet.cues and not sheet.problems:
        by = lines.seconds(request.form.get("by", ""))
        text = cue_sheet.written(cue_sheet.shifted(sheet.cues, by))
        note = say(language(), "All lines have been moved.")
    elif sheet.timed and not sheet.problems and not sheet.empty:
        text = cue_sheet.written(sheet.cues)
    return lines.page(
        place, text, base=base, unsaved=text != place.text, problems=sheet.problems, note=note, before=before.strip()
    )


def _sent() -> tuple[str, str]:
    """The text of the file that was sent, and what is to be told of it. Raises ``MediaRefused``."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid(Problem("captions.no_file"))
    text, encoding = lines.decoded(file.stream.read(MOST_BYTES + 1))
    if not text.strip():
        raise Invalid(Problem("captions.empty", "line.1"))
    tag = language()
    note = say(tag, "This is what “%(name)s” says. It is not saved yet: read it through first.", name=file.filename)
    if encoding:
        old = say(tag, "The file was not in Unicode (%(encoding)s) and has been converted.", encoding=encoding)
        note = f"{note} {old}"
    return text, note


def _begun(place: lines.Place) -> tuple[str, str]:
    """The text with which the form opens: what is kept, or what it is to begin with."""
    if place.beside:
        return cue_sheet.joined(wording.lines(place.body or ""), place.beside), ""
    if place.kind == CHAPTERS and request.args.get("steps"):
        made = chaptering.from_steps(place.metadata, place.media.id, place.tag, place.length)
        if made:
            return cue_sheet.written(made), say(
                language(), "These are the steps of the rite with their times. Nothing is saved yet."
            )
        return place.text, say(language(), "No step of the rite says at what time of this film it begins.")
    return place.text, ""


def _into_steps(place: lines.Place, text: str) -> Any:
    """Chapters as steps of the rite, in the record's form, where nothing is saved before somebody has looked at it."""
    sheet = place.sheet(text)
    wording.body(CHAPTERS, sheet)
    record = kept(place.record)
    copy = archive().records.working_copy(viewer(), place.record)
    metadata = copy.body["metadata"] if copy else record.metadata
    made = chaptering.into_steps(metadata, place.media.id, place.tag, sheet.cues)
    body = bodies.body(made.metadata, [media.id for media in record.media])
    base = copy.base_version if copy else record.head_version
    archive().records.autosave(viewer(), place.record, body, base=base)
    count = made.placed + made.added
    flash(
        say_many(
            language(),
            "%(n)s chapter has been brought into the steps of the rite. Look at it below, then save.",
            "%(n)s chapters have been brought into the steps of the rite. Look at them below, then save.",
            count,
        )
    )
    return redirect(url_for("workbench.edit", identifier=place.record) + "#m-ritualStep")


def _place(identifier: str, media: str, kind: str, tag: str) -> lines.Place:
    """Raises ``NotFound`` for a kind that there is not, and for what is no language."""
    file = _played(identifier, media)
    if kind not in SPOKEN or not languages.well_formed(tag) or len(tag) > wording.LONGEST_TAG:
        raise NotFound(Problem("media.not_found", value=media))
    record = archive().reading.record(viewer(), identifier, head=True)
    return lines.place(file, record, kind, languages.canonical(tag), request.values.get("from", ""))


def _played(identifier: str, media: str) -> MediaView:
    file = own(identifier, media)
    if file.type not in PLAYED:
        raise NotFound(Problem("media.not_found", value=media))
    return file
