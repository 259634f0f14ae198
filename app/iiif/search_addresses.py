"""Addresses of what is found inside a record: of the question, of each place, and where on a canvas that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlencode

from app.iiif.canvas import image_id
from app.iiif.found import Place, Stretch

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
    return f"{canvas_id(origin, record, place)}/{place.name}"


def canvas_id(origin: str, record: str, place: Place) -> str:
    image = image_id(place.media, place.page or None)
    return f"{origin}/iiif/presentation/3/records/{record}/canvas/{image}"


def target(origin: str, record: str, place: Place) -> str:
    """The canvas, and where on it by a media fragment."""
    pieces = [f"xywh={','.join(map(str, place.box))}"] if place.box else []
    pieces += [f"t={_stretch(place.stretch)}"] if place.stretch else []
    canvas = canvas_id(origin, record, place)
    return f"{canvas}#{'&'.join(pieces)}" if pieces else canvas


def _stretch(stretch: Stretch) -> str:
    """A moment has no end: the media fragment of one (4.2.1) would be none otherwise."""
    start, end = stretch
    return f"{_second(start)},{_second(end)}" if end > start else _second(start)


def _second(second: float) -> str:
    return f"{second:.3f}".rstrip("0").rstrip(".")
