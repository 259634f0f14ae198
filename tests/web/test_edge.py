"""What comes in at the edge: how much is read, from whom, what is answered to nonsense, and what stays behind."""

import errno
import io
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.bootstrap import Archive
from app.factory import create_app
from app.services.viewer import Viewer
from app.web import limits
from tests.conftest import PASSWORD
from tests.made import jpeg
from tests.web.bench import begun, sign_in
from tests.web.pages import HTML, get, press
from tests.web.shelf import shelve

LARGE = b"x" * (limits.BODY + 1)
MULTIPART = "multipart/form-data; boundary=b"
FORM = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.xyz"\r\n\r\n' + LARGE + b"\r\n--b--\r\n"


class Unread(io.BytesIO):
    """A body that tells how much of it was asked for."""

    asked = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.asked += len(found)
        return found


def signed_in(browser_of: Callable[[Viewer], FlaskClient], viewer: Viewer) -> tuple[FlaskClient, dict[str, str]]:
    """A browser, and what its requests that write must carry."""
    browser = browser_of(viewer)
    return browser, {"X-CSRFToken": browser.get("/api/v1/session").get_json()["csrf"]}


def sentence(answer: Any) -> str:
    return str(answer.get_json()["problems"][0]["code"])


@pytest.mark.parametrize("path", ["/vi/sign-in", "/vi/desk/{}/media", "/api/v1/records"])
def test_a_large_file_of_nobody_is_not_read(client: FlaskClient, archive: Archive, path: str) -> None:
    token = client.get("/api/v1/session").get_json()["csrf"]
    body = Unread(FORM)
    answer = client.post(
        path.format(begun(archive)),
        input_stream=body,
        content_type=MULTIPART,
        headers=HTML | {"X-CSRFToken": token, "Content-Length": str(len(FORM))},
    )
    assert (answer.status_code, body.asked) == (413, 0)


def test_json_of_nobody_is_refused_before_it_is_read(client: FlaskClient) -> None:
    token = client.get("/api/v1/session").get_json()["csrf"]
    body = Unread(b'{"kind": "festival"}')
    headers = {"X-CSRFToken": token, "Content-Length": "20"}
    answer = client.post("/api/v1/records", input_stream=body, content_type="application/json", headers=headers)
    assert (answer.status_code, body.asked) == (401, 0)


def test_more_json_than_any_record_has_is_refused(officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]) -> None:
    browser, token = signed_in(browser_of, officer)
    answer = browser.post("/api/v1/records", data=LARGE, content_type="application/json", headers=token)
    assert (answer.status_code, sentence(answer)) == (413, "http.too_large")


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_staff_may_send_files_larger_than_any_form(
    archive: Archive, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient], method: str
) -> None:
    browser, token = signed_in(browser_of, officer)
    path = f"/vi/desk/{begun(archive)}/media"
    if method == "PUT":
        answer = browser.put(f"{path}?filename=a.xyz", data=LARGE, headers=token)
        assert answer.status_code == 422
    else:
        answer = browser.post(path, data=FORM, content_type=MULTIPART, headers=HTML | token)
        assert answer.status_code == 302


