"""The job table: asking for work, claiming it, telling how far it is, bringing back what nobody finished.

What the kinds of work do is in the other services; ``workers.jobs`` joins the two.
"""

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import and_, case, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from app.db import Database, UnitOfWork
from app.models import Job, Lease, Media, now
from app.ports import Bell
from metadata.problem import Problem

HEARTBEAT = timedelta(seconds=2)
STALE = timedelta(seconds=20)
LEASE = timedelta(seconds=10)
FORGOTTEN = timedelta(days=1)
KEEP_DONE = timedelta(days=7)
MAX_ATTEMPTS = 5
LONGEST_WAIT = timedelta(minutes=5)
AHEAD = timedelta(minutes=1)
UNTIRING = ("index", "manifest", "erase")
"""Quick work that goes before all other and is never given up: what is found and shown, or not, depends on it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Claim:
    id: int
    kind: str
    subject: str
    attempts: int


def process_name() -> str:
    """Names this process so that it can be told from a later one with the same number."""
    return f"{socket.gethostname()}:{os.getpid()}:{started(os.getpid())}"


class Jobs:
    def __init__(self, db: Database, bell: Bell) -> None:
        self._db = db
        self._bell = bell

    def ask(self, work: UnitOfWork, kind: str, subject: str, *, not_before: datetime | None = None) -> None:
        """Enters a job in the caller's transaction and rings once that is committed. Asked twice, it is done once,
        at the earlier of the two times."""
        insert = sqlite.insert if self._db.sqlite else postgresql.insert
        due = not_before or now()
        values = {"kind": kind, "key": f"{kind}:{subject}", "subject": subject, "state": "queued", "not_before": due}
        statement = insert(Job).values(**values, attempts=0, done=0, total=0, created_at=now())
        sooner = case((Job.not_before < due, Job.not_before), else_=due)
        statement = statement.on_conflict_do_update(
            index_elements=["key"], index_where=text("state = 'queued'"), set_={"not_before": sooner}
        )
        job_id = work.scalar(statement.returning(Job.id), execution_options={"synchronize_session": False})
        if job_id is not None and not_before is None:
            work.after_commit(lambda: self._bell.ring(job_id))

    def claim(self, job_id: int, worker: str) -> Claim | None:
        """None when another has it, when it is not due, or while a job with the same key is being worked on."""
        other = aliased(Job)
        same = exists().where(other.key == Job.key, other.state == "working")
        with self._db.unit_of_work() as work:
            statement = (
                update(Job)
                .where(Job.id == job_id, Job.state == "queued", Job.not_before <= now(), ~same)
                .values(state="working", worker=worker, heartbeat=now(), attempts=Job.attempts + 1, error=None)
                .returning(Job.id, Job.kind, Job.subject, Job.attempts)
            )
            row = work.execute(statement, execution_options={"synchronize_session": False}).one_or_none()
        return Claim(*row) if row else None

    def next_due(self, since: timedelta = timedelta(0)) -> int | None:
        """The oldest job that could be claimed now, and for so long already."""
        other = aliased(Job)
        same = exists().where(other.key == Job.key, other.state == "working")
        with self._db.read() as session:
            due = select(Job.id).where(Job.state == "queued", Job.not_before <= now() - since, ~same)
            return session.scalar(due.order_by(Job.kind.not_in(UNTIRING), Job.id).limit(1))

    def progress(self, job_id: int, done: int, total: int) -> None:
        with self._db.unit_of_work() as work:
            work.execute(update(Job).where(Job.id == job_id).values(done=done, total=total, heartbeat=now()))

    def finish(self, job_id: int) -> None:
        self._end(job_id, state="done", error=None)

    def fail(self, job_id: int, problem: Problem) -> None:
        self._end(job_id, state="failed", error=_as_json(problem))

    def retry(self, claim: Claim, problem: Problem, *, untiring: bool = False) -> bool:
        """Puts a job back for later, longer each time. False when it has been tried often enough, and failed."""
        if claim.attempts >= MAX_ATTEMPTS and claim.kind not in UNTIRING and not untiring:
            self.fail(claim.id, problem)
            return False
        later = now() + min(timedelta(seconds=2 ** min(claim.attempts, 10)), LONGEST_WAIT)
        with self._db.unit_of_work() as work:
            _requeue(work, claim.id, not_before=later, error=_as_json(problem))
        return True

    def beat(self, worker: str) -> None:
        with self._db.unit_of_work() as work:
            work.execute(update(Job).where(Job.worker == worker, Job.state == "working").values(heartbeat=now()))

    def working(self, worker: str) -> bool:
        with self._db.read() as session:
            mine = select(func.count()).where(Job.worker == worker, Job.state == "working")
            return bool(session.scalar(mine))

    def held(self, job_id: int, worker: str) -> bool:
        """Whether a job is still this worker's: one that stood still for long may have lost it to another."""
        mine = (Job.id == job_id, Job.worker == worker, Job.state == "working")
        with self._db.read() as session:
            return session.scalar(select(exists().where(*mine))) or False

    def release(self, worker: str, in_hand: int | None) -> None:
        """Brings back what stands as this worker's and is not what it has in hand."""
        left = (Job.worker == worker, Job.state == "working", Job.id != (in_hand or 0))
        with self._db.read() as session:
            if not session.scalar(select(func.count()).where(*left)):
                return
        with self._db.unit_of_work() as work:
            for job in work.scalars(select(Job).where(*left)).all():
                log.warning("job_released", job=job.id, kind=job.kind, subject=job.subject)
                _requeue(work, job.id, not_before=now(), error=None)

    def sweep(self, worker: str) -> list[int]:
        """Under a lease: brings back jobs whose worker is gone, rings for all that are due, forgets old done ones."""
        with self._db.unit_of_work() as work:
            if not _take_lease(work, "sweep", worker):
                return []
            for job in work.scalars(select(Job).where(Job.state == "working")).all():
                if _abandoned(job):
                    log.warning("job_abandoned", job=job.id, kind=job.kind, subject=job.subject, worker=job.worker)
                    _bring_back(work, job)
            _after_a_clock_was_put_back(work)
            work.execute(delete(Job).where(Job.state == "done", Job.created_at < now() - KEEP_DONE))
            waiting = select(Job.id).where(Job.state == "queued", Job.not_before <= now())
            due = list(work.scalars(waiting.order_by(Job.id).limit(1)))
        for job_id in due:  # one is enough: a worker that is woken goes on until nothing is due
            self._bell.ring(job_id)
        return due

    def idle(self) -> bool:
        """Nothing is queued for now, and nothing is worked on. Jobs set for later do not count."""
        with self._db.read() as session:
            busy = or_(Job.state == "working", and_(Job.state == "queued", Job.not_before <= now()))
            return not session.scalar(select(func.count()).where(busy))

    def hurry(self, kind: str) -> int:
        """Jobs of a kind that are set for later are due now; how many there were."""
        later = (Job.kind == kind, Job.state == "queued", Job.not_before > now())
        with self._db.unit_of_work() as work:
            waiting = work.scalars(select(Job.id).where(*later)).all()
            work.execute(update(Job).where(Job.id.in_(waiting)).values(not_before=now()))
        return len(waiting)

    def hurry_retried(self, kinds: Sequence[str]) -> None:
        """Jobs that wait because they failed are due now: what stood in their way is gone."""
        waiting = (Job.kind.in_(kinds), Job.state == "queued", Job.not_before > now(), Job.attempts > 0)
        with self._db.read() as session:
            if session.scalar(select(exists().where(*waiting))):
                with self._db.unit_of_work() as work:
                    work.execute(update(Job).where(*waiting).values(not_before=now()))

    def due(self, *kinds: str) -> bool:
        """Whether one of these is worked on, or waits for nothing but a worker, or was tried in vain."""
        ready = or_(Job.not_before <= now(), Job.attempts > 0)
        on_its_way = or_(Job.state == "working", and_(Job.state == "queued", ready))
        with self._db.read() as session:
            return bool(session.scalar(select(exists().where(Job.kind.in_(kinds), on_its_way))))

    def _end(self, job_id: int, *, state: str, error: dict[str, str] | None) -> None:
        with self._db.unit_of_work() as work:
            job = work.get_one(Job, job_id)
            job.state, job.error = state, error
            following = work.scalar(select(Job.id).where(Job.key == job.key, Job.state == "queued"))
            if following is not None:
                work.after_commit(lambda: self._bell.ring(following))


