"""Signing in and out, and who gets any further.

What somebody sent after their session had ended is carried through signing in, and kept: no word is lost.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Response, jsonify, make_response, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from app.errors import ArchiveError, Busy, NotAllowed
from app.services.media.describing import stamp
from app.web.archive import archive, language, sign_in, viewer
from app.web.errors import STATUS, answer, wants_page
from app.web.language import say
from app.web.limits import ordinal
from app.web.problems import sentence
from app.web.workbench import answers, collection_pages, deeds, pages, resending
from app.web.workbench.blueprint import blueprint
from app.web.workbench.forms import ROOT
from metadata.problem import Problem

OPEN = frozenset({"workbench.enter", "workbench.entered", "workbench.leave"})
TO_COMMUNITIES = frozenset(
    f"workbench.{name}"
    for name in ("communities", "community", "change_community", "approving", "approve", "takedown", "ask_takedown")
)
"""What people of communities may open, who are no officers."""

Pairs = Sequence[tuple[str, str]]
_COLLECTION = "collection:"


@blueprint.before_request
def _officers_only() -> AnyResponse | None:
    if viewer().staff or request.endpoint in OPEN:
        return None
    if viewer().communities and request.endpoint in TO_COMMUNITIES:
        return None
    if viewer().communities and request.endpoint == "workbench.desk":
        return redirect(url_for("workbench.communities"))
    if viewer().account_id is not None:
        raise NotAllowed(Problem("account.role_needed", value=viewer().name))
    if not wants_page():
        return answer(401, Problem("account.needed"))
    if request.method != "GET":
        return _asked_again()
    return redirect(url_for("workbench.enter", next=request.full_path.rstrip("?")))


@blueprint.errorhandler(CSRFError)
def _token_refused(_error: CSRFError) -> AnyResponse:
    """The session that the page belonged to has ended, or another has begun since."""
    if not wants_page():
        return answer(400, Problem("http.csrf")) if viewer().staff else answer(401, Problem("account.needed"))
    if request.endpoint == "workbench.entered":
        name = request.form.get("name", "")
        message = say(language(), "This page had been open for a long time. Please enter your password once more.")
        return _page(_local(request.form.get("next", "")), _carried(), name, message, 400)
    if not (viewer().staff or viewer().communities):
        return _asked_again()
    if shown := _taken_up(_asked_for(), _carried()):
        return shown
    told = say(language(), "You have signed in anew since this page was opened. Go back, load it again and try again.")
    return make_response(render_template("error.html", status=400, sentences=[told]), 400)


@blueprint.get("/<lang>/sign-in")
def enter() -> AnyResponse:
    target = _local(request.args.get("next", ""))
    if viewer().staff or viewer().communities:
        return redirect(target or _home())
    return _page(target, (), "", "", 200)


@blueprint.post("/<lang>/sign-in")
def entered() -> AnyResponse:
    name = request.form.get("name", "").strip()
    target = _local(request.form.get("next", ""))
    try:
        account = archive().accounts.sign_in(name, request.form.get("password", ""), request.remote_addr or "")
    except ArchiveError as error:
        message = sentence(error.problem, language())
        response = _page(target, _carried(), name, message, STATUS.get(type(error), 403))
        if isinstance(error, Busy):
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    carried, subject = _carried(), request.form.get("subject", "")
    session.clear()
    login_user(sign_in(account))
    return _taken_up(subject, carried) or redirect(target or _home())


def _home() -> str:
    """Where somebody begins who has signed in."""
    if viewer().staff:
        return url_for("workbench.desk")
    return url_for("workbench.communities") if viewer().communities else f"/{language()}/"


@blueprint.post("/<lang>/sign-out")
def leave() -> AnyResponse:
    """Ends all sessions of the account: a copy of the cookie, left on some computer, opens nothing any more."""
    if (account := viewer().account_id) is not None:
        archive().accounts.sign_out_everywhere(account)
    logout_user()
    session.clear()
    return redirect(f"/{language()}/")


@blueprint.get("/<lang>/desk/session")
def session_state() -> Response:
    """For scripts: that somebody is signed in, and the token that their session asks for now."""
    return jsonify(token=generate_csrf(), account=viewer().account_id)


def _asked_again() -> AnyResponse:
    """For what was sent without a session: the way in, with what was typed carried along."""
    told = [say(language(), "Your session has ended. Please sign in once more.")]
    if carried := _carried():
        told.append(say(language(), "What you had typed is not lost: it waits for you behind this page."))
    return _page(_behind(), carried, "", " ".join(told), 401, subject=_asked_for())


def _behind() -> str:
    """The page from which a form was sent."""
    given = request.view_args or {}
    if "slug" in given:
        return url_for("workbench.community", slug=given["slug"])
    if "media" in given:
        return url_for("workbench.describe", identifier=given["identifier"], media=given["media"])
    if "collection" in given:
        return url_for("workbench.collection", collection=given["collection"])
    if request.endpoint == "workbench.make_collection":
        return url_for("workbench.new_collection", title=request.form.get("title"), unit=request.form.get("unit"))
    if "identifier" in given:
        return url_for("workbench.edit", identifier=given["identifier"])
    if request.endpoint == "workbench.create":
        form = request.form
        return url_for("workbench.choose", kind=form.get("kind"), title=form.get("title"), unit=form.get("unit"))
    return url_for("workbench.desk")


def _page(target: str, carried: Pairs, name: str, message: str, status: int, subject: str = "") -> Response:
    subject = subject or request.form.get("subject", "")
    page = render_template(
        "workbench/sign_in.html", next=target, carried=carried, subject=subject, name=name, message=message
    )
    return make_response(page, status)


def _asked_for() -> str:
    """What was sent is of: ``record``, ``record/media``, ``collection:``, an address; empty for what is not carried."""
    given = request.view_args or {}
    if request.endpoint in resending.FORMS:
        return resending.subject()
    if request.endpoint == "workbench.describe_collection":
        return f"{_COLLECTION}{given['collection']}"
    if request.endpoint == "workbench.described":
        return f"{given['identifier']}/{given['media']}"
    return str(given["identifier"]) if request.endpoint == "workbench.save" else ""


def _carried() -> Pairs:
    """The description in a form that this site's own page sent; another's would put words into somebody's mouth."""
    if request.headers.get("Origin", "").removesuffix("/") != request.host_url.removesuffix("/"):
        return ()
    if request.endpoint in resending.FORMS:
        return resending.carried(request.form.items(multi=True))
    return [
        (name, text)
        for name, text in request.form.items(multi=True)
        if text and (name.startswith((f"{ROOT}.", resending.PREFIX)) or name == "base")
    ]


