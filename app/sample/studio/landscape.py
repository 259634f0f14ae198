"""Pictures of land and light for the sample collection: the insides of SVGs of 2000 by 1500 units. Not the patterns."""

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
    field,
    glow,
    gradient,
    ground,
    scatter,
    tag,
    wave,
)


def harvest_light() -> str:
    bands = "".join(
        tag(
            "polyline",
            points=wave(820 + n * 26, 46 - n, 260 + 9 * n, n * 0.31),
            fill="none",
            stroke=colour,
            stroke_opacity=0.28 + 0.022 * n,
            stroke_width=5 + n * 0.55,
        )
        for n, colour in enumerate((STRAW, TURMERIC, EMBER) * 9)
    )
    return ground("#2a2350", "#7d3346", EMBER, "#7b4a1b") + glow(1330, 700, 860, STRAW) + bands


def procession() -> str:
    """A sun of layered half-discs, and a line of lights that walks up to it."""
    suns = "".join(
        tag("circle", cx=1240, cy=1010, r=820 - 105 * n, fill=colour, fill_opacity=0.34 + 0.07 * n)
        for n, colour in enumerate((MADDER, "#b63d2c", EMBER, "#dd7b35", TURMERIC, "#efc062", "#fbe5ad"))
    )
    hill = tag("polygon", points=wave(1010, 60, 420, 2.2, -0.02) + " 2040,1520 -20,1520", fill="#3b1430")
    near = tag("polygon", points=wave(1190, 70, 360, 0.4) + " 2040,1520 -20,1520", fill="#210c24")
    steps = ((n / 26, 1330 - 330 * (n / 26) ** 0.8 - 30 * sin(n / 3)) for n in range(27))
    walkers = "".join(glow(60 + 1180 * t, y, 44 - 20 * t, "#ffdf9a") for t, y in steps)
    return ground("#31275a", "#7d3556", "#d3764a", "#f3c875") + suns + hill + near + walkers


def terraces() -> str:
    colours = ("#a8c48a", "#7fae7d", "#5c9370", "#447c63", LEAF, "#264f48", "#1d3f40", "#173338")
    steps = "".join(
        tag("polygon", points=f"{edge} 2040,1520 -20,1520", fill=colour)
        + tag("polyline", points=edge, fill="none", stroke="#f5ecc6", stroke_opacity=0.4, stroke_width=6)
        for edge, colour in (
            (wave(560 + n * 120, 52 + n * 7, 300 + 35 * n, 0.9 * n, 0.03), c) for n, c in enumerate(colours)
        )
    )
    flight = "".join(
        tag(
            "circle",
            cx=330 + 1290 * t,
            cy=870 - 1640 * t * (1 - t),
            r=9 + 26 * t,
            fill=MADDER,
            opacity=0.12 + 0.85 * t**2,
        )
        for t in (n / 15 for n in range(16))
    )
    return ground("#f7e9c3", "#dfe3bd", "#a8c48a") + glow(1560, 330, 640, "#fff7dd") + steps + flight


def ridges() -> str:
    colours = ("#c6cde3", MIST, "#8793bd", "#66739f", "#4a5687", "#353f70", INDIGO, "#1b2146")
    floor = " 2040,1520 -20,1520"
    crests = [[wave(y + n * 118, 105 - n * 6, 170 + 30 * n, 1.3 * n + 0.6) for y in (520, 600)] for n in range(8)]
    hills = "".join(
        tag("polygon", points=crest + floor, fill=colour)
        + tag("polygon", points=below + floor, fill="#f7d9b0", opacity=0.07, filter="url(#soft)")
        for (crest, below), colour in zip(crests, colours, strict=True)
    )
    pole = tag("path", d="M1236 1310 Q1250 640 1330 150", stroke=INK, stroke_width=13, fill="none")
    cloth = tag("path", d="M1330 150 Q1520 270 1470 520 T1560 830", stroke=MADDER, stroke_width=20, fill="none")
    return ground("#fdf1da", "#f4cfa4", "#cbb7c8") + glow(620, 410, 620, CREAM) + hills + pole + cloth


def moon_on_water() -> str:
    path = "".join(
        tag(
            "ellipse",
            cx=1180 + 46 * sin(n * 1.7),
            cy=930 + n * 23,
            rx=60 + n * 15 + 40 * sin(n * 2.4),
            ry=4 + n * 0.35,
            fill=STRAW,
            opacity=0.85 - n * 0.028,
        )
        for n in range(25)
    )
    lamps = "".join(glow(90 + 1820 * u, 960 + 480 * v, 26 + 70 * v, "#ffb24d") for u, v in scatter(19, 0.31))
    moon = tag("circle", cx=1180, cy=480, r=235, fill="#fdf0c9") + glow(1120, 420, 300, "#ffffff", 0.7)
    horizon = tag("rect", y=900, width=2000, height=4, fill="#e9d9a8", opacity=0.5)
    sky = ground("#0d0f2a", "#1c2352", "#39447c", "#151a40", "#0c0d24")
    return sky + glow(1180, 480, 900, "#f3e3b0", 0.6) + moon + horizon + path + lamps


