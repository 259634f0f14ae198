"""Media by their addresses: bytes, ranges, validators, downloads, and who gets nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.bootstrap import Archive, open_archive
from app.errors import Overloaded
from app.factory import create_app
from app.models import Media
from app.services.places import Places
from app.services.viewer import SYSTEM, Viewer
from app.web import delivery
from tests.web.shelf import FILM, add, caption, shelve


@pytest.fixture
def film(archive: Archive) -> str:
    return shelve(archive, "video").media["video"]


@pytest.mark.parametrize(
    ("type", "name", "media_type"),
    [
        ("video", "master.m3u8", "application/vnd.apple.mpegurl"),
        ("video", "240p.m3u8", "application/vnd.apple.mpegurl"),
        ("video", "240p.mp4", "video/mp4"),
        ("video", "progressive.mp4", "video/mp4"),
        ("video", "poster.webp", "image/webp"),
        ("video", "sprites.vtt", "text/vtt; charset=utf-8"),
        ("audio", "audio.m4a", "audio/mp4"),
        ("audio", "waveform.json", "application/json"),
        ("image", "thumbnail.webp", "image/webp"),
        ("document", "thumbnail.webp", "image/webp"),
    ],
)
def test_a_visitor_gets_each_derivative_of_a_public_file(
    archive: Archive, client: FlaskClient, type: str, name: str, media_type: str
) -> None:
    answer = client.get(f"/media/{shelve(archive, type).media[type]}/{name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    assert answer.headers["Cache-Control"] == "public, max-age=3600, s-maxage=60"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("asked", "status", "content", "told"),
    [
        ("bytes=0-99", 206, FILM[:100], f"bytes 0-99/{len(FILM)}"),
        ("bytes=1000-", 206, FILM[1000:], f"bytes 1000-{len(FILM) - 1}/{len(FILM)}"),
        ("bytes=-5", 206, FILM[-5:], f"bytes {len(FILM) - 5}-{len(FILM) - 1}/{len(FILM)}"),
        (f"bytes={len(FILM)}-", 416, None, f"bytes */{len(FILM)}"),
        ("bytes=0-1,5-6", 200, FILM, None),
        ("fish=0-1", 200, FILM, None),
    ],
)
def test_ranges(
    client: FlaskClient, film: str, asked: str, status: int, content: bytes | None, told: str | None
) -> None:
    answer = client.get(f"/media/{film}/240p.mp4", headers={"Range": asked})
    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, told)
    if content is not None:
        assert answer.data == content


def test_a_range_of_an_older_file_gets_the_whole_of_the_new_one(client: FlaskClient, film: str) -> None:
    address = f"/media/{film}/progressive.mp4"
    etag = client.get(address).headers["ETag"]
    same = client.get(address, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"earlier"'})
    assert (same.status_code, len(same.data)) == (206, 10)
    assert (other.status_code, len(other.data)) == (200, len(FILM))


def test_what_a_browser_has_is_not_sent_again(client: FlaskClient, film: str) -> None:
    etag = client.get(f"/media/{film}/poster.webp").headers["ETag"]
    answer = client.get(f"/media/{film}/poster.webp", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_captions_come_as_webvtt_in_their_language(archive: Archive, client: FlaskClient, film: str) -> None:
    caption(archive, film, "vi", "Tiếng chiêng mở hội")
    answer = client.get(f"/media/{film}/captions/vi.vtt")
    assert "Tiếng chiêng mở hội" in answer.text
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert client.get(f"/media/{film}/captions/en.vtt").status_code == 404


TIMED = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Già làng>Mời chiêng\n"
TEXTS = [
    ("transcript", "sti", TIMED, "transcripts/sti.vtt", "text/vtt; charset=utf-8", "<v Già làng>Mời chiêng"),
    ("transcript", "sti", TIMED, "transcripts/sti.txt", "text/plain; charset=utf-8", "Mời chiêng"),
    ("transcript", "vi", "Lời kể.\n\nHết.", "transcripts/vi.txt", "text/plain; charset=utf-8", "Lời kể.\n\nHết."),
    ("chapters", "vi", TIMED, "chapters/vi.vtt", "text/vtt; charset=utf-8", "Mời chiêng"),
    ("page", "12", "Trang mười hai", "pages/12.txt", "text/plain; charset=utf-8", "Trang mười hai"),
    ("alto", "12", "<alto/>", "pages/12.alto.xml", "application/xml", "<alto/>"),
    ("corrected", "12", "<alto/>", "pages/12.alto.xml", "application/xml", "<alto/>"),
]


@pytest.mark.parametrize(("kind", "part", "body", "name", "media_type", "words"), TEXTS)
def test_texts_that_stand_with_a_file_have_addresses(
    archive: Archive,
    client: FlaskClient,
    film: str,
    kind: str,
    part: str,
    body: str,
    name: str,
    media_type: str,
    words: str,
) -> None:
    assert client.get(f"/media/{film}/{name}").status_code == 404
    archive.media.set_text(SYSTEM, film, kind, part, body)
    answer = client.get(f"/media/{film}/{name}")
    assert words in answer.text
    assert answer.headers["Content-Type"] == media_type
    assert client.get(f"/media/{film}/{name}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_what_people_corrected_stands_before_what_was_read(archive: Archive, client: FlaskClient, film: str) -> None:
    archive.media.set_text(SYSTEM, film, "alto", "1", "<alto>read</alto>")
    archive.media.set_text(SYSTEM, film, "corrected", "1", "<alto>corrected</alto>")
    assert client.get(f"/media/{film}/pages/1.alto.xml").text == "<alto>corrected</alto>"


def test_a_transcript_without_times_is_not_webvtt(archive: Archive, client: FlaskClient, film: str) -> None:
    archive.media.set_text(SYSTEM, film, "transcript", "vi", "Lời kể.")
    assert client.get(f"/media/{film}/transcripts/vi.vtt").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "../1/240p.mp4",
        "..%2f..%2f..%2fsecret_key",
        "%2e%2e/%2e%2e/secret_key",
        "%2fetc%2fpasswd",
        "image.tif",
        "image.edges",
        ".part-240p.mp4",
        "240p.mp4%00.webp",
        "240P.MP4",
        "pages/0001/image.tif",
        "captions/..%2f..%2fvi.vtt",
        "captions/vi%00.vtt",
        "transcripts/vi.html",
        "pages/0.txt",
        "pages/1.alto",
        "pages/-1.txt",
        "nothing.mp4",
    ],
)
def test_hostile_and_unknown_names_find_nothing(archive: Archive, client: FlaskClient, name: str) -> None:
    media = shelve(archive, "image", "video").media
    for file in media.values():
        assert client.get(f"/media/{file}/{name}").status_code == 404


def test_a_download_is_named_for_what_it_shows_and_not_as_the_telephone_named_it(
    archive: Archive, client: FlaskClient
) -> None:
    media = shelve(archive, "image", "video", "audio", "document").media
    picture, film, song, book = (client.get(f"/media/{media[type]}/download") for type in media)
    assert [answer.status_code for answer in (picture, film, song, book)] == [200, 200, 200, 404]
    assert picture.data.startswith(b"\xff\xd8\xff")
    for answer, ending in ((picture, "jpg"), (film, "mp4"), (song, "m4a")):
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment")
        assert f"b%C3%A0i%20chi%C3%AAng.{ending}" in disposition
        assert "%C4%90i%E1%BB%83u" not in disposition


def test_the_original_is_for_those_who_keep_the_record(
    client: FlaskClient,
    browser_of: Callable[[Viewer], FlaskClient],
    make_officer: Callable[..., Viewer],
    film: str,
) -> None:
    officer, reader = browser_of(make_officer("contributor")), browser_of(make_officer(None, "docgia"))
    answer = officer.get(f"/media/{film}/original")
    assert answer.data == FILM
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [browser.get(f"/media/{film}/original").status_code for browser in (client, reader)] == [403, 403]


@pytest.mark.parametrize("hostile", ['a"b\r\nSet-Cookie: x=1', "../../etc/passwd", "ảnh\u202egpj.exe", "...", "\x00"])
def test_names_of_originals_cannot_break_out_of_their_header(
    archive: Archive, browser_of: Callable[[Viewer], FlaskClient], officer: Viewer, film: str, hostile: str
) -> None:
    if hostile == "\x00" and not archive.db.sqlite:
        pytest.skip("PostgreSQL keeps no such name")
    with archive.db.unit_of_work() as work:
        work.get_one(Media, film).filename = hostile
    answer = browser_of(officer).get(f"/media/{film}/original")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    for trick in ("\r", "\n", "/", "\u202e", "%E2%80%AE"):
        assert trick not in answer.headers["Content-Disposition"]


NAMES = (
    "master.m3u8",
    "240p.m3u8",
    "240p.mp4",
    "progressive.mp4",
    "poster.webp",
    "thumbnail.webp",
    "sprites.vtt",
    "captions/vi.vtt",
    "transcripts/vi.vtt",
    "transcripts/vi.txt",
    "chapters/vi.vtt",
    "pages/1.txt",
    "pages/1.alto.xml",
    "download",
    "original",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("shelf", "status"),
    [
        ({"publish": False}, 404),
        ({"access": "registered"}, 404),
        ({"media_access": "registered"}, 404),
        ({"media_access": "registered else announced"}, 401),
        ({"access": "registered else announced"}, 401),
        ({"media_access": "everyone in solar:02-30/02-30"}, 404),
    ],
)
def test_who_may_not_see_a_film_gets_none_of_its_files(
    archive: Archive, client: FlaskClient, shelf: dict[str, str], status: int, name: str
) -> None:
    film = shelve(archive, "video", **shelf).media["video"]  # type: ignore[arg-type]
    caption(archive, film)
    for kind, part in (("transcript", "vi"), ("chapters", "vi"), ("page", "1"), ("corrected", "1")):
        archive.media.set_text(SYSTEM, film, kind, part, TIMED)
    answer = client.get(f"/media/{film}/{name}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert FILM[:64] not in answer.data


def test_who_may_see_what_is_restricted_gets_it_and_no_cache_keeps_it(
    archive: Archive, browser_of: Callable[[Viewer], FlaskClient], make_officer: Callable[..., Viewer]
) -> None:
    film = shelve(archive, "video", media_access="registered").media["video"]
    answer = browser_of(make_officer(None, "docgia")).get(f"/media/{film}/240p.mp4")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_restriction_holds_at_once(archive: Archive, client: FlaskClient, film: str) -> None:
    address = f"/media/{film}/poster.webp"
    etag = client.get(address).headers["ETag"]
    archive.media.restrict(SYSTEM, film, "registered")
    assert client.get(address).status_code == 404
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 404
    archive.media.restrict(SYSTEM, film, "everyone")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("deed", ["restrict file", "restrict record", "withdraw"])
def test_a_door_that_another_process_closes_is_closed(archive: Archive, client: FlaskClient, deed: str) -> None:
    shelf = shelve(archive, "video")
    film = shelf.media["video"]
    other = open_archive(archive.settings)
    assert client.get(f"/media/{film}/poster.webp").status_code == 200
    if deed == "restrict file":
        other.media.restrict(SYSTEM, film, "registered")
    elif deed == "restrict record":
        other.records.restrict(SYSTEM, shelf.record, "registered")
    else:
        other.records.withdraw(SYSTEM, shelf.record, why="cộng đồng đề nghị")
    other.db.dispose()
    assert client.get(f"/media/{film}/poster.webp").status_code == 404


def test_new_derivatives_are_served_in_place_of_the_old(archive: Archive, client: FlaskClient, film: str) -> None:
    before = client.get(f"/media/{film}/poster.webp").headers["ETag"]
    scratch = archive.store.scratch(film)
    (scratch / "poster.webp").write_bytes(b"another picture")
    archive.store.place(scratch, film, 2)
    with archive.db.unit_of_work() as work:
        work.get_one(Media, film).generation = 2
    after = client.get(f"/media/{film}/poster.webp")
    assert (after.data, after.headers["ETag"] == before) == (b"another picture", False)


def test_a_new_file_is_public_from_the_next_publication(archive: Archive, client: FlaskClient) -> None:
    record = shelve(archive).record
    film = add(archive, record, "video")
    assert client.get(f"/media/{film}/poster.webp").status_code == 404
    archive.records.publish(SYSTEM, record, base=archive.reading.record(SYSTEM, record, head=True).version)
    assert client.get(f"/media/{film}/poster.webp").status_code == 200


def test_long_downloads_have_places_and_pages_do_not_wait_for_them(
    client: FlaskClient, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "downloads", Places(2, retry_after=10))
    slow = [client.get(f"/media/{film}/progressive.mp4", buffered=False) for _ in range(2)]
    refused = client.get(f"/media/{film}/progressive.mp4")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    small = client.get(f"/media/{film}/240p.mp4", headers={"Range": "bytes=0-9"})
    poster = client.get(f"/media/{film}/poster.webp")
    assert (small.status_code, poster.status_code) == (206, 200)
    assert client.head(f"/media/{film}/progressive.mp4").status_code == 200
    for answer in slow:
        answer.close()
    assert client.get(f"/media/{film}/progressive.mp4").status_code == 200


def test_long_answers_made_in_memory_take_places_too(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "downloads", Places(1, retry_after=10))
    long = bytes(300_000)
    with app.test_request_context("/media/x"):
        first = delivery.body(long, "application/json", etag="a", everyone=True)
        with pytest.raises(Overloaded):
            delivery.body(long, "application/json", etag="a", everyone=True)
        assert delivery.body(b"short", "application/json", etag="a", everyone=True).status_code == 200
        assert b"".join(first.iter_encoded()) == long
        first.close()
        delivery.body(long, "application/json", etag="a", everyone=True).close()


def test_long_scripts_and_lists_without_a_length_take_places_too(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "downloads", Places(1, retry_after=10))
    script = "/static/vendor/mirador/4.0.0/mirador.min.js"
    reading = client.get(script, headers={"Accept-Encoding": "gzip"}, buffered=False)
    for other in (script, "/sitemap.xml"):
        refused = client.get(other)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert client.get("/vi/").status_code == 200
    reading.close()
    assert client.get("/sitemap.xml").status_code == 200


def test_behind_a_proxy_files_are_handed_over(archive: Archive, film: str) -> None:
    behind = replace(archive, settings=replace(archive.settings, accel=True))
    answer = create_app(behind).test_client().get(f"/media/{film}/240p.mp4", buffered=True)
    assert answer.data == b""
    assert answer.headers["X-Accel-Redirect"] == f"/_files/derivatives/{film[:2]}/{film}/1/240p.mp4"
    assert answer.headers["Content-Type"] == "video/mp4"
