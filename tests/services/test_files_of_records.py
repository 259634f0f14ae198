"""Files of records between officers: two at once, one who may not know, what stays when something is changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError
from typing import Any, BinaryIO

import pytest
from sqlalchemy import select, update

from app.bootstrap import Archive
from app.errors import NotAllowed, NotFound, Stale
from app.models import Event, Job, Media
from app.services import texts, units
from app.services.discovery import Question
from app.services.media.describing import stamp
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.made import festival, jpeg, published, text

LABEL = {"label": [text("Bộ chiêng sáu chiếc")]}


def draft(archive: Archive) -> str:
    return archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier


def listed(archive: Archive, record: str) -> list[str]:
    return [media.id for media in archive.reading.record(SYSTEM, record, head=True).media]


def details(archive: Archive, media: str, kind: str) -> list[Any]:
    with archive.db.read() as session:
        asked = select(Event.detail).where(Event.subject == media, Event.kind == kind).order_by(Event.id)
        return list(session.scalars(asked))


@pytest.fixture
def stranger(archive: Archive, make_officer: Callable[..., Viewer]) -> Viewer:
    """A publisher of another unit."""
    with archive.db.unit_of_work() as work:
        units.ensure(work, "lam-dong", {"vi": "Lâm Đồng"}, level="province", parent=units.root(work))
    return make_officer("publisher", unit="lam-dong")


def test_who_describes_a_file_that_somebody_described_meanwhile_is_told_and_overwrites_nothing(
    archive: Archive,
) -> None:
    media = archive.media.accept(SYSTEM, draft(archive), jpeg(), "anh.jpg")
    seen = stamp(archive.reading.media(SYSTEM, media.id))
    archive.media.describe(SYSTEM, media.id, LABEL, base=seen)
    with pytest.raises(Stale):
        archive.media.describe(SYSTEM, media.id, {"label": [text("Chiêng")]}, base=seen)
    now = archive.reading.media(SYSTEM, media.id)
    assert now.description == LABEL
    archive.media.describe(SYSTEM, media.id, {"label": [text("Chiêng")]}, base=stamp(now))
    assert archive.reading.media(SYSTEM, media.id).description == {"label": [text("Chiêng")]}


def test_a_form_opened_before_a_file_was_closed_does_not_open_it_again(archive: Archive) -> None:
    media = archive.media.accept(SYSTEM, draft(archive), jpeg(), "anh.jpg")
    archive.media.restrict(SYSTEM, media.id, "registered")
    with pytest.raises(Stale):
        archive.media.describe(SYSTEM, media.id, LABEL, access="everyone", base=stamp(media))
    assert archive.desk.condition(archive.reading.media(SYSTEM, media.id).access_id) == "registered"


def test_what_a_file_says_finds_its_record_no_more_the_moment_it_is_closed(archive: Archive) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "anh.jpg", description=LABEL).id
    archive.records.publish(SYSTEM, record, base=2)
    archive.indexing.index(record)
    asked = Question('"sáu chiếc"')
    assert archive.discovery.search(VISITOR, asked).total == 1
    archive.media.restrict(SYSTEM, media, "registered")
    assert archive.discovery.search(VISITOR, asked).total == 0


def test_what_was_said_of_a_file_before_is_kept_with_each_change(archive: Archive) -> None:
    media = archive.media.accept(SYSTEM, draft(archive), jpeg(), "anh.jpg", description=LABEL).id
    archive.media.describe(SYSTEM, media, {}, access="registered")
    archive.media.set_text(SYSTEM, media, "captions", "vi", "WEBVTT\n")
    archive.media.set_text(SYSTEM, media, "captions", "vi", None)
    assert details(archive, media, "described") == [{"before": LABEL}]
    assert details(archive, media, "restricted") == [{"before": "everyone", "access": "registered"}]
    assert details(archive, media, "worded") == [
        {"kind": "captions", "part": "vi", "before": None},
        {"kind": "captions", "part": "vi", "before": "WEBVTT\n"},
    ]


def test_the_same_description_again_leaves_no_trace(archive: Archive) -> None:
    media = archive.media.accept(SYSTEM, draft(archive), jpeg(), "anh.jpg", description=LABEL)
    archive.media.describe(SYSTEM, media.id, LABEL, access="everyone", base="0" * 16)
    assert details(archive, media.id, "described") == details(archive, media.id, "restricted") == []


def test_a_step_in_the_order_keeps_a_file_that_came_in_meanwhile(archive: Archive) -> None:
    record = draft(archive)
    one, two, three = (
        archive.media.accept(SYSTEM, record, jpeg(colour=colour), "anh.jpg").id for colour in ("red", "blue", "tan")
    )
    archive.records.arrange(SYSTEM, record, "up", two)
    assert listed(archive, record) == [two, one, three]
    archive.records.arrange(SYSTEM, record, "out", one)
    assert listed(archive, record) == [two, three]
    archive.records.arrange(SYSTEM, record, "in", one)
    archive.records.arrange(SYSTEM, record, "down", two)
    assert listed(archive, record) == [three, two, one]


@pytest.mark.parametrize("step", ["up", "nonsense", "in"])
def test_a_step_that_leads_nowhere_makes_no_version(archive: Archive, step: str) -> None:
    record = draft(archive)
    media = archive.media.accept(SYSTEM, record, jpeg(), "anh.jpg").id
    assert archive.records.arrange(SYSTEM, record, step, media).version == 2


def test_the_same_file_again_leaves_a_record_in_review(archive: Archive) -> None:
    record = draft(archive)
    first = archive.media.accept(SYSTEM, record, jpeg(), "anh.jpg")
    archive.records.submit(SYSTEM, record, base=2)
    assert archive.media.accept(SYSTEM, record, jpeg(), "anh khác.jpg").id == first.id
    seen = archive.reading.record(SYSTEM, record, head=True)
    assert (seen.version, seen.status) == (2, "in_review")


def test_two_uploads_to_one_record_at_once_both_come_in(archive: Archive) -> None:
    _both_at_once(archive, "red", "blue", files=2)


def test_the_same_bytes_sent_twice_at_once_are_one_file(archive: Archive) -> None:
    _both_at_once(archive, "red", "red", files=1)


def _both_at_once(archive: Archive, *colours: str, files: int) -> None:
    record = draft(archive)
    barrier = Barrier(len(colours))

    def together(*arguments: Any) -> Any:
        received = receive(*arguments)
        barrier.wait(timeout=20)
        return received

    def send(file: BinaryIO) -> str:
        return archive.media.accept(SYSTEM, record, file, "anh.jpg").id

    receive, enter = archive.media.receive, archive.media.enter_in

    def slowly(*arguments: Any, **named: Any) -> Media:
        row = enter(*arguments, **named)
        meeting.wait()
        return row

    meeting = _Meeting()
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(len(colours)) as pool:
        patch.setattr(archive.media, "receive", together)
        patch.setattr(archive.media, "enter_in", slowly)
        sent = list(pool.map(send, [jpeg(colour=colour) for colour in colours]))
    assert len(set(sent)) == files
    assert sorted(listed(archive, record)) == sorted(set(sent))


class _Meeting:
    """Gives another transaction time to come as far as this one has, where it can; where it can't, goes on."""

    def __init__(self) -> None:
        self._barrier = Barrier(2)

    def wait(self) -> None:
        try:
            self._barrier.wait(timeout=0.5)
        except BrokenBarrierError:
            return


