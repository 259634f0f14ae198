"""The desk, and the addresses on which a record is begun, described and handed on. Files have theirs in ``files``.

Every deed is checked again by the service that does it.
"""

from contextlib import suppress
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for

from app.errors import Invalid, NotFound, Stale
from app.models import now
from app.services import texts
from app.services.reading import RecordView
from app.web.archive import archive, language, viewer
from app.web.errors import wants_page
from app.web.language import noted, say
from app.web.workbench import answers, dates, deeds, pages, wording, words
from app.web.workbench.blueprint import blueprint
from app.web.workbench.forms import Metadata
from app.web.workbench.occasions import answered, composed
from metadata.problem import Problem
from metadata.profile import KINDS

PAGE = 50
LAST_VERSION = 2**31 - 1
ROWS = ("add", "drop", "up", "down")
SETTLED = "settled"
"""Told after what was typed has been taken over, or let go: the page's script then forgets its copy of it."""


@blueprint.get("/<lang>/desk")
def desk() -> str:
    state = request.args.get("state", "")
    page = max(1, min(request.args.get("page", 1, int), 100_000))
    rows, total = archive().desk.records(viewer(), state=state, page=page, per_page=PAGE)
    return render_template(
        "workbench/desk.html",
        rows=rows,
        state=state,
        page=page,
        pages=-(-total // PAGE),
        counts=archive().desk.counts(viewer()),
        requests=len(archive().takedowns.for_staff(viewer())),
        agreed=archive().approvals.agreed(viewer()),
        declined=archive().approvals.declined(viewer()),
        erasures=archive().desk.descriptions(viewer(), archive().erasure.waiting(viewer())),
    )


@blueprint.get("/<lang>/desk/new")
def choose() -> str:
    return _new(request.args, [])


@blueprint.post("/<lang>/desk/new")
def create() -> Any:
    given = request.form
    title = [{"type": "text", "value": given.get("title", "").strip(), "lang": given.get("title_lang") or language()}]
    body = texts.body({"title": title} if title[0]["value"] else {})
    try:
        unit = given.get("unit") or archive().desk.units(viewer())[0].code
        saved = archive().records.create(viewer(), given.get("kind", ""), body, unit=unit)
    except Invalid as error:
        return _new(given, [wording.sentence(problem, language(), "festival") for problem in error.problems]), 422
    return redirect(url_for("workbench.edit", identifier=saved.identifier))


def _new(given: Any, problems: list[str]) -> str:
    units = archive().desk.units(viewer())
    return render_template("workbench/new.html", kinds=KINDS, units=units, problems=problems, given=given)


@blueprint.get("/<lang>/desk/<identifier>")
def edit(identifier: str) -> str:
    record = kept(identifier)
    copy = archive().records.working_copy(viewer(), identifier)
    if copy is None:
        return pages.edit(record, record.metadata, base=record.head_version)
    return pages.edit(record, copy.body["metadata"], base=copy.base_version, restored=copy.saved_at)


@blueprint.post("/<lang>/desk/<identifier>")
def save(identifier: str) -> Any:
    record = kept(identifier)
    deed, _, where = request.form.get("do", "save").partition(":")
    metadata = answers.read(record.kind, request.form.items(multi=True), deed, where)
    base = _base(record)
    if deed == "discard":
        archive().records.discard(viewer(), identifier)
        flash(say(language(), "This is the saved text. What you had typed since has been let go."), SETTLED)
        return redirect(url_for("workbench.edit", identifier=identifier))
    if deed in ROWS:
        with suppress(Invalid):  # a text too long to be kept is told of when it is saved; here it stays on the page
            deeds.keep(record, metadata, base)
        blank = where if deed == "add" else ""
        return pages.edit(record, metadata, base=base, blank=blank, state=pages.State(unsaved=True))
    if deed == "merge":
        metadata = _merged(record, metadata, base)
    return _saved(record, metadata, base, deed if deed in deeds.SAVING else "save")


def _merged(record: RecordView, mine: Metadata, base: int) -> Metadata:
    theirs = archive().desk.text(record.identifier, base)
    first = archive().desk.text(record.identifier, _version("first"))
    choices = {name.removeprefix("choice."): text for name, text in request.form.items() if name.startswith("choice.")}
    if theirs is None:
        return mine
    return deeds.merged(record.kind, mine, theirs.metadata, first.metadata if first else {}, choices)


def _saved(record: RecordView, metadata: Metadata, base: int, deed: str) -> Any:
    version = base
    try:
        version = deeds.save(record, metadata, base)
        told = deeds.carry_out(deed, record.identifier, version)
    except Stale as error:
        return _conflict(record, metadata, base, error)
    except Invalid as error:
        if not wants_page():
            raise
        draft_kept = deed != "save" and version != base
        state = pages.State(unsaved=deed == "save", draft_kept=draft_kept)
        return pages.edit(kept(record.identifier), metadata, base=version, problems=error.problems, state=state), 422
    if wants_page() or deed != "save":
        flash(say(language(), told), SETTLED)
    if not wants_page():
        return _kept(kept(record.identifier), metadata, version)
    return redirect(url_for("workbench.edit", identifier=record.identifier))


def _conflict(record: RecordView, mine: Metadata, base: int, error: Stale) -> Any:
    if not wants_page():
        raise error
    with suppress(Invalid):
        deeds.keep(record, mine, base)
    theirs = archive().desk.text(record.identifier, error.head)
    assert theirs is not None
    return pages.conflict(record, mine, theirs, archive().desk.text(record.identifier, base)), 412


@blueprint.post("/<lang>/desk/<identifier>/autosave")
def autosave(identifier: str) -> Response:
    """Keeps what is being typed; asked by the page's script a moment after something changed."""
    record = kept(identifier)
    metadata = answers.read(record.kind, request.form.items(multi=True))
    base = _base(record)
    deeds.keep(record, metadata, base)
    return _kept(record, metadata, base)


def _kept(record: RecordView, metadata: Metadata, base: int) -> Response:
    """For scripts: what is kept now, and what publication still asks for. ``newer``: somebody else has saved since."""
    copy = archive().records.working_copy(viewer(), record.identifier)
    lacking, demanded = wording.files(record, language())
    missing = [*wording.missing(record.kind, metadata, language()), *(lacking if demanded else [])]
    return jsonify(
        base=base,
        kept=copy.saved_at.isoformat() if copy else "",
        clock=wording.clock(now()),
        status=words.status_of(record),
        missing=[{"href": one.href, "text": one.text} for one in missing],
        newer=deeds.overtaken(record, base),
    )


@blueprint.post("/<lang>/desk/<identifier>/manage")
def manage(identifier: str) -> Any:
    """Sending back, withdrawing, who may see it: what leaves the text as it is, also the text being typed."""
    record = kept(identifier)
    deed = request.form.get("do", "")
    try:
        deeds.manage(deed, identifier, request.form, _base(record))
    except Stale:
        flash(say(language(), "Somebody has saved a newer text meanwhile. Look at it first, then decide."), "failed")
    except Invalid as error:
        state = pages.State(refused=error.problems, typed=request.form.get("access", "").strip())
        copy = archive().records.working_copy(viewer(), identifier)
        metadata, base = (copy.body["metadata"], copy.base_version) if copy else (record.metadata, record.head_version)
        return pages.edit(record, metadata, base=base, state=state), 422
    else:
        flash(say(language(), deeds.TOLD.get(deed, noted("Nothing has been changed."))))
    return redirect(url_for("workbench.edit", identifier=identifier))


@blueprint.get("/<lang>/desk/meaning")
def meaning() -> Response:
    """For scripts: what a date or the controls of a recurrence mean, in words."""
    if request.args.get("type") == "date":
        value = dates.typed(request.args.get("value", "")[:300])
        return jsonify(words=wording.meaning("date", value, language()))
    value = composed(answered(request.args))
    return jsonify(words=wording.meaning("recurrence", value, language()))


def _base(record: RecordView) -> int:
    """The version that the page was opened on."""
    return _version("base") if "base" in request.form else record.head_version


def _version(name: str) -> int:
    """The number in a control; 0, which no text has, for what no page says."""
    number = request.form.get(name, 0, int)
    return number if 0 < number <= LAST_VERSION else 0


def kept(identifier: str) -> RecordView:
    """The newest text of a record that the viewer's roles reach; others are told of nothing."""
    record = archive().reading.record(viewer(), identifier, head=True)
    if not record.kept:
        raise NotFound(Problem("record.unknown", value=identifier))
    return record
