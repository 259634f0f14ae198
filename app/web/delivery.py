"""How media leave the archive: who may keep a copy, scripts of other sites, validators, and how many at once.

What is sent, and who may have it, is decided in ``app.web.media`` and ``app.web.iiif``.
"""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from flask import Response, request
from werkzeug.utils import send_file

from app.errors import NotFound, Overloaded
from app.web.archive import archive, viewer
from metadata.problem import Problem

HOUR = 3600
_SHARED = 60  # a proxy asks again after a minute, so a door that is closed stays open no longer than that
_LARGE = 256 * 1024  # what is smaller is in the socket's buffer at once and holds no thread


class Places:
    """At most ``most`` at once in this process, and ``waiting`` more who wait up to ``patience`` seconds.

    Whoever finds no place is sent away with ``Overloaded``, instead of holding a thread that pages need.
    """

    def __init__(self, most: int, *, waiting: int = 0, patience: float = 0, retry_after: int = 5) -> None:
        self._room = threading.BoundedSemaphore(most + waiting)
        self._seats = threading.BoundedSemaphore(most)
        self._patience, self._retry_after = patience, retry_after

    def take(self) -> None:
        if self._room.acquire(blocking=False):
            deadline = time.monotonic() + self._patience
            if self._seats.acquire(timeout=max(0.0, deadline - time.monotonic())):
                return
            self._room.release()
        raise Overloaded(Problem("http.busy", expected=str(self._retry_after)), self._retry_after)

    def leave(self) -> None:
        self._seats.release()
        self._room.release()

    @contextmanager
    def one(self) -> Iterator[None]:
        self.take()
        try:
            yield
        finally:
            self.leave()


downloads = Places(32, retry_after=10)


def keep(response: Response, *, everyone: bool, seconds: int = HOUR) -> Response:
    """Says who may keep the answer. What not everybody may see is kept nowhere."""
    if not everyone:
        response.headers["Cache-Control"] = "private, no-store"
    elif viewer().account_id is None:
        response.headers["Cache-Control"] = f"public, max-age={seconds}, s-maxage={min(seconds, _SHARED)}"
    else:
        response.headers["Cache-Control"] = f"private, max-age={seconds}"
    return response


def open_to_other_sites(response: Response) -> Response:
    """Scripts of other sites get what anonymous visitors get; under ``*`` a browser sends them no cookie."""
    if viewer().account_id is None:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "Accept-Ranges, Content-Length, Content-Range, ETag, Link"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match, If-Range, Range"
            response.headers["Access-Control-Max-Age"] = "86400"
    return response


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def body(content: bytes | str, mime: str, *, etag: str, everyone: bool, seconds: int = HOUR) -> Response:
    """An answer made in memory; 304 to whoever has it."""
    response = Response(content, content_type=_with_charset(mime))
    response.set_etag(etag)
    response.make_conditional(request)
    return keep(response, everyone=everyone, seconds=seconds)


def _with_charset(mime: str) -> str:
    return f"{mime}; charset=utf-8" if mime.startswith("text/") else mime


def file(path: Path, mime: str, *, etag: str, everyone: bool, download_as: str | None = None) -> Response:
    """A file, whole or the range that was asked for; ``download_as`` names a download. Raises ``NotFound``."""
    if not path.is_file():
        raise NotFound(Problem("media.not_found", value=path.name))
    if archive().settings.accel:
        response = _handed_over(path, mime, download_as)
    else:
        response = _sent(path, mime, etag, download_as)
        _count(response)
    return keep(response, everyone=everyone)


def _handed_over(path: Path, mime: str, name: str | None) -> Response:
    """The web server in front sends the file itself, ranges and validators included (``docs/operations.md``)."""
    response = Response(mimetype=mime)
    response.headers["X-Accel-Redirect"] = "/_files/" + quote(str(path.relative_to(archive().settings.data)))
    if name:
        response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _sent(path: Path, mime: str, etag: str, name: str | None) -> Response:
    environ = dict(request.environ)
    if "," in environ.get("HTTP_RANGE", ""):
        del environ["HTTP_RANGE"]  # several ranges at once are answered with the whole, as RFC 9110 allows
    sent = send_file(
        path,
        environ,
        mimetype=mime,
        as_attachment=name is not None,
        download_name=name,
        conditional=True,
        etag=etag,
        response_class=Response,
    )
    assert isinstance(sent, Response)
    return sent


def _count(response: Response) -> None:
    """A long download takes a place until its last byte is out, or its reader has gone."""
    if request.method != "GET" or response.status_code == 304 or (response.content_length or 0) < _LARGE:
        return
    try:
        downloads.take()
    except Overloaded:
        response.close()
        raise
    response.call_on_close(downloads.leave)
