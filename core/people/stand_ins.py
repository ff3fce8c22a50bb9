"""Stand-ins: who judges hours in whose place, where, and from which day until which."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from core.db import Base
from core.people.models import Person


class StandIn(Base):
    """Someone who judges in a colleague's place ("vervanger"), of one company as one school knows it.

    since, until: first and last day. ended_at: when it was ended before that; None while it was not.
    """

    __tablename__ = "stand_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    absent_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[date] = mapped_column()
    until: Mapped[date] = mapped_column()
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    absent: Mapped[Person] = relationship(lazy="raise", foreign_keys=[absent_id])
    stand_in: Mapped[Person] = relationship(lazy="raise", foreign_keys=[stand_in_id])


def holding(session: Session, person_id: int, today: date) -> list[StandIn]:
    """Give the stand-ins that hold today in which someone is the absent one or the one who stands in."""
    statement = select(StandIn).where(
        or_(StandIn.absent_id == person_id, StandIn.stand_in_id == person_id),
        StandIn.since <= today,
        StandIn.until >= today,
        StandIn.ended_at.is_(None),
    )
    return list(session.scalars(statement.order_by(StandIn.id)))


def from_now(session: Session, people: Iterable[int], today: date) -> Sequence[StandIn]:
    """Give the stand-ins that hold today or begin later in which any of these people has a part."""
    ids = list(people)
    statement = select(StandIn).where(
        or_(StandIn.absent_id.in_(ids), StandIn.stand_in_id.in_(ids)),
        StandIn.until >= today,
        StandIn.ended_at.is_(None),
    )
    return session.scalars(statement.order_by(StandIn.since, StandIn.id)).all()
