"""More pictures of rhythm for the sample collection: bars, rings, waves, strings. Cloth and ink are in ``cloth``."""

from math import cos, pi, sin

from app.sample.studio.drawing import (
    CREAM,
    EMBER,
    INDIGO,
    MADDER,
    MIST,
    STRAW,
    TURMERIC,
    field,
    glow,
    gradient,
    ground,
    lit,
    ripples,
    scatter,
    tag,
    wave,
)


def bars(sky: tuple[str, ...], tones: tuple[str, ...], count: int, swing: float, light: str) -> str:
    """Upright bars that rise and fall."""
    step = 1840 / count
    upright = "".join(
        tag(
            "rect",
            x=80 + step * n + step * 0.14,
            y=750 - h / 2 + 70 * sin(n * swing * 0.5),
            width=step * 0.72,
            height=h,
            rx=step * 0.12,
            fill=tones[n % len(tones)],
        )
        for n, h in ((n, 640 + 320 * sin(n * swing) + 150 * cos(n * swing * 2.3)) for n in range(count))
    )
    shine = gradient("shine", ("#fff", 0.2), ("#fff", 0), ("#000", 0.35), angle=20)
    return ground(*sky) + glow(1000, 1100, 1100, light, 0.75) + upright + shine + field("url(#shine)")


def slips() -> str:
    """Twelve slips with short notches, in no order that could be read."""
    strips = "".join(
        tag("rect", x=112 + 150 * n, y=190 + 34 * sin(n * 1.3), width=118, height=1120, rx=16, fill=c)
        + "".join(
            tag("rect", x=128 + 150 * n, y=270 + 62 * k + 34 * sin(n * 1.3), width=30 + 42 * abs(sin(n * 2.1 + k)),
                height=7, fill="#5d4320", opacity=0.6)
            for k in range(16)
        )
        for n, c in enumerate(("#e7cf8e", "#dcc07a", "#d1b26a", "#e2c784") * 3)
    )  # fmt: skip
    return ground("#3d4a35", "#26352c", "#151f1c") + glow(620, 460, 980, "#fff3c4", 0.55) + strips


def bubbles() -> str:
    rising = "".join(
        lit(f"bubble{n}", "#fff3cf", ("#e9a63f", "#d98a2c", "#f0c06a")[n % 3], "#b0631f", "#7a3d18")
        + tag("circle", cx=2000 * u, cy=1540 - 1500 * v, r=16 + 92 * (1 - v) * u + 10, fill=f"url(#bubble{n})",
              opacity=0.3 + 0.6 * (1 - v))
        for n, (u, v) in enumerate(scatter(64, 0.29))
    )  # fmt: skip
    return ground("#f7d58a", "#d68f34", "#7b3a1b", "#35151a") + glow(700, 260, 900, CREAM) + rising


def rings(sky: tuple[str, ...], centres: tuple[tuple[float, float], ...], colours: tuple[str, ...], gap: float) -> str:
    """Fields of rings that meet."""
    fields = "".join(
        glow(x, y, 520, colours[n % len(colours)], 0.5) + ripples(x, y, 46, gap, 17, colours[n % len(colours)])
        for n, (x, y) in enumerate(centres)
    )
    marks = "".join(tag("circle", cx=x, cy=y, r=30, fill=CREAM) for x, y in centres)
    return ground(*sky) + fields + marks


def pond() -> str:
    gleams = "".join(
        tag("rect", x=1960 * u, y=1480 * v, width=30 + 110 * u, height=4, rx=2, fill="#fdf6d0", opacity=0.5)
        for u, v in scatter(90, 0.33)
    )
    centres = ((520, 520), (1330, 400), (1000, 1050), (1720, 1120))
    return rings(("#c9dba0", "#6fa58b", "#2e6d6b", "#173f48"), centres, ("#f4fbe2", "#d9efc4"), 48) + gleams


def discs(sky: tuple[str, ...], places: tuple[tuple[float, float, float], ...], tones: tuple[str, ...]) -> str:
    """Round trays or gongs, lit from the upper left."""
    drawn = "".join(
        tag("circle", cx=x + 14, cy=y + 26, r=r, opacity=0.45, filter="url(#soft)")
        + lit(f"tray{n}", "#fff6dd", tones[n % len(tones)], tones[n % len(tones)], "#2a1620")
        + tag("circle", cx=x, cy=y, r=r, fill=f"url(#tray{n})")
        + tag("circle", cx=x, cy=y, r=r * 0.78, fill="none", stroke="#fff6dd", stroke_opacity=0.5, stroke_width=6)
        + tag("circle", cx=x, cy=y, r=r * 0.3, fill="#fff6dd", opacity=0.55)
        for n, (x, y, r) in enumerate(places)
    )
    return ground(*sky) + glow(1000, 300, 1000, CREAM, 0.7) + drawn


