"""The picture of a sound: as loud as it was, of bounded size however long."""

import json
import re
from xml.etree import ElementTree

import pytest

from app.media.waveform_picture import draw


def bars(picture: str) -> list[tuple[float, float]]:
    ElementTree.fromstring(picture)
    return [(float(top), float(end)) for top, end in re.findall(r"M[\d.]+ (-?[\d.]+)V(-?[\d.]+)", picture)]


def test_what_is_loud_is_tall_and_silence_is_a_line() -> None:
    silent, loud = bars(draw(json.dumps({"data": [0, 0, -128, 127]}), 1200, 240))
    assert silent == (120.0, 121.0)
    assert loud[0] < 15 < 225 < loud[1]


@pytest.mark.parametrize("points", [1, 399, 401, 20_000])
def test_a_long_sound_takes_no_more_than_a_short_one(points: int) -> None:
    picture = draw(json.dumps({"data": [-5, 5] * points}), 1200, 240)
    assert len(bars(picture)) == min(points, 400)
    assert len(picture) < 15_000


@pytest.mark.parametrize("peaks", ["{}", '{"data": []}', '{"data": [3]}'])
def test_a_sound_without_an_outline_is_a_line(peaks: str) -> None:
    assert len(bars(draw(peaks, 1200, 240))) == 1
