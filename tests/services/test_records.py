"""Records: versions, publication, withdrawal, two officers at once."""

from collections.abc import Callable

import pytest

from app.bootstrap import Archive
from app.errors import Gone, Invalid, NotAllowed, NotFound, SignInNeeded, Stale
from app.services import texts
from app.services.discovery import Question
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.made import festival, jpeg, published, text


def test_a_draft_is_nowhere_for_a_visitor_and_the_head_for_its_officer(archive: Archive) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()))
    with pytest.raises(NotFound):
        archive.reading.record(VISITOR, saved.identifier)
    seen = archive.reading.record(SYSTEM, saved.identifier)
    assert (seen.status, seen.version, seen.kept) == ("draft", 1, True)


def test_visitors_read_the_published_text_until_the_next_publication(archive: Archive) -> None:
    identifier = published(archive, SYSTEM, "Tên cũ")
    saved = archive.records.save(SYSTEM, identifier, texts.body(festival("Tên mới")), base=1)
    assert archive.reading.record(VISITOR, identifier).metadata["title"][0]["value"] == "Tên cũ"
    archive.records.publish(SYSTEM, identifier, base=saved.version)
    assert archive.reading.record(VISITOR, identifier).metadata["title"][0]["value"] == "Tên mới"


def test_publishing_tells_everything_that_is_missing_at_once(archive: Archive) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body({"title": [text("Chỉ có tên")]}))
    with pytest.raises(Invalid) as refusal:
        archive.records.publish(SYSTEM, saved.identifier, base=1)
    assert len(refusal.value.problems) >= 3
    with pytest.raises(NotFound):
        archive.reading.record(VISITOR, saved.identifier)


def test_of_two_officers_the_second_is_told_and_loses_nothing(archive: Archive) -> None:
    identifier = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    archive.records.save(SYSTEM, identifier, texts.body(festival("Của người thứ nhất")), base=1)
    with pytest.raises(Stale) as refusal:
        archive.records.save(SYSTEM, identifier, texts.body(festival("Của người thứ hai")), base=1)
    assert refusal.value.head == 2
    assert archive.reading.record(SYSTEM, identifier).metadata["title"][0]["value"] == "Của người thứ nhất"


def test_an_upload_while_a_form_is_open_is_no_conflict(archive: Archive) -> None:
    identifier = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    media = archive.media.accept(SYSTEM, identifier, jpeg(), "anh.jpg")
    saved = archive.records.save(SYSTEM, identifier, texts.body(festival("Gõ trong lúc gửi ảnh")), base=1)
    seen = archive.reading.record(SYSTEM, identifier)
    assert saved.version == 3
    assert [file.id for file in seen.media] == [media.id]
    assert seen.metadata["title"][0]["value"] == "Gõ trong lúc gửi ảnh"


def test_withdrawing_leaves_a_tombstone_only_where_everyone_could_see_it(archive: Archive) -> None:
    public = published(archive, SYSTEM)
    restricted = published(archive, SYSTEM, access="registered")
    for identifier in (public, restricted):
        archive.records.withdraw(SYSTEM, identifier, why="cộng đồng đề nghị")
    with pytest.raises(Gone):
        archive.reading.record(VISITOR, public)
    with pytest.raises(NotFound):
        archive.reading.record(VISITOR, restricted)


def test_a_restricted_record_is_absent_or_announced_as_its_class_says(archive: Archive) -> None:
    absent = published(archive, SYSTEM, access="registered")
    announced = published(archive, SYSTEM, access="registered else announced")
    with pytest.raises(NotFound):
        archive.reading.record(VISITOR, absent)
    with pytest.raises(SignInNeeded):
        archive.reading.record(VISITOR, announced)
    reader = archive.accounts.viewer(archive.accounts.add("doc-gia", "một mật khẩu dài", role=None))
    assert archive.reading.record(reader, absent).identifier == absent
    assert archive.reading.cards(VISITOR, [absent, announced]) == []
    assert len(archive.reading.cards(reader, [absent, announced])) == 2


