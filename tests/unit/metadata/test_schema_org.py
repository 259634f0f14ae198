"""From statements to schema.org: types by kind, words with their languages, schedules, media, licences."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.services import labels
from metadata.crosswalks import schema_org, schema_org_types
from metadata.crosswalks.schema_org import Gathering, Home, Keeper, Medium, Work
from metadata.crosswalks.schema_org_schedule import schedules
from metadata.vocabulary import vocabulary
from tests.unit.test_sample import RECORDS, Row

TYPES = {
    "festival": {"Festival"},
    "custom": {"Event"},
    "costume": {"VisualArtwork"},
    "expression": {"CreativeWork", "MusicComposition", "Play", "Game"},
    "language": {"Language"},
    "document": {"CreativeWork", "Manuscript", "Book", "Map", "SheetMusic", "Movie", "Photograph", "Drawing"},
    "product": {"Product"},
    "place": {"Place", *schema_org_types.NARROWER["place"][1].values()},
}
HOME = Home("https://chieng.example", ("vi", "en"))
KEEPER = Keeper("dong-nai", {"vi": "Phòng Văn hóa"})


def text(value: str, lang: str | None = "vi") -> dict[str, Any]:
    return {"type": "text", "value": value} | ({"lang": lang} if lang else {})


def concept(vocabulary: str, key: str) -> dict[str, Any]:
    return {"type": "concept", "vocabulary": vocabulary, "value": key}


def work(kind: str = "festival", media: tuple[Medium, ...] = (), **metadata: Any) -> Work:
    return Work(HOME, "abcd1234", kind, {"title": [text("Tên")], **metadata}, KEEPER, media=media)


def nodes(told: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The thing, and its description in the archive."""
    thing, description, *_ = told["@graph"]
    assert thing["subjectOf"] == {"@id": description["@id"]}
    assert description["about"][0] == {"@id": thing["@id"]}
    return thing, description


@pytest.mark.parametrize(
    ("kind", "metadata", "type"),
    [
        ("festival", {}, "Festival"),
        ("custom", {}, "Event"),
        ("costume", {}, "VisualArtwork"),
        ("expression", {}, "CreativeWork"),
        ("expression", {"genre": [concept("genres", "dance"), concept("genres", "gong-music")]}, "MusicComposition"),
        ("language", {}, "Language"),
        ("document", {"documentType": [concept("document_types", "textbook")]}, "Book"),
        ("document", {"documentType": [concept("document_types", "palm-leaf")]}, "Manuscript"),
        ("product", {}, "Product"),
        ("place", {"placeType": [concept("place_types", "pagoda")]}, "BuddhistTemple"),
        ("place", {"placeType": [concept("place_types", "village")]}, "Place"),
    ],
)
def test_each_kind_has_its_type(kind: str, metadata: dict[str, Any], type: str) -> None:
    assert nodes(schema_org.record(work(kind, **metadata)))[0]["@type"] == type


def test_every_narrower_type_stands_for_a_concept_that_there_is() -> None:
    vocabularies = {"expression": "genres", "document": "document_types", "place": "place_types"}
    for kind, (_term, narrower) in schema_org_types.NARROWER.items():
        assert set(narrower) <= set(vocabulary(vocabularies[kind]).concepts)


def test_names_carry_their_language() -> None:
    thing, _ = nodes(schema_org.record(work(title=[text("Lễ hội"), text("Festival", "en"), text("Ðua", None)])))
    assert thing["name"] == [
        {"@value": "Lễ hội", "@language": "vi"},
        {"@value": "Festival", "@language": "en"},
        "Ðua",
    ]


def test_whose_heritage_it_is_stands_as_what_it_is_about() -> None:
    told = schema_org.record(work(people=[concept("peoples", "xtieng")]))
    people = told["@graph"][2]
    assert people["@id"] == "https://chieng.example/records/abcd1234#people-xtieng"
    assert {"@value": "Xtiêng", "@language": "vi"} in people["name"]
    assert people["url"][0] == "https://chieng.example/vi/peoples/xtieng"
    assert all({"@id": people["@id"]} in node["about"] for node in nodes(told))


def test_a_name_that_is_felt_as_an_insult_is_in_no_document() -> None:
    told = json.dumps(schema_org.record(work(people=[concept("peoples", "thai")])), ensure_ascii=False)
    assert "Thái" in told
    assert "Mán Thanh" not in told


def test_keeper_licence_and_dates_stand_in_the_description() -> None:
    made = Work(
        HOME,
        "abcd1234",
        "festival",
        {"title": [text("Tên")], "license": [concept("licences", "CC-BY-4.0")], "rights": [concept("rights", "CNE")]},
        KEEPER,
        published="2026-05-01",
        changed="2026-06-01",
        related={"wxyz5678": "https://chieng.example/records/wxyz5678"},
    )
    _, told = nodes(schema_org.record(made))
    assert told["publisher"] == {"@id": told["holdingArchive"]["@id"]}
    assert told["holdingArchive"]["url"][0] == "https://chieng.example/vi/units/dong-nai"
    assert told["holdingArchive"]["name"] == {"@value": "Phòng Văn hóa", "@language": "vi"}
    assert told["license"] == [
        "https://creativecommons.org/licenses/by/4.0/",
        "http://rightsstatements.org/vocab/CNE/1.0/",
    ]
    assert (told["datePublished"], told["dateModified"]) == ("2026-05-01", "2026-06-01")
    assert told["mentions"] == [{"@id": "https://chieng.example/records/wxyz5678"}]


