"""Media files with their text and captions, and the job table."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.types import Instant, Json, now


class Media(Base):
    """An original and what is known of it.

    ``generation`` names the folder of the derivatives in use (0: none yet); ``protocol`` grows whenever who may see
    the file changes: caches key on both. ``detail`` is what probing found: pixels, seconds, pages, rungs.
    """

    __tablename__ = "media"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    record: Mapped[str] = mapped_column(ForeignKey("record.identifier"), index=True)
    access_id: Mapped[int] = mapped_column(ForeignKey("access_class.id"))
    type: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="received")
    generation: Mapped[int] = mapped_column(default=0)
    protocol: Mapped[int] = mapped_column(default=0)
    filename: Mapped[str] = mapped_column(String(255))
    mime: Mapped[str] = mapped_column(String(100))
    puid: Mapped[str | None] = mapped_column(String(20))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    sha512: Mapped[str] = mapped_column(String(128))
    description: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    problem: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class MediaText(Base):
    """A text that stands with a file: in one language, of one page, or of the whole (``app.services.media.texts``)."""

    __tablename__ = "media_text"

    media: Mapped[str] = mapped_column(ForeignKey("media.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class Job(Base):
    """The outbox and the truth about work to do; the broker is only a bell.

    While a job is queued, ``key`` is unique: asking twice for the same work is asking once.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "uq_job_queued_key",
            "key",
            unique=True,
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index("ix_job_state_not_before", "state", "not_before"),
        Index("ix_job_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(Instant, default=now)
    worker: Mapped[str | None] = mapped_column(String(80))
    heartbeat: Mapped[datetime | None] = mapped_column(Instant)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Lease(Base):
    """Who holds a duty that one process at a time has, and until when."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime] = mapped_column(Instant)