def newest(session: Session, subject: str, kind: str) -> Job | None:
    """The youngest job of a kind for a subject: what a page tells of progress."""
    asked = select(Job).where(Job.subject == subject, Job.kind == kind)
    return session.scalar(asked.order_by(Job.id.desc()).limit(1))


def _as_json(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "path": problem.path, "value": problem.value, "expected": problem.expected}


def _requeue(work: UnitOfWork, job_id: int, *, not_before: datetime, error: dict[str, str] | None) -> None:
    """Back into the queue, unless the same work has been asked for anew meanwhile: then that one stands for both."""
    job = work.get_one(Job, job_id)
    waiting = work.scalar(select(Job.id).where(Job.key == job.key, Job.state == "queued"))
    try:
        with work.begin_nested():
            if waiting is None:
                job.state, job.worker, job.heartbeat = "queued", None, None
                job.not_before, job.error = not_before, error
                work.flush()
    except IntegrityError:  # somebody is asking for it at this very moment
        waiting = job_id
    if waiting is not None:
        work.delete(job)


def _after_a_clock_was_put_back(work: UnitOfWork) -> None:
    """What was entered by a clock that ran ahead would wait until the right one gets there."""
    entered = Job.created_at > now() + AHEAD
    put_off = and_(Job.attempts > 0, Job.not_before > now() + LONGEST_WAIT + AHEAD)
    ahead = update(Job).where(Job.state == "queued", or_(entered, put_off))
    work.execute(ahead.values(not_before=now(), created_at=now()), execution_options={"synchronize_session": False})


