"""Addresses that carry a pass, ``/pass/…/media/…``: one file, or the files of one record, for whom the pass names.

Below such an address everything relative stays within it: playlists and their segments, tiles, captions. So they play
in viewers and frames on other sites, where no cookie of ours comes along. What a pass is: ``app.services.passes``.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Response, g, request

from app.errors import NotFound, SignInNeeded
from app.services.viewer import Viewer
from app.web.archive import archive, passed
from app.web.sessions import CARRIED
from metadata.problem import Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROOT = "/pass/"
FRAME = "embed.record"

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FILES = {"media": "media_id", "iiif": "identifier"}


class Passing:
    """Moves the pass from the path of an address to where no log and no page repeats it by itself."""

    def __init__(self, behind: "WSGIApplication") -> None:
        self._behind = behind

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(ROOT):
            sealed, _, rest = path.removeprefix(ROOT).partition("/")
            environ[CARRIED], environ["PATH_INFO"] = sealed, f"/{rest}"
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{ROOT}{sealed}"
        return self._behind(environ, start_response)


def admit() -> None:
    """Before every request. A pass opens what it was given for and nothing else; it says no more than that it is over
    whether it never was one, its time has passed, or its account has signed out."""
    if CARRIED not in request.environ:
        return
    opened = archive().passes.opened_pass(request.environ[CARRIED])
    if opened is None or opened.viewer is None:
        raise SignInNeeded(Problem("auth.pass_over"))
    if request.method not in _SAFE or not _within(opened.viewer, opened.scope.decode()):
        raise NotFound(Problem("http.not_found"))
    g.passed = opened.viewer


def close(response: Response) -> Response:
    """Nobody keeps what came by a pass, and where it came from is told to no other site."""
    if CARRIED in request.environ:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def prefix() -> str:
    """What stands before paths of the archive in an address that carries a pass."""
    return f"{ROOT}{request.environ[CARRIED]}" if passed() else ""


def _within(viewer: Viewer, scope: str) -> bool:
    given = request.view_args or {}
    if request.endpoint == FRAME:
        return bool(given["identifier"] == scope)
    if request.blueprint not in _FILES:
        return False
    media = given[_FILES[request.blueprint]].partition("~")[0]
    return media == scope or archive().reading.media(viewer, media).record == scope
