"""Frames of ours on other sites, and the window in which somebody signs in for them."""

import html
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services.viewer import SYSTEM
from tests.web.auth.flow import ANNOUNCED, BASE, ELSEWHERE, framed
from tests.web.shelf import shelve

pytestmark = pytest.mark.embedded("what is asked of the record store here, other tests ask in both modes")

ROOT = Path(__file__).resolve().parents[3]


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
