"""Nothing that was forged, has run out, was taken back or is for something else opens anything on another site."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from app.bootstrap import Archive
from app.models import Account, Grant
from app.services import passes, sealing
from app.services.viewer import SYSTEM, Viewer
from app.web.auth import answers
from tests.web.auth.flow import ANNOUNCED, BASE, PROBE, Flow, fields, located, probed
from tests.web.shelf import shelve

pytestmark = pytest.mark.embedded("what is asked of the record store here, other tests ask in both modes")

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
