"""Who has a session: everywhere but in frames on other sites and in static files, which are the same for everybody."""

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

WITHOUT = ("/embed/", "/oembed", "/static/")


class Sessions(SecureCookieSessionInterface):
    """At the addresses ``WITHOUT`` a cookie is neither read nor set, and no answer varies with it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return SecureCookieSession() if request.path.startswith(WITHOUT) else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not request.path.startswith(WITHOUT):
            super().save_session(app, session, response)
