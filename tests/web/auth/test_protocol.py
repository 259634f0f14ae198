"""IIIF Authorization Flow 2.0: what is announced tells how to ask; a site that a person allowed shows them what they
may see."""

import json
from dataclasses import replace

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.iiif import auth
from app.services.viewer import SYSTEM, Viewer
from tests.conftest import PASSWORD
from tests.web.auth.flow import ANNOUNCED, BASE, ELSEWHERE, PREVIEW, PROBE, Flow, located, probed, said
from tests.web.shelf import shelve

pytestmark = pytest.mark.embedded("what is asked of the record store here, other tests ask in both modes")

# What is announced


def test_an_outsiders_manifest_tells_that_something_is_there_and_how_to_ask(
    archive: Archive, client: FlaskClient, their: FlaskClient
) -> None:
    shelf = shelve(archive, "video", "image", media_access=ANNOUNCED)
    path = f"/iiif/presentation/3/records/{shelf.record}/manifest"
    told = client.get(path).get_json(force=True)
    assert told["@context"][-2:] == [auth.CONTEXT, "http://iiif.io/api/presentation/3/context.json"]
    film, picture = told["items"]
    assert set(film) <= {"id", "type", "label", "width", "height", "duration", "summary", "items"}
    assert "Già làng" not in json.dumps(told, ensure_ascii=False), "nothing that was said of the file"
    assert "thumbnail" not in told
    for source in film["items"][0]["items"][0]["body"]["items"]:
        (service,) = source["service"]
        assert service["id"] == f"{BASE}{PROBE}/{shelf.media['video']}/{source['id'].rpartition('/')[2]}"
    image, probe = picture["items"][0]["items"][0]["body"]["service"]
    assert image["service"] == [probe]
    (access,) = probe["service"]
    assert (access["type"], access["profile"]) == ("AuthAccessService2", "active")
    assert BASE in access["label"]["vi"][0], "people are told where they sign in (3.3.1)"
    assert [one["type"] for one in access["service"]] == ["AuthAccessTokenService2", "AuthLogoutService2"]
    mine = their.get(path).get_json(force=True)
    assert "Già làng" in json.dumps(mine, ensure_ascii=False)
    assert [canvas["id"] for canvas in mine["items"]] == [canvas["id"] for canvas in told["items"]]


def test_what_is_absent_is_in_no_outsiders_manifest(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "audio", media_access="registered")
    assert client.get(f"/iiif/presentation/3/records/{shelf.record}/manifest").status_code == 404
    assert client.get(f"/iiif/presentation/2/records/{shelf.record}/manifest").status_code == 404


def test_what_is_open_to_all_has_no_services_of_this_kind(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "audio")
    assert "Auth" not in client.get(f"/iiif/presentation/3/records/{shelf.record}/manifest").text
    assert probed(client, shelf.media["audio"])["status"] == 200


def test_files_stand_in_their_order_whether_seen_or_announced(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "audio", "video")
    archive.media.restrict(SYSTEM, shelf.media["audio"], ANNOUNCED)
    told = client.get(f"/iiif/presentation/3/records/{shelf.record}/manifest").get_json(force=True)
    assert [canvas["id"].rpartition("/")[2] for canvas in told["items"]] == list(shelf.media.values())
    assert shelf.media["video"] in json.dumps(told["thumbnail"])


def test_the_information_document_of_an_announced_picture_is_for_all_and_its_pixels_are_not(
    archive: Archive, client: FlaskClient
) -> None:
    media = shelve(archive, "image", media_access=ANNOUNCED).media["image"]
    told = client.get(f"/iiif/image/3/{media}/info.json")
    assert told.status_code == 200
    assert told.headers["Cache-Control"] == "private, no-store"
    document = told.get_json(force=True)
    assert document["@context"] == [auth.CONTEXT, "http://iiif.io/api/image/3/context.json"]
    assert document["service"][0]["id"] == f"{BASE}{PROBE}/{media}"
    for path in ("full/max/0/default.jpg", "0,0,512,512/512,512/0/default.jpg", "full/40,/0/default.jpg"):
        assert client.get(f"/iiif/image/3/{media}/{path}").status_code == 401
    assert client.get(f"/iiif/image/2/{media}/info.json").status_code == 401
    assert client.get(f"/media/{media}/thumbnail.webp").status_code == 401


