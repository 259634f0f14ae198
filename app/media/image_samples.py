"""Samples that no screen knows, signed, of 32 bits or floating, as samples that one does. What they then look like is
``app.media.image_colour``."""

from collections.abc import Callable
from typing import Any, Final

_PLAIN: Final = ("uchar", "ushort")
_MEASURED: Final = ("lab", "labs", "labq", "lch", "xyz", "yxy")
# Light may be brighter than white, but not by more; greater numbers are samples of 8 or 16 bits, computed with.
_BRIGHTEST: Final = 16.0
_ENDLESS: Final = 1e30


def plain(image: Any, again: Callable[[], Any]) -> Any:
    """``again`` opens the picture once more, for its darkest and its brightest sample."""
    if image.format in _PLAIN or image.interpretation in _MEASURED:
        return image
    image, measured = _finite(image), _finite(again()).stats()
    least, most = measured(0, 0)[0], measured(1, 0)[0]
    colours = 3 if image.bands > 2 else 1
    if image.format in ("float", "double") and most <= _BRIGHTEST:
        return _lit(image, colours)
    if image.format in ("uint", "float", "double") and least >= 0 and most < 1 << 32:
        return _scaled(image, colours, most)
    return _spread(image, colours, least, most)


def _finite(image: Any) -> Any:
    """Black where there is no number, or one without end."""
    return (image.abs() < _ENDLESS).ifthenelse(image, 0)


def _lit(image: Any, colours: int) -> Any:
    """Light, 1 being white, unless a profile says otherwise."""
    if image.get_typeof("icc-profile-data"):
        return (image * 65_535).cast("ushort").copy(interpretation="rgb16" if colours == 3 else "grey16")
    if colours == 3:
        return image.copy(interpretation="scrgb")
    grey = image.extract_band(0)
    shown = grey.bandjoin([grey, grey]).copy(interpretation="scrgb").colourspace("srgb").extract_band(0)
    opaque = (image.extract_band(1) * 255).cast("uchar") if image.bands > 1 else None
    return (shown.bandjoin(opaque) if opaque else shown).copy(interpretation="b-w")


def _scaled(image: Any, colours: int, most: float) -> Any:
    """Of 8, 16 or 32 bits, by what they reach."""
    if most < 1 << 8:
        return image.cast("uchar").copy(interpretation="srgb" if colours == 3 else "b-w")
    samples = image if most < 1 << 16 else image * (1 / 65_537)
    return samples.cast("ushort").copy(interpretation="rgb16" if colours == 3 else "grey16")


def _spread(image: Any, colours: int, least: float, most: float) -> Any:
    """Heights, temperatures: from black for the least to white for the most."""
    scale = 255 / (most - least) if most > least else 1
    samples = (image - least) * scale
    return samples.cast("uchar").copy(interpretation="srgb" if colours == 3 else "b-w")
