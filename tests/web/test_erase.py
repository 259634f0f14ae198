"""The page of erasure: one asks, another confirms, both with their passwords; nobody else gets to it."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.bootstrap import Archive
from app.services.viewer import SYSTEM, Viewer
from tests.conftest import PASSWORD
from tests.made import jpeg, published
from tests.web.pages import HTML

Browsers = Callable[[Viewer], FlaskClient]


@pytest.fixture
def people(make_officer: Callable[..., Viewer], browser_of: Browsers) -> dict[str, FlaskClient]:
    return {role: browser_of(make_officer(role)) for role in ("editor", "publisher", "administrator")}


def send(browser: FlaskClient, address: str, **form: str) -> TestResponse:
    """Fills in the page's form and sends it."""
    page = browser.get(address).text
    hidden = dict(re.findall(r'name="(csrf_token|request)" value="([^"]+)"', page))
    return browser.post(address, data={"password": PASSWORD, **hidden, **form})


def test_a_file_is_erased_by_two_people(archive: Archive, people: dict[str, FlaskClient], client: FlaskClient) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "đám rước.jpg")
    archive.records.publish(SYSTEM, record, base=2)
    address = f"/vi/records/{record}/erase"
    assert "đám rước.jpg" in people["publisher"].get(address).text
    asked = send(people["publisher"], address, do="ask", media=media.id, reason="Theo lời già làng")
    assert asked.status_code == 302
    waiting = people["administrator"].get(address).text
    assert "Theo lời già làng" in waiting
    assert 'value="confirm"' in waiting
    assert 'value="confirm"' not in people["publisher"].get(address).text
    assert send(people["administrator"], address, do="confirm").status_code == 302
    assert client.get(f"/media/{media.id}/download").status_code == 404
    assert client.get(f"/vi/records/{record}").status_code == 200


def test_a_whole_record_leaves_a_tombstone(
    archive: Archive, people: dict[str, FlaskClient], client: FlaskClient
) -> None:
    record = published(archive, SYSTEM)
    address = f"/vi/records/{record}/erase"
    send(people["publisher"], address, do="ask", scope="record", reason="Theo lời già làng")
    send(people["administrator"], address, do="confirm")
    assert client.get(f"/vi/records/{record}").status_code == 410
    assert people["administrator"].get(address).status_code == 200
    assert people["publisher"].get(f"/vi/desk/{record}").status_code == 200
    assert people["publisher"].get("/vi/desk").status_code == 200


def test_a_wrong_password_or_an_empty_choice_erases_nothing_and_keeps_the_reason(
    archive: Archive, people: dict[str, FlaskClient]
) -> None:
    record = published(archive, SYSTEM)
    address = f"/vi/records/{record}/erase"
    wrong = send(people["publisher"], address, do="ask", scope="record", reason="Theo lời già làng", password="sai bét")
    assert wrong.status_code == 403
    assert "Theo lời già làng" in wrong.text
    assert send(people["publisher"], address, do="ask", reason="vì").status_code == 422
    assert 'value="ask"' in people["publisher"].get(address).text


def test_a_request_can_be_taken_back(archive: Archive, people: dict[str, FlaskClient], client: FlaskClient) -> None:
    record = published(archive, SYSTEM)
    address = f"/vi/records/{record}/erase"
    send(people["publisher"], address, do="ask", scope="record", reason="nhầm")
    send(people["publisher"], address, do="refuse")
    assert 'value="ask"' in people["administrator"].get(address).text
    assert client.get(f"/vi/records/{record}").status_code == 200


def test_a_request_stands_on_the_desk_of_those_who_may_confirm_it(
    archive: Archive, people: dict[str, FlaskClient]
) -> None:
    record = published(archive, SYSTEM)
    address = f"/vi/records/{record}/erase"
    send(people["publisher"], address, do="ask", scope="record", reason="Theo lời già làng")
    assert address in people["administrator"].get("/vi/desk").text
    assert address not in people["publisher"].get("/vi/desk").text
    send(people["administrator"], address, do="refuse")
    assert address not in people["administrator"].get("/vi/desk").text


def test_only_those_who_publish_get_to_the_page(
    archive: Archive, people: dict[str, FlaskClient], client: FlaskClient
) -> None:
    address = f"/vi/records/{published(archive, SYSTEM)}/erase"
    assert client.get(address, headers=HTML).status_code == 302
    assert people["editor"].get(address).status_code == 403


def test_the_page_is_linked_from_the_bench_for_those_who_may_ask(
    archive: Archive, people: dict[str, FlaskClient]
) -> None:
    record = published(archive, SYSTEM)
    link = f'href="/vi/records/{record}/erase"'
    seen = {role: link in browser.get(f"/vi/desk/{record}").text for role, browser in people.items()}
    assert seen == {"editor": False, "publisher": True, "administrator": True}
