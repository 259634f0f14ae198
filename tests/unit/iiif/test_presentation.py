"""Manifests against the Presentation API 3.0, from works made by hand."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.iiif import presentation
from app.iiif.presentation import manifest
from app.iiif.work import Item, Pair, Passage, Work
from tests.unit.iiif.presentation3 import faults

IMAGE = Item("aaaaaaa1", "image", {"vi": ["Bộ chiêng"]}, {}, size=(4000, 3000))
FILM = Item(
    "aaaaaaa2",
    "video",
    {"vi": ["Lễ mừng lúa mới"], "sti": ["Pư Brah Va"]},
    {"en": ["Six men in a circle"]},
    size=(1280, 720),
    seconds=93.5,
    captions=(("vi", {"vi": ["Tiếng Việt"], "en": ["Vietnamese"]}), ("sti", {"vi": ["Tiếng Xtiêng"]})),
)
SONG = Item("aaaaaaa3", "audio", {"none": ["1"]}, {}, seconds=12.25)
BOOK = Item(
    "aaaaaaa4", "document", {"vi": ["Hồ sơ kiểm kê"]}, {}, size=(1654, 2339), pages=((1654, 2339), (1654, 2340))
)
WORK = Work(
    identifier="x7q2k4xa",
    label={"vi": ["Lễ hội <cồng> & chiêng"], "en": ["Gong festival"]},
    summary={"vi": ["Một lễ hội."]},
    pairs=(Pair({"vi": ["Dân tộc"], "en": ["People"]}, {"vi": ["Xtiêng"], "en": ["Xtiêng"]}),),
    credit={"vi": ["Cộng đồng sóc Bom Bo"]},
    rights="https://creativecommons.org/licenses/by-nc/4.0/",
    provider={"vi": ["Trung tâm Văn hóa"], "en": ["Centre for Culture"]},
    languages=("vi", "en"),
    items=(IMAGE, FILM, SONG, BOOK),
    sequences=(
        (
            {"vi": ["Các bước của lễ"], "en": ["Steps of the rite"]},
            (
                Passage({"vi": ["Cúng thần lúa"]}, FILM.media, 0.0, 45.0),
                Passage({"vi": ["Hội"]}, FILM.media, 45.0, 93.5),
            ),
        ),
    ),
    day="2027-02-20",
)


def made(work: Work = WORK) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(manifest(work))
    return parsed


def canvas_of(work: Work, number: int = 0) -> dict[str, Any]:
    canvas: dict[str, Any] = made(work)["items"][number]
    return canvas


def test_a_manifest_of_every_type_of_file_breaks_no_rule() -> None:
    assert faults(made()) == []


def test_the_model_knows_every_member() -> None:
    """What is misspelt would be dropped by the model, and sent by us."""
    text = manifest(WORK)
    assert json.loads(presentation._strict().model_validate_json(text).json()) == json.loads(text)


def test_nothing_is_mended() -> None:
    wrong = replace(WORK, items=(replace(IMAGE, label={"vi": "Bộ chiêng"}),))  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="label"):
        manifest(wrong)


def test_a_label_that_is_no_language_map_is_refused() -> None:
    with pytest.raises(ValueError, match="label"):
        manifest(replace(WORK, label="Lễ hội"))  # type: ignore[arg-type]


def test_a_picture_is_on_a_canvas_of_its_size_with_its_image_service() -> None:
    canvas = canvas_of(replace(WORK, items=(IMAGE,)))
    body = canvas["items"][0]["items"][0]["body"]
    assert (canvas["width"], canvas["height"]) == (4000, 3000)
    assert body["service"] == [
        {"id": "https://origin.invalid/iiif/image/3/aaaaaaa1", "type": "ImageService3", "profile": "level2"}
    ]


def test_a_film_lasts_and_may_be_played_whole_or_adaptively() -> None:
    canvas = canvas_of(replace(WORK, items=(FILM,)))
    choice = canvas["items"][0]["items"][0]["body"]
    assert canvas["duration"] == 93.5
    assert choice["type"] == "Choice"
    assert [item["format"] for item in choice["items"]] == ["video/mp4", "application/vnd.apple.mpegurl"]
    assert all(item["duration"] == 93.5 for item in choice["items"])


def test_captions_supplement_the_canvas_in_each_language() -> None:
    canvas = canvas_of(replace(WORK, items=(FILM,)))
    told = [(a["motivation"], a["body"]["language"], a["body"]["format"]) for a in canvas["annotations"][0]["items"]]
    assert told == [("supplementing", "vi", "text/vtt"), ("supplementing", "sti", "text/vtt")]


def test_a_sound_has_a_length_and_no_sides() -> None:
    canvas = canvas_of(replace(WORK, items=(SONG,)))
    assert canvas["duration"] == 12.25
    assert "width" not in canvas
    assert canvas["items"][0]["items"][0]["body"]["items"][0]["type"] == "Sound"


def test_each_page_of_a_document_has_its_canvas_and_its_image_service() -> None:
    pages = made(replace(WORK, items=(BOOK,)))["items"]
    services = [page["items"][0]["items"][0]["body"]["service"][0]["id"].rpartition("/")[2] for page in pages]
    assert services == ["aaaaaaa4~1", "aaaaaaa4~2"]
    assert [page["height"] for page in pages] == [2339, 2340]


def test_pages_stand_in_a_range_of_their_own_only_beside_other_files() -> None:
    beside = made(replace(WORK, items=(IMAGE, BOOK), sequences=()))["structures"]
    assert [len(structure["items"]) for structure in beside] == [2]
    assert "structures" not in made(replace(WORK, items=(BOOK,), sequences=()))


def test_steps_of_a_rite_are_ranges_of_the_film() -> None:
    steps = made(replace(WORK, items=(FILM,)))["structures"][0]["items"]
    assert [step["items"][0]["id"].partition("#")[2] for step in steps] == ["t=0,45", "t=45,93.5"]


def test_steps_of_a_film_that_is_not_shown_are_not_told() -> None:
    assert "structures" not in made(replace(WORK, items=(IMAGE,)))


def test_a_file_without_sides_or_length_has_no_canvas() -> None:
    unknown = (Item("aaaaaaa5", "image", {}, {}), Item("aaaaaaa6", "video", {}, {}), Item("aaaaaaa7", "other", {}, {}))
    assert len(made(replace(WORK, items=(IMAGE, *unknown)))["items"]) == 1


def test_rights_are_named_as_their_houses_name_them() -> None:
    assert made()["rights"] == "http://creativecommons.org/licenses/by-nc/4.0/"
    assert "rights" not in made(replace(WORK, rights="https://localcontexts.org/notice/tk-notice/"))


def test_every_address_begins_with_the_placeholder() -> None:
    text = manifest(replace(WORK, rights=None)).replace("http://iiif.io/api/presentation/3/context.json", "")
    assert "http://" not in text
    assert text.count("https://") == text.count("https://origin.invalid/")
