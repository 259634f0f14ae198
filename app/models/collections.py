"""Curated collections, and what stands in each in which order."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.types import Instant, Json, now


class Collection(Base):
    """``title`` and ``description`` are texts by language, the latter in paragraphs. They belong to no version: the
    text before each change is kept with its event."""

    __tablename__ = "collection"

    identifier: Mapped[str] = mapped_column(String(8), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    access_id: Mapped[int] = mapped_column(ForeignKey("access_class.id"))
    title: Mapped[dict[str, str]] = mapped_column(Json)
    description: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    published: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    ever_public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(Instant, default=now)


class CollectionItem(Base):
    """A record, or as ``part`` another collection, at a place of the order; it goes when what it names is purged."""

    __tablename__ = "collection_item"
    __table_args__ = (
        CheckConstraint("(record IS NULL) <> (part IS NULL)", name="one_thing"),
        UniqueConstraint("collection", "record"),
        UniqueConstraint("collection", "part", name="uq_collection_item_part_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str] = mapped_column(ForeignKey("collection.identifier", ondelete="CASCADE"))
    place: Mapped[int]
    record: Mapped[str | None] = mapped_column(ForeignKey("record.identifier", ondelete="CASCADE"), index=True)
    part: Mapped[str | None] = mapped_column(ForeignKey("collection.identifier", ondelete="CASCADE"), index=True)
