"""The information document of an image service: ``info.json`` of Image API 3.0 and of 2.1.1, both at level 2.

Content types and ``Link`` headers are the web's; the profile addresses it needs are here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.iiif.image_size import Limits, Size

CONTEXT = {2: "http://iiif.io/api/image/2/context.json", 3: "http://iiif.io/api/image/3/context.json"}
PROFILE = {2: "http://iiif.io/api/image/2/level2.json", 3: "http://iiif.io/api/image/3/level2.json"}
_PROTOCOL = "http://iiif.io/api/image"

# What level 2 does not already promise.
_EXTRA_FORMATS = ("webp", "gif", "tif")
_EXTRA_FEATURES = ("canonicalLinkHeader", "mirroring", "profileLinkHeader", "rotationArbitrary", "sizeUpscaling")
_FEATURES_V2 = (
    "baseUriRedirect",
    "canonicalLinkHeader",
    "cors",
    "jsonldMediaType",
    "mirroring",
    "profileLinkHeader",
    "regionSquare",
    "rotationArbitrary",
    "sizeAboveFull",
)


def info(
    base_uri: str,
    levels: Sequence[Size],
    *,
    tile: int,
    limits: Limits,
    grey: bool = False,
    rights: str | None = None,
    part_of: Sequence[Mapping[str, Any]] = (),
    services: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Image API 3.0. ``levels`` are the true sizes of the pyramid, the full one first; ``base_uri`` has no slash at
    its end; ``services`` are those that grant access."""
    document: dict[str, Any] = {
        "@context": CONTEXT[3],
        "id": base_uri,
        "type": "ImageService3",
        "protocol": _PROTOCOL,
        "profile": "level2",
        "width": levels[0][0],
        "height": levels[0][1],
        "maxWidth": limits.max_width,
        "maxHeight": limits.max_height,
        "maxArea": limits.max_area,
        "sizes": _sizes(levels, limits),
        "tiles": _tiles(levels, tile),
        "preferredFormats": ["jpg"],
        "extraFormats": list(_EXTRA_FORMATS),
        "extraQualities": ["gray", "bitonal"] if grey else ["color", "gray", "bitonal"],
        "extraFeatures": list(_EXTRA_FEATURES),
    }
    optional = {"rights": rights, "partOf": list(part_of), "service": list(services)}
    return document | {name: value for name, value in optional.items() if value}


def info_v2(
    base_uri: str,
    levels: Sequence[Size],
    *,
    tile: int,
    limits: Limits,
    grey: bool = False,
    rights: str | None = None,
    services: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Image API 2.1.1, for older clients."""
    document: dict[str, Any] = {
        "@context": CONTEXT[2],
        "@id": base_uri,
        "protocol": _PROTOCOL,
        "width": levels[0][0],
        "height": levels[0][1],
        "sizes": _sizes(levels, limits),
        "tiles": _tiles(levels, tile),
        "profile": [
            PROFILE[2],
            {
                "formats": list(_EXTRA_FORMATS),
                "qualities": ["default", "gray", "bitonal"] if grey else ["default", "color", "gray", "bitonal"],
                "supports": list(_FEATURES_V2),
                "maxWidth": limits.max_width,
                "maxHeight": limits.max_height,
                "maxArea": limits.max_area,
            },
        ],
    }
    optional = {"license": rights, "service": list(services)}
    return document | {name: value for name, value in optional.items() if value}


def _sizes(levels: Sequence[Size], limits: Limits) -> list[dict[str, int]]:
    """Smallest first, and none that would be refused (5.2)."""
    return [{"width": width, "height": height} for width, height in reversed(levels) if limits.allow((width, height))]


def _tiles(levels: Sequence[Size], tile: int) -> list[dict[str, Any]]:
    return [{"width": tile, "height": tile, "scaleFactors": [1 << level for level in range(len(levels))]}]
