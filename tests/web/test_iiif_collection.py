"""Collections in IIIF over HTTP: valid, in order, in parts where they are large, and only what the reader may see."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services.manifests import parts
from app.services.viewer import SYSTEM, Viewer
from tests.made import published
from tests.services.test_collections import made
from tests.unit.iiif.presentation3 import collection_faults
from tests.web.shelf import shelve

BASE = "/iiif/presentation/3/collections"
ORIGIN = "http://archive.test"


def read(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(f"{BASE}/{path}")
    assert answer.status_code == 200, answer.text
    parsed: dict[str, Any] = json.loads(answer.text)
    assert collection_faults(parsed) == []
    return parsed


def names(document: dict[str, Any]) -> list[str]:
    return [item["id"].removeprefix(f"{ORIGIN}/iiif/presentation/3/") for item in document["items"]]


def put(archive: Archive, collection: str, *types: str, **how: str) -> str:
    record = shelve(archive, *types, **how).record
    archive.curating.add(SYSTEM, collection, record)
    return record


def test_a_collection_names_its_collections_and_manifests_in_order(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive)
    one, two = put(archive, collection, "image"), put(archive, collection, "audio")
    inner = made(archive, "Bên trong", within=collection)
    archive.curating.step(SYSTEM, collection, "up", two)
    document = read(client, collection)
    assert document["id"] == f"{ORIGIN}{BASE}/{collection}"
    assert document["label"] == {"vi": ["Mùa lễ"]}
    assert document["requiredStatement"]["value"] == document["provider"][0]["label"]
    assert names(document) == [f"collections/{inner}", f"records/{two}/manifest", f"records/{one}/manifest"]
    assert document["items"][1]["label"] == {"vi": ["Lễ hội cồng chiêng"], "en": ["Gong festival"]}
    for item in document["items"]:
        assert client.get(item["id"].removeprefix(ORIGIN)).status_code == 200
    for thumbnail in document["items"][2]["thumbnail"]:
        assert client.get(thumbnail["id"].removeprefix(ORIGIN)).status_code == 200


def test_records_without_a_manifest_are_not_named(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive)
    archive.curating.add(SYSTEM, collection, published(archive, SYSTEM))
    put(archive, collection, "image", media_access="registered")
    assert names(read(client, collection)) == []


def test_nobody_else_learns_of_what_is_not_for_them(
    archive: Archive, client: FlaskClient, browser_of: Callable[[Viewer], FlaskClient], make_officer: Any
) -> None:
    collection = made(archive)
    hidden = put(archive, collection, "image", access="registered")
    made(archive, "Kín", within=collection, access="registered else announced")
    assert names(read(client, collection)) == []
    account = browser_of(make_officer(None, "docgia"))
    assert f"records/{hidden}/manifest" in names(read(account, collection))
    answer = account.get(f"{BASE}/{collection}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("access", "status"), [("everyone", 200), ("registered", 404), ("registered else announced", 401)]
)
def test_a_collection_is_there_for_whom_it_is(archive: Archive, client: FlaskClient, access: str, status: int) -> None:
    assert client.get(f"{BASE}/{made(archive, access=access)}").status_code == status


def test_a_collection_that_was_taken_back_is_gone(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive)
    archive.curating.withdraw(SYSTEM, collection, why="Soạn lại.")
    assert client.get(f"{BASE}/{collection}").status_code == 410


def test_none_names_more_than_it_may_and_parts_hold_all_in_order(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST", 2)
    collection = made(archive)
    records = [put(archive, collection, "audio") for _ in range(5)]
    whole = read(client, collection)
    assert names(whole) == [f"collections/{collection}/parts/{name}" for name in ("2.1", "2.2")]
    assert [item["label"]["vi"] for item in whole["items"]] == [["Hồ sơ 1–4"], ["Hồ sơ 5–5"]]
    outer = [read(client, name.removeprefix("collections/")) for name in names(whole)]
    assert [names(part) for part in outer] == [
        [f"collections/{collection}/parts/{number}" for number in numbers] for numbers in ((1, 2), (3,))
    ]
    inner = [read(client, name.removeprefix("collections/")) for part in outer for name in names(part)]
    assert [part["id"] for part in inner] == [item["id"] for part in outer for item in part["items"]]
    assert [name for part in inner for name in names(part)] == [f"records/{record}/manifest" for record in records]
    assert all(part["partOf"][0]["id"] == whole["id"] for part in outer)
    assert [part["partOf"][0]["id"] for part in inner] == [outer[0]["id"], outer[0]["id"], outer[1]["id"]]
    for none in ("0", "4", "x", "-1", "9" * 40, "1%00", "2.3", "3.1", "1.1", "2.0", "2."):
        assert client.get(f"{BASE}/{collection}/parts/{none}").status_code == 404, none


def test_a_small_collection_has_no_parts(archive: Archive, client: FlaskClient) -> None:
    assert client.get(f"{BASE}/{made(archive)}/parts/1").status_code == 404


def test_who_has_it_is_told_so_until_it_changes(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive)
    record = put(archive, collection, "image")
    first = client.get(f"{BASE}/{collection}")
    assert first.headers["Cache-Control"].startswith("public, max-age=300")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Content-Type"].startswith("application/ld+json")
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"{BASE}/{collection}", headers=known).status_code == 304
    archive.records.withdraw(SYSTEM, record, why="nhầm")
    assert client.get(f"{BASE}/{collection}", headers=known).status_code == 200


def test_words_that_look_like_markup_stay_words(archive: Archive, client: FlaskClient) -> None:
    collection = made(archive, "<script>alert(1)</script>")
    assert read(client, collection)["label"]["vi"] == ["<script>alert(1)</script>"]


@pytest.mark.parametrize("identifier", ["zzzzzzzz", "%00", "x" * 5000, "ZZZZZZZZ"])
def test_what_is_no_collection_is_not_found(client: FlaskClient, identifier: str) -> None:
    assert client.get(f"{BASE}/{identifier}").status_code == 404
