"""Text is packed for readers whose browsers unpack it: a page is then a quarter of its size, which a weak link feels.

The workbench packs its own forms (``app.web.workbench.blueprint``); pictures and films are packed already.
"""

import gzip
from functools import lru_cache
from pathlib import Path
from threading import Lock

from flask import Response, current_app, g, request
from werkzeug.security import safe_join

_TEXT = frozenset(
    {
        "application/atom+xml",
        "application/javascript",
        "application/json",
        "application/ld+json",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
        "text/plain",
        "text/vtt",
        "text/xml",
    }
)
_SHORTEST = 1000
_LEVEL = 6
_packing = Lock()  # the first readers of a large script wait for one of them to pack it


def pack(response: Response) -> Response:
    """The same answer, packed where that is safe and worth it.

    Never a page with a token in it: how well it packs with words of an address would tell the token, letter by letter.
    """
    if response.mimetype not in _TEXT or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings.quality("gzip") or "csrf_token" in g:
        return response
    packed = _static() if request.endpoint == "static" else _made(response)
    if packed:
        _replace(response, packed)
    return response


def _made(response: Response) -> bytes | None:
    if not response.is_sequence or response.direct_passthrough:
        return None
    content = response.get_data()
    return gzip.compress(content, _LEVEL, mtime=0) if len(content) >= _SHORTEST else None


def _static() -> bytes | None:
    folder, name = current_app.static_folder, (request.view_args or {}).get("filename", "")
    path = safe_join(folder, name) if folder else None
    if path is None:
        return None
    changed = Path(path).stat().st_mtime_ns
    with _packing:
        return _file(path, changed)


@lru_cache(maxsize=128)
def _file(path: str, _changed: int) -> bytes | None:
    content = Path(path).read_bytes()
    return gzip.compress(content, 9, mtime=0) if len(content) >= _SHORTEST else None


def _replace(response: Response, packed: bytes) -> None:
    response.close()  # of a file that would have been sent
    response.direct_passthrough = False
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)  # ranges are of the plain text
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(tag, weak=True)  # the same text, not the same bytes
