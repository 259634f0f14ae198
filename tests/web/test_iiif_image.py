"""The Image API over HTTP: tiles that leave as they lie, pictures that are drawn, negotiation, and who gets nothing."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.bootstrap import Archive
from app.media.tiff_tiles import read_tile
from app.services.fair_places import FairPlaces
from app.services.viewer import SYSTEM, Viewer
from app.web import pictures
from tests.web.shelf import shelve

INFO = "http://iiif.io/api/image/3/context.json"
LINKED = f'application/ld+json;profile="{INFO}"'


@pytest.fixture
def image(archive: Archive) -> str:
    return shelve(archive, "image").media["image"]


def size_of(data: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(data)).size


@pytest.mark.parametrize("end", ["", "/"])
def test_the_service_sends_on_to_its_information(client: FlaskClient, image: str, end: str) -> None:
    answer = client.get(f"/iiif/image/3/{image}{end}")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"http://archive.test/iiif/image/3/{image}/info.json",
    )


def test_information_tells_the_true_size_and_where_it_lives(client: FlaskClient, image: str) -> None:
    answer = client.get(f"/iiif/image/3/{image}/info.json")
    told = answer.get_json(force=True)
    assert (told["id"], told["width"], told["height"]) == (f"http://archive.test/iiif/image/3/{image}", 1301, 901)
    assert answer.headers["Content-Type"] == f'application/ld+json;profile="{INFO}"'
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert '<http://iiif.io/api/image/3/level2.json>;rel="profile"' in answer.headers.getlist("Link")


def test_information_tells_the_rights_and_where_the_picture_belongs(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "image", "document")
    zero = "http://creativecommons.org/publicdomain/zero/1.0/"
    manifest = f"http://archive.test/iiif/presentation/3/records/{shelf.record}/manifest"
    for identifier in (shelf.media["image"], f"{shelf.media['document']}~1"):
        told = client.get(f"/iiif/image/3/{identifier}/info.json").get_json(force=True)
        [whole] = told["partOf"]
        assert (told["rights"], whole["id"], whole["type"]) == (zero, manifest, "Manifest")
        assert whole["label"]["en"] == ["Gong festival"]
        older = client.get(f"/iiif/image/2/{identifier}/info.json").get_json(force=True)
        assert (older["license"], "partOf" in older) == (zero, False)


def test_every_size_and_tile_that_information_offers_is_served(client: FlaskClient, image: str) -> None:
    for version in ("2", "3"):
        told = client.get(f"/iiif/image/{version}/{image}/info.json").get_json(force=True)
        for size in told["sizes"]:
            words = f"{size['width']},{size['height']}"
            answer = client.get(f"/iiif/image/{version}/{image}/full/{words}/0/default.jpg")
            assert size_of(answer.data) == (size["width"], size["height"])
        for factor in told["tiles"][0]["scaleFactors"]:
            side = told["tiles"][0]["width"] * factor
            answer = client.get(f"/iiif/image/{version}/{image}/0,0,{side},{side}/512,/0/default.jpg")
            assert (answer.status_code, size_of(answer.data)[0]) == (200, 512)


@pytest.mark.parametrize("version", ["2", "3"])
def test_head_tells_what_get_would(client: FlaskClient, image: str, version: str) -> None:
    for words in ("info.json", "0,0,512,512/512,512/0/default.jpg", "full/300,/0/default.png"):
        address = f"/iiif/image/{version}/{image}/{words}"
        head, whole = client.head(address), client.get(address)
        assert (head.status_code, head.data) == (200, b"")
        for name in ("Content-Type", "Content-Length", "ETag", "Link", "Cache-Control", "Access-Control-Allow-Origin"):
            assert head.headers.get(name) == whole.headers.get(name), (words, name)


def test_words_of_an_address_may_be_percent_encoded(client: FlaskClient, image: str) -> None:
    """3.0, 9: the commas, and the ^ and ! that browsers encode."""
    for plain, encoded in (
        ("0,0,512,512/256,/0/default.jpg", "0%2C0%2C512%2C512/256%2C/0/default.jpg"),
        ("full/^1400,/0/default.jpg", "full/%5E1400,/0/default.jpg"),
        ("full/!300,300/!0/default.jpg", "full/%21300,300/%210/default.jpg"),
        ("pct:10,10,50,50/pct:50/0/default.jpg", "pct%3A10,10,50,50/pct%3A50/0/default.jpg"),
    ):
        one, other = (client.get(f"/iiif/image/3/{image}/{words}") for words in (plain, encoded))
        assert (one.status_code, one.data) == (200, other.data)
        assert one.headers["Link"] == other.headers["Link"]


@pytest.mark.parametrize(
    ("request_path", "status"),
    [
        ("full/max/0", 404),
        ("full/max/0/default", 400),
        ("full/max/0/default.jpg/more", 404),
        ("full/max/360/default.jpg", 200),
        ("full/max/360.1/default.jpg", 400),
        ("full/max/-90/default.jpg", 400),
        ("full/pct:0/0/default.jpg", 400),
        ("full/pct:101/0/default.jpg", 400),
        ("full/^pct:101/0/default.jpg", 200),
        ("full/!5000,5000/0/default.jpg", 200),
        ("pct:0,0,100,100/max/0/default.jpg", 200),
        ("pct:100,0,10,10/max/0/default.jpg", 400),
        ("1300,900,500,500/max/0/default.jpg", 200),
        ("1301,0,1,1/max/0/default.jpg", 400),
        ("Full/max/0/default.jpg", 400),
        ("full/full/0/default.jpg", 400),
    ],
)
def test_the_edges_of_what_the_text_allows(client: FlaskClient, image: str, request_path: str, status: int) -> None:
    assert client.get(f"/iiif/image/3/{image}/{request_path}").status_code == status


def test_a_size_beyond_the_limits_is_refused_as_each_version_wants(client: FlaskClient, image: str) -> None:
    """3.0, 4.2: 400; 2.1.1, 7.2: 404, "the requested size is greater than the limits specified"."""
    assert client.get(f"/iiif/image/3/{image}/full/^99999,/0/default.jpg").status_code == 400
    answer = client.get(f"/iiif/image/2/{image}/full/99999,/0/default.jpg", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.get_json(force=True)["problems"][0]["code"]) == (404, "iiif.size_limit")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/*;q=0.9", "application/json"),
        ("application/ld+json;q=0.5, application/json", "application/json"),
        ("application/ld+json", 'application/ld+json;profile="http://iiif.io/api/image/2/context.json"'),
        (
            'application/ld+json;profile="x", */*',
            'application/ld+json;profile="http://iiif.io/api/image/2/context.json"',
        ),
    ],
)
def test_version_2_is_plain_json_unless_json_ld_is_named(
    client: FlaskClient, image: str, accept: str | None, kind: str
) -> None:
    """2.1.1, 5: "otherwise the server MUST return the regular JSON content-type"."""
    headers = {"Accept": accept} if accept else {}
    assert client.get(f"/iiif/image/2/{image}/info.json", headers=headers).headers["Content-Type"] == kind


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ('application/ld+json;profile="http://iiif.io/api/image/3/context.json", application/json;q=0.9', LINKED),
        ("text/html", LINKED),
        ("application/json, */*;q=0.5", "application/json"),
        ("application/json;charset=utf-8", "application/json"),
    ],
)
def test_version_3_is_json_ld_unless_plain_json_is_wanted_more(
    client: FlaskClient, image: str, accept: str, kind: str
) -> None:
    answer = client.get(f"/iiif/image/3/{image}/info.json", headers={"Accept": accept})
    assert answer.headers["Content-Type"] == kind


def test_a_page_of_another_site_may_ask_with_the_headers_that_viewers_send(client: FlaskClient, image: str) -> None:
    asked = {"Origin": "https://viewer.example", "Access-Control-Request-Method": "GET"}
    for path in (f"/iiif/image/3/{image}/info.json", f"/iiif/image/3/{image}/full/max/0/default.jpg"):
        answer = client.options(path, headers=asked | {"Access-Control-Request-Headers": "content-type, pragma"})
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
        allowed = {name.strip().lower() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
        assert {"content-type", "pragma", "if-none-match", "range"} <= allowed
        assert "authorization" not in allowed, "a token is for the probe alone"


def test_plain_json_for_who_asks_for_it_with_a_link_to_the_context(client: FlaskClient, image: str) -> None:
    answer = client.get(f"/iiif/image/3/{image}/info.json", headers={"Accept": "application/json"})
    assert answer.headers["Content-Type"] == "application/json"
    [links] = answer.headers.getlist("Link")
    assert f'<{INFO}>;rel="http://www.w3.org/ns/json-ld#context";type="application/ld+json"' in links
    assert '<http://iiif.io/api/image/3/level2.json>;rel="profile"' in links
    assert "Accept" in answer.headers["Vary"]


def test_older_clients_get_the_second_version(client: FlaskClient, image: str) -> None:
    told = client.get(f"/iiif/image/2/{image}/info.json").get_json(force=True)
    assert told["@id"] == f"http://archive.test/iiif/image/2/{image}"
    assert client.get(f"/iiif/image/2/{image}/full/full/0/default.jpg").status_code == 200
    assert client.get(f"/iiif/image/3/{image}/full/full/0/default.jpg").status_code == 400
    assert client.get(f"/iiif/image/4/{image}/info.json").status_code == 404


@pytest.mark.parametrize(
    ("request_path", "tile"),
    [
        ("0,0,512,512/512,512/0/default.jpg", (0, 0, 0)),
        ("512,0,512,512/512,512/0/default.jpg", (0, 1, 0)),
        ("1024,512,277,389/277,389/0/default.jpg", (0, 2, 1)),
        ("0,0,1024,901/512,450/0/default.jpg", (1, 0, 0)),
    ],
)
def test_an_aligned_tile_leaves_as_its_bytes_lie_in_the_pyramid(
    archive: Archive,
    client: FlaskClient,
    image: str,
    monkeypatch: pytest.MonkeyPatch,
    request_path: str,
    tile: tuple[int, int, int],
) -> None:
    monkeypatch.delattr(pictures, "draw")
    answer = client.get(f"/iiif/image/3/{image}/{request_path}")
    assert answer.status_code == 200
    assert answer.data == read_tile(archive.store.derivatives(image, 1) / "image.tif", *tile)


@pytest.mark.parametrize(
    ("request_path", "size", "media_type"),
    [
        ("full/max/0/default.jpg", (1301, 901), "image/jpeg"),
        ("full/!300,300/0/default.png", (300, 208), "image/png"),
        ("square/200,/90/gray.webp", (200, 200), "image/webp"),
        ("pct:10,10,50,50/,100/!180/bitonal.png", (144, 100), "image/png"),
    ],
)
def test_other_requests_are_drawn(
    client: FlaskClient, image: str, request_path: str, size: tuple[int, int], media_type: str
) -> None:
    answer = client.get(f"/iiif/image/3/{image}/{request_path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    assert size_of(answer.data) == size


def test_the_canonical_address_is_told(client: FlaskClient, image: str) -> None:
    answer = client.get(f"/iiif/image/3/{image}/full/!300,300/0/color.jpg")
    assert (
        f'<http://archive.test/iiif/image/3/{image}/full/300,208/0/default.jpg>;rel="canonical"'
        in answer.headers["Link"]
    )


def test_what_a_browser_has_is_neither_drawn_nor_sent_again(
    client: FlaskClient, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/iiif/image/3/{image}/full/300,/0/default.jpg"
    etag = client.get(address).headers["ETag"]
    monkeypatch.delattr(pictures, "draw")
    answer = client.get(address, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize(
    "request_path",
    [
        "full/max/0/default.jp2",
        "full/max/abc/default.jpg",
        "full/0,0/0/default.jpg",
        "9999,0,10,10/max/0/default.jpg",
        "full/2000,/0/default.jpg",
        "full/^99999,/0/default.jpg",
        "full/max/0/sepia.jpg",
        "0,0,-5,5/max/0/default.jpg",
        "١,٠,٥,٥/max/0/default.jpg",
    ],
)
def test_what_can_not_be_understood_is_told_in_words(client: FlaskClient, image: str, request_path: str) -> None:
    answer = client.get(f"/iiif/image/3/{image}/{request_path}", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    problem = answer.get_json(force=True)["problems"][0]
    assert problem["code"].startswith("iiif.")
    assert "code" not in problem["message"]


def test_each_page_of_a_document_is_a_picture(archive: Archive, client: FlaskClient) -> None:
    book = shelve(archive, "document").media["document"]
    told = client.get(f"/iiif/image/3/{book}~2/info.json").get_json(force=True)
    assert (told["width"], told["height"]) == (310, 410)
    assert size_of(client.get(f"/iiif/image/3/{book}~1/full/max/0/default.jpg").data) == (300, 400)


@pytest.mark.parametrize("number", ["0", "3", "01", "-1", "x", "", "1~1", "99999999999999999999", "١", "1.0"])
def test_a_page_that_is_not_there_is_not_found(archive: Archive, client: FlaskClient, number: str) -> None:
    book = shelve(archive, "document").media["document"]
    assert client.get(f"/iiif/image/3/{book}~{number}/info.json").status_code == 404


def test_films_and_whole_documents_are_no_pictures(archive: Archive, client: FlaskClient) -> None:
    for media in shelve(archive, "video", "audio", "document").media.values():
        assert client.get(f"/iiif/image/3/{media}/info.json").status_code == 404


@pytest.mark.parametrize("identifier", ["..%2f..", "%2e%2e", "x%00y", "a" * 500, "nothere1", "image.tif"])
def test_hostile_and_unknown_identifiers_find_nothing(client: FlaskClient, identifier: str) -> None:
    assert client.get(f"/iiif/image/3/{identifier}/info.json").status_code == 404


ADDRESSES = (
    "",
    "/info.json",
    "/0,0,512,512/512,512/0/default.jpg",
    "/full/300,/0/default.png",
    "/full/wrong/0/default.jpg",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("version", ["2", "3"])
@pytest.mark.parametrize(
    ("shelf", "status"),
    [
        ({"publish": False}, 404),
        ({"access": "registered"}, 404),
        ({"media_access": "registered"}, 404),
        ({"media_access": "registered else announced"}, 401),
    ],
)
def test_who_may_not_see_a_picture_gets_not_a_tile_of_it(
    archive: Archive, client: FlaskClient, shelf: dict[str, str], status: int, version: str, address: str
) -> None:
    media = shelve(archive, "image", "document", **shelf).media  # type: ignore[arg-type]
    if version == "3" and status == 401:  # how large it is, and how to ask, is told: Authorization Flow 2.0, 2.1
        status = {"": 303, "/info.json": 200}.get(address, status)
    for identifier in (media["image"], f"{media['document']}~1"):
        answer = client.get(f"/iiif/image/{version}/{identifier}{address}")
        assert answer.status_code == status
        if status > 400:
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert "1301" not in answer.text
            assert ("WWW-Authenticate" in answer.headers) == (status == 401)


def test_a_restriction_holds_for_tiles_at_once(
    archive: Archive,
    client: FlaskClient,
    image: str,
    browser_of: Callable[[Viewer], FlaskClient],
    make_officer: Callable[..., Viewer],
) -> None:
    tile = f"/iiif/image/3/{image}/0,0,512,512/512,512/0/default.jpg"
    public = client.get(tile)
    assert public.headers["Cache-Control"] == "public, max-age=3600, s-maxage=60"
    archive.media.restrict(SYSTEM, image, "registered")
    assert client.get(tile, headers={"If-None-Match": public.headers["ETag"]}).status_code == 404
    answer = browser_of(make_officer(None, "docgia")).get(tile)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_withdrawn_record_takes_its_tiles_along(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "image")
    archive.records.withdraw(SYSTEM, shelf.record, why="cộng đồng đề nghị")
    assert client.get(f"/iiif/image/3/{shelf.media['image']}/info.json").status_code == 404


def test_too_much_drawing_at_once_is_put_off_and_tiles_still_leave(
    client: FlaskClient, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "renderers", FairPlaces(1, each=1, waiting=0, patience=0, retry_after=5))
    drawn, tile = f"/iiif/image/3/{image}/full/300,/0/default.jpg", "0,0,512,512/512,512/0/default.jpg"
    with pictures.renderers.one("somebody else"):
        refused = client.get(drawn, headers={"Accept-Language": "en"})
        assert client.get(f"/iiif/image/3/{image}/{tile}").status_code == 200
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "5 seconds" in refused.get_json(force=True)["title"]
    assert client.get(drawn).status_code == 200


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8:1:2::7"])
def test_one_address_beyond_its_share_is_told_so_and_another_is_served(
    client: FlaskClient, image: str, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(pictures, "renderers", FairPlaces(2, each=1, waiting=8, patience=5))
    drawn = f"/iiif/image/3/{image}/full/300,/0/default.jpg"
    with pictures.renderers.one(address.replace("::7", "")):
        refused = client.get(drawn, headers={"Accept-Language": "en"}, environ_base={"REMOTE_ADDR": address})
        served = client.get(drawn, environ_base={"REMOTE_ADDR": "198.51.100.9"})
    assert (refused.status_code, refused.headers["Retry-After"], served.status_code) == (429, "5", 200)
    assert "others are served" in refused.get_json(force=True)["title"]


def test_other_sites_may_ask_before_they_ask(client: FlaskClient, image: str) -> None:
    answer = client.options(f"/iiif/image/3/{image}/info.json", headers={"Origin": "https://viewer.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/iiif/image/3/a%2Fb/info.json", 404),
        ("GET", "/iiif/image/4/a/info.json", 404),
        ("GET", "/iiif/image/2/a/full/max/0/", 404),
        ("POST", "/iiif/image/3/a/info.json", 405),
    ],
)
def test_other_sites_are_told_that_an_address_is_none(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.headers.get("Access-Control-Allow-Origin")) == (status, "*")
    assert "Access-Control-Allow-Origin" not in client.get("/vi/nothing/here").headers
