"""More pictures of land, water and light for the sample collection; as ``landscape``, they show no place there is."""

from math import cos, pi, sin

from app.sample.studio.drawing import (
    CREAM,
    MADDER,
    STRAW,
    TURMERIC,
    field,
    glow,
    gradient,
    ground,
    scatter,
    tag,
    wave,
)

FLOOR = " 2040,1520 -20,1520"


def line(points: str, colour: str, width: float, opacity: float = 1) -> str:
    return tag("polyline", points=points, fill="none", stroke=colour, stroke_width=width, stroke_opacity=opacity)


def blades(sky: tuple[str, ...], tones: tuple[str, ...], lean: float, light: tuple[float, float, str]) -> str:
    """Stalks that rise from the lower edge and bend one way."""
    stalks = "".join(
        tag(
            "path",
            d=f"M{2200 * u - 100:.0f} 1540 q{lean * 0.2:.0f} {-500 - 300 * v:.0f} {lean * (0.5 + v):.0f}"
            f" {-640 - 520 * v:.0f}",
            fill="none",
            stroke=tones[n % len(tones)],
            stroke_width=6 + 11 * (1 - v),
            stroke_opacity=0.45 + 0.5 * (1 - v),
            stroke_linecap="round",
        )
        for n, (u, v) in enumerate(scatter(120, 0.23))
    )
    x, y, colour = light
    return ground(*sky) + glow(x, y, 760, colour) + tag("circle", cx=x, cy=y, r=120, fill=CREAM) + stalks


def petals(sky: tuple[str, ...], tones: tuple[str, ...]) -> str:
    """Strokes that open like small fires, nearer ones larger."""
    strokes: list[str] = []
    for n, (u, v) in enumerate(sorted(scatter(36, 0.37), key=lambda point: point[1])):
        x, y, size = 2000 * u, 620 + 860 * v, 70 + 190 * v
        strokes.extend(
            tag(
                "path",
                d=f"M{x:.0f} {y:.0f} q{size * 0.7 * sin(a):.0f} {-size * 0.5:.0f} {size * 1.15 * sin(a):.0f}"
                f" {-size * 1.5 * cos(a):.0f}",
                fill="none",
                stroke=tones[(n + k) % len(tones)],
                stroke_width=5 + 12 * v,
                stroke_opacity=0.85,
                stroke_linecap="round",
            )
            for k, a in enumerate((-0.9, -0.45, 0.0, 0.45, 0.9))
        )
    hill = tag("polygon", points=wave(640, 60, 420, 0.8) + FLOOR, fill="#2b1a24", opacity=0.55)
    return ground(*sky) + glow(1400, 360, 700, CREAM, 0.7) + hill + "".join(strokes)


def mounds(sky: tuple[str, ...], tones: tuple[str, ...], sun: tuple[float, float]) -> str:
    hills = "".join(
        tag(
            "path",
            d=f"M{x - w} 1520 Q{x - w * 0.35:.0f} {1520 - h} {x} {1520 - h} T{x + w} 1520 Z",
            fill=tones[n % len(tones)],
            opacity=0.94,
        )
        for n, (x, w, h) in enumerate(
            ((380, 620, 620), (1660, 680, 700), (1010, 760, 860), (620, 520, 380), (1400, 560, 430))
        )
    )
    x, y = sun
    disc = tag("circle", cx=x, cy=y, r=150, fill=CREAM)
    shade = gradient("low", ("#3a1a1d", 0), ("#3a1a1d", 0), ("#3a1a1d", 0.45))
    return ground(*sky) + glow(x, y, 900, CREAM) + disc + hills + shade + field("url(#low)")


def dunes() -> str:
    """Soft lines of sand at daybreak, and a row of round marks."""
    tones = ("#f0cf9a", "#e6b87f", "#d89f68", "#c68655", "#a86a48", "#7f4c3c")
    edges = [wave(660 + n * 140, 90 - n * 4, 330 + 40 * n, 1.9 * n + 0.5, 0.02) for n in range(6)]
    hills = "".join(tag("polygon", points=e + FLOOR, fill=c) for e, c in zip(edges, tones, strict=True))
    marks = "".join(
        tag("ellipse", cx=330 + 96 * n, cy=1196 + 26 * sin(n / 2.2), rx=27, ry=19, fill="#5b3a33", opacity=0.7)
        for n in range(15)
    )
    return ground("#c9b6d6", "#f1c3a6", "#fbe3b4") + glow(520, 560, 800, "#fff2d0") + hills + marks


