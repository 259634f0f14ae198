"""Pictures from outside, opened in a process apart (``app.media.apart``). What it does is ``app.media.image_source``
and ``app.media.image``; pyramids, which are our own, are drawn where they are asked for.
"""

from pathlib import Path

from app.media import tiff_tiles
from app.media.apart import Apart
from app.media.image_header import PIXELS, ImageHeader

HEADER_SECONDS = 30.0
PIXELS_SECONDS = 900.0


def process() -> Apart:
    """One that opens pictures, not started yet."""
    return Apart("app.media.image_child", heavy="media.picture_too_heavy", slow="media.picture_too_slow")


_apart = process()
most_memory = _apart.most_memory


def read_header(path: Path, *, name: str = "", limit_pixels: int = PIXELS) -> ImageHeader:
    """As ``app.media.image_source.read_header``."""
    told = _apart.ask(HEADER_SECONDS, do="header", path=str(path), name=name, limit_pixels=limit_pixels)
    return ImageHeader(**told)


def make_pyramid(source: Path, target: Path, *, page: int | None = None, name: str = "") -> tiff_tiles.Size:
    """As ``app.media.image.make_pyramid``; the size of the picture."""
    _apart.ask(PIXELS_SECONDS, do="pyramid", source=str(source), target=str(target), page=page, name=name)
    return tiff_tiles.read_head(target).sizes[0]


def make_thumbnail(source: Path, target: Path, width: int) -> tiff_tiles.Size:
    """As ``app.media.image.make_thumbnail``."""
    made_width, made_height = _apart.ask(
        PIXELS_SECONDS, do="thumbnail", source=str(source), target=str(target), width=width
    )
    return made_width, made_height
