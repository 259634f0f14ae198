"""What a manifest is made from: how a book is leafed through, dates, places, chapters in several languages."""

from datetime import date, datetime
from typing import Any

import pytest

from app.iiif.work import Chapter, Place
from app.models import now
from app.services.manifests.spoken import Spoken, chapters
from app.services.manifests.work import Standing, work_of
from app.services.reading import MediaView, RecordView

LANGUAGES = ("vi", "en")
TODAY = date(2026, 11, 22)


def value(text: str, type: str = "text", **more: str) -> dict[str, str]:
    return {"type": type, "value": text, **more}


def concepts(vocabulary: str, *keys: str) -> list[dict[str, str]]:
    return [value(key, "concept", vocabulary=vocabulary) for key in keys]


def file(id: str, type: str, **detail: Any) -> MediaView:
    sized = {"image": {"width": 400, "height": 300}, "document": {"pages": [{"width": 300, "height": 400}] * 2}}
    told = sized.get(type, {"duration": 60.0}) | detail
    at = now()
    return MediaView(id, "x7q2k4xa", type, "ready", 1, 0, 1, "a", "a/b", 1, {}, told, None, at)


def view(metadata: dict[str, Any], *files: MediaView, kind: str = "document") -> RecordView:
    at: datetime = now()
    return RecordView(
        identifier="x7q2k4xa",
        kind=kind,
        status="published",
        version=1,
        head_version=1,
        published_version=1,
        access_id=1,
        access="everyone",
        unit={"vi": "Kho"},
        unit_code="archive",
        metadata={"title": [value("Sách cúng", lang="vi")], **metadata},
        media=files,
        announced=(),
        kept=False,
        created_at=at,
        published_at=at,
        changed_at=at,
    )


def work(metadata: dict[str, Any], *files: MediaView, kind: str = "document", **spoken: Spoken) -> Any:
    return work_of(view(metadata, *files, kind=kind), spoken, Standing(), LANGUAGES, TODAY)


BOOK = file("aaaaaaa1", "document")


@pytest.mark.parametrize(
    ("types", "files", "behavior"),
    [
        (["ritual-book"], [BOOK], ("paged",)),
        (["official"], [BOOK], ("individuals",)),
        ([], [file("aaaaaaa1", "image"), file("aaaaaaa2", "image")], ("individuals",)),
        (["ritual-book"], [file("aaaaaaa1", "image")], ()),
        ([], [file("aaaaaaa1", "audio"), file("aaaaaaa2", "audio")], ("auto-advance",)),
        ([], [file("aaaaaaa1", "audio")], ()),
        ([], [file("aaaaaaa1", "video"), file("aaaaaaa2", "video")], ()),
        (["ritual-book"], [BOOK, file("aaaaaaa2", "audio")], ()),
    ],
)
def test_a_bound_book_lies_open_and_songs_follow_one_another(
    types: list[str], files: list[MediaView], behavior: tuple[str, ...]
) -> None:
    assert work({"documentType": concepts("document_types", *types)}, *files).behavior == behavior


@pytest.mark.parametrize(
    ("types", "scripts", "so"),
    [
        (["ritual-book"], ["nom-dao", "Hani"], True),
        (["manuscript"], ["Arab"], True),
        (["ritual-book"], ["Hani", "Latn"], False),
        (["ritual-book"], [], False),
        (["royal-decree"], ["Hani"], False),
    ],
)
def test_books_in_scripts_from_the_right_are_leafed_through_from_there(
    types: list[str], scripts: list[str], so: bool
) -> None:
    metadata = {"documentType": concepts("document_types", *types), "script": concepts("scripts", *scripts)}
    assert work(metadata, BOOK).right_to_left is so


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1936-04-14", "1936-04-14"),
        ("1936-04", "1936-04-01"),
        ("1936", "1936-01-01"),
        ("1936~", None),
        ("193X", None),
        ("1936/1940", None),
    ],
)
def test_what_was_made_on_a_day_is_put_there_in_time_and_nothing_is_guessed(written: str, day: str | None) -> None:
    assert work({"created": [value(written, "date")]}, BOOK).day == day


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("11.83, 107.2", (Place(107.2, 11.83),)),
        ("-11.83,-107.2", (Place(-107.2, -11.83),)),
        ("95.0, 107.2", ()),
        ("11.83, 190", ()),
        ("Bù Đăng", ()),
        ("1e1, 2", ()),
        ("", ()),
    ],
)
def test_places_are_told_where_they_were_written_down(written: str, places: tuple[Place, ...]) -> None:
    assert work({"coordinates": [value(written)]}, file("aaaaaaa1", "image"), kind="place").places == places


