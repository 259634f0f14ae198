"""Requests of the Image API as its text has them: 3.0 clause by clause, and 2.1 where it differs."""

import pytest

from app.errors import BadRequest, NotFound
from app.iiif.image import ImageRequest, TileRef, aligned, canonical, parse
from app.iiif.image_size import Limits

FULL = (1301, 977)
LEVELS = ((1301, 977), (650, 488), (325, 244))
LIMITS = Limits(max_width=4000, max_height=3000, max_area=6_000_000)


def request(
    region: str = "full",
    size: str = "max",
    rotation: str = "0",
    last: str = "default.jpg",
    *,
    full: tuple[int, int] = FULL,
    limits: Limits = LIMITS,
    version: int = 3,
    grey: bool = False,
) -> ImageRequest:
    return parse(region, size, rotation, last, full=full, limits=limits, version=version, grey=grey)


def refusal(*words: str, version: int = 3) -> str:
    with pytest.raises(BadRequest) as refused:
        request(*words, version=version)
    return refused.value.problem.code


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("full", (0, 0, 1301, 977)),
        ("square", (162, 0, 977, 977)),
        ("125,15,120,140", (125, 15, 120, 140)),
        ("1200,900,200,200", (1200, 900, 101, 77)),
        ("0,0,99999,99999", (0, 0, 1301, 977)),
        ("pct:0,0,100,100", (0, 0, 1301, 977)),
        ("pct:50,50,50,50", (651, 489, 650, 488)),
        ("pct:41.6,7.5,66.6,100", (541, 73, 760, 904)),
        ("pct:.5,.5,1,1", (7, 5, 13, 10)),
        ("pct:99.99,99.99,1,1", (1300, 976, 1, 1)),
        ("pct:0,0,0.001,0.001", (0, 0, 1, 1)),
    ],
)
def test_regions(region: str, expected: tuple[int, ...]) -> None:
    assert request(region).region == expected


def test_percentages_that_meet_leave_no_gap() -> None:
    left, right = request("pct:0,0,33.3,100").region, request("pct:33.3,0,66.7,100").region
    assert left.x + left.width == right.x
    assert right.x + right.width == FULL[0]


def test_a_square_of_a_tall_picture_is_from_its_middle() -> None:
    assert request("square", full=(100, 301)).region == (0, 100, 100, 100)


@pytest.mark.parametrize(
    "region", ["0,0,0,10", "0,0,10,0", "1301,0,10,10", "0,977,10,10", "pct:100,0,10,10", "pct:0,0,0,10"]
)
def test_a_region_that_shows_nothing_is_a_bad_request(region: str) -> None:
    assert refusal(region) == "iiif.region_outside"


@pytest.mark.parametrize(
    "region",
    [
        "",
        "FULL",
        "1,2,3",
        "1,2,3,4,5",
        "-1,0,10,10",
        "+1,0,10,10",
        "1.5,0,10,10",
        "a,b,c,d",
        "pct:1,2,3",
        "pct:1e1,0,5,5",
        "pct:-1,0,5,5",
        "0, 0,10,10",
        "0,0,10,10\n",
        "٠,٠,10,10",
        "9999999999,0,1,1",
        "pct:,,,",
        "full/",
    ],
)
def test_a_region_in_other_words_is_a_bad_request(region: str) -> None:
    assert refusal(region) == "iiif.region"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("max", (1301, 977)),
        ("^max", (2826, 2122)),
        ("650,", (650, 488)),
        ("1301,", (1301, 977)),
        ("^2602,", (2602, 1954)),
        (",488", (650, 488)),
        ("^,1954", (2602, 1954)),
        ("pct:50", (651, 489)),
        ("pct:100", (1301, 977)),
        ("pct:0.1", (1, 1)),
        ("^pct:120", (1561, 1172)),
        ("225,100", (225, 100)),
        ("^2000,100", (2000, 100)),
        ("^200,100", (200, 100)),
        ("!225,100", (133, 100)),
        ("!100,225", (100, 75)),
        ("!2000,3000", (1301, 977)),
        ("^!2000,3000", (2000, 1502)),
        ("^!100,100", (100, 75)),
        ("!1,1", (1, 1)),
    ],
)
def test_sizes(size: str, expected: tuple[int, int]) -> None:
    assert request(size=size).size == expected


@pytest.mark.parametrize("size", ["1302,", ",978", "1302,977", "1301,978", "pct:100.1", "pct:100.001", "pct:200"])
def test_enlarging_without_saying_so_is_a_bad_request(size: str) -> None:
    assert refusal("full", size) == "iiif.size_upscale"
    assert request(size=f"^{size}").size


