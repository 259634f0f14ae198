"""Colours of any original to what a browser shows: 8 bits, sRGB or grey, opaque on white."""

from io import BytesIO
from typing import Any, Final

import pyvips
from PIL import ImageCms

from app.media.colour_light import Light, to_screen

_ICC = "icc-profile-data"
_GREYS = ("b-w", "grey16")
_SAMPLES = ("uchar", "ushort")
_STEPS: Final = 6
_UNSEEN: Final = 2


def icc_profile(image: Any) -> bytes | None:
    return bytes(image.get(_ICC)) if image.get_typeof(_ICC) else None


def profile_name(profile: bytes) -> str:
    """As the profile calls itself; empty where it can't be read."""
    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile))).strip()
    except (ImageCms.PyCMSError, OSError):
        return ""


def mode(image: Any) -> str:
    """bitonal, grey, rgb, cmyk …, with 16 after it where samples are deeper than 8 bits."""
    if image.get_typeof("bits-per-sample") and image.get("bits-per-sample") == 1:
        return "bitonal"
    names = {"b-w": "grey", "srgb": "rgb"}
    name: str = names.get(image.interpretation, image.interpretation)
    return name


def to_srgb(image: Any, light: Light | None = None) -> Any:
    """One band of grey or three of sRGB, 8 bits each, nothing transparent. ``light`` goes before a profile."""
    grey = image.interpretation in _GREYS or image.bands < 3
    space = "b-w" if grey else "srgb"
    lit = to_screen(image, light).colourspace(space) if light and image.format in _SAMPLES else None
    image = _flattened(lit or _colours(image, space))
    bands = 1 if grey else 3
    if image.bands > bands:
        image = image.extract_band(0, n=bands)
    return image.cast("uchar").copy(interpretation="b-w" if grey else "srgb")


def _colours(image: Any, space: str) -> Any:
    if image.interpretation == "multiband":
        image = image.copy(interpretation=space)
    profile = icc_profile(image)
    if profile and not (image.interpretation == "srgb" and _is_srgb(profile)):
        try:
            return _through_profile(image).colourspace(space)
        except pyvips.Error:
            # A profile that is broken, or for another number of inks, is common: the picture counts, not its profile.
            image = image.copy()
            image.remove(_ICC)
    if image.interpretation == "cmyk":
        return image.icc_transform("srgb", input_profile="cmyk", intent="perceptual")
    return image.colourspace(space)


def _is_srgb(profile: bytes) -> bool:
    """By what it does to colours of all kinds: a name that begins with sRGB tells of other curves, too."""
    steps = pyvips.Image.new_from_array([[level * 255 / (_STEPS - 1) for level in range(_STEPS)]])
    plane = steps.replicate(1, _STEPS)
    colours = plane.bandjoin(plane.rot90()).replicate(_STEPS, 1)
    blue = steps.resize(_STEPS, kernel="nearest", vscale=_STEPS)
    samples = colours.bandjoin(blue).cast("uchar").copy(interpretation="srgb")
    samples.set_type(pyvips.GValue.blob_type, _ICC, profile)
    try:
        return bool((_convert(samples) - samples).abs().max() <= _UNSEEN)
    except pyvips.Error:
        return False


def _through_profile(image: Any) -> Any:
    """Opening a profile proves little; a pixel that it converts does, of a stand-in, since ours are read once."""
    pixel = pyvips.Image.black(1, 1, bands=image.bands).cast(image.format).copy(interpretation=image.interpretation)
    pixel.set_type(pyvips.GValue.blob_type, _ICC, icc_profile(image))
    _convert(pixel).avg()
    return _convert(image)


def _convert(image: Any) -> Any:
    return image.icc_transform("srgb", embedded=True, intent="perceptual", depth=8)


def _flattened(image: Any) -> Any:
    return image.flatten(background=[255] * (image.bands - 1)) if image.hasalpha() else image
