"""Pages on which officers write down people who take part, and whether these agree to a public page."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import Invalid, NotFound
from app.services.agents import HOW, Told
from app.web.archive import archive, language, viewer
from app.web.language import noted, say
from app.web.problems import sentence
from app.web.workbench import options
from app.web.workbench.blueprint import blueprint
from metadata.problem import Problem
from metadata.vocabulary import vocabulary

Form = Mapping[str, str]


@blueprint.get("/<lang>/desk/agents")
def agents() -> str:
    return _list([])


@blueprint.post("/<lang>/desk/agents")
def make_agent() -> Any:
    try:
        made = archive().agents.add(viewer(), _told())
    except Invalid as error:
        return _list(_sentences(error)), 422
    flash(say(language(), "Written down. There is no public page until they agree to one."))
    return redirect(url_for("workbench.agent", identifier=made))


@blueprint.get("/<lang>/desk/agents/<identifier>")
def agent(identifier: str) -> str:
    return _page(identifier, [])


@blueprint.post("/<lang>/desk/agents/<identifier>")
def change_agent(identifier: str) -> Any:
    try:
        told = _carry_out(identifier, request.form)
    except Invalid as error:
        return _page(identifier, _sentences(error)), 422
    flash(say(language(), told))
    return redirect(url_for("workbench.agent", identifier=identifier))


def _carry_out(identifier: str, form: Form) -> str:
    people = archive().agents
    if form.get("do") == "describe":
        people.describe(viewer(), identifier, _told())
        return noted("Saved.")
    if form.get("do") == "consent":
        given = {name: form.get(name, "").strip() for name in ("what", "when", "how")}
        people.consent(viewer(), identifier, **given)
        return noted("The consent is written down, and the page is public.")
    if form.get("do") == "take_back":
        people.take_back(viewer(), identifier, stays=form.get("stays", ""), shown_as=form.get("shown_as", ""))
        return noted("The page is closed. Records tell the name as they wish.")
    raise NotFound(Problem("http.not_found"))


def _told() -> Told:
    form = request.form
    return Told(form.get("name", ""), form.getlist("role"), form.get("honour", ""), form.get("community", ""))


def _list(problems: list[str]) -> str:
    people = archive().agents.all(viewer())
    return render_template("workbench/agents.html", people=people, problems=problems, given=request.form, **_choices())


def _page(identifier: str, problems: list[str]) -> str:
    person = archive().agents.one(viewer(), identifier)
    return render_template(
        "workbench/agent.html",
        person=person,
        publishes=archive().agents.publishes(viewer()),
        problems=problems,
        given=request.form,
        **_choices(),
    )


def _choices() -> dict[str, Any]:
    """What may be chosen of somebody: roles, honours, communities, ways to agree."""
    tag = language()
    known = ((one.slug, one.name) for one in archive().communities.all())
    return {
        "roles": _listed("roles", tag),
        "honours": _listed("honours", tag),
        "communities": options.named(known, tag),
        "ways": tuple(option for option in _listed("consents", tag) if option.value in HOW),
    }


def _listed(name: str, tag: str) -> tuple[options.Option, ...]:
    return tuple(options.Option(concept.key, concept.label(tag)) for concept in vocabulary(name))


def _sentences(error: Invalid) -> list[str]:
    return [sentence(problem, language()) for problem in error.problems]
