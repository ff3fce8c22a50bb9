"""People: who they are, where they can be reached, and what they are to whom."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base


class Role(StrEnum):
    """What a person is under one membership."""

    STUDENT = "student"
    WORK_SUPERVISOR = "work_supervisor"
    COORDINATOR = "coordinator"
    SIGNATORY = "signatory"
    TEACHER = "teacher"
    SCHOOL = "school"
    ADMIN = "admin"


class Person(Base):
    """A human being. Not bound to one tenant: a supervisor may train students of three schools (ADR 0005)."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(String(100), default="")
    initials: Mapped[str] = mapped_column(String(20), default="")
    infix: Mapped[str] = mapped_column(String(30), default="")
    surname: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(8), default="nl")
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/Amsterdam")

    addresses: Mapped[list["Address"]] = relationship(back_populates="person", lazy="raise", order_by="Address.id")
    chat_accounts: Mapped[list["ChatAccount"]] = relationship(back_populates="person", lazy="raise")
    memberships: Mapped[list["Membership"]] = relationship(back_populates="person", lazy="raise")

    @property
    def name(self) -> str:
        """The full name as people write it: "Noor van den Berg"."""
        return " ".join(part for part in (self.first_name or self.initials, self.infix, self.surname) if part)


class Address(Base):
    """A mail address. General ones (info@) never identify a person; `works` falls when mail bounces for good."""

    __tablename__ = "address"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    is_general: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    works: Mapped[bool] = mapped_column(default=True)

    person: Mapped[Person] = relationship(back_populates="addresses", lazy="raise")


class ChatAccount(Base):
    """A chat account linked to a person. blocked_at: the user blocked us, so mail is used instead."""

    __tablename__ = "chat_account"
    __table_args__ = (UniqueConstraint("platform", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    platform: Mapped[str] = mapped_column(String(20), default="telegram")
    user_id: Mapped[str] = mapped_column(String(40))
    chat_id: Mapped[str] = mapped_column(String(40))
    linked_at: Mapped[datetime] = mapped_column()
    blocked_at: Mapped[datetime | None] = mapped_column(default=None)

    person: Mapped[Person] = relationship(back_populates="chat_accounts", lazy="raise")


class Membership(Base):
    """A role of a person in a tenant, and in one organisation when the role is an organisation's; until: last day."""

    __tablename__ = "membership"
    __table_args__ = (Index(None, "tenant_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    role: Mapped[str] = mapped_column(String(30))
    since: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)

    person: Mapped[Person] = relationship(back_populates="memberships", lazy="raise")


class LinkToken(Base):
    """A one-time token that proves a mailbox: to link a chat account, or to open a page. Only its hash is kept."""

    __tablename__ = "link_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column()
    used_at: Mapped[datetime | None] = mapped_column(default=None)
