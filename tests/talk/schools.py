"""The schools of the street: who is there, what hours they wrote, and what they asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from akkoord.letters import Someone
from akkoord.room import Received
from core.contacts.models import Invitation
from core.dossiers.models import Dossier, DossierPart, Part
from core.logbook.models import DayEntry, LogbookWeek
from core.outbox import OutboxMessage, OutboxState
from core.people.models import Address, Membership, Person, Role
from core.people.preferences import Preference
from core.tenants.models import ChatPolicy, Organisation, Tenant
from tests.talk.scenes import Scene

# The Monday on which tests/language say things, before the reminders go; and then.
DAWN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
FULL = (8.0, 8.0, 7.5, 8.0, 8.0)
WEEKS = (("Noor", 46), ("Noor", 47), ("Daan", 47), ("Sanne", 47), ("Youssef", 46))
STUDENTS = {"Noor": ("van den", "Berg"), "Daan": ("", "Visser"), "Sanne": ("", "Postma"), "Youssef": ("El", "Amrani")}
COMPANY = "Bouwbedrijf Kale"
OTHERS = {
    "Marieke": ("", "Aalbers", Role.WORK_SUPERVISOR),
    "Jan": ("de", "Boer", Role.WORK_SUPERVISOR),
    "Greet": ("", "Pos", Role.SIGNATORY),
    "Hanneke": ("", "Duin", Role.ADMIN),
    "Anna": ("de", "Vries", Role.TEACHER),
}


@dataclass(slots=True)
class School:
    """One school of the street. me: who is about to speak. answered: what reached them last.

    numbers: of the weeks that this lists, by week. stuck: the id of a message that could not be sent.
    """

    scene: Scene
    domain: str
    people: dict[str, int] = field(default_factory=dict)
    stuck: int = 0
    me: Someone = field(init=False)
    answered: Received = field(init=False)
    numbers: dict[int, int] = field(default_factory=dict)


def write(session: Session, schools: Iterable[School], language: str) -> None:
    """Write schools with their people and hours."""
    for school in schools:
        _write_school(session, school, language)


def _write_school(session: Session, school: School, language: str) -> None:
    """Write a school with its people and hours."""
    code = school.domain.partition(".")[0]
    tenant = Tenant(
        code=code,
        name=f"School {code}",
        language=language,
        chat_policy=ChatPolicy.FULL,
        contact_email=f"school@{school.domain}",
        settings={},
    )
    session.add(tenant)
    session.flush()
    company = Organisation(tenant_id=tenant.id, code="kale", name=COMPANY)
    session.add(company)
    session.flush()
    for name, (infix, surname) in STUDENTS.items():
        _person(session, school, (name, infix, surname), Role.STUDENT, tenant.id, None, language)
    for name, (infix, surname, role) in OTHERS.items():
        if name in {"Marieke", *school.scene.also}:
            at = company.id if role in {Role.WORK_SUPERVISOR, Role.SIGNATORY} else None
            _person(session, school, (name, infix, surname), role, tenant.id, at, language)
    for name in STUDENTS:
        _hours(session, school, name, tenant.id, company.id)
    if school.scene.name == "contacts":
        _invite(session, school, tenant.id, company.id)
    if school.scene.name == "an admin":
        school.stuck = _stick(session, school, tenant.id)
    if school.scene.name == "wishes":
        _wish(session, school)


def _person(
    session: Session,
    school: School,
    names: tuple[str, str, str],
    role: Role,
    tenant_id: int,
    organisation_id: int | None,
    language: str,
) -> None:
    first, infix, surname = names
    person = Person(first_name=first, infix=infix, surname=surname, language=language)
    person.addresses = [Address(email=f"{first.lower()}@{school.domain}", verified_at=DAWN - timedelta(days=60))]
    person.memberships = [Membership(tenant_id=tenant_id, role=role, organisation_id=organisation_id)]
    session.add(person)
    session.flush()
    school.people[first] = person.id


def _hours(session: Session, school: School, name: str, tenant_id: int, organisation_id: int) -> None:
    dossier = Dossier(
        tenant_id=tenant_id,
        organisation_id=organisation_id,
        student_id=school.people[name],
        external_id=f"D{school.people[name]}",
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 2, 26),
    )
    session.add(dossier)
    session.flush()
    part = Part.SUPERVISOR
    session.add(DossierPart(tenant_id=tenant_id, dossier_id=dossier.id, person_id=school.people["Marieke"], part=part))
    for number in [number for student, number in WEEKS if student == name]:
        monday = date.fromisocalendar(2026, number, 1)
        week = LogbookWeek(tenant_id=tenant_id, dossier_id=dossier.id, monday=monday)
        session.add(week)
        session.flush()
        session.add_all(
            DayEntry(
                tenant_id=tenant_id,
                week_id=week.id,
                date=monday + timedelta(days=nth),
                minutes=round(hours * 60),
                state=school.scene.state,
            )
            for nth, hours in enumerate(FULL)
        )


def _invite(session: Session, school: School, tenant_id: int, organisation_id: int) -> None:
    """Let Jan have an invitation that he did not follow in time."""
    session.add(
        Invitation(
            tenant_id=tenant_id,
            organisation_id=organisation_id,
            invited_by=school.people["Greet"],
            first_name="Jan",
            infix="de",
            surname="Boer",
            email=f"jan@{school.domain}",
            roles=[Role.WORK_SUPERVISOR],
            language="nl",
            token_hash=school.domain,
            created_at=DAWN - timedelta(days=20),
            expires_at=DAWN - timedelta(days=13),
        )
    )


def _stick(session: Session, school: School, tenant_id: int) -> int:
    """Let a message to Anna not be sent."""
    message = OutboxMessage(
        person_id=school.people["Anna"],
        tenant_id=tenant_id,
        name="desk.nothing_changed",
        facts={},
        token=school.domain.rjust(26, "0")[-26:],
        due_at=DAWN,
        state=OutboxState.FAILED,
        trouble="no address that works and no chat account",
    )
    session.add(message)
    session.flush()
    return message.id


def _wish(session: Session, school: School) -> None:
    """Let Marieke have asked for what can be taken back."""
    wishes = Preference(
        person_id=school.people["Marieke"],
        stopped_at=DAWN - timedelta(days=3),
        quiet_from=22 * 60,
        quiet_until=7 * 60,
        builders_region="Zuid",
        free_from=date(2026, 12, 21),
        free_until=date(2027, 1, 3),
    )
    session.add(wishes)
