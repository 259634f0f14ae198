"""The information documents, as 5.2 to 5.7 of Image API 3.0 and 5.2 to 5.3 of 2.1 have them."""

import json
from typing import Any

import pytest

from app.iiif.image import parse
from app.iiif.image_info import info, info_v2
from app.iiif.image_size import Limits

BASE = "https://example.org/iiif/image/3/7H2KM9QX"
LEVELS = ((1301, 977), (650, 488), (325, 244))
LIMITS = Limits(max_width=4000, max_height=3000, max_area=6_000_000)


def document(version: int = 3, **options: Any) -> dict[str, Any]:
    make = info if version == 3 else info_v2
    made: dict[str, Any] = json.loads(json.dumps(make(BASE, LEVELS, tile=512, limits=LIMITS, **options)))
    return made


def test_the_required_properties_and_the_context_first() -> None:
    made = document()
    assert next(iter(made)) == "@context"
    assert made["@context"] == "http://iiif.io/api/image/3/context.json"
    required = {
        "id": BASE,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": 1301,
        "height": 977,
    }
    assert {name: made[name] for name in required} == required


def test_sizes_are_the_true_levels_smallest_first() -> None:
    sizes = [(size["width"], size["height"]) for size in document()["sizes"]]
    assert sizes == [(325, 244), (650, 488), (1301, 977)]


def test_no_size_is_listed_that_would_be_refused() -> None:
    large = ((12000, 9000), (6000, 4500), (3000, 2250), (1500, 1125), (750, 562), (375, 281))
    limits = Limits(max_area=27_000_000)
    made = info(BASE, large, tile=512, limits=limits)
    assert [size["width"] for size in made["sizes"]] == [375, 750, 1500, 3000, 6000]
    for size in made["sizes"]:
        words = f"{size['width']},{size['height']}"
        assert parse("full", words, "0", "default.jpg", full=large[0], limits=limits).size == tuple(size.values())
    assert made["tiles"] == [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4, 8, 16, 32]}]


def test_upscaling_is_told_together_with_its_limits() -> None:
    made = document()
    assert "sizeUpscaling" in made["extraFeatures"]
    assert (made["maxWidth"], made["maxHeight"], made["maxArea"]) == (4000, 3000, 6_000_000)


def test_what_is_listed_as_extra_is_understood() -> None:
    made = document()
    for format in (*made["extraFormats"], *made["preferredFormats"]):
        for quality in made["extraQualities"]:
            assert parse("full", "max", "0", f"{quality}.{format}", full=LEVELS[0], limits=LIMITS)


def test_a_grey_picture_offers_no_colour() -> None:
    assert document(grey=True)["extraQualities"] == ["gray", "bitonal"]
    assert "color" in document()["extraQualities"]


def test_rights_links_and_services_appear_only_when_given() -> None:
    assert not {"rights", "partOf", "service"} & set(document())
    rights = "http://creativecommons.org/licenses/by/4.0/"
    service = {"id": "https://example.org/iiif/auth/2/probe", "type": "AuthProbeService2"}
    made = document(rights=rights, services=[service], part_of=[{"id": "https://example.org/m", "type": "Manifest"}])
    assert (made["rights"], made["service"], made["partOf"][0]["type"]) == (rights, [service], "Manifest")


def test_version_two_has_its_own_names() -> None:
    rights = "http://creativecommons.org/licenses/by/4.0/"
    made = document(version=2, rights=rights)
    assert made["@context"] == "http://iiif.io/api/image/2/context.json"
    assert (made["@id"], made["protocol"], made["license"]) == (BASE, "http://iiif.io/api/image", rights)
    level, extra = made["profile"]
    assert level == "http://iiif.io/api/image/2/level2.json"
    assert (extra["maxWidth"], extra["maxArea"]) == (4000, 6_000_000)
    assert "sizeAboveFull" in extra["supports"]
    assert made["sizes"][0] == {"width": 325, "height": 244}
    assert not {"id", "type", "rights", "maxWidth"} & set(made)


@pytest.mark.parametrize("version", [2, 3])
def test_a_viewer_that_takes_every_listed_size_and_tile_is_answered(version: int) -> None:
    made = document(version=version)
    for size in made["sizes"]:
        words = f"{size['width']},{size['height']}"
        assert parse("full", words, "0", "default.jpg", full=LEVELS[0], limits=LIMITS, version=version)
    for factor in made["tiles"][0]["scaleFactors"]:
        side = min(512 * factor, 977)
        words = f"{-(-side // factor)},"
        assert parse(f"0,0,{side},{side}", words, "0", "default.jpg", full=LEVELS[0], limits=LIMITS, version=version)
