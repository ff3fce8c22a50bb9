"""Who the service works for: tenants, their colleges and regions, and the organisations where students learn."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base


class TenantKind(StrEnum):
    """What sort of customer a tenant is."""

    SCHOOL = "school"
    CAMPAIGN = "campaign"
    EMPLOYER = "employer"


class ChatPolicy(StrEnum):
    """How much a tenant lets pass through Telegram: nothing, no names and notes, or all."""

    OFF = "off"
    MINIMAL = "minimal"
    FULL = "full"


class Tenant(Base):
    """A school, a campaign or an employer's programme: whose policy holds and whose data it is.

    contact_email: where what a school must know goes. privacy_email: the officer for data leaks.
    region: the school holiday region ("Noord", "Midden", "Zuid") unless a college has its own.
    reminders_paused_at: since when nobody is reminded of its students; None while they are.
    """

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default=TenantKind.SCHOOL)
    language: Mapped[str] = mapped_column(String(8), default="nl")
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/Amsterdam")
    country: Mapped[str] = mapped_column(String(2), default="NL")
    region: Mapped[str] = mapped_column(String(20), default="")
    chat_policy: Mapped[str] = mapped_column(String(10), default=ChatPolicy.OFF)
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    privacy_email: Mapped[str] = mapped_column(String(254), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reminders_paused_at: Mapped[datetime | None] = mapped_column(default=None)

    colleges: Mapped[list["College"]] = relationship(back_populates="tenant", lazy="raise")


class College(Base):
    """A part of a school with its own contact address and perhaps its own region."""

    __tablename__ = "college"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(20), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")

    tenant: Mapped[Tenant] = relationship(back_populates="colleges", lazy="raise")


class Organisation(Base):
    """A company that trains students ("leerbedrijf"), as one tenant knows it."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(120), default="")


class DemoMark(Base):
    """Present only in a database made with example data; some doors open only there."""

    __tablename__ = "demo_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column()
