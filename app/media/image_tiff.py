"""What a TIFF's directory tells of how to read its picture; the reading is ``app.media.image_source``."""

from itertools import islice
from pathlib import Path
from typing import Any, Final

from app.media.image_refusal import Undecodable
from app.media.tiff_directories import (
    BITS,
    COMPRESSION,
    DNG_VERSION,
    EXTRA_SAMPLES,
    PHOTOMETRIC,
    PLANES,
    SAMPLES,
    TILE_WIDTH,
    WIDTH,
    Directory,
    directories,
)

_OLD_JPEG, _JPEG, _LZMA, _ZSTD = 6, 7, 34_925, 50_000
_YCBCR, _CIELAB = 6, 8
_SENSOR: Final = (32_803, 34_892)
# ICCLAB, ITULAB, LogL, LogLuv: libvips would show them as red, green and blue.
_FOREIGN: Final = (9, 10, 32_844, 32_845)
_LOOKED_AT: Final = 4
# By photometric interpretation: white is zero, black is zero, RGB, palette, inks, YCbCr.
_COLOURS: Final = {0: 1, 1: 1, 2: 3, 3: 3, 5: 4, 6: 3}
_UNSPECIFIED: Final = 0


def check_shown(path: Path) -> None:
    """Raises ``Undecodable`` for colours that nobody here knows, and for what a camera wrote before it made a picture:
    its first directory often holds a small copy, which would be taken for the whole."""
    first = list(islice(directories(path), _LOOKED_AT))
    every = [each for directory in first for each in (directory, *directory.inner)]
    if any(DNG_VERSION in each.tags or each.get(PHOTOMETRIC) in _SENSOR for each in every):
        raise Undecodable("camera raw", "media.camera_raw")
    if any(each.get(PHOTOMETRIC) in _FOREIGN for each in first):
        raise Undecodable("colours that are not supported")


def directory_of(path: Path, page: int) -> Directory:
    return next(islice(directories(path), page, None), Directory({}))


def is_for_pillow(directory: Directory) -> bool:
    """What the libtiff of libvips was built without, or libvips does not put together, and Pillow does. YCbCr that is
    not in JPEG libvips would show as red, green and blue. What white is, fax machines may leave untold."""
    in_planes = directory.get(PLANES) == 2 and directory.get(SAMPLES) > 1 and TILE_WIDTH in directory.tags
    in_ycc = directory.get(PHOTOMETRIC) == _YCBCR and directory.get(COMPRESSION) != _JPEG
    in_lab = directory.get(PHOTOMETRIC) == _CIELAB and directory.get(BITS) == 8
    untold = WIDTH in directory.tags and PHOTOMETRIC not in directory.tags
    return in_planes or in_ycc or in_lab or untold or directory.get(COMPRESSION) in (_OLD_JPEG, _LZMA, _ZSTD)


def without_extras(image: Any, directory: Directory) -> Any:
    """Samples beyond the colours tell how opaque a picture is only where ExtraSamples says so (TIFF 6.0, section 18):
    an image program's saved selection, too, is such a sample."""
    colours = _COLOURS.get(directory.get(PHOTOMETRIC, _CIELAB))
    if colours is None or image.bands <= colours:
        return image
    kept = colours if directory.tags.get(EXTRA_SAMPLES) == _UNSPECIFIED else colours + 1
    return image.extract_band(0, n=kept) if image.bands > kept else image
