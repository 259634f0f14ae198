"""Requests of the IIIF Image API, 3.0 and 2.1.1: from the words of an address to pixels, and to one canonical form.

Nothing is drawn here. The information document is ``app.iiif.image_info``, sizes are worked out in
``app.iiif.image_size``. Clause numbers are those of the 3.0 text unless 2.1 is named.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from app.errors import BadRequest
from app.iiif.image_size import Limits, Size, largest, proportional, rounded, scaled, scaled_v2
from metadata.problem import Problem

QUALITIES = ("default", "color", "gray", "bitonal")
FORMATS = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "tif": "image/tiff",
}

# No sign, no exponent, ASCII digits only (4.7); bounded, so that nobody makes us reckon with a million digits.
_INTEGER = r"[0-9]{1,9}"
_NUMBER = r"(?:[0-9]{1,9}(?:\.[0-9]{1,20})?|\.[0-9]{1,20})"
_PIXELS = re.compile(rf"({_INTEGER}),({_INTEGER}),({_INTEGER}),({_INTEGER})")
_PERCENT = re.compile(rf"pct:({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})")
_ROTATION = re.compile(rf"(!?)({_NUMBER})")


class Region(NamedTuple):
    x: int
    y: int
    width: int
    height: int


class TileRef(NamedTuple):
    """A tile of the pyramid, and what its picture shall measure."""

    level: int
    column: int
    row: int
    size: Size


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """In pixels of the full picture. ``quality`` is ``default`` where another name means the same picture."""

    region: Region
    size: Size
    rotation: float
    mirror: bool
    quality: str
    format: str
    full: Size
    limits: Limits
    version: int

    @property
    def media_type(self) -> str:
        return FORMATS[self.format]


def parse(
    region: str,
    size: str,
    rotation: str,
    quality_format: str,
    *,
    full: Size,
    limits: Limits,
    version: int = 3,
    grey: bool = False,
) -> ImageRequest:
    """The four last segments of a request's path, as decoded by the web server.

    Raises ``BadRequest`` with a code that starts with ``iiif.``, also for qualities and formats that there are not
    (4.4, 4.5); ``NotFound`` for a size beyond the limits in 2.1. 501 is for upscaling where a server can't (4.2), and
    this one can.
    """
    area = _region(region, full)
    angle, mirror = _rotation(rotation)
    quality, format = _quality_format(quality_format)
    measure = scaled if version == 3 else scaled_v2
    return ImageRequest(
        region=area,
        size=measure(size, (area.width, area.height), limits),
        rotation=angle,
        mirror=mirror,
        quality="default" if quality == "color" or (grey and quality == "gray") else quality,
        format=format,
        full=full,
        limits=limits,
        version=version,
    )


def canonical(request: ImageRequest) -> str:
    """``region/size/rotation/quality.format`` in the canonical form of 4.8, or of 4.7 in 2.1."""
    region = request.region
    area = "full" if region == (0, 0, *request.full) else ",".join(map(str, region))
    size = _canonical_size(request) if request.version == 3 else _canonical_size_v2(request)
    turn = ("!" if request.mirror else "") + f"{request.rotation:.10f}".rstrip("0").rstrip(".")
    return f"{area}/{size}/{turn}/{request.quality}.{request.format}"


def aligned(request: ImageRequest, levels: Sequence[Size], tile: int) -> TileRef | None:
    """The tile that answers a request as it lies in the pyramid, or None where it has to be drawn.

    ``levels`` are true sizes, rounded down at each halving. Edge tiles are asked for in those sizes, or rounded up.
    """
    if request.rotation or request.mirror or request.quality != "default" or request.format != "jpg":
        return None
    x, y, width, height = request.region
    for level, (level_width, level_height) in enumerate(levels):
        span = tile << level
        if x % span or y % span or not _spans(request, span):
            continue
        column, row = x // span, y // span
        if _reaches(request.size[0], width, level_width - column * tile, tile, level) and _reaches(
            request.size[1], height, level_height - row * tile, tile, level
        ):
            return TileRef(level, column, row, request.size)
    return None


def _spans(request: ImageRequest, span: int) -> bool:
    x, y, width, height = request.region
    return width == min(span, request.full[0] - x) and height == min(span, request.full[1] - y)


def _reaches(asked: int, region: int, left_of_level: int, tile: int, level: int) -> bool:
    return asked in (min(tile, left_of_level), -(-region >> level))


def _region(text: str, full: Size) -> Region:
    """4.1: cut at the picture's edge; nothing of it is an error."""
    width, height = full
    if text == "full":
        return Region(0, 0, width, height)
    if text == "square":
        side = min(full)
        return Region((width - side) // 2, (height - side) // 2, side, side)
    x, y, right, bottom = _corners(text, full)
    if right <= x or bottom <= y or x >= width or y >= height:
        raise BadRequest(Problem("iiif.region_outside", "region", text, f"{width},{height}"))
    return Region(x, y, min(right, width) - x, min(bottom, height) - y)


def _corners(text: str, full: Size) -> tuple[int, int, int, int]:
    if found := _PIXELS.fullmatch(text):
        x, y, width, height = map(int, found.groups())
        return x, y, x + width, y + height
    if found := _PERCENT.fullmatch(text):
        x_part, y_part, width_part, height_part = (Fraction(number) / 100 for number in found.groups())
        x, right = _percent_span(x_part, width_part, full[0])
        y, bottom = _percent_span(y_part, height_part, full[1])
        return x, y, right, bottom
    raise BadRequest(Problem("iiif.region", "region", text))


def _percent_span(start: Fraction, length: Fraction, full: int) -> tuple[int, int]:
    """Both ends rounded, so that neighbours meet; what is more than nothing is a pixel at least, and inside."""
    first = rounded(start * full)
    if start < 1:
        first = min(first, full - 1)
    return first, max(rounded((start + length) * full), first + (1 if length else 0))


def _rotation(text: str) -> tuple[float, bool]:
    found = _ROTATION.fullmatch(text)
    if not found or Fraction(found[2]) > 360:
        raise BadRequest(Problem("iiif.rotation", "rotation", text))
    return round(float(found[2]), 10) % 360, bool(found[1])


def _quality_format(text: str) -> tuple[str, str]:
    quality, _, format = text.rpartition(".")
    if quality not in QUALITIES:
        raise BadRequest(Problem("iiif.quality", "quality", quality, ", ".join(QUALITIES)))
    if format not in FORMATS:
        raise BadRequest(Problem("iiif.format", "format", format, ", ".join(FORMATS)))
    return quality, format


def _canonical_size(request: ImageRequest) -> str:
    area = (request.region.width, request.region.height)
    words = f"{request.size[0]},{request.size[1]}"
    if request.size == largest(area, request.limits):
        return "max"
    if request.size[0] <= area[0] and request.size[1] <= area[1]:
        return words
    return "^max" if request.size == largest(area, request.limits, upscale=True) else f"^{words}"


def _canonical_size_v2(request: ImageRequest) -> str:
    area = (request.region.width, request.region.height)
    if request.size == area:
        return "full"
    width, height = request.size
    return f"{width}," if height == proportional(area[1], width, area[0]) else f"{width},{height}"
