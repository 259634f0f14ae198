"""The corpus of difficult pictures, each with what must become of it, in the process in which they are opened."""

import time
from pathlib import Path

import pytest

from app.errors import MediaRefused
from app.media import image_apart
from app.media.probe import probe
from app.media.tiff_pages import pages
from tests.borderline_pictures import BORDERLINE
from tests.difficult_pictures import DIFFICULT, HOSTILE, Difficult, Shown
from tests.rare_pictures import RARE
from tests.unit.media.test_image_source import corners, near

SECONDS = 20
MEGABYTES = 400


@pytest.mark.parametrize("difficult", [*DIFFICULT, *HOSTILE, *RARE, *BORDERLINE], ids=lambda difficult: difficult.name)
def test_a_difficult_picture_is_shown_as_it_is_or_refused_in_words(tmp_path: Path, difficult: Difficult) -> None:
    source, target = difficult.made(tmp_path), tmp_path / "out.tif"
    began = time.monotonic()
    if isinstance(difficult.outcome, Shown):
        assert probe(source, difficult.name).kind == "image"
        assert image_apart.make_pyramid(source, target, name=difficult.name) == difficult.outcome.size
        found = corners(target)
        assert all(near(*pair, difficult.outcome.near) for pair in zip(found, difficult.outcome.colours, strict=True))
        assert len(pages(source)) == difficult.outcome.pages
    else:
        with pytest.raises(MediaRefused) as refused:
            image_apart.make_pyramid(source, target, name=difficult.name) if probe(source, difficult.name) else None
        assert refused.value.problem.code in difficult.outcome.codes
        assert {path.name for path in tmp_path.iterdir()} == {source.name}
    assert time.monotonic() - began < SECONDS
    assert image_apart.most_memory() < MEGABYTES << 20
