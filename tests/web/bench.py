"""Officers at their desks: signed in through the form, with records of their own."""

from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services import texts, units
from app.services.viewer import SYSTEM, Viewer
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
