"""Who has which role at the schools of an admin and their companies; what other schools know is never looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from core.contacts.service import Where
from core.people.models import Address, Membership, Person, Role
from core.tenants.models import Organisation, Tenant


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody has today, and where."""

    role: Role
    where: Where


def _holds(today: date) -> ColumnElement[bool]:
    return and_(
        or_(Membership.since.is_(None), Membership.since <= today),
        or_(Membership.until.is_(None), Membership.until >= today),
    )


def places_of(session: Session, schools: Sequence[Tenant]) -> list[Where]:
    """Give these schools and their companies, the schools first."""
    by_id = {one.id: one for one in schools}
    companies = session.scalars(
        select(Organisation).where(Organisation.tenant_id.in_(by_id)).order_by(Organisation.name, Organisation.id)
    )
    return [*(Where(one) for one in schools), *(Where(by_id[one.tenant_id], one) for one in companies)]


def people_of(session: Session, schools: Iterable[int], today: date) -> list[Person]:
    """Give who has a role at one of these schools today; who only learns there is nobody's to give a role."""
    here = (
        select(Membership.id)
        .where(
            Membership.person_id == Person.id,
            Membership.tenant_id.in_(list(schools)),
            Membership.role != Role.STUDENT,
            _holds(today),
        )
        .exists()
    )
    return list(session.scalars(select(Person).where(here).order_by(Person.surname, Person.id)))


def address_of(session: Session, person_id: int) -> str:
    """Give the first own address of somebody that works; "" without one."""
    own = select(Address.email).where(
        Address.person_id == person_id, Address.works.is_(True), Address.is_general.is_(False)
    )
    return session.scalar(own.order_by(Address.id).limit(1)) or ""


def held_by(session: Session, person_id: int, schools: Sequence[Tenant], today: date) -> list[Held]:
    """Give the roles of somebody at these schools and their companies today; that they learn there is left out."""
    by_id = {one.id: one for one in schools}
    rows = session.execute(
        select(Membership, Organisation)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.person_id == person_id,
            Membership.tenant_id.in_(by_id),
            Membership.role != Role.STUDENT,
            _holds(today),
        )
        .order_by(Membership.id)
    )
    found: list[Held] = []
    for membership, organisation in rows:
        held = Held(Role(membership.role), Where(by_id[membership.tenant_id], organisation))
        if held not in found:
            found.append(held)
    return sorted(found, key=lambda one: (one.where.name, one.role))


def is_last_admin(session: Session, person_id: int, tenant_id: int, today: date) -> bool:
    """Say whether a school would be left without an admin if this person were none; the rows are locked."""
    admins = session.scalars(
        select(Membership.person_id)
        .where(Membership.tenant_id == tenant_id, Membership.role == Role.ADMIN, _holds(today))
        .with_for_update()
    ).all()
    return set(admins) == {person_id}


def memberships_by_id(session: Session, ids: Sequence[int]) -> list[Membership]:
    """Read memberships, locked."""
    return list(session.scalars(select(Membership).where(Membership.id.in_(ids)).with_for_update()))


__all__ = [
    "Held",
    "address_of",
    "held_by",
    "is_last_admin",
    "memberships_by_id",
    "people_of",
    "places_of",
]
