"""Invitations: who was asked, by whom, to take which role at a company or a school, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.people.models import Person
from core.tenants.models import Organisation, Tenant


class Invitation(Base):
    """An invitation to become a contact ("contactpersoon") of one company as one school knows it, or one of the school.

    It holds the name, address and roles as whoever invited gave them; who follows its link gets them, nobody before.
    organisation_id: None for a role at the school itself. invited_by: None for one made on the command line.
    Of the link's token only the hash is kept. used_at: when they activated, as person_id. ended_at: when it stopped
    being good otherwise, why: "replaced" by a newer one, "withdrawn", or "restored": a backup may not know of that.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True, default=None)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    first_name: Mapped[str] = mapped_column(String(100), default="")
    initials: Mapped[str] = mapped_column(String(20), default="")
    infix: Mapped[str] = mapped_column(String(30), default="")
    surname: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), index=True)
    roles: Mapped[list[Any]] = mapped_column()
    language: Mapped[str] = mapped_column(String(8))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column()
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    why: Mapped[str] = mapped_column(String(20), default="")

    tenant: Mapped[Tenant] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    inviter: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[invited_by])

    @property
    def name(self) -> str:
        """The full name as whoever invited gave it."""
        return " ".join(part for part in (self.first_name or self.initials, self.infix, self.surname) if part)

    def state(self, now: datetime) -> str:
        """Say how it stands: "open", "used", "withdrawn", or "expired" when a new one may take its place."""
        if self.used_at is not None:
            return "used"
        if self.why in {"withdrawn", "restored"}:
            return "withdrawn"
        return "expired" if self.ended_at is not None or self.expires_at <= now else "open"
