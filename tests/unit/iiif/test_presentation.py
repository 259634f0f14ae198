"""Manifests against the Presentation API 3.0, from works made by hand."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.iiif import presentation
from app.iiif.presentation import manifest
from app.iiif.work import Chapter, Item, Keeper, Pair, Passage, Place, Words, Work
from tests.unit.iiif.presentation3 import faults

CHAPTERS = (
    Chapter({"vi": ["Mở đầu"], "en": ["Opening"]}, 0.0, 30.0, (Chapter({"vi": ["Chào thần"]}, 5.0, 12.5),)),
    Chapter({"vi": ["Hội"]}, 30.0, 93.5),
)
IMAGE = Item("aaaaaaa1", "image", {"vi": ["Bộ chiêng"]}, {}, size=(4000, 3000))
FILM = Item(
    "aaaaaaa2",
    "video",
    {"vi": ["Lễ mừng lúa mới"], "sti": ["Pư Brah Va"]},
    {"en": ["Six men in a circle"]},
    size=(1280, 720),
    seconds=93.5,
    captions=(Words("vi", {"vi": ["Tiếng Việt"], "en": ["Vietnamese"]}), Words("sti", {"vi": ["Tiếng Xtiêng"]})),
    transcripts=(
        Words("vi", {"vi": ["Tiếng Việt"], "en": ["Vietnamese"]}),
        Words("sti", {"none": ["sti"]}, timed=False),
    ),
    chapters=CHAPTERS,
    alone="audio.m4a",
    day="2024-02-24",
)
SONG = Item("aaaaaaa3", "audio", {"none": ["1"]}, {}, seconds=12.25)
BOOK = Item(
    "aaaaaaa4",
    "document",
    {"vi": ["Hồ sơ kiểm kê"]},
    {},
    size=(1654, 2339),
    pages=((1654, 2339), (1654, 2340)),
    read=frozenset({1, 2}),
    placed=frozenset({2}),
    noted=frozenset({2}),
)
WORK = Work(
    identifier="x7q2k4xa",
    label={"vi": ["Lễ hội <cồng> & chiêng"], "en": ["Gong festival"]},
    summary={"vi": ["Một lễ hội."]},
    pairs=(Pair({"vi": ["Dân tộc"], "en": ["People"]}, {"vi": ["Xtiêng"], "en": ["Xtiêng"]}),),
    credit={"vi": ["Cộng đồng sóc Bom Bo"]},
    rights="https://creativecommons.org/licenses/by-nc/4.0/",
    keeper=Keeper("root", {"vi": ["Trung tâm Văn hóa"], "en": ["Centre for Culture"]}),
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
    places=(Place(107.2, 11.8),),
    within=(("collections/bbbbbbb1", {"vi": ["Mùa lễ"]}),),
    harvested="oai:chieng.example:x7q2k4xa",
    open=True,
    behavior=("individuals",),
)


def made(work: Work = WORK) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(manifest(work))
    return parsed


def canvas_of(work: Work, number: int = 0) -> dict[str, Any]:
    canvas: dict[str, Any] = made(work)["items"][number]
    return canvas


def test_a_manifest_of_every_type_of_file_breaks_no_rule() -> None:
    assert faults(made()) == []


def as_the_model_knows_it(resource: Any) -> Any:
    """Without what the specification allows and the model does not know: where a range starts, and the language of a
    file to take away (3.2, ``start``; 3.3, ``rendering``)."""
    if isinstance(resource, list):
        return [as_the_model_knows_it(item) for item in resource]
    if not isinstance(resource, dict):
        return resource
    known = {name: as_the_model_knows_it(value) for name, value in resource.items()}
    if known.get("type") == "Range":
        known.pop("start", None)
    for file in known.get("rendering", ()):
        file.pop("language", None)
    return known


def test_the_model_knows_every_member() -> None:
    """What is misspelt would be dropped by the model, and sent by us."""
    text = manifest(WORK)
    read = json.loads(presentation._strict().model_validate_json(text).json())
    assert read == as_the_model_knows_it(json.loads(text))


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


def test_a_film_lasts_and_may_be_played_whole_or_adaptively_or_heard_alone() -> None:
    canvas = canvas_of(replace(WORK, items=(FILM,)))
    choice = canvas["items"][0]["items"][0]["body"]
    assert canvas["duration"] == 93.5
    assert choice["type"] == "Choice"
    told = [(item["type"], item["format"]) for item in choice["items"]]
    assert told == [("Video", "video/mp4"), ("Video", "application/vnd.apple.mpegurl"), ("Sound", "audio/mp4")]
    assert all(item["duration"] == 93.5 for item in choice["items"])
    (small,) = canvas["thumbnail"]
    assert (small["width"], small["height"]) == (480, 270)


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
    steps = made(replace(WORK, items=(replace(FILM, chapters=()),)))["structures"][0]["items"]
    assert [step["items"][0]["id"].partition("#")[2] for step in steps] == ["t=0,45", "t=45,93.5"]
    assert [step["start"]["selector"] for step in steps] == [
        {"type": "PointSelector", "t": 0.0},
        {"type": "PointSelector", "t": 45.0},
    ]


def test_chapters_are_ranges_and_those_within_them_too() -> None:
    film = made(replace(WORK, items=(FILM,), sequences=()))["structures"][0]
    assert film["label"] == FILM.label
    stretches = [chapter["items"][0]["id"].partition("#")[2] for chapter in film["items"]]
    assert stretches == ["t=0,30", "t=30,93.5"]
    inner = film["items"][0]["items"][1]
    assert (inner["type"], inner["label"], inner["items"][0]["id"][-8:]) == ("Range", {"vi": ["Chào thần"]}, "t=5,12.5")


def test_steps_of_a_film_that_is_not_shown_are_not_told() -> None:
    assert "structures" not in made(replace(WORK, items=(IMAGE,)))


def test_a_file_without_sides_or_length_has_no_canvas() -> None:
    unknown = (Item("aaaaaaa5", "image", {}, {}), Item("aaaaaaa6", "video", {}, {}), Item("aaaaaaa7", "other", {}, {}))
    assert len(made(replace(WORK, items=(IMAGE, *unknown)))["items"]) == 1


def test_rights_are_named_as_their_houses_name_them() -> None:
    assert made()["rights"] == "http://creativecommons.org/licenses/by-nc/4.0/"
    assert "rights" not in made(replace(WORK, rights="https://localcontexts.org/notice/tk-notice/"))


def test_every_address_begins_with_the_placeholder() -> None:
    text = manifest(replace(WORK, rights=None))
    for name in (
        "http://iiif.io/api/",
        "http://www.loc.gov/standards/",
        "http://www.openarchives.org/",
        "http://purl.org/dc/terms/",
        "https://schema",
        "https://github.com/bbc/audiowaveform/",
    ):
        text = text.replace(name, "")
    assert "http://" not in text
    assert text.count("https://") == text.count("https://origin.invalid/")


def test_what_is_said_stands_beside_the_film_in_each_language() -> None:
    pages = canvas_of(replace(WORK, items=(FILM,)))["annotations"]
    bodies = [[one["body"] for one in page["items"]] for page in pages]
    told = [(body["id"].rpartition("/")[2], body["format"], body["language"]) for page in bodies for body in page]
    assert [page[0]["label"]["en"] for page in bodies] == [["Vietnamese"], ["Transcript: Vietnamese"]]
    assert told == [
        ("vi.vtt", "text/vtt", "vi"),
        ("sti.vtt", "text/vtt", "sti"),
        ("vi.vtt", "text/vtt", "vi"),
        ("sti.txt", "text/plain", "sti"),
    ]


def test_a_language_without_a_name_in_the_readers_is_told_by_the_name_that_it_has() -> None:
    song = replace(SONG, transcripts=(Words("sti", {"vi": ["Tiếng Xtiêng"]}),))
    label = canvas_of(replace(WORK, items=(song,)))["rendering"][1]["label"]
    assert label == {"vi": ["Bản chép lời: Tiếng Xtiêng"], "en": ["Transcript: Tiếng Xtiêng"]}


def test_words_of_a_page_are_told_of_where_there_are_any() -> None:
    first, second = made(replace(WORK, items=(BOOK,)))["items"]
    assert [file["id"].partition("/pages/")[2] for file in first["rendering"]] == ["1.txt"]
    assert "seeAlso" not in first
    assert second["seeAlso"][0]["id"].endswith("/media/aaaaaaa4/pages/2.alto.xml")
    assert second["seeAlso"][0]["profile"] == "http://www.loc.gov/standards/alto/ns-v4#"


def test_notes_have_a_page_of_their_own_and_only_where_there_are_some() -> None:
    first, second = made(replace(WORK, items=(BOOK,)))["items"]
    assert "annotations" not in first
    assert second["annotations"][1:] == [
        {"id": f"{second['id']}/notes", "type": "AnnotationPage", "label": {"vi": ["Ghi chú"], "en": ["Notes"]}}
    ]


def test_lines_of_a_page_are_named_where_their_places_are_known_and_never_embedded() -> None:
    first, second = made(replace(WORK, items=(BOOK,)))["items"]
    assert "annotations" not in first, "its words are known, and not where they stand"
    assert second["annotations"][0].keys() == {"id", "type", "label"}
    assert second["annotations"][0]["id"] == f"{second['id']}/lines"
    letter = canvas_of(replace(WORK, items=(replace(IMAGE, read=frozenset({1}), placed=frozenset({1})),)))
    assert [page["id"] for page in letter["annotations"]] == [f"{letter['id']}/lines"]
    assert "annotations" not in canvas_of(replace(WORK, items=(replace(IMAGE, placed=frozenset({1})),))), "it is blank"
    film = canvas_of(replace(WORK, items=(replace(FILM, read=frozenset({1}), placed=frozenset({1})),)))
    assert all("items" in page for page in film["annotations"]), "Mirador fails on a film with one that it has to fetch"


def test_a_place_of_the_map_is_told_with_the_longitude_first_and_the_context_of_the_extension() -> None:
    told = made()
    assert told["@context"] == [presentation.NAV_PLACE, presentation.CONTEXT]
    assert told["navPlace"]["features"][0]["geometry"] == {"type": "Point", "coordinates": [107.2, 11.8]}
    without = made(replace(WORK, places=()))
    assert (without["@context"], "navPlace" in without) == (presentation.CONTEXT, False)


def test_the_words_of_a_record_can_be_searched_where_there_are_any() -> None:
    services = made()["service"]
    assert services[0]["id"] == "https://origin.invalid/iiif/search/2/records/x7q2k4xa"
    assert services[0]["service"][0]["type"] == "AutoCompleteService2"
    assert "service" not in made(replace(WORK, items=(IMAGE,), sequences=()))


def test_programs_are_led_to_each_form_of_the_description_and_to_harvesting_only_where_everyone_may_see_it() -> None:
    forms = [one["id"].partition("invalid/")[2] for one in made()["seeAlso"]]
    assert forms == [
        "records/x7q2k4xa.json",
        "records/x7q2k4xa.jsonld",
        "records/x7q2k4xa.ttl",
        "records/x7q2k4xa.xml",
        "oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:chieng.example:x7q2k4xa",
    ]
    assert len(made(replace(WORK, open=False))["seeAlso"]) == 1


def test_a_sound_is_accompanied_by_its_outline() -> None:
    canvas = canvas_of(replace(WORK, items=(SONG,)))
    beside = canvas["accompanyingCanvas"]["items"][0]["items"][0]
    assert beside["body"]["id"].endswith("/media/aaaaaaa3/waveform.svg")
    assert beside["target"] == canvas["accompanyingCanvas"]["id"]


def test_it_starts_with_what_has_a_picture() -> None:
    assert made(replace(WORK, items=(SONG, BOOK)))["start"]["id"].endswith("/canvas/aaaaaaa4~1")
    assert made(replace(WORK, items=(SONG,)))["start"]["id"].endswith("/canvas/aaaaaaa3")


def test_every_id_is_told_once() -> None:
    """But those of things named in two places: a canvas, a file, a service."""

    def ids(resource: Any) -> list[str]:
        if isinstance(resource, list):
            return [id for item in resource for id in ids(item)]
        if not isinstance(resource, dict):
            return []
        own = {"Annotation", "AnnotationPage", "Range", "Feature", "FeatureCollection"} & {resource.get("type")}
        return [*([resource["id"]] if own else []), *(id for value in resource.values() for id in ids(value))]

    found = ids(made())
    assert len(found) == len(set(found)) > 20
