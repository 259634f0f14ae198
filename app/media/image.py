"""Derivatives of pictures: the pyramid that is zoomed into, with its side file of edge tiles, and thumbnails.

They are upright, in sRGB or grey, on white, and carry nothing of what the camera wrote into the original.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips

from app.media import edge_tiles
from app.media.aside import aside
from app.media.edge_tiles import Place
from app.media.image_header import PIXELS
from app.media.image_refusal import refusals
from app.media.image_render import QUALITY, draw
from app.media.image_source import opened
from app.media.tiff_tiles import Head, Size, read_head, true_size
from app.media.tiff_trim import padded, trim, true_sizes

TILE = 512
# libvips writes, but will not read, tiles over twice as long as the picture.
_SMALL, _SMALL_TILE = 128, 256


@dataclass(frozen=True, slots=True)
class Pyramid:
    """``levels`` are the true sizes, the full one first."""

    width: int
    height: int
    levels: tuple[Size, ...]
    tile: int
    grey: bool


def read_pyramid(pyramid: Path) -> Pyramid:
    head = read_head(pyramid)
    return Pyramid(*head.sizes[0], levels=head.sizes, tile=head.tile, grey=head.grey)


def make_pyramid(
    source: Path, target: Path, *, page: int | None = None, name: str = "", limit_pixels: int = PIXELS
) -> Pyramid:
    """A tiled TIFF at ``target``, and beside it the edge tiles. ``name`` is what people call the original. Raises
    ``MediaRefused``; then nothing is written.

    The quality stays under 90, where libvips stops halving the colour planes and files grow fivefold.
    """
    with aside(target) as part:
        with opened(source, target.parent, page=page, name=name, limit_pixels=limit_pixels) as image:
            full = image.width, image.height
            tile = TILE if max(full) > _SMALL else _SMALL_TILE
            image.embed(0, 0, *padded(full, tile), extend="copy").tiffsave(
                str(part),
                tile=True,
                tile_width=tile,
                tile_height=tile,
                pyramid=True,
                compression="jpeg",
                Q=QUALITY,
                keep="none",
            )
        trim(part, true_sizes(full, tile), tile)
        # The side file comes first: a pyramid that is there always has its own.
        with aside(edge_tiles.path_of(target)) as edges, refusals():
            head = read_head(part)
            edge_tiles.write(edges, head.bytes, [(place, _cut(part, head, place)) for place in _edge_places(head)])
    return read_pyramid(target)


def make_thumbnail(source: Path, target: Path, width: int) -> Size:
    """A WebP at ``target``, at most ``width`` wide and twice as high, never enlarged, from an original or, faster,
    from a pyramid. Returns its size."""
    with aside(target) as part:
        if edge_tiles.path_of(source).exists():
            full = read_head(source).sizes[0]
            return _save_thumbnail(draw(source, (0, 0, *full), _fitted(full, width)), part)
        with opened(source, target.parent) as image:
            size = _fitted((image.width, image.height), width)
            return _save_thumbnail(image.thumbnail_image(size[0], height=size[1], size="force"), part)


def _save_thumbnail(image: Any, part: Path) -> Size:
    with refusals():
        image.webpsave(str(part), Q=80, keep="none")
    return image.width, image.height


def _fitted(full: Size, width: int) -> Size:
    scale = min(1.0, width / full[0], 2 * width / full[1])
    return max(1, round(full[0] * scale)), max(1, round(full[1] * scale))


def _edge_places(head: Head) -> Iterator[Place]:
    """Every tile that is not full, in each size that it may be asked for.

    Levels round down, and so do viewers that read their sizes; those that reckon from the scale factor alone round up.
    """
    full_width, full_height = head.sizes[0]
    for number, level in enumerate(head.levels):
        columns = _lengths(full_width, level.width, number, head.tile)
        rows = _lengths(full_height, level.height, number, head.tile)
        for column, widths in enumerate(columns):
            for row, heights in enumerate(rows):
                for width in widths:
                    for height in heights:
                        if (width, height) != (head.tile, head.tile):
                            yield Place(number, column, row, width, height)


def _lengths(full: int, level: int, number: int, tile: int) -> list[set[int]]:
    """For each tile along one side of a level: how long it is, rounded down and up."""
    span = tile << number
    lengths = []
    for start in range(0, full, span):
        down = min(tile, level - (start >> number))
        up = -(-min(span, full - start) >> number)
        lengths.append({down, up} - {0})
    return lengths


def _cut(pyramid: Path, head: Head, place: Place) -> bytes:
    grid = head.levels[place.level]
    if (place.width, place.height) == true_size(head, grid, place.column, place.row):
        level = pyvips.Image.tiffload(str(pyramid), page=place.level, access="random")
        image = level.crop(place.column * head.tile, place.row * head.tile, place.width, place.height)
    else:
        image = draw(pyramid, _region(head, place), (place.width, place.height))
    return bytes(image.jpegsave_buffer(Q=QUALITY, keep="none"))


def _region(head: Head, place: Place) -> tuple[int, int, int, int]:
    """What a tile shows, in pixels of the full picture."""
    width, height = head.sizes[0]
    span = head.tile << place.level
    left, top = place.column * span, place.row * span
    return left, top, min(span, width - left), min(span, height - top)
