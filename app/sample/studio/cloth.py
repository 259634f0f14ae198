"""Pictures of cloth, paper and ink for the sample collection, without a motif or a letter."""

from math import cos, sin

from app.sample.studio.drawing import (
    CREAM,
    EMBER,
    INDIGO,
    INK,
    LEAF,
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


def arcs(paper: tuple[str, ...], inks: tuple[str, ...], size: int) -> str:
    """Quarter arcs, bold and faint, that join and spell nothing."""
    drawn = "".join(
        tag(
            "path",
            d=f"M{x + size * (n % 2)} {y} a{size} {size} 0 0 {n % 2} {size * (-1 if n % 2 else 1)} {size}",
            fill="none",
            stroke=inks[(n * n + n // 3) % len(inks)],
            stroke_width=8 + 26 * abs(sin(n * 1.9)),
            stroke_linecap="round",
        )
        for n, (x, y) in enumerate(
            (60 + size * column, 40 + size * row) for row in range(1480 // size) for column in range(1900 // size)
        )
    )
    fade = gradient("wash", (paper[0], 0), (paper[-1], 0.72), angle=35)
    return ground(*paper, angle=60) + drawn + fade + field("url(#wash)")


def ink_columns(paper: tuple[str, ...], halves: bool) -> str:
    """Upright washes of ink, long and short, as a brush leaves them when it writes nothing."""
    washes = "".join(
        tag(
            "path",
            d=f"M{x} {140 + 60 * abs(sin(n * 1.3)):.0f} q{16 * sin(n * 2.1):.0f} {300 + 90 * sin(n):.0f} 0"
            f" {760 + 420 * abs(sin(n * 0.7)):.0f}",
            fill="none",
            stroke=INK,
            stroke_width=14 + 46 * abs(cos(n * 1.7)),
            stroke_opacity=0.16 + 0.5 * abs(sin(n * 0.9)),
            stroke_linecap="round",
        )
        for n, x in enumerate(range(170, 1860, 122))
        if not (halves and 900 < x < 1120)
    )
    seal = tag("circle", cx=1760, cy=1370, r=58, fill=MADDER, opacity=0.9)
    spine = tag("rect", x=1000, width=40, height=1500, fill="#5b3a20", opacity=0.22) if halves else ""
    return ground(*paper, angle=50) + glow(560, 420, 900, "#fffdf0", 0.7) + washes + spine + seal


def folds(tones: tuple[str, ...], stripes: tuple[str, ...], every: int) -> str:
    """Cloth in soft folds, crossed by stripes of unequal width."""
    bands = "".join(
        tag(
            "polyline",
            points=wave(70 + 52 * n, 26 + n * 0.8, 190, 0.5 + n * 0.04),
            fill="none",
            stroke=stripes[(n // every) % len(stripes)] if n % every == 0 else tones[n % len(tones)],
            stroke_width=(14 + 20 * abs(sin(n * 1.7))) if n % every == 0 else 54,
        )
        for n in range(-2, 30)
    )
    shade = gradient("drape", *(("#000", 0.5 if n % 2 else 0) for n in range(8)), angle=8)
    return ground(tones[0], tones[-1]) + bands + shade + field("url(#drape)") + glow(640, 380, 900, CREAM, 0.3)


def threads() -> str:
    """Bright threads side by side over indigo."""
    tones = ("#e0303a", "#f0607a", "#f58a2c", "#ffcf5a", "#c21f4a", "#ffffff", "#3f9a62")
    drawn = "".join(
        tag(
            "path",
            d=f"M-40 {40 + 29 * n} C600 {-60 + 31 * n + 120 * sin(n * 0.21):.0f} 1300"
            f" {160 + 27 * n - 150 * sin(n * 0.17):.0f} 2040 {30 + 29 * n}",
            fill="none",
            stroke=tones[(n * n // 3) % 7],
            stroke_width=5 + 10 * abs(sin(n * 0.9)),
            stroke_opacity=0.9,
        )
        for n in range(50)
        if n % 6
    )
    return ground("#14163a", INDIGO, "#1a1533") + glow(1280, 640, 900, "#7a5fd0", 0.5) + drawn


def curved_bands() -> str:
    """Bands of colour that bend like the rings of a sleeve, without a figure."""
    tones = (MADDER, TURMERIC, "#2f7d6b", "#f3ead2", "#5a4fa0", EMBER, "#2b6f9a", STRAW)
    bands = "".join(
        tag(
            "circle", cx=-180, cy=1760, r=640 + 78 * n, fill="none", stroke=tones[(3 * n + n // 5) % 8], stroke_width=62
        )
        for n in range(26)
    )
    return ground("#0f0e1c", "#1d1a2e") + bands + glow(1440, 320, 900, CREAM, 0.35)


def beads() -> str:
    """Dark weave with sparse bright points, in no figure."""
    weave = "".join(
        tag("rect", x=40 * c, y=40 * r, width=38, height=18 if (r + c) % 2 else 38, rx=6,
            fill=("#1c1830", "#2a1f38", "#3a1c2c")[(c // 4 + r // 7) % 3])
        for r in range(38)
        for c in range(50)
    )  # fmt: skip
    points = "".join(
        tag(
            "circle",
            cx=20 + 40 * round(49 * u),
            cy=20 + 40 * round(37 * v),
            r=12,
            fill=("#fff", CREAM, "#ffd7a0")[n % 3],
        )
        for n, (u, v) in enumerate(scatter(210, 0.42))
    )
    lines = "".join(
        tag("rect", y=y, width=2000, height=18, fill=c) for y, c in ((310, MADDER), (690, TURMERIC), (1180, LEAF))
    )
    return ground("#120f1e", "#120f1e") + weave + lines + points + glow(520, 380, 900, CREAM, 0.3)


def leaves_on_a_thread() -> str:
    strips = "".join(
        tag("rect", x=210, y=300 + 88 * n, width=1580, height=74, rx=8, fill=("#cdb47a", "#bfa265", "#d9c48d")[n % 3],
            transform=f"rotate({1.8 * sin(n * 1.7):.2f} 1000 {337 + 88 * n})")
        + "".join(
            tag("rect", x=290 + 21 * k, y=330 + 88 * n, width=9 + 6 * abs(sin(k * n + k)), height=5, fill="#4a3418",
                opacity=0.55, transform=f"rotate({1.8 * sin(n * 1.7):.2f} 1000 {337 + 88 * n})")
            for k in range(67)
            if k % 9
        )
        for n in range(11)
    )  # fmt: skip
    thread = tag("path", d="M1000 180 Q1018 760 990 1380", fill="none", stroke=MADDER, stroke_width=9)
    return ground("#34413a", "#232b2c", "#141a1f") + glow(600, 460, 960, "#fff0c4", 0.5) + strips + thread
