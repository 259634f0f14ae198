"""Curating in the workbench with buttons alone: making, telling, ordering, nesting, publishing, taking back."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services import units
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.conftest import PASSWORD
from tests.made import published
from tests.services.test_collections import filled, made, records_of
from tests.web.pages import HTML, Page, get, path_of, press

Browsers = Callable[[Viewer], FlaskClient]


@pytest.fixture
def desk(officer: Viewer, browser_of: Browsers) -> FlaskClient:
    return browser_of(officer)


def test_a_collection_from_its_name_to_the_public(archive: Archive, desk: FlaskClient, client: FlaskClient) -> None:
    record = published(archive, SYSTEM, "Lễ hội cồng chiêng")
    archive.indexing.index(record)
    listed = get(desk, "/vi/desk/collections")
    assert "/vi/desk/collections/new" in listed.html
    begun = press(desk, get(desk, "/vi/desk/collections/new").form("title"), changes={"title": "Mùa lễ"})
    address = path_of(begun)
    told = press(desk, get(desk, address).form("m.title.vi"), "save", {"m.description.vi": "Một.\r\n\r\nHai."})
    assert path_of(told) == address
    found = get(desk, f"{address}?find=le hoi cong chieng")
    assert path_of(press(desk, found.form(f"add:{record}"), f"add:{record}")).startswith(address)
    identifier = address.rpartition("/")[2]
    assert client.get(f"/vi/collections/{identifier}", headers=HTML).status_code == 404
    press(desk, get(desk, address).form("publish"), "publish")
    page = get(client, f"/vi/collections/{identifier}")
    assert "Lễ hội cồng chiêng" in page.text
    assert "<p>Hai.</p>" in page.html
    press(desk, get(desk, address).form("withdraw"), "withdraw", {"why": "Soạn lại."})
    assert client.get(f"/vi/collections/{identifier}", headers=HTML).status_code == 410


def test_buttons_put_records_in_order_and_take_them_out(archive: Archive, desk: FlaskClient) -> None:
    collection = made(archive)
    one, two, three = filled(archive, collection, "Một", "Hai", "Ba")
    address = f"/vi/desk/collections/{collection}"
    for deed, after in (
        (f"up:{three}", [one, three, two]),
        (f"down:{one}", [three, one, two]),
        (f"first:{two}", [two, three, one]),
        (f"out:{three}", [two, one]),
    ):
        answer = press(desk, get(desk, address).form(deed), deed)
        assert path_of(answer).startswith(address)
        assert records_of(archive, collection) == after


def test_the_ends_of_an_order_have_no_button_beyond_them(archive: Archive, desk: FlaskClient) -> None:
    collection = made(archive)
    one, two = filled(archive, collection, "Một", "Hai")
    page = get(desk, f"/vi/desk/collections/{collection}")
    buttons = {value for form in page.forms for _, value in form.buttons}
    assert {f"down:{one}", f"up:{two}"} <= buttons
    assert not {f"up:{one}", f"first:{one}", f"down:{two}"} & buttons


def test_a_large_collection_is_ordered_page_by_page(archive: Archive, desk: FlaskClient) -> None:
    collection = made(archive)
    records = filled(archive, collection, *(f"Lễ {number}" for number in range(52)))
    second = get(desk, f"/vi/desk/collections/{collection}?page=2")
    answer = press(desk, second.form(f"up:{records[50]}"), f"up:{records[50]}")
    assert "page=2" in path_of(answer)
    bench = archive.collection_desk.collection(SYSTEM, collection)
    assert bench.records[-1].identifier == records[50]


def test_collections_are_put_into_each_other_and_no_ring_is_made(archive: Archive, desk: FlaskClient) -> None:
    outer, inner = made(archive, "Ngoài"), made(archive, "Trong")
    page = get(desk, f"/vi/desk/collections/{outer}")
    press(desk, page.form("nest"), "nest", {"part": inner})
    assert [part.identifier for part in archive.collections.collection(VISITOR, outer).collections] == [inner]
    page = get(desk, f"/vi/desk/collections/{inner}")
    assert f'<option value="{outer}"' not in page.html
    forged = desk.post(
        f"/vi/desk/collections/{inner}/arrange", data={"do": "nest", "part": outer} | token(page), headers=HTML
    )
    assert "nằm trong chính nó" in get(desk, path_of(forged)).text


def token(page: Page) -> dict[str, str]:
    return {"csrf_token": page.form("csrf_token").get("csrf_token") or ""}


def test_a_new_one_is_made_within_another(archive: Archive, desk: FlaskClient) -> None:
    outer = made(archive, "Ngoài")
    form = get(desk, f"/vi/desk/collections/new?within={outer}").form("title")
    made_within = path_of(press(desk, form, changes={"title": "Trong"})).rpartition("/")[2]
    assert [part.identifier for part in archive.collection_desk.collection(SYSTEM, outer).parts] == [made_within]


def test_who_saves_after_somebody_else_sees_both_and_loses_nothing(
    archive: Archive, desk: FlaskClient, make_officer: Callable[..., Viewer]
) -> None:
    collection = made(archive)
    form = get(desk, f"/vi/desk/collections/{collection}").form("m.title.vi")
    other = make_officer("editor", "bientap")
    archive.curating.describe(other, collection, {"vi": "Tên của người khác"}, {"vi": "Lời giới thiệu."})
    answer = press(desk, form, "save", {"m.title.vi": "Tên của tôi"})
    assert answer.status_code == 412
    page = Page(answer)
    assert "Tên của người khác" in page.text
    assert page.form("m.title.vi").get("m.title.vi") == "Tên của tôi"
    assert "bientap" in page.text
    assert archive.collections.collection(VISITOR, collection).title == {"vi": "Tên của người khác"}
    press(desk, page.form("m.title.vi"), "save")
    assert archive.collections.collection(VISITOR, collection).title == {"vi": "Tên của tôi"}


@pytest.mark.parametrize("title", ["", "có\0không", "dài" * 200])
def test_what_can_not_be_kept_is_told_with_all_that_was_typed(archive: Archive, desk: FlaskClient, title: str) -> None:
    collection = made(archive)
    form = get(desk, f"/vi/desk/collections/{collection}").form("m.title.vi")
    answer = press(desk, form, "save", {"m.title.vi": title, "m.description.vi": "Câu chuyện dài."})
    assert answer.status_code == 422
    assert Page(answer).form("m.title.vi").get("m.description.vi") == "Câu chuyện dài."
    assert archive.collections.collection(VISITOR, collection).title == {"vi": "Mùa lễ"}


def test_what_was_typed_when_the_session_ended_waits_behind_signing_in(
    archive: Archive, officer: Viewer, desk: FlaskClient, client: FlaskClient
) -> None:
    collection = made(archive)
    form = get(desk, f"/vi/desk/collections/{collection}").form("m.title.vi")
    answer = press(client, form, "save", {"m.description.vi": "Vừa gõ xong."})
    assert answer.status_code == 401
    back = press(client, Page(answer).form("password"), changes={"name": officer.name, "password": PASSWORD})
    assert Page(back).form("m.title.vi").get("m.description.vi") == "Vừa gõ xong."


def test_a_condition_that_is_none_is_told_and_opens_nothing(archive: Archive, desk: FlaskClient) -> None:
    collection = made(archive, access="registered")
    form = get(desk, f"/vi/desk/collections/{collection}").form("restrict")
    answer = press(desk, form, "restrict", {"who": "other", "access": "ai cũng được"})
    assert answer.status_code == 422
    press(desk, form, "restrict", {"who": "everyone"})
    assert archive.collections.collection(VISITOR, collection).total == 0


def test_officers_of_another_unit_find_nothing_to_press(
    archive: Archive, make_officer: Callable[..., Viewer], browser_of: Browsers
) -> None:
    with archive.db.unit_of_work() as work:
        units.ensure(work, "dong-nai", {"vi": "Đồng Nai"}, level="province", parent=units.root(work))
    foreign = browser_of(make_officer("publisher", unit="dong-nai"))
    collection = made(archive, "Của kho")
    assert "Của kho" not in get(foreign, "/vi/desk/collections").text
    page = get(foreign, "/vi/desk/collections/new")
    for path in ("", "/arrange", "/manage"):
        answer = foreign.post(
            f"/vi/desk/collections/{collection}{path}",
            data={"do": "withdraw", "m.title.vi": "Chiếm"} | token(page),
            headers=HTML,
        )
        assert answer.status_code in {403, 404, 302}
    assert foreign.get(f"/vi/desk/collections/{collection}", headers=HTML).status_code == 404
    assert archive.collections.collection(VISITOR, collection).title == {"vi": "Của kho"}


def test_a_contributor_reads_and_an_editor_does_not_publish(
    archive: Archive, make_officer: Callable[..., Viewer], browser_of: Browsers
) -> None:
    collection = made(archive, publish=False)
    contributor, editor = browser_of(make_officer("contributor")), browser_of(make_officer("editor"))
    assert "New collection" not in get(contributor, "/en/desk/collections").text
    assert contributor.get("/vi/desk/collections/new", headers=HTML).status_code == 404
    assert "m.title.vi" not in get(contributor, f"/vi/desk/collections/{collection}").html
    page = get(editor, f"/vi/desk/collections/{collection}")
    assert "m.title.vi" in page.html
    assert ("do", "publish") not in [button for form in page.forms for button in form.buttons]


@pytest.mark.parametrize("deed", ["", "up:", "up:\0", "sideways:x", "add:", "add:\0", "nest", "out:" + "x" * 9000])
def test_a_deed_that_is_none_does_nothing(archive: Archive, desk: FlaskClient, deed: str) -> None:
    collection = made(archive)
    (one,) = filled(archive, collection, "Một")
    page = get(desk, f"/vi/desk/collections/{collection}")
    answer = desk.post(f"/vi/desk/collections/{collection}/arrange", data={"do": deed} | token(page), headers=HTML)
    assert answer.status_code == 302
    assert records_of(archive, collection) == [one]
