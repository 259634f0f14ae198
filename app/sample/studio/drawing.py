"""Marks that the pictures of the sample collection are built of, as SVG. The compositions are in ``picture``."""

from collections.abc import Iterator
from math import sin

WIDTH, HEIGHT = 2000, 1500
INK, MADDER, TURMERIC, INDIGO, LEAF = "#1d1a26", "#9e2a2b", "#d99a1c", "#27305b", "#2f5d50"
EMBER, STRAW, MIST, CREAM = "#c9542c", "#f0cf86", "#a9b6d6", "#fff5d8"

FILTERS = """<filter id="grain"><feTurbulence type="fractalNoise" baseFrequency=".26" numOctaves="2" seed="11"/>
<feColorMatrix values="0 0 0 0 .5  0 0 0 0 .5  0 0 0 0 .5  1.4 0 0 0 -.5"/></filter>
<filter id="soft" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="26"/></filter>
<radialGradient id="vignette" r=".8"><stop offset=".6" stop-opacity="0"/><stop offset="1" stop-opacity=".3"/>
</radialGradient>"""


def tag(name: str, inside: str = "", /, **attributes: str | float) -> str:
    """One element: ``stroke_width=3`` becomes ``stroke-width="3"``."""
    written = "".join(f' {key.replace("_", "-")}="{_short(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def _short(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 3):g}"


def field(fill: str, y: float = 0, **more: str | float) -> str:
    """A fill from ``y`` down to the lower edge."""
    return tag("rect", y=y, width=WIDTH, height=HEIGHT - y, fill=fill, **more)


def svg(inside: str, grain: bool = True) -> str:
    """The whole file; grain and a soft vignette give flat fields the depth of a print. A film is smaller without."""
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    cover = field("none", filter="url(#grain)", opacity=0.12 if grain else 0) + field("url(#vignette)")
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><defs>{FILTERS}</defs>{inside}{cover}</svg>'


def scatter(count: int, start: float = 0.0) -> Iterator[tuple[float, float]]:
    """Points of the unit square, evenly spread and without a visible order: Roberts' R2 sequence, so never random."""
    for number in range(count):
        yield (start + number * 0.7548776662466927) % 1, (start + number * 0.5698402909980532) % 1


def gradient(name: str, *stops: tuple[str, float], angle: float = 90) -> str:
    """A linear gradient of (colour, opacity); 90 degrees goes from top to bottom, 0 from left to right."""
    marks = "".join(
        tag("stop", offset=n / (len(stops) - 1), stop_color=colour, stop_opacity=opacity)
        for n, (colour, opacity) in enumerate(stops)
    )
    return tag("linearGradient", marks, id=name, x2=1, gradientTransform=f"rotate({angle:g} .5 .5)")


def ground(*colours: str, angle: float = 90) -> str:
    return gradient("ground", *((colour, 1) for colour in colours), angle=angle) + field("url(#ground)")


def glow(x: float, y: float, radius: float, colour: str, strength: float = 0.9) -> str:
    name = f"glow{round(x)}-{round(y)}-{round(radius)}"
    marks = "".join(
        tag("stop", offset=offset, stop_color=colour, stop_opacity=strength * part)
        for offset, part in ((0, 1), (0.35, 0.45), (1, 0))
    )
    return tag("radialGradient", marks, id=name) + tag("circle", cx=x, cy=y, r=radius, fill=f"url(#{name})")


def wave(level: float, swing: float, length: float, shift: float, lean: float = 0.0) -> str:
    """Points of a long wave from the left edge to the right one."""
    points = (
        (x, level + lean * x + swing * (sin(x / length + shift) + 0.45 * sin(2.3 * x / length + 1.7 * shift)))
        for x in range(-20, 2041, 20)
    )
    return " ".join(f"{x},{y:.1f}" for x, y in points)


def ripples(x: float, y: float, first: float, step: float, count: int, colour: str) -> str:
    return "".join(
        tag(
            "circle",
            cx=x,
            cy=y,
            r=first + step * n,
            fill="none",
            stroke=colour,
            stroke_opacity=0.5 * (1 - n / count) ** 1.5,
            stroke_width=7 - 5 * n / count,
        )
        for n in range(count)
    )


def lit(name: str, *colours: str) -> str:
    """A round fill lit from the upper left."""
    marks = "".join(
        tag("stop", offset=offset, stop_color=colour) for offset, colour in zip((0, 0.3, 0.72, 1), colours, strict=True)
    )
    return tag("radialGradient", marks, id=name, cx=0.36, cy=0.3, r=0.85)


def disc(x: float, y: float, radius: float) -> str:
    """A beaten metal disc: its shadow, rings, a rim and a boss."""
    name = f"disc{x:g}"
    rings = "".join(
        tag(
            "circle",
            cx=x,
            cy=y,
            r=radius * part,
            fill="none",
            stroke=INK,
            stroke_opacity=0.05 + 0.012 * n,
            stroke_width=radius * 0.012,
        )
        for n, part in enumerate((0.3, 0.37, 0.45, 0.54, 0.62, 0.7, 0.77, 0.84, 0.9, 0.95))
    )
    shadow = tag(
        "circle", cx=x + radius * 0.06, cy=y + radius * 0.12, r=radius * 1.02, opacity=0.5, filter="url(#soft)"
    )
    rim = tag(
        "circle", cx=x, cy=y, r=radius * 0.985, fill="none", stroke="#f6d992", stroke_opacity=0.35, stroke_width=5
    )
    return (
        lit(name, "#f6d992", TURMERIC, "#8a4a1c", "#3b1f1c")
        + lit(f"{name}b", "#fff0c4", "#dca33a", "#8f5522", "#5e2f19")
        + shadow
        + tag("circle", cx=x, cy=y, r=radius, fill=f"url(#{name})")
        + rings
        + rim
        + tag("circle", cx=x, cy=y, r=radius * 0.22, fill=f"url(#{name}b)")
    )