def test_notices_of_a_community_are_told_with_whom_to_name_and_lead_to_what_they_mean() -> None:
    credit = work({"notice": concepts("notices", "tk", "bc")}, BOOK).credit
    assert credit["en"] == [
        "Kho",
        '<a href="https://localcontexts.org/notice/tk-notice/">TK (Traditional Knowledge) Notice</a>',
        '<a href="https://localcontexts.org/notice/bc-notice/">BC (Biocultural) Notice</a>',
    ]
    assert len(credit["vi"]) == 3


def test_the_sound_of_a_film_alone_is_told_where_there_is_a_file_of_it() -> None:
    rungs = [{"name": name, "rate": rate} for name, rate in (("144p", 90_000), ("audio-32k", 32_000))]
    films = [
        file("aaaaaaa1", "video", files={"progressive.mp4": 1, "audio.m4a": 1}),
        file("aaaaaaa2", "video", rungs=rungs),
        file("aaaaaaa3", "video", rungs=rungs[:1]),
    ]
    assert [item.alone for item in work({}, *films).items] == ["audio.m4a", "audio-32k.mp4", ""]


VI = "WEBVTT\n\n00:00.000 --> 00:40.000\nMở đầu\n\n00:05.000 --> 00:20.000\nChào thần\n\n00:40.000 --> 02:00.000\nHội\n"
EN = "WEBVTT\n\n00:00.000 --> 00:40.000\n<b>Opening</b> & more\n\n00:40.000 --> 02:00.000\nThe feast\n"


def test_chapters_of_all_languages_are_one_and_the_shorter_lie_within_the_longer() -> None:
    assert chapters({"vi": VI, "en": EN}, 60.0) == (
        Chapter({"vi": ["Mở đầu"], "en": ["Opening & more"]}, 0.0, 40.0, (Chapter({"vi": ["Chào thần"]}, 5.0, 20.0),)),
        Chapter({"vi": ["Hội"], "en": ["The feast"]}, 40.0, 60.0),
    )


@pytest.mark.parametrize("body", ["", "không phải VTT", "WEBVTT\n\n01:10.000 --> 01:20.000\nSau khi hết\n"])
def test_chapters_that_cannot_be_told_are_left_out(body: str) -> None:
    assert chapters({"vi": body}, 60.0) == ()


def test_no_number_of_chapters_makes_a_manifest_endless() -> None:
    cues = (f"{n // 60:02}:{n % 60:02}.000 --> {n // 60:02}:{n % 60:02}.900\nHồi {n}\n" for n in range(900))
    assert len(chapters({"vi": "WEBVTT\n\n" + "\n".join(cues)}, 1_000.0)) == 500


def test_chapters_one_in_the_other_without_end_are_told() -> None:
    cues = (f"00:{n // 60:02}:{n % 60:02}.000 --> 01:00:00.000\nHồi {n}\n" for n in range(600))
    found, depth = chapters({"vi": "WEBVTT\n\n" + "\n".join(cues)}, 3_600.0), 0
    while found:
        found, depth = found[0].within, depth + 1
    assert depth == 5
