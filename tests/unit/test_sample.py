"""The sample collection: it must import without a word of complaint, and claim nothing that it has no source for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PIL import Image

from app import sample
from app.bootstrap import Archive
from app.services import conditions
from app.services.discovery import Question
from app.services.tabular.columns import Header, header
from app.services.tabular.rows import Description, describe
from app.services.tabular.sheet import Sheet
from app.services.tabular.values import split
from app.services.viewer import SYSTEM, VISITOR
from metadata import names
from metadata.profile import KINDS
from metadata.statements import every_value, texts, values
from metadata.validation import problems
from metadata.vocabulary import vocabulary

FIXED = ("identifier", "kind", "status", "access", "media")
MEDIA_FIXED = ("media", "record", "file", "access", "captions@vi", "captions@en")
MADE = {"vi": "Mẫu thử do Chiêng làm ra", "en": "A sample made by Chiêng"}


COLLECTED = ("collection", "parent", "title@vi", "title@en", "description@vi", "description@en", "records")


def nothing(_done: int, _total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Row:
    fixed: dict[str, str]
    described: Description

    @property
    def kind(self) -> str:
        return self.fixed["kind"]

    @property
    def public(self) -> bool:
        return self.fixed["status"] != "draft" and not self.fixed["access"]

    @property
    def files(self) -> list[str]:
        return list(split(self.fixed["media"]))

    def __str__(self) -> str:
        return self.files[0]


def read(name: str, fixed: tuple[str, ...], kinds: tuple[str, ...]) -> Iterator[Row]:
    sheet = Sheet.open(sample.PATH / name)
    head = header(sheet.header, fixed, kinds)
    assert isinstance(head, Header), head
    for line in sheet.lines():
        assert line.problem is None, line
        known = {column: line.cells[place] for column, place in head.fixed.items()}
        kind = known.get("kind", "media")
        yield Row(known, describe(kind, {column: line.cells[place] for place, column in head.terms}))


RECORDS = list(read("records.csv", FIXED, KINDS))
MEDIA = list(read("media.csv", MEDIA_FIXED, ("media",)))
DESCRIBED = {row.fixed["file"]: row for row in MEDIA}


def read_collections() -> dict[str, dict[str, str]]:
    sheet = Sheet.open(sample.COLLECTIONS)
    assert sheet.header == COLLECTED
    rows = [dict(zip(COLLECTED, line.cells, strict=True)) for line in sheet.lines()]
    return {row["collection"]: row for row in rows}


COLLECTIONS = read_collections()


@pytest.mark.parametrize("record", RECORDS, ids=str)
def test_a_record_can_be_imported_and_published(record: Row) -> None:
    described = record.described
    assert (described.problems, described.notes) == ([], [])
    assert problems(record.kind, described.metadata, publishing=True) == []
    assert not record.fixed["identifier"]
    assert str(conditions.parse(record.fixed["access"])) == (record.fixed["access"] or "everyone")


@pytest.mark.parametrize("record", RECORDS, ids=str)
def test_a_record_speaks_vietnamese_and_english_alike(record: Row) -> None:
    metadata = record.described.metadata
    for term in ("title", "alternative", "description"):
        assert texts(metadata, term).keys() == {"vi", "en"}
    for language, told in texts(metadata, "description").items():
        assert 2 <= len(told[0].split("\n\n")) <= 4, language
    counted: dict[str, dict[str, int]] = {}
    for path, value in every_value(metadata):
        if value.get("lang") in ("vi", "en") and path not in ("source", "alternative"):
            languages = counted.setdefault(path, {"vi": 0, "en": 0})
            languages[value["lang"]] += 1
    assert {path: found for path, found in counted.items() if found["vi"] != found["en"]} == {}


@pytest.mark.parametrize("record", RECORDS, ids=str)
def test_a_record_tells_its_sources_and_its_licence(record: Row) -> None:
    metadata = record.described.metadata
    assert values(metadata, "source")
    assert values(metadata, "license")[0] in ("CC-BY-4.0", "CC0-1.0")
    told = " ".join(values(metadata, "source"))
    numbers = [part["value"] for _, value in every_value(metadata) for part in value.get("parts", {}).get("number", ())]
    assert [number for number in numbers if number not in told] == []


def test_no_name_that_is_felt_as_an_insult_is_written() -> None:
    unkind = {name for people in vocabulary("peoples") for name in people.match_only}
    words = [value["value"] for record in RECORDS for _, value in every_value(record.described.metadata)]
    written = {name for name in unkind for word in words if re.search(rf"\bngười {name}\b", word)}
    assert written == set()


def test_the_public_sees_sixty_records_of_every_kind_and_eighteen_peoples() -> None:
    public = [record for record in RECORDS if record.public]
    assert len(public) >= 60
    assert {record.kind for record in public} == set(KINDS)
    assert len({people for record in public for people in values(record.described.metadata, "people")}) >= 18


@pytest.mark.parametrize("record", RECORDS, ids=str)
def test_every_place_lies_in_a_province_of_today(record: Row) -> None:
    provinces = vocabulary("provinces").concepts
    for place in record.described.metadata["spatial"]:
        assert place["value"] == "Việt Nam" or not provinces[place["target"]].extra["valid_to"], place


def test_the_provinces_where_the_archive_begins_hold_thirty_records_or_more() -> None:
    first = {"dong-nai", "lam-dong", "thai-nguyen", "tuyen-quang"}
    held = [
        record
        for record in RECORDS
        if first & {place.get("target") for place in record.described.metadata["spatial"]} and record.public
    ]
    assert len(held) >= 30


def test_titles_are_unlike_one_another() -> None:
    titles = [title for record in RECORDS for title in values(record.described.metadata, "title")]
    assert len({names.fold(title) for title in titles}) == len(titles) == 2 * len(RECORDS)


def test_the_gongs_of_the_xtieng_come_first_and_no_other_title_holds_the_same_words() -> None:
    asked = "le hoi cong chieng"
    titles = [names.fold(" ".join(values(record.described.metadata, "title"))) for record in RECORDS]
    assert [asked in title for title in titles] == [True] + [False] * (len(RECORDS) - 1)
    assert values(RECORDS[0].described.metadata, "people") == ("xtieng",)


def test_whoever_asks_for_the_gong_festival_is_shown_the_xtieng_first(archive: Archive) -> None:
    folder = sample.PATH
    archive.imports.run(SYSTEM, folder / "records.csv", folder / "media", dry_run=False, publish=True, progress=nothing)
    archive.indexing.reindex(nothing)
    first = archive.discovery.search(VISITOR, Question("le hoi cong chieng")).records[0]
    assert values(first.metadata, "people") == ("xtieng",)
    assert values(first.metadata, "title") == values(RECORDS[0].described.metadata, "title")


def test_four_to_six_collections_are_told_in_both_languages_and_one_stands_in_another() -> None:
    assert 4 <= len(COLLECTIONS) <= 6
    assert [row for row in COLLECTIONS.values() if not all(row[column] for column in COLLECTED[2:])] == []
    parents = {row["parent"] for row in COLLECTIONS.values()} - {""}
    assert parents
    assert parents <= COLLECTIONS.keys()
    assert [slug for slug in COLLECTIONS if not re.fullmatch(r"[a-z]+(-[a-z]+)*", slug)] == []


@pytest.mark.parametrize("slug", COLLECTIONS)
def test_a_collection_holds_records_that_everybody_may_see(slug: str) -> None:
    public = {texts(record.described.metadata, "title")["vi"][0] for record in RECORDS if record.public}
    held = split(COLLECTIONS[slug]["records"])
    assert len(held) >= 3
    assert len(set(held)) == len(held)
    assert [title for title in held if title not in public] == []


def test_the_unesco_gong_space_is_not_claimed_for_the_xtieng() -> None:
    listed = [value["parts"]["list"][0]["value"] for value in RECORDS[0].described.metadata["listing"]]
    assert not [name for name in listed if name.startswith("unesco")]


def test_one_record_is_a_draft_and_one_is_restricted_and_says_so() -> None:
    drafts = [record for record in RECORDS if record.fixed["status"] == "draft"]
    restricted = [record for record in RECORDS if record.fixed["access"]]
    assert (len(drafts), len(restricted)) == (1, 1)
    assert {record.fixed["status"] for record in RECORDS} == {"", "draft"}
    for language, told in texts(restricted[0].described.metadata, "description").items():
        assert {"vi": "mẫu thử do Chiêng làm ra", "en": "a sample that Chiêng made"}[language] in told[0]


def test_a_restricted_film_stands_in_a_public_record_that_says_so() -> None:
    films = {row.fixed["file"] for row in MEDIA if row.fixed["access"]}
    holders = [record for record in RECORDS if films & set(record.files)]
    assert films == {"mau-phim-han-che.mp4"}
    assert [record.public for record in holders] == [True]
    for language, told in texts(holders[0].described.metadata, "description").items():
        assert {"vi": "chỉ dành cho người đã đăng nhập", "en": "signed-in readers only"}[language] in told[0]


def test_every_file_is_named_once_and_every_named_file_is_there() -> None:
    named = [file for record in RECORDS for file in record.files]
    captions = [row.fixed[f"captions@{language}"] for row in MEDIA for language in MADE]
    assert sorted(named) == sorted(DESCRIBED)
    assert sorted([*named, *filter(None, captions)]) == sorted(file.name for file in sample.MEDIA_FILES.iterdir())
    assert all(record.files for record in RECORDS)


@pytest.mark.parametrize("row", MEDIA, ids=DESCRIBED)
def test_a_file_is_labelled_as_a_made_sample_with_its_rights_and_origin(row: Row) -> None:
    metadata = row.described.metadata
    assert (row.described.problems, row.described.notes) == ([], [])
    assert problems("media", metadata) == []
    for term in ("label", "description", "note"):
        assert texts(metadata, term).keys() == {"vi", "en"}
    for language, words in MADE.items():
        assert texts(metadata, "note")[language][0].startswith(words)
    assert "mẫu" in texts(metadata, "label")["vi"][0].lower()
    assert "sample" in texts(metadata, "label")["en"][0].lower()
    assert values(metadata, "license") == ("CC0-1.0",)
    assert values(metadata, "recordedBy") == ("Chiêng",)
    assert values(metadata, "recordedOn") == ("2026-11-22",)


def test_steps_point_into_a_film_of_their_own_record() -> None:
    pointed = [(record, value["value"]) for record in RECORDS for path, value in every_value(record.described.metadata)
               if path.endswith(".film")]  # fmt: skip
    assert pointed
    assert [film for record, film in pointed if film not in record.files] == []


def test_speech_has_captions_in_both_languages_at_the_same_times() -> None:
    spoken = [
        row for row in MEDIA if "vi" in values(row.described.metadata, "language") and "pdf" not in row.fixed["file"]
    ]
    assert spoken
    for row in spoken:
        times = []
        for language in MADE:
            body = (sample.MEDIA_FILES / row.fixed[f"captions@{language}"]).read_text(encoding="utf-8")
            assert body.startswith("WEBVTT\n")
            times.append(re.findall(r"[\d:.]+ --> [\d:.]+", body))
        assert times[0] == times[1] != []


def test_pictures_are_large_enough_to_zoom_and_the_whole_stays_under_eight_megabytes() -> None:
    pictures = [file for file in sample.MEDIA_FILES.iterdir() if file.suffix in (".jpg", ".webp")]
    widths = []
    for file in pictures:
        with Image.open(file) as picture:
            widths.append(picture.width)
    assert len(pictures) >= len(RECORDS)
    assert min(widths) >= 1600
    assert max(widths) <= 2400
    assert sum(file.stat().st_size for file in sample.PATH.rglob("*") if file.suffix != ".pyc") <= 8_000_000
