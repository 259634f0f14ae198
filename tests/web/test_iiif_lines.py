"""Lines of read pages as annotations of their own, for viewers that lay text over a picture: what, where, for whom."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.media import alto
from app.media.alto import Line, Page, Word, plain_text, write
from app.models import Media, MediaText
from app.services.viewer import SYSTEM, Viewer
from tests.iiif_tools import complaints
from tests.web.shelf import Shelf, shelve

ALTO = "http://www.loc.gov/standards/alto/ns-v4#"
FIRST = Line((Word("Lễ", 20, 10, 60, 30, 0.4), Word("mở", 90, 12, 50, 30, 0.9)), 1)
SECOND = Line((Word("hội", 20, 60, 590, 40, 0.9),), 1)
READ = Page(600, 800, (FIRST, SECOND), "tesseract 5.3.0", "vie")
"""Twice as large as the page that it is of."""


def put(archive: Archive, media: str, kind: str, part: str, body: str) -> None:
    with archive.db.unit_of_work() as work:
        work.merge(MediaText(media=media, kind=kind, part=part, body=body))


def read(archive: Archive, media: str, part: str = "1", page: Page = READ) -> None:
    put(archive, media, "alto", part, write(page))
    put(archive, media, "page", part, plain_text(page))


def speaking(archive: Archive, media: str, *languages: str) -> None:
    with archive.db.unit_of_work() as work:
        row = work.get_one(Media, media)
        told = [{"type": "concept", "vocabulary": "languages", "value": one} for one in languages]
        row.description = {**row.description, "language": told}


def at(shelf: Shelf, canvas: str) -> str:
    return f"/iiif/presentation/3/records/{shelf.record}/canvas/{canvas}/lines"


def lines(client: FlaskClient, shelf: Shelf, canvas: str) -> dict[str, Any]:
    answer = client.get(at(shelf, canvas))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = json.loads(answer.text)
    return told


@pytest.fixture
def shelf(archive: Archive) -> Shelf:
    made = shelve(archive, "document", "image")
    read(archive, made.media["document"])
    return made


def test_each_line_is_a_supplementing_annotation_on_its_place_of_the_canvas(
    archive: Archive, client: FlaskClient, shelf: Shelf
) -> None:
    book = shelf.media["document"]
    speaking(archive, book, "vi")
    told = lines(client, shelf, f"{book}~1")
    first, second = told["items"]
    assert told["id"] == f"http://archive.test{at(shelf, f'{book}~1')}"
    assert (first["motivation"], first["textGranularity"]) == ("supplementing", "line")
    assert first["body"] == {"type": "TextualBody", "value": "Lễ mở", "format": "text/plain", "language": "vi"}
    assert first["target"].endswith(f"/canvas/{book}~1#xywh=10,5,60,16"), (
        "in pixels of the canvas, not of what was read"
    )
    assert second["target"].endswith("#xywh=10,30,290,20"), "no part of a canvas lies outside it"
    assert "0.4" not in json.dumps(told)
    assert "confidence" not in json.dumps(told)


def test_judges_find_nothing_wrong_with_a_manifest_that_names_lines(client: FlaskClient, shelf: Shelf) -> None:
    manifest = json.loads(client.get(f"/iiif/presentation/3/records/{shelf.record}/manifest").text)
    assert complaints([manifest]) == []


def test_the_canvas_names_its_lines_and_its_alto_where_viewers_look_for_them(client: FlaskClient, shelf: Shelf) -> None:
    manifest = json.loads(client.get(f"/iiif/presentation/3/records/{shelf.record}/manifest").text)
    first, second, picture = manifest["items"]
    [page] = first["annotations"]
    assert (page["type"], "items" in page) == ("AnnotationPage", False)
    assert json.loads(client.get(page["id"].removeprefix("http://archive.test")).text)["id"] == page["id"]
    [words] = first["seeAlso"]
    assert (words["profile"], words["format"]) == (ALTO, "application/xml")
    served = client.get(words["id"].removeprefix("http://archive.test"))
    assert served.mimetype == words["format"]
    assert ElementTree.fromstring(served.data).tag == f"{{{words['profile']}}}alto"
    for bare in (second, picture):
        assert "annotations" not in bare
        assert "seeAlso" not in bare


def test_what_people_corrected_is_told_before_what_was_read(
    archive: Archive, client: FlaskClient, shelf: Shelf
) -> None:
    book = shelf.media["document"]
    there = archive.correcting.page(SYSTEM, book, 1)
    archive.correcting.save(SYSTEM, book, 1, ["Lễ mở", "hội lúa mới"], checked=(0,), base=there.stamp)
    values = [item["body"]["value"] for item in lines(client, shelf, f"{book}~1")["items"]]
    assert values == ["Lễ mở", "hội lúa mới"]


def test_a_read_picture_is_one_canvas_with_lines(archive: Archive, client: FlaskClient, shelf: Shelf) -> None:
    picture = shelf.media["image"]
    read(archive, picture, page=replace(READ, width=1301, height=901))
    assert [item["target"].rpartition("/")[2] for item in lines(client, shelf, picture)["items"]] == [
        f"{picture}#xywh=20,10,120,32",
        f"{picture}#xywh=20,60,590,40",
    ]
    assert client.get(at(shelf, f"{picture}~1")).status_code == 404


def test_a_language_is_told_where_there_is_one_alone(archive: Archive, client: FlaskClient, shelf: Shelf) -> None:
    speaking(archive, shelf.media["document"], "vi", "sti")
    told = lines(client, shelf, f"{shelf.media['document']}~1")
    assert "language" not in told["items"][0]["body"]


def test_one_line_is_answered_at_its_own_address(client: FlaskClient, shelf: Shelf) -> None:
    path = at(shelf, f"{shelf.media['document']}~1")
    [first, _second] = json.loads(client.get(path).text)["items"]
    alone = json.loads(client.get(first["id"].removeprefix("http://archive.test")).text)
    assert {name: alone[name] for name in first} == first
    assert alone["partOf"] == [{"id": f"http://archive.test{path}", "type": "AnnotationPage"}]
    assert client.get(f"{path}/3").status_code == client.get(f"{path}/01").status_code == 404


@pytest.mark.parametrize("canvas", ["{}~2", "{}~3", "{}~01", "{}~", "{}", "{}~9999999", "abcdefgh~1", "{}~1%00"])
def test_there_are_no_lines_where_nothing_was_read(client: FlaskClient, shelf: Shelf, canvas: str) -> None:
    assert client.get(at(shelf, canvas.format(shelf.media["document"]))).status_code == 404


def test_a_blank_page_that_was_read_names_no_lines(archive: Archive, client: FlaskClient, shelf: Shelf) -> None:
    book = shelf.media["document"]
    put(archive, book, "alto", "2", write(Page(310, 410, (), "tesseract 5.3.0", "vie")))
    manifest = client.get(f"/iiif/presentation/3/records/{shelf.record}/manifest").text
    assert f"{book}~1/lines" in manifest
    assert f"{book}~2/lines" not in manifest
    assert client.get(at(shelf, f"{book}~2")).status_code == 404


def test_lines_of_another_record_and_damaged_ones_are_absent(
    archive: Archive, client: FlaskClient, shelf: Shelf
) -> None:
    other, canvas = shelve(archive, "image"), f"{shelf.media['document']}~1"
    assert client.get(at(other, canvas)).status_code == 404
    put(archive, shelf.media["document"], "alto", "1", "<!DOCTYPE x><alto/>")
    assert client.get(at(shelf, canvas)).status_code == 404


@pytest.mark.parametrize(("access", "status"), [("registered", 404), ("registered else announced", 401)])
def test_who_may_not_see_the_page_reads_no_line_of_it(
    archive: Archive,
    client: FlaskClient,
    make_officer: Callable[..., Viewer],
    browser_of: Callable[[Viewer], FlaskClient],
    access: str,
    status: int,
) -> None:
    shelf = shelve(archive, "document", "image", media_access=access)
    canvas = f"{shelf.media['document']}~1"
    read(archive, shelf.media["document"])
    for path in (at(shelf, canvas), f"{at(shelf, canvas)}/1", f"/media/{shelf.media['document']}/pages/1.alto.xml"):
        assert client.get(path).status_code == status
    manifest = client.get(f"/iiif/presentation/3/records/{shelf.record}/manifest")
    assert "/lines" not in manifest.text
    theirs = browser_of(make_officer("contributor")).get(at(shelf, canvas))
    assert theirs.status_code == 200
    assert theirs.headers["Cache-Control"] == "private, no-store"


def test_other_sites_and_caches_may_have_the_lines_that_everyone_may_read(client: FlaskClient, shelf: Shelf) -> None:
    answer = client.get(at(shelf, f"{shelf.media['document']}~1"))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Type"] == (
        'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    )
    again = client.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_spaces_of_alto_tell_where_they_are(client: FlaskClient, shelf: Shelf) -> None:
    """mirador-textoverlay takes the place of a space for granted, and draws nothing right without."""
    served = client.get(f"/media/{shelf.media['document']}/pages/1.alto.xml").text
    [space] = ElementTree.fromstring(served).iter(f"{{{ALTO}}}SP")
    assert space.attrib == {"HPOS": "40", "VPOS": "5", "WIDTH": "5"}


def test_alto_is_told_in_pixels_of_the_canvas_whatever_it_was_measured_on(
    archive: Archive, client: FlaskClient, shelf: Shelf
) -> None:
    book = shelf.media["document"]
    served = alto.parse(client.get(f"/media/{book}/pages/1.alto.xml").text)
    assert served == alto.scaled(READ, 300, 400)
    same = replace(READ, width=300, height=400)
    read(archive, book, page=same)
    assert client.get(f"/media/{book}/pages/1.alto.xml").text == write(same)
    put(archive, book, "alto", "1", "<alto>damaged")
    assert client.get(f"/media/{book}/pages/1.alto.xml").text == "<alto>damaged"
