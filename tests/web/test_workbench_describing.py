"""Two officers describing one file, and what an officer is told of a file beside its state."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.bootstrap import Archive
from app.models import Media
from app.services.viewer import SYSTEM, Viewer
from tests.made import jpeg, text
from tests.web.bench import begun
from tests.web.pages import Page, get, press

KEPT_AS_SOUND = "không có hình, chỉ có tiếng"


@pytest.fixture
def desk(officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]) -> FlaskClient:
    """The browser of a publisher."""
    return browser_of(officer)


@pytest.fixture
def address(archive: Archive) -> str:
    """Where a file is described."""
    record = begun(archive)
    media = archive.media.accept(SYSTEM, record, jpeg(), "chieng.jpg", description={"label": [text("Chiêng")]})
    return f"/vi/desk/{record}/media/{media.id}"


def label(archive: Archive, address: str) -> str:
    description = archive.reading.media(SYSTEM, address.rpartition("/")[2]).description
    return str(description["label"][0]["value"])


def test_who_was_overtaken_sees_both_texts_and_loses_nothing_they_typed(
    archive: Archive, desk: FlaskClient, officer: Viewer, address: str, make_officer: Callable[..., Viewer]
) -> None:
    form = get(desk, address).form("base")
    colleague = make_officer("editor", "bientap")
    archive.media.describe(colleague, address.rpartition("/")[2], {"label": [text("Chiêng sáu chiếc")]})
    name = next(name for name, value in form.controls if value == "Chiêng")
    page = Page(press(desk, form, "save", {name: "Bộ chiêng của sóc"}))
    assert page.status == 412
    assert "Chiêng sáu chiếc" in page.text
    assert "bientap" in page.text
    assert page.form("base").get(name) == "Bộ chiêng của sóc"
    assert label(archive, address) == "Chiêng sáu chiếc"
    assert press(desk, page.form("base"), "save").status_code == 302
    assert label(archive, address) == "Bộ chiêng của sóc"


def test_who_saw_the_newest_description_is_not_stopped(archive: Archive, desk: FlaskClient, address: str) -> None:
    form = get(desk, address).form("base")
    name = next(name for name, value in form.controls if value == "Chiêng")
    assert press(desk, form, "save", {name: "Bộ chiêng"}).status_code == 302
    assert label(archive, address) == "Bộ chiêng"


def test_a_film_without_picture_says_that_it_is_kept_as_sound(
    archive: Archive, desk: FlaskClient, address: str
) -> None:
    record = address.partition("/media/")[0]
    assert KEPT_AS_SOUND not in get(desk, address).text + get(desk, record).text
    with archive.db.unit_of_work() as work:
        work.execute(update(Media).values(state="ready", detail={"note": "media.no_picture_kept_as_sound"}, protocol=9))
    assert KEPT_AS_SOUND in get(desk, address).text
    assert KEPT_AS_SOUND in get(desk, record).text
