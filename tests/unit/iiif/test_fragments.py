"""Places on a canvas as media fragments."""

import pytest

from app.iiif.fragments import fragment


@pytest.mark.parametrize(
    ("region", "stretch", "percent", "told"),
    [
        (None, None, False, ""),
        ((0, 20, 300, 40), None, False, "#xywh=0,20,300,40"),
        ((12.5, 0, 50, 100), None, True, "#xywh=percent:12.5,0,50,100"),
        (None, (0.5, 1.5), False, "#t=0.5,1.5"),
        (None, (2.5, 2.5), False, "#t=2.5"),
        (None, (10_800.25, 10_801.125), False, "#t=10800.25,10801.125"),
        ((1, 2, 3, 4), (0.0, 60.0), False, "#xywh=1,2,3,4&t=0,60"),
    ],
)
def test_a_place_is_told_to_the_pixel_and_to_a_thousandth_of_a_second(
    region: tuple[float, ...] | None, stretch: tuple[float, float] | None, percent: bool, told: str
) -> None:
    assert fragment(region, stretch, percent=percent) == told
