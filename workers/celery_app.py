"""The Celery application that workers run, and the threads by which each beats, sweeps, tends and stands in."""

import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

import structlog
from celery import Celery

from app.adapters.queue import TASK, celery_app
from app.bootstrap import Archive
from app.services.jobs import HEARTBEAT, process_name
from workers.jobs import Runner, housekeeping

# In beats: how often it is looked whether the search engine is there, and has what it should have
TENDING, CLOSELY = 3, 150

log = structlog.get_logger()


def make(archive: Archive, runner: Runner) -> Celery:
    """One task, ``run(job_id)``; solo, because prefork stalled after a kill (docs/decisions.md)."""
    settings = archive.settings
    app = celery_app(settings.broker_url, settings.broker)
    app.conf.update(worker_pool="solo", worker_concurrency=1, task_acks_late=False)
    app.task(name=TASK)(runner.run)
    return app


def work(archive: Archive, beat: Path | None = None) -> None:
    """Runs one worker until it is told to stop. ``beat`` is touched while its keeper lives."""
    worker = process_name()
    runner = Runner(archive, worker)
    app = make(archive, runner)
    housekeeping(archive)
    stop = threading.Event()

    def keep(_round: int) -> None:
        """Beats for the job in hand, and sweeps: what a lost ring or a dead worker left is found within seconds."""
        if archive.jobs.working(worker):
            archive.jobs.beat(worker)
        runner.let_go()
        archive.jobs.sweep(worker)
        if beat:
            beat.touch()

    def tend(round: int) -> None:
        """Apart from beating, which must not wait for a cluster that says nothing."""
        if round % TENDING == 0:
            archive.indexing.tend(closely=round % CLOSELY == 0)

    def stand_in(_round: int) -> None:
        runner.stand_in()

    threads = [threading.Thread(target=_again, args=(what, archive, stop)) for what in (keep, tend, stand_in)]
    for thread in threads:  # at once: a broker that is away does not keep them waiting
        thread.start()
    options = {"loglevel": "WARNING", "quiet": True, "without_gossip": True, "without_mingle": True}
    try:
        app.Worker(**options, without_heartbeat=True).start()
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _again(what: Callable[[int], None], archive: Archive, stop: threading.Event) -> None:
    for number in count():
        if stop.wait(HEARTBEAT.total_seconds()):
            return
        try:
            what(number)
        except archive.db_errors as error:
            log.warning("keeper_waits", error=str(error))
