"""Whose word counts: what names a community with a steward waits for them, and nobody loosens their rule."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.bootstrap import Archive
from app.errors import Invalid, NotAllowed, NotFound
from app.services import texts
from app.services.viewer import VISITOR, Viewer
from tests.made import festival, text
from tests.services.communities import SLUG, drafted, made, member, naming_it, person, public, publisher, seen


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