@pytest.mark.parametrize("size", ["0,", ",0", "0,0", "!0,10", "pct:0", "pct:0.01", "^0,10"])
def test_a_size_of_no_pixel_is_a_bad_request(size: str) -> None:
    assert refusal("full", size) == "iiif.size_nothing"


def test_a_side_that_would_round_to_nothing_is_one_pixel() -> None:
    assert request("0,0,1301,1", "100,").size == (100, 1)
    assert request("0,0,1,977", "!100,100").size == (1, 100)


@pytest.mark.parametrize(
    "size",
    [
        "",
        ",",
        "full",
        "^",
        "^full",
        "max^",
        "!max",
        "!100,",
        "!,100",
        "^^100,",
        "!^100,100",
        "100",
        "-100,",
        "1e2,",
        "100.0,",
        "pct:",
        "pct:-1",
        "pct:1e1",
        "pct:50%",
        "100,100,",
        " 100,",
        "100,\n",
        "١٠٠,",
        "9999999999,",
    ],
)
def test_a_size_in_other_words_is_a_bad_request(size: str) -> None:
    assert refusal("full", size) == "iiif.size"


@pytest.mark.parametrize("size", ["^4001,10", "^10,3001", "^3000,2500", "^pct:400", "^4001,"])
def test_a_size_beyond_the_limits_is_a_bad_request(size: str) -> None:
    assert refusal("full", size) == "iiif.size_limit"


@pytest.mark.parametrize(
    ("full", "expected"),
    [((12000, 9000), (2828, 2121)), ((40000, 400), (4000, 40)), ((300, 30000), (30, 3000)), ((40000, 1), (4000, 1))],
)
def test_max_of_a_large_picture_is_as_large_as_the_limits_allow(
    full: tuple[int, int], expected: tuple[int, int]
) -> None:
    asked = request(full=full)
    assert asked.size == expected
    assert LIMITS.allow(asked.size)
    assert canonical(asked) == "full/max/0/default.jpg"


@pytest.mark.parametrize(
    ("rotation", "expected"),
    [
        ("0", (0, False)),
        ("90", (90, False)),
        ("22.5", (22.5, False)),
        ("!0", (0, True)),
        ("!345.0", (345, True)),
        ("360", (0, False)),
        (".5", (0.5, False)),
        ("007", (7, False)),
    ],
)
def test_rotations(rotation: str, expected: tuple[float, bool]) -> None:
    asked = request(rotation=rotation)
    assert (asked.rotation, asked.mirror) == expected


@pytest.mark.parametrize(
    "rotation", ["", "!", "-1", "361", "360.01", "1e2", "+5", "90!", "!!90", "nan", "inf", "9.", "ninety"]
)
def test_a_rotation_out_of_range_or_in_other_words_is_a_bad_request(rotation: str) -> None:
    assert refusal("full", "max", rotation) == "iiif.rotation"


def test_qualities_and_formats() -> None:
    for quality in ("default", "color", "gray", "bitonal"):
        for format in ("jpg", "png", "webp", "gif", "tif"):
            asked = request(last=f"{quality}.{format}")
            assert asked.format == format
            assert asked.quality == ("default" if quality == "color" else quality)
    assert request(last="default.tif").media_type == "image/tiff"
    assert request(last="gray.png", grey=True).quality == "default"
    assert request(last="bitonal.png", grey=True).quality == "bitonal"


@pytest.mark.parametrize(
    ("last", "code"),
    [
        ("grey.jpg", "iiif.quality"),
        ("native.jpg", "iiif.quality"),
        (".jpg", "iiif.quality"),
        ("default", "iiif.quality"),
        ("default.", "iiif.format"),
        ("default.jp2", "iiif.format"),
        ("default.pdf", "iiif.format"),
        ("default.JPG", "iiif.format"),
        ("default.x.jpg", "iiif.quality"),
    ],
)
def test_an_unsupported_quality_or_format_is_a_bad_request(last: str, code: str) -> None:
    assert refusal("full", "max", "0", last) == code


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("full", "max", "0", "default.jpg"), "full/max/0/default.jpg"),
        (("0,0,1301,977", "1301,977", "360", "color.jpg"), "full/max/0/default.jpg"),
        (("pct:0,0,100,100", "pct:100", "0.0", "default.png"), "full/max/0/default.png"),
        (("square", "!100,100", "!90.50", "gray.webp"), "162,0,977,977/100,100/!90.5/gray.webp"),
        (("1200,900,500,500", "50,", "22.5", "bitonal.png"), "1200,900,101,77/50,38/22.5/bitonal.png"),
        (("full", "650,", "0", "default.jpg"), "full/650,488/0/default.jpg"),
        (("full", "^650,", "0", "default.jpg"), "full/650,488/0/default.jpg"),
        (("full", "^2602,", "0", "default.jpg"), "full/^2602,1954/0/default.jpg"),
        (("full", "^max", "0", "default.jpg"), "full/^max/0/default.jpg"),
        (("full", "^max", "100", "default.jpg"), "full/^max/100/default.jpg"),
    ],
)
def test_the_canonical_form(words: tuple[str, str, str, str], expected: str) -> None:
    asked = request(*words)
    assert canonical(asked) == expected
    assert canonical(request(*_four(expected))) == expected


