"""Officers at their desks: signed in through the form, with records of their own."""

from typing import Any

from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services import texts, units
from app.services.viewer import SYSTEM, Viewer
from metadata.profile import Row, profile
from metadata.vocabulary import vocabulary
from tests.conftest import PASSWORD
from tests.made import festival, text
from tests.web.pages import Form, Page, get, press


def sign_in(client: FlaskClient, viewer: Viewer, next: str = "") -> Page:
    """The page on which signing in ends."""
    form = get(client, f"/vi/sign-in?next={next}").form("password")
    answer = press(client, form, changes={"name": viewer.name, "password": PASSWORD})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return Page(client.get(answer.location))


def begun(archive: Archive, unit: str = units.ROOT, name: str = "Lễ mừng lúa mới") -> str:
    """A draft with nothing but its name."""
    return archive.records.create(SYSTEM, "festival", texts.body({"title": [text(name)]}), unit=unit).identifier


def complete(archive: Archive, name: str = "Lễ mừng lúa mới", unit: str = units.ROOT) -> str:
    """A draft that may be published."""
    return archive.records.create(SYSTEM, "festival", texts.body(festival(name)), unit=unit).identifier


def opened(client: FlaskClient, identifier: str, language: str = "vi") -> Form:
    """The form of a record as an officer finds it."""
    return get(client, f"/{language}/desk/{identifier}").form("base")


def commune(archive: Archive, code: str) -> str:
    """The code of a unit of its own."""
    with archive.db.unit_of_work() as work:
        units.ensure(work, code, {"vi": f"Xã {code}"}, level="commune", parent=units.root(work))
    return code


def head(archive: Archive, identifier: str) -> dict[str, list[dict[str, object]]]:
    """The newest description."""
    found: dict[str, list[dict[str, object]]] = archive.reading.record(SYSTEM, identifier, head=True).metadata
    return found


def full(kind: str) -> dict[str, Any]:
    """A description with a value in every field of a kind, as import files may fill it."""
    return {row.name: filled(row) for row in profile(kind).rows}


def filled(row: Row) -> list[dict[str, Any]]:
    given: dict[str, Any] = {"type": row.type, "value": "" if row.type == "group" else "Hòa Bình\nđợt 2"}
    if row.type == "concept":
        given |= {"value": next(iter(vocabulary(row.vocabulary).concepts)), "vocabulary": row.vocabulary}
    elif row.type == "date":
        given["value"] = "1985~/2024-02-24"
    elif row.type == "recurrence":
        given["value"] = "lunar:01-15/01-17;every=3;from=2019;words=sau Tết"
    elif row.type == "place":
        given |= {"value": "Bù Đăng", "lang": "vi", "vocabulary": "provinces", "target": "dong-nai"}
    elif row.type == "record":
        given["value"] = "k3v9qa7m"
    elif row.type == "agent":
        given["value"] = "già làng"
    elif row.datatype == "xsd:decimal":
        given["value"] = "92.5"
    elif row.datatype == "xsd:nonNegativeInteger":
        given["value"] = "120"
    elif row.datatype == "xsd:anyURI":
        given["value"] = "https://example.org/a"
    elif row.pattern:
        given["value"] = {"coordinates": "11.8120, 107.2340"}.get(row.name, "12:30")
    elif row.type == "text" and (row.one_line or not row.has_language):
        given["value"] = "cồng chiêng"
    if row.has_language:
        given["lang"] = "sti"
    if row.shape:
        given["parts"] = {part.name: filled(part) for part in row.shape}
    return [given]
