"""Formats that libvips does not read here, decoded at once: HEIC by pillow-heif; JPEG 2000, BMP and the rarer kinds of
TIFF by Pillow.

Both libraries are imported when such a file comes, which is seldom.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyvips
from PIL import Image, TiffImagePlugin

from app.media.colour_signs import jp2_profile
from app.media.image_refusal import Undecodable

# Pillow's own reader of what is not compressed does not know colours of half the size.
TiffImagePlugin.READ_LIBTIFF = True

_BANDS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}
_PLAIN = {"1": "L", "P": "RGBA", "PA": "RGBA", "CMYK": "RGB", "YCbCr": "RGB", "LAB": "RGB", "RGBX": "RGB", "HSV": "RGB"}


def heif(path: Path) -> Any:
    """Upright: libheif turns and mirrors as the file asks."""
    import pillow_heif

    with _decoding():
        # Rows may be padded, which Pillow undoes.
        return _from_pillow(pillow_heif.open_heif(str(path), convert_hdr_to_8bit=True).to_pillow())


def pillow_outline(path: Path, page: int) -> Any:
    """A picture of the same size, bands and profile whose pixels nobody has decoded."""
    with _decoding(), _page(path, page) as picture:
        blank = pyvips.Image.black(picture.width, picture.height, bands=_BANDS[_plain_mode(picture)])
        return _with_profile(blank, picture)


def pillow(path: Path, page: int) -> Any:
    with _decoding(), _page(path, page) as picture:
        return _from_pillow(picture)


@contextmanager
def _page(path: Path, page: int) -> Iterator[Image.Image]:
    """Pillow turns a TIFF as it asks, and tells its size so."""
    with Image.open(path) as picture:
        if page:
            picture.seek(page)
        if "icc_profile" not in picture.info and picture.format == "JPEG2000":
            picture.info["icc_profile"] = jp2_profile(path)
        yield picture


@contextmanager
def _decoding() -> Iterator[None]:
    try:
        yield
    except Image.DecompressionBombError as error:
        raise Undecodable(str(error), "media.picture_too_heavy") from error
    except (ValueError, SyntaxError, RuntimeError, EOFError) as error:
        raise Undecodable(str(error)) from error
    except OSError as error:
        # Pillow's own have no number; a disk's have, and are not the picture's fault.
        if error.errno is not None:
            raise
        raise Undecodable(str(error)) from error


def _from_pillow(picture: Image.Image) -> Any:
    mode = _plain_mode(picture)
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda sample: sample / 256)
    plain = picture if picture.mode == mode else picture.convert(mode)
    image = pyvips.Image.new_from_memory(plain.tobytes(), plain.width, plain.height, _BANDS[mode], "uchar")
    return _with_profile(image, picture)


def _plain_mode(picture: Image.Image) -> str:
    if picture.mode in _BANDS:
        return picture.mode
    return _PLAIN.get(picture.mode, "L")


def _with_profile(image: Any, picture: Image.Image) -> Any:
    image = image.copy(interpretation="b-w" if image.bands < 3 else "srgb")
    profile = picture.info.get("icc_profile")
    # Pillow has turned these into red, green and blue: theirs is a profile for what they were.
    if profile and picture.mode not in ("CMYK", "LAB"):
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return image
