"""What directories of a TIFF tell, in every layout; which are pages; and that no file can make the reading long."""

import struct
import time
from itertools import pairwise
from pathlib import Path

import pytest
import pyvips

from app.media.tiff_directories import HEIGHT, PHOTOMETRIC, SAMPLES, WIDTH, directories
from app.media.tiff_pages import pages
from tests.difficult_pictures import PLAIN_TIFF, SIZE, picture, tiff
from tests.rare_pictures import raw_beside, small_copy_first


@pytest.mark.parametrize("big", [False, True])
def test_sizes_and_samples_are_read_from_both_kinds_of_tiff(tmp_path: Path, big: bool) -> None:
    path = tmp_path / "plain.tif"
    image = pyvips.Image.new_from_memory(picture().tobytes(), *SIZE, 3, "uchar").copy(interpretation="srgb")
    image.tiffsave(str(path), bigtiff=big)
    (only,) = directories(path)
    assert (only.get(WIDTH), only.get(HEIGHT), only.get(SAMPLES), only.get(PHOTOMETRIC)) == (*SIZE, 3, 2)


def test_the_other_order_of_bytes_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "motorola.tif"
    entries = struct.pack(">HHIHH", WIDTH, 3, 1, 300, 0) + struct.pack(">HHII", HEIGHT, 4, 1, 200)
    path.write_bytes(b"MM\0*" + struct.pack(">IH", 8, 2) + entries + bytes(4))
    (only,) = directories(path)
    assert (only.get(WIDTH), only.get(HEIGHT)) == (300, 200)


def test_what_lies_within_the_first_directory_is_seen(tmp_path: Path) -> None:
    raw_beside(tmp_path / "raw.nef")
    (outer,) = directories(tmp_path / "raw.nef")
    assert [inner.get(PHOTOMETRIC) for inner in outer.inner] == [32_803]


def test_the_page_is_the_one_that_is_no_smaller_copy(tmp_path: Path) -> None:
    small_copy_first(tmp_path / "small-first.tif")
    assert pages(tmp_path / "small-first.tif") == [1]


@pytest.mark.parametrize(("sizes", "expected"), [((8, 4, 2), [0]), ((8, 4), [0, 1]), ((8, 4, 4), [0, 1, 2])])
def test_three_halves_are_one_picture_and_two_may_be_pages(
    tmp_path: Path, sizes: tuple[int, ...], expected: list[int]
) -> None:
    first, *rest = [picture().resize((30 * size, 20 * size)) for size in sizes]
    first.save(tmp_path / "halves.tif", save_all=True, append_images=rest)
    assert pages(tmp_path / "halves.tif") == expected


def test_what_is_no_tiff_has_no_directories_and_one_page(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    picture().save(path)
    assert list(directories(path)) == []
    assert pages(path) == [0]


@pytest.mark.parametrize(
    "lie", [{WIDTH: (16, 1, 0xFFFFFFF0)}, {330: (4, 0xFFFFFFFF, 8)}, {258: (3, 0xFFFFFFFF, 0xFFFFFF)}]
)
def test_tags_that_point_nowhere_are_left_out(tmp_path: Path, lie: dict[int, tuple[int, int, int]]) -> None:
    path = tmp_path / "lie.tif"
    path.write_bytes(tiff(PLAIN_TIFF | lie))
    assert len(list(directories(path))) == 1


def test_directories_that_overlap_do_not_take_long(tmp_path: Path) -> None:
    """Each of thousands may call most of the file its own."""
    path = tmp_path / "overlapping.tif"
    directory = 2 + 12 * 65_535 + 4
    content = bytearray(directory + 4 * 10_000)
    starts = range(10, 10 + 4 * 9_000, 4)
    for start in starts:
        struct.pack_into("<H", content, start, 0xFFFF)
    for start, following in pairwise(starts):
        struct.pack_into("<I", content, start + directory - 4, following)
    content[:8] = b"II*\0" + struct.pack("<I", 10)
    path.write_bytes(content)
    began = time.monotonic()
    assert 1 < len(pages(path)) < 50
    assert time.monotonic() - began < 20
