"""Addresses of the workbench. Every deed is checked again by the service that does it."""

from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from apiflask import APIBlueprint
from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from app.errors import ArchiveError, Invalid, NotAllowed, Stale
from app.services import texts
from app.web.archive import archive, language, sign_in, viewer
from app.web.language import say
from app.web.problems import sentence
from app.web.workbench import editing, forms, words
from metadata.problem import Problem
from metadata.profile import KINDS

blueprint = APIBlueprint("workbench", __name__, enable_openapi=False)

PAGE = 50

blueprint.context_processor(words.context)


@blueprint.url_value_preprocessor
def _drop_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The language is taken from the address before any view is called (``app.web.archive.asked_language``)."""
    if values is not None:
        values.pop("lang", None)


@blueprint.url_defaults
def _add_language(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("lang", language())


@blueprint.before_request
def _officers_only() -> AnyResponse | None:
    if viewer().staff or request.endpoint in {"workbench.enter", "workbench.entered", "workbench.leave"}:
        return None
    if viewer().account_id is not None:
        raise NotAllowed(Problem("account.role_needed", value=viewer().name))
    return redirect(url_for("workbench.enter", next=request.full_path.rstrip("?")))


@blueprint.get("/<lang>/sign-in")
def enter() -> str:
    return render_template("workbench/sign_in.html", next=request.args.get("next", ""), name="", message="")


@blueprint.post("/<lang>/sign-in")
def entered() -> Any:
    name = request.form.get("name", "").strip()
    target = _local(request.form.get("next", ""))
    try:
        account = archive().accounts.sign_in(name, request.form.get("password", ""), request.remote_addr or "")
    except ArchiveError as error:
        message = sentence(error.problem, language())
        return render_template("workbench/sign_in.html", next=target, name=name, message=message), 403
    login_user(sign_in(account))
    return redirect(target or url_for("workbench.desk"))


@blueprint.post("/<lang>/sign-out")
def leave() -> AnyResponse:
    logout_user()
    return redirect(f"/{language()}/")


@blueprint.get("/<lang>/desk")
def desk() -> str:
    state = request.args.get("state", "")
    page = max(1, request.args.get("page", 1, int))
    rows, total = archive().desk.records(viewer(), state=state, page=page, per_page=PAGE)
    return render_template(
        "workbench/desk.html",
        rows=rows,
        total=total,
        state=state,
        page=page,
        pages=-(-total // PAGE),
        counts=archive().desk.counts(viewer()),
    )


@blueprint.get("/<lang>/desk/new")
def choose() -> str:
    return render_template(
        "workbench/new.html", kinds=KINDS, units=archive().desk.units(viewer()), problems=[], given={}
    )


@blueprint.post("/<lang>/desk/new")
def create() -> Any:
    given = request.form
    title = [{"type": "text", "value": given.get("title", "").strip(), "lang": given.get("title_lang") or language()}]
    body = texts.body({"title": title} if title[0]["value"] else {})
    try:
        unit = given.get("unit") or archive().desk.units(viewer())[0].code
        saved = archive().records.create(viewer(), given.get("kind", ""), body, unit=unit)
    except Invalid as error:
        told = [sentence(problem, language()) for problem in error.problems]
        units = archive().desk.units(viewer())
        return render_template("workbench/new.html", kinds=KINDS, units=units, problems=told, given=given), 422
    return redirect(url_for("workbench.edit", identifier=saved.identifier))


@blueprint.get("/<lang>/desk/<identifier>")
def edit(identifier: str) -> str:
    record = archive().reading.record(viewer(), identifier, head=True)
    copy = archive().records.working_copy(viewer(), identifier)
    if copy is None:
        return editing.page(record, record.metadata, base=record.head_version)
    return editing.page(record, copy.body["metadata"], base=copy.base_version, restored=copy.saved_at)


@blueprint.post("/<lang>/desk/<identifier>")
def save(identifier: str) -> Any:
    record = archive().reading.record(viewer(), identifier, head=True)
    metadata = forms.read(record.kind, request.form.items(multi=True))
    base = request.form.get("base", record.head_version, int)
    action, _, where = request.form.get("do", "save").partition(":")
    if action in {"add", "drop"}:
        return editing.page(record, editing.dropped(metadata, action, where), base=base, blank=where, unsaved=True)
    if action == "discard":
        archive().records.discard(viewer(), identifier)
        return redirect(url_for("workbench.edit", identifier=identifier))
    try:
        told = editing.carry_out(action, identifier, metadata, base, request.form)
    except Stale as error:
        archive().records.autosave(viewer(), identifier, texts.body(metadata, _media(record)), base=base)
        return editing.conflict(identifier, record.kind, metadata, base, error.head), 412
    except Invalid as error:
        fresh = archive().reading.record(viewer(), identifier, head=True)
        base = base if base != record.head_version else fresh.head_version
        return editing.page(fresh, metadata, base=base, problems=error.problems, unsaved=action == "save"), 422
    flash(say(language(), told))
    return redirect(url_for("workbench.edit", identifier=identifier))


@blueprint.post("/<lang>/desk/<identifier>/autosave")
def autosave(identifier: str) -> Response:
    """Keeps what is being typed; asked by the page's script every few seconds while something changes."""
    record = archive().reading.record(viewer(), identifier, head=True)
    metadata = forms.read(record.kind, request.form.items(multi=True))
    base = request.form.get("base", record.head_version, int)
    archive().records.autosave(viewer(), identifier, texts.body(metadata, _media(record)), base=base)
    return jsonify(saved=True)


