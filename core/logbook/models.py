"""The logbook: weeks of day entries, and the approvals given on them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.dossiers.models import Dossier


class DayState(StrEnum):
    """Where a day's hours stand."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    APPROVED = "approved"


class LogbookWeek(Base):
    """One week of one dossier ("logboekweek"). Its state follows from its days; it has none of its own."""

    __tablename__ = "logbook_week"
    __table_args__ = (UniqueConstraint("dossier_id", "monday"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    monday: Mapped[date] = mapped_column(index=True)

    dossier: Mapped[Dossier] = relationship(lazy="raise")
    days: Mapped[list["DayEntry"]] = relationship(back_populates="week", lazy="raise", order_by="DayEntry.date")


class DayEntry(Base):
    """One day's hours.

    minutes: worked, as the student says. note: the student's own, for the supervisor's eyes, never the school's.
    proposed_minutes, reason: what the supervisor asked for when the day went back. asked_by, ask_decision_id: who
    asked and in which decision, so that the closing record can name both messages.
    """

    __tablename__ = "day_entry"
    __table_args__ = (UniqueConstraint("week_id", "date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    week_id: Mapped[int] = mapped_column(ForeignKey("logbook_week.id"))
    date: Mapped["date"] = mapped_column()
    minutes: Mapped[int] = mapped_column()
    note: Mapped[str] = mapped_column(String(2000), default="")
    state: Mapped[str] = mapped_column(String(12), default=DayState.DRAFT)
    proposed_minutes: Mapped[int | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(String(1000), default="")
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    ask_decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True, default=None)

    week: Mapped[LogbookWeek] = relationship(back_populates="days", lazy="raise")


class Approval(Base):
    """A supervisor's yes to one day's hours ("akkoord"); a day has at most one that was not withdrawn.

    version: the hash of what was shown. final_at: from then on it can't be undone. exported_at: when a school first
    received it. withdrawn_at: undone in time. source_decision_id: the earlier request, when the student entered
    exactly the hours that the supervisor had named.
    """

    __tablename__ = "approval"
    __table_args__ = (
        Index(
            "uq_approval_standing_entry",
            "entry_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    week_id: Mapped[int] = mapped_column(ForeignKey("logbook_week.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("day_entry.id"), index=True)
    minutes: Mapped[int] = mapped_column()
    version: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    source_decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True, default=None)
    approved_at: Mapped[datetime] = mapped_column()
    final_at: Mapped[datetime] = mapped_column()
    exported_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
