"""Pictures of rhythm for the sample collection: insides of SVGs that copy no people's motif and spell no letter."""

from math import cos, pi, sin

from app.sample.studio.drawing import (
    CREAM,
    EMBER,
    INDIGO,
    INK,
    LEAF,
    MADDER,
    MIST,
    STRAW,
    TURMERIC,
    disc,
    field,
    glow,
    gradient,
    ground,
    ripples,
    tag,
)


def one_gong() -> str:
    return (
        ground("#0f0e22", INDIGO, "#3a2a4e", angle=70)
        + glow(820, 760, 1150, EMBER, 0.5)
        + ripples(820, 760, 560, 62, 18, STRAW)
        + disc(820, 760, 500)
    )


def six_gongs() -> str:
    places = ((250, 985, 205), (545, 700, 185), (885, 545, 165), (1215, 545, 145), (1510, 690, 125), (1750, 935, 105))
    return (
        ground("#1a1838", INDIGO, MADDER, "#e0a04a")
        + glow(1000, 1500, 1200, STRAW, 0.75)
        + "".join(ripples(x, y, radius * 1.25, 40, 8, STRAW) for x, y, radius in places)
        + "".join(disc(x, y, radius) for x, y, radius in places)
    )


def strings() -> str:
    lines = "".join(
        tag(
            "path",
            d=f"M-40 {320 + n * 74} C 500 {320 + n * 74 - 260 * sin(n * 0.9):.0f}"
            f" 1100 {300 + n * 74 + 420 * cos(n * 0.7):.0f} 2040 {180 + n * 96}",
            stroke=colour,
            stroke_opacity=0.85 - n * 0.045,
            stroke_width=3 + n * 0.75,
            fill="none",
        )
        for n, colour in enumerate((STRAW, "#ffffff", TURMERIC, MIST) * 3)
    )
    return ground("#123334", LEAF, "#27445f", "#1a1f48", angle=60) + glow(560, 620, 900, "#9fd1a8", 0.55) + lines


