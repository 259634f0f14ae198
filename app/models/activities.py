"""The stream of what changed in public: IIIF Change Discovery. Rows are added and never touched again."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.types import Instant, Json


class Activity(Base):
    """``number`` counts from 0 without a gap, in the order of commits, so that pages are cut by it.

    ``thing`` is Manifest or Collection, ``unit`` the name of who keeps it, by language, as it was then. A Refresh has
    neither; it keeps the ``base`` under which the archive can be reached from then on, if that is known, and the
    ``form`` of its manifests.
    """

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_identifier_number", "identifier", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    type: Mapped[str] = mapped_column(String(8))
    thing: Mapped[str | None] = mapped_column(String(10))
    identifier: Mapped[str | None] = mapped_column(String(8))
    unit: Mapped[dict[str, str] | None] = mapped_column(Json)
    base: Mapped[str | None] = mapped_column(Text)
    form: Mapped[int | None]