def test_of_what_is_absent_even_the_information_document_is(archive: Archive, client: FlaskClient) -> None:
    media = shelve(archive, "image", access=ANNOUNCED, media_access="registered").media["image"]
    assert client.get(f"/iiif/image/3/{media}/info.json").status_code == 404
    assert probed(client, media) == probed(client, "00000000")


# The probe


def test_a_probe_tells_what_the_file_would_answer(
    archive: Archive, client: FlaskClient, their: FlaskClient, song: str
) -> None:
    told = probed(client, song)
    assert told["status"] == client.get(f"/media/{song}/audio.m4a").status_code == 401
    assert set(told["heading"]) == set(told["note"]) == {"vi", "en"}
    assert "substitute" not in told
    assert probed(their, song) == {"@context": auth.CONTEXT, "type": "AuthProbeResult2", "status": 200}


@pytest.mark.parametrize("thing", ["00000000", "x", "SONG~1", "SONG/../original", "SONG/original", "SONG/x.mp4/y"])
def test_a_probe_of_nothing_is_nothing(client: FlaskClient, their: FlaskClient, song: str, thing: str) -> None:
    answer = their.get(f"{PROBE}/{thing.replace('SONG', song)}")
    assert answer.status_code == 404 or answer.get_json(force=True)["status"] == 404


def test_a_probe_may_be_asked_with_a_token_by_scripts_of_any_site(client: FlaskClient, song: str) -> None:
    answer = client.options(f"{PROBE}/{song}")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_small_picture_stands_in_only_where_the_condition_says_so(archive: Archive, client: FlaskClient) -> None:
    closed, told = shelve(archive, "video", media_access=ANNOUNCED), shelve(archive, "video", media_access=PREVIEW)
    assert client.get(f"/media/{closed.media['video']}/poster.webp").status_code == 401
    (substitute,) = probed(client, told.media["video"])["substitute"]
    picture = client.get(substitute["id"].removeprefix(BASE))
    assert (picture.status_code, picture.headers["Cache-Control"]) == (200, "private, no-store")
    for name in ("progressive.mp4", "master.m3u8", "sprites.vtt", "download"):
        assert client.get(f"/media/{told.media['video']}/{name}").status_code == 401
    manifest = client.get(f"/iiif/presentation/3/records/{told.record}/manifest").get_json(force=True)
    assert manifest["thumbnail"][0]["id"].endswith("/thumbnail.webp")


def test_a_preview_in_a_record_that_is_only_announced_is_not_shown(archive: Archive, client: FlaskClient) -> None:
    media = shelve(archive, "video", access=ANNOUNCED, media_access=PREVIEW).media["video"]
    assert client.get(f"/media/{media}/poster.webp").status_code == 401
    assert "substitute" not in probed(client, media)


# The window, and the token


def test_a_person_signs_in_in_the_window_and_the_viewer_gets_a_token(
    archive: Archive, app: APIFlask, elsewhere: FlaskClient, member: Viewer, song: str
) -> None:
    flow = Flow(app.test_client())
    done = flow.allow(name=member.name, password=PASSWORD)
    assert "data-close" in done.text
    assert "data-said" not in done.text
    told = flow.message()
    assert told["type"] == "AuthAccessToken2"
    assert told["messageId"] == "ae3415"
    assert 0 < told["expiresIn"] <= 600
    answer = elsewhere.get(located(elsewhere, song, told["accessToken"]))
    assert (answer.status_code, answer.content_type) == (200, "audio/mp4")


def test_the_window_names_the_site_and_wants_a_button_to_be_pressed_each_time(their: FlaskClient) -> None:
    page = their.get("/iiif/auth/2/access", query_string={"origin": ELSEWHERE})
    assert f"<strong>{ELSEWHERE}</strong>" in page.text
    assert page.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert page.headers["Cross-Origin-Opener-Policy"] == "unsafe-none", "else the viewer can't see it being closed"
    assert "Set-Cookie" not in page.headers or "chieng_viewing" not in page.headers["Set-Cookie"]
    assert Flow(their).message()["profile"] == "missingAspect"


@pytest.mark.parametrize(
    "origin",
    ["", "null", "*", "javascript:alert(1)", "https://a b", "https://x.example/path", "//x", "https://x@y", "data:"],
)
def test_nothing_is_allowed_to_who_does_not_say_where_it_is(their: FlaskClient, origin: str) -> None:
    assert their.get("/iiif/auth/2/access", query_string={"origin": origin}).status_code == 400
    page = their.get("/iiif/auth/2/token", query_string={"origin": origin, "messageId": "1"})
    assert page.status_code == 200
    assert "auth-token.js" not in page.text
    assert "data-origin" not in page.text