def plain_weave() -> str:
    """Over one, under one: threads and stripes of unequal width, and no figure at all."""
    stripes = (INDIGO, "#1b1f3f", "#20264e", MADDER, "#7c1f26", INDIGO, "#20264e", TURMERIC, LEAF, INDIGO, "#2b3468")
    warp = [stripes[(column // 3 * 7 + column // 11) % len(stripes)] for column in range(50)]
    weft = [MADDER if row % 9 < 5 else stripes[(row * 4) % len(stripes)] for row in range(38)]
    threads = "".join(tag("rect", x=n * 40, width=38, height=1500, fill=colour) for n, colour in enumerate(warp))
    over = "".join(
        tag("rect", x=column * 40, y=row * 40, width=40, height=38, rx=8, fill=weft[row], opacity=0.92)
        for row in range(38)
        for column in range(50)
        if (row + column) % 2
    )
    folds = gradient("fold", *(("#000", 0.42 if n % 2 else 0) for n in range(6)), angle=12)
    return (
        ground("#14162f", "#14162f") + threads + over + folds + field("url(#fold)") + glow(650, 420, 700, CREAM, 0.22)
    )


def quarter_turns() -> str:
    """Quarter circles that meet at the edges of their squares: a line that wanders like ink."""
    bends = (
        ("M{x} {m} A125 125 0 0 0 {c} {y}", "M{c} {e} A125 125 0 0 1 {r} {m}"),
        ("M{c} {y} A125 125 0 0 0 {r} {m}", "M{x} {m} A125 125 0 0 1 {c} {e}"),
    )
    lines: list[str] = []
    for row in range(6):
        for column in range(8):
            x, y = column * 250, row * 250
            places = {"x": x, "y": y, "c": x + 125, "m": y + 125, "r": x + 250, "e": y + 250}
            turn = bends[(row * row + 3 * column + row * column) % 5 < 2]
            wide = 34 - 3 * row + 2 * (column % 3)
            lines.extend(
                tag("path", d=bend.format(**places), stroke=INK, stroke_width=wide, fill="none") for bend in turn
            )
    fade = gradient("fade", ("#fdf8ea", 0), ("#fdf8ea", 0.2), ("#f1dfb8", 0.86), angle=30)
    seal = tag("circle", cx=1500, cy=250, r=60, fill=MADDER)
    return ground("#fdf8ea", "#f3e4c3", "#e2c692", angle=65) + "".join(lines) + seal + fade + field("url(#fade)")


def walked_circles() -> str:
    """Rings of clay seen from above, and the round path of whoever walks about them."""
    clay = ("#8f4626", "#a4552e", "#b5683c", "#c57c48", "#d18f58")
    rings = "".join(
        tag(
            "circle",
            cx=1000 + 26 * cos(n * 0.8) * n / 9,
            cy=740 + 26 * sin(n * 0.8) * n / 9,
            r=560 - n * 22,
            fill=clay[n % 5] if n < 19 else "#2c1512",
            stroke="#5b2a1a",
            stroke_opacity=0.4,
            stroke_width=5,
        )
        for n in range(22)
    )
    steps = "".join(
        tag("circle", cx=1000 + 800 * cos(a), cy=740 + 680 * sin(a), r=15, fill="#5b2a1a", opacity=0.2 + 0.7 * n / 46)
        for n, a in ((n, 2 * pi * n / 46 + 0.5) for n in range(46))
    )
    shadow = tag("circle", cx=1050, cy=810, r=575, opacity=0.5, filter="url(#soft)")
    earth = ground("#eecb97", "#dba066", "#b36b40", angle=60)
    return earth + glow(560, 330, 900, "#fff0cf", 0.8) + steps + shadow + rings + glow(760, 470, 520, CREAM, 0.35)


def ring() -> str:
    """Dots hand in hand round a fire."""
    colours = (STRAW, MADDER, MIST, TURMERIC, "#7fae7d")
    circles: list[str] = []
    for number, (radius, count, size) in enumerate(((310, 16, 34), (470, 26, 38), (640, 36, 42))):
        wide, high = 1.42 * radius, 0.82 * radius
        circles.append(
            tag(
                "ellipse",
                cx=1000,
                cy=770,
                rx=wide,
                ry=high,
                fill="none",
                stroke="#fff",
                stroke_opacity=0.3,
                stroke_width=7,
            )
        )
        circles.extend(
            tag(
                "circle",
                cx=1000 + wide * cos(a),
                cy=770 + high * sin(a),
                r=size + 9 * sin(a),
                fill=colours[(n + number) % 5],
            )
            for n, a in ((n, 2 * pi * n / count + number * 0.21) for n in range(count))
        )
    fire = glow(1000, 770, 760, "#ff9a3c", 0.8) + glow(1000, 770, 210, "#fff0c4")
    return ground("#17173a", "#2b2a5c", "#4b2748", "#231636") + fire + "".join(circles)


def screen() -> str:
    """A light behind slats: seen, and not entered."""
    slats = "".join(
        tag("rect", x=n * 100, width=62 + 12 * sin(n), height=1500, fill="#14122a", opacity=0.9) for n in range(20)
    )
    lamp = tag("circle", cx=1210, cy=690, r=330, fill="#f6d992")
    return ground("#2a2a55", INDIGO, "#1b1838") + glow(1210, 690, 900, TURMERIC) + lamp + slats


def pulse() -> str:
    heights = [60 + 940 * (1 - (n % 10) / 10) ** 2.4 * (0.55 + 0.45 * abs(sin(n * 0.23))) for n in range(60)]
    bars = "".join(
        tag(
            "rect",
            x=70 + n * 31,
            y=750 - h / 2,
            width=17,
            height=h,
            rx=8,
            fill=STRAW if n % 10 else EMBER,
            opacity=0.92,
        )
        for n, h in enumerate(heights)
    )
    return ground("#14243a", INDIGO, "#3a2350", angle=35) + glow(900, 750, 1100, "#7a6fd0", 0.5) + bars


def pages() -> str:
    """Sheets one behind the other, lit from a window."""
    shape = {"width": 820, "height": 1160}
    sheets = "".join(
        tag(
            "g",
            tag("rect", x=600, y=270, opacity=0.22, filter="url(#soft)", **shape)
            + tag("rect", x=590, y=250, rx=10, fill=("#fbf8f3", "#f2e8d5", MIST)[n % 3], **shape),
            transform=f"rotate({-14 + 4.4 * n:.1f} 1000 1500)",
        )
        for n in range(7)
    )
    lines = "".join(
        tag("rect", x=690, y=360 + 62 * n, width=620 - 260 * (n % 5 == 4), height=12, rx=6, fill=INDIGO, opacity=0.5)
        for n in range(15)
    )
    front = tag("g", lines, transform="rotate(12.4 1000 1500)")
    return ground(INDIGO, "#3c3f6e", "#7b4a52") + glow(420, 260, 1000, STRAW, 0.8) + sheets + front
