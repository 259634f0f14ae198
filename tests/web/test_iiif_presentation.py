"""What stands round manifests: the older version, parts by address, the tree of the archive, packing; and who sees."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services import texts
from app.services.manifests import parts
from app.services.viewer import SYSTEM, Viewer
from app.web import packed
from tests.made import festival, text
from tests.services.test_collections import made
from tests.web.shelf import add, caption, shelve

ORIGIN = "http://archive.test"
BASE = "/iiif/presentation"
PROFILE = 'application/ld+json;profile="http://iiif.io/api/presentation/%d/context.json"'


def get(client: FlaskClient, path: str, **headers: str) -> dict[str, Any]:
    answer = client.get(f"{BASE}/{path}", headers=headers)
    assert answer.status_code == 200, (path, answer.text)
    told: dict[str, Any] = json.loads(answer.text)
    return told


def every(document: Any, name: str) -> list[str]:
    if isinstance(document, list):
        return [one for item in document for one in every(item, name)]
    if not isinstance(document, dict):
        return []
    mine = [document[name]] if isinstance(document.get(name), str) else []
    return [*mine, *(one for value in document.values() for one in every(value, name))]


def names(document: dict[str, Any]) -> list[str]:
    return [item["id"].removeprefix(f"{ORIGIN}{BASE}/3/") for item in document["items"]]


@pytest.mark.parametrize("version", [2, 3])
def test_whoever_asks_for_a_version_by_its_profile_is_led_to_it(
    archive: Archive, client: FlaskClient, version: int
) -> None:
    record = shelve(archive, "image").record
    other = 5 - version
    own = client.get(f"{BASE}/{version}/records/{record}/manifest", headers={"Accept": PROFILE % version})
    assert (own.status_code, own.headers["Content-Type"]) == (200, PROFILE % version)
    led = client.get(f"{BASE}/{version}/records/{record}/manifest", headers={"Accept": PROFILE % other})
    assert (led.status_code, led.headers["Location"]) == (303, f"{ORIGIN}{BASE}/{other}/records/{record}/manifest")
    assert "Accept" in led.headers["Vary"]
    assert client.get(f"{BASE}/{version}/records/{record}/manifest", headers={"Accept": "*/*"}).status_code == 200


def test_every_canvas_range_and_annotation_is_told_at_its_own_address(archive: Archive, client: FlaskClient) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    film, book = add(archive, record, "video"), add(archive, record, "document")
    caption(archive, film)
    archive.media.set_text(SYSTEM, film, "chapters", "vi", "WEBVTT\n\n00:00.000 --> 01:00.000\nMở đầu\n")
    archive.records.publish(SYSTEM, record, base=3)
    for version, name, kind, own in ((3, "id", "type", "partOf"), (2, "@id", "@type", "within")):
        whole = get(client, f"{version}/records/{record}/manifest")
        base = f"{ORIGIN}{BASE}/{version}/records/{record}/"
        inner = {one.partition("#")[0] for one in every(whole, name) if one.startswith(base)} - {whole[name]}
        assert len(inner) >= 8
        assert {one for one in inner if client.get(one.removeprefix(ORIGIN)).status_code != 200} == set()
        canvas = get(client, f"{version}/records/{record}/canvas/{book}~2")
        assert (canvas[name], canvas[kind].rpartition(":")[2]) == (f"{base}canvas/{book}~2", "Canvas")
        assert canvas["@context"] == f"http://iiif.io/api/presentation/{version}/context.json"
        assert whole[name] in json.dumps(canvas[own])
    for none in ("canvas/nothere1", "manifest/x", "canvas", "canvas/%22", f"canvas/{film}#t=0,60", "%00"):
        assert client.get(f"{BASE}/3/records/{record}/{none.replace('#', '%23')}").status_code == 404, none


def test_older_viewers_are_told_where_film_and_sound_are(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "video", "audio")
    film, sound = get(client, f"2/records/{shelf.record}/manifest")["sequences"][0]["canvases"]
    assert film["images"][0]["resource"]["@id"].endswith("/poster.webp")
    assert sound["images"][0]["resource"]["@id"].endswith("/waveform.svg")
    for canvas, name in ((film, "progressive.mp4"), (sound, "audio.m4a")):
        files = [file["@id"] for file in canvas["rendering"]]
        assert any(file.endswith(name) for file in files)
        assert {client.get(file.removeprefix(ORIGIN)).status_code for file in files} == {200}
        assert {said["@language"] for said in canvas["description"]} == {"vi", "en"}


def test_what_not_everyone_may_see_is_in_no_form_and_no_list(
    archive: Archive, client: FlaskClient, browser_of: Callable[[Viewer], FlaskClient], make_officer: Any
) -> None:
    people = {"type": "concept", "value": "xtieng", "vocabulary": "peoples"}
    hidden = shelve(archive, "image", access="registered", metadata=festival("Lễ kín", people=[people]))
    draft = shelve(archive, "image", publish=False, metadata=festival("Bản nháp"))
    partly = shelve(archive, "image", metadata=festival("Lễ mở"))
    closed = add(archive, partly.record, "video", "registered")
    head = archive.reading.record(SYSTEM, partly.record, head=True).head_version
    archive.records.publish(SYSTEM, partly.record, base=head)
    archive.indexing.reindex(lambda _done, _total: None)
    reader = browser_of(make_officer(None, "docgia"))
    for browser in (client, reader):
        for version in (2, 3):
            for name in ("top", "curated", "units", "units/archive", "peoples", "records"):
                told = browser.get(f"{BASE}/{version}/collections/{name}").text
                assert hidden.record not in told
                assert draft.record not in told
                assert "kín" not in told
    for version in (2, 3):
        assert closed not in client.get(f"{BASE}/{version}/records/{partly.record}/manifest").text
        assert closed in reader.get(f"{BASE}/{version}/records/{partly.record}/manifest").text
        assert client.get(f"{BASE}/{version}/records/{hidden.record}/manifest").status_code == 404
        assert client.get(f"{BASE}/{version}/records/{partly.record}/canvas/{closed}").status_code == 404
        for shelf in (hidden, draft):
            inner = f"{BASE}/{version}/records/{shelf.record}/canvas/{shelf.media['image']}"
            assert client.get(inner).status_code == 404
    answer = reader.get(f"{BASE}/3/records/{partly.record}/canvas/{closed}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


def test_a_manifest_names_the_collections_that_everyone_may_see_it_in(archive: Archive, client: FlaskClient) -> None:
    record = shelve(archive, "image").record
    shown, closed = made(archive, "Mùa lễ"), made(archive, "Riêng", access="registered")
    for collection in (shown, closed):
        archive.curating.add(SYSTEM, collection, record)
    assert [one["id"] for one in get(client, f"3/records/{record}/manifest")["partOf"]] == [
        f"{ORIGIN}{BASE}/3/collections/{shown}"
    ]
    archive.curating.describe(SYSTEM, shown, {"vi": "Mùa lễ mới"}, {})
    assert get(client, f"3/records/{record}/manifest")["partOf"][0]["label"] == {"vi": ["Mùa lễ mới"]}
    archive.curating.withdraw(SYSTEM, shown, why="Soạn lại.")
    assert "partOf" not in get(client, f"3/records/{record}/manifest")


def test_a_long_list_of_the_archive_is_told_in_parts_of_parts(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [shelve(archive, "audio").record for _ in range(9)]
    monkeypatch.setattr(parts, "MOST", 2)
    found: list[str] = []
    depths = set()

    def walk(path: str, depth: int) -> None:
        document = get(client, f"3/{path}")
        assert len(document["items"]) <= 2
        for item, name in zip(document["items"], names(document), strict=True):
            if item["type"] == "Manifest":
                found.append(name.split("/")[1])
                depths.add(depth)
            else:
                assert get(client, f"3/{name}")["partOf"][0]["id"] == document["id"]
                walk(name, depth + 1)

    walk("collections/records", 0)
    assert found == records
    assert depths == {3}
    for none in ("0", "6", "2.4", "4.1", "x", "1.1"):
        assert client.get(f"{BASE}/3/collections/records/parts/{none}").status_code == 404, none


@pytest.mark.parametrize("name", ["units/nowhere", "peoples/nobody", "units/%00", "peoples/%00", "top/x", "TOP"])
def test_what_is_no_collection_of_the_archive_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"{BASE}/3/collections/{name}").status_code == 404


def test_an_empty_archive_has_an_empty_top(client: FlaskClient) -> None:
    assert get(client, "3/collections/top")["items"] == []


@pytest.mark.parametrize("version", [1, 4])
def test_there_is_no_other_version(archive: Archive, client: FlaskClient, version: int) -> None:
    assert client.get(f"{BASE}/{version}/records/{shelve(archive, 'image').record}/manifest").status_code == 404


def test_a_large_manifest_leaves_packed_and_is_packed_once(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = festival(description=[text(f"Đoạn {number}. " * 40) for number in range(60)])
    path = f"{BASE}/3/records/{shelve(archive, 'image', metadata=long).record}/manifest"
    calls: list[int] = []
    compress = gzip.compress
    monkeypatch.setattr(packed.gzip, "compress", lambda *a, **k: calls.append(1) or compress(*a, **k))
    plain = client.get(path)
    zipped = [client.get(path, headers={"Accept-Encoding": "gzip"}) for _ in range(3)]
    assert {gzip.decompress(answer.data) for answer in zipped} == {plain.data}
    assert calls == [1]
    for answer in zipped:
        assert (answer.headers["Content-Encoding"], answer.headers["ETag"]) == ("gzip", f"W/{plain.headers['ETag']}")
        assert {"Accept", "Accept-Encoding"} <= {one.strip() for one in answer.headers["Vary"].split(",")}
    for tag in (plain.headers["ETag"], zipped[0].headers["ETag"]):
        for accepted in ("gzip", "identity"):
            known = client.get(path, headers={"If-None-Match": tag, "Accept-Encoding": accepted})
            assert (known.status_code, known.data) == (304, b"")


def test_what_is_packed_is_forgotten_when_there_is_no_room() -> None:
    long = "".join(chr(0x1EA0 + number % 90) for number in range(20_000))
    weight = len(packed.Packed().put("a", ORIGIN, long) or b"")
    known = packed.Packed(room=weight + 1)
    known.put("a", ORIGIN, long)
    assert known.get("a", ORIGIN)
    assert known.get("a", "http://other.test") is None
    known.put("b", ORIGIN, long)
    assert (known.get("a", ORIGIN), bool(known.get("b", ORIGIN))) == (None, True)
    assert known.put("c", ORIGIN, "ngắn") is None


def test_the_thing_itself_leads_a_viewer_to_its_manifest(archive: Archive, client: FlaskClient) -> None:
    record = shelve(archive, "image").record
    for version in (2, 3):
        led = client.get(f"/records/{record}", headers={"Accept": PROFILE % version})
        assert (led.status_code, led.headers["Location"]) == (303, f"{BASE}/{version}/records/{record}/manifest")
    both = f"{PROFILE % 3};q=0.5, {PROFILE % 2}"
    assert "/2/" in client.get(f"/records/{record}", headers={"Accept": both}).headers["Location"]
    assert client.get("/records/nothere1", headers={"Accept": PROFILE % 3}).status_code == 404


def test_the_front_page_leads_to_the_top_of_the_tree(client: FlaskClient) -> None:
    assert f'href="{ORIGIN}{BASE}/3/collections/top"' in client.get("/vi/").text


def test_a_collection_says_how_much_is_in_it_and_shows_a_picture(archive: Archive, client: FlaskClient) -> None:
    """Presentation 3.0, 3.1: metadata, summary and thumbnail are recommended of each."""
    shelf = shelve(archive, "image")
    shelve(archive, "image", access="registered", media_access="registered")
    told = get(client, "3/collections/records")
    assert told["metadata"] == [{"label": {"vi": ["Hồ sơ"], "en": ["Records"]}, "value": {"none": ["1"]}}]
    assert told["thumbnail"][0]["id"] == f"{ORIGIN}/media/{shelf.media['image']}/thumbnail.webp"
    assert set(told["summary"]) == set(get(client, "3/collections/top")["summary"]) == {"vi", "en"}
    older = get(client, "2/collections/records")
    assert older["metadata"][0]["value"] == "1"
    assert older["thumbnail"]["@id"] == told["thumbnail"][0]["id"]


def test_the_earlier_version_is_plain_json_unless_json_ld_is_named(archive: Archive, client: FlaskClient) -> None:
    """2.1, 7.2: "otherwise the server MUST return the regular JSON content-type"."""
    path = f"{BASE}/2/records/{shelve(archive, 'image').record}/manifest"
    for accept in ("*/*", "application/json", "text/html,*/*;q=0.1"):
        assert client.get(path, headers={"Accept": accept}).headers["Content-Type"] == "application/json"
    assert client.get(path).headers["Content-Type"] == "application/json"
    assert client.get(path, headers={"Accept": "application/ld+json"}).headers["Content-Type"] == PROFILE % 2