def test_an_officer_of_another_unit_learns_of_no_draft(archive: Archive, stranger: Viewer) -> None:
    record = draft(archive)
    media = archive.media.accept(SYSTEM, record, jpeg(), "anh.jpg").id
    with pytest.raises(NotFound) as unknown:
        archive.records.publish(stranger, "0000zzzz", base=1)
    deeds: list[Callable[[], object]] = [
        lambda: archive.records.publish(stranger, record, base=2),
        lambda: archive.records.withdraw(stranger, record, why=""),
        lambda: archive.records.save(stranger, record, texts.body(festival()), base=2),
        lambda: archive.records.autosave(stranger, record, texts.body({}), base=2),
        lambda: archive.media.check(stranger, record),
        lambda: archive.media.accept(stranger, record, jpeg(), "anh.jpg"),
        lambda: archive.media.describe(stranger, media, LABEL),
        lambda: archive.media.restrict(stranger, media, "registered"),
        lambda: archive.media.retry(stranger, media),
    ]
    for deed in deeds:
        with pytest.raises(NotFound) as refusal:
            deed()
        assert refusal.value.problem.code in (unknown.value.problem.code, "media.not_found")


def test_of_what_everyone_sees_an_officer_of_another_unit_is_told_that_a_role_is_missing(
    archive: Archive, stranger: Viewer
) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "anh.jpg").id
    with pytest.raises(NotAllowed):
        archive.records.withdraw(stranger, record, why="")
    with pytest.raises(NotFound):
        archive.media.describe(stranger, media, LABEL)
    archive.records.publish(SYSTEM, record, base=2)
    with pytest.raises(NotAllowed):
        archive.media.describe(stranger, media, LABEL)


def test_a_published_record_that_is_closed_to_an_officer_is_unknown_to_them(archive: Archive, stranger: Viewer) -> None:
    record = published(archive, SYSTEM, access="community:xtieng")
    with pytest.raises(NotFound):
        archive.records.withdraw(stranger, record, why="")


def test_describing_a_file_changes_the_record_only_where_visitors_see_the_file(archive: Archive) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "anh.jpg").id
    before = archive.reading.record(SYSTEM, record).changed_at
    archive.reading.media(SYSTEM, media)
    archive.media.describe(SYSTEM, media, LABEL)
    assert archive.reading.record(SYSTEM, record).changed_at == before
    assert archive.reading.media(SYSTEM, media).description == LABEL
    archive.records.publish(SYSTEM, record, base=2)
    before = archive.reading.record(SYSTEM, record).changed_at
    archive.media.describe(SYSTEM, media, {})
    assert archive.reading.record(SYSTEM, record).changed_at > before


@pytest.mark.parametrize("state", ["queued", "working"])
def test_a_file_that_waits_for_no_job_can_be_tried_again(archive: Archive, state: str) -> None:
    media = archive.media.accept(SYSTEM, draft(archive), jpeg(), "anh.jpg").id
    with archive.db.unit_of_work() as work:
        work.execute(update(Media).values(state=state))
        work.execute(update(Job).where(Job.subject == media).values(state="done"))
    archive.media.retry(SYSTEM, media)
    archive.media.retry(SYSTEM, media)
    with archive.db.read() as session:
        assert list(session.scalars(select(Job.state).where(Job.subject == media).order_by(Job.id))) == [
            "done",
            "queued",
        ]
