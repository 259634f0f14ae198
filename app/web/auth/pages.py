"""What people see: the window in which they sign in and allow a site to show them what they may see, and the way out.

A frame of ours on another site has no cookie there. It gets the address that opens for a while from this window itself,
in a message that browsers give to pages of the archive's own origin alone (``static/script/auth-window.js``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request, session
from flask_login import login_user, logout_user
from flask_wtf.csrf import CSRFError

from app.errors import ArchiveError, Busy
from app.services.identifiers import normal
from app.web import origins
from app.web.archive import archive, language, sign_in, viewer
from app.web.auth.blueprint import blueprint, forget, remember
from app.web.errors import STATUS
from app.web.language import say
from app.web.policy import policy
from app.web.problems import sentence


@dataclass(frozen=True, slots=True)
class _Wish:
    """Who asks: a site by its origin, or a frame of ours for one record."""

    origin: str
    record: str

    @property
    def whole(self) -> bool:
        return bool(self.origin or self.record)


@blueprint.get("/access")
def access() -> Response:
    """The window of the active pattern (3.3.1)."""
    wish = _wish(request.args)
    return _form(wish) if wish.whole else _refused()


@blueprint.post("/access")
def allowed() -> Response:
    """Signed in, if they were not, and the site allowed: always by pressing a button, as browsers want it (A)."""
    wish = _wish(request.form)
    if not wish.whole:
        return _refused()
    if request.form.get("name") is not None or viewer().account_id is None:
        name = request.form.get("name", "").strip()
        try:
            account = archive().accounts.sign_in(name, request.form.get("password", ""), request.remote_addr or "")
        except ArchiveError as error:
            return _wrong(wish, name, error)
        session.clear()
        login_user(sign_in(account))
    if request.form.get("other") is not None:
        return _form(wish, other=True)
    return _done(wish)


@blueprint.get("/logout")
def out() -> Response:
    """What sites were allowed is taken back at once. The session itself ends by a button: any page can lead here
    (6.2 has it end by the address alone, which is a recommendation)."""
    response = _page("auth/logout.html", signed_in=viewer().account_id is not None, done=False)
    forget(response)
    return response


@blueprint.post("/logout")
def left() -> Response:
    if (account := viewer().account_id) is not None:
        archive().accounts.sign_out_everywhere(account)
    logout_user()
    session.clear()
    response = _page("auth/logout.html", signed_in=False, done=True)
    forget(response)
    return response


@blueprint.errorhandler(CSRFError)
def _token_refused(_error: CSRFError) -> Response:
    """The window stood open for long, or cookies of our own are blocked."""
    if request.endpoint == "auth.left":
        return _page("auth/logout.html", 400, signed_in=viewer().account_id is not None, done=False)
    wish = _wish(request.form)
    told = say(language(), "This page had been open for a long time. Please try once more.")
    return _form(wish, request.form.get("name", ""), told, 400) if wish.whole else _refused()


def _wish(asked: Mapping[str, str]) -> _Wish:
    """Viewers of other sites always say where they are (3.2)."""
    origin = origins.origin(asked.get("origin", ""))
    return _Wish(origin, "" if asked.get("origin") else normal(asked.get("record", "")) or "")


def _form(wish: _Wish, name: str = "", message: str = "", status: int = 200, *, other: bool = False) -> Response:
    known = viewer() if viewer().account_id is not None and not other else None
    return _page("auth/access.html", status, wish=wish, known=known, name=name, message=message)


def _wrong(wish: _Wish, name: str, error: ArchiveError) -> Response:
    message = sentence(error.problem, language())
    response = _form(wish, name, message, STATUS.get(type(error), 403), other=True)
    if isinstance(error, Busy):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _refused() -> Response:
    told = say(language(), "The page that led you here did not say where it is. Nothing has been allowed to it.")
    return _page("auth/closing.html", 400, heading=say(language(), "This can't go on"), message=told, close=False)


def _done(wish: _Wish) -> Response:
    account = viewer().account_id
    assert account is not None
    heading = say(language(), "You can close this window")
    if wish.record:
        return _page("auth/closing.html", heading=heading, message="", close=True, said=_opened(wish.record, account))
    response = _page("auth/closing.html", heading=heading, message="", close=True)
    remember(response, archive().passes.leave(account, wish.origin))
    return response


def _opened(record: str, account: int) -> dict[str, Any]:
    """The page of a record for a frame, at an address that opens for a while; none where they may not see it."""
    try:
        view = archive().reading.record(archive().passes.as_shown(account), record)
    except ArchiveError as error:
        return {"refused": sentence(error.problem, language())}
    sealed = archive().passes.for_record(account, record, view.media)
    return {"location": f"/pass/{sealed}/embed/records/{record}?{urlencode({'lang': language()})}"}


def _page(template: str, status: int = 200, **told: Any) -> Response:
    """Not in any frame; and left joined to the page that opened it, which waits for it to be closed (3.3.1)."""
    response = make_response(render_template(template, language=language(), **told), status)
    response.headers["Content-Security-Policy"] = policy(frame_ancestors="'none'")
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response.headers["Referrer-Policy"] = "same-origin"  # by which the check of tokens knows our own forms
    response.headers["Cache-Control"] = "private, no-store"
    return response
