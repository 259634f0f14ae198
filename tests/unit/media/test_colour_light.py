"""Samples to what a screen shows, by the numbers of the standards that define them."""

import struct
from pathlib import Path

import pytest
import pyvips

from app.media.colour_light import BT709, Light, by_codes, by_gamma, to_screen
from app.media.colour_signs import jp2_profile, light_of
from tests.difficult_pictures import DIFFICULT
from tests.rare_pictures import CLOTH, GAMMA_ADOBE, RARE, png, quarters

MADE = {difficult.name: difficult for difficult in (*DIFFICULT, *RARE)}


def shown(light: Light, *samples: int, depth: str = "uchar") -> list[int]:
    image = pyvips.Image.black(1, 1, bands=len(samples)) + list(samples)
    return [round(value) for value in to_screen(image.cast(depth), light)(0, 0)]


def test_srgb_stays_as_it_is() -> None:
    assert shown(by_codes(1, 13), 200, 60, 40) == [200, 60, 40]
    assert shown(by_codes(2, 2), 1, 128, 254) == [1, 128, 254]


@pytest.mark.parametrize("primaries", [1, 9, 12])
@pytest.mark.parametrize("transfer", [1, 4, 8, 13])
def test_what_is_neutral_stays_neutral(primaries: int, transfer: int) -> None:
    red, green, blue = shown(by_codes(primaries, transfer), 128, 128, 128)
    assert max(red, green, blue) - min(red, green, blue) <= 1
    assert shown(by_codes(primaries, transfer), 255, 255, 255) == [255, 255, 255]


def test_red_of_srgb_comes_back_from_display_p3() -> None:
    """Display P3 writes it as 234, 51, 35."""
    red, green, blue = shown(by_codes(12, 13), 234, 51, 35)
    assert red >= 254
    assert max(green, blue) <= 6


def test_light_that_is_linear_is_bent_for_the_screen() -> None:
    assert shown(by_gamma(1.0), 55, 55, 55) == [128, 128, 128]


def test_white_of_pq_is_nearly_white_and_ten_times_as_bright_is_not_brighter_than_the_screen() -> None:
    """ST 2084: 203 cd/m² is 58 % of the signal, 1,000 is 75 %, 100 is 51 %."""
    paper, lamp, dim = (shown(by_codes(1, 16), *[value] * 3, depth="ushort")[0] for value in (38_055, 49_270, 33_300))
    assert 225 <= paper < lamp <= 255
    assert abs(dim - 185) <= 4


def test_hlg_is_brought_down_too() -> None:
    """BT.2408: paper is 75 % of the signal."""
    paper, most = (shown(by_codes(9, 18), *[value] * 3, depth="ushort")[0] for value in (49_151, 65_535))
    assert 225 <= paper < most <= 255


def test_how_opaque_a_pixel_is_goes_through() -> None:
    assert shown(by_codes(12, 13), 255, 255, 255, 0x40) == [255, 255, 255, 0x40]
    assert shown(by_gamma(1.0), 0xFFFF, 0x8000, depth="ushort")[-1] == 127


def test_primaries_on_one_line_are_not_believed(tmp_path: Path) -> None:
    flat = (0.3127, 0.3290, 0.64, 0.33, 0.3, 0.33, 0.15, 0.33)
    corners = (b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in flat)))
    png(quarters(CLOTH), GAMMA_ADOBE, corners)(tmp_path / "flat.png")
    assert light_of(tmp_path / "flat.png", pyvips.Image.black(1, 1), profiled=False) is None


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("wide-by-code.png", True),
        ("corners.png", True),
        ("linear.png", True),
        ("srgb-and-gamma.png", False),
        ("no-corners.png", False),
        ("wide-by-code.heic", True),
        ("sixteen.png", False),
        ("picture.avif", False),
        ("profiled.jp2", False),
        ("progressive.jpg", False),
    ],
)
def test_files_that_tell_of_their_colours_are_told_from_others(tmp_path: Path, name: str, told: bool) -> None:
    path = MADE[name].made(tmp_path)
    found = light_of(path, pyvips.Image.black(1, 1), profiled=False)
    assert (found is not None) is told
    assert not found or found.points != BT709 or found.curve(0.5) == pytest.approx(0.5)


def test_a_profile_goes_before_all_but_the_code_points_of_a_png(tmp_path: Path) -> None:
    image = pyvips.Image.black(1, 1)
    assert light_of(MADE["corners.png"].made(tmp_path), image, profiled=True) is None
    assert light_of(MADE["wide-by-code.heic"].made(tmp_path), image, profiled=True) is None
    assert light_of(MADE["wide-by-code.png"].made(tmp_path), image, profiled=True)


def test_the_profile_of_a_jpeg_2000_is_the_one_in_its_colour_box(tmp_path: Path) -> None:
    assert jp2_profile(MADE["profiled.jp2"].made(tmp_path)) == bytes(pyvips.Image.profile_load("p3"))
    assert jp2_profile(MADE["picture.jp2"].made(tmp_path)) is None
