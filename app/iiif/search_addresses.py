"""Addresses of what is found inside a record: of the question, of each place, and where on a canvas that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlencode

from app.iiif.canvas import canvas_id
from app.iiif.found import Place
from app.iiif.fragments import fragment

Version: TypeAlias = Literal["1", "2"]
"""Of IIIF Content Search."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``origin`` is the archive's address; ``given`` are the parameters that count, as they were given."""

    origin: str
    record: str
    given: Mapping[str, str]
    ignored: tuple[str, ...] = ()
    version: Version = "2"

    @property
    def service(self) -> str:
        return service(self.origin, self.record, self.version)

    def address(self, page: int | None = None, under: str = "") -> str:
        pairs = [(name, value) for name, value in self.given.items() if value]
        pairs += [("page", str(page))] if page else []
        return f"{self.service}{under}{'?' if pairs else ''}{urlencode(pairs)}"


def service(origin: str, record: str, version: Version = "2") -> str:
    return f"{origin}/iiif/search/{version}/records/{record}"


def place_id(origin: str, record: str, place: Place) -> str:
    return f"{_canvas(origin, record, place)}/{place.name}"


def target(origin: str, record: str, place: Place) -> str:
    """The canvas, and where on it."""
    return _canvas(origin, record, place) + fragment(place.box, place.stretch)


def _canvas(origin: str, record: str, place: Place) -> str:
    return canvas_id(f"{origin}/iiif/presentation/3/records/{record}", place.media, place.page or None)
