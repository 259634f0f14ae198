"""The size parameter of the IIIF Image API: how large the picture becomes. Clause 4.2 of 3.0, and of 2.1."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from app.errors import BadRequest, NotFound
from metadata.problem import Problem

Size = tuple[int, int]

_INTEGER = r"[0-9]{1,9}"
_NUMBER = r"(?:[0-9]{1,9}(?:\.[0-9]{1,20})?|\.[0-9]{1,20})"
_WORDS = re.compile(
    rf"(?P<max>max)|pct:(?P<percent>{_NUMBER})|(?P<within>!)?(?P<width>{_INTEGER})?,(?P<height>{_INTEGER})?"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is drawn at most, told in the information document. Upscaling must have such limits (5.7)."""

    max_width: int = 10_000
    max_height: int = 10_000
    max_area: int = 25_000_000

    def allow(self, size: Size) -> bool:
        return size[0] <= self.max_width and size[1] <= self.max_height and size[0] * size[1] <= self.max_area


def scaled(text: str, region: Size, limits: Limits) -> Size:
    """What a 3.0 size means for a region of so many pixels. Raises ``BadRequest``."""
    upscale = text.startswith("^")
    size = _measured(text.removeprefix("^"), text, region, limits, upscale=upscale, confined_upscale=upscale)
    if not upscale and (size[0] > region[0] or size[1] > region[1] or _over_all(text)):
        raise BadRequest(Problem("iiif.size_upscale", "size", text, f"^{text}"))
    return _within(size, text, limits, beyond=BadRequest)


def scaled_v2(text: str, region: Size, limits: Limits) -> Size:
    """2.1 knows no ``^``: what is larger than the region is asked for as it is, and drawn up to the limits. For
    ``!w,h`` the text leaves the scale to the server, and enlarging a small picture helps nobody. Raises ``BadRequest``,
    and ``NotFound`` beyond the limits: so says the table of 2.1 (7.2), where 3.0 (4.2) wants 400."""
    full = text == "full"
    size = region if full else _measured(text, text, region, limits, upscale=False, confined_upscale=False)
    return _within(size, text, limits, beyond=NotFound)


def largest(region: Size, limits: Limits, *, upscale: bool = False) -> Size:
    """The size of ``max``, or of ``^max``: as large as the limits allow."""
    return _confined(region, (limits.max_width, limits.max_height), limits, upscale=upscale)


def rounded(value: Fraction) -> int:
    """Halves up, as people do: Python's own rounding makes 0.5 nothing and 1.5 two."""
    return int(value + Fraction(1, 2))


def proportional(side: int, asked: int, other: int) -> int:
    """The side that goes with ``asked`` instead of ``other``: at least one pixel, since rounding is ours to choose
    (4.7), and the last row of a picture is not an error."""
    return max(1, (2 * side * asked + other) // (2 * other))


def _measured(text: str, given: str, region: Size, limits: Limits, *, upscale: bool, confined_upscale: bool) -> Size:
    words = _WORDS.fullmatch(text)
    if not words or text in (",", "!,") or (words["within"] and not (words["width"] and words["height"])):
        raise BadRequest(Problem("iiif.size", "size", given))
    if words["max"]:
        return largest(region, limits, upscale=upscale)
    if words["percent"]:
        part = Fraction(words["percent"]) / 100
        return rounded(region[0] * part), rounded(region[1] * part)
    width = int(words["width"]) if words["width"] else None
    height = int(words["height"]) if words["height"] else None
    if width == 0 or height == 0:
        return 0, 0
    if words["within"]:
        return _confined(region, (width or 1, height or 1), limits, upscale=confined_upscale)
    return (
        width or proportional(region[0], height or 1, region[1]),
        height or proportional(region[1], width or 1, region[0]),
    )


def _over_all(text: str) -> bool:
    """Over a hundred per cent is more than there is, also where it is rounded to all there is (4.2)."""
    words = _WORDS.fullmatch(text)
    return bool(words and words["percent"] and Fraction(words["percent"]) > 100)


def _within(size: Size, text: str, limits: Limits, *, beyond: type[BadRequest] | type[NotFound]) -> Size:
    if min(size) < 1:
        raise BadRequest(Problem("iiif.size_nothing", "size", text))
    if not limits.allow(size):
        most = f"{limits.max_width} × {limits.max_height}, {limits.max_area}"
        raise beyond(Problem("iiif.size_limit", "size", text, most))
    return size


def _confined(region: Size, box: Size, limits: Limits, *, upscale: bool) -> Size:
    """The largest size of the region's shape within box and limits, and not above the region unless ``upscale``."""
    width, height = region
    box_width, box_height = min(box[0], limits.max_width), min(box[1], limits.max_height)
    if not upscale:
        box_width, box_height = min(box_width, width), min(box_height, height)
    if box_width * height <= box_height * width:
        size = box_width, min(box_height, proportional(height, box_width, width))
    else:
        size = min(box_width, proportional(width, box_height, height)), box_height
    if size[0] * size[1] <= limits.max_area:
        return size
    # √(area · w/h), rounded down so that the product stays within the area.
    return max(1, isqrt(limits.max_area * width // height)), max(1, isqrt(limits.max_area * height // width))
