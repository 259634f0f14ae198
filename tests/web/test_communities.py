"""Pages of communities: what a steward, a member, an officer, an administrator and a visitor get, and do not get."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services.communities import Words
from app.services.viewer import Viewer
from tests.conftest import PASSWORD
from tests.services.communities import SLUG, drafted, made, member, public
from tests.web.bench import sign_in
from tests.web.pages import HTML, Page, get, path_of, press

OURS = f"/vi/desk/communities/{SLUG}"
Open = Callable[[Viewer], FlaskClient]


def test_a_steward_reads_agrees_and_the_publisher_publishes(
    archive: Archive, officer: Viewer, browser_of: Open, client: FlaskClient
) -> None:
    steward = made(archive)
    identifier = drafted(archive, officer)
    desk, ours = browser_of(officer), browser_of(steward)
    answer = press(desk, get(desk, f"/vi/desk/{identifier}").form("publish"), "publish")
    assert "gửi xin ý kiến cộng đồng" in get(desk, path_of(answer)).text
    assert client.get(f"/vi/records/{identifier}").status_code == 404
    assert "Lễ hội cồng chiêng" in get(ours, OURS).text
    assert "Đang chờ ý kiến của cộng đồng" in get(ours, f"/vi/records/{identifier}?head=1").text
    page = get(ours, f"{OURS}/records/{identifier}")
    assert "cảm ơn" in get(ours, path_of(press(ours, page.form("approve"), "approve"))).text
    assert "có thể công bố" in get(desk, "/vi/desk").text
    press(desk, get(desk, f"/vi/desk/{identifier}").form("publish"), "publish")
    assert client.get(f"/vi/records/{identifier}").status_code == 200
    assert "có thể công bố" not in get(desk, "/vi/desk").text


def test_a_text_sent_back_tells_its_author_why(archive: Archive, officer: Viewer, browser_of: Open) -> None:
    ours = browser_of(made(archive))
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    form = get(ours, f"{OURS}/records/{identifier}").form("decline")
    assert press(ours, form, "decline").status_code == 422
    press(ours, form, "decline", {"why": "Chưa hỏi gia đình."})
    desk = browser_of(officer)
    assert "Chưa hỏi gia đình." in get(desk, f"/vi/desk/{identifier}").text
    assert "xin đọc ý kiến" in get(desk, "/vi/desk").text
    assert get(desk, "/vi/desk").text.count("Đã trả lại, có ghi ý kiến") == 1
    archive.records.publish(officer, identifier, base=1)
    assert "Chưa hỏi gia đình." not in get(desk, f"/vi/desk/{identifier}").text
    assert "xin đọc ý kiến" not in get(desk, "/vi/desk").text
    assert "Đã trả lại, có ghi ý kiến" not in get(desk, "/vi/desk").text


def test_an_approval_of_a_text_that_was_changed_meanwhile_is_refused(
    archive: Archive, officer: Viewer, browser_of: Open
) -> None:
    from app.services import texts
    from tests.services.communities import naming_it

    ours = browser_of(made(archive))
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    form = get(ours, f"{OURS}/records/{identifier}").form("approve")
    changed = naming_it() | {"title": naming_it()["title"][:1], "description": naming_it()["description"][:1]}
    archive.records.save(officer, identifier, texts.body(changed), base=1)
    archive.records.publish(officer, identifier, base=2)
    assert "đã thay đổi" in get(ours, path_of(press(ours, form, "approve"))).text
    assert archive.records.publish(officer, identifier, base=2) == [SLUG]


@pytest.mark.parametrize("looser", ["everyone", f"any(registered, community:{SLUG})"])
def test_a_publisher_who_loosens_is_told_and_nothing_opens(
    archive: Archive, officer: Viewer, browser_of: Open, client: FlaskClient, looser: str
) -> None:
    steward = made(archive)
    identifier = public(archive, steward, officer)
    archive.communities.set_protocol(steward, SLUG, f"community:{SLUG}")
    desk = browser_of(officer)
    form = get(desk, f"/vi/desk/{identifier}").form("restrict")
    answer = press(desk, form, "restrict", {"who": "other", "access": looser})
    assert answer.status_code == 422
    assert "không thể nới rộng" in answer.get_data(as_text=True)
    assert client.get(f"/vi/records/{identifier}").status_code == 404


def test_a_steward_sets_the_rule_and_it_holds_at_once(
    archive: Archive, officer: Viewer, browser_of: Open, client: FlaskClient
) -> None:
    steward = made(archive)
    identifier = public(archive, steward, officer)
    ours = browser_of(steward)
    path_of(press(ours, get(ours, OURS).form("rule"), "rule", {"who": f"community:{SLUG}", "announced": "yes"}))
    assert client.get(f"/vi/records/{identifier}").status_code == 401
    assert archive.communities.one(SLUG).protocol == f"community:{SLUG} else announced"
    assert client.get(f"/vi/communities/{SLUG}").get_data(as_text=True).count(identifier) == 0


def test_pages_of_a_community_are_shut_to_those_who_do_not_belong(
    archive: Archive, officer: Viewer, browser_of: Open, client: FlaskClient, make_officer: Callable[..., Viewer]
) -> None:
    made(archive)
    other = browser_of(made(archive, "khac", "nguoi-khac"))
    assert client.get(OURS).status_code == 401
    assert browser_of(make_officer(None)).get(OURS).status_code == 403
    for stranger in (other, browser_of(officer)):
        assert stranger.get(OURS).status_code == 404
        assert stranger.post(OURS, data={"do": "add", "account": "nguoi-khac"}).status_code in {400, 401, 403, 404}


def test_a_member_is_shown_no_list_of_people_and_changes_nothing(archive: Archive, browser_of: Open) -> None:
    steward = made(archive)
    ours = browser_of(member(archive, "thanh-vien"))
    page = get(ours, OURS)
    assert steward.display_name not in page.text
    assert [deed for form in page.forms for deed in form.buttons if deed[0] == "do"] == []
    form = get(browser_of(steward), OURS).form("rule")
    token = get(ours, "/vi/desk/communities").forms[0].get("csrf_token") or ""
    answer = press(ours, form, "rule", {"who": "everyone", "csrf_token": token})
    assert answer.status_code == 403
    assert path_of(ours.get("/vi/desk")) == "/vi/desk/communities"
    assert ours.get("/vi/desk/new").status_code == 403


def test_a_steward_adds_people_makes_a_group_and_speaks(archive: Archive, browser_of: Open) -> None:
    from tests.services.communities import person

    steward = made(archive)
    person(archive, "thanh-vien")
    ours = browser_of(steward)
    press(ours, get(ours, OURS).form("add"), "add", {"account": "thanh-vien"})
    press(ours, get(ours, OURS).form("group"), "group", {"group": "nhom", "group_name.vi": "Nhóm mẫu"})
    press(ours, get(ours, OURS).form("join:nhom"), "join:nhom", {"account": "thanh-vien"})
    said = {"words.0.text": "Lời mẫu.", "words.0.author": "Người mẫu", "words.0.lang": "vi"}
    press(ours, get(ours, OURS).form("say"), "say", said)
    assert archive.communities.groups(steward, SLUG)[0].members == ("thanh-vien",)
    assert archive.communities.one(SLUG).words == (Words("Lời mẫu.", "vi", "Người mẫu"),)
    answer = press(ours, get(ours, OURS).form("add"), "add", {"account": "không-có"})
    assert answer.status_code == 422
    assert "không-có" in answer.get_data(as_text=True)


def test_an_administrator_makes_a_community_and_writes_down_its_steward(
    archive: Archive, make_officer: Callable[..., Viewer], browser_of: Open
) -> None:
    from tests.services.communities import person

    person(archive, "dai-dien")
    desk = browser_of(make_officer("administrator"))
    form = get(desk, "/vi/desk/communities").form("slug")
    assert press(desk, form, changes={"slug": "Không hợp lệ"}).status_code == 422
    made_at = path_of(press(desk, form, changes={"slug": "moi", "name.vi": "Cộng đồng mẫu", "people": "mong"}))
    press(desk, get(desk, made_at).form("choose"), "choose", {"account": "dai-dien"})
    assert archive.communities.one("moi").stewarded


def test_visitors_read_what_a_community_says_and_never_who_belongs_to_it(
    archive: Archive, officer: Viewer, client: FlaskClient
) -> None:
    steward = made(archive)
    inside = member(archive, "thanh-vien")
    identifier = public(archive, steward, officer)
    archive.communities.say(steward, SLUG, [Words("Chúng tôi giữ nhịp.", "vi", "Hội đồng mẫu")])
    page = get(client, f"/vi/communities/{SLUG}")
    assert "Chúng tôi giữ nhịp." in page.text
    assert f"/vi/records/{identifier}" in page.html
    assert "/vi/peoples/xtieng" in page.html
    for name in (steward.name, inside.name):
        assert name not in page.html
    assert f"/vi/communities/{SLUG}" in get(client, "/vi/communities").html
    assert f"/vi/communities/{SLUG}" in get(client, f"/vi/records/{identifier}").html
    assert client.get("/vi/communities/khong-co").status_code == 404


def test_the_api_counts_for_each_reader_what_they_may_see(
    archive: Archive, officer: Viewer, client: FlaskClient, browser_of: Open
) -> None:
    steward = made(archive)
    archive.records.restrict(officer, public(archive, steward, officer), f"community:{SLUG}")
    open_to_all = public(archive, steward, officer)
    told = client.get(f"/api/v1/communities/{SLUG}").json
    assert told is not None
    assert (told["records"], [item["identifier"] for item in told["items"]]) == (1, [open_to_all])
    inside = browser_of(member(archive, "thanh-vien")).get("/api/v1/communities").json
    assert inside is not None
    assert [(one["slug"], one["records"]) for one in inside["items"]] == [(SLUG, 2)]
    assert client.get("/api/v1/communities/khong-co").status_code == 404


def test_publishing_over_http_asks_the_steward_and_says_so(
    archive: Archive, officer: Viewer, browser_of: Open, client: FlaskClient
) -> None:
    made(archive)
    identifier = drafted(archive, officer)
    desk = browser_of(officer)
    token = desk.get("/api/v1/session").json
    assert token is not None
    headers = {"If-Match": '"1"', "X-CSRFToken": token["csrf"]}
    answer = desk.post(f"/api/v1/records/{identifier}/publish", headers=headers)
    assert answer.status_code == 202
    assert answer.json is not None
    assert answer.json["status"] == "in_review"
    assert client.get(f"/api/v1/records/{identifier}").status_code == 404


def test_somebody_of_the_community_asks_for_a_take_down_and_reads_the_answer(
    archive: Archive, officer: Viewer, browser_of: Open, client: FlaskClient
) -> None:
    identifier = public(archive, made(archive), officer)
    ours, desk = browser_of(member(archive, "thanh-vien")), browser_of(officer)
    asking = f"/vi/records/{identifier}/takedown"
    assert asking in get(ours, f"/vi/records/{identifier}").html
    assert asking not in get(client, f"/vi/records/{identifier}").html
    assert desk.get(asking).status_code == 404
    press(ours, get(ours, asking).form("reason"), changes={"reason": "Gia đình chưa muốn."})
    assert "Gia đình chưa muốn." in get(desk, "/vi/desk/requests").text
    assert "xin gỡ hồ sơ này xuống" in get(desk, f"/vi/desk/{identifier}").text
    press(desk, get(desk, "/vi/desk/requests").form("withdraw"), "withdraw", {"answer": "Đã gỡ."})
    assert client.get(f"/vi/records/{identifier}").status_code == 410
    assert "Đã gỡ." in get(ours, OURS).text


def test_a_name_chosen_in_the_form_leads_to_the_community(archive: Archive, officer: Viewer, browser_of: Open) -> None:
    from app.services import texts
    from tests.made import festival

    made(archive, steward=None)
    identifier = archive.records.create(officer, "festival", texts.body(festival())).identifier
    desk = browser_of(officer)
    form = get(desk, f"/vi/desk/{identifier}").form("publish")
    press(desk, form, "save", {"m.community.0.target": SLUG})
    saved = archive.reading.record(officer, identifier, head=True).metadata["community"]
    assert saved == [{"type": "text", "value": "Cộng đồng mẫu", "lang": "vi", "target": SLUG}]


def test_words_sent_after_the_session_ended_are_read_again_and_sent_after_signing_in(
    archive: Archive, officer: Viewer, client: FlaskClient
) -> None:
    steward, identifier = made(archive), drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    sign_in(client, steward)
    form = get(client, f"{OURS}/records/{identifier}").form("decline")
    client.delete_cookie("session")
    asked = Page(press(client, form, "decline", {"why": "Lễ kéo dài bốn ngày, không phải ba ngày."}))
    assert asked.status == 401
    who = {"name": steward.name, "password": PASSWORD}
    again = Page(press(client, asked.form("password"), changes=who))
    assert "Lễ kéo dài bốn ngày, không phải ba ngày." in again.text
    assert archive.desk.returned(identifier) is None
    assert path_of(press(client, again.form("why"))) == OURS
    returned = archive.desk.returned(identifier)
    assert returned is not None
    assert returned.why == "Lễ kéo dài bốn ngày, không phải ba ngày."


@pytest.mark.parametrize("subject", ["again:/vi/sign-out", "again://evil.example/vi/desk/requests", "again:/vi/desk"])
def test_words_are_sent_again_to_forms_of_the_workbench_only(
    archive: Archive, client: FlaskClient, subject: str
) -> None:
    form = get(client, "/vi/sign-in").form("password")
    typed = {"name": made(archive).name, "password": PASSWORD, "subject": subject, "again.why": "Gửi đi đâu đó"}
    assert path_of(press(client, form, changes=typed)) == "/vi/desk/communities"


def test_a_group_gets_its_code_from_its_name(archive: Archive, browser_of: Open) -> None:
    steward = made(archive)
    ours = browser_of(steward)
    press(ours, get(ours, OURS).form("group"), "group", {"group_name.vi": "Hội nghệ nhân Đàn đá"})
    assert [group.slug for group in archive.communities.groups(steward, SLUG)] == ["hoi-nghe-nhan-dan-da"]


def test_a_steward_who_asks_for_the_desk_is_led_to_their_community(archive: Archive, browser_of: Open) -> None:
    assert path_of(browser_of(made(archive)).get("/vi/desk", headers=HTML)) == "/vi/desk/communities"
