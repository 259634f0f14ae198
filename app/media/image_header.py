"""What is known of a picture before it is decoded, and how large it may be. ``app.media.image_source`` reads it."""

from dataclasses import dataclass

PIXELS = 500_000_000
# A progressive JPEG keeps all its coefficients in memory until the end, some formats all their pixels: some 600 MB.
PIXELS_PROGRESSIVE = 120_000_000
PIXELS_WHOLE = 72_000_000


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """``width`` and ``height`` are of the picture held upright; ``orientation`` is the EXIF value, 1 to 8, that was
    reckoned with. ``icc`` is the colour profile's name, empty where it can't be read, None where there is none."""

    width: int
    height: int
    orientation: int
    pages: int
    mode: str
    alpha: bool
    icc: str | None
