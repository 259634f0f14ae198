"""Colours of any original to what a browser shows: 8 bits, sRGB or grey, opaque on white."""

from io import BytesIO
from typing import Any

import pyvips
from PIL import ImageCms

_ICC = "icc-profile-data"
_GREYS = ("b-w", "grey16")


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


def to_srgb(image: Any) -> Any:
    """One band of grey or three of sRGB, 8 bits each, nothing transparent."""
    grey = image.interpretation in _GREYS or image.bands < 3
    image = _flattened(_colours(image, grey))
    bands = 1 if grey else 3
    if image.bands > bands:
        image = image.extract_band(0, n=bands)
    return image.cast("uchar").copy(interpretation="b-w" if grey else "srgb")


def _colours(image: Any, grey: bool) -> Any:
    space = "b-w" if grey else "srgb"
    if image.interpretation == "multiband":
        image = image.copy(interpretation=space)
    profile = icc_profile(image)
    if profile and not (image.interpretation == "srgb" and profile_name(profile).startswith("sRGB")):
        try:
            return _through_profile(image).colourspace(space)
        except pyvips.Error:
            # A profile that is broken, or for another number of inks, is common: the picture counts, not its profile.
            image = image.copy()
            image.remove(_ICC)
    if image.interpretation == "cmyk":
        return image.icc_transform("srgb", input_profile="cmyk", intent="perceptual")
    return image.colourspace(space)


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
