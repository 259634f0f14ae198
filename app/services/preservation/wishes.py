"""When a record is to be preserved: asked for in the transaction of the change, and done once for many changes."""

from datetime import timedelta

from app.db import UnitOfWork
from app.models import now
from app.services.jobs import Jobs

KIND = "preserve"
REGISTRY_SUBJECT = "registry"
AFTER_ACCESSION = timedelta(minutes=5)
"""An original is safe as soon as it is acknowledged; a thousand photographs that come one by one make few versions."""
AFTER_CHANGE = timedelta(seconds=10)


def wish(jobs: Jobs, work: UnitOfWork, subject: str, *, after: timedelta | None = None) -> None:
    """At most one such job waits a record. What is published or withdrawn is preserved at once."""
    jobs.ask(work, KIND, subject, not_before=now() + after if after else None)
