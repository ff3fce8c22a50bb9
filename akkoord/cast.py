"""The people of the example data as whom one can speak."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord import examples
from akkoord.letters import Someone
from core.dossiers.models import Dossier, DossierPart
from core.people.models import Address, Membership, Person, Role
from core.tenants.models import College, Organisation, Tenant

PERSON = select(Person, Address.email).join(Address)
OTHERS = (
    examples.ENGLISH_SUPERVISOR_EMAIL,
    examples.COORDINATOR_EMAIL,
    examples.SCHOOL_CONTACT_EMAIL,
    examples.ADMIN_EMAIL,
)


@dataclass(frozen=True, slots=True)
class Character:
    """One of the cast. role: what they are. place: the company or school where."""

    someone: Someone
    role: Role
    place: str


def supervisor_and_students(session: Session) -> tuple[Someone, list[Someone]]:
    """Give the supervisor of the example, and those whom she trains."""
    supervisor = Someone(*session.execute(PERSON.where(Address.email == examples.SUPERVISOR_EMAIL)).one())
    trained = (
        PERSON.join(Dossier, Dossier.student_id == Person.id)
        .join(DossierPart, DossierPart.dossier_id == Dossier.id)
        .where(DossierPart.person_id == supervisor.person.id)
        .order_by(Dossier.external_id)
    )
    return supervisor, [Someone(*row) for row in session.execute(trained)]


def cast(session: Session) -> list[Character]:
    """Give everyone as whom one can speak: the supervisor, her students, and one of each other role."""
    supervisor, students = supervisor_and_students(session)
    others = [Someone(*row) for email in OTHERS for row in session.execute(PERSON.where(Address.email == email))]
    return [_character(session, someone) for someone in (supervisor, *students, *others)]


def _character(session: Session, someone: Someone) -> Character:
    """Say what somebody is and where. Who speaks for a school also reads the mail that the school itself gets."""
    row = session.execute(
        select(Membership.role, Tenant, Organisation.name)
        .join(Tenant, Tenant.id == Membership.tenant_id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == someone.person.id)
        .order_by(Membership.id)
    ).first()
    if row is None:
        raise LookupError(f"no role for {someone.person.id}")
    role, school, organisation = row
    if role == Role.SCHOOL:
        someone = Someone(someone.person, someone.email, _read_by_the_school(session, school))
    return Character(someone, Role(role), organisation or school.name)


def _read_by_the_school(session: Session, school: Tenant) -> tuple[str, ...]:
    """Give the addresses to which a school, its privacy officer and its colleges get mail."""
    colleges = session.scalars(select(College.contact_email).where(College.tenant_id == school.id).order_by(College.id))
    return tuple(dict.fromkeys(one for one in (school.contact_email, school.privacy_email, *colleges) if one))
