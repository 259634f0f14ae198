"""What comes in at the edge: how much is read, from whom, what is answered to nonsense, and what stays behind."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.factory import create_app
from app.services.viewer import Viewer
from app.web import limits
from tests.web.bench import begun
from tests.web.pages import HTML

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