def test_files_of_staff_have_the_limit_that_is_set(
    archive: Archive, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    small = replace(archive, settings=replace(archive.settings, upload_limit=1000))
    browser = create_app(small).test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = f"{officer.account_id}.0"
    token = browser.get("/api/v1/session").get_json()["csrf"]
    path, headers = f"/vi/desk/{begun(archive)}/media", HTML | {"X-CSRFToken": token}
    answer = browser.post(path, data=FORM, content_type=MULTIPART, headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("depth", [limits.DEEPEST + 1, 100_000])
def test_json_of_many_levels_is_answered_with_a_sentence(
    officer: Viewer, browser_of: Callable[[Viewer], FlaskClient], depth: int
) -> None:
    browser, token = signed_in(browser_of, officer)
    nested = '{"metadata": ' + "[" * depth + "]" * depth + "}"
    answer = browser.post("/api/v1/records", data=nested, content_type="application/json", headers=token)
    assert (answer.status_code, sentence(answer)) == (400, "api.deep")


@pytest.mark.parametrize(
    "path",
    ["/vi/search?page={n}", "/vi/records/{r}?sheet={n}&t={n}&media={m}", "/vi/desk?page={n}", "/vi/desk/{r}?base={n}"],
)
@pytest.mark.parametrize("digits", [12, 30, 5000])
def test_numbers_of_any_length_in_an_address_are_no_accident(
    archive: Archive, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient], path: str, digits: int
) -> None:
    shelf = shelve(archive, "document")
    address = path.format(n="9" * digits, r=shelf.record, m=shelf.media["document"])
    assert browser_of(officer).get(address, headers=HTML).status_code == 200


@pytest.mark.parametrize("deed", ["save", "autosave", "manage"])
@pytest.mark.parametrize("digits", [12, 30, 5000])
def test_a_version_that_no_store_can_hold_overwrites_nothing(
    archive: Archive, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient], deed: str, digits: int
) -> None:
    browser, token = signed_in(browser_of, officer)
    record = begun(archive)
    path = f"/vi/desk/{record}" + ("" if deed == "save" else f"/{deed}")
    form = {"base": "9" * digits, "do": "publish" if deed == "manage" else "save", "m.title.0.value": "Khác"}
    assert browser.post(path, data=form, headers=HTML | token).status_code < 500
    assert archive.reading.record(officer, record, head=True).version == 1


def test_what_the_record_store_cannot_hold_is_told_in_words(app: APIFlask, client: FlaskClient) -> None:
    @app.get("/api/v1/numbers")
    def numbers() -> None:
        with app.extensions["chieng"].db.read() as session:
            session.execute(text("SELECT CAST(:n AS bigint)"), {"n": 2**70})

    answer = client.get("/api/v1/numbers")
    assert (answer.status_code, sentence(answer)) == (400, "http.unkeepable")


def test_a_full_disk_is_told_in_words(
    archive: Archive,
    officer: Viewer,
    browser_of: Callable[[Viewer], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser, token = signed_in(browser_of, officer)

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = browser.put(f"/vi/desk/{begun(archive)}/media?filename=a.jpg", data=jpeg(40, 30).read(), headers=token)
    assert (answer.status_code, sentence(answer)) == (507, "http.no_space")
    assert "đã đầy" in answer.get_json()["title"]


def test_a_token_that_is_refused_has_words_of_its_own(
    officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    browser, _token = signed_in(browser_of, officer)
    for path in ("/api/v1/records", "/vi/desk/new"):
        answer = browser.post(path, data={}, headers={"X-CSRFToken": "cũ".encode().hex()})
        assert (path, answer.status_code, sentence(answer)) == (path, 400, "http.csrf")
    assert "Phiên làm việc đã hết hạn" in answer.get_json()["title"]


@pytest.mark.parametrize("path", ["/vi/", "/vi/search", "/vi/records/{}", "/api/v1/records", "/api/v1/records/{}"])
def test_of_what_somebody_who_signed_in_was_shown_nothing_is_kept(
    archive: Archive,
    client: FlaskClient,
    make_officer: Callable[..., Viewer],
    browser_of: Callable[[Viewer], FlaskClient],
    path: str,
) -> None:
    address = path.format(shelve(archive).record)
    member = browser_of(make_officer(None, "nguoixem"))
    assert member.get(address, headers=HTML).headers["Cache-Control"] == "private, no-store"
    assert client.get(address, headers=HTML).headers["Cache-Control"] == "private, no-cache"


def test_style_sheets_are_kept_by_everybody(officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]) -> None:
    kept = browser_of(officer).get("/static/style/base.css").headers
    assert kept["Cache-Control"] == "public, max-age=31536000"


def test_a_copy_of_the_cookie_opens_nothing_after_signing_out(client: FlaskClient, app: APIFlask) -> None:
    archive: Archive = app.extensions["chieng"]
    archive.accounts.add("lan", PASSWORD, role="editor")
    sign_in(client, archive.accounts.viewer(archive.accounts.sign_in("lan", PASSWORD, "127.0.0.1")))
    cookie = client.get_cookie("session")
    assert cookie
    copy = app.test_client()
    copy.set_cookie("session", cookie.value)
    assert copy.get("/vi/desk", headers=HTML).status_code == 200
    press(client, get(client, "/vi/desk").form("csrf_token"))
    assert copy.get("/vi/desk", headers=HTML).status_code == 302