def test_the_cookie_is_for_frames_of_other_sites_and_the_token_service_alone(app: APIFlask, their: FlaskClient) -> None:
    app.extensions["chieng"] = replace(
        app.extensions["chieng"], settings=replace(app.extensions["chieng"].settings, base_url="https://archive.test")
    )
    cookie = next(one for one in Flow(their).allow().headers.getlist("Set-Cookie") if "viewing" in one)
    for part in ("Secure", "HttpOnly", "SameSite=None", "Path=/iiif/auth/2/"):
        assert part in cookie


def test_the_message_goes_to_the_origin_that_was_asked_for_and_never_to_any(their: FlaskClient) -> None:
    flow = Flow(their)
    flow.allow()
    page = their.get("/iiif/auth/2/token", query_string={"origin": ELSEWHERE, "messageId": "1"})
    assert f'data-origin="{ELSEWHERE}"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "frame-ancestors" not in page.headers["Content-Security-Policy"]
    assert flow.message(origin="HTTPS://Viewer.Example:443")["type"] == "AuthAccessToken2"


def test_a_request_without_a_message_id_is_told_so(their: FlaskClient) -> None:
    flow = Flow(their)
    flow.allow()
    told = flow.message(messageId="")
    assert (told["type"], told["profile"]) == ("AuthAccessTokenError2", "invalidRequest")
    assert set(told["heading"]) == set(told["note"]) == {"vi", "en"}


@pytest.mark.parametrize("message", ["\n", "chiêng/1 &?#", "x" * 900])
def test_a_message_id_comes_back_as_it_was_sent(their: FlaskClient, message: str) -> None:
    """4.4: any string will do."""
    flow = Flow(their)
    assert flow.message(messageId=message)["messageId"] == message
    flow.allow()
    told = flow.message(messageId=message)
    assert (told["type"], told["messageId"]) == ("AuthAccessToken2", message)


def test_a_message_id_can_write_nothing_into_the_page(their: FlaskClient) -> None:
    evil = "\"><script>alert(1)</script>'"
    page = their.get("/iiif/auth/2/token", query_string={"origin": ELSEWHERE, "messageId": evil})
    assert "<script>alert" not in page.text
    assert said(page.text)["messageId"] == evil


def test_another_site_than_the_one_that_was_allowed_gets_no_token(their: FlaskClient) -> None:
    Flow(their).allow()
    assert Flow(their, "https://evil.example").message()["profile"] == "invalidOrigin"
    assert Flow(their, "http://viewer.example").message()["profile"] == "invalidOrigin"


def test_several_sites_may_be_allowed_beside_each_other(their: FlaskClient) -> None:
    flows = [Flow(their, f"https://{name}.example") for name in "abc"]
    for flow in flows:
        flow.allow()
    assert {flow.message()["type"] for flow in flows} == {"AuthAccessToken2"}


def test_a_cookie_that_was_made_up_gets_no_token(app: APIFlask) -> None:
    browser = app.test_client()
    browser.set_cookie("chieng_viewing", "ZXZpbA", path="/iiif/auth/2/")
    assert Flow(browser).message()["profile"] == "invalidAspect"


def test_the_archives_own_pages_ask_with_the_session_itself(their: FlaskClient, client: FlaskClient) -> None:
    assert Flow(their, BASE).message()["type"] == "AuthAccessToken2"
    assert Flow(client, BASE).message()["profile"] == "missingAspect"


def test_a_wrong_password_allows_nothing(app: APIFlask, member: Viewer) -> None:
    flow = Flow(app.test_client())
    refused = flow.allow(name=member.name, password="không phải")
    assert refused.status_code == 403
    assert 'role="alert"' in refused.text
    assert flow.message()["profile"] == "missingAspect"


@pytest.mark.parametrize("path", ["access", "logout"])
def test_no_other_site_can_press_the_buttons(app: APIFlask, their: FlaskClient, path: str, song: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    refused = their.post(f"/iiif/auth/2/{path}", data={"origin": ELSEWHERE})
    assert refused.status_code == 400
    assert Flow(their).message()["profile"] == "missingAspect"
    assert their.get(f"/media/{song}/audio.m4a").status_code == 200, "still signed in"
