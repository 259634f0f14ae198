"""Pages that lie crooked: by how much, the picture set straight, and its words put back to where they are seen.

A program that reads text finds out by itself when a page lies on its side, but gives up at a few degrees.
"""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pyvips

from app.media.alto import Page, Word

MOST: Final = 20
"""Degrees, to either side."""
LEAST: Final = 3.0
"""What is less crooked is read as it lies."""
CLEAR: Final = 1.5
"""So many times sharper the lines of a page must become when it is set straight; patterns of cloth do not."""
_SIDE: Final = 800
_STEP: Final = 0.25
_INK: Final = 20
"""So much darker than what lies around it."""


def angle(picture: Path) -> float:
    """How many degrees it has to be turned clockwise; 0.0 where it lies straight, or nobody can tell."""
    ink = _ink(picture)
    if min(ink.width, ink.height) < _SIDE // 20:
        return 0.0
    before = _sharpness(ink, 0.0)
    coarse = max((float(degrees) for degrees in range(-MOST, MOST + 1)), key=lambda turn: _sharpness(ink, turn))
    near = (coarse + step * _STEP for step in range(-4, 5))
    best = max(near, key=lambda turn: _sharpness(ink, turn))
    return best if abs(best) >= LEAST and _sharpness(ink, best) > CLEAR * before else 0.0


def straighten(picture: Path, target: Path, turn: float) -> tuple[int, int]:
    """Its size: corners are kept, so it is larger."""
    image = pyvips.Image.new_from_file(str(picture)).colourspace("b-w").rotate(turn, background=255)
    image.pngsave(str(target), compression=1, keep="none")
    return image.width, image.height


def put_back(page: Page, size: tuple[int, int], turn: float) -> Page:
    """The words of a straightened page on the picture, of ``size``, as it was."""
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def place(x: float, y: float) -> tuple[float, float]:
        across, down = x - page.width / 2, y - page.height / 2
        return across * cosine + down * sine + size[0] / 2, down * cosine - across * sine + size[1] / 2

    def moved(word: Word) -> Word:
        right, bottom = word.x + word.width, word.y + word.height
        corners = [place(x, y) for x in (word.x, right) for y in (word.y, bottom)]
        left, top = (max(0, round(min(corner[axis] for corner in corners))) for axis in (0, 1))
        right, bottom = (min(size[axis], round(max(corner[axis] for corner in corners))) for axis in (0, 1))
        return replace(word, x=left, y=top, width=max(right - left, 1), height=max(bottom - top, 1))

    lines = tuple(replace(line, words=tuple(map(moved, line.words))) for line in page.lines)
    return replace(page, width=size[0], height=size[1], lines=lines)


def _ink(picture: Path) -> Any:
    small = pyvips.Image.thumbnail(str(picture), _SIDE, height=_SIDE, size="down").colourspace("b-w")[0]
    small = small.copy_memory()
    return ((small.gaussblur(_SIDE / 50) - small) > _INK).copy_memory()


def _sharpness(ink: Any, turn: float) -> float:
    """How much the ink of each row differs from that of the next: most where lines of text lie level."""
    turned = ink.rotate(turn) if turn else ink
    rows = turned.project()[1].cast("double") / 255
    steps = rows.crop(0, 1, 1, rows.height - 1) - rows.crop(0, 0, 1, rows.height - 1)
    return float((steps * steps).avg() * rows.height)
