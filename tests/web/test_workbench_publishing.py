"""Handing on, publishing, sending back, withdrawing, and who may see a record: each by those whose part it is."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services import texts
from app.services.viewer import SYSTEM, Viewer
from app.web.workbench.forms import NEEDED
from tests.made import festival, text
from tests.web.bench import begun, commune, complete, head, opened
from tests.web.pages import HTML, Page, get, path_of, press, sent


@pytest.fixture
def desk(officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]) -> FlaskClient:
    """The browser of a publisher."""
    return browser_of(officer)


def saved(desk: FlaskClient, record: str, changes: dict[str, str], deed: str = "save") -> Page:
    """The page after pressing a button with these texts in the form."""
    return Page(press(desk, opened(desk, record), deed, changes))


def test_what_publication_needs_is_listed_before_anybody_asks(desk: FlaskClient, archive: Archive) -> None:
    page = get(desk, f"/vi/desk/{begun(archive)}")
    listed = page.html.partition("data-missing")[2].partition("</section>")[0]
    assert "Mô tả" in listed
    assert "Tình trạng bản quyền hoặc Giấy phép sử dụng" in listed
    assert "Dân tộc hoặc Địa điểm" in listed
    links = {part.partition('"')[0] for part in listed.split('href="#')[1:]}
    assert links == {"m-description", "m-rights", "m-people"}
    assert links <= page.ids
    assert {f"m-{name}" for name in NEEDED} <= page.ids
    assert "Đã đủ để công bố" in get(desk, f"/vi/desk/{complete(archive)}").text


def test_publishing_too_early_saves_the_draft_and_says_what_is_missing(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    page = saved(desk, record, {"m.alternative.0.value": "Tên khác"}, "publish")
    assert page.status == 422
    assert "đã được lưu thành bản nháp" in page.text
    assert "Để công bố cần chọn Tình trạng bản quyền" in page.text
    assert head(archive, record)["alternative"] == [text("Tên khác")]
    done = press(desk, page.form("base"), "publish", {
        "m.description.0.value": "Mô tả", "m.people.0.value": "xtieng", "m.license.0.value": "CC0-1.0",
    })  # fmt: skip
    assert path_of(done) == f"/vi/desk/{record}"
    assert archive.reading.record(SYSTEM, record).status == "published"


def test_visitors_see_the_old_text_until_the_new_one_is_published(
    desk: FlaskClient, client: FlaskClient, archive: Archive
) -> None:
    record = complete(archive)
    assert client.get(f"/vi/records/{record}", headers=HTML).status_code == 404
    path_of(press(desk, opened(desk, record), "publish"))
    assert "Lễ mừng lúa mới" in get(client, f"/vi/records/{record}").text
    path_of(press(desk, opened(desk, record), "save", {"m.title.0.value": "Tên đã sửa"}))
    assert "Tên đã sửa" not in get(client, f"/vi/records/{record}").text
    assert "Người xem đang thấy bản số 1. Bạn đang làm bản số 2" in get(desk, f"/vi/desk/{record}").text
    path_of(press(desk, opened(desk, record), "publish"))
    assert "Tên đã sửa" in get(client, f"/vi/records/{record}").text


def test_saving_without_a_change_makes_no_version(desk: FlaskClient, archive: Archive) -> None:
    record = complete(archive)
    path_of(press(desk, opened(desk, record), "save"))
    assert archive.reading.record(SYSTEM, record, head=True).head_version == 1


def test_a_contributor_hands_on_and_cannot_publish(
    archive: Archive, make_officer: Callable[..., Viewer], browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    record = complete(archive)
    desk = browser_of(make_officer("contributor"))
    form = opened(desk, record)
    assert ("do", "publish") not in form.buttons
    assert ("do", "withdraw") not in [
        button for form in get(desk, f"/vi/desk/{record}").forms for button in form.buttons
    ]
    forced = desk.post(form.action, data=sent(form, "publish"), headers=HTML)
    assert forced.status_code == 403
    for deed in ("withdraw", "restrict", "send_back"):
        data = {"csrf_token": form.get("csrf_token"), "do": deed, "who": "registered", "why": "x", "base": "1"}
        assert desk.post(f"/vi/desk/{record}/manage", data=data, headers=HTML).status_code == 403
    view = archive.reading.record(SYSTEM, record, head=True)
    assert (view.status, view.access) == ("draft", "everyone")
    path_of(press(desk, form, "submit"))
    assert archive.reading.record(SYSTEM, record, head=True).status == "in_review"


def test_an_officer_works_in_their_own_unit_and_below(
    archive: Archive, make_officer: Callable[..., Viewer], browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    own, other = commune(archive, "bu-dang"), commune(archive, "bom-bo")
    desk = browser_of(make_officer("contributor", unit=own))
    mine, theirs = begun(archive, own, "Của xã tôi"), begun(archive, other, "Của xã bạn")
    page = get(desk, "/vi/desk")
    assert "Của xã tôi" in page.text
    assert "Của xã bạn" not in page.text
    assert get(desk, f"/vi/desk/{mine}")
    assert desk.get(f"/vi/desk/{theirs}", headers=HTML).status_code == 404
    form = get(desk, "/vi/desk/new").form("kind")
    path_of(press(desk, form, changes={"title": "Lễ mới"}))
    forced = press(desk, form, changes={"title": "Lễ mới", "unit": other})
    assert forced.status_code == 403


def test_an_editor_sends_back_with_a_reason_that_the_author_reads(
    archive: Archive, make_officer: Callable[..., Viewer], browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    record = complete(archive)
    author, editor = browser_of(make_officer("contributor")), browser_of(make_officer("editor"))
    path_of(press(author, opened(author, record), "submit"))
    assert "Chờ duyệt" in get(editor, "/vi/desk?state=in_review").text
    form = get(editor, f"/vi/desk/{record}").form("send_back")
    path_of(press(editor, form, "send_back", {"why": "Xin ghi rõ ai kể chuyện này."}))
    page = get(author, f"/vi/desk/{record}")
    assert "Xin ghi rõ ai kể chuyện này." in page.text
    path_of(press(author, page.form("base"), "submit"))
    assert "Xin ghi rõ ai kể" not in get(author, f"/vi/desk/{record}").text


def test_what_leaves_the_text_as_it_is_also_leaves_what_is_being_typed(desk: FlaskClient, archive: Archive) -> None:
    record = complete(archive)
    path_of(press(desk, opened(desk, record), "publish"))
    saved(desk, record, {"m.description.0.value": "Đang viết dở"}, "add:m.title")
    page = get(desk, f"/vi/desk/{record}")
    path_of(press(desk, page.form("restrict"), "restrict", {"who": "registered"}))
    path_of(press(desk, page.form("withdraw"), "withdraw", {"why": "Cộng đồng yêu cầu"}))
    assert opened(desk, record).get("m.description.0.value") == "Đang viết dở"
    view = archive.reading.record(SYSTEM, record, head=True)
    assert (view.status, view.access) == ("withdrawn", "registered")
    assert view.metadata == festival("Lễ mừng lúa mới")


def test_who_may_see_a_record_is_chosen_among_plain_words(desk: FlaskClient, archive: Archive) -> None:
    from app.models import Community, CommunityGroup

    with archive.db.unit_of_work() as work:
        community = Community(slug="bom-bo", name={"vi": "cộng đồng sóc Bom Bo"})
        work.add(community)
        work.flush()
        work.add(CommunityGroup(community_id=community.id, slug="gia-lang", name={"vi": "già làng"}))
    record = complete(archive)
    page = get(desk, f"/vi/desk/{record}")
    assert "Thành viên cộng đồng sóc Bom Bo" in page.text
    assert "Nhóm “già làng” của cộng đồng sóc Bom Bo" in page.text
    for who, announced, condition in (
        ("community:bom-bo", "yes", "community:bom-bo else announced"),
        ("group:bom-bo/gia-lang", "", "group:bom-bo/gia-lang"),
        ("unit:archive", "", "unit:archive"),
        ("everyone", "yes", "everyone"),
    ):
        form = get(desk, f"/vi/desk/{record}").form("restrict")
        form.controls = [pair for pair in form.controls if pair[0] != "announced"]
        path_of(press(desk, form, "restrict", {"who": who, "announced": announced}))
        assert archive.reading.record(SYSTEM, record, head=True).access == condition
        assert get(desk, f"/vi/desk/{record}").form("restrict").get("who") == who


def test_another_condition_is_typed_and_a_wrong_one_changes_nothing(desk: FlaskClient, archive: Archive) -> None:
    record = complete(archive)
    form = get(desk, f"/vi/desk/{record}").form("restrict")
    typed = "all(registered, unit:archive) in lunar:01-01/01-15"
    path_of(press(desk, form, "restrict", {"who": "other", "access": typed}))
    page = get(desk, f"/vi/desk/{record}")
    assert page.form("restrict").get("who") == "other"
    assert page.form("restrict").get("access") == typed
    saved(desk, record, {"m.description.0.value": "Đang viết dở"}, "add:m.title")
    for wrong in ("", "mọi người nhé"):
        page = Page(press(desk, page.form("restrict"), "restrict", {"who": "other", "access": wrong}))
        assert page.status == 422
        assert "Hãy chọn ai được xem" in page.text
        assert page.form("base").get("m.description.0.value") == "Đang viết dở"
    assert archive.reading.record(SYSTEM, record, head=True).access == typed


def test_a_decision_on_an_outdated_text_is_not_carried_out(
    desk: FlaskClient, archive: Archive, officer: Viewer
) -> None:
    record = complete(archive)
    archive.records.submit(SYSTEM, record, base=1)
    form = get(desk, f"/vi/desk/{record}").form("send_back")
    newer = texts.body(festival("Bản mới hơn"))
    archive.records.save(SYSTEM, record, newer, base=1)
    archive.records.submit(SYSTEM, record, base=2)
    page = get(desk, path_of(press(desk, form, "send_back", {"why": "chưa được"})))
    assert "có người đã lưu bản mới hơn" in page.text
    assert page.form("base").get("m.title.0.value") == "Bản mới hơn"
    assert archive.reading.record(SYSTEM, record, head=True).status == "in_review"
    assert archive.records.working_copy(officer, record) is None
