"""Communities: who makes them, who stands for them, what they say, what their people ask to be taken down."""

from collections.abc import Callable

import pytest

from app.bootstrap import Archive
from app.errors import Invalid, NotAllowed, NotFound
from app.services import texts
from app.services.communities import Words
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.made import text
from tests.services.communities import SLUG, made, member, naming_it, public, seen


def test_only_administrators_make_communities_and_write_down_stewards(
    archive: Archive, make_officer: Callable[..., Viewer]
) -> None:
    steward = made(archive)
    for actor in (make_officer("publisher"), steward, VISITOR):
        with pytest.raises(NotAllowed):
            archive.communities.make(actor, "moi", {"vi": "Mới"}, ["xtieng"])
        with pytest.raises(NotAllowed):
            archive.communities.set_steward(actor, SLUG, "dai-dien", steward=True)
    local = make_officer("administrator", unit="archive")
    with pytest.raises(NotAllowed):
        archive.communities.make(local, "moi", {"vi": "Mới"}, ["xtieng"])


def test_a_community_needs_a_name_a_people_and_an_address(archive: Archive) -> None:
    with pytest.raises(Invalid) as refusal:
        archive.communities.make(SYSTEM, "Bom Bo", {"vi": " "}, [])
    codes = {problem.code for problem in refusal.value.problems}
    assert codes == {"community.slug", "community.name_needed", "community.people_needed"}


def test_members_are_told_to_stewards_and_administrators_only(archive: Archive, officer: Viewer) -> None:
    steward = made(archive)
    inside = member(archive, "thanh-vien")
    assert [one.account for one in archive.communities.people(steward, SLUG)] == ["dai-dien", "thanh-vien"]
    for actor in (inside, officer, VISITOR, made(archive, "khac", "nguoi-khac")):
        with pytest.raises((NotAllowed, NotFound)):
            archive.communities.people(actor, SLUG)


def test_who_leaves_a_community_leaves_its_groups(archive: Archive) -> None:
    steward = made(archive)
    inside = member(archive, "thanh-vien")
    archive.communities.make_group(steward, SLUG, "nhom", {"vi": "Nhóm mẫu"})
    archive.communities.set_in_group(steward, SLUG, "nhom", "thanh-vien", inside=True)
    assert f"group:{SLUG}/nhom" in archive.accounts.viewer(inside.account_id or 0).claims
    archive.communities.remove_person(steward, SLUG, "thanh-vien")
    assert archive.accounts.viewer(inside.account_id or 0).claims == {"everyone", "registered"}
    with pytest.raises(Invalid):
        archive.communities.set_in_group(steward, SLUG, "nhom", "thanh-vien", inside=True)


def test_what_a_community_said_before_is_kept(archive: Archive) -> None:
    from sqlalchemy import select

    from app.models import Event

    steward = made(archive)
    for words in ("Lời thứ nhất.", "Lời thứ hai."):
        archive.communities.say(steward, SLUG, [Words(words, "vi", "Hội đồng già làng")])
    with archive.db.read() as session:
        kept = session.scalars(select(Event.detail).where(Event.kind == "community_said").order_by(Event.id)).all()
    assert [one.text for one in archive.communities.one(SLUG).words] == ["Lời thứ hai."]
    assert kept[1]["before"][0]["text"] == "Lời thứ nhất."


def test_a_rule_that_names_nobody_who_is_there_is_refused(archive: Archive) -> None:
    steward = made(archive)
    for rule in ("group:mau/khong-co", "community:khong-co"):
        with pytest.raises(Invalid) as refusal:
            archive.communities.set_protocol(steward, SLUG, rule)
        assert refusal.value.problem.code == "community.rule_unknown"


def test_a_request_to_take_down_is_seen_by_the_staff_and_answered(archive: Archive, officer: Viewer) -> None:
    steward = made(archive)
    identifier = public(archive, steward, officer)
    inside = member(archive, "thanh-vien")
    outside = made(archive, "khac", "nguoi-khac")
    for stranger in (VISITOR, outside, officer):
        with pytest.raises(NotFound):
            archive.takedowns.ask(stranger, identifier, reason="Xin gỡ.")
    archive.takedowns.ask(inside, identifier, reason="Trong ảnh có người đã mất.")
    with pytest.raises(Invalid):
        archive.takedowns.ask(inside, identifier, reason="Lần nữa.")
    (request,) = archive.takedowns.for_staff(officer)
    assert request.reason == "Trong ảnh có người đã mất."
    assert archive.takedowns.for_staff(steward) == []
    archive.takedowns.withdraw(officer, request.id, answer="Đã gỡ, xin lỗi gia đình.")
    assert not seen(archive, VISITOR, identifier)
    assert archive.takedowns.for_staff(officer) == []
    (answered,) = archive.takedowns.of_community(inside, SLUG)
    assert (answered.outcome, answered.answer) == ("withdrawn", "Đã gỡ, xin lỗi gia đình.")


def test_who_asked_to_take_down_is_told_of_no_draft(archive: Archive, officer: Viewer) -> None:
    steward = made(archive)
    identifier = public(archive, steward, officer)
    inside = member(archive, "thanh-vien")
    archive.takedowns.ask(inside, identifier, reason="Xin gỡ.")
    title = archive.takedowns.of_community(inside, SLUG)[0].metadata["title"]
    changed = naming_it() | {"title": [text("Chưa công bố")]}
    archive.records.save(officer, identifier, texts.body(changed), base=1)
    assert archive.takedowns.for_staff(officer)[0].metadata["title"] == changed["title"]
    for viewer in (inside, steward):
        assert archive.takedowns.of_community(viewer, SLUG)[0].metadata["title"] == title
    archive.records.restrict(officer, identifier, "unit:archive")
    assert archive.takedowns.of_community(inside, SLUG)[0].metadata == {}


def test_staff_of_another_unit_see_no_request(
    archive: Archive, officer: Viewer, make_officer: Callable[..., Viewer]
) -> None:
    steward = made(archive)
    archive.takedowns.ask(steward, public(archive, steward, officer), reason="Xin gỡ.")
    (request,) = archive.takedowns.for_staff(officer)
    elsewhere = make_officer("publisher", unit="dong-nai")
    assert archive.takedowns.for_staff(elsewhere) == []
    with pytest.raises(NotFound):
        archive.takedowns.answer(elsewhere, request.id, answer="Không.")
    contributor = make_officer("contributor")
    with pytest.raises(NotAllowed):
        archive.takedowns.withdraw(contributor, request.id, answer="")