def test_restricting_holds_at_once(archive: Archive) -> None:
    identifier = published(archive, SYSTEM)
    archive.records.restrict(SYSTEM, identifier, "registered")
    with pytest.raises(NotFound):
        archive.reading.record(VISITOR, identifier)
    assert archive.reading.newest(VISITOR, 10) == []
    assert archive.reading.count(VISITOR) == 0


def test_restricting_and_withdrawing_take_a_record_out_of_the_counts_before_any_worker_comes(
    archive: Archive, run_jobs: Callable[[], int]
) -> None:
    restricted, withdrawn = published(archive, SYSTEM), published(archive, SYSTEM)
    run_jobs()
    assert archive.discovery.search(VISITOR, Question("cong chieng")).total == 2
    archive.records.restrict(SYSTEM, restricted, "registered")
    archive.records.withdraw(SYSTEM, withdrawn, why="cộng đồng đề nghị")
    assert archive.discovery.search(VISITOR, Question("cong chieng")).total == 0


def test_a_new_file_is_public_from_the_next_publication(archive: Archive) -> None:
    identifier = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, identifier, jpeg(), "anh.jpg")
    with pytest.raises(NotFound):
        archive.reading.media(VISITOR, media.id)
    archive.records.publish(SYSTEM, identifier, base=2)
    assert archive.reading.media(VISITOR, media.id).id == media.id


def test_a_restricted_file_of_a_public_record_is_not_listed(archive: Archive) -> None:
    identifier = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, identifier, jpeg(), "anh.jpg", access="registered")
    archive.records.publish(SYSTEM, identifier, base=2)
    assert archive.reading.record(VISITOR, identifier).media == ()
    assert archive.reading.cards(VISITOR, [identifier])[0].media == ()
    with pytest.raises(NotFound):
        archive.reading.media(VISITOR, media.id)


@pytest.mark.parametrize(("role", "may"), [("contributor", False), ("editor", False), ("publisher", True)])
def test_only_publishers_publish(archive: Archive, make_officer: Callable[..., Viewer], role: str, may: bool) -> None:
    officer = make_officer(role)
    saved = archive.records.create(officer, "festival", texts.body(festival()))
    if may:
        archive.records.publish(officer, saved.identifier, base=1)
    else:
        with pytest.raises(NotAllowed):
            archive.records.publish(officer, saved.identifier, base=1)


def test_a_role_reaches_its_unit_and_below_and_no_further(
    archive: Archive, make_officer: Callable[..., Viewer]
) -> None:
    from app.services import units

    with archive.db.unit_of_work() as work:
        province = units.ensure(work, "dong-nai", {"vi": "Đồng Nai"}, level="province", parent=units.root(work))
        units.ensure(work, "bu-dang", {"vi": "Bù Đăng"}, level="commune", parent=province)
        units.ensure(work, "lam-dong", {"vi": "Lâm Đồng"}, level="province", parent=units.root(work))
    officer = make_officer("editor", unit="dong-nai")
    below = archive.records.create(officer, "festival", texts.body(festival()), unit="bu-dang")
    assert archive.reading.record(officer, below.identifier).kept
    with pytest.raises(NotAllowed):
        archive.records.create(officer, "festival", texts.body(festival()), unit="lam-dong")
    elsewhere = archive.records.create(SYSTEM, "festival", texts.body(festival()), unit="lam-dong")
    with pytest.raises(NotFound):
        archive.reading.record(officer, elsewhere.identifier)


def test_what_is_typed_is_kept_until_it_is_saved(archive: Archive, officer: Viewer) -> None:
    identifier = archive.records.create(officer, "festival", texts.body(festival())).identifier
    archive.records.autosave(officer, identifier, texts.body({"title": [text("đang gõ dở")]}), base=1)
    copy = archive.records.working_copy(officer, identifier)
    assert copy is not None
    assert copy.body["metadata"]["title"][0]["value"] == "đang gõ dở"
    archive.records.save(officer, identifier, texts.body(festival("xong")), base=1)
    assert archive.records.working_copy(officer, identifier) is None


def test_identifiers_are_opaque_and_never_given_twice(archive: Archive) -> None:
    made = {archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier for _ in range(30)}
    assert len(made) == 30
    assert all(len(identifier) == 8 and not set(identifier) & set("ilou") for identifier in made)
