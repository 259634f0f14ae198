"""Large texts as they leave, packed once: packing a manifest of a thousand canvases takes longer than all else of it.

Whoever asks is let in before by the services; what is kept here is found by the validator of just that text.
"""

import gzip
from threading import Lock
from typing import Final

from flask import Response, request

_LARGE: Final = 20_000
_ROOM: Final = 8_000_000
_LEVEL: Final = 6


class Packed:
    """Texts by their validator and the address that stands in them; the oldest go when the room is full."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room, self._taken = room, 0
        self._known: dict[tuple[str, str], bytes] = {}
        self._lock = Lock()

    def get(self, etag: str, origin: str) -> bytes | None:
        return self._known.get((etag, origin))

    def put(self, etag: str, origin: str, text: str) -> bytes | None:
        """None for what is small, and packed with the other answers (``compression``)."""
        content = text.encode()
        if len(content) < _LARGE:
            return None
        made = gzip.compress(content, _LEVEL, mtime=0)
        with self._lock:
            if (etag, origin) not in self._known:
                self._known[etag, origin] = made
                self._taken += len(made)
            while self._taken > self._room:
                self._taken -= len(self._known.pop(next(iter(self._known))))
        return made


def wanted() -> bool:
    return request.accept_encodings.quality("gzip") > 0


def say_packed(response: Response) -> None:
    """The same text, not the same bytes: its validator is weak (RFC 9110, 8.8.1)."""
    response.vary.add("Accept-Encoding")
    if response.status_code == 200:
        response.headers["Content-Encoding"] = "gzip"
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(tag, weak=True)
