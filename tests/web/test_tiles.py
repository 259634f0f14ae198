"""Tiles that leave ahead of Flask: the same answer as behind it, to those only who would get it there."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask import request
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app.bootstrap import Archive
from app.services.media.reading import MediaReading
from app.services.viewer import SYSTEM, Viewer
from tests.web.shelf import shelve

LONG_WAY = {"Authorization": "Bearer nothing"}
WORDS = (
    "0,0,512,512/512,512/0/default.jpg",
    "0,0,512,512/512,/0/default.jpg",
    "1024,512,277,389/277,389/0/color.jpg",
    "0,0,1024,901/512,450/0/default.jpg",
    "0,0,1024,901/512,451/0/default.jpg",
    "full/,225/0/default.jpg",
    "0,0,512,512/max/0/default.jpg",
)


@pytest.fixture
def image(archive: Archive) -> str:
    return shelve(archive, "image").media["image"]


@pytest.fixture
def behind(app: APIFlask) -> list[str]:
    """The paths that came to Flask."""
    came: list[str] = []

    def begin() -> None:
        came.append(request.path)

    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    return came


@pytest.mark.parametrize("version", ["2", "3"])
@pytest.mark.parametrize("words", WORDS)
def test_a_tile_is_answered_ahead_of_flask_just_as_behind_it(
    client: FlaskClient, image: str, behind: list[str], words: str, version: str
) -> None:
    if version == "2":
        words = words.replace("max", "full")
    address = f"/iiif/image/{version}/{image}/{words}"
    at_once, other = client.get(address), client.get(address, headers=LONG_WAY)
    assert behind == [address]
    assert (at_once.status, at_once.data) == (other.status, other.data)
    assert sorted(set(at_once.headers)) == sorted({each for each in other.headers if each[0] != "Date"})


def test_who_brings_more_than_an_address_is_heard_by_flask(client: FlaskClient, image: str, behind: list[str]) -> None:
    address = f"/iiif/image/3/{image}/{WORDS[0]}"
    assert client.get(address, headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get(f"{address}?token=x").status_code == 200
    client.set_cookie("session", "of-somebody")
    assert client.get(address).status_code == 200
    assert len(behind) == 3


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("0,0,512,512/511,511/0/default.jpg", 200),
        ("0,0,512,512/512,512/90/default.jpg", 200),
        ("0,0,512,512/512,512/0/gray.jpg", 200),
        ("0,0,0,512/512,512/0/default.jpg", 400),
        ("0,0,512,512/,/0/default.jpg", 400),
        ("0,0,512,512/999999999,/0/default.jpg", 400),
        ("9999,9999,512,512/512,512/0/default.jpg", 400),
    ],
)
def test_what_is_no_tile_is_left_to_flask(
    client: FlaskClient, image: str, behind: list[str], words: str, status: int
) -> None:
    assert client.get(f"/iiif/image/3/{image}/{words}").status_code == status
    assert len(behind) == 1


@pytest.mark.parametrize("access", ["registered", "registered else announced"])
def test_a_tile_that_not_everyone_may_see_never_leaves_ahead(
    archive: Archive,
    client: FlaskClient,
    behind: list[str],
    browser_of: Callable[[Viewer], FlaskClient],
    make_officer: Callable[..., Viewer],
    access: str,
) -> None:
    media = shelve(archive, "image", media_access=access).media["image"]
    address = f"/iiif/image/3/{media}/{WORDS[0]}"
    assert client.get(address).status_code in (401, 404)
    assert browser_of(make_officer(None, "docgia")).get(address).headers["Cache-Control"] == "private, no-store"
    assert len(behind) == 2


def test_a_door_that_closes_is_closed_ahead_too(archive: Archive, client: FlaskClient, image: str) -> None:
    address = f"/iiif/image/3/{image}/{WORDS[0]}"
    assert client.get(address).status_code == 200
    archive.media.restrict(SYSTEM, image, "registered")
    assert client.get(address).status_code == 404


def test_a_store_that_fails_is_told_by_flask(
    client: FlaskClient, image: str, behind: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(MediaReading, "media", fails)
    assert client.get(f"/iiif/image/3/{image}/{WORDS[0]}").status_code == 503
    assert len(behind) == 1


def test_pages_of_a_document_leave_ahead(archive: Archive, client: FlaskClient, behind: list[str]) -> None:
    book = shelve(archive, "document").media["document"]
    assert client.get(f"/iiif/image/3/{book}~2/full/max/0/default.jpg").status_code == 200
    assert not behind
    assert client.get(f"/iiif/image/3/{book}~3/full/max/0/default.jpg").status_code == 404
