"""Any region at any size: the right part of the picture, of exactly the size asked for."""

import io
import math
import random
from pathlib import Path

import pytest
import pyvips
from PIL import Image, ImageChops, ImageStat

from app.errors import NotFound, TooLarge
from app.media import image_render
from app.media.image import make_pyramid
from app.media.image_render import render
from tests.media_samples import compass, enlarged, tagged_exif

RED, GREEN, BLUE, YELLOW = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)
FULL = (0, 0, 900, 600)


@pytest.fixture(scope="module")
def four_colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compass")
    compass().save(folder / "source.jpg", exif=tagged_exif(), quality=95)
    make_pyramid(folder / "source.jpg", folder / "p.tif")
    return folder / "p.tif"


@pytest.fixture(scope="module")
def temple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("temple")
    make_pyramid(enlarged(folder / "temple.bmp", 2601, 1735), folder / "p.tif")
    return folder / "p.tif"


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def quarters(picture: Image.Image) -> list[str]:
    """The nearest named colour in each quarter, clockwise from the top left."""
    names = {"red": RED, "green": GREEN, "blue": BLUE, "yellow": YELLOW, "white": (255,) * 3, "black": (0,) * 3}
    plain = picture.convert("RGB")
    places = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
    found = [plain.getpixel((int(plain.width * x), int(plain.height * y))) for x, y in places]
    return [min(names, key=lambda name: math.dist(names[name], colour)) for colour in found]


def test_a_region_at_a_size_is_that_region_of_the_picture(temple: Path) -> None:
    chance = random.Random(7)
    with Image.open(temple.with_name("temple.bmp")) as source:
        truth = source.convert("RGB")
    for _ in range(40):
        x, y = chance.randrange(2600), chance.randrange(1734)
        width, height = chance.randint(1, 2601 - x), chance.randint(1, 1735 - y)
        shrink = chance.uniform(0.03, 1)
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        drawn = opened(render(temple, (x, y, width, height), size))
        expected = truth.resize(size, Image.Resampling.BOX, box=(x, y, x + width, y + height))
        assert drawn.size == size
        mean = ImageStat.Stat(ImageChops.difference(drawn, expected).convert("L")).mean[0]
        assert mean < 12, ((x, y, width, height), size)


@pytest.mark.parametrize(
    "size", [(2601, 1735), (1300, 867), (650, 433), (100, 67), (1, 1), (2601, 1), (1, 1735), (4000, 3000)]
)
def test_every_size_is_exact(temple: Path, size: tuple[int, int]) -> None:
    assert opened(render(temple, (0, 0, 2601, 1735), size)).size == size


def test_a_sliver_of_a_large_picture_is_not_decoded_at_full_size(temple: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, sliver = (0, 0, 2601, 1735), (2601, 1)
    opened_pages = []
    load = pyvips.Image.tiffload
    monkeypatch.setattr(
        pyvips.Image,
        "tiffload",
        lambda *names, page, **rest: opened_pages.append(page) or load(*names, page=page, **rest),
    )
    at_full_size = image_render.draw(temple, whole, sliver).avg()
    monkeypatch.setattr(image_render, "_DECODED_AREA", 1_000_000)
    assert abs(image_render.draw(temple, whole, sliver).avg() - at_full_size) < 4
    assert opened_pages == [0, 2]


def test_the_last_pixel_of_an_odd_picture_can_be_asked_for_alone(temple: Path) -> None:
    assert opened(render(temple, (2600, 1734, 1, 1), (1, 1))).size == (1, 1)
    assert opened(render(temple, (2300, 1400, 301, 335), (38, 42))).size == (38, 42)


@pytest.mark.parametrize(
    ("rotation", "mirror", "size", "expected"),
    [
        (0, False, (300, 200), ["red", "green", "blue", "yellow"]),
        (90, False, (200, 300), ["yellow", "red", "green", "blue"]),
        (180, False, (300, 200), ["blue", "yellow", "red", "green"]),
        (270, False, (200, 300), ["green", "blue", "yellow", "red"]),
        (360, False, (300, 200), ["red", "green", "blue", "yellow"]),
        (0, True, (300, 200), ["green", "red", "yellow", "blue"]),
        (90, True, (200, 300), ["blue", "green", "red", "yellow"]),
    ],
)
def test_mirrored_first_then_turned_clockwise(
    four_colours: Path, rotation: float, mirror: bool, size: tuple[int, int], expected: list[str]
) -> None:
    drawn = opened(render(four_colours, FULL, (300, 200), rotation, mirror))
    assert (drawn.size, quarters(drawn)) == (size, expected)


@pytest.mark.parametrize("angle", [22.5, 45, 137, 300])
def test_any_angle_turns_clockwise_in_the_smallest_box(four_colours: Path, angle: float) -> None:
    drawn = opened(render(four_colours, FULL, (300, 200), angle, format="png"))
    sine, cosine = abs(math.sin(math.radians(angle))), abs(math.cos(math.radians(angle)))
    assert abs(drawn.width - (300 * cosine + 200 * sine)) <= 2
    assert abs(drawn.height - (300 * sine + 200 * cosine)) <= 2
    # The middle of the red quarter, turned about the centre of the picture.
    x, y = -75, -50
    turned = math.radians(angle)
    place = (
        drawn.width / 2 + x * math.cos(turned) - y * math.sin(turned),
        drawn.height / 2 + x * math.sin(turned) + y * math.cos(turned),
    )
    red = drawn.convert("RGB").getpixel((int(place[0]), int(place[1])))
    assert math.dist(red, RED) < 20


def test_corners_are_clear_where_the_format_knows_it_and_white_where_not(four_colours: Path) -> None:
    for name in ("png", "webp", "gif", "tif"):
        assert opened(render(four_colours, FULL, (300, 200), 45, format=name)).convert("RGBA").getpixel((0, 0))[3] == 0
    assert min(opened(render(four_colours, FULL, (300, 200), 45)).getpixel((0, 0))) > 250


@pytest.mark.parametrize(
    ("format", "name"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"), ("gif", "GIF"), ("tif", "TIFF")]
)
def test_formats_are_what_they_are_called_and_tell_nothing_of_the_camera(
    four_colours: Path, format: str, name: str
) -> None:
    for rotation in (0, 30):
        for quality in ("default", "gray", "bitonal"):
            content = render(four_colours, FULL, (300, 200), rotation, quality=quality, format=format)
            assert opened(content).format == name
            assert b"Nokia" not in content


def test_an_unknown_format_is_not_found(four_colours: Path) -> None:
    with pytest.raises(NotFound):
        render(four_colours, FULL, (300, 200), format="jp2")


def test_gray_has_no_colour_and_bitonal_no_grey(four_colours: Path) -> None:
    for name in ("jpg", "png"):
        assert opened(render(four_colours, FULL, (300, 200), quality="gray", format=name)).mode == "L"
    bitonal = opened(render(four_colours, FULL, (300, 200), quality="bitonal", format="png")).convert("L")
    assert {value for _, value in bitonal.getcolors()} == {0, 255}
    assert quarters(bitonal) == ["black", "white", "black", "white"]


def test_more_than_the_bound_is_not_drawn(four_colours: Path) -> None:
    with pytest.raises(TooLarge):
        render(four_colours, FULL, (5001, 5000))
    with pytest.raises(TooLarge):
        render(four_colours, FULL, (11, 10), max_area=100)


def test_enlarging_keeps_edges_where_they_are(four_colours: Path) -> None:
    drawn = opened(render(four_colours, (400, 250, 100, 100), (400, 400)))
    assert quarters(drawn) == ["red", "green", "blue", "yellow"]
