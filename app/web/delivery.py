"""How media leave the archive: who may keep a copy, scripts of other sites, validators, and how many at once.

What is sent, and who may have it, is decided in ``app.web.media`` and ``app.web.iiif``.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Response, request
from werkzeug.utils import send_file

from app.errors import NotFound, Overloaded
from app.services.places import Places
from app.web import errors
from app.web.archive import archive, passed, viewer
from metadata.problem import Problem

HOUR = 3600
_RANGE = re.compile(r"bytes=(\d+-\d*|-\d+)", re.ASCII)
_SHARED = 60  # a proxy asks again after a minute, so a door that is closed stays open no longer than that
_LARGE = 256 * 1024  # what is smaller is in the socket's buffer at once and holds no thread
_EXPOSED = "Accept-Ranges, Content-Length, Content-Range, ETag, Link"
_ASKED_WITH = "Accept, Cache-Control, Content-Type, If-Modified-Since, If-None-Match, If-Range, Pragma, Range"
"""What viewers send along without need is let through, so that the question gets here; a token is not: it is for the
probe alone (Authorization Flow 2.0, 4.4)."""
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

downloads = Places(32, retry_after=10)


def keep(response: Response, *, everyone: bool, seconds: int = HOUR) -> Response:
    """Says who may keep the answer. What not everybody may see is kept nowhere."""
    if not everyone:
        response.headers["Cache-Control"] = "private, no-store"
    elif viewer().account_id is None:
        response.headers["Cache-Control"] = _public(seconds)
    else:
        response.headers["Cache-Control"] = f"private, max-age={seconds}"
    return response


def open_to_other_sites(response: Response) -> Response:
    """Scripts of other sites get what anonymous visitors get, and what a pass in the address opens; under ``*`` a
    browser sends them no cookie."""
    return open_to_all_sites(response) if passed() or viewer().account_id is None else response


def open_to_all_sites(response: Response) -> Response:
    """What everybody gets alike, whoever has signed in."""
    _open(response)
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = _ASKED_WITH
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def open_lost(response: Response) -> Response:
    """What no address or method of IIIF matches is told to scripts of other sites as well: ``cors`` stands for all
    responses (Image API 3.0, 5.7; 2.1.1, 5.3)."""
    return open_to_other_sites(response) if request.url_rule is None and request.path.startswith("/iiif/") else response


def open_static(response: Response) -> Response:
    """Style sheets, scripts and faces, for a page of ours in a sandboxed frame: to it they are another site's."""
    return _open(response) if request.endpoint == "static" else response


def for_everyone(seconds: int = HOUR) -> dict[str, str]:
    """The headers by which a visitor's answer may be kept, and be read by other sites."""
    return {**_OPEN, "Access-Control-Expose-Headers": _EXPOSED, "Cache-Control": _public(seconds)}


def _open(response: Response) -> Response:
    response.headers.update(_OPEN)
    return response


def _public(seconds: int) -> str:
    return f"public, max-age={seconds}, s-maxage={min(seconds, _SHARED)}"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def body(content: bytes | str, mime: str, *, etag: str, everyone: bool, seconds: int = HOUR) -> Response:
    """An answer made in memory; 304 to whoever has it."""
    response = Response(content, content_type=_with_charset(mime))
    response.set_etag(etag)
    response.make_conditional(request)
    _count(response)
    return keep(response, everyone=everyone, seconds=seconds)


def attachment(name: str) -> str:
    """RFC 6266: the true name, and one in plain letters for what does not know the other. Of either no more than is
    seen: a line end would begin another header."""
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    folded = unicodedata.normalize("NFKD", name.translate(str.maketrans("đĐ", "dD")))
    plain = folded.encode("ascii", "ignore").decode().replace('"', "'").replace("\\", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _with_charset(mime: str) -> str:
    return f"{mime}; charset=utf-8" if mime.startswith("text/") else mime


def file(path: Path, mime: str, *, etag: str, everyone: bool, download_as: str | None = None) -> Response:
    """A file, whole or the range that was asked for; ``download_as`` names a download. Raises ``NotFound``."""
    send = _handed_over if archive().settings.accel else _sent
    try:
        response = send(path, mime, etag, download_as)
    except FileNotFoundError as error:
        raise NotFound(Problem("media.not_found", value=path.name)) from error
    return keep(response, everyone=everyone)


def _handed_over(path: Path, mime: str, _etag: str, download_as: str | None) -> Response:
    """The web server in front sends the file itself, ranges and validators included (``docs/operations.md``)."""
    path.stat()
    response = Response(mimetype=mime)
    response.headers["X-Accel-Redirect"] = "/_files/" + quote(str(path.relative_to(archive().settings.data)))
    if download_as:
        response.headers["Content-Disposition"] = attachment(download_as)
    return response


def _sent(path: Path, mime: str, etag: str, download_as: str | None) -> Response:
    environ = dict(request.environ)
    if not _RANGE.fullmatch(environ.get("HTTP_RANGE", "")):
        environ.pop("HTTP_RANGE", None)  # several ranges, or other units: the whole, as RFC 9110 (14.2) allows
    sent = send_file(path, environ, mimetype=mime, conditional=True, etag=etag, response_class=Response)
    assert isinstance(sent, Response)
    if download_as:
        sent.headers["Content-Disposition"] = attachment(download_as)
    _count(sent)
    return sent


def count_all(response: Response) -> Response:
    """Whatever else is long takes a place as well: vendored scripts, harvests, lists that are read while they leave."""
    try:
        _count(response)
    except Overloaded as error:
        return errors.archive_error(error)
    return response


def _count(response: Response) -> None:
    """A long download takes a place until its last byte is out, or its reader has gone."""
    if request.method == "HEAD" or response.status_code == 304 or not _long(response):
        return
    try:
        downloads.take()
    except Overloaded:
        response.close()
        raise
    response.response = _Counted(response.response, downloads.leave)


def _long(response: Response) -> bool:
    """Of what is read while it leaves nobody knows the length."""
    if isinstance(response.response, _Counted):
        return False
    length = response.content_length
    return response.is_streamed if length is None else length >= _LARGE


class _Counted:
    """A body that tells when it is over; what is passed through to the server never gets to ``call_on_close``."""

    def __init__(self, body: Any, over: Callable[[], None]) -> None:
        self._body, self._over = body, [over]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        if close := getattr(self._body, "close", None):
            close()
        while self._over:
            self._over.pop()()
