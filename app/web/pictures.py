"""Pictures that are zoomed into, by their identifier in the Image API: an image, or a page of a document."""

import os
from dataclasses import dataclass
from pathlib import Path

from app.bootstrap import Archive
from app.errors import NotFound
from app.iiif import image, image_size
from app.iiif.image import ImageRequest
from app.media.tiff_tiles import Head, read_head, read_tile
from app.services.fair_places import FairPlaces
from app.services.reading import MediaView
from app.services.viewer import Viewer
from app.web import limits
from app.web.archive import archive, viewer
from metadata.problem import Problem

LIMITS = image_size.Limits()

# Of 64 threads half may wait for a drawing; a school behind one address has a third of those.
renderers = FairPlaces(max(2, os.cpu_count() or 2), each=12, waiting=30, patience=8)


@dataclass(frozen=True, slots=True)
class Picture:
    identifier: str
    media: MediaView
    path: Path
    head: Head

    @property
    def etag(self) -> str:
        return f"{self.identifier}-{self.media.generation}"


def find(identifier: str) -> Picture:
    """A picture that whoever asks may see. Raises ``NotFound`` or ``SignInNeeded``."""
    return picture(archive(), viewer(), identifier)


def picture(archive: Archive, viewer: Viewer, identifier: str) -> Picture:
    """``MEDIA``, or ``MEDIA~3`` for the third page of a document. Raises ``NotFound`` or ``SignInNeeded``."""
    return _picture(archive, archive.reading.media(viewer, identifier.partition("~")[0]), identifier)


def told_of(identifier: str) -> Picture:
    """A picture that whoever asks may see, or is told of. Raises ``NotFound``."""
    return _picture(archive(), archive().reading.told_of(viewer(), identifier.partition("~")[0]), identifier)


def _picture(archive: Archive, media: MediaView, identifier: str) -> Picture:
    _, mark, number = identifier.partition("~")
    folder = archive.store.derivatives(media.id, media.generation)
    if mark:
        path = folder / "pages" / f"{_page(media, number):04}" / "image.tif"
    elif media.type == "image":
        path = folder / "image.tif"
    else:
        raise NotFound(Problem("media.not_found", value=identifier))
    return Picture(identifier, media, path, read_head(path))


def parsed(found: Picture, version: int, region: str, size: str, rotation: str, quality: str) -> ImageRequest:
    """What is asked of this picture. Raises ``BadRequest``."""
    return image.parse(
        region,
        size,
        rotation,
        quality,
        full=found.head.sizes[0],
        limits=LIMITS,
        version=version,
        grey=found.head.grey,
    )


def tile(found: Picture, asked: ImageRequest) -> bytes | None:
    """The bytes as they lie in the pyramid, where the request is for just one of its tiles."""
    place = image.aligned(asked, found.head.sizes, found.head.tile)
    return read_tile(found.path, place.level, place.column, place.row, place.size) if place else None


def draw(picture: Picture, asked: ImageRequest) -> bytes:
    """Drawn by libvips, a few at a time, for each client in its turn. Raises ``Busy`` when one asks for too much at
    once, ``Overloaded`` when all do."""
    from app.media.image_render import render  # libvips: not in a process that only ever hands over tiles

    with renderers.one(limits.client()):
        return render(picture.path, asked.region, asked.size, asked.rotation, asked.mirror, asked.quality, asked.format)


def _page(media: MediaView, number: str) -> int:
    pages = len(media.detail.get("pages", ())) if media.type == "document" else 0
    if not (number.isascii() and number.isdigit() and number[0] != "0" and int(number[:6]) <= pages):
        raise NotFound(Problem("media.not_found", value=f"{media.id}~{number[:20]}"))
    return int(number)