@blueprint.post("/<lang>/desk/<identifier>/media")
def upload(identifier: str) -> Any:
    """Files of a form, one after the other: one that is refused does not keep the others out."""
    refused = []
    taken = 0
    for file in request.files.getlist("files"):
        if not file.filename:
            continue
        try:
            archive().media.accept(viewer(), identifier, cast(BinaryIO, file.stream), file.filename)
            taken += 1
        except ArchiveError as error:
            refused.append(sentence(error.problem, language()))
    for text in refused:
        flash(text, "failed")
    if taken:
        flash(say(language(), "The files have been received and are kept safe. They are being prepared for viewing."))
    return redirect(url_for("workbench.edit", identifier=identifier) + "#media")


@blueprint.put("/<lang>/desk/<identifier>/media")
def upload_one(identifier: str) -> tuple[Response, int]:
    """One file as the body of the request, streamed to the disk: what the page's script sends."""
    filename = request.args.get("filename", "")
    media = archive().media.accept(viewer(), identifier, cast(BinaryIO, request.stream), filename)
    return jsonify(id=media.id, type=media.type, state=media.state, filename=media.filename), 201


@blueprint.route("/<lang>/desk/<identifier>/media/<media>", methods=["GET", "POST"])
def describe(identifier: str, media: str) -> Any:
    found = archive().reading.media(viewer(), media)
    if request.method == "GET" or found.record != identifier:
        return editing.media_page(found, found.description)
    description = forms.read("media", request.form.items(multi=True))
    action, _, where = request.form.get("do", "save").partition(":")
    if action in {"add", "drop"}:
        return editing.media_page(found, editing.dropped(description, action, where), blank=where)
    try:
        told = editing.carry_out_media(action, found, description, request.form, request.files)
    except Invalid as error:
        return editing.media_page(found, description, problems=error.problems), 422
    flash(say(language(), told))
    return redirect(url_for("workbench.edit", identifier=identifier) + "#media")


def _media(record: Any) -> list[str]:
    return [media.id for media in record.media]


def _local(target: str) -> str:
    """``target`` if it is a path of this site: nobody is led elsewhere by signing in."""
    parts = urlsplit(target)
    inside = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if inside else ""
