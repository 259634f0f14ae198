"""A picture as a program that reads text likes it: grey, upright, neither tiny nor huge. The reading is in ``ocr``."""

import math
from pathlib import Path
from typing import Final

from app.media.image_refusal import refusals
from app.media.image_render import draw
from app.media.tiff_tiles import Size, read_head

MOST_PIXELS: Final = 40_000_000
LONGEST: Final = 16_000
SMALL: Final = 1_600
"""The longer side of what is drawn at twice its size: letters of ten pixels are not told apart, of twenty they are."""


def make_grey(pyramid: Path, target: Path) -> Size:
    """Writes a pyramid's picture as a grey PNG at ``target``; the size of the picture itself."""
    width, height = read_head(pyramid).sizes[0]
    scale = _scale(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    with refusals():
        grey = draw(pyramid, (0, 0, width, height), size).colourspace("b-w")
        grey.cast("uchar").pngsave(str(target), compression=1)
    return width, height


def _scale(width: int, height: int) -> float:
    longest = max(width, height)
    if longest <= SMALL:
        return 2
    return min(1, LONGEST / longest, math.sqrt(MOST_PIXELS / (width * height)))
