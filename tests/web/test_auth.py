"""IIIF Authorization Flow 2.0: what is announced tells how to ask; a site that a person allowed shows them what they
may see; nothing that was forged, has run out or is for something else opens anything."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from app.bootstrap import Archive
from app.iiif import auth
from app.models import Account, Grant
from app.services import passes, sealing
from app.services.viewer import SYSTEM, Viewer
from app.web.auth import answers
from tests.conftest import PASSWORD
from tests.web.shelf import shelve

pytestmark = pytest.mark.embedded("what is asked of the record store here, other tests ask in both modes")

ELSEWHERE = "https://viewer.example"
BASE = "http://archive.test"
PROBE = "/iiif/auth/2/probe"
ROOT = Path(__file__).resolve().parents[2]
ANNOUNCED, PREVIEW = "registered else announced", "registered else preview"


@pytest.fixture
def member(make_officer: Callable[..., Viewer]) -> Viewer:
    """Somebody with an account and no role."""
    return make_officer(None, "nguoixem")


@pytest.fixture
def their(browser_of: Callable[[Viewer], FlaskClient], member: Viewer) -> FlaskClient:
    """The member's browser, at the archive itself."""
    return browser_of(member)


@dataclass(frozen=True, slots=True)
class Flow:
    """A viewer on another site, and the browser in which its user meets the archive."""

    browser: FlaskClient
    origin: str = ELSEWHERE

    def allow(self, **form: str) -> Any:
        page = self.browser.get("/iiif/auth/2/access", query_string={"origin": self.origin})
        return self.browser.post("/iiif/auth/2/access", data={**fields(page.text), **form})

    def message(self, **asked: str) -> dict[str, Any]:
        query = {"origin": self.origin, "messageId": "ae3415", **asked}
        page = self.browser.get("/iiif/auth/2/token", query_string=query)
        assert page.status_code == 200
        return said(page.text)

    def token(self) -> str:
        self.allow()
        return str(self.message()["accessToken"])


def fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def said(page: str) -> dict[str, Any]:
    found = re.search(r'data-said="([^"]*)"', page)
    told: dict[str, Any] = json.loads(html.unescape(found[1])) if found else {}
    return told