def first_thunder() -> str:
    beams = "".join(
        tag(
            "polygon",
            points=f"{140 + 240 * n},420 {190 + 240 * n},420 {330 + 250 * n + 90 * (n % 3)},1500 "
            f"{180 + 250 * n + 90 * (n % 3)},1500",
            fill="#ffe9ae",
            opacity=0.1 + 0.07 * (n % 3),
        )
        for n in range(8)
    )
    clouds = "".join(
        tag("ellipse", cx=2100 * u, cy=180 + 260 * v, rx=330, ry=130, fill=("#3c2a5c", "#574070", "#2a2148")[n % 3])
        for n, (u, v) in enumerate(scatter(16, 0.2))
    )
    land = tag("polygon", points=wave(1230, 40, 300, 0.3) + FLOOR, fill="#c98a3a")
    cover = tag("g", clouds, filter="url(#soft)")
    return ground("#1c1838", "#5b4378", "#d49a5a", "#e9bb62") + beams + land + cover


def lake() -> str:
    """Hills and their likeness under them."""
    tones = ("#b9cfc4", "#8fb3a4", "#638f83", "#3f6d66", "#27504d")
    ranges = [wave(330 + n * 88, 120 - 12 * n, 150 + 34 * n, 1.7 * n + 0.4) for n in range(5)]
    hills = "".join(tag("polygon", points=e + " 2040,800 -20,800", fill=c) for e, c in zip(ranges, tones, strict=True))
    water = tag("g", hills, transform="matrix(1 0 0 -.9 0 1516)", opacity=0.5)
    gleams = "".join(
        tag("rect", x=2000 * u, y=820 + 640 * v, width=60 + 260 * v, height=3, fill="#f3f7ea", opacity=0.35)
        for u, v in scatter(46, 0.3)
    )
    sky = ground("#f7ead0", "#cfe0d5", "#86b0ab", "#1f4a55")
    return sky + glow(1420, 260, 560, "#fffdf0") + hills + field("#2c6a70", 798, opacity=0.72) + water + gleams


def terraces_of_gold() -> str:
    tones = ("#f2dc8a", "#e3bd55", "#c7ad4c", "#a3a04a", "#7d8f49", "#5c7c48", "#3f6545", "#2a4c3f", "#1d3836")
    steps = "".join(
        tag("polygon", points=edge + FLOOR, fill=colour) + line(edge, "#fff6cf", 7, 0.45)
        for edge, colour in (
            (wave(400 + n * 118, 90 - n * 3, 210 + 46 * n, 1.35 * n + 2, -0.03), c) for n, c in enumerate(tones)
        )
    )
    return ground("#f6cf9c", "#f9e6b8", "#f2dc8a") + glow(430, 240, 620, CREAM) + steps


def trunks() -> str:
    """Straight trees, and light between them."""
    rows = (("#4f7a5f", 26, 11), ("#2f5646", 44, 9), ("#17322b", 78, 7))
    trees = "".join(
        tag(
            "rect", x=2000 * (n + 0.5) / count - width / 2 + 70 * sin(n * 2.7 + width), width=width, height=1500, fill=c
        )
        for c, width, count in rows
        for n in range(count)
    )
    beams = "".join(
        tag("polygon", points=f"{300 + 330 * n},0 {420 + 330 * n},0 {40 + 380 * n},1500 {-180 + 380 * n},1500",
            fill="#f3f0c0", opacity=0.13)
        for n in range(5)
    )  # fmt: skip
    leaves = "".join(
        tag("circle", cx=2000 * u, cy=520 * v * v, r=26 + 46 * u, fill=("#2f5d50", "#6d9a6b", "#1d4038")[n % 3])
        for n, (u, v) in enumerate(scatter(110, 0.4))
    )
    return ground("#dfe9c0", "#9cc39a", "#3e6b55", "#1b3a32") + glow(1240, 420, 800, CREAM) + trees + beams + leaves


