"""What harvesters get, and when: what everyone may see, what no longer is as deleted, the rest never."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, update

from app.bootstrap import Archive
from app.models import Record, now
from app.services import changes, texts
from app.services.harvest import Harvested, Wanted
from app.services.viewer import SYSTEM, Viewer
from tests.made import festival, jpeg, published
from tests.services.communities import SLUG, made, public, publisher
from tests.services.sheets import PUBLISHABLE, festivals, write_sheet
from tests.services.test_erasure import erase

ROOT = Path(__file__).resolve().parents[2]
CLOSED = ("unit:archive", "registered", "everyone in lunar:01-01/01-15", "unit:archive else announced")


def harvested(archive: Archive, wanted: Wanted | None = None) -> dict[str, Harvested]:
    found = archive.harvest.records(wanted or Wanted(), None, 1000)
    assert [each.header for each in found] == archive.harvest.headers(wanted or Wanted(), None, 1000)
    assert archive.harvest.count(wanted or Wanted()) == len(found)
    return {each.header.identifier: each for each in found}


def deleted(archive: Archive, record: str) -> bool:
    """Told in a list and by itself alike, and without a word of what it was."""
    found = harvested(archive)[record]
    assert archive.harvest.record(record) == found
    assert found.header.deleted == (found.said == ())
    return found.header.deleted


def titles(found: Harvested) -> set[str]:
    return {words for name, words, _ in found.said if name == "title"}


def test_what_everyone_may_see_comes_with_its_published_text(archive: Archive) -> None:
    record = published(archive, SYSTEM, "Lễ mừng lúa mới")
    archive.records.save(SYSTEM, record, texts.body(festival("Chưa duyệt")), base=1)
    archive.records.create(SYSTEM, "festival", texts.body(festival("Bản thảo")))
    assert {key: titles(found) for key, found in harvested(archive).items()} == {
        record: {"Lễ mừng lúa mới", "Gong festival"}
    }


@pytest.mark.parametrize("access", CLOSED)
def test_what_was_always_restricted_never_comes_even_when_withdrawn(archive: Archive, access: str) -> None:
    record = published(archive, SYSTEM, access=access)
    assert harvested(archive) == {}
    archive.records.withdraw(SYSTEM, record, why="xem lại")
    assert harvested(archive) == {}
    assert archive.harvest.record(record) is None


@pytest.mark.parametrize("access", CLOSED)
def test_what_is_restricted_since_comes_as_deleted_and_back_when_it_is_opened(archive: Archive, access: str) -> None:
    record = published(archive, SYSTEM)
    archive.records.restrict(SYSTEM, record, access)
    assert deleted(archive, record)
    archive.records.restrict(SYSTEM, record, "everyone")
    assert not deleted(archive, record)


def test_what_was_opened_while_it_was_a_draft_comes_when_it_is_published(archive: Archive) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()), access="registered")
    archive.records.restrict(SYSTEM, saved.identifier, "everyone")
    assert harvested(archive) == {}
    archive.records.publish(SYSTEM, saved.identifier, base=1)
    assert not deleted(archive, saved.identifier)


def test_what_was_withdrawn_comes_as_deleted_and_back_when_it_is_published_again(archive: Archive) -> None:
    record = published(archive, SYSTEM)
    archive.records.withdraw(SYSTEM, record, why="xem lại")
    assert deleted(archive, record)
    archive.records.publish(SYSTEM, record, base=1)
    assert not deleted(archive, record)


@pytest.mark.parametrize(("access", "expected"), [("everyone", True), ("registered", None)])
def test_what_was_erased_is_deleted_where_it_was_public_and_unknown_where_it_was_not(
    archive: Archive, make_officer: Callable[..., Viewer], access: str, expected: bool | None
) -> None:
    record = published(archive, SYSTEM, access=access)
    erase(archive, make_officer("publisher"), make_officer("administrator"), record)
    assert (deleted(archive, record) if expected else archive.harvest.record(record)) == expected


def test_what_an_import_published_is_deleted_when_that_is_undone(archive: Archive, tmp_path: Path) -> None:
    sheet = write_sheet(tmp_path / "r.csv", festivals(3, **PUBLISHABLE))
    batch = archive.imports.run(SYSTEM, sheet, publish=True).batch
    assert batch
    assert len(harvested(archive)) == 3
    archive.imports.undo(SYSTEM, batch)
    assert all(found.header.deleted for found in harvested(archive).values())


def test_what_a_community_closes_comes_as_deleted(archive: Archive) -> None:
    steward, officer = made(archive), publisher(archive)
    records = [public(archive, steward, officer) for _ in range(2)]
    other = published(archive, SYSTEM)
    archive.communities.set_protocol(steward, SLUG, f"community:{SLUG}")
    assert {key: found.header.deleted for key, found in harvested(archive).items()} == {
        other: False,
        **dict.fromkeys(records, True),
    }
    assert next(iter(harvested(archive))) == other


def test_whatever_happens_to_a_public_record_moves_it_to_the_end(archive: Archive) -> None:
    first, other = published(archive, SYSTEM), published(archive, SYSTEM)
    deeds: list[Callable[[], Any]] = [
        lambda: archive.records.publish(SYSTEM, first, base=1),
        lambda: archive.records.restrict(SYSTEM, first, "registered"),
        lambda: archive.records.restrict(SYSTEM, first, "everyone"),
        lambda: archive.records.withdraw(SYSTEM, first, why="xem lại"),
        lambda: archive.records.publish(SYSTEM, first, base=1),
    ]
    for deed in deeds:
        archive.records.publish(SYSTEM, other, base=1)
        deed()
        assert list(harvested(archive)) == [other, first]


def test_what_is_only_saved_does_not_come_again(archive: Archive) -> None:
    record = published(archive, SYSTEM)
    before = harvested(archive)[record]
    archive.records.save(SYSTEM, record, texts.body(festival("Mới")), base=1)
    archive.records.submit(SYSTEM, record, base=2)
    assert harvested(archive)[record] == before


@pytest.mark.services
def test_what_is_committed_later_is_dated_later_though_it_began_before(archive: Archive) -> None:
    slow, quick = (archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier for _ in range(2))
    with archive.db.unit_of_work() as work:
        archive.records.publish_in(work, SYSTEM, slow, base=1)
        archive.records.publish(SYSTEM, quick, base=1)
        last = archive.harvest.headers(Wanted(), None, 10)[-1]
    assert [header.identifier for header in archive.harvest.headers(Wanted(), last.place, 10)] == [slow]


def test_a_clock_that_was_put_back_leaves_no_change_behind(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = published(archive, SYSTEM), published(archive, SYSTEM)
    monkeypatch.setattr(changes, "now", lambda: now() - timedelta(hours=1))
    archive.records.withdraw(SYSTEM, first, why="xem lại")
    assert list(harvested(archive)) == [second, first]


def test_nobody_else_dates_a_change_of_a_record() -> None:
    dating = re.compile(r"\brecord\.changed_at\b[^=\n]*=(?!=)")
    files = [path for part in ("app", "workers") for path in (ROOT / part).rglob("*.py")]
    assert [path.name for path in files if dating.search(path.read_text())] == ["changes.py"]


def test_both_ends_of_a_span_are_included(archive: Archive) -> None:
    records = [published(archive, SYSTEM) for _ in range(3)]
    headers = archive.harvest.headers(Wanted(), None, 10)
    wanted = Wanted(headers[1].changed_at, headers[1].changed_at)
    assert list(harvested(archive, wanted)) == [records[1]]
    assert archive.harvest.earliest() == headers[0].changed_at


def test_a_list_goes_on_within_records_of_one_instant(archive: Archive) -> None:
    records = sorted(published(archive, SYSTEM) for _ in range(5))
    with archive.db.unit_of_work() as work:
        work.execute(update(Record).values(changed_at=now()))
    seen: list[str] = []
    place = None
    while part := archive.harvest.headers(Wanted(), place, 2):
        seen += [header.identifier for header in part]
        place = part[-1].place
    assert seen == records


def test_a_kind_may_be_chosen(archive: Archive) -> None:
    published(archive, SYSTEM)
    saved = archive.records.create(SYSTEM, "product", texts.body(festival()))
    archive.records.publish(SYSTEM, saved.identifier, base=1)
    assert list(harvested(archive, Wanted(kind="product"))) == [saved.identifier]


def test_a_related_record_that_not_everyone_may_see_is_not_named(archive: Archive) -> None:
    seen, hidden = published(archive, SYSTEM), published(archive, SYSTEM, access="registered")
    named = [{"type": "record", "value": identifier} for identifier in (seen, hidden)]
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival(relation=named)))
    archive.records.publish(SYSTEM, saved.identifier, base=1)
    told = str(archive.harvest.record(saved.identifier))
    assert f"http://archive.test/records/{seen}" in told
    assert hidden not in told


def test_a_person_who_refused_is_not_named(archive: Archive) -> None:
    refused = {"consent": [{"type": "concept", "value": "refused", "vocabulary": "consents"}]}
    people = [
        {"type": "agent", "value": "Điểu Một"},
        {"type": "agent", "value": "Điểu Hai", "parts": refused},
    ]
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival(bearer=people)))
    archive.records.publish(SYSTEM, saved.identifier, base=1)
    told = str(archive.harvest.record(saved.identifier))
    assert "Điểu Một" in told
    assert "Điểu Hai" not in told


def test_a_manifest_is_told_where_everyone_sees_a_file(archive: Archive, run_jobs: Callable[[], int]) -> None:
    open_, closed = published(archive, SYSTEM), published(archive, SYSTEM)
    for record, access in ((open_, "everyone"), (closed, "registered")):
        media = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg", access=access)
        archive.records.publish(SYSTEM, record, base=2)
        assert media
    run_jobs()
    manifest = f"http://archive.test/iiif/presentation/3/records/{open_}/manifest"
    assert ("relation", manifest, None) in harvested(archive)[open_].said
    assert "manifest" not in str(harvested(archive)[closed].said)


def test_a_part_of_a_list_takes_as_many_questions_for_two_records_as_for_twenty(archive: Archive) -> None:
    asked: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    first = published(archive, SYSTEM)
    related = festival(relation=[{"type": "record", "value": first}])
    for _ in range(20):
        saved = archive.records.create(SYSTEM, "festival", texts.body(related))
        archive.records.publish(SYSTEM, saved.identifier, base=1)
    event.listen(Engine, "before_cursor_execute", listen)
    try:
        archive.harvest.records(Wanted(), None, 2)
        few = len(asked)
        archive.harvest.records(Wanted(), None, 21)
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    assert len(asked) == 2 * few