def probed(client: FlaskClient, thing: str, token: str = "", origin: str = ELSEWHERE) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Origin": origin} if token else {}
    answer = client.get(f"{PROBE}/{thing}", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    told: dict[str, Any] = answer.get_json(force=True)
    assert (told["@context"], told["type"]) == ("http://iiif.io/api/auth/2/context.json", "AuthProbeResult2")
    return told


def located(client: FlaskClient, thing: str, token: str) -> str:
    told = probed(client, thing, token)
    assert told["status"] == 302
    address: str = told["location"]["id"]
    assert address.startswith(f"{BASE}/pass/")
    return address.removeprefix(BASE)


@pytest.fixture
def song(archive: Archive) -> str:
    return shelve(archive, "audio", media_access=ANNOUNCED).media["audio"]


@pytest.fixture
def elsewhere(app: APIFlask) -> FlaskClient:
    """A browser of which the archive knows nothing: what a viewer of another site asks with."""
    return app.test_client()


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


# Tokens and passes


def test_a_token_is_for_the_site_that_it_was_given_to(their: FlaskClient, elsewhere: FlaskClient, song: str) -> None:
    token = Flow(their).token()
    assert probed(elsewhere, song, token)["status"] == 302
    for origin in ("https://evil.example", "null"):
        assert probed(elsewhere, song, token, origin)["status"] == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x", "Bearer đ", "Basic YTpi", "Bearer " + "A" * 5000])
def test_a_token_that_is_none_is_nobodys(client: FlaskClient, song: str, header: str) -> None:
    answer = client.get(f"{PROBE}/{song}", headers={"Authorization": header.encode()})
    assert answer.get_json(force=True)["status"] == 401


def test_a_bad_token_is_not_made_good_by_a_session(their: FlaskClient, song: str) -> None:
    assert probed(their, song, "x")["status"] == 401


def test_a_token_that_may_not_see_it_says_so(archive: Archive, their: FlaskClient, elsewhere: FlaskClient) -> None:
    media = shelve(archive, "audio", media_access="unit:archive else announced").media["audio"]
    token = Flow(their).token()
    told = probed(elsewhere, media, token)
    assert told["status"] == 401
    assert told["note"] != probed(elsewhere, media)["note"]
    absent = shelve(archive, "audio", media_access="unit:archive").media["audio"]
    assert probed(elsewhere, absent, token) == probed(elsewhere, "00000000", token)


def test_neither_token_nor_pass_tells_whose_it_is(their: FlaskClient, member: Viewer) -> None:
    first, second = Flow(their).token(), Flow(their).token()
    assert first != second
    assert first[:20] != second[:20]
    assert member.name not in first


def test_one_cannot_be_used_as_the_other(their: FlaskClient, elsewhere: FlaskClient, song: str) -> None:
    token = Flow(their).token()
    address = located(elsewhere, song, token)
    assert elsewhere.get(f"/pass/{token}/media/{song}/audio.m4a").status_code == 401
    assert probed(elsewhere, song, address.split("/")[2])["status"] == 401


@pytest.mark.parametrize("at", [0, 20, 40, 60, -1])
def test_a_pass_that_was_changed_opens_nothing(their: FlaskClient, elsewhere: FlaskClient, song: str, at: int) -> None:
    address = located(elsewhere, song, Flow(their).token())
    sealed = address.split("/")[2]
    changed = list(sealed)
    changed[at] = "A" if changed[at] != "A" else "B"
    assert elsewhere.get(address).status_code == 200
    assert elsewhere.get(address.replace(sealed, "".join(changed))).status_code == 401
    for other in ("", "x", sealed[:-4], sealed * 3):
        assert elsewhere.get(address.replace(sealed, other)).status_code in {401, 404}


def test_a_pass_of_another_secret_opens_nothing(
    archive: Archive, elsewhere: FlaskClient, member: Viewer, song: str
) -> None:
    forger = passes.Passes(archive.accounts, "another secret")
    assert member.account_id
    forged = forger.for_file(member.account_id, archive.reading.media(SYSTEM, song))
    assert elsewhere.get(f"/pass/{forged}/media/{song}/audio.m4a").status_code == 401


def test_a_pass_opens_its_file_and_no_other(
    archive: Archive, their: FlaskClient, elsewhere: FlaskClient, song: str
) -> None:
    shelf = shelve(archive, "audio", "image", media_access=ANNOUNCED)
    root = "/".join(located(elsewhere, song, Flow(their).token()).split("/")[:3])
    assert elsewhere.get(f"{root}/media/{song}/waveform.json").status_code == 200
    for path in (
        f"/media/{shelf.media['audio']}/audio.m4a",
        f"/iiif/image/3/{shelf.media['image']}/full/40,/0/default.jpg",
        f"/iiif/presentation/3/records/{shelf.record}/manifest",
        f"/embed/records/{shelf.record}",
        f"/api/v1/records/{shelf.record}",
        f"/media/{song}/original",
        "/vi/desk",
        "/vi/sign-in",
        "/",
        f"/pass/{root.rpartition('/')[2]}/media/{song}/audio.m4a",
        "//evil.example/",
    ):
        assert elsewhere.get(f"{root}{path}").status_code in {403, 404}, path


def test_a_pass_only_reads(their: FlaskClient, elsewhere: FlaskClient, song: str) -> None:
    address = located(elsewhere, song, Flow(their).token())
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert elsewhere.open(address, method=method).status_code in {400, 404, 405}


def test_what_a_pass_opened_is_kept_nowhere_and_tells_nobody_where_it_was(
    their: FlaskClient, elsewhere: FlaskClient, song: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = located(elsewhere, song, Flow(their).token())
    answer = elsewhere.get(address, headers={"Range": "bytes=0-9"})
    assert (answer.status_code, len(answer.data)) == (206, 10)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert elsewhere.options(address).headers["Access-Control-Allow-Headers"].endswith("Range")
    assert address.split("/")[2] not in capsys.readouterr().out, "no log repeats it"


def test_pictures_are_zoomed_into_by_a_pass(archive: Archive, their: FlaskClient, elsewhere: FlaskClient) -> None:
    shelf = shelve(archive, "image", "document", media_access=ANNOUNCED)
    token = Flow(their).token()
    for thing in (shelf.media["image"], f"{shelf.media['document']}~2"):
        told = probed(elsewhere, thing, token)["location"]
        service = told["service"][0]["id"]
        information = elsewhere.get(f"{service}/info.json".removeprefix(BASE)).get_json(force=True)
        assert information["id"] == service
        assert "service" not in information
        tile = elsewhere.get(f"{service}/0,0,256,256/256,/0/default.jpg".removeprefix(BASE))
        assert tile.status_code == 200
        assert f"<{service}/" in " ".join(tile.headers.getlist("Link"))


def test_a_film_and_its_playlists_are_told_apart(archive: Archive, their: FlaskClient, elsewhere: FlaskClient) -> None:
    film = shelve(archive, "video", media_access=ANNOUNCED).media["video"]
    token = Flow(their).token()
    told = probed(elsewhere, f"{film}/master.m3u8", token)["location"]
    assert (told["type"], told["format"]) == ("Video", "application/vnd.apple.mpegurl")
    assert told["id"].endswith(f"/media/{film}/master.m3u8")
    assert elsewhere.get(told["id"].removeprefix(BASE)).status_code == 200


# Doors that close while something lives


def test_a_pass_and_a_token_run_out(
    their: FlaskClient, elsewhere: FlaskClient, song: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = Flow(their)
    token = flow.token()
    address = located(elsewhere, song, token)
    later = passes.time.time() + passes.PASS + 60
    monkeypatch.setattr(passes.time, "time", lambda: later)
    assert elsewhere.get(address).status_code == 401
    assert probed(elsewhere, song, token)["status"] == 401
    assert located(elsewhere, song, str(flow.message()["accessToken"]))
    forever = later + passes.LEAVE
    monkeypatch.setattr(passes.time, "time", lambda: forever)
    assert flow.message()["profile"] == "expiredAspect"


def test_a_film_lasts_longer_than_a_picture_and_nothing_for_a_day(archive: Archive, song: str) -> None:
    view = archive.reading.media(SYSTEM, song)
    assert passes.lasting([view]) == passes.PASS + round(2 * view.detail["duration"])
    assert passes.lasting([replace(view, detail={"duration": 90_000.0})]) == passes.LONGEST


Close = Callable[[Archive, Viewer, str], None]


def _sign_out(archive: Archive, member: Viewer, _song: str) -> None:
    archive.accounts.sign_out_everywhere(member.account_id or 0)


def _disable(archive: Archive, member: Viewer, _song: str) -> None:
    with archive.db.unit_of_work() as work:
        work.execute(update(Account).where(Account.id == member.account_id).values(active=False))


def _tighten(archive: Archive, _member: Viewer, song: str) -> None:
    archive.media.restrict(SYSTEM, song, "unit:archive else announced")


def _hide(archive: Archive, _member: Viewer, song: str) -> None:
    archive.media.restrict(SYSTEM, song, "unit:archive")


def _withdraw(archive: Archive, _member: Viewer, song: str) -> None:
    archive.records.withdraw(SYSTEM, archive.reading.media(SYSTEM, song).record, why="xem lại")


@pytest.mark.parametrize("close", [_sign_out, _disable, _tighten, _hide, _withdraw])
def test_a_door_that_is_closed_is_closed_at_once_for_passes_too(
    archive: Archive, their: FlaskClient, elsewhere: FlaskClient, member: Viewer, song: str, close: Close
) -> None:
    token = Flow(their).token()
    address = located(elsewhere, song, token)
    assert elsewhere.get(address).status_code == 200
    close(archive, member, song)
    assert elsewhere.get(address).status_code in {401, 404}
    assert probed(elsewhere, song, token)["status"] in {401, 404}


def test_a_role_that_was_taken_away_opens_nothing_more(
    archive: Archive, elsewhere: FlaskClient, make_officer: Callable[..., Viewer], browser_of: Any
) -> None:
    media = shelve(archive, "audio", media_access="unit:archive else announced").media["audio"]
    officer = make_officer("contributor", "canbo")
    token = Flow(browser_of(officer)).token()
    address = located(elsewhere, media, token)
    assert elsewhere.get(address).status_code == 200
    with archive.db.unit_of_work() as work:
        work.execute(delete(Grant).where(Grant.account_id == officer.account_id))
    assert elsewhere.get(address).status_code == 401
    assert probed(elsewhere, media, token)["status"] == 401


def test_a_season_that_ends_while_a_pass_lives_ends_it(
    archive: Archive, their: FlaskClient, elsewhere: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = shelve(archive, "audio", media_access="registered in solar:11-20/11-22 else announced").media["audio"]
    clock = [datetime(2026, 11, 22, 12, tzinfo=UTC)]
    for place in ("app.services.media.reading.now", "app.services.reading.now"):
        monkeypatch.setattr(place, lambda: clock[0])
    token = Flow(their).token()
    address = located(elsewhere, media, token)
    assert elsewhere.get(address).status_code == 200
    clock[0] = datetime(2026, 11, 22, 17, 0, 1, tzinfo=UTC)  # midnight in Vietnam has passed
    assert elsewhere.get(address).status_code == 401
    assert probed(elsewhere, media, token)["status"] == 401


def test_an_officers_roles_open_no_drafts_on_other_sites(
    archive: Archive, elsewhere: FlaskClient, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    draft = shelve(archive, "audio", publish=False).media["audio"]
    browser = browser_of(officer)
    assert browser.get(f"/media/{draft}/audio.m4a").status_code == 200
    assert probed(elsewhere, draft, Flow(browser).token())["status"] == 404


# The way out


def test_signing_out_ends_tokens_passes_and_every_session(
    archive: Archive, their: FlaskClient, elsewhere: FlaskClient, song: str
) -> None:
    flow = Flow(their)
    token = flow.token()
    address = located(elsewhere, song, token)
    page = their.get("/iiif/auth/2/logout")
    assert flow.message()["profile"] == "missingAspect", "what was allowed is taken back by the address alone"
    assert their.get(f"/media/{song}/audio.m4a").status_code == 200, "any page can lead here: the session goes on"
    their.post("/iiif/auth/2/logout", data=fields(page.text))
    assert their.get(f"/media/{song}/audio.m4a").status_code == 401
    assert elsewhere.get(address).status_code == 401
    assert probed(elsewhere, song, token)["status"] == 401


# Frames of ours on other sites


def framed(their: FlaskClient, **asked: str) -> dict[str, Any]:
    page = their.get("/iiif/auth/2/access", query_string=asked)
    return said(their.post("/iiif/auth/2/access", data=fields(page.text)).text)


def test_a_frame_gets_the_page_of_its_record_by_a_pass(
    archive: Archive, client: FlaskClient, their: FlaskClient, elsewhere: FlaskClient
) -> None:
    shelf = shelve(archive, "audio", "image", access=ANNOUNCED)
    path = f"/embed/records/{shelf.record}"
    closed = client.get(path, query_string={"lang": "vi"})
    assert closed.status_code == 401
    assert f"record={shelf.record}" in closed.text
    assert "Đăng nhập để xem" in closed.text
    location = framed(their, record=shelf.record)["location"]
    root = "/".join(location.split("/")[:3])
    page = elsewhere.get(location)
    assert page.status_code == 200
    assert f"{root}/media/{shelf.media['audio']}/audio.m4a" in page.text
    assert f"{root}/iiif/image/3/{shelf.media['image']}" in page.text
    assert set(re.findall(rf"{re.escape(root)}/(\w+)", page.text)) <= {"media", "iiif", "embed"}
    asked = set(re.findall(r'(?:src|href|poster|data-\w+)="(/(?:pass|media|iiif|static)[^"]*)"', page.text))
    assert {elsewhere.get(html.unescape(one)).status_code for one in asked if "{" not in one} == {200}
    other = shelve(archive, "audio", access=ANNOUNCED)
    assert elsewhere.get(f"{root}/embed/records/{other.record}").status_code == 404
    assert elsewhere.get(f"{root}/media/{other.media['audio']}/audio.m4a").status_code == 404


def test_the_window_speaks_to_pages_of_its_own_origin_alone() -> None:
    scripts = [(ROOT / f"static/script/auth-{name}.js").read_text() for name in ("window", "token")]
    calls = [found for script in scripts for found in re.findall(r"postMessage\(([^;]*)\);", script)]
    assert calls == ["said, window.location.origin", "JSON.parse(said), origin"]


def test_a_site_that_says_where_it_is_is_answered_as_a_site_whatever_else_it_says(
    archive: Archive, their: FlaskClient
) -> None:
    record = shelve(archive, "audio", access=ANNOUNCED).record
    for origin in (ELSEWHERE, BASE, "null"):
        assert framed(their, record=record, origin=origin) == {}


def test_a_snippet_gives_a_frame_its_origin_only_where_somebody_may_have_to_sign_in(
    archive: Archive, client: FlaskClient, their: FlaskClient
) -> None:
    shelf = shelve(archive, "audio", "video")
    query = {"url": f"{BASE}/vi/records/{shelf.record}"}
    assert "allow-same-origin" not in client.get("/oembed", query_string=query).json["html"]
    archive.media.restrict(SYSTEM, shelf.media["audio"], ANNOUNCED)
    assert "allow-same-origin" in client.get("/oembed", query_string=query).json["html"]
    for browser in (client, their):
        assert "allow-same-origin" in browser.get(f"/vi/records/{shelf.record}").text


def test_who_may_not_see_the_record_is_told_so_in_the_window(archive: Archive, their: FlaskClient) -> None:
    record = shelve(archive, "audio", access="unit:archive else announced").record
    assert set(framed(their, record=record)) == {"refused"}


def test_a_frame_knows_no_session_still(archive: Archive, their: FlaskClient) -> None:
    assert their.get(f"/embed/records/{shelve(archive, 'audio', access=ANNOUNCED).record}").status_code == 401


# Floods, and seals


def test_one_address_that_asks_without_end_is_slowed_down(
    client: FlaskClient, song: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_probes", answers.Pace(3))
    answers_given = [client.get(f"{PROBE}/{song}") for _ in range(5)]
    statuses = [answer.get_json(force=True)["status"] for answer in answers_given]
    assert statuses[:3] == [statuses[0]] * 3
    assert statuses[3:] == [429, 429]
    assert {answer.status_code for answer in answers_given} == {200}, "the status is told within (5.2)"
    assert answers_given[-1].headers["Retry-After"] == "60"
    other = client.get(f"{PROBE}/{song}", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert other.get_json(force=True)["status"] == statuses[0]


def test_a_token_that_is_asked_for_too_often_is_unavailable_and_the_frame_is_told(
    their: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = Flow(their)
    flow.allow()
    monkeypatch.setattr(answers, "_tokens", answers.Pace(1))
    told = [flow.message() for _ in range(2)]
    assert [one["type"] for one in told] == ["AuthAccessToken2", "AuthAccessTokenError2"]
    assert (told[1]["profile"], told[1]["messageId"]) == ("unavailable", "ae3415")


def test_a_seal_opens_only_for_its_secret_and_its_purpose() -> None:
    seal = sealing.Seal("secret", "one")
    closed = seal.close(b"x" * 28)
    assert seal.open(closed) == b"x" * 28
    assert sealing.Seal("secret", "two").open(closed) is None
    assert sealing.Seal("other", "one").open(closed) is None
    assert b"x" * 28 not in closed.encode()
    with pytest.raises(ValueError, match="33"):
        seal.close(b"x" * 33)
