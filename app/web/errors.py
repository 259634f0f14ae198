"""The one table from errors to HTTP statuses: pages for people, problem details for programs (RFC 9457)."""

import errno
import sqlite3

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from app import errors
from app.web.problems import as_json, sentence
from metadata.problem import Problem

STATUS: dict[type[errors.ArchiveError], int] = {
    errors.BadRequest: 400,
    errors.SignInNeeded: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Gone: 410,
    errors.Stale: 412,
    errors.TooLarge: 413,
    errors.MediaRefused: 422,
    errors.Invalid: 422,
    errors.Busy: 429,
    errors.Overloaded: 503,
    errors.SearchUnavailable: 503,
    errors.Damaged: 500,
    errors.SetupError: 500,
}
SEARCH_AGAIN = 30
"""Seconds after which a search that did not answer is worth another try."""
_CHALLENGE = 'Session realm="Chieng"'
"""Every 401 has one (RFC 9110, 15.5.2). No browser asks for a password by this scheme, and no viewer sends a token."""
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
_PROGRAMS = ("/api/", "/iiif/", "/media/", "/oai", "/oembed")
_HTTP_CODES = {
    400: "http.bad_request",
    403: "http.forbidden",
    404: "http.not_found",
    405: "http.method",
    413: "http.too_large",
}


def register(app: Flask) -> None:
    app.register_error_handler(errors.ArchiveError, archive_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, lambda _error: answer(400, Problem("http.csrf")))
    app.register_error_handler(OperationalError, database_error)
    app.register_error_handler(DataError, unkeepable)
    app.register_error_handler(OverflowError, unkeepable)  # how SQLite's module tells of numbers beyond 64 bits
    app.register_error_handler(OSError, disk_error)
    app.register_error_handler(500, lambda _error: answer(500, Problem("http.internal")))


def archive_error(error: errors.ArchiveError) -> Response:
    response = answer(STATUS.get(type(error), 500), *error.problems)
    if isinstance(error, errors.Busy):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, errors.SignInNeeded):
        response.headers["WWW-Authenticate"] = _CHALLENGE
    if isinstance(error, errors.SearchUnavailable):
        response.headers["Retry-After"] = str(SEARCH_AGAIN)
    if isinstance(error, errors.Stale):
        response.headers["ETag"] = f'"{error.head}"'
    return response


def http_error(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    response = answer(
        error.code or 500, Problem(_HTTP_CODES.get(error.code or 500, "http.other"), value=str(error.code))
    )
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def database_error(error: OperationalError) -> Response:
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return no_space()
    current_app.logger.exception("the record store does not answer")
    response = answer(503, Problem("http.database"))
    response.headers["Retry-After"] = "10"
    return response


def unkeepable(_error: DataError | OverflowError) -> Response:
    current_app.logger.exception("the record store can't hold what was sent")
    return answer(400, Problem("http.unkeepable"))


def disk_error(error: OSError) -> Response:
    if error.errno in _NO_SPACE:
        return no_space()
    raise error


def no_space() -> Response:
    current_app.logger.exception("the disk is full")
    return answer(507, Problem("http.no_space"))


def wants_page() -> bool:
    """People get pages; the addresses of programs, and whoever asks for JSON, get problem details."""
    if request.path.startswith(_PROGRAMS):
        return False
    return (
        request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
        == "text/html"
    )


def answer(status: int, *problems: Problem) -> Response:
    language = g.get("language", "vi")
    if wants_page():
        sentences = [sentence(problem, language) for problem in problems]
        silent = any(problem.code.startswith("search.") for problem in problems)
        page = render_template("error.html", status=status, sentences=sentences, silent_search=silent)
        response = make_response(page, status)
    else:
        listed = [as_json(problem, language) for problem in problems]
        response = jsonify(type="about:blank", status=status, title=listed[0]["message"], problems=listed)
        response.status_code = status
        response.mimetype = "application/problem+json"
    response.headers["Cache-Control"] = "private, no-store"
    return response
