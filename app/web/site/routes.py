"""Addresses of the public pages. What they show is made in the modules beside this one."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import BadRequest, NotFound
from app.services.identifiers import normal
from app.web.archive import archive, asked_language, viewer
from app.web.embed.addresses import second
from app.web.limits import ordinal
from app.web.site import frame, sharing
from app.web.site.asked import reader_of
from app.web.site.asking import Asked
from app.web.site.assets import asset
from app.web.site.collections import collection_page, collections_page, places, walls
from app.web.site.finding import search_page
from app.web.site.home import home_page
from app.web.site.paging import last_page
from app.web.site.record import record_page
from app.web.site.stage import Stage
from app.web.site.views import Offer
from metadata.problem import Problem

blueprint = Blueprint("site", __name__)
blueprint.app_context_processor(frame.context)
blueprint.app_context_processor(sharing.context)
blueprint.add_app_template_global(asset)


@blueprint.get("/")
def front() -> AnyResponse:
    response = redirect(url_for("site.home", lang=asked_language()), 302)
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/<lang>/")
def home(lang: str) -> str:
    reader = reader_of(lang)
    return render_template(
        "site/home.html", home=home_page(viewer(), reader), walls=walls(viewer(), reader), sharing=sharing.home()
    )


@blueprint.get("/<lang>/search")
def search(lang: str) -> AnyResponse:
    """What asks for more than is answered, or for a page that there is not, leads to what there is."""
    reader, asked = reader_of(lang), Asked.of(request.args)
    if asked.crowded:
        return redirect(asked.address(reader.search), 303)
    try:
        found = search_page(viewer(), asked, reader)
    except BadRequest:
        return redirect(asked.at().address(reader.search), 303)  # a cursor that no result gave
    if not found.hits and found.total:
        return redirect(asked.at(last_page(found.total, asked)).address(reader.search), 303)
    # passed on, it leads to the same results, though search engines are told to leave them alone
    shared = sharing.page(found.heading, type="SearchResultsPage", asked=asked.address(""))
    return make_response(render_template("site/search.html", search=found, sharing=shared))


@blueprint.get("/<lang>/records/<identifier>")
def record(lang: str, identifier: str) -> AnyResponse:
    """An identifier typed with capitals, or O for 0, leads to its record."""
    reader, known = reader_of(lang), normal(identifier)
    if known is None:
        raise NotFound(Problem("record.unknown", value=identifier))
    if known != identifier:
        return redirect(url_for("site.record", lang=lang, identifier=known), 301)
    head = "head" in request.args
    view = archive().reading.record(viewer(), identifier, head=head)
    page = record_page(viewer(), view, _stage(lang, identifier), reader, head=head)
    response = make_response(
        render_template(
            "site/record.html",
            record=page,
            places=places(viewer(), identifier, reader),
            sharing=sharing.record(view),
        )
    )
    return _told(response, page.offer)


@blueprint.get("/<lang>/collections")
def collections(lang: str) -> str:
    reader = reader_of(lang)
    return render_template("site/collections.html", collections=collections_page(viewer(), _page(), reader))


@blueprint.get("/<lang>/collections/<identifier>")
def collection(lang: str, identifier: str) -> AnyResponse:
    reader, known = reader_of(lang), normal(identifier)
    if known is None:
        raise NotFound(Problem("collection.unknown", value=identifier))
    if known != identifier:
        return redirect(url_for("site.collection", lang=lang, identifier=known), 301)
    view = archive().collections.collection(viewer(), identifier, page=_page())
    page = collection_page(view, reader)
    shared = sharing.collection(view, page.title.value, page.summary)
    response = make_response(render_template("site/collection.html", collection=page, sharing=shared))
    return _told(response, page.offer)


def _told(response: Response, offer: Offer | None) -> Response:
    """With the addresses where oEmbed tells of the page, for programs that do not read it."""
    for mime, address in offer.told if offer else ():
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{mime}"')
    return response


def _page() -> int:
    """The page that was asked for; 0, which none is, for what is no number."""
    return ordinal(request.args.get("page", "1"))


def _stage(lang: str, identifier: str) -> Stage:
    return Stage(
        path=url_for("site.record", lang=lang, identifier=identifier),
        media=request.args.get("media", ""),
        sheet=request.args.get("sheet", 1, int),
        second=second(request.args.get("t", "")),
        words=request.args.get("words", ""),
    )
