"""Curated collections: what officers may do with them, and what each viewer gets to see."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from app.bootstrap import Archive
from app.errors import ArchiveError, Gone, Invalid, NotAllowed, NotFound, SignInNeeded, Stale
from app.models import Collection, CollectionItem, Event, Job, Record, RecordVersion
from app.services import units
from app.services.collections.words import stamp
from app.services.viewer import SYSTEM, VISITOR, Viewer
from app.web.problems import sentence
from tests.made import published
from tests.web.shelf import shelve

Officers = Callable[..., Viewer]


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def made(archive: Archive, name: str = "Mùa lễ", *, publish: bool = True, within: str = "", **more: str) -> str:
    identifier = archive.curating.make(SYSTEM, {"vi": name}, {"vi": "Lời giới thiệu."}, within=within, **more)
    if publish:
        archive.curating.publish(SYSTEM, identifier)
    return identifier


def filled(archive: Archive, collection: str, *names: str, access: str = "everyone") -> list[str]:
    records = [published(archive, SYSTEM, name, access=access) for name in names]
    for record in records:
        archive.curating.add(SYSTEM, collection, record)
    return records


def records_of(archive: Archive, collection: str, viewer: Viewer = VISITOR) -> list[str]:
    return [card.identifier for card in archive.collections.collection(viewer, collection).records]


def test_a_collection_shows_its_records_in_the_order_that_its_curator_gave_them(archive: Archive) -> None:
    collection = made(archive)
    one, two, three = filled(archive, collection, "Một", "Hai", "Ba")
    assert records_of(archive, collection) == [one, two, three]
    archive.curating.step(SYSTEM, collection, "up", three)
    assert records_of(archive, collection) == [one, three, two]
    archive.curating.step(SYSTEM, collection, "last", one)
    assert records_of(archive, collection) == [three, two, one]
    archive.curating.step(SYSTEM, collection, "first", one)
    assert records_of(archive, collection) == [one, three, two]
    archive.curating.step(SYSTEM, collection, "out", three)
    assert records_of(archive, collection) == [one, two]


def test_a_record_stands_once_in_a_collection(archive: Archive) -> None:
    collection = made(archive)
    one, two = filled(archive, collection, "Một", "Hai")
    archive.curating.add(SYSTEM, collection, one)
    assert records_of(archive, collection) == [one, two]


def test_a_step_beyond_either_end_changes_nothing(archive: Archive) -> None:
    collection = made(archive)
    (one,) = filled(archive, collection, "Một")
    before = archive.collections.collection(VISITOR, collection).changed_at
    for step in ("up", "down", "first", "last", "sideways"):
        archive.curating.step(SYSTEM, collection, step, one)
    archive.curating.step(SYSTEM, collection, "out", "no\0thing")
    assert archive.collections.collection(VISITOR, collection).changed_at == before


def test_what_a_viewer_may_not_see_is_neither_listed_nor_counted(archive: Archive) -> None:
    collection = made(archive)
    (seen,) = filled(archive, collection, "Ai cũng xem")
    (hidden,) = filled(archive, collection, "Người trong kho xem", access="unit:archive")
    inner = made(archive, "Bên trong", within=collection, access="unit:archive")
    view = archive.collections.collection(VISITOR, collection)
    assert ([card.identifier for card in view.records], view.total, view.collections) == ([seen], 1, ())
    staff = Viewer(account_id=1, claims=frozenset({"everyone", "registered", "unit:archive"}), roles={None: "editor"})
    view = archive.collections.collection(staff, collection)
    assert ([card.identifier for card in view.records], view.total) == ([seen, hidden], 2)
    assert [card.identifier for card in view.collections] == [inner]


def test_a_withdrawn_record_vanishes_from_its_collections_by_itself(archive: Archive) -> None:
    collection = made(archive)
    one, two = filled(archive, collection, "Một", "Hai")
    archive.records.withdraw(SYSTEM, one, why="Gia đình xin lại.")
    assert records_of(archive, collection) == [two]
    assert archive.collections.collection(VISITOR, collection).total == 1


def test_a_restricted_collection_is_absent_or_announced_as_its_condition_says(archive: Archive) -> None:
    collection = made(archive, access="unit:archive")
    with pytest.raises(NotFound):
        archive.collections.collection(VISITOR, collection)
    archive.curating.restrict(SYSTEM, collection, "unit:archive else announced")
    with pytest.raises(SignInNeeded):
        archive.collections.collection(VISITOR, collection)
    assert archive.collections.top(VISITOR) == ([], 0)


def test_a_collection_that_was_taken_back_is_gone_where_everyone_could_see_it(archive: Archive) -> None:
    open_to_all, closed = made(archive), made(archive, access="unit:archive")
    for identifier in (open_to_all, closed):
        archive.curating.withdraw(SYSTEM, identifier, why="Soạn lại.")
    with pytest.raises(Gone):
        archive.collections.collection(VISITOR, open_to_all)
    with pytest.raises(NotFound):
        archive.collections.collection(VISITOR, closed)
    archive.curating.publish(SYSTEM, open_to_all)
    assert archive.collections.collection(VISITOR, open_to_all).status == "published"


def test_a_draft_is_there_for_the_staff_of_its_unit_alone(archive: Archive, officer: Viewer) -> None:
    collection = made(archive, publish=False)
    assert archive.collections.collection(officer, collection).status == "draft"
    with pytest.raises(NotFound):
        archive.collections.collection(VISITOR, collection)


@pytest.mark.parametrize("identifier", ["", "no\0thing", "a" * 10_000, "0000000o", "zzzzzzzz", "../etc"])
def test_what_is_no_identifier_is_not_found(archive: Archive, identifier: str) -> None:
    with pytest.raises(NotFound):
        archive.collections.collection(VISITOR, identifier)


def test_top_lists_what_stands_in_no_other_that_the_viewer_may_see(archive: Archive) -> None:
    outer = made(archive, "Ngoài")
    inner = made(archive, "Trong", within=outer)
    cards, total = archive.collections.top(VISITOR)
    assert ([card.identifier for card in cards], total) == ([outer], 1)
    archive.curating.restrict(SYSTEM, outer, "unit:archive")
    cards, total = archive.collections.top(VISITOR)
    assert ([card.identifier for card in cards], total) == ([inner], 1)


def test_ways_lead_up_through_what_the_viewer_may_see_only(archive: Archive) -> None:
    top, middle, other = made(archive, "Trên"), made(archive, "Giữa"), made(archive, "Kín")
    leaf = made(archive, "Lá")
    for holder, part in ((top, middle), (middle, leaf), (other, leaf)):
        archive.curating.nest(SYSTEM, holder, part)
    archive.curating.restrict(SYSTEM, other, "unit:archive")
    ways = archive.collections.collection(VISITOR, leaf).ways
    assert [[crumb.identifier for crumb in way] for way in ways] == [[top, middle]]
    archive.curating.restrict(SYSTEM, other, "everyone")
    ways = archive.collections.collection(VISITOR, leaf).ways
    assert [[crumb.identifier for crumb in way] for way in ways] == [[top, middle], [other]]


def test_no_collection_comes_to_stand_within_itself(archive: Archive) -> None:
    one, two, three = (made(archive, name) for name in ("Một", "Hai", "Ba"))
    archive.curating.nest(SYSTEM, one, two)
    archive.curating.nest(SYSTEM, two, three)
    for holder, part in ((one, one), (three, one), (two, one)):
        with pytest.raises(Invalid) as refused:
            archive.curating.nest(SYSTEM, holder, part)
        assert refused.value.problem.code == "collection.cycle"


def test_collections_lie_six_deep_and_no_deeper(archive: Archive) -> None:
    chain = [made(archive, f"Tầng {number}") for number in range(7)]
    for holder, part in pairwise(chain[:6]):
        archive.curating.nest(SYSTEM, holder, part)
    with pytest.raises(Invalid) as refused:
        archive.curating.nest(SYSTEM, chain[5], chain[6])
    assert refused.value.problem.code == "collection.too_deep"
    with pytest.raises(Invalid):
        archive.curating.nest(SYSTEM, chain[6], chain[0])


def test_who_saves_after_somebody_else_is_told_and_loses_nothing(archive: Archive) -> None:
    collection = made(archive)
    base = stamp(archive.collections.collection(SYSTEM, collection))
    archive.curating.describe(SYSTEM, collection, {"vi": "Tên mới"}, {}, base=base)
    with pytest.raises(Stale):
        archive.curating.describe(SYSTEM, collection, {"vi": "Tên khác"}, {}, base=base)
    assert archive.collections.collection(SYSTEM, collection).title == {"vi": "Tên mới"}
    with archive.db.read() as session:
        happened = session.scalars(select(Event).where(Event.kind == "collection_described")).one()
    assert happened.detail == {"title": {"vi": "Mùa lễ"}, "description": {"vi": "Lời giới thiệu."}}


def test_words_that_are_the_same_make_no_event(archive: Archive) -> None:
    collection = made(archive)
    archive.curating.describe(SYSTEM, collection, {"vi": " Mùa lễ ", "en": ""}, {"vi": "Lời giới thiệu.\r\n"})
    with archive.db.read() as session:
        assert session.scalars(select(Event).where(Event.kind == "collection_described")).all() == []


@pytest.mark.parametrize(
    ("title", "story", "code"),
    [
        ({}, {}, "collection.title_needed"),
        ({"vi": "  "}, {}, "collection.title_needed"),
        ({"vi": "có\0không"}, {}, "field.characters"),
        ({"vi": "dài" * 200}, {}, "field.too_long"),
        ({"vi": "Tên"}, {"vi": "a" * 60_000}, "field.too_long"),
        ({"vi": "Tên", "vn": "Tên"}, {}, "field.language"),
        ({"vi": "Tên"}, {"en": "\ud800"}, "field.characters"),
    ],
)
def test_words_that_can_not_be_kept_are_refused_and_told(
    archive: Archive, title: dict[str, str], story: dict[str, str], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        archive.curating.make(SYSTEM, title, story)
    assert code in {problem.code for problem in refused.value.problems}


def test_officers_of_another_unit_change_nothing_and_learn_of_no_draft(
    archive: Archive, make_officer: Officers
) -> None:
    with archive.db.unit_of_work() as work:
        units.ensure(work, "dong-nai", {"vi": "Đồng Nai"}, level="province", parent=units.root(work))
    foreign = make_officer("publisher", unit="dong-nai")
    draft, public = made(archive, publish=False), made(archive)
    (record,) = filled(archive, public, "Một")
    curating = archive.curating
    for identifier, refusal in ((draft, NotFound), (public, NotAllowed)):
        with pytest.raises(refusal):
            curating.describe(foreign, identifier, {"vi": "Khác"}, {})
        with pytest.raises(refusal):
            curating.step(foreign, identifier, "out", record)
        with pytest.raises(refusal):
            curating.add(foreign, identifier, record)
        with pytest.raises(refusal):
            curating.publish(foreign, identifier)
    with pytest.raises(NotAllowed):
        curating.make(foreign, {"vi": "Của đơn vị khác"})
    mine = curating.make(foreign, {"vi": "Của Đồng Nai"}, unit="dong-nai")
    with pytest.raises(NotFound):
        curating.nest(foreign, mine, draft)
    curating.nest(foreign, mine, public)
    assert [row.identifier for row in archive.collection_desk.mine(foreign, page=1)[0]] == [mine]


def test_an_editor_curates_and_a_publisher_publishes(archive: Archive, make_officer: Officers) -> None:
    contributor, editor, publisher = (make_officer(role) for role in ("contributor", "editor", "publisher"))
    with pytest.raises(NotAllowed):
        archive.curating.make(contributor, {"vi": "Không được"})
    collection = archive.curating.make(editor, {"vi": "Được"})
    for deed in (archive.curating.publish, lambda actor, one: archive.curating.withdraw(actor, one, why="")):
        with pytest.raises(NotAllowed):
            deed(editor, collection)
    with pytest.raises(NotAllowed):
        archive.curating.restrict(editor, collection, "registered")
    archive.curating.publish(publisher, collection)
    assert archive.collections.collection(VISITOR, collection).status == "published"


def test_an_officer_adds_no_record_that_they_may_not_know_of(archive: Archive, make_officer: Officers) -> None:
    with archive.db.unit_of_work() as work:
        units.ensure(work, "dong-nai", {"vi": "Đồng Nai"}, level="province", parent=units.root(work))
    foreign = make_officer("editor", unit="dong-nai")
    hidden = published(archive, SYSTEM, "Kín", access="unit:archive")
    mine = archive.curating.make(foreign, {"vi": "Của Đồng Nai"}, unit="dong-nai")
    for record in (hidden, "zzzzzzzz", "no\0thing", "x" * 100_000):
        with pytest.raises(Invalid) as refused:
            archive.curating.add(foreign, mine, record)
        assert refused.value.problem.code == "collection.no_record"
    archive.curating.nest(SYSTEM, mine, made(archive, "Kín", publish=False))
    archive.curating.add(SYSTEM, mine, hidden)
    bench = archive.collection_desk.collection(foreign, mine)
    assert [row.metadata for row in bench.records] == [None]
    assert [part.title for part in bench.parts] == [None]


def test_a_record_knows_its_neighbours_among_what_the_viewer_may_see(archive: Archive) -> None:
    collection = made(archive)
    (one,) = filled(archive, collection, "Một")
    filled(archive, collection, "Kín", access="unit:archive")
    two, three = filled(archive, collection, "Hai", "Ba")
    (found,) = archive.collections.containing(VISITOR, two)
    assert (found.previous and found.previous.identifier, found.following and found.following.identifier) == (
        one,
        three,
    )
    assert (found.place, found.total) == (2, 3)
    archive.curating.restrict(SYSTEM, collection, "unit:archive else announced")
    assert archive.collections.containing(VISITOR, two) == ()


def test_a_page_of_a_collection_takes_as_many_queries_with_many_records_as_with_few(
    archive: Archive,
) -> None:
    collection = made(archive)
    for number in range(3):
        filled(archive, made(archive, f"Trong {number}", within=collection), f"Bên trong {number}")
    filled(archive, collection, "Một", "Hai")

    def asked() -> int:
        with counted() as statements:
            archive.collections.collection(VISITOR, collection)
        return len(statements)

    asked()
    few = asked()
    filled(archive, collection, *(f"Lễ {number}" for number in range(20)))
    for number in range(5):
        made(archive, f"Thêm {number}", within=collection)
    assert asked() == few <= 20


def test_large_collections_come_page_by_page(archive: Archive) -> None:
    collection = made(archive)
    records = filled(archive, collection, *(f"Lễ {number}" for number in range(5)))
    second = archive.collections.collection(VISITOR, collection, page=2, per_page=2)
    assert ([card.identifier for card in second.records], second.pages, second.total) == (records[2:4], 3, 5)
    for page in (0, -1, 4, 10**12):
        with pytest.raises(NotFound):
            archive.collections.collection(VISITOR, collection, page=page, per_page=2)


def test_the_registry_is_written_anew_after_what_is_public_has_changed(archive: Archive) -> None:
    collection = made(archive, publish=False)
    with archive.db.read() as session:
        assert session.scalars(select(Job).where(Job.subject == "registry")).all() == []
    archive.curating.publish(SYSTEM, collection)
    with archive.db.read() as session:
        assert len(session.scalars(select(Job).where(Job.subject == "registry")).all()) == 1


def test_a_purged_record_leaves_its_collections(archive: Archive) -> None:
    collection = made(archive)
    one, two = filled(archive, collection, "Một", "Hai")
    with archive.db.unit_of_work() as work:
        work.delete(work.get_one(RecordVersion, (one, 1)))
        work.flush()
        work.delete(work.get_one(Record, one))
    with archive.db.read() as session:
        assert session.scalars(select(CollectionItem.record)).all() == [two]
        assert session.get(Collection, collection) is not None


def test_everything_refused_is_told_in_both_languages(archive: Archive) -> None:
    collection = made(archive)
    with pytest.raises(ArchiveError) as refused:
        archive.curating.nest(SYSTEM, collection, collection)
    for language in ("vi", "en"):
        assert "problem" not in sentence(refused.value.problem, language)


IN_SEASON = "everyone in solar:01-01/12-31"


def test_what_stands_round_a_collection_for_a_season_is_not_the_same_for_everyone(archive: Archive) -> None:
    inner = made(archive, "Bên trong")
    filled(archive, inner, "Một")
    archive.curating.nest(SYSTEM, made(archive), inner)
    assert archive.collections.collection(VISITOR, inner).everyone
    archive.curating.nest(SYSTEM, made(archive, "Mùa kiêng", access=IN_SEASON), inner)
    assert not archive.collections.collection(VISITOR, inner).everyone


@pytest.mark.parametrize(("access", "media_access"), [(IN_SEASON, "everyone"), ("everyone", IN_SEASON)])
def test_what_a_season_counts_or_pictures_of_a_part_is_not_the_same_for_everyone(
    archive: Archive, access: str, media_access: str
) -> None:
    outer = made(archive)
    part = made(archive, "Bên trong", within=outer)
    filled(archive, part, "Một")
    assert archive.collections.collection(VISITOR, outer).everyone
    archive.curating.add(SYSTEM, part, shelve(archive, "image", access=access, media_access=media_access).record)
    assert not archive.collections.collection(VISITOR, outer).everyone


def test_who_changes_several_collections_waits_for_nobody_who_waits_for_them(archive: Archive) -> None:
    first, second, third = sorted(made(archive, name) for name in ("Một", "Hai", "Ba"))
    with ThreadPoolExecutor(1) as elsewhere:
        with archive.db.unit_of_work() as work:
            archive.curating.hold_in(work)
            archive.curating.describe_in(work, SYSTEM, third, {"vi": "Khác"}, {})
            nesting = elsewhere.submit(archive.curating.nest, SYSTEM, first, second)
            with pytest.raises(TimeoutError):
                nesting.result(0.3)
            archive.curating.nest_in(work, SYSTEM, third, second)
        nesting.result(10)
    for outer in (first, third):
        assert [one.identifier for one in archive.collections.collection(SYSTEM, outer).collections] == [second]