def _taken_up(subject: str, carried: Pairs) -> AnyResponse | None:
    """What was carried, kept as the working copy of who has signed in, if it is theirs to edit; then the page of it."""
    if again := resending.page(subject, carried):
        return again
    identifier, _, media = subject.partition("/")
    if not identifier or not carried:
        return None
    try:
        if subject.startswith(_COLLECTION):
            page = collection_pages.Page(collection_pages.typed(carried), dict(carried).get("base", ""))
            return make_response(collection_pages.collection(subject.removeprefix(_COLLECTION), page))
        record = archive().reading.record(viewer(), identifier, head=True)
        base = dict(carried).get("base", "")
        found = archive().reading.media(viewer(), media) if media else None
        if found:
            if not record.kept or found.record != identifier:
                return None
            typed = answers.read("media", carried)
            return make_response(pages.media(found, typed, base=base or stamp(found), unsaved=True))
        deeds.keep(
            record, answers.read(record.kind, carried), ordinal(base) if base.isdecimal() else record.head_version
        )
    except ArchiveError:
        return None
    return redirect(url_for("workbench.edit", identifier=identifier))


def _local(target: str) -> str:
    """``target`` if it is a path of this site: nobody is led elsewhere by signing in.

    Browsers drop tabs and line ends from addresses, and read a backslash as a slash.
    """
    if not target.startswith("/") or target.startswith("//") or "\\" in target or not target.isprintable():
        return ""
    parts = urlsplit(target)
    return "" if parts.netloc or parts.scheme else target
