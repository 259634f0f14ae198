"""The outline of a sound as a picture, for viewers that show one while it is heard. Peaks come from ``waveform``."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_COLUMNS: Final = 400
_LOUDEST: Final = 128
_GROUND, _LINE = "#27305b", "#d99a1c"


def draw(peaks: str, width: int, height: int) -> str:
    """An SVG of the lowest and highest samples, from the JSON of BBC audiowaveform. Silence is a line."""
    data = json.loads(peaks).get("data") or [0, 0]
    columns = _columns(data)
    step, middle = width / len(columns), height / 2
    bars = "".join(
        f"M{(number + 0.5) * step:.1f} {middle - high * scale:.1f}V{middle - low * scale + 1:.1f}"
        for scale in [middle * 0.9 / _LOUDEST]
        for number, (low, high) in enumerate(columns)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{_GROUND}"/>'
        f'<path d="{bars}" stroke="{_LINE}" stroke-width="{step * 0.7:.1f}"/></svg>'
    )


def _columns(data: Sequence[int]) -> list[tuple[int, int]]:
    points = len(data) // 2
    count = max(1, min(_COLUMNS, points))
    edges = [2 * (points * number // count) for number in range(count + 1)]
    pieces = [data[start:end] for start, end in pairwise(edges)]
    return [(min(piece[::2], default=0), max(piece[1::2], default=0)) for piece in pieces]
