"""Places on a canvas as media fragments (W3C Media Fragments URI 1.0, 4.2.1 and 4.2.2)."""

from collections.abc import Sequence


def fragment(
    region: Sequence[float] | None = None, stretch: tuple[float, float] | None = None, *, percent: bool = False
) -> str:
    """``#xywh=…&t=…``; empty for the whole canvas. ``region`` is x, y, width and height in pixels, or in hundredths,
    ``stretch`` from and to in seconds. A moment has no end: as a fragment it would be none otherwise."""
    pieces = [f"xywh={'percent:' if percent else ''}{','.join(map(_plain, region))}"] if region else []
    if stretch:
        start, end = stretch
        pieces.append(f"t={_plain(start)}{f',{_plain(end)}' if end > start else ''}")
    return "#" + "&".join(pieces) if pieces else ""


def _plain(number: float) -> str:
    """To a thousandth, however far into a film."""
    return f"{number:.3f}".rstrip("0").rstrip(".")
