"""Dossiers: one student's placement at one organisation, and who has a part in it."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.people.models import Person
from core.tenants.models import College, Organisation, Tenant


class Part(StrEnum):
    """The part a person has in one dossier."""

    SUPERVISOR = "supervisor"
    TEACHER = "teacher"
    READER = "reader"


class Dossier(Base):
    """A placement ("stagedossier").

    external_id: the school's own number of the dossier; student_number: of the student. agreed_minutes: hours of the
    agreement ("praktijkovereenkomst"), 0 when none were agreed. week_minutes, day_minutes: the agreed most a week and a
    day. is_digital: hours are registered here at all. may_work_holidays: agreed otherwise than the rule.
    """

    __tablename__ = "dossier"
    __table_args__ = (UniqueConstraint("tenant_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    college_id: Mapped[int | None] = mapped_column(ForeignKey("college.id"), default=None)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    external_id: Mapped[str] = mapped_column(String(60))
    student_number: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date] = mapped_column()
    ends_on: Mapped[date] = mapped_column()
    agreed_minutes: Mapped[int] = mapped_column(default=0)
    week_minutes: Mapped[int] = mapped_column(default=2400)
    day_minutes: Mapped[int] = mapped_column(default=480)
    is_digital: Mapped[bool] = mapped_column(default=True)
    may_work_holidays: Mapped[bool] = mapped_column(default=False)

    student: Mapped[Person] = relationship(lazy="raise")
    tenant: Mapped[Tenant] = relationship(lazy="raise")
    college: Mapped[College | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    parts: Mapped[list["DossierPart"]] = relationship(back_populates="dossier", lazy="raise")


class DossierPart(Base):
    """A person's part in a dossier."""

    __tablename__ = "dossier_part"
    __table_args__ = (UniqueConstraint("dossier_id", "person_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[str] = mapped_column(String(20))

    dossier: Mapped[Dossier] = relationship(back_populates="parts", lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
