"""Pages for a frame on any site. They know no session: whoever is signed in sees here what everybody sees.

A frame with ``sandbox`` and without ``allow-same-origin`` has an origin of its own that is like no other, so all that
the page loads is another site's to it: see ``delivery.open_to_other_sites``.
"""

import re

from flask import Blueprint, Response, current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import ArchiveError, NotFound
from app.services.identifiers import normal
from app.services.reading import RecordView
from app.services.viewer import VISITOR
from app.web import delivery, errors
from app.web.archive import archive, language, passed, viewer
from app.web.embed.addresses import second
from app.web.embed.page import embed_page, embed_shelf, signing
from app.web.limits import ordinal
from app.web.policy import policy
from app.web.problems import sentence
from app.web.sessions import CARRIED
from app.web.site.stage import Stage
from app.web.site.values import Reader
from metadata.problem import Problem

blueprint = Blueprint("embed", __name__, url_prefix="/embed")

SECONDS = 60
_FILES = re.compile(r"(?<![\w.:/-])/(?:media|iiif/image/3)/[0-9a-z]{8}", re.ASCII)


@blueprint.get("/records/<identifier>")
def record(identifier: str) -> AnyResponse:
    known = normal(identifier)
    if known is None:
        raise NotFound(Problem("record.unknown", value=identifier))
    if known != identifier:
        return _elsewhere(url_for("embed.record", identifier=known))
    view = archive().reading.record(viewer(), known)
    collection = normal(request.args.get("collection", "")) or ""
    page = embed_page(view, _stage(view, collection), _reader(), collection)
    return _answer(_by_pass(_render("embed/record.html", embed=page)), everyone=page.everyone)


@blueprint.get("/collections/<identifier>")
def collection(identifier: str) -> AnyResponse:
    known = normal(identifier)
    if known is None:
        raise NotFound(Problem("collection.unknown", value=identifier))
    if known != identifier:
        return _elsewhere(url_for("embed.collection", identifier=known))
    view = archive().collections.collection(VISITOR, known, page=ordinal(request.args.get("page", "1")))
    page = embed_shelf(view, _reader())
    return _answer(_render("embed/collection.html", embed=page), everyone=page.everyone)


@blueprint.get("/<path:_rest>")
def unknown(_rest: str) -> Response:
    """A small page that says so, where another page would refuse to stand in a frame."""
    raise NotFound(Problem("http.not_found"))


@blueprint.errorhandler(ArchiveError)
def refused(error: ArchiveError) -> Response:
    status = errors.STATUS.get(type(error), 500)
    sentences = [sentence(problem, language()) for problem in error.problems]
    asked = normal((request.view_args or {}).get("identifier", "")) if request.endpoint == "embed.record" else None
    way = signing(asked, language()) if status == 401 and asked else ""
    page = _render(
        "embed/refused.html", status=status, sentences=sentences, signing=way, page=f"/{language()}/records/{asked}"
    )
    response = make_response(_outside(page), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.after_request
def _for_any_site(response: Response) -> Response:
    """``'self'`` is no help to a document without an origin in every browser: our own is named beside it."""
    ours = f"'self' {archive().settings.base_url}"
    response.headers["Content-Security-Policy"] = policy(
        default_src=ours,
        img_src=f"{ours} data: blob:",
        media_src=f"{ours} blob:",
        style_src=ours,
        form_action="'none'",
        frame_ancestors="",  # ``*`` would refuse lessons on a disk, and in a sandbox of their own
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"  # a window opened from a sandbox may show it, too
    response.vary.add("Save-Data")
    if request.args.get("lang") not in archive().settings.languages:
        response.vary.add("Accept-Language")
    return response


def _elsewhere(path: str) -> AnyResponse:
    query = request.query_string.decode("ascii", "replace")
    return redirect(path + (f"?{query}" if query else ""), 301)


def _answer(html: str, *, everyone: bool) -> Response:
    response = make_response(html)
    response.set_etag(delivery.digest(html))
    response.make_conditional(request)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}" if everyone else "private, no-store"
    return response


def _by_pass(html: str) -> str:
    """Files are asked for by the pass of this page, where it came by one; all else is where it always is."""
    return _FILES.sub(lambda found: f"{request.script_root}{found[0]}", _outside(html)) if passed() else html


def _outside(html: str) -> str:
    return html.replace(f"{request.script_root}/", "/") if CARRIED in request.environ else html


def _render(template: str, **values: object) -> str:
    """Without what stands round other pages: that asks for the reader's account and cookies."""
    saving = request.headers.get("Save-Data", "").lower() == "on"
    return current_app.jinja_env.get_template(template).render(language=language(), save_data=saving, **values)


def _reader() -> Reader:
    tag = language()
    return Reader(tag, url_for("site.search", lang=tag), frozenset(archive().settings.languages))


def _stage(view: RecordView, collection: str) -> Stage:
    return Stage(
        path=url_for("embed.record", identifier=view.identifier),
        query=f"lang={language()}&" + (f"collection={collection}&" if collection else ""),
        media=request.args.get("media", ""),
        sheet=request.args.get("sheet", 1, int),
        second=second(request.args.get("t", "")),
        words=request.args.get("words", ""),
    )
