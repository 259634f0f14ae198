"""Tiles that lie ready, for visitors, ahead of Flask: such a tile costs the question who may see it, and one ``pread``.

A deep zoom asks for dozens of them at once. Whatever is not just that, be it a drawing, a refusal, a validator or
somebody who has signed in, is left to the application behind, which gives the same tile the same answer
(``app.web.iiif``).
"""

import re
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import structlog

from app.bootstrap import Archive
from app.errors import ArchiveError
from app.iiif import image
from app.services.viewer import VISITOR
from app.web import delivery, iiif, pictures

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_TILE = re.compile(
    r"/iiif/image/([23])/([0-9a-z]{8}(?:~[0-9]{1,6})?)/([0-9]{1,9}(?:,[0-9]{1,9}){3}|full)/([0-9]*,[0-9]*|max|full)"
    r"/0/(default|color)\.jpg",
    re.ASCII,
)
_ASKS_MORE = ("HTTP_IF_NONE_MATCH", "HTTP_AUTHORIZATION", "QUERY_STRING")

log = structlog.get_logger()


class _Tile(NamedTuple):
    content: bytes
    etag: str
    canonical: str


class Tiles:
    """A WSGI application before another one; ``headers`` are those that every answer carries."""

    def __init__(self, archive: Archive, behind: "WSGIApplication", headers: Mapping[str, str]) -> None:
        self._archive, self._behind = archive, behind
        everyone = delivery.for_everyone()
        self._headers = [*everyone.items(), *headers.items(), ("Vary", "Cookie"), ("Content-Type", "image/jpeg")]
        # What a store or a file that fails means to a reader is told by the application behind.
        self._told_behind: tuple[type[Exception], ...] = (ArchiveError, OSError, *archive.db_errors)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = time.perf_counter()
        found = _asked(environ)
        tile = found and self._tile(*found.groups())
        if not found or not tile:
            return self._behind(environ, start_response)
        headers = [
            *self._headers,
            ("Content-Length", str(len(tile.content))),
            ("ETag", f'"{tile.etag}"'),
            ("Link", iiif.links(found[1], self._archive.settings.base_url + tile.canonical)),
        ]
        start_response("200 OK", headers)
        milliseconds = round((time.perf_counter() - began) * 1000, 1)
        log.info("request", method="GET", path=found[0], status=200, ms=milliseconds)
        return [tile.content]

    def _tile(self, version: str, identifier: str, region: str, size: str, quality: str) -> _Tile | None:
        """None where there is no tile of just this size, or not everyone may see it."""
        try:
            found = pictures.picture(self._archive, VISITOR, identifier)
            if not found.media.everyone:
                return None
            asked = pictures.parsed(found, int(version), region, size, "0", f"{quality}.jpg")
            content = pictures.tile(found, asked)
        except self._told_behind:
            return None
        base = f"/iiif/image/{version}/{identifier}/"
        return _Tile(content, found.etag, base + image.canonical(asked)) if content else None


def _asked(environ: "WSGIEnvironment") -> re.Match[str] | None:
    if environ["REQUEST_METHOD"] != "GET" or any(environ.get(name) for name in _ASKS_MORE):
        return None
    if "session=" in environ.get("HTTP_COOKIE", ""):
        return None
    return _TILE.fullmatch(environ["PATH_INFO"])
