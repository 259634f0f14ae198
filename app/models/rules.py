"""Rules of the house: what the administrators have decided for the archive as a whole, by name."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class HouseRule(Base):
    """One decision; a rule that has no row is as the archive came. Who decided, and when, is told by its events."""

    __tablename__ = "house_rule"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(40))