def trays() -> str:
    places = tuple((220 + 390 * (n % 5), 350 + 400 * (n // 5) + 36 * sin(n * 1.9), 150.0) for n in range(15))
    return discs(("#e9efb5", "#a9c97d", "#5f9a63"), places, ("#c9443a", "#e9a63f", "#7a4fa0", "#2f7d6b", "#f0d9a0"))


def twelve() -> str:
    places = tuple((1000 - 850 * cos(pi * n / 11), 1280 - 960 * sin(pi * n / 11), 112.0) for n in range(12))
    return discs(("#20362c", "#3f6d4c", "#a9b76a"), places, ("#d9a03a", "#c4842c"))


def turning(sky: tuple[str, ...], tones: tuple[str, ...], light: str, oval: float) -> str:
    """Ovals that turn in rings."""
    ovals = "".join(
        tag("ellipse", rx=size, ry=size * oval, fill=tones[(n + ring) % len(tones)],
            stroke="#fff", stroke_width=6, stroke_opacity=0.6,
            transform=f"translate({1000 + wide * cos(a):.0f} {750 + wide * 0.62 * sin(a):.0f})"
                      f" rotate({a * 180 / pi + 90:.0f})")
        for ring, (wide, count, size) in enumerate(((430, 12, 62), (660, 18, 70), (890, 24, 78)))
        for n, a in ((n, 2 * pi * n / count + ring * 0.17) for n in range(count))
    )  # fmt: skip
    return ground(*sky) + glow(1000, 750, 720, light, 0.85) + ovals


def answering(sky: tuple[str, ...], first: str, second: str, moon: tuple[float, float, float]) -> str:
    """Two bands of waves that answer each other."""
    bands = "".join(
        tag("polyline", points=wave(top + 21 * n, 78 - 2 * n, 200 + 7 * n, shift + n * 0.13, lean), fill="none",
            stroke=colour, stroke_width=3 + n * 0.42, stroke_opacity=0.3 + 0.028 * n)
        for top, shift, lean, colour in ((620, 0.2, 0.06, first), (860, 2.6, -0.05, second))
        for n in range(22)
    )  # fmt: skip
    x, y, size = moon
    disc = tag("circle", cx=x, cy=y, r=size, fill=CREAM) + glow(x, y, size * 4.5, CREAM, 0.55)
    return ground(*sky) + disc + bands


def crossing() -> str:
    """Bars of green and gold that cross in rhythm."""
    tones = ("#d9b84a", "#7fae5d", "#f0dc94", "#3f7d4f", "#b08a30")
    drawn = "".join(
        tag("rect", x=-300 + 150 * n, y=690 + 210 * sin(n * 0.8), width=1180, height=44, rx=22, fill=tones[n % 5],
            opacity=0.92, transform=f"rotate({56 if n % 2 else -52} {290 + 150 * n} {710 + 210 * sin(n * 0.8):.0f})")
        for n in range(13)
    )  # fmt: skip
    return ground("#1b3a30", "#2f5d45", "#86924a", angle=40) + glow(980, 760, 900, "#fff3c4", 0.6) + drawn


def eight_strings() -> str:
    strings = "".join(
        tag("path", d=f"M-20 {y} Q1000 {y + 120 * sin(n * 1.3):.0f} 2020 {y}",
            fill="none", stroke=w, stroke_width=s, stroke_opacity=o)
        for n, y in ((n, 290 + 230 * (n // 2) + 56 * (n % 2)) for n in range(8))
        for w, s, o in ((CREAM, 26, 0.18), ("#fffbe8", 8, 0.95))
    )  # fmt: skip
    grain = "".join(
        tag("polyline", points=wave(40 * n, 6, 340, n * 0.7), fill="none", stroke="#7d5a1c", stroke_width=3,
            stroke_opacity=0.25)
        for n in range(39)
    )  # fmt: skip
    return ground("#f2d27c", "#d6a444", "#9a6a28", angle=80) + grain + glow(1300, 520, 900, "#fff6d0", 0.7) + strings


def fire_marks() -> str:
    """Rings of fired earth, flecked."""
    clay = ("#b5603a", "#c8774a", "#a04f30", "#d08a58")
    body = "".join(
        tag("ellipse", cx=1000, cy=770, rx=760 - 40 * n, ry=620 - 33 * n, fill=clay[n % 4], stroke="#5b2a1a",
            stroke_opacity=0.3, stroke_width=4)
        for n in range(15)
    )  # fmt: skip
    marks = "".join(
        tag("ellipse", cx=x, cy=y, rx=6 + 52 * u * v,
            ry=5 + 22 * v, fill=("#1f1214", "#f0bd52", "#3a1a14")[n % 3], opacity=0.55,
            transform=f"rotate({37 * n % 180} {x:.0f} {y:.0f})")
        for n, (u, v) in enumerate(scatter(80, 0.27))
        for x, y in ((1000 + 1400 * (u - 0.5) * (1 - abs(v - 0.5)), 770 + 1120 * (v - 0.5)),)
    )  # fmt: skip
    hollow = tag("ellipse", cx=1000, cy=770, rx=190, ry=150, fill="#22100f")
    shadow = tag("ellipse", cx=1060, cy=860, rx=780, ry=630, opacity=0.5, filter="url(#soft)")
    return ground("#f0d3a0", "#dca875", "#a8643f") + shadow + body + marks + hollow + glow(700, 430, 520, CREAM, 0.4)


def night_bands() -> str:
    """Warm bands that flow across the night."""
    tones = (EMBER, TURMERIC, MADDER, STRAW, "#7a4fa0", MIST)
    bands = "".join(
        tag("polyline", points=wave(360 + 52 * n, 120 - 4 * n, 260, 0.28 * n, 0.08 - 0.008 * n), fill="none",
            stroke=tones[n % 6], stroke_width=12 + 14 * abs(sin(n)), stroke_opacity=0.75)
        for n in range(18)
    )  # fmt: skip
    return ground("#120f2a", "#2a1c48", "#4a1f3c") + glow(420, 1180, 800, EMBER, 0.5) + bands


def six_breaths() -> str:
    """Six lines of light from one point."""
    pipes = "".join(
        tag("path", d=f"M330 1290 Q{760 + 60 * n} {1260 - 40 * n} {1180 + 120 * n} {260 + 128 * n}", fill="none",
            stroke=(STRAW, TURMERIC, CREAM)[n % 3], stroke_width=30 - 2.5 * n, stroke_linecap="round", opacity=0.92)
        for n in range(6)
    )  # fmt: skip
    airs = "".join(glow(1180 + 120 * n, 260 + 128 * n, 210 - 12 * n, MIST, 0.8) for n in range(6))
    return ground("#141634", INDIGO, "#4a3f78", "#8b5a6b") + airs + pipes + glow(330, 1290, 420, EMBER)


def fire_held() -> str:
    """Dark curves that hold a spark."""
    curves = "".join(
        tag("path", d=f"M{1000 - 130 - 62 * n} {380 + 14 * n} Q{700 - 74 * n} {1240 + 20 * n} 1000 {1180 + 34 * n}"
            f" T{1130 + 62 * n} {380 + 14 * n}", fill="none", stroke=("#5b2430", "#7d3a2c", "#341726")[n % 3],
            stroke_width=40 - 2 * n, stroke_opacity=0.92, stroke_linecap="round")
        for n in range(12)
    )  # fmt: skip
    return ground("#170d1c", "#33172a", "#5c2426") + curves + glow(1000, 760, 620, EMBER) + glow(1000, 790, 210, CREAM)


def steps_up() -> str:
    """Faint steps that rise into the night."""
    steps = "".join(
        tag("rect", x=1000 - (620 - 30 * n), y=1400 - 74 * n, width=2 * (620 - 30 * n), height=30 - n, rx=6,
            fill=("#f3d9a0", MIST)[n % 2], opacity=0.78 - 0.036 * n)
        for n in range(18)
    )  # fmt: skip
    stars = "".join(tag("circle", cx=2000 * u, cy=900 * v, r=1.5 + 3 * u, fill="#fff", opacity=0.7 * v)
                    for u, v in scatter(120, 0.5))  # fmt: skip
    return ground("#0c0d26", "#191b45", "#2d2a5c", "#4b3148") + stars + glow(1000, 120, 700, "#cfd6ff", 0.7) + steps
