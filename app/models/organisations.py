"""Who keeps and who owns: units, accounts with their roles, communities, agents."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.types import Instant, Json, now


class Unit(Base):
    """An organisation or an administrative unit in a tree of any depth, with the dates between which it existed.

    ``note`` says what it is, by language; ``source`` where that, and its places, were found.
    """

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Json)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    level: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    note: Mapped[dict[str, str] | None] = mapped_column(Json)
    source: Mapped[str | None] = mapped_column(Text)


class UnitFormer(Base):
    """How a unit stood until a day, that day included: what it was called, under which unit and in which commune and
    district it was. Empty is what was then as it is told of the time after."""

    __tablename__ = "unit_former"
    __table_args__ = (UniqueConstraint("unit_id", "valid_to"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    valid_to: Mapped[date]
    name: Mapped[dict[str, str] | None] = mapped_column(Json)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    commune: Mapped[str | None] = mapped_column(String(100))
    district: Mapped[str | None] = mapped_column(String(100))


class Account(Base):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(20), default="vi")
    active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Grant(Base):
    """A role in a unit and all below it; without a unit, in the whole archive."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("account_id", "unit_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str] = mapped_column(String(20))


class SignInFailure(Base):
    """Failed sign-ins, counted over all processes: what slows down guessing."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_name_at", "name", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(60), index=True)
    at: Mapped[datetime] = mapped_column(Instant, default=now)


class Community(Base):
    """A named group of people, linked to one or more peoples; a people is never a community.

    ``protocol`` is the condition of access that what names it has at least. ``words`` are what it says of itself:
    ``{"text", "lang", "author"}``. ``stewarded``: it has stewards, and publication waits for them, also while their
    accounts are not here.
    """

    __tablename__ = "community"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Json)
    peoples: Mapped[list[str]] = mapped_column(Json, default=list)
    contact: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    protocol: Mapped[str] = mapped_column(Text, default="everyone")
    stewarded: Mapped[bool] = mapped_column(default=False)


class CommunityMember(Base):
    __tablename__ = "community_member"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    steward: Mapped[bool] = mapped_column(default=False)


class CommunityGroup(Base):
    """A group that a community defines among its members: elders, women, the family that keeps the rite."""

    __tablename__ = "community_group"
    __table_args__ = (UniqueConstraint("community_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[dict[str, str]] = mapped_column(Json)


class GroupMember(Base):
    __tablename__ = "community_group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("community_group.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)


class Agent(Base):
    """A bearer, narrator, singer, weaver, recorder or translator, named as they wish to be.

    ``consent`` is to a page of their own: ``{"what", "when", "how", "by"}``, the last being the number of the account
    that wrote it down; without one there is no page. ``shown_as`` stands in records where the name stood, once they
    wish that; ``withheld`` where nothing shall.
    """

    __tablename__ = "agent"

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    other_names: Mapped[list[str]] = mapped_column(Json, default=list)
    roles: Mapped[list[str]] = mapped_column(Json, default=list)
    honour: Mapped[str | None] = mapped_column(String(40))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    consent: Mapped[dict[str, Any] | None] = mapped_column(Json)
    ever_public: Mapped[bool] = mapped_column(default=False)
    shown_as: Mapped[str | None] = mapped_column(String(200))
    withheld: Mapped[bool] = mapped_column(default=False)
