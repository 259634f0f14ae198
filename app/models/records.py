"""Records, their versions and working copies, access classes, and identifiers that are used up."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.types import Instant, Json, now


class AccessClass(Base):
    """A condition of access; ``canonical`` is its text in normal form, see ``app.services.access``."""

    __tablename__ = "access_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    canonical: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class UsedIdentifier(Base):
    """Every identifier that was ever given out; a row is never removed, so none is given out twice."""

    __tablename__ = "used_identifier"

    identifier: Mapped[str] = mapped_column(String(8), primary_key=True)
    burnt_at: Mapped[datetime | None] = mapped_column(Instant)


class Batch(Base):
    """One import: what came together and can be undone together."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(200))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(String(20), default="running")
    started_at: Mapped[datetime] = mapped_column(Instant, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    report: Mapped[dict[str, Any] | None] = mapped_column(Json)


class BatchChange(Base):
    """What a batch did to one record or media file, and what was before: all that ``undo`` needs."""

    __tablename__ = "batch_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    record: Mapped[str | None] = mapped_column(String(8))
    media: Mapped[str | None] = mapped_column(String(8))
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)


class Record(Base):
    __tablename__ = "record"
    __table_args__ = (
        Index("ix_record_published_at", "published_at"),
        Index("ix_record_unit_changed", "unit_id", "changed_at"),
        Index("ix_record_harvest", "ever_public", "changed_at", "identifier"),
    )

    identifier: Mapped[str] = mapped_column(String(8), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    access_id: Mapped[int] = mapped_column(ForeignKey("access_class.id"), index=True)
    head_version: Mapped[int]
    published_version: Mapped[int | None]
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    ever_public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(Instant, default=now)


class RecordVersion(Base):
    """One saved text of a record. ``body`` is ``{"metadata": {term: [value]}, "media": [id]}`` and never changes."""

    __tablename__ = "record_version"

    record: Mapped[str] = mapped_column(ForeignKey("record.identifier"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    who: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    when: Mapped[datetime] = mapped_column(Instant, default=now)
    why: Mapped[str] = mapped_column(Text, default="")


class WorkingCopy(Base):
    """What somebody has typed and not yet saved, with the version that they began from."""

    __tablename__ = "working_copy"

    record: Mapped[str] = mapped_column(ForeignKey("record.identifier"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    base_version: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(Instant, default=now)


class StoredManifest(Base):
    """A IIIF manifest as made for one set of visible classes, with a placeholder for the origin."""

    __tablename__ = "stored_manifest"

    record: Mapped[str] = mapped_column(ForeignKey("record.identifier"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    etag: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Event(Base):
    """Who did what to which thing and when; later the source of PREMIS events."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, default=now)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, Any] | None] = mapped_column(Json)
