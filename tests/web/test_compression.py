"""What is sent packed, to whom, and that it stays what it was."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

from app.bootstrap import Archive
from app.web import compression
from tests.web.shelf import FILM, shelve

GZIP = {"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip, br"}
PLAIN = {"Accept": "text/html,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/vi/search", "/api/v1/openapi.json", "/static/style/base.css"])
def test_long_texts_are_packed_for_whom_that_helps(client: FlaskClient, path: str) -> None:
    packed, plain = client.get(path, headers=GZIP), client.get(path, headers=PLAIN)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    for answer in (packed, plain):
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_who_has_a_packed_text_is_told_that_it_has_not_changed(client: FlaskClient, archive: Archive) -> None:
    for path in ("/static/style/base.css", f"/api/v1/records/{shelve(archive, 'image').record}"):
        packed = client.get(path, headers=GZIP)
        assert packed.headers["ETag"].startswith("W/")
        again = client.get(path, headers=GZIP | {"If-None-Match": packed.headers["ETag"]})
        assert (path, again.status_code, again.data) == (path, 304, b"")


def test_a_range_is_of_the_plain_text(client: FlaskClient) -> None:
    part = client.get("/static/style/base.css", headers=GZIP | {"Range": "bytes=0-9"})
    assert (part.status_code, "Content-Encoding" in part.headers, len(part.data)) == (206, False, 10)


def test_films_and_short_answers_are_left_as_they_are(client: FlaskClient, archive: Archive) -> None:
    film = shelve(archive, "video").media["video"]
    sent = client.get(f"/media/{film}/progressive.mp4", headers=GZIP)
    assert ("Content-Encoding" in sent.headers, sent.data) == (False, FILM)
    assert "Content-Encoding" not in client.get(f"/media/{film}/sprites.vtt", headers=GZIP).headers


def test_an_answer_with_a_token_is_not_packed(client: FlaskClient) -> None:
    @client.application.get("/api/v1/token")
    def token() -> str:
        return str(generate_csrf()) + "x" * 2000

    assert "Content-Encoding" not in client.get("/api/v1/token", headers=GZIP).headers


def test_a_script_is_packed_once_for_all_who_ask_for_it_at_first(
    app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = []

    def compress(content: bytes, *_given: int, **_named: int) -> bytes:
        packed.append(len(content))
        time.sleep(0.2)
        return b"packed"

    monkeypatch.setattr(gzip, "compress", compress)
    compression._file.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: app.test_client().get("/static/style/base.css", headers=GZIP), range(4)))
    compression._file.cache_clear()
    assert {answer.data for answer in answers} == {b"packed"}
    assert len(packed) == 1