def _four(path: str) -> tuple[str, str, str, str]:
    region, size, rotation, last = path.split("/")
    return region, size, rotation, last


def test_a_square_picture_is_all_of_its_square() -> None:
    assert canonical(request("square", full=(500, 500))) == "full/max/0/default.jpg"


class TestVersionTwo:
    @pytest.mark.parametrize(
        ("size", "expected"),
        [
            ("full", FULL),
            ("max", FULL),
            ("2602,", (2602, 1954)),
            ("pct:200", (2602, 1954)),
            ("!2000,3000", FULL),
            ("200,300", (200, 300)),
        ],
    )
    def test_sizes(self, size: str, expected: tuple[int, int]) -> None:
        assert request(size=size, version=2).size == expected

    @pytest.mark.parametrize("size", ["^max", "^200,", "^!10,10"])
    def test_the_caret_is_not_known(self, size: str) -> None:
        assert refusal("full", size, version=2) == "iiif.size"

    def test_full_beyond_the_limits_is_refused_and_max_is_not(self) -> None:
        with pytest.raises(NotFound) as refused:
            request(size="full", full=(12000, 9000), version=2)
        assert refused.value.problem.code == "iiif.size_limit"
        assert request(size="max", full=(12000, 9000), version=2).size == (2828, 2121)

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (("full", "max", "0", "default.jpg"), "full/full/0/default.jpg"),
            (("full", "650,488", "0", "default.jpg"), "full/650,/0/default.jpg"),
            (("full", "!200,200", "0", "default.jpg"), "full/200,/0/default.jpg"),
            (("full", "200,300", "0", "default.jpg"), "full/200,300/0/default.jpg"),
        ],
    )
    def test_the_canonical_form(self, words: tuple[str, str, str, str], expected: str) -> None:
        assert canonical(request(*words, version=2)) == expected

    def test_its_tiles_by_width_alone_are_aligned(self) -> None:
        asked = request("0,0,1024,977", "512,", version=2)
        assert aligned(asked, LEVELS, 512) == TileRef(1, 0, 0, asked.size)


class TestAligned:
    @pytest.mark.parametrize(
        ("region", "size", "expected"),
        [
            ("0,0,512,512", "512,512", TileRef(0, 0, 0, (512, 512))),
            ("0,0,512,512", "max", TileRef(0, 0, 0, (512, 512))),
            ("512,512,512,465", "512,465", TileRef(0, 1, 1, (512, 465))),
            ("1024,512,999,999", "277,465", TileRef(0, 2, 1, (277, 465))),
            ("1024,0,277,977", "138,488", TileRef(1, 1, 0, (138, 488))),
            ("1024,0,277,977", "139,489", TileRef(1, 1, 0, (139, 489))),
            ("full", "325,244", TileRef(2, 0, 0, (325, 244))),
            ("full", "326,245", TileRef(2, 0, 0, (326, 245))),
        ],
    )
    def test_requests_along_the_grid_name_their_tile(self, region: str, size: str, expected: TileRef) -> None:
        assert aligned(request(region, size), LEVELS, 512) == expected

    @pytest.mark.parametrize(
        ("region", "size"),
        [
            ("1,0,512,512", "512,512"),
            ("0,0,511,512", "511,512"),
            ("0,0,512,512", "256,256"),
            ("512,0,1024,977", "512,488"),
            ("full", "max"),
            ("full", "324,244"),
            ("full", "200,150"),
        ],
    )
    def test_others_have_to_be_drawn(self, region: str, size: str) -> None:
        assert aligned(request(region, size), LEVELS, 512) is None

    @pytest.mark.parametrize(
        ("rotation", "last"), [("90", "default.jpg"), ("!0", "default.jpg"), ("0", "gray.jpg"), ("0", "default.png")]
    )
    def test_a_tile_that_is_turned_or_recoloured_has_to_be_drawn(self, rotation: str, last: str) -> None:
        assert aligned(request("0,0,512,512", "512,512", rotation, last), LEVELS, 512) is None
