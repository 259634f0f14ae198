"""Whose word counts: what names a community with a steward waits for them, and nobody loosens their rule."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.bootstrap import Archive
from app.errors import Invalid, NotAllowed, NotFound
from app.services import texts
from app.services.communities import Words
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.conftest import PASSWORD
from tests.made import festival, text

SLUG = "mau"


def naming_it(slug: str = SLUG) -> dict[str, Any]:
    return festival(community=[{**text("Cộng đồng mẫu"), "target": slug}])


def person(archive: Archive, name: str) -> Viewer:
    return archive.accounts.viewer(archive.accounts.add(name, PASSWORD, role=None))


def made(archive: Archive, slug: str = SLUG, steward: str | None = "dai-dien") -> Viewer:
    """The steward of a community that is made for the test."""
    archive.communities.make(SYSTEM, slug, {"vi": "Cộng đồng mẫu"}, ["xtieng"])
    if steward is None:
        return VISITOR
    found = person(archive, steward)
    archive.communities.set_steward(SYSTEM, slug, steward, steward=True)
    return archive.accounts.viewer(found.account_id or 0)


def publisher(archive: Archive) -> Viewer:
    return archive.accounts.viewer(archive.accounts.add("xuatban", PASSWORD, role="publisher"))


def drafted(archive: Archive, officer: Viewer, **more: Any) -> str:
    return archive.records.create(officer, "festival", texts.body(naming_it() | more)).identifier


def public(archive: Archive, steward: Viewer, officer: Viewer) -> str:
    """A record that names the community, and was approved."""
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    archive.approvals.approve(steward, SLUG, identifier, version=1)
    assert archive.records.publish(officer, identifier, base=1) == []
    return identifier


def seen(archive: Archive, viewer: Viewer, identifier: str) -> bool:
    return bool(archive.reading.cards(viewer, [identifier]))


def test_what_names_a_community_is_public_only_once_its_steward_has_approved_it(archive: Archive) -> None:
    steward, officer = made(archive), publisher(archive)
    identifier = drafted(archive, officer)
    assert archive.records.publish(officer, identifier, base=1) == [SLUG]
    assert not seen(archive, VISITOR, identifier)
    assert [waiting.identifier for waiting in archive.approvals.waiting(steward, SLUG)] == [identifier]
    archive.approvals.approve(steward, SLUG, identifier, version=1)
    assert not seen(archive, VISITOR, identifier)
    assert archive.records.publish(officer, identifier, base=1) == []
    assert seen(archive, VISITOR, identifier)


def test_without_a_steward_publication_waits_for_nobody(archive: Archive, officer: Viewer) -> None:
    made(archive, steward=None)
    identifier = drafted(archive, officer)
    assert archive.records.publish(officer, identifier, base=1) == []
    assert seen(archive, VISITOR, identifier)


def test_an_approval_is_of_one_text_and_not_of_the_next(archive: Archive, officer: Viewer) -> None:
    steward = made(archive)
    identifier = public(archive, steward, officer)
    changed = naming_it() | {"description": [text("Khác hẳn."), text("Another.", "en")]}
    archive.records.save(officer, identifier, texts.body(changed), base=1)
    assert archive.records.publish(officer, identifier, base=2) == [SLUG]
    assert archive.reading.record(VISITOR, identifier).version == 1


def test_leaving_the_name_out_takes_the_word_of_the_steward_too(archive: Archive, officer: Viewer) -> None:
    steward = made(archive)
    identifier = public(archive, steward, officer)
    archive.records.save(officer, identifier, texts.body(festival()), base=1)
    assert archive.records.publish(officer, identifier, base=2) == [SLUG]
    archive.approvals.approve(steward, SLUG, identifier, version=2)
    assert archive.records.publish(officer, identifier, base=2) == []
    archive.records.save(officer, identifier, texts.body(festival("Tên mới")), base=2)
    assert archive.records.publish(officer, identifier, base=3) == []


def test_a_file_or_a_condition_that_names_a_community_counts_as_the_text_does(
    archive: Archive, officer: Viewer
) -> None:
    from tests.made import jpeg

    made(archive)
    by_condition = archive.records.create(officer, "festival", texts.body(festival()), access=f"community:{SLUG}")
    assert archive.records.publish(officer, by_condition.identifier, base=1) == [SLUG]
    by_file = archive.records.create(officer, "festival", texts.body(festival())).identifier
    archive.media.accept(officer, by_file, jpeg(), "a.jpg", access=f"community:{SLUG}")
    assert archive.records.publish(officer, by_file, base=2) == [SLUG]


def test_a_steward_reads_what_waits_for_them_and_no_other_draft(archive: Archive, officer: Viewer) -> None:
    from tests.made import jpeg

    steward, other = made(archive), made(archive, "khac", "nguoi-khac")
    identifier = drafted(archive, officer)
    with pytest.raises(NotFound):
        archive.reading.record(steward, identifier, head=True)
    file = archive.media.accept(officer, identifier, jpeg(), "a.jpg").id
    archive.records.submit(officer, identifier, base=2)
    assert archive.reading.record(steward, identifier, head=True).version == 2
    assert archive.reading.media(steward, file).id == file
    for stranger in (other, VISITOR):
        with pytest.raises(NotFound):
            archive.reading.record(stranger, identifier, head=True)
        with pytest.raises(NotFound):
            archive.reading.media(stranger, file)
    archive.approvals.approve(steward, SLUG, identifier, version=2)
    with pytest.raises(NotFound):
        archive.reading.record(steward, identifier, head=True)


def test_a_text_that_is_declined_goes_back_with_the_reason(archive: Archive, officer: Viewer) -> None:
    steward = made(archive)
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    with pytest.raises(Invalid):
        archive.approvals.decline(steward, SLUG, identifier, version=1, why=" ")
    archive.approvals.decline(steward, SLUG, identifier, version=1, why="Lời khấn không để công khai.")
    returned = archive.desk.returned(identifier)
    assert returned is not None
    assert returned.why == "Lời khấn không để công khai."
    assert archive.reading.record(officer, identifier, head=True).status == "draft"
    assert archive.approvals.waiting(steward, SLUG) == []
    assert archive.records.publish(officer, identifier, base=1) == [SLUG]


@pytest.mark.parametrize("who", ["member", "steward of another", "publisher", "signed out"])
def test_nobody_but_its_steward_approves(archive: Archive, officer: Viewer, who: str) -> None:
    made(archive)
    people: dict[str, Callable[[], Viewer]] = {
        "member": lambda: member(archive, "thanh-vien"),
        "steward of another": lambda: made(archive, "khac", "nguoi-khac"),
        "publisher": lambda: officer,
        "signed out": lambda: VISITOR,
    }
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    stranger = people[who]()
    with pytest.raises((NotAllowed, NotFound)):
        archive.approvals.approve(stranger, SLUG, identifier, version=1)
    with pytest.raises((NotAllowed, NotFound)):
        archive.approvals.waiting(stranger, SLUG)
    assert archive.records.publish(officer, identifier, base=1) == [SLUG]


def member(archive: Archive, name: str, slug: str = SLUG) -> Viewer:
    found = person(archive, name)
    archive.communities.add_person(SYSTEM, slug, name)
    return archive.accounts.viewer(found.account_id or 0)


def test_a_publisher_tightens_a_rule_and_never_loosens_it(archive: Archive) -> None:
    steward, officer = made(archive), publisher(archive)
    archive.communities.set_protocol(steward, SLUG, "registered")
    identifier = public(archive, steward, officer)
    assert archive.reading.record(officer, identifier).access == "registered"
    for looser in ("everyone", "registered else announced", "any(everyone, community:mau)"):
        with pytest.raises(Invalid) as refusal:
            archive.records.restrict(officer, identifier, looser)
        assert refusal.value.problem.code == "community.loosened"
    archive.records.restrict(officer, identifier, f"community:{SLUG}")
    assert not seen(archive, person(archive, "ai-do"), identifier)


def test_a_rule_closes_at_once_what_is_public_already(archive: Archive) -> None:
    steward, officer = made(archive), publisher(archive)
    identifier, other = public(archive, steward, officer), drafted(archive, officer, community=[])
    archive.records.publish(officer, other, base=1)
    assert seen(archive, VISITOR, identifier)
    assert archive.communities.set_protocol(steward, SLUG, f"community:{SLUG}") == 1
    assert not seen(archive, VISITOR, identifier)
    assert seen(archive, member(archive, "thanh-vien"), identifier)
    assert seen(archive, VISITOR, other)
    assert archive.communities.govern(SLUG, lambda _done, _total: None) == 0


@pytest.mark.parametrize("told", [f"community:{SLUG}", "registered"])
def test_who_agreed_to_a_text_for_some_is_asked_again_before_it_is_for_more(
    archive: Archive, officer: Viewer, told: str
) -> None:
    steward = made(archive)
    identifier = drafted(archive, officer)
    archive.records.restrict(officer, identifier, told)
    archive.records.publish(officer, identifier, base=1)
    assert archive.approvals.waiting(steward, SLUG)[0].access == told
    archive.approvals.approve(steward, SLUG, identifier, version=1)
    archive.records.restrict(officer, identifier, f"all({told}, unit:archive)")
    assert archive.approvals.will_wait(identifier) == []
    archive.records.restrict(officer, identifier, "everyone")
    assert archive.records.publish(officer, identifier, base=1) == [SLUG]
    assert archive.approvals.waiting(steward, SLUG)[0].access == "everyone"
    assert not seen(archive, VISITOR, identifier)


def test_who_agreed_to_a_file_for_some_is_asked_again_before_it_is_for_more(archive: Archive, officer: Viewer) -> None:
    from tests.made import jpeg

    steward = made(archive)
    identifier = drafted(archive, officer)
    file = archive.media.accept(officer, identifier, jpeg(), "a.jpg", access=f"community:{SLUG}").id
    archive.records.publish(officer, identifier, base=2)
    archive.approvals.approve(steward, SLUG, identifier, version=2)
    archive.media.restrict(officer, file, f"all(registered, community:{SLUG})")
    assert archive.approvals.will_wait(identifier) == []
    archive.media.restrict(officer, file, "everyone")
    assert archive.records.publish(officer, identifier, base=2) == [SLUG]


def test_a_steward_opens_one_text_without_reading_all_that_wait(archive: Archive, officer: Viewer) -> None:
    from tests.services.test_collections import counted

    steward = made(archive)
    waiting = [drafted(archive, officer) for _ in range(3)]
    for identifier in waiting:
        archive.records.publish(officer, identifier, base=1)
    archive.approvals.waiting(steward, SLUG)  # knows the classes of access from now on
    with counted() as of_all:
        assert len(archive.approvals.waiting(steward, SLUG)) == 3
    with counted() as of_one:
        assert archive.approvals.one(steward, SLUG, waiting[2]).identifier == waiting[2]
    assert len(of_one) < len(of_all)


def test_what_is_being_published_as_a_rule_is_made_heeds_it(archive: Archive) -> None:
    steward, officer = made(archive), publisher(archive)
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    archive.approvals.approve(steward, SLUG, identifier, version=1)
    with ThreadPoolExecutor(1) as elsewhere:
        with archive.db.unit_of_work() as work:
            assert archive.records.publish_in(work, officer, identifier, base=1) == []
            ruling = elsewhere.submit(archive.communities.set_protocol, steward, SLUG, f"community:{SLUG}")
            with pytest.raises(TimeoutError):
                ruling.result(0.3)
        assert ruling.result(10) == 1
    assert not seen(archive, VISITOR, identifier)


def test_a_relaxed_rule_opens_nothing_by_itself(archive: Archive, officer: Viewer) -> None:
    steward = made(archive)
    identifier = public(archive, steward, officer)
    archive.communities.set_protocol(steward, SLUG, f"community:{SLUG}")
    archive.communities.set_protocol(steward, SLUG, "everyone")
    assert not seen(archive, VISITOR, identifier)
    with pytest.raises(Invalid):  # the condition names the community: opening it is theirs to say
        archive.records.restrict(officer, identifier, "everyone")


def test_what_was_withdrawn_is_approved_anew(archive: Archive, officer: Viewer) -> None:
    steward = made(archive)
    identifier = public(archive, steward, officer)
    archive.records.withdraw(officer, identifier, why="Cộng đồng xin gỡ xuống.")
    assert archive.records.publish(officer, identifier, base=1) == [SLUG]
    assert not seen(archive, VISITOR, identifier)


def test_a_public_file_does_not_begin_to_name_a_community_unasked(archive: Archive, officer: Viewer) -> None:
    from tests.made import jpeg

    made(archive)
    identifier = archive.records.create(officer, "festival", texts.body(festival())).identifier
    file = archive.media.accept(officer, identifier, jpeg(), "a.jpg").id
    archive.records.publish(officer, identifier, base=2)
    part = {"community": [{**text("Cộng đồng mẫu"), "target": SLUG}]}
    description = {"performer": [{"type": "agent", "value": "Người mẫu", "parts": part}]}
    with pytest.raises(Invalid) as refusal:
        archive.media.describe(officer, file, description)
    assert refusal.value.problem.code == "community.file_public"


def test_a_community_that_nobody_knows_is_told(archive: Archive, officer: Viewer) -> None:
    with pytest.raises(Invalid) as refusal:
        archive.records.create(officer, "festival", texts.body(naming_it("khong-co")))
    assert [(problem.code, problem.value) for problem in refusal.value.problems] == [("community.unknown", "khong-co")]


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


def test_counts_tell_each_viewer_of_what_they_may_see(archive: Archive) -> None:
    steward, officer = made(archive), publisher(archive)
    public(archive, steward, officer)
    archive.records.restrict(officer, public(archive, steward, officer), f"community:{SLUG}")
    archive.records.publish(officer, drafted(archive, officer), base=1)
    inside = member(archive, "thanh-vien")
    counts = [archive.named.counts(viewer, "community", [SLUG]).get(SLUG) for viewer in (VISITOR, inside)]
    totals = [archive.named.page(viewer, "community", SLUG, page=1, per_page=1)[1] for viewer in (VISITOR, inside)]
    assert counts == totals == [1, 2]


def test_a_closed_file_does_not_tell_whom_it_names(archive: Archive, officer: Viewer) -> None:
    from tests.made import jpeg

    steward = made(archive)
    identifier = archive.records.create(officer, "festival", texts.body(festival())).identifier
    archive.media.accept(officer, identifier, jpeg(), "a.jpg", access=f"community:{SLUG}")
    archive.records.publish(officer, identifier, base=2)
    archive.approvals.approve(steward, SLUG, identifier, version=2)
    archive.records.publish(officer, identifier, base=2)
    assert seen(archive, VISITOR, identifier)
    assert archive.named.counts(VISITOR, "community", [SLUG]) == {}


def test_an_import_asks_the_steward_and_publishes_nothing_without_them(
    archive: Archive, tmp_path: Any, officer: Viewer
) -> None:
    steward = made(archive)
    sheet = tmp_path / "records.csv"
    sheet.write_text(
        "identifier,kind,access,title@vi,description@vi,community@vi,people,license\n"
        f",festival,,Lễ mẫu,Lời kể mẫu.,Cộng đồng mẫu [{SLUG}],xtieng,CC0-1.0\n"
        ",festival,,Lễ khác,Lời kể mẫu.,Bà con trong bản,xtieng,CC0-1.0\n"
        ",festival,,Lễ lạ,Lời kể mẫu.,Cộng đồng lạ [khong-co],xtieng,CC0-1.0\n"
    )
    for dry_run in (True, False):
        report = archive.imports.run(officer, sheet, dry_run=dry_run, publish=True)
        assert (report.made, report.published) == (2, 1)
        assert [(held.row, held.problem.code) for held in report.held] == [(2, "community.waits")]
        assert [(wrong.row, wrong.problem.code) for wrong in report.rejected] == [(4, "community.unknown")]
    (waiting,) = archive.approvals.waiting(steward, SLUG)
    assert not seen(archive, VISITOR, waiting.identifier)
    archive.exports.write(officer, tmp_path / "out")
    assert f"Cộng đồng mẫu [{SLUG}]" in (tmp_path / "out" / "records.csv").read_text()
    assert archive.imports.run(officer, tmp_path / "out" / "records.csv").unchanged == 2


def test_an_import_does_not_loosen_a_rule(archive: Archive, tmp_path: Any, officer: Viewer) -> None:
    steward = made(archive)
    archive.communities.set_protocol(steward, SLUG, f"community:{SLUG}")
    identifier = public(archive, steward, officer)
    sheet = tmp_path / "records.csv"
    sheet.write_text(f"identifier,kind,access\n{identifier},festival,everyone\n")
    for dry_run in (True, False):
        report = archive.imports.run(officer, sheet, dry_run=dry_run)
        assert [wrong.problem.code for wrong in report.rejected] == ["community.loosened"]
    assert not seen(archive, VISITOR, identifier)


def test_undoing_an_import_does_not_take_a_name_out_unasked(archive: Archive, tmp_path: Any, officer: Viewer) -> None:
    steward = made(archive)
    identifier = archive.records.create(officer, "festival", texts.body(festival())).identifier
    archive.records.publish(officer, identifier, base=1)
    sheet = tmp_path / "records.csv"
    sheet.write_text(f"identifier,kind,community@vi\n{identifier},festival,Cộng đồng mẫu [{SLUG}]\n")
    batch = archive.imports.run(officer, sheet, publish=True).batch
    archive.approvals.approve(steward, SLUG, identifier, version=2)
    archive.records.publish(officer, identifier, base=2)
    assert batch is not None
    left = archive.imports.undo(officer, batch).left
    assert [one.problem.code for one in left] == ["community.waits"]
    assert archive.reading.record(VISITOR, identifier).version == 2


def test_rebuilt_from_what_is_kept_rules_hold_and_publication_waits(
    archive: Archive, tmp_path: Any, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    from app.services.agents import Told
    from tests.services.test_agents import agree
    from tests.services.test_rebuild import rebuilt

    steward = made(archive)
    archive.communities.set_protocol(steward, SLUG, f"community:{SLUG} else announced")
    archive.communities.say(steward, SLUG, [Words("Chúng tôi giữ nhịp.", "vi", "Hội đồng mẫu")])
    known, unasked = archive.agents.add(officer, Told("Người Mẫu")), archive.agents.add(officer, Told("Người Khác"))
    agree(archive, officer, known)
    identifier = public(archive, steward, officer)
    run_jobs()
    again = rebuilt(archive.settings, tmp_path / "new")
    assert again.communities.one(SLUG) == archive.communities.one(SLUG)
    assert again.reading.record(SYSTEM, identifier).access == f"community:{SLUG} else announced"
    assert again.named.counts(SYSTEM, "community", [SLUG]) == {}
    assert again.communities.people(SYSTEM, SLUG) == []
    assert again.records.publish(SYSTEM, drafted(again, SYSTEM), base=1) == [SLUG]
    again.communities.release(SYSTEM, SLUG)
    assert again.records.publish(SYSTEM, drafted(again, SYSTEM), base=1) == []
    assert again.agents.public(known).name == "Người Mẫu"
    with pytest.raises(NotFound):
        again.agents.public(unasked)
    again.db.dispose()


def test_rebuilding_closes_what_names_a_community_that_nobody_knows_any_more(
    archive: Archive, tmp_path: Any, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    from sqlalchemy import delete

    from app.models import Community
    from tests.services.test_rebuild import rebuilt

    made(archive, steward=None)
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    with archive.db.unit_of_work() as work:
        work.execute(delete(Community))
    run_jobs()
    again = rebuilt(archive.settings, tmp_path / "new")
    assert again.reading.record(SYSTEM, identifier).access == "unit:archive"
    again.db.dispose()


@pytest.mark.parametrize("rule", ["everyone", "registered"])
def test_undoing_an_import_does_not_bring_a_name_back_unasked(
    archive: Archive, tmp_path: Any, officer: Viewer, rule: str
) -> None:
    from tests.services.sheets import write_sheet

    made(archive, steward=None)
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    row = {"identifier": identifier, "title@vi": "Không nhắc đến ai", "community": ""}
    batch = archive.imports.run(officer, write_sheet(tmp_path / "r.csv", [row]), publish=True).batch
    assert "community" not in archive.reading.record(VISITOR, identifier).metadata
    person(archive, "dai-dien")
    archive.communities.set_steward(SYSTEM, SLUG, "dai-dien", steward=True)
    steward = archive.accounts.viewer(archive.accounts.sign_in("dai-dien", PASSWORD, ""))
    archive.communities.set_protocol(steward, SLUG, rule)
    left = archive.imports.undo(officer, batch or 0).left
    assert [one.problem.code for one in left] == ["community.waits"]
    assert "community" not in archive.reading.record(VISITOR, identifier).metadata
