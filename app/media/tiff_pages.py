"""Which pictures in a TIFF are pages of a scan: smaller copies of a page and masks are none. No pixel is read here."""

from itertools import pairwise
from pathlib import Path

from app.media.tiff_directories import HEIGHT, KIND, OLD_KIND, TILE_WIDTH, WIDTH, Directory, directories

_REDUCED, _MASK = 1, 4
_OLD_REDUCED = 2


def pages(path: Path) -> list[int]:
    """The numbers of the directories that are pages, from 0; ``[0]`` for what is no TIFF, or has none."""
    found = [(number, each) for number, each in enumerate(directories(path)) if _is_page(each)]
    if _is_pyramid([each for _, each in found]):
        del found[1:]
    return [number for number, _ in found] or [0]


def _is_page(directory: Directory) -> bool:
    if KIND in directory.tags:
        return not directory.tags[KIND] & (_REDUCED | _MASK)
    return directory.get(OLD_KIND) != _OLD_REDUCED


def _is_pyramid(found: list[Directory]) -> bool:
    """Each half of the one before: some programs do not say that these are smaller copies. Two pages may have been
    scanned so, but not in tiles."""
    pairs = list(pairwise(found))
    halves = all(_halved(large, small, WIDTH) and _halved(large, small, HEIGHT) for large, small in pairs)
    return halves and (len(pairs) > 1 or any(TILE_WIDTH in small.tags for _, small in pairs))


def _halved(large: Directory, small: Directory, side: int) -> bool:
    return 0 < small.get(side) in (large.get(side) >> 1, (large.get(side) + 1) >> 1)