def falling(sky: tuple[str, ...], tones: tuple[str, ...], pool: str | None = None) -> str:
    """Strands that hang or fall; into a pool, where one is named."""
    strands = "".join(
        tag(
            "path",
            d=f"M{520 + 960 * u:.0f} -20 q{60 * sin(n):.0f} 560 {220 * (u - 0.5) + 30 * sin(n * 1.7):.0f}"
            f" {1180 if pool else 1560}",
            fill="none",
            stroke=tones[n % len(tones)],
            stroke_width=3 + 13 * v,
            stroke_opacity=0.32 + 0.4 * v,
        )
        for n, (u, v) in enumerate(scatter(70, 0.15))
    )
    waves = "".join(
        tag("ellipse", cx=1000, cy=1190, rx=380 + 150 * n, ry=44 + 34 * n, fill="none", stroke="#eaf6f2",
            stroke_width=7 - n, stroke_opacity=0.55 - 0.08 * n)
        for n in range(6)
    )  # fmt: skip
    basin = field(pool, 1130) + glow(1000, 1180, 620, "#eaf6f2", 0.6) + waves if pool else ""
    return ground(*sky) + glow(900, 380, 900, CREAM, 0.6) + basin + strands


def echo() -> str:
    tones = ("#c9b3cf", "#9a86b4", "#6c5f97", "#463f74", "#2b2953")
    hills = "".join(
        tag("polygon", points=wave(760 + n * 150, 100 - 8 * n, 200 + 44 * n, 1.1 * n + 0.9) + FLOOR, fill=c)
        for n, c in enumerate(tones)
    )
    arcs = "".join(
        tag("circle", cx=420, cy=860, r=110 + 105 * n, fill="none", stroke=STRAW, stroke_width=11 - 0.55 * n,
            stroke_opacity=0.85 * (1 - n / 15))
        for n in range(15)
    )  # fmt: skip
    return ground("#2b2953", "#8a5f88", "#e6a37c", "#f5d6a4") + hills + glow(420, 860, 380, CREAM) + arcs


def paths() -> str:
    """Ways that wind through hills and meet."""
    hills = "".join(
        tag("polygon", points=wave(360 + n * 190, 100, 230 + 40 * n, 2.1 * n) + FLOOR, fill=c)
        for n, c in enumerate(("#a8a3c8", "#7c7cae", "#555c92", "#383f74", "#232a56", "#171c40"))
    )
    ways = "".join(
        tag("path", d=f"M{x} 1520 C{x + 260 * sin(n * 2.1):.0f} 1240 {1120 + 420 * cos(n * 1.9):.0f} 1040 1120 700",
            fill="none", stroke=("#ffe3a1", "#f6b26b", "#f3d9c0")[n % 3], stroke_width=11, stroke_opacity=0.8,
            stroke_linecap="round")
        for n, x in enumerate((-60, 290, 620, 980, 1300, 1640, 2040))
    )  # fmt: skip
    return ground("#f8d9b0", "#e2a88f", "#9a86b4") + hills + ways + glow(1120, 690, 330, "#fff0c4")


def gables() -> str:
    """Steep roofs one behind the other before a glow."""
    tones = ("#e0a04a", "#c97a35", "#a8532e", "#7c3328", "#4a1f2a")
    roofs = "".join(
        tag(
            "path",
            d=f"M{-120 - 40 * n} 1520 L{-120 - 40 * n} {1180 + 60 * n} Q760 {900 + 96 * n} 1000 {210 + 165 * n}"
            f" Q1240 {900 + 96 * n} {2120 + 40 * n} {1180 + 60 * n} L{2120 + 40 * n} 1520 Z",
            fill=colour,
        )
        + tag("path", d=f"M-20 {1166 + 60 * n} Q760 {892 + 96 * n} 1000 {202 + 165 * n} Q1240 {892 + 96 * n} 2020"
              f" {1166 + 60 * n}", fill="none", stroke="#fbe5ad", stroke_width=9, stroke_opacity=0.7)
        for n, colour in enumerate(tones)
    )  # fmt: skip
    return ground("#20214d", "#6c4a78", "#e59a6a", "#f7d590") + glow(1000, 420, 900, CREAM) + roofs


