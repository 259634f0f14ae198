"""Addresses of the public pages. What they show is made in the modules beside this one."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotFound
from app.services.identifiers import normal
from app.web.archive import archive, asked_language, viewer
from app.web.site import frame
from app.web.site.assets import asset
from app.web.site.finding import Asked, search_page
from app.web.site.home import home_page
from app.web.site.record import record_page
from app.web.site.stage import Stage
from app.web.site.values import Reader
from metadata.problem import Problem

blueprint = Blueprint("site", __name__)
blueprint.app_context_processor(frame.context)
blueprint.add_app_template_global(asset)


@blueprint.get("/")
def front() -> AnyResponse:
    response = redirect(url_for("site.home", lang=asked_language()), 302)
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/<lang>/")
def home(lang: str) -> str:
    reader = _reader(lang)
    return render_template("site/home.html", home=home_page(viewer(), reader))


@blueprint.get("/<lang>/search")
def search(lang: str) -> str:
    reader = _reader(lang)
    return render_template("site/search.html", search=search_page(viewer(), Asked.of(request.args), reader))


@blueprint.get("/<lang>/records/<identifier>")
def record(lang: str, identifier: str) -> str | AnyResponse:
    """An identifier typed with capitals, or O for 0, leads to its record."""
    reader, known = _reader(lang), normal(identifier)
    if known is None:
        raise NotFound(Problem("record.unknown", value=identifier))
    if known != identifier:
        return redirect(url_for("site.record", lang=lang, identifier=known), 301)
    head = "head" in request.args
    view = archive().reading.record(viewer(), identifier, head=head)
    page = record_page(viewer(), view, _stage(lang, identifier), reader, head=head)
    return render_template("site/record.html", record=page)


def _reader(lang: str) -> Reader:
    languages = archive().settings.languages
    if lang not in languages:
        raise NotFound(Problem("http.not_found"))
    return Reader(lang, url_for("site.search", lang=lang), frozenset(languages))


def _stage(lang: str, identifier: str) -> Stage:
    return Stage(
        path=url_for("site.record", lang=lang, identifier=identifier),
        media=request.args.get("media", ""),
        sheet=request.args.get("sheet", 1, int),
        second=max(0, request.args.get("t", 0, int)),
    )
