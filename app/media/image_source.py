"""Original pictures, opened: by which reader, how large, upright, in the colours of a browser.

Writing derivatives is ``app.media.image``. Pixels are asked for in the order they lie in the file, so that a large
picture need not fit in memory; formats that can't be read so have a lower limit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips

from app.errors import MediaRefused
from app.media import image_gif, image_jpeg, image_samples, image_tiff, image_whole
from app.media.colour_signs import light_of
from app.media.image_colour import icc_profile, mode, profile_name, to_srgb
from app.media.image_header import PIXELS, PIXELS_PROGRESSIVE, PIXELS_WHOLE, ImageHeader
from app.media.image_refusal import refusals
from app.media.tiff_directories import TILE_WIDTH
from app.media.tiff_pages import pages
from metadata.problem import Problem

# One thread a picture: requests and workers are already as many as there are cores, and nothing is asked twice.
# A process that has drawn something must not fork: its children would wait for threads that they do not have.
pyvips.concurrency_set(1)
pyvips.cache_set_max(0)
pyvips.block_untrusted_set(True)


@dataclass(frozen=True, slots=True)
class _Reader:
    """``look`` opens without decoding, ``pixels`` (None: the same) to decode; ``most`` is their number at most."""

    look: Callable[[Path, int], Any]
    most: int = PIXELS
    most_interlaced: int = PIXELS_WHOLE
    pixels: Callable[[Path, int], Any] | None = None


def read_header(path: Path, *, name: str = "", limit_pixels: int = PIXELS) -> ImageHeader:
    """``name`` is what people call the file. Raises ``MediaRefused``: media.truncated, media.damaged,
    media.too_large, media.unknown_format."""
    with refusals(path, name):
        page = pages(path)[0]
        reader = _reader(path, page, name)
        image = reader.look(path, page)
        _check_size(image, reader, limit_pixels)
        orientation = _orientation(image)
        width, height = (image.height, image.width) if orientation > 4 else (image.width, image.height)
        profile = icc_profile(image)
        return ImageHeader(
            width=width,
            height=height,
            orientation=orientation,
            pages=image.get_n_pages(),
            mode=mode(image),
            alpha=bool(image.hasalpha()),
            icc=None if profile is None else profile_name(profile),
        )


@contextmanager
def opened(
    path: Path, folder: Path, *, page: int | None = None, name: str = "", limit_pixels: int = PIXELS
) -> Iterator[Any]:
    """A libvips image, upright, 8 bits of grey or sRGB, opaque, to be read once from top to bottom. ``page`` is its
    number in the file, by default the first that is no smaller copy.

    ``folder`` has room for the pixels of a picture that lies on its side. Raises as ``read_header`` does, for
    pixels too: a file that stops early is refused when its end is reached.
    """
    spill = folder / f".part-{path.name}.tif"
    with refusals(path, name):
        try:
            number = pages(path)[0] if page is None else page
            reader = _reader(path, number, name)
            looked = reader.look(path, number)
            _check_size(looked, reader, limit_pixels)
            pixels = reader.pixels(path, number) if reader.pixels else looked
            light = light_of(path, pixels, profiled=icc_profile(pixels) is not None)
            image = to_srgb(image_samples.plain(pixels, lambda: reader.look(path, number)), light)
            yield _upright(_bare(image), _orientation(looked), spill)
        finally:
            spill.unlink(missing_ok=True)


def _bare(image: Any) -> Any:
    """Without what the camera wrote. Savers that are told to keep nothing still write the orientation into a TIFF,
    which others would then apply a second time."""
    image = image.copy()
    for field in _fields(image):
        # libvips's own notes, such as that rows come in order, are for libvips.
        if not field.startswith("vips-"):
            image.remove(field)
    return image


def _fields(image: Any) -> list[str]:
    try:
        return list(image.get_fields())
    except UnicodeDecodeError:  # a PNG's text may be called anything; savers that keep nothing do not write it
        return ["orientation"]


def _upright(image: Any, orientation: int, spill: Path) -> Any:
    """Turning needs rows from anywhere in the picture, so its pixels go through a file, not through memory; those of
    a small or narrow one don't, because libvips reads no tiles over twice as long as the picture."""
    if orientation > 2 and min(image.width, image.height) < _SPILL:
        image = image.copy_memory()
    elif orientation > 2:
        image.tiffsave(str(spill), tile=True, tile_width=_SPILL, tile_height=_SPILL, bigtiff=True, keep="none")
        image = pyvips.Image.tiffload(str(spill), access="random")
    if orientation in (2, 4, 5, 7):
        image = image.fliphor()
    turns = {3: "d180", 4: "d180", 5: "d270", 6: "d90", 7: "d90", 8: "d270"}
    return image.rot(turns[orientation]) if orientation in turns else image