def ring_on_high() -> str:
    ring = "".join(
        tag("circle", cx=1300, cy=330, r=140 + 16 * n, fill="none", stroke=c, stroke_width=9, stroke_opacity=0.9)
        for n, c in enumerate((CREAM, TURMERIC, MADDER))
    )
    flights = "".join(
        tag("circle", cx=180 + 1120 * t + 120 * k * (1 - t), cy=1440 - 1110 * t - 240 * sin(pi * t), r=30 - 15 * t,
            fill=(MADDER, TURMERIC, "#2f7d6b", "#5a4fa0")[k], opacity=0.25 + 0.7 * t)
        for k in range(4)
        for t in ((n + k / 4) / 11 for n in range(11))
    )  # fmt: skip
    hills = tag("polygon", points=wave(1160, 70, 320, 1.1) + FLOOR, fill="#7fae7d") + tag(
        "polygon", points=wave(1300, 60, 260, 2.7) + FLOOR, fill="#447c63"
    )
    return ground("#cfe3ef", "#f6ecc9", "#f4cfa4") + glow(1300, 330, 620, "#fff") + hills + flights + ring


def brick_hillside() -> str:
    """Dark courses of brick before a hill, and one point of gold."""
    hill = tag("polygon", points=wave(560, 150, 420, 1.8, -0.05) + FLOOR, fill="#46543f")
    tones = ("#8d3a2b", "#7a2f28", "#9c4530", "#6b2824", "#a65236")
    bricks = "".join(
        tag("rect", x=-90 + 128 * c + (r % 2) * 64, y=790 + 52 * r, width=122, height=46, rx=5,
            fill=tones[(3 * r + 2 * c + r * c) % 5])
        for r in range(14)
        for c in range(18)
        if (r, c) != (6, 8)
    )  # fmt: skip
    gold = glow(1061, 1125, 330, "#ffd25e") + tag("circle", cx=1061, cy=1125, r=20, fill="#fff0b8")
    sun = gradient("slant", ("#ffd489", 0.45), ("#7a3030", 0), ("#120c22", 0.7), angle=16)
    sky = ground("#f1cf9c", "#d99a86", "#7c6a94") + glow(1620, 260, 620, CREAM)
    return sky + hill + field("#2a1216", 778) + bricks + sun + field("url(#slant)", 778) + gold


def door_of_light() -> str:
    leaves = tag("rect", width=930, height=1500, fill="#1c1020") + tag(
        "rect", x=1070, width=930, height=1500, fill="#1c1020"
    )
    boards = "".join(tag("rect", x=x, width=5, height=1500, fill="#3d2430", opacity=0.8) for x in range(60, 2000, 116))
    spill = tag("polygon", points="930,1000 1070,1000 1520,1500 480,1500", fill="#f6c55a", opacity=0.45)
    motes = "".join(tag("circle", cx=760 + 480 * u, cy=1500 * v, r=2 + 6 * u, fill="#ffe9ae", opacity=0.8)
                    for u, v in scatter(70, 0.6))  # fmt: skip
    light = ground("#fff0b8", "#f2b544", "#a8611f")
    return light + leaves + boards + spill + glow(1000, 640, 620, TURMERIC, 0.85) + motes


def wheel() -> str:
    """Many spokes in the sun, and water that falls from them."""
    spokes = "".join(
        tag("line", x1=1000, y1=760, x2=1000 + 590 * cos(a), y2=760 + 590 * sin(a), stroke="#5a3a20", stroke_width=9)
        + tag("rect", x=560, y=-22, width=86, height=44, rx=8, fill="#7d5530",
              transform=f"translate(1000 760) rotate({a * 180 / pi:.1f})")
        for a in (2 * pi * n / 30 for n in range(30))
    )  # fmt: skip
    rims = "".join(
        tag("circle", cx=1000, cy=760, r=r, fill="none", stroke="#3f2817", stroke_width=15) for r in (110, 430, 590)
    )
    spray = "".join(
        tag("path", d=f"M{1480 + 30 * sin(n):.0f} {330 + 14 * n} q{180 + 10 * n} {40 + 10 * n}"
            f" {230 + 12 * n} {700 - 20 * n}",
            fill="none", stroke="#eef8f6", stroke_width=4 + n % 4, stroke_opacity=0.55)
        for n in range(16)
    )  # fmt: skip
    stream = field("#3f8a86", 1290) + "".join(line(wave(1320 + 40 * n, 9, 90, n), "#d9efe6", 5, 0.5) for n in range(5))
    return ground("#fbe9be", "#bcd9b0", "#7fb09a") + glow(560, 330, 700, CREAM) + stream + rims + spokes + spray
