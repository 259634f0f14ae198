"""Who has a session: everywhere but in frames on other sites, in static files, which are the same for everybody, and in
addresses that carry a pass."""

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

WITHOUT = ("/embed/", "/oembed", "/static/")
CARRIED = "chieng.carried"
"""Where ``app.web.passing`` puts the pass of an address into the environment of a request."""


class Sessions(SecureCookieSessionInterface):
    """At the addresses ``WITHOUT`` a cookie is neither read nor set, and no answer varies with it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return SecureCookieSession() if _without(request) else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not _without(request):
            super().save_session(app, session, response)


def _without(request: Request) -> bool:
    return request.path.startswith(WITHOUT) or CARRIED in request.environ
