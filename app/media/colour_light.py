"""Samples to light, for pictures that tell their colours without an ICC profile: by primaries and a curve, or by the
code points of ITU-T H.273. Where files say so is ``app.media.colour_signs``.

Brighter-than-white light (PQ, HLG) is brought down to a screen: white is 203 cd/m² (ITU-R BT.2408), and what is up to
five times as bright shares the last fifth of the scale.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp
from typing import Any, Final

import pyvips

Point = tuple[float, float]
Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]
Primaries = tuple[Point, Point, Point]

D65: Final = (0.3127, 0.3290)
BT709: Final = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
_BT2020: Final = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
_P3: Final = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_PRIMARIES: Final = {9: _BT2020, 12: _P3}
_KNEE, _BRIGHTEST = 0.8, 5.0


@dataclass(frozen=True, slots=True)
class Light:
    """What samples stand for; ``curve`` gives the light of one, 1 being white; samples go from 0 to 1."""

    curve: Callable[[float], float]
    points: Primaries = BT709
    white: Point = D65


def by_codes(primaries: int, transfer: int) -> Light:
    """What is unspecified, and curves of television that screens show as sRGB, are sRGB."""
    return Light(_CURVES.get(transfer, _srgb), _PRIMARIES.get(primaries, BT709))


def by_gamma(gamma: float, points: Primaries = BT709, white: Point = D65) -> Light:
    return Light(lambda sample: sample**gamma, points, white)


def to_screen(image: Any, light: Light) -> Any:
    """sRGB of 8 bits, from one or three bands of 8 or 16 bits; a band more is how opaque it is."""
    most = 65_535 if image.format == "ushort" else 255
    colours = 3 if image.bands > 2 else 1
    table = pyvips.Image.new_from_array([[light.curve(sample / most) for sample in range(most + 1)]]).cast("float")
    lit = image.extract_band(0, n=colours).maplut(table)
    lit = lit.recomb([*map(list, _to_bt709(light))]) if colours == 3 else lit.bandjoin([lit, lit])
    shown = lit.copy(interpretation="scrgb").colourspace("srgb")
    if image.bands > colours:
        return shown.bandjoin((image[colours] * (255 / most)).cast("uchar"))
    return shown


def _srgb(sample: float) -> float:
    return sample / 12.92 if sample <= 0.04045 else ((sample + 0.055) / 1.055) ** 2.4


def _pq(sample: float) -> float:
    """SMPTE ST 2084."""
    root = sample ** (1 / 78.84375)
    return _brought_down((max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125) * 10_000)


def _hlg(sample: float) -> float:
    """ARIB STD-B67, on a display of 1,000 cd/m²."""
    scene = sample**2 / 3 if sample <= 0.5 else (exp((sample - 0.55991073) / 0.17883277) + 0.28466892) / 12
    return _brought_down(1_000 * scene**1.2)


def _brought_down(candelas: float) -> float:
    light = candelas / 203
    if light <= _KNEE:
        return light
    over = (light - _KNEE) / (_BRIGHTEST - _KNEE)
    # A curve that leaves the knee without a bend, and reaches the top of the scale as light grows without end.
    steep = (_BRIGHTEST - _KNEE) / (1 - _KNEE)
    return _KNEE + (1 - _KNEE) * (1 - exp(-over * steep))


_CURVES: Final[dict[int, Callable[[float], float]]] = {
    4: lambda sample: sample**2.2,
    5: lambda sample: sample**2.8,
    8: lambda sample: sample,
    16: _pq,
    18: _hlg,
}


def _to_bt709(light: Light) -> Matrix:
    """Neutral stays neutral, whatever white the file tells of."""
    return _product(_inverse(_to_xyz(BT709, light.white)), _to_xyz(light.points, light.white))


def _to_xyz(points: Primaries, white: Point) -> Matrix:
    """A column for each primary, as bright as it takes for the three to make the white."""
    red, green, blue = map(_xyz, points)
    columns = ((red[0], green[0], blue[0]), (red[1], green[1], blue[1]), (red[2], green[2], blue[2]))
    shares = [sum(a * b for a, b in zip(row, _xyz(white), strict=True)) for row in _inverse(columns)]
    return _product(columns, ((shares[0], 0, 0), (0, shares[1], 0), (0, 0, shares[2])))


def _xyz(point: Point) -> Vector:
    x, y = point
    return x / y, 1.0, (1 - x - y) / y


def _product(one: Matrix, other: Matrix) -> Matrix:
    def row(of: Vector) -> Vector:
        first, second, third = (sum(of[i] * other[i][column] for i in range(3)) for column in range(3))
        return first, second, third

    return row(one[0]), row(one[1]), row(one[2])


def _inverse(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    all_in_all = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    rows = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    first, second, third = ((x / all_in_all, y / all_in_all, z / all_in_all) for x, y, z in rows)
    return first, second, third
