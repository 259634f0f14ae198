"""The addresses on which officers make collections, put them in order and publish them. Services check every deed."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import Invalid, NotFound, Stale
from app.web.archive import archive, language, viewer
from app.web.language import noted, say
from app.web.limits import ordinal
from app.web.problems import sentence
from app.web.workbench import audience, collection_pages
from app.web.workbench.blueprint import blueprint
from app.web.workbench.collection_pages import Page
from metadata.problem import Problem

PER_PAGE = 50
SETTLED = "settled"
SAVE = "save"
ADDED, THERE = noted("Put in, at the end."), noted("This record is in the collection already.")
TOLD = {
    "publish": noted("Published. Visitors see the collection now."),
    "withdraw": noted("Withdrawn. Visitors no longer see the collection; its records stay as they are."),
    "restrict": noted("Who may see it has been changed. It holds at once."),
}


@blueprint.get("/<lang>/desk/collections")
def collections() -> str:
    page = max(1, ordinal(request.args.get("page", "1")))
    rows, total = archive().collection_desk.mine(viewer(), page=page, per_page=PER_PAGE)
    return render_template(
        "workbench/collections.html", rows=rows, page=page, pages=-(-total // PER_PAGE), may_make=bool(_units())
    )


@blueprint.get("/<lang>/desk/collections/new")
def new_collection() -> str:
    return _new([])


@blueprint.post("/<lang>/desk/collections/new")
def make_collection() -> Any:
    given = request.form
    try:
        unit = given.get("unit") or next(iter(_units())).code
        within = given.get("within", "")
        made = archive().curating.make(viewer(), {language(): given.get("title", "")}, unit=unit, within=within)
    except Invalid as error:
        return _new([sentence(problem, language()) for problem in error.problems]), 422
    return redirect(url_for("workbench.collection", collection=made))


def _new(problems: list[str]) -> str:
    if not _units():
        raise NotFound(Problem("http.not_found"))
    return render_template("workbench/new_collection.html", units=_units(), problems=problems, given=request.values)


def _units() -> list[Any]:
    """Units in which this officer may curate."""
    codes = archive().collection_desk.units(viewer())
    return [unit for unit in archive().desk.units(viewer()) if unit.code in codes]


@blueprint.get("/<lang>/desk/collections/<collection>")
def collection(collection: str) -> str:
    return collection_pages.collection(collection)


@blueprint.post("/<lang>/desk/collections/<collection>")
def describe_collection(collection: str) -> Any:
    words, base = collection_pages.typed(request.form.items(multi=True)), request.form.get("base", "")
    if request.form.get("do", SAVE) != SAVE:  # the page's script brings back what was typed, and saves nothing
        return collection_pages.collection(collection, Page(words, base))
    try:
        archive().curating.describe(viewer(), collection, words["title"], words["description"], base=base)
    except Stale as error:
        return collection_pages.collection(collection, Page(words, overtaken=error.problem)), 412
    except Invalid as error:
        return collection_pages.collection(collection, Page(words, base, problems=error.problems)), 422
    flash(say(language(), "Saved."), SETTLED)
    return redirect(url_for("workbench.collection", collection=collection))


@blueprint.post("/<lang>/desk/collections/<collection>/arrange")
def arrange_collection(collection: str) -> Any:
    """One step of one thing, or one thing more."""
    deed, _, thing = request.form.get("do", "").partition(":")
    try:
        if deed == "add":
            added = archive().curating.add(viewer(), collection, thing)
            flash(say(language(), ADDED if added else THERE))
        elif deed == "nest":
            archive().curating.nest(viewer(), collection, request.form.get("part", ""))
        else:
            archive().curating.step(viewer(), collection, deed, thing)
    except (Invalid, NotFound) as error:
        if error.problem.value == collection:
            raise
        flash(sentence(error.problem, language()), "failed")
    asked, moved = {name: request.args.get(name) for name in ("page", "find")}, deed in {"up", "down", "first", "last"}
    where = f"row-{thing}" if moved else "parts" if deed == "nest" else "records"
    return redirect(
        url_for("workbench.collection", collection=collection, _anchor=where, page=asked["page"], find=asked["find"])
    )


@blueprint.post("/<lang>/desk/collections/<collection>/manage")
def manage_collection(collection: str) -> Any:
    curating, deed = archive().curating, request.form.get("do", "")
    try:
        if deed == "publish":
            curating.publish(viewer(), collection)
        elif deed == "withdraw":
            curating.withdraw(viewer(), collection, why=request.form.get("why", "").strip())
        elif deed == "restrict":
            curating.restrict(viewer(), collection, audience.condition(request.form))
    except Invalid as error:
        given = request.form.get("access", "").strip()
        return collection_pages.collection(collection, Page(refused=error.problems, condition=given)), 422
    flash(say(language(), TOLD.get(deed, noted("Nothing has been changed."))))
    return redirect(url_for("workbench.collection", collection=collection))
