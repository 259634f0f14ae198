"""The page on which erasing for good is asked for and confirmed: two people, both with their passwords."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import ArchiveError, Invalid
from app.services.preservation.erasure import Request
from app.services.reading import RecordView
from app.web.archive import archive, language, viewer
from app.web.errors import STATUS
from app.web.language import say
from app.web.problems import sentence
from app.web.workbench.blueprint import blueprint
from app.web.workbench.routes import kept
from metadata.problem import Problem


@blueprint.get("/<lang>/records/<identifier>/erase")
def erasing(identifier: str) -> str:
    return _page(*_asked(identifier))


@blueprint.post("/<lang>/records/<identifier>/erase")
def erase(identifier: str) -> Any:
    record, pending = _asked(identifier)
    try:
        told = _carry_out(identifier, pending)
    except ArchiveError as error:
        problems = [sentence(problem, language()) for problem in error.problems]
        return _page(record, pending, problems), STATUS.get(type(error), 500)
    flash(say(language(), told))
    return redirect(url_for("workbench.erasing", identifier=identifier))


def _carry_out(identifier: str, pending: Request | None) -> str:
    """Does what the button asked; what is told afterwards."""
    erasure, form = archive().erasure, request.form
    signed = {"password": form.get("password", ""), "address": request.remote_addr or ""}
    number = form.get("request", 0, int)
    if form.get("do") == "refuse":
        erasure.refuse(viewer(), identifier, number)
        return "The request is closed. Nothing has been erased."
    if form.get("do") == "confirm":
        erasure.confirm(viewer(), identifier, number, **signed)
        return "Erased. Nobody sees it any more; within minutes it is gone from the disk as well."
    files = () if form.get("scope") == "record" else tuple(form.getlist("media"))
    if form.get("scope") != "record" and not files:
        raise Invalid(Problem("erasure.nothing_chosen", "media"))
    erasure.ask(viewer(), identifier, reason=form.get("reason", ""), media=files, **signed)
    return "Asked for. An administrator who is somebody else has to confirm it on this page."


def _asked(identifier: str) -> tuple[RecordView, Request | None]:
    """The record and what waits; refused to those who may not ask."""
    return kept(identifier), archive().erasure.pending(viewer(), identifier)


def _page(record: RecordView, pending: Request | None, problems: list[str] | None = None) -> str:
    me = viewer()
    administers = archive().desk.may(me, "administer", record.identifier)
    unlisted = archive().desk.unlisted(record.identifier, [media.id for media in record.media])
    return render_template(
        "workbench/erase.html",
        record=record,
        files=[*record.media, *unlisted],
        pending=pending,
        problems=problems or [],
        given=request.form,
        may_confirm=administers and pending is not None and pending.asked_by != me.account_id,
        may_refuse=pending is not None and (administers or pending.asked_by == me.account_id),
    )
