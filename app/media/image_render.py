"""Any part of a pyramid at any size, drawn by libvips from the nearest resolution.

What a request's text means is ``app.iiif.image``; tiles that need no drawing are ``app.media.tiff_tiles``.
"""

from pathlib import Path
from typing import Any

import pyvips

from app.errors import NotFound, TooLarge
from app.media.image_refusal import refusals
from app.media.tiff_tiles import Head, Size, read_head
from metadata.problem import Problem

Region = tuple[int, int, int, int]

QUALITY = 85
OUTPUT_AREA = 25_000_000
# A slice of a large picture squeezed to a sliver would otherwise decode all of it at full size.
_DECODED_AREA = 64_000_000
_SEE_THROUGH = ("png", "webp", "gif", "tif")


def render(
    pyramid: Path,
    region: Region,
    size: Size,
    rotation: float = 0.0,
    mirror: bool = False,
    quality: str = "default",
    format: str = "jpg",
    *,
    max_area: int = OUTPUT_AREA,
) -> bytes:
    """``region`` (x, y, width, height) in pixels of the full picture, ``size`` before turning, ``rotation`` clockwise
    after mirroring; formats jpg, png, webp, gif, tif. Raises ``TooLarge`` beyond ``max_area``."""
    if size[0] * size[1] > max_area:
        raise TooLarge(Problem("media.output_too_large", "size", f"{size[0]} × {size[1]}", str(max_area)))
    with refusals():
        image = draw(pyramid, region, size)
        if mirror:
            image = image.fliphor()
        image = _with_quality(_turned(image, rotation % 360, format), quality)
        return _encoded(image, format, bitonal=quality == "bitonal")


def draw(pyramid: Path, region: Region, size: Size) -> Any:
    """The region as a libvips image of exactly that size."""
    head = read_head(pyramid)
    level = _nearest(head, region, size)
    image = pyvips.Image.tiffload(str(pyramid), page=level, access="random")
    left, right = _span(region[0], region[2], level, image.width)
    top, bottom = _span(region[1], region[3], level, image.height)
    part = image.crop(left, top, right - left, bottom - top)
    if (part.width, part.height) == size:
        return part
    across, down = size[0] / part.width, size[1] / part.height
    # From the nearest level nothing shrinks by more than half: a finer kernel costs a tenth and shows nothing there.
    return part.resize(across, vscale=down, kernel="linear" if max(across, down) <= 1 else "lanczos3")


def _nearest(head: Head, region: Region, size: Size) -> int:
    """The smallest level that has as many pixels as are asked for, or one that is not too much to decode."""
    level = 0
    for smaller in range(1, len(head.levels)):
        width, height = region[2] >> smaller, region[3] >> smaller
        if (width >= size[0] and height >= size[1]) or width * height > _DECODED_AREA >> 2:
            level = smaller
    return level


def _span(start: int, length: int, level: int, limit: int) -> tuple[int, int]:
    """From and to, in pixels of a level that has one of them at least; levels round down, so an end may lie beyond."""
    return start >> level, min(-(-(start + length) >> level), limit)


def _turned(image: Any, rotation: float, format: str) -> Any:
    if rotation % 90 == 0:
        return image.rot(f"d{int(rotation)}") if rotation else image
    if format in _SEE_THROUGH:
        image = image.bandjoin(255)
        return image.rotate(rotation, background=[0] * image.bands)
    return image.rotate(rotation, background=[255] * image.bands)


def _with_quality(image: Any, quality: str) -> Any:
    if quality not in ("gray", "bitonal"):
        return image
    image = image.colourspace("b-w")
    if quality == "gray":
        return image
    black_or_white = image[0] >= 128
    return black_or_white.bandjoin(image[1]) if image.hasalpha() else black_or_white


def _encoded(image: Any, format: str, *, bitonal: bool) -> bytes:
    one_bit: dict[str, Any] = {"bitdepth": 1} if bitonal and not image.hasalpha() else {}
    match format:
        case "jpg":
            data = image.jpegsave_buffer(Q=QUALITY, keep="none")
        case "png":
            data = image.pngsave_buffer(compression=4, keep="none", **one_bit)
        case "webp":
            data = image.webpsave_buffer(Q=80, effort=2, keep="none")
        case "gif":
            data = image.gifsave_buffer(effort=3, keep="none", **one_bit)
        case "tif":
            data = image.tiffsave_buffer(compression="deflate", predictor="none", keep="none", **one_bit)
        case _:
            raise NotFound(Problem("iiif.format", "format", format))
    return bytes(data)