def _orientation(image: Any) -> int:
    value = image.get("orientation") if image.get_typeof("orientation") else 1
    return value if value in range(1, 9) else 1


def _check_size(image: Any, reader: _Reader, limit_pixels: int) -> None:
    interlaced = image.get_typeof("interlaced") and image.get("interlaced")
    most = min(limit_pixels, reader.most, reader.most_interlaced if interlaced else reader.most)
    if image.width * image.height > most:
        raise MediaRefused(Problem("media.too_large", "media", f"{image.width} × {image.height}", str(most)))


def _streamed(loader: str, paged: bool = False, fail_on: str = "error", **more: bool) -> Callable[[Path, int], Any]:
    def look(path: Path, page: int) -> Any:
        options = {"page": page, **more} if paged else more
        return getattr(pyvips.Image, loader)(str(path), access="sequential", fail_on=fail_on, **options)

    return look


def _gif(path: Path, page: int) -> Any:
    return image_gif.on_white(_streamed("gifload", paged=True)(path, page), path)


def _tiff(path: Path, page: int) -> Any:
    directory = image_tiff.directory_of(path, page)
    image = _tiled(path, page) if TILE_WIDTH in directory.tags else _stripped(path, page)
    return image_tiff.without_extras(image, directory)


_SPILL = 512
_stripped = _streamed("tiffload", paged=True)
# What is wrong with a tile is a mere warning, and the tile black.
_tiled = _streamed("tiffload", paged=True, fail_on="warning")
_JPEG = _Reader(image_jpeg.outline, most_interlaced=PIXELS_PROGRESSIVE, pixels=image_jpeg.pixels)
_PNG = _Reader(_streamed("pngload"))
_TIFF = _Reader(_tiff)
_WEBP = _Reader(_streamed("webpload", paged=True), most=PIXELS_WHOLE)
_GIF = _Reader(_gif, most=PIXELS_WHOLE)
_AVIF = _Reader(_streamed("heifload"), most=PIXELS_WHOLE)
# The build of libvips that Python's packages carry measures HEIC, but has no decoder for it. It allows for 256 tiles
# and other parts, which is less than a telephone's panorama has.
_HEIC = _Reader(_streamed("heifload", unlimited=True), most=PIXELS_WHOLE, pixels=lambda path, _: image_whole.heif(path))
# Pillow's JPEG 2000 takes twice the memory of the others.
_OTHER = _Reader(
    image_whole.pillow_outline,
    most=PIXELS_WHOLE // 2,
    pixels=image_whole.pillow,
)


def _reader(path: Path, page: int, name: str) -> _Reader:
    """By the first bytes, never by trial: no file is handed to a reader that was not made for it."""
    with path.open("rb") as file:
        head = file.read(64)
    if head[4:8] == b"ftyp":
        return _AVIF if b"avif" in head[8:] else _HEIC
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _WEBP
    for mark, reader in _MARKS:
        if head.startswith(mark):
            return _tiff_reader(path, page) if reader is _TIFF else reader
    raise MediaRefused(Problem("media.unknown_format", "media", name))


def _tiff_reader(path: Path, page: int) -> _Reader:
    image_tiff.check_shown(path)
    return _OTHER if image_tiff.is_for_pillow(image_tiff.directory_of(path, page)) else _TIFF


_MARKS = (
    (b"\xff\xd8\xff", _JPEG),
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"II*\0", _TIFF),
    (b"MM\0*", _TIFF),
    (b"II+\0", _TIFF),
    (b"MM\0+", _TIFF),
    (b"GIF8", _GIF),
    (b"\0\0\0\x0cjP  ", _OTHER),
    (b"\xff\x4f\xff\x51", _OTHER),
    (b"BM", _OTHER),
)