def test_media_are_told_with_what_the_public_gets() -> None:
    film = Medium(
        "m7q2k4xa",
        "video",
        {"label": [text("Phim")], "recordedOn": [{"type": "date", "value": "2024-02"}]},
        thumbnail="https://chieng.example/media/m7q2k4xa/thumbnail.webp",
        content="https://chieng.example/media/m7q2k4xa/progressive.mp4",
        mime="video/mp4",
        width=640,
        height=360,
        seconds=3727.4,
        added="2026-04-01",
    )
    sound = Medium("s7q2k4xa", "audio", {}, width=4, height=3, seconds=61)
    _, told = nodes(schema_org.record(work(media=(film, sound), license=[concept("licences", "CC0-1.0")])))
    first, second = told["associatedMedia"]
    assert first["@id"] == "https://chieng.example/records/abcd1234#media-m7q2k4xa"
    assert (first["@type"], first["duration"], first["uploadDate"]) == ("VideoObject", "PT1H2M7S", "2026-04-01")
    assert (first["width"], first["dateCreated"], first["encodingFormat"]) == (640, "2024-02", "video/mp4")
    assert first["license"] == ["https://creativecommons.org/publicdomain/zero/1.0/"]
    assert (second["@type"], second["duration"]) == ("AudioObject", "PT1M1S")
    assert "contentUrl" not in second
    assert "width" not in second
    assert second["name"] == {"@value": "Tên", "@language": "vi"}


def test_a_place_stands_within_its_province_and_has_its_point() -> None:
    spatial = {"type": "place", "value": "Bù Đăng", "vocabulary": "provinces", "target": "dong-nai"}
    point = {"type": "text", "value": "11.8120, 107.2340"}
    thing, _ = nodes(schema_org.record(work("place", spatial=[spatial], coordinates=[point])))
    assert thing["containedInPlace"][0]["containedInPlace"]["name"][0]["@value"] == "Đồng Nai"
    assert thing["geo"] == {"@type": "GeoCoordinates", "latitude": 11.812, "longitude": 107.234}
    event, _ = nodes(schema_org.record(work(spatial=[spatial])))
    assert event["location"][0]["name"] == "Bù Đăng"


def test_who_wishes_not_to_be_named_is_not_and_a_doubtful_date_is_no_date() -> None:
    creator = [{"type": "agent", "value": ""}, {"type": "agent", "value": "Thị Giang"}]
    thing, _ = nodes(schema_org.record(work("document", creator=creator, created=[{"type": "date", "value": "1985~"}])))
    assert thing["creator"] == [{"name": "Thị Giang"}]
    assert "dateCreated" not in thing


@pytest.mark.parametrize(
    ("occurs", "expected"),
    [
        ("--04-14", {"byMonth": 4, "byMonthDay": 14, "repeatFrequency": "P1Y"}),
        ("--04-14/--04-16", {"byMonth": 4, "byMonthDay": 14, "repeatFrequency": "P1Y", "duration": "P3D"}),
        ("--*-05", {"byMonthDay": 5, "repeatFrequency": "P1M"}),
        ("--04-sun.2", {"byMonth": 4, "byDay": "2SU", "repeatFrequency": "P1Y"}),
        ("--04-sun.last", {"byMonth": 4, "byDay": "-1SU", "repeatFrequency": "P1Y"}),
        ("season:11/02", {"byMonth": [11, 12, 1, 2], "repeatFrequency": "P1Y"}),
        ("--04-14;every=3;from=2024", {"byMonth": 4, "byMonthDay": 14, "repeatFrequency": "P3Y"}),
        ("lunar:01-08", {"repeatFrequency": "P1Y"}),
        ("lunar:12-14/12-15", {"repeatFrequency": "P1Y", "duration": "P2D"}),
        ("words=sau mùa rẫy", {}),
    ],
)
def test_a_schedule_is_exact_in_the_solar_calendar_and_in_words_in_every_other(
    occurs: str, expected: dict[str, Any]
) -> None:
    [made] = schedules([occurs], ("vi", "en"))
    assert made.pop("@type") == "Schedule"
    assert [name["@language"] for name in made.pop("name")] == ["vi", "en"]
    assert made == expected


def test_what_is_no_recurrence_makes_no_schedule() -> None:
    assert schedules(["bao giờ cũng được"], ("vi",)) == []


def test_a_collection_names_what_it_holds() -> None:
    told = schema_org.collection(
        Gathering(HOME, "https://chieng.example/vi/collections/c", {"vi": ["Mùa lễ"]}, {}, ["x"], KEEPER, ["r"])
    )
    assert told["@type"] == ["Collection", "ArchiveComponent"]
    assert told["hasPart"] == [{"@id": "r"}]


def test_the_front_page_tells_how_to_search() -> None:
    site, archive = schema_org.site(HOME, {"vi": "Kho"}, "vi")["@graph"]
    action = site["potentialAction"]
    assert action["target"]["urlTemplate"] == "https://chieng.example/vi/search?q={search_term_string}"
    assert "search_term_string" in action["query-input"]
    assert (archive["@type"], site["publisher"]) == ("ArchiveOrganization", {"@id": archive["@id"]})


@pytest.mark.parametrize("row", RECORDS, ids=str)
def test_every_sample_record_is_told_whole(row: Row) -> None:
    told = schema_org.record(work(row.kind, **labels.public(dict(row.described.metadata))))
    thing, description = nodes(told)
    assert thing["@type"] in TYPES[row.kind]
    assert {name["@language"] for name in thing["name"]} == {"vi", "en"}
    assert {"license", "holdingArchive", "about", "inLanguage"} <= description.keys()
    ids = {node["@id"] for node in told["@graph"]}
    for node in every_node(told):
        assert all(value not in (None, "", [], {}) for value in node.values()), node
        if set(node) == {"@id"} and "#people-" in node["@id"]:
            assert node["@id"] in ids
        if "@value" in node:
            assert re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", node["@language"]), node


def every_node(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from every_node(one)