def _bring_back(work: UnitOfWork, job: Job) -> None:
    if job.attempts >= MAX_ATTEMPTS and job.kind not in UNTIRING:  # what it works on takes its worker down with it
        job.state, job.error = "failed", _as_json(Problem("job.crashed", value=job.kind))
        if job.kind == "media":
            work.execute(update(Media).where(Media.id == job.subject).values(state="failed", problem=job.error))
    else:
        _requeue(work, job.id, not_before=now(), error=None)


def _abandoned(job: Job) -> bool:
    """By its own machine a dead process is known at once; from afar, by a heartbeat that stopped."""
    if (job.worker or "").partition(":")[0] == socket.gethostname():
        return dead(job.worker or "")  # a laptop that slept is not dead, however old its last beat
    return job.heartbeat is None or job.heartbeat < now() - STALE


def dead(process: str) -> bool:
    """Whether a process that ``process_name`` named is surely gone. Of another machine's one can't tell."""
    host, _, rest = process.partition(":")
    pid, _, began = rest.partition(":")
    return host == socket.gethostname() and pid.isdigit() and started(int(pid)) != began


def gone(process: str, path: Path) -> bool:
    """Whether what a process was writing to ``path`` is nobody's: of another machine's, once it lay still for a day."""
    if process.partition(":")[0] == socket.gethostname():
        return dead(process)
    return path.stat().st_mtime < (now() - FORGOTTEN).timestamp()


def started(pid: int) -> str:
    """When a process began, in clock ticks since boot; empty when there is none, or it is only a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _take_lease(work: UnitOfWork, name: str, holder: str) -> bool:
    lease = work.get(Lease, name, with_for_update=True)  # of two who ask at once, one waits and is refused
    if lease is None:
        work.add(Lease(name=name, holder=holder, until=now() + LEASE))
        return True
    if lease.holder != holder and lease.until > now() and not dead(lease.holder):
        return False
    lease.holder, lease.until = holder, now() + LEASE
    return True


Report = Callable[[int, int], None]
"""``report(done, total)``: how services tell progress; written to the table at most every two seconds."""
