"""What communities say of single records: approving a text before it is public, asking that one be taken down.

And what the staff answer to that.
"""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import Invalid, NotFound, Stale
from app.services.communities.approvals import Waiting
from app.web.archive import archive, language, viewer
from app.web.language import say
from app.web.problems import sentence
from app.web.workbench import audience
from app.web.workbench.blueprint import blueprint
from metadata.problem import Problem


@blueprint.get("/<lang>/desk/communities/<slug>/records/<identifier>")
def approving(slug: str, identifier: str) -> str:
    return _approving(slug, archive().approvals.one(viewer(), slug, identifier), [])


@blueprint.post("/<lang>/desk/communities/<slug>/records/<identifier>")
def approve(slug: str, identifier: str) -> Any:
    approvals, form = archive().approvals, request.form
    version = form.get("version", 0, int)
    try:
        if form.get("do") == "approve":
            approvals.approve(viewer(), slug, identifier, version=version)
            told = say(language(), "Thank you. The officers are told that you agree, and publish it.")
        else:
            approvals.decline(viewer(), slug, identifier, version=version, why=form.get("why", ""))
            told = say(language(), "The text has gone back to its author, with what you wrote.")
    except Stale:
        flash(say(language(), "The text has been changed since you opened it. Please look at it once more."), "failed")
        return redirect(url_for("workbench.community", slug=slug))
    except Invalid as error:
        problems = [sentence(problem, language()) for problem in error.problems]
        return _approving(slug, approvals.one(viewer(), slug, identifier), problems), 422
    flash(told)
    return redirect(url_for("workbench.community", slug=slug))


def _approving(slug: str, waiting: Waiting, problems: list[str]) -> str:
    return render_template(
        "workbench/approving.html",
        community=archive().communities.one(slug),
        waiting=waiting,
        who=audience.told(waiting.access, archive().desk.audiences(), language()),
        problems=problems,
        given=request.form,
    )


@blueprint.get("/<lang>/records/<identifier>/takedown")
def takedown(identifier: str) -> str:
    return _takedown(identifier, [])


@blueprint.post("/<lang>/records/<identifier>/takedown")
def ask_takedown(identifier: str) -> Any:
    try:
        archive().takedowns.ask(viewer(), identifier, reason=request.form.get("reason", ""))
    except Invalid as error:
        return _takedown(identifier, [sentence(problem, language()) for problem in error.problems]), 422
    flash(say(language(), "Your request has reached the officers. Their answer will stand here."))
    return redirect(url_for("workbench.communities"))


def _takedown(identifier: str, problems: list[str]) -> str:
    if not archive().takedowns.may_ask(viewer(), identifier):
        raise NotFound(Problem("record.unknown", value=identifier[:80]))
    record = archive().reading.record(viewer(), identifier)
    return render_template("workbench/takedown.html", record=record, problems=problems, given=request.form)


@blueprint.get("/<lang>/desk/requests")
def requests() -> str:
    return _requests([])


@blueprint.post("/<lang>/desk/requests")
def settle() -> Any:
    number, form = request.form.get("request", 0, int), request.form
    try:
        if form.get("do") == "withdraw":
            archive().takedowns.withdraw(viewer(), number, answer=form.get("answer", ""))
            told = say(language(), "Withdrawn, and answered. Visitors no longer see it.")
        else:
            archive().takedowns.answer(viewer(), number, answer=form.get("answer", ""))
            told = say(language(), "Answered. Who asked reads it on the page of their community.")
    except Invalid as error:
        return _requests([sentence(problem, language()) for problem in error.problems]), 422
    flash(told)
    return redirect(url_for("workbench.requests"))


def _requests(problems: list[str]) -> str:
    found = archive().takedowns.for_staff(viewer())
    may = {one.id: archive().desk.may(viewer(), "withdraw", one.record) for one in found}
    return render_template("workbench/requests.html", requests=found, may=may, problems=problems, given=request.form)
