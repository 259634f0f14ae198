"""Pages of people, and the officers' pages on which their consent is written down and taken back."""

from collections.abc import Callable

from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services.viewer import Viewer
from tests.services.test_agents import NAME, record_of
from tests.web.pages import get, path_of, press

Open = Callable[[Viewer], FlaskClient]


def test_an_officer_writes_somebody_down_their_consent_and_its_end(
    archive: Archive, officer: Viewer, browser_of: Open, client: FlaskClient
) -> None:
    desk = browser_of(officer)
    at = path_of(press(desk, get(desk, "/vi/desk/agents").form("honour"), changes={"name": NAME, "role": "singer"}))
    identifier = at.rpartition("/")[2]
    record = record_of(archive, officer, identifier)
    page, told = f"/vi/agents/{identifier}", f"/api/v1/agents/{identifier}"
    assert client.get(page).status_code == client.get(told).status_code == 404
    assert page not in get(client, f"/vi/records/{record}").html
    form = get(desk, at).form("consent")
    assert press(desk, form, "consent").status_code == 422
    press(desk, form, "consent", {"what": "Một trang công khai", "when": "2026-01-02", "how": "written"})
    shown = get(client, page)
    assert NAME in shown.text
    assert "Người hát" in shown.text
    assert f"/vi/records/{record}" in shown.html
    assert page in get(client, f"/vi/records/{record}").html
    known = client.get(told).json
    assert known is not None
    assert (known["name"], known["records"]) == (NAME, 1)
    assert "consent" not in known
    press(desk, get(desk, at).form("take_back"), "take_back", {"stays": "withheld"})
    assert client.get(page).status_code == client.get(told).status_code == 410
    assert NAME not in get(client, f"/vi/records/{record}").text
    assert NAME not in client.get(f"/api/v1/records/{record}").get_data(as_text=True)


def test_only_officers_see_who_is_written_down(archive: Archive, client: FlaskClient, browser_of: Open) -> None:
    from tests.services.communities import made

    assert client.get("/vi/desk/agents").status_code == 401
    assert browser_of(made(archive)).get("/vi/desk/agents").status_code == 403


def test_a_record_of_few_tells_others_nothing_of_who_takes_part(
    archive: Archive, officer: Viewer, client: FlaskClient
) -> None:
    from app.services.agents import Told

    identifier = archive.agents.add(officer, Told(NAME))
    archive.agents.consent(officer, identifier, what="Trang", when="2026-01-02", how="written")
    record = record_of(archive, officer, identifier)
    archive.records.restrict(officer, record, "unit:archive")
    page = get(client, f"/vi/agents/{identifier}")
    assert record not in page.html
    assert client.get(f"/api/v1/agents/{identifier}").json["records"] == 0  # type: ignore[index]
