"""The Celery application that workers run, and the thread by which each of them beats and sweeps."""

import threading
from itertools import count

import structlog
from celery import Celery
from celery.signals import worker_ready, worker_shutdown

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


def work(archive: Archive) -> None:
    """Runs one worker until it is told to stop."""
    runner = Runner(archive, process_name())
    app = make(archive, runner)
    stop = threading.Event()
    housekeeping(archive)
    keeper = threading.Thread(target=_keep, args=(archive, process_name(), runner, stop), daemon=True)
    worker_ready.connect(lambda **_: keeper.start(), weak=False)
    worker_shutdown.connect(lambda **_: stop.set(), weak=False)
    options = {"loglevel": "WARNING", "quiet": True, "without_gossip": True, "without_mingle": True}
    app.Worker(**options, without_heartbeat=True).start()


def _keep(archive: Archive, worker: str, runner: Runner, stop: threading.Event) -> None:
    """Beats for the job in hand, and sweeps: what a lost ring or a dead worker left is found within seconds."""
    for beat in count():
        if stop.wait(HEARTBEAT.total_seconds()):
            return
        try:
            if archive.jobs.working(worker):
                archive.jobs.beat(worker)
            runner.let_go()
            archive.jobs.sweep(worker)
            if beat % TENDING == 0:
                archive.indexing.tend(closely=beat % CLOSELY == 0)
        except archive.db_errors as error:
            log.warning("keeper_waits", error=str(error))
