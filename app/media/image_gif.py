"""Where the first picture of a GIF lies on its canvas. What it leaves free is see-through, which libvips tells only of
GIFs that name a see-through colour: it is black elsewhere."""

import struct
from pathlib import Path
from typing import Any, Final

_HEAD: Final = 65_536
_EXTENSION, _PICTURE = 0x21, 0x2C

Place = tuple[int, int, int, int]


def on_white(image: Any, path: Path) -> Any:
    place = _first(path)
    if place is None or image.hasalpha() or place == (0, 0, image.width, image.height):
        return image
    left, top, width, height = place
    if not width or not height or left + width > image.width or top + height > image.height:
        return image
    return image.crop(*place).embed(left, top, image.width, image.height, extend="white")


def _first(path: Path) -> Place | None:
    """Left, top, width, height; None where it is not among the first bytes, or not at all."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    try:
        at = 13 + _table(head[10])
        while head[at] == _EXTENSION:
            at += 2
            while head[at]:
                at += head[at] + 1
            at += 1
        return struct.unpack_from("<4H", head, at + 1) if head[at] == _PICTURE else None
    except (IndexError, struct.error):
        return None


def _table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0