def lamps() -> str:
    """Points of light that go up in a slow curve."""
    spots = [(200 + 145 * n, 1130 - 640 * sin(pi * n / 22) ** 1.2) for n in range(12)]
    threads = "".join(
        tag("line", x1=x, y1=0, x2=x, y2=y, stroke=STRAW, stroke_opacity=0.18, stroke_width=3) for x, y in spots
    )
    flames = "".join(
        glow(x, y, 190, "#f08a2c", 0.75)
        + tag("ellipse", cx=x, cy=y, rx=26, ry=52, fill="#ffe9ae")
        + tag("ellipse", cx=x, cy=y + 14, rx=13, ry=28, fill="#fff")
        for x, y in spots
    )
    return ground("#120f24", "#2b1730", "#4a1c2c", "#1a0f1e") + glow(1000, 1500, 1100, MADDER, 0.6) + threads + flames


def palm_fan() -> str:
    """Pleats that open from one point, as light falls through them."""
    tones = ("#3f6b4f", "#7f9a5a", "#d9c07a", "#b79a56", "#567d55", "#e9d79a")
    pleats: list[str] = []
    for n in range(34):
        low, high = (pi * (1.04 + 0.92 * (n + side) / 34) for side in (0, 1))
        edge = 1360 + 70 * cos(n * 2.3)
        points = f"1000,1480 {1000 + edge * cos(low):.0f},{1480 + edge * sin(low):.0f}"
        points += f" {1000 + edge * cos(high):.0f},{1480 + edge * sin(high):.0f}"
        pleats.append(tag("polygon", points=points, fill=tones[n % 6], stroke="#22301f", stroke_width=4))
    shade = gradient("shade", ("#101a18", 0), ("#101a18", 0), ("#101a18", 0.75))
    light = glow(760, 420, 900, "#fff3c4", 0.75)
    return ground("#16282a", "#23403a", "#12201f") + "".join(pleats) + light + shade + field("url(#shade)")


def courses() -> str:
    """Rows of brick in low sun, and the line of the sea."""
    tones = ("#a5432d", "#8f3529", "#b0502f", "#9a3a2b", "#7c2c26", "#bb6340", "#a94a30")
    bricks = "".join(
        tag(
            "rect",
            x=-70 + column * 134 + (row % 2) * 67,
            y=690 + row * 48,
            width=129,
            height=43,
            rx=5,
            fill=tones[(row * 5 + column * 3 + row * column) % 7],
        )
        for row in range(17)
        for column in range(16)
    )
    gleams = "".join(
        tag("rect", x=1900 * u, y=548 + 100 * v, width=40 + 120 * v, height=3, fill="#ffe9c0", opacity=0.5)
        for u, v in scatter(60, 0.11)
    )
    sea = gradient("sea", ("#8aa0c4", 1), ("#3d5488", 1)) + tag("rect", y=540, width=2000, height=140, fill="url(#sea)")
    sun = gradient("sun", ("#ffd489", 0.62), ("#7a3030", 0), ("#120c22", 0.74), angle=14)
    sky = ground("#f9dca6", "#f4b884", "#dc8f8b", "#9a7ba8", "#9a7ba8") + glow(360, 470, 560, CREAM)
    return sky + sea + gleams + field("#3a1a1d", 678) + bricks + sun + field("url(#sun)", 678)


def hearth() -> str:
    """A fire at the end of long boards."""
    boards = "".join(
        tag("rect", y=60 + 118 * n, width=2000, height=104 - 2 * n, fill="#120a12", opacity=0.52 - 0.02 * n)
        for n in range(9)
    )
    rising = "".join(
        tag(
            "circle",
            cx=1000 + (u - 0.5) * (240 + 900 * v),
            cy=1150 - 1080 * v,
            r=9 - 6 * v,
            fill="#ffd27a",
            opacity=1 - 0.75 * v,
        )
        for u, v in scatter(130, 0.41)
    )
    fire = glow(1000, 1180, 1150, "#ff9a3c", 0.8) + glow(1000, 1210, 430, "#ffe9ae")
    return ground("#241320", "#4a2020", "#8a3a22", "#1a0d12") + boards + fire + rising


def sparks() -> str:
    embers = "".join(
        tag(
            "path",
            d=f"M{1000 + (u - 0.5) * 900:.0f} {1400 - 300 * v:.0f} q{(u - 0.5) * 500:.0f} {-300 - 500 * v:.0f}"
            f" {(u - 0.5) * 1300:.0f} {-420 - 800 * v:.0f}",
            stroke=("#ffcf6b", "#ff9a3c", EMBER)[n % 3],
            stroke_opacity=0.25 + 0.5 * v,
            stroke_width=2 + 4 * u,
            fill="none",
        )
        for n, (u, v) in enumerate(scatter(90, 0.17))
    )
    return ground("#0e0b1b", "#1d1226", "#4a1a20", "#b5451f") + glow(1000, 1480, 1100, "#ff8a2c") + embers
