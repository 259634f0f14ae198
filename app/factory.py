"""Makes the web application from an archive: blueprints, languages, security headers, request log."""

import os
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from apiflask import APIFlask
from flask import Response, g, request, session
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app import __version__
from app.bootstrap import Archive, open_archive
from app.config import read_settings
from app.logs import configure
from app.web import (
    annotations,
    api,
    auth,
    citing,
    compression,
    content_search,
    delivery,
    discovery,
    errors,
    feeds,
    health,
    iiif,
    limits,
    media,
    oai,
    passing,
    presentation,
    site,
    sitemap,
    waveforms,
    words,
    workbench,
)
from app.web.archive import EXTENSION, asked_language, login_manager
from app.web.embed import oembed
from app.web.embed import routes as embed
from app.web.formats import register as register_formats
from app.web.policy import policy
from app.web.sessions import Sessions
from app.web.site.viewer import blueprint as research_viewer
from app.web.site.words import blueprint as finding_words
from app.web.tiles import Tiles

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HEADERS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Styles, scripts and fonts are never a page: what a page may do is said with it, and a slow line is spared the rest.
_BESIDE_PAGES = frozenset({"text/css", "text/javascript", "font/woff2"})
_PLAIN = {"X-Content-Type-Options": HEADERS["X-Content-Type-Options"]}

PARTS = (
    site,
    workbench,
    api,
    iiif,
    annotations,
    presentation,
    content_search,
    citing,
    words,
    auth,
    discovery,
    waveforms,
    media,
    oai,
    embed,
    oembed,
    sitemap,
    feeds,
    health,
)
"""Modules with a ``blueprint`` each."""

_ASK_AGAIN = "private, no-cache"

log = structlog.get_logger()


def create_app(archive: Archive) -> APIFlask:
    settings = archive.settings
    app = APIFlask(
        "app",
        title="Chiêng",
        version=__version__,
        static_folder="../static",
        template_folder="web/templates",
        json_errors=False,
        docs_path=None,
        spec_path="/api/v1/openapi.json",
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=limits.BODY,
        MAX_FORM_MEMORY_SIZE=limits.FORM,
        MAX_FORM_PARTS=20_000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
    )
    app.extensions[EXTENSION] = archive
    app.session_interface = Sessions()
    app.before_request(_begin)  # ahead of the check of tokens, whose refusal is told in the reader's language too
    app.before_request(passing.admit)
    app.before_request(limits.widen)
    login_manager().init_app(app)
    CSRFProtect(app)
    register_formats(app)
    errors.register(app)
    for part in PARTS:
        app.register_blueprint(part.blueprint)
    app.register_blueprint(research_viewer)
    app.register_blueprint(finding_words)
    app.after_request(_finish)
    app.after_request(delivery.count_all)
    app.after_request(compression.pack)
    app.after_request(delivery.open_static)
    app.after_request(delivery.open_lost)
    app.after_request(passing.close)
    application: WSGIApplication = Tiles(archive, passing.Passing(app.wsgi_app), HEADERS)
    if settings.proxies:
        application = ProxyFix(application, settings.proxies, settings.proxies, settings.proxies)
    setattr(app, "wsgi_app", application)  # noqa: B010 - the hook that Flask documents, which its types call a method
    return app


def _begin() -> None:
    g.started = time.perf_counter()
    g.language = asked_language()


def _finish(response: Response) -> Response:
    for name, value in (_PLAIN if response.mimetype in _BESIDE_PAGES else HEADERS).items():
        response.headers.setdefault(name, value)
    if response.headers.get("Cache-Control", _ASK_AGAIN) == _ASK_AGAIN:
        # Computers are shared: of what somebody who has signed in was shown, none keeps anything.
        response.headers["Cache-Control"] = "private, no-store" if "_user_id" in session else _ASK_AGAIN
    if response.status_code >= 500 or not request.path.startswith(("/static/", "/healthz")):
        milliseconds = round((time.perf_counter() - g.started) * 1000, 1)
        log.info("request", method=request.method, path=request.path, status=response.status_code, ms=milliseconds)
    return response


def web() -> APIFlask:
    """What gunicorn loads: the application of the archive that the environment names."""
    settings = read_settings()
    os.umask(settings.umask)
    configure(settings.log_level)
    return create_app(open_archive(settings))
