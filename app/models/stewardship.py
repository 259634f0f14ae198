"""What communities have to do with records: who names whom, what waits for a steward, what is asked to come down."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.types import Instant, now


class Naming(Base):
    """A record names a community (``key``: its slug) or an agent (its identifier): in its newest text (``head``), in
    what is published (``public``), in what is told to whoever sees the record (``shown``: not in a file that is closed
    to some of them). Made from texts and conditions, to be found by; rules are read from those themselves."""

    __tablename__ = "naming"
    __table_args__ = (Index("ix_naming_thing_key", "thing", "key"),)

    record: Mapped[str] = mapped_column(ForeignKey("record.identifier"), primary_key=True)
    thing: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    head: Mapped[bool]
    public: Mapped[bool]
    shown: Mapped[bool]


class Approval(Base):
    """A version that a community's steward is asked to approve; ``outcome`` is waiting, approved or declined."""

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_community_outcome", "community_id", "outcome"),)

    record: Mapped[str] = mapped_column(ForeignKey("record.identifier"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(12), default="waiting")
    asked_at: Mapped[datetime] = mapped_column(Instant, default=now)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class TakedownRequest(Base):
    """Somebody of a community asks that a record be taken from the public; the staff of its unit answer."""

    __tablename__ = "takedown_request"
    __table_args__ = (Index("ix_takedown_request_record_settled_at", "record", "settled_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(ForeignKey("record.identifier"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Instant, default=now)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str | None] = mapped_column(String(12))
    answer: Mapped[str] = mapped_column(Text, default="")
