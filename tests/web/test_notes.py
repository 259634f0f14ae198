"""Notes on a place of a file: kept in the workbench, told on the record's page and by IIIF, to who may see the file."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.errors import Invalid, NotAllowed, NotFound, Stale
from app.media import notes
from app.media.notes import Note
from app.services.viewer import SYSTEM, Viewer
from tests.web.pages import HTML, Page, get, path_of, sent
from tests.web.shelf import shelve

CORNER = Note("c0ffee00", {"vi": "Hoa văn ở góc", "en": "The pattern in the corner"}, (4, 3, 20, 10), voice="Bà mẫu")
MOMENT = Note("c0ffee01", {"vi": "Lúc này già làng rót rượu"}, stretch=(0.5, 1.5))


@pytest.fixture
def desk(officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]) -> FlaskClient:
    return browser_of(officer)


def keep(archive: Archive, media: str, *wanted: Note) -> None:
    archive.notes.keep(SYSTEM, media, wanted, archive.notes.of(SYSTEM, media).stamp)


def desk_path(archive: Archive, media: str) -> str:
    return f"/vi/desk/{archive.reading.media(SYSTEM, media).record}/media/{media}/notes"


def address(archive: Archive, media: str, page: str = "") -> str:
    record = archive.reading.media(SYSTEM, media).record
    return f"/iiif/presentation/3/records/{record}/canvas/{media}{page}/notes"


def test_notes_read_as_they_were_written() -> None:
    many = (CORNER, MOMENT, Note("c0ffee02", {"sti": "Nau"}, (0, 0, 1, 1), page=3))
    assert notes.read(notes.write(many)) == many


def test_a_note_is_an_annotation_on_its_place_of_the_canvas(archive: Archive, client: FlaskClient) -> None:
    media = shelve(archive, "image").media["image"]
    keep(archive, media, CORNER)
    told = client.get(address(archive, media)).get_json()
    [note] = told["items"]
    assert told["type"] == "AnnotationPage"
    assert note["target"].endswith(f"/canvas/{media}#xywh=4,3,20,10")
    assert {body["language"]: body["value"] for body in note["body"]} == CORNER.words
    assert note["creator"]["name"] == "Bà mẫu"


def test_a_note_is_shown_as_it_is_written_and_does_nothing(
    archive: Archive, client: FlaskClient, desk: FlaskClient
) -> None:
    evil = "</textarea><script>alert(1)</script>\"'"
    media = shelve(archive, "image").media["image"]
    keep(archive, media, replace(CORNER, words={"vi": evil}, voice=evil))
    record = archive.reading.media(SYSTEM, media).record
    for page in (client.get(f"/vi/records/{record}").text, desk.get(desk_path(archive, media)).text):
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
    told = client.get(address(archive, media))
    assert told.get_json()["items"][0]["body"][0]["value"] == evil
    assert (told.headers["X-Content-Type-Options"], told.mimetype) == ("nosniff", "application/ld+json")


def test_the_manifest_leads_to_the_notes_once_there_are_any(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "image", "video")
    manifest = f"/iiif/presentation/3/records/{shelf.record}/manifest"
    assert "/notes" not in client.get(manifest).text
    keep(archive, shelf.media["video"], MOMENT)
    canvases = client.get(manifest).get_json()["items"]
    [(canvas, page)] = [(c["id"], a["id"]) for c in canvases for a in c.get("annotations", []) if "notes" in a["id"]]
    assert page == f"{canvas}/notes"
    [told] = [a["items"] for c in canvases for a in c.get("annotations", []) if a["id"] == page]
    [note] = client.get(address(archive, shelf.media["video"])).get_json()["items"]
    assert note["target"] == f"{canvas}#t=0.5,1.5"
    assert told == [note], "Mirador fails on a film with a page of annotations that it would have to fetch"


def test_a_page_of_a_document_has_its_own_notes(archive: Archive, client: FlaskClient) -> None:
    media = shelve(archive, "document").media["document"]
    keep(archive, media, replace(CORNER, page=2))
    assert (
        client.get(address(archive, media, "~2")).get_json()["items"][0]["target"].endswith(f"{media}~2#xywh=4,3,20,10")
    )
    assert client.get(address(archive, media, "~1")).status_code == 404
    assert client.get(address(archive, media)).status_code == 404


def test_visitors_read_notes_on_the_record_and_are_led_to_the_place(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "image")
    keep(archive, shelf.media["image"], CORNER)
    page = get(client, f"/vi/records/{shelf.record}")
    assert "Hoa văn ở góc" in page.text
    assert "Bà mẫu" in page.text
    assert f"media={shelf.media['image']}&amp;xywh=4,3,20,10#stage" in page.html


@pytest.mark.parametrize(("access", "status"), [("registered", 404), ("registered else announced", 401)])
def test_who_may_not_see_the_file_reads_no_note_on_it(
    archive: Archive, client: FlaskClient, access: str, status: int
) -> None:
    shelf = shelve(archive, "image", "video", media_access=access)
    keep(archive, shelf.media["image"], CORNER)
    assert client.get(address(archive, shelf.media["image"])).status_code == status
    assert "Hoa văn ở góc" not in client.get(f"/vi/records/{shelf.record}").text


def test_a_note_is_found_by_the_search(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "image")
    keep(archive, shelf.media["image"], replace(CORNER, words={"vi": "cột tuần lễ có hình quả bầu"}))
    archive.indexing.index(shelf.record)
    assert client.get("/api/v1/records?q=hình quả bầu").get_json()["total"] == 1


def send(desk: FlaskClient, path: str, changes: dict[str, str], deed: str = "save") -> Page:
    data = sent(get(desk, path).form("base"), deed, changes)
    answer = desk.post(path, data=data, headers=HTML)
    return get(desk, path_of(answer)) if answer.status_code == 302 else Page(answer)


def test_an_officer_writes_a_note_changes_it_and_takes_it_away(desk: FlaskClient, archive: Archive) -> None:
    media = shelve(archive, "image").media["image"]
    path = desk_path(archive, media)
    place = {"m.note.0.left": "10", "m.note.0.top": "20,5", "m.note.0.wide": "25", "m.note.0.high": "50"}
    assert "Đã lưu ghi chú" in send(desk, path, {"m.note.0.words.vi": " Hoa văn "} | place).text
    [note] = archive.notes.of(SYSTEM, media).notes
    width, height = 64, 48
    assert note.words == {"vi": "Hoa văn"}
    assert note.box is not None
    send(desk, path, {"m.note.0.words.en": "Pattern"})
    [again] = archive.notes.of(SYSTEM, media).notes
    assert (again.id, again.box, again.words["en"]) == (note.id, note.box, "Pattern"), (width, height)
    send(desk, path, {"m.note.0.drop": "yes"})
    assert archive.notes.of(SYSTEM, media).notes == ()


def test_a_moment_is_told_as_people_write_times(desk: FlaskClient, archive: Archive) -> None:
    media = shelve(archive, "video").media["video"]
    changes = {"m.note.0.words.vi": "Rót rượu", "m.note.0.start": "0:01", "m.note.0.end": "0:01.5"}
    send(desk, desk_path(archive, media), changes)
    assert [note.stretch for note in archive.notes.of(SYSTEM, media).notes] == [(1.0, 1.5)]


@pytest.mark.parametrize(
    ("type", "changes", "told"),
    [
        ("image", {"left": "90", "top": "0", "wide": "20", "high": "20"}, "bốn số từ 0 đến 100"),
        ("image", {"left": "1", "top": "", "wide": "20", "high": "20"}, "bốn số từ 0 đến 100"),
        ("image", {"left": "nan", "top": "0", "wide": "inf", "high": "20"}, "bốn số từ 0 đến 100"),
        ("video", {"start": "9:99"}, "ghi như 1:02:07"),
        ("video", {"start": "5:00:00"}, "ghi như 1:02:07"),
        ("image", {"words.vi": "", "words.en": "", "drop": "", "id": "c0ffee09"}, "chưa có lời nào"),
        ("image", {"words.vi": "x" * 2001}, "dài quá"),
        ("document", {"page": "99"}, "không có trang 99"),
        ("image", {"id": "new²", "left": "x", "top": "0", "wide": "20", "high": "20"}, "bốn số từ 0 đến 100"),
        ("image", {"page": "9" * 5_000, "left": "x", "top": "0", "wide": "9", "high": "9"}, "bốn số từ 0 đến 100"),
    ],
)
def test_what_is_not_right_is_told_at_the_note_and_nothing_typed_is_lost(
    desk: FlaskClient, archive: Archive, type: str, changes: dict[str, str], told: str
) -> None:
    media = shelve(archive, type).media[type]
    path = desk_path(archive, media)
    data = dict(sent(get(desk, path).form("base"), "save", {"m.note.0.words.vi": "Lời đã gõ"}))
    answer = Page(
        desk.post(path, data=data | {f"m.note.0.{name}": text for name, text in changes.items()}, headers=HTML)
    )
    assert answer.status == 422
    assert told in answer.text
    assert "words.vi" in changes or "Lời đã gõ" in answer.text
    assert archive.notes.of(SYSTEM, media).notes == ()


def test_whoever_comes_second_reads_both_and_loses_nothing(desk: FlaskClient, archive: Archive) -> None:
    media = shelve(archive, "image").media["image"]
    path = desk_path(archive, media)
    data = dict(sent(get(desk, path).form("base"), "save", {"m.note.0.words.vi": "Của tôi"}))
    keep(archive, media, CORNER)
    answer = Page(desk.post(path, data=data, headers=HTML))
    assert answer.status == 412
    assert "Của tôi" in answer.text
    assert "Hoa văn ở góc" in answer.text
    with pytest.raises(Stale):
        archive.notes.keep(SYSTEM, media, [], "0" * 16)


def test_only_those_who_may_describe_the_file_note_on_it(
    archive: Archive, client: FlaskClient, make_officer: Callable[..., Viewer]
) -> None:
    media = shelve(archive, "image").media["image"]
    stranger = make_officer(name="nguoi-la", role=None)
    with pytest.raises((NotAllowed, NotFound)):
        archive.notes.keep(stranger, media, [CORNER], "")
    assert client.get(desk_path(archive, media)).status_code in (302, 401, 404)


@pytest.mark.parametrize(
    "note",
    [
        replace(CORNER, box=(0, 0, 10_000, 10)),
        replace(CORNER, box=(-1, 0, 1, 1)),
        replace(CORNER, page=7),
        replace(CORNER, words={"not a tag!": "x"}),
        replace(CORNER, stretch=(1.0, 9.0)),
    ],
)
def test_a_note_beyond_the_file_is_refused(archive: Archive, note: Note) -> None:
    media = shelve(archive, "image").media["image"]
    with pytest.raises(Invalid):
        keep(archive, media, note)


def test_a_note_is_called_by_what_may_stand_in_an_address(archive: Archive, client: FlaskClient) -> None:
    """Whatever a form says: the id of a note is part of that of its annotation."""
    media = shelve(archive, "image").media["image"]
    keep(archive, media, replace(CORNER, id='x" onmouseover="/../#a'), CORNER, replace(CORNER, box=None))
    ids = [note["id"].rpartition("/notes/")[2] for note in client.get(address(archive, media)).get_json()["items"]]
    assert all(re.fullmatch("[0-9a-f]{8}", one) for one in ids)
    assert len(set(ids)) == 3
    assert ids[1] == CORNER.id


def test_a_problem_of_a_new_note_is_told_at_its_own_fields(desk: FlaskClient, archive: Archive) -> None:
    path = desk_path(archive, shelve(archive, "image").media["image"])
    changes = {"m.note.0.words.vi": "x" * 2_001, "m.note.1.words.vi": "Ngắn"}
    page = desk.post(path, data=sent(get(desk, path).form("base"), "save", changes), headers=HTML).text
    assert page.index("dài quá") < page.index('name="m.note.1.')
