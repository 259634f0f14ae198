"""The public validator of the IIIF Image API, at level 2 of both versions, against the archive as it is really served.

Its picture is its own: a hundred squares of colours that it knows. What it gets wrong is named here, with the clause in
``docs/decisions.md``.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from iiif_validator.validator import ValidationInfo
from PIL import Image

from app.bootstrap import Archive
from app.services.viewer import SYSTEM
from tests.made import published
from tests.services.serving import Serving

VALIDATOR = Path(sys.executable).parent / "iiif-validate.py"
RESULT = re.compile(r"^\[\d+\] test (\w+) (PASS|FAIL)$", re.MULTILINE)
SQUARE = 100
COUNTS = {"3.0": [33, 10], "2.0": [30, 9]}

EXTRAS = ("region_square", "format_gif", "format_tif", "linkheader_profile", "linkheader_canonical")
EXTRAS += ("rot_mirror", "rot_mirror_180", "rot_full_non90", "rot_region_non90", "size_up")
"""What the validator knows beyond level 2, and this archive promises; three more formats it can't ask on Python 3."""

WRONG = {"3.0": {"size_noup", "size_up"}, "2.0": set[str]()}
"""``size_noup``: the text lets ``!w,h`` be larger than the picture, which then stays as it is. ``size_up``: it takes
``^max`` for the picture's own size, where the text has the largest that the limits allow (both 4.2)."""


def reference() -> BytesIO:
    """Ten by ten squares in the validator's colours, as it has drawn them in the picture that it offers."""
    colours = ValidationInfo().colorInfo
    picture = Image.new("RGB", (10 * SQUARE, 10 * SQUARE))
    for column, colours_down in enumerate(colours):
        for row, colour in enumerate(colours_down):
            corner = (column * SQUARE, row * SQUARE)
            picture.paste(colour, (*corner, corner[0] + SQUARE, corner[1] + SQUARE))
    file = BytesIO()
    picture.save(file, "PNG")
    file.seek(0)
    return file


@pytest.fixture
def service(archive: Archive) -> Iterator[tuple[str, str]]:
    """Host and port of the served archive, and the identifier of the validator's picture in it."""
    serving = Serving(archive)
    serving.archive = replace(archive, settings=replace(archive.settings, base_url=serving.address))
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, reference(), "67352ccc-d1b0-11e1-89ae-279075081939.png")
    archive.records.publish(SYSTEM, record, base=2)
    try:
        serving.start()
        serving.rest()
        yield serving.address.removeprefix("http://"), media.id
    finally:
        serving.stop()


@pytest.mark.embedded("the Image API never asks which servers there are")
def test_the_public_validator_finds_both_versions_at_level_two_and_more(
    service: tuple[str, str], record_property: Callable[[str, str], None]
) -> None:
    for version, wrong in WRONG.items():
        told = [validate(*service, version, *words) for words in (("--level", "2"), extras())]
        record_property("told", f"IIIF Image API {version}, by the public validator\n" + "".join(told))
        results = [dict(RESULT.findall(each)) for each in told]
        assert {name for each in results for name, result in each.items() if result == "FAIL"} == wrong, told
        assert [len(each) for each in results] == COUNTS[version]


def extras() -> list[str]:
    return [word for name in EXTRAS for word in ("--test", name)]


def validate(server: str, identifier: str, version: str, *words: str) -> str:
    command = [sys.executable, VALIDATOR, "--server", server, "--prefix", f"iiif/image/{version[0]}"]
    command += ["--identifier", identifier, "--version", version, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return done.stdout + done.stderr
