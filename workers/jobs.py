"""Jobs: thin shells round services, and the one place that catches everything, to write it down."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import structlog

from app.bootstrap import Archive
from app.db import disk_full
from app.errors import ArchiveError, Busy, SearchUnavailable
from app.services.jobs import HEARTBEAT, Claim
from metadata.problem import Problem

log = structlog.get_logger()

HURRIES = 3
"""A record's preservation asks for that of the registry; one that has to wait all the same is not asked for ever."""

UNHEARD = timedelta(seconds=5)
"""A job that has been due for so long while a worker was idle: the broker is away, or lost the message."""

Report = Callable[[int, int], None]


def index(archive: Archive, record: str, _report: Report) -> None:
    archive.indexing.index(record)


def manifest(archive: Archive, record: str, _report: Report) -> None:
    archive.manifests.make(record)


def media(archive: Archive, media_id: str, report: Report) -> None:
    archive.derivation.derive(media_id, report)


def read(archive: Archive, media_id: str, report: Report) -> None:
    archive.page_reading.read(media_id, report)


def preserve(archive: Archive, subject: str, report: Report) -> None:
    archive.preservation.preserve(subject, report)


def erase(archive: Archive, record: str, report: Report) -> None:
    archive.erasure.clear(record, report)


def govern(archive: Archive, community: str, report: Report) -> None:
    archive.communities.govern(community, report)


def reindex(archive: Archive, _subject: str, report: Report) -> None:
    archive.indexing.reindex(report)


def announce(archive: Archive, _subject: str, report: Report) -> None:
    archive.activities.announce(report)


KINDS: dict[str, Callable[[Archive, str, Report], None]] = {
    "index": index,
    "manifest": manifest,
    "media": media,
    "read": read,
    "preserve": preserve,
    "erase": erase,
    "reindex": reindex,
    "govern": govern,
    "announce": announce,
}


class Runner:
    def __init__(self, archive: Archive, worker: str) -> None:
        self._archive, self._worker = archive, worker
        self._busy, self._taking = threading.Lock(), threading.Lock()
        self._in_hand: int | None = None

    def run(self, job_id: int) -> None:
        """Does a job, and then whatever else is due: what the bell did not say stands in the table."""
        with self._busy:
            self._run(job_id)

    def stand_in(self) -> None:
        """Does what has been due for a while where this worker has nothing in hand: no bell was heard."""
        if not self._busy.acquire(blocking=False):
            return
        try:
            job_id = self._archive.jobs.next_due(UNHEARD)
            if job_id is not None:
                self._run(job_id)
        finally:
            self._busy.release()

    def _run(self, job_id: int) -> None:
        self.once(job_id)
        while (following := self._archive.jobs.next_due()) is not None:
            self.once(following)

    def once(self, job_id: int) -> None:
        """Claims a job and does it; does nothing when somebody else has it."""
        with self._taking:
            claim = self._archive.jobs.claim(job_id, self._worker)
            self._in_hand = claim.id if claim else None
        if claim is None:
            return
        try:
            self._do(claim)
        finally:
            with self._taking:
                self._in_hand = None

    def let_go(self) -> None:
        """Jobs whose end could not be written down, as on a full disk, wait again: one at most is in hand."""
        with self._taking:
            self._archive.jobs.release(self._worker, self._in_hand)

    def _do(self, claim: Claim) -> None:
        started = time.monotonic()
        try:
            KINDS[claim.kind](self._archive, claim.subject, self._reporter(claim))
        except ArchiveError as error:
            if self._still_mine(claim):
                self._refused(claim, error)
        except Exception as error:
            if not disk_full(error):
                log.exception("job_broke", job=claim.id, kind=claim.kind, subject=claim.subject)
            if self._still_mine(claim):
                self._broke(claim, error)
        else:
            if self._still_mine(claim):
                self._archive.jobs.finish(claim.id)
            seconds = round(time.monotonic() - started, 2)
            log.info("job_done", kind=claim.kind, subject=claim.subject, seconds=seconds)

    def _still_mine(self, claim: Claim) -> bool:
        """Who has lost a job says nothing of its end: another is at it, and cleared away what this one had begun."""
        mine = self._archive.jobs.held(claim.id, self._worker)
        if not mine:
            log.warning("job_lost", job=claim.id, kind=claim.kind, subject=claim.subject)
        return mine

    def _refused(self, claim: Claim, error: ArchiveError) -> None:
        if isinstance(error, Busy | SearchUnavailable):
            self._archive.jobs.retry(claim, error.problem, untiring=isinstance(error, SearchUnavailable))
        else:
            self._failed(claim, error.problem)

    def _broke(self, claim: Claim, error: Exception) -> None:
        if disk_full(error):  # nothing is wrong with the job
            log.warning("disk_full", kind=claim.kind, subject=claim.subject)
            self._archive.jobs.retry(claim, Problem("disk.full"), untiring=True)
            return
        problem = Problem("job.broke", value=type(error).__name__)
        if not self._archive.jobs.retry(claim, problem):
            self._failed(claim, problem)

    def run_until_idle(self) -> int:
        """Does what is due until nothing is queued or worked on; the number of jobs that it took.

        What waits for more of its kind, to be preserved or indexed anew at once, does not wait any longer."""
        done, hurried = 0, 0
        while True:
            job_id = self._archive.jobs.next_due()
            if job_id is not None:
                self.once(job_id)
                done += 1
            elif not self._archive.jobs.idle():
                self.let_go()
                self._archive.jobs.sweep(self._worker)
                time.sleep(0.2)
            elif hurried < HURRIES and self._archive.jobs.hurry("preserve"):
                hurried += 1
            elif not self._archive.jobs.hurry("reindex"):
                return done

    def _failed(self, claim: Claim, problem: Problem) -> None:
        log.warning("job_failed", kind=claim.kind, subject=claim.subject, problem=problem.code)
        if claim.kind == "media":
            self._archive.derivation.failed(claim.subject, problem)
        self._archive.jobs.fail(claim.id, problem)

    def _reporter(self, claim: Claim) -> Report:
        last = time.monotonic()

        def report(done: int, total: int) -> None:
            nonlocal last
            if time.monotonic() - last >= HEARTBEAT.total_seconds():
                last = time.monotonic()
                self._archive.jobs.progress(claim.id, done, total)

        return report


def housekeeping(archive: Archive) -> None:
    """What a killed process left is cleared away when a worker starts: half-written files, jobs in dead hands."""
    archive.media.sweep()
    archive.vault.sweep()
    archive.activities.settle()
    with suppress(SearchUnavailable):
        archive.index.sweep()
