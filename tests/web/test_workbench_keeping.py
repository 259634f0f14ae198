"""No word is lost: what is typed and not saved, and two officers at one record."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.bootstrap import Archive
from app.services import texts
from app.services.viewer import SYSTEM, Viewer
from app.web.workbench import deeds
from tests.made import festival, text
from tests.web.bench import begun, complete, head, opened
from tests.web.pages import HTML, Form, Page, get, path_of, press, sent

JSON = HTML | {"Accept": "application/json"}
Browsers = Callable[[Viewer], FlaskClient]


@pytest.fixture
def desk(officer: Viewer, browser_of: Browsers) -> FlaskClient:
    return browser_of(officer)


@pytest.fixture
def other(make_officer: Callable[..., Viewer], browser_of: Browsers) -> FlaskClient:
    """The browser of a colleague."""
    return browser_of(make_officer("editor", "bientap"))


def typed(browser: FlaskClient, form: Form, changes: dict[str, str]) -> TestResponse:
    """What the page's script sends a moment after somebody typed."""
    return browser.post(f"{form.action}/autosave", data=sent(form, "", changes), headers=JSON)


def test_what_is_typed_comes_back_when_the_page_is_opened_again(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    told = typed(desk, opened(desk, record), {"m.description.0.value": "Đang viết", "m.lastHeld.0.value": "hôm nọ"})
    assert told.status_code == 200
    assert told.json["kept"]
    page = get(desk, f"/vi/desk/{record}")
    assert "mà chưa lưu" in page.text
    assert page.form("base").get("m.description.0.value") == "Đang viết"
    assert page.form("base").get("m.lastHeld.0.value") == "hôm nọ"
    assert told.json["kept"] in page.html
    assert "Có phần bạn gõ mà chưa lưu" in get(desk, "/vi/desk").text
    assert head(archive, record) == {"title": [text("Lễ mừng lúa mới")]}


def test_what_is_typed_is_seen_by_nobody_else(desk: FlaskClient, other: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    typed(desk, opened(desk, record), {"m.description.0.value": "Đang viết"})
    assert "Đang viết" not in get(other, f"/vi/desk/{record}").html
    assert "Có phần bạn gõ mà chưa lưu" not in get(other, "/vi/desk").text


def test_what_was_typed_can_be_let_go(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    typed(desk, opened(desk, record), {"m.title.0.value": "Gõ nhầm"})
    page = get(desk, path_of(press(desk, get(desk, f"/vi/desk/{record}").form("discard"), "discard")))
    assert page.form("base").get("m.title.0.value") == "Lễ mừng lúa mới"
    assert "mà chưa lưu" not in page.text
    assert "data-settled" in page.html


def test_saving_ends_what_was_kept_beside_it(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    typed(desk, opened(desk, record), {"m.description.0.value": "Đang viết"})
    page = get(desk, path_of(press(desk, opened(desk, record), "save")))
    assert "mà chưa lưu" not in page.text
    assert head(archive, record)["description"] == [text("Đang viết")]


def test_text_that_arrives_after_it_was_saved_is_not_kept_a_second_time(
    desk: FlaskClient, archive: Archive, officer: Viewer
) -> None:
    """A request that a weak link held back tells what has been saved meanwhile."""
    record = begun(archive)
    form = opened(desk, record)
    path_of(press(desk, form, "save", {"m.description.0.value": "Đã lưu"}))
    typed(desk, form, {"m.description.0.value": "Đã lưu"})
    assert archive.records.working_copy(officer, record) is None


def test_typing_back_what_was_there_leaves_nothing_behind(desk: FlaskClient, archive: Archive, officer: Viewer) -> None:
    record = begun(archive)
    form = opened(desk, record)
    typed(desk, form, {"m.title.0.value": "Khác"})
    assert archive.records.working_copy(officer, record)
    assert typed(desk, form, {}).json["kept"] == ""
    assert archive.records.working_copy(officer, record) is None


def test_who_types_is_told_that_somebody_else_has_saved(
    desk: FlaskClient, other: FlaskClient, archive: Archive
) -> None:
    record = complete(archive)
    form = opened(desk, record)
    assert typed(desk, form, {"m.title.0.value": "Của tôi"}).json["newer"] is False
    path_of(press(other, opened(other, record), "save", {"m.description.0.value": "Của người kia"}))
    assert typed(desk, form, {"m.title.0.value": "Của tôi!"}).json["newer"] is True
    assert "bientap đã lưu một bản mới hơn" in get(desk, f"/vi/desk/{record}").text


def test_a_file_that_arrives_meanwhile_is_no_conflict(desk: FlaskClient, archive: Archive) -> None:
    from tests.web.shelf import add

    record = complete(archive)
    form = opened(desk, record)
    add(archive, record, "audio")
    assert typed(desk, form, {"m.title.0.value": "Đổi tên"}).json["newer"] is False
    path_of(press(desk, form, "save", {"m.title.0.value": "Đổi tên"}))
    view = archive.reading.record(SYSTEM, record, head=True)
    assert (view.metadata["title"][0]["value"], len(view.media)) == ("Đổi tên", 1)


def test_a_text_too_long_to_be_kept_is_refused_in_words(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    told = typed(desk, opened(desk, record), {"m.description.0.value": "dài " * 600_000})
    assert told.status_code in {413, 422}
    assert told.mimetype == "application/problem+json"
    assert "quá" in told.json["title"]


def disagreement(desk: FlaskClient, other: FlaskClient, record: str, deed: str = "save") -> Page:
    """Mine: title and description; theirs: description and an alternative name. They were quicker."""
    form = opened(desk, record)
    theirs = {"m.description.0.value": "Tiếng cồng mở đầu lễ mừng lúa mới.", "m.alternative.0.value": "Crac Băr mêy"}
    path_of(press(other, opened(other, record), "save", theirs))
    mine = {"m.title.0.value": "Lễ của tôi", "m.description.0.value": "Tiếng trống mở đầu lễ mừng lúa mới."}
    page = Page(press(desk, form, deed, mine))
    assert page.status == 412
    return page


def test_two_officers_see_both_texts_and_choose(desk: FlaskClient, other: FlaskClient, archive: Archive) -> None:
    record = complete(archive)
    page = disagreement(desk, other, record)
    assert "bientap đã lưu bản số 2" in page.text
    assert "<mark>trống </mark>" in page.html
    assert "<mark>cồng </mark>" in page.html
    form = page.form("merge")
    assert form.get("choice.description") == "mine"
    assert (form.get("choice.title"), form.get("choice.alternative")) == ("mine", "theirs")
    assert path_of(press(desk, form, "merge")) == f"/vi/desk/{record}"
    kept = head(archive, record)
    assert kept["title"][0] == text("Lễ của tôi")
    assert kept["description"][0] == text("Tiếng trống mở đầu lễ mừng lúa mới.")
    assert kept["alternative"] == [text("Crac Băr mêy")]
    assert archive.desk.text(record, 2).metadata["description"][0]["value"].startswith("Tiếng cồng")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("choice", "descriptions"),
    [
        ("theirs", ["Tiếng cồng mở đầu lễ mừng lúa mới.", "Gongs open the feast of new rice."]),
        (
            "both",
            [
                "Tiếng trống mở đầu lễ mừng lúa mới.",
                "Gongs open the feast of new rice.",
                "Tiếng cồng mở đầu lễ mừng lúa mới.",
            ],
        ),
    ],
)
def test_a_field_that_both_have_changed_can_be_taken_over_or_joined(
    desk: FlaskClient, other: FlaskClient, archive: Archive, choice: str, descriptions: list[str]
) -> None:
    record = complete(archive)
    form = disagreement(desk, other, record).form("merge")
    path_of(press(desk, form, "merge", {"choice.description": choice}))
    assert [value["value"] for value in head(archive, record)["description"]] == descriptions


def test_who_leaves_the_page_of_both_texts_finds_their_own_again(
    desk: FlaskClient, other: FlaskClient, archive: Archive
) -> None:
    record = complete(archive)
    disagreement(desk, other, record)
    page = get(desk, f"/vi/desk/{record}")
    assert page.form("base").get("m.title.0.value") == "Lễ của tôi"
    assert "đặt cạnh nhau" in page.text
    again = Page(press(desk, page.form("base"), "save"))
    assert again.status == 412
    path_of(press(desk, again.form("discard"), "discard"))
    assert head(archive, record)["title"][0] == text("Lễ mừng lúa mới")


def test_a_third_officer_who_is_quicker_still_is_met_with_the_same_question(
    desk: FlaskClient, other: FlaskClient, archive: Archive
) -> None:
    record = complete(archive)
    form = disagreement(desk, other, record).form("merge")
    path_of(press(other, opened(other, record), "save", {"m.title.0.value": "Tên thứ ba"}))
    page = Page(press(desk, form, "merge"))
    assert page.status == 412
    assert page.form("merge").get("choice.title") == "mine"
    path_of(press(desk, page.form("merge"), "merge", {"choice.title": "theirs"}))
    kept = head(archive, record)
    assert kept["title"][0] == text("Tên thứ ba")
    assert kept["description"][0] == text("Tiếng trống mở đầu lễ mừng lúa mới.")


def test_publishing_an_outdated_text_publishes_nothing(
    desk: FlaskClient, other: FlaskClient, archive: Archive, client: FlaskClient
) -> None:
    record = complete(archive)
    disagreement(desk, other, record, "publish")
    assert client.get(f"/vi/records/{record}", headers=HTML).status_code == 404


def test_a_script_that_saves_an_outdated_text_is_sent_to_the_page_of_both(
    desk: FlaskClient, other: FlaskClient, archive: Archive
) -> None:
    record = complete(archive)
    form = opened(desk, record)
    path_of(press(other, opened(other, record), "save", {"m.title.0.value": "Của người kia"}))
    told = desk.post(form.action, data=sent(form, "save", {"m.title.0.value": "Của tôi"}), headers=JSON)
    assert (told.status_code, told.mimetype) == (412, "application/problem+json")


def test_hostile_choices_between_two_texts_do_no_harm(desk: FlaskClient, other: FlaskClient, archive: Archive) -> None:
    record = complete(archive)
    form = disagreement(desk, other, record).form("merge")
    hostile = {"choice.title": "<script>", "choice.__class__": "mine", "choice.": "both", "base": "99"}
    assert press(desk, form, "merge", hostile).status_code in {302, 404, 412}
    assert head(archive, record)["title"][0]["value"] in {"Lễ mừng lúa mới", "Lễ của tôi"}


def test_texts_that_grew_apart_are_compared_with_what_they_began_with() -> None:
    first = festival("Tên")
    mine = first | {"title": [text("Của tôi")], "alternative": [text("a")]}
    theirs = first | {"title": [text("Của họ")], "source": [text("b")]}
    found = {one.row.name: (one.changed_by, one.open) for one in deeds.differences("festival", mine, theirs, first)}
    assert found == {"title": ("both", True), "alternative": ("mine", False), "source": ("theirs", False)}


def test_who_writes_and_who_translates_are_not_in_each_other_s_way(
    desk: FlaskClient, other: FlaskClient, archive: Archive
) -> None:
    record = complete(archive)
    form = opened(desk, record)
    path_of(press(other, opened(other, record), "save", {"m.description.1.value": "The gongs begin."}))
    page = Page(press(desk, form, "save", {"m.description.0.value": "Chiêng bắt đầu."}))
    assert page.form("merge").get("choice.description") == "both"
    path_of(press(desk, page.form("merge"), "merge"))
    assert head(archive, record)["description"] == [text("Chiêng bắt đầu."), text("The gongs begin.", "en")]


def test_the_form_of_an_earlier_version_that_is_gone_is_still_answered(desk: FlaskClient, archive: Archive) -> None:
    record = complete(archive)
    form = opened(desk, record)
    for base in ("0", "-1", "99", "x", "", "9" * 40):
        answer = desk.post(form.action, data=sent(form, "save", {"base": base, "m.title.0.value": "Tên"}), headers=HTML)
        assert answer.status_code in {302, 404, 412}, base
        answer = desk.post(f"{form.action}/autosave", data=sent(form, "", {"base": base}), headers=JSON)
        assert answer.status_code in {200, 404}, base
    archive.records.save(
        SYSTEM,
        record,
        texts.body(festival("Cuối")),
        base=archive.reading.record(SYSTEM, record, head=True).head_version,
    )
