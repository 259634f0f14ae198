"""The job table: once, in order of time, and never lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from app.bootstrap import Archive
from app.errors import MediaRefused
from app.models import Job, now
from app.services.jobs import MAX_ATTEMPTS, process_name
from metadata.problem import Problem
from workers.jobs import KINDS, Runner


def ask(archive: Archive, kind: str = "index", **more: object) -> None:
    with archive.db.unit_of_work() as work:
        archive.jobs.ask(work, kind, "abcd1234", **more)  # type: ignore[arg-type]


def jobs(archive: Archive) -> list[Job]:
    with archive.db.read() as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def test_asked_twice_it_is_queued_once(archive: Archive) -> None:
    ask(archive)
    ask(archive)
    assert len(jobs(archive)) == 1


def test_asked_for_now_what_was_set_for_later_is_due_now(archive: Archive) -> None:
    ask(archive, not_before=now() + timedelta(days=3))
    assert archive.jobs.next_due() is None
    assert archive.jobs.idle()
    ask(archive)
    assert len(jobs(archive)) == 1
    assert archive.jobs.next_due() is not None


def test_only_one_worker_gets_a_job(archive: Archive) -> None:
    ask(archive)
    job = jobs(archive)[0]
    assert archive.jobs.claim(job.id, "one") is not None
    assert archive.jobs.claim(job.id, "two") is None


def test_work_asked_for_while_it_is_being_done_waits_for_its_end(archive: Archive) -> None:
    ask(archive)
    first = jobs(archive)[0].id
    archive.jobs.claim(first, process_name())
    ask(archive)
    second = jobs(archive)[1].id
    assert archive.jobs.claim(second, process_name()) is None
    archive.jobs.finish(first)
    assert archive.jobs.claim(second, process_name()) is not None


def test_the_job_of_a_dead_worker_comes_back(archive: Archive) -> None:
    ask(archive)
    job = jobs(archive)[0].id
    host = process_name().partition(":")[0]
    archive.jobs.claim(job, f"{host}:999999:1")
    archive.jobs.sweep("sweeper")
    assert jobs(archive)[0].state == "queued"


def test_a_job_in_living_hands_is_left_there(archive: Archive) -> None:
    ask(archive)
    job = jobs(archive)[0].id
    archive.jobs.claim(job, process_name())
    archive.jobs.sweep("sweeper")
    assert jobs(archive)[0].state == "working"


def test_a_far_worker_that_stopped_beating_loses_its_job(archive: Archive) -> None:
    ask(archive)
    job = jobs(archive)[0].id
    archive.jobs.claim(job, "elsewhere:1:1")
    with archive.db.unit_of_work() as work:
        work.execute(update(Job).values(heartbeat=now() - timedelta(minutes=5)))
    archive.jobs.sweep("sweeper")
    assert jobs(archive)[0].state == "queued"


def test_what_takes_its_worker_down_each_time_is_given_up(archive: Archive) -> None:
    ask(archive, "media")
    host = process_name().partition(":")[0]
    for _ in range(MAX_ATTEMPTS):
        job = archive.jobs.next_due()
        assert job is not None
        archive.jobs.claim(job, f"{host}:999999:1")
        archive.jobs.sweep("sweeper")
    found = jobs(archive)[0]
    assert (found.state, found.error and found.error["code"]) == ("failed", "job.crashed")


def test_the_index_is_never_given_up(archive: Archive) -> None:
    ask(archive)
    for _ in range(MAX_ATTEMPTS + 2):
        with archive.db.unit_of_work() as work:
            work.execute(update(Job).values(not_before=now() - timedelta(seconds=1)))
        claim = archive.jobs.claim(jobs(archive)[0].id, "one")
        assert claim is not None
        assert archive.jobs.retry(claim, Problem("search.failed"))
    assert jobs(archive)[0].state == "queued"


def test_what_is_found_goes_before_what_takes_long(archive: Archive) -> None:
    ask(archive, "media")
    ask(archive, "index")
    assert archive.jobs.next_due() == jobs(archive)[1].id


def test_a_retry_comes_later_each_time(archive: Archive) -> None:
    ask(archive)
    claim = archive.jobs.claim(jobs(archive)[0].id, "one")
    assert claim is not None
    assert archive.jobs.retry(claim, Problem("job.broke"))
    waiting = jobs(archive)[0]
    assert waiting.state == "queued"
    assert waiting.not_before > now()


def test_a_job_that_breaks_is_written_down(
    archive: Archive, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from workers import jobs as shells

    def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setitem(shells.KINDS, "index", broken)
    ask(archive)
    run_jobs()
    found = jobs(archive)[0]
    assert found.error is not None
    assert (found.error["code"], found.error["value"]) == ("job.broke", "RuntimeError")


def test_a_job_whose_end_could_not_be_written_comes_back_and_the_one_in_hand_stays(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Runner(archive, process_name())

    def full(*_arguments: object, **_more: object) -> None:
        raise OperationalError("UPDATE job", {}, Exception("database or disk is full"))

    def while_working(_archive: Archive, _subject: str, _report: object) -> None:
        runner.let_go()
        assert [job.state for job in jobs(archive)] == ["working"]

    monkeypatch.setitem(KINDS, "index", while_working)
    ask(archive)
    with monkeypatch.context() as disk:
        disk.setattr(type(archive.jobs), "finish", full)
        disk.setattr(type(archive.jobs), "retry", full)
        with pytest.raises(OperationalError):
            runner.once(jobs(archive)[0].id)
    assert [job.state for job in jobs(archive)] == ["working"]
    runner.let_go()
    assert [job.state for job in jobs(archive)] == ["queued"]
    runner.once(jobs(archive)[0].id)
    assert [job.state for job in jobs(archive)] == ["done"]


def test_what_was_asked_for_by_a_clock_that_ran_ahead_does_not_wait_for_the_right_one(archive: Archive) -> None:
    ask(archive)
    ask(archive, "manifest", not_before=now() + timedelta(days=2))
    with archive.db.unit_of_work() as work:
        tomorrow = {"created_at": now() + timedelta(days=1), "not_before": now() + timedelta(days=1)}
        work.execute(update(Job).where(Job.kind == "index").values(**tomorrow))
    assert archive.jobs.next_due() is None
    archive.jobs.sweep(process_name())
    assert archive.jobs.next_due() == jobs(archive)[0].id
    assert jobs(archive)[1].not_before > now() + timedelta(days=1)  # what was set for later is left there


def test_a_retry_put_off_by_a_clock_that_ran_ahead_is_tried_again(archive: Archive) -> None:
    ask(archive)
    with archive.db.unit_of_work() as work:
        work.execute(update(Job).values(attempts=1, not_before=now() + timedelta(days=1)))
    archive.jobs.sweep(process_name())
    assert archive.jobs.next_due() == jobs(archive)[0].id


@pytest.mark.parametrize("error", [None, MediaRefused("media.damaged"), FileNotFoundError("taken away")])
def test_who_has_lost_a_job_says_nothing_of_its_end(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    """A machine that slept: another has the job by now, and has cleared away what the first had begun."""

    def slept(_archive: Archive, _subject: str, _report: object) -> None:
        with archive.db.unit_of_work() as work:
            work.execute(update(Job).values(worker="elsewhere:1:1", heartbeat=now()))
        if error:
            raise error

    monkeypatch.setitem(KINDS, "media", slept)
    ask(archive, "media")
    Runner(archive, process_name()).once(jobs(archive)[0].id)
    [job] = jobs(archive)
    assert (job.state, job.worker, job.error) == ("working", "elsewhere:1:1", None)
