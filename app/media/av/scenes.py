"""Which of several frames stands best for a film: none that is blank, faded, a test card or a title, if there is
another; among the others the one that is most like them all. Frames are small and come from ``stills``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median, pstdev
from typing import Final

WIDTH: Final = 48
HEIGHT: Final = 27
BYTES: Final = 3 * WIDTH * HEIGHT

# On a scale of 0 to 255.
FLAT: Final = 8.0
DARK, BRIGHT = 30, 235
MOSTLY: Final = 0.7
# Where rows are all alike and columns are not, it is the colour bars of a tape's beginning.
ALIKE: Final = 1.5
STRIPED: Final = 4.0
# Less than this part of the contrast that the film has elsewhere: it is fading.
FADED: Final = 0.9
BINS: Final = 4


@dataclass(frozen=True, slots=True)
class Look:
    contrast: float
    worth: float
    colours: tuple[float, ...]


def best(frames: Sequence[bytes]) -> int:
    """Its index; -1 when there is none. Each frame has ``BYTES``: red, green, blue, row by row."""
    looks = [_look(frame) for frame in frames if len(frame) == BYTES]
    if not looks:
        return -1
    usual = median(sorted((look.contrast for look in looks), reverse=True)[: max(1, len(looks) // 2)])
    worths = [look.worth * min(1.0, look.contrast / (FADED * usual or 1.0)) for look in looks]
    good = [n for n, worth in enumerate(worths) if worth >= 0.75 * max(worths)]
    mean = [fmean(values) for values in zip(*(looks[n].colours for n in good), strict=True)]
    return min(good, key=lambda n: math.dist(looks[n].colours, mean))


def _look(frame: bytes) -> Look:
    light = [(2 * frame[n] + 5 * frame[n + 1] + frame[n + 2]) / 8 for n in range(0, BYTES, 3)]
    contrast = pstdev(light)
    dark = sum(value < DARK for value in light) / len(light)
    bright = sum(value > BRIGHT for value in light) / len(light)
    useless = contrast < FLAT or _bars(light)
    title = max(dark, bright) > MOSTLY
    return Look(contrast, 0.01 if useless else 0.2 if title else 1.0, _colours(frame))


def _bars(light: Sequence[float]) -> bool:
    rows = [light[at : at + WIDTH] for at in range(0, len(light), WIDTH)]
    down = [fmean(abs(a - b) for a, b in zip(*pair, strict=True)) for pair in pairwise(rows)]
    across = fmean(abs(a - b) for row in rows for a, b in pairwise(row))
    return median(down) < ALIKE and across > STRIPED


def _colours(frame: bytes) -> tuple[float, ...]:
    """A histogram: how much of the picture has each of 64 colours."""
    counts = [0] * BINS**3
    for n in range(0, BYTES, 3):
        red, green, blue = (value * BINS // 256 for value in frame[n : n + 3])
        counts[(red * BINS + green) * BINS + blue] += 1
    return tuple(count * 3 / BYTES for count in counts)
