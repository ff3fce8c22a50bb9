"""Problems that were reported, and all that was written about each."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class ProblemKind(StrEnum):
    """What sort of problem: about a student, or a suspected data leak ("datalek")."""

    STUDENT = "student"
    LEAK = "leak"


class Problem(Base):
    """One report to one school ("melding"). dossier_id: whom it is about; None for a leak.

    number: what the reporter knows it by; a leak that several schools must know of has one number. address: where it
    would go when it was said; where it goes is settled when it goes.
    """

    __tablename__ = "problem"

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"), default=None)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    number: Mapped[int] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(254))
    reported_at: Mapped[datetime] = mapped_column()


class ProblemMessage(Base):
    """One text about a problem, as it was typed.

    from_school: written by whoever answered at the school, at `sender`; else by the reporter. inbox_id: the message it
    came in. outbox_id: the message it went on in, whose token an answer names. withdrawn_at: it was taken back before
    it was sent.
    """

    __tablename__ = "problem_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"), index=True)
    from_school: Mapped[bool] = mapped_column()
    sender: Mapped[str] = mapped_column(String(254), default="")
    text: Mapped[str] = mapped_column(Text)
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), index=True)
    written_at: Mapped[datetime] = mapped_column()
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
