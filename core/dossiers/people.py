"""The people of a dossier file: whose an address is already, whether that is who the file means, and who is new."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from core.cells import is_general
from core.dossiers.columns import DossierRow, Someone
from core.dossiers.names import Name, name_of
from core.import_report import Problem
from core.people.models import Address, Membership, Person, Role
from core.people.service import is_given_again
from core.tenants.models import Organisation, Tenant

IN_ONE_STATEMENT = 500


class People:
    """Everyone a file names, by address.

    An address is never moved to another person. One to which mail was stopped is tried again, a week later at the
    soonest. A name is changed only of who is known in this tenant alone.
    notices: what was kept or changed and deserves a look. changes: counted up whenever a row of ours changes.
    """

    def __init__(self, session: Session, emails: Iterable[str], now: datetime) -> None:
        self._session = session
        self._known: dict[str, Person] = {}
        self._claims: dict[str, tuple[int, Name]] = {}
        self.notices: list[Problem] = []
        self.changes = 0
        wanted = sorted(set(emails))
        for start in range(0, len(wanted), IN_ONE_STATEMENT):
            statement = (
                select(Address)
                .where(func.lower(Address.email).in_(wanted[start : start + IN_ONE_STATEMENT]))
                .options(joinedload(Address.person).selectinload(Person.memberships))
            )
            for address in session.scalars(statement):
                if not address.works and is_given_again(session, address.email, now):
                    address.works = True
                    self.changes += 1
                self._known[address.email.lower()] = address.person

    def find(self, email: str) -> Person | None:
        """Give the person behind an address."""
        return self._known.get(email)

    def check(self, row: DossierRow, someone: Someone) -> None:
        """Note in the row when an address is someone else's, in the service or elsewhere in the file."""
        other, claimed = self._claims.setdefault(someone.email, (row.number, someone.name))
        if not claimed.is_like(someone.name):
            row.problems.append(
                Problem(row.number, someone.column, "address_twice", {"email": someone.email, "other": other})
            )
            return
        person = self.find(someone.email)
        if person is not None and not name_of(person).may_be(someone.name):
            row.problems.append(Problem(row.number, someone.column, "address_of_other", {"email": someone.email}))

    def take(self, row: DossierRow, someone: Someone, tenant: Tenant) -> Person:
        """Give the person of a row, made or brought up to date."""
        person = self.find(someone.email)
        if person is None:
            return self._make(row, someone, tenant)
        name = self._claims[someone.email][1]
        if name_of(person) == name and person.language == (someone.language or person.language):
            return person
        if is_known_elsewhere(person, tenant):
            if not name_of(person).is_like(name):
                self._notice(row, someone.column, "name_kept", email=someone.email)
            return person
        was = name_of(person)
        person.first_name, person.infix, person.surname = name.first, name.infix, name.last
        person.language = someone.language or person.language
        self.changes += 1
        if not was.is_like(name):
            self._notice(row, someone.column, "renamed", was=was.full, name=name.full)
        return person

    def _make(self, row: DossierRow, someone: Someone, tenant: Tenant) -> Person:
        name = someone.name
        person = Person(
            first_name=name.first,
            infix=name.infix,
            surname=name.last,
            language=someone.language or tenant.language,
            time_zone=tenant.time_zone,
            addresses=[],
            memberships=[],
        )
        self._session.add(person)
        self.give_address(row, person, someone)
        return person

    def give_address(self, row: DossierRow, person: Person, someone: Someone) -> None:
        """Add an address that nobody has; an imported one is usable at once, a general one identifies nobody."""
        general = is_general(someone.email)
        self._session.add(Address(person=person, email=someone.email, is_general=general))
        self._known[someone.email] = person
        self.changes += 1
        if general:
            self._notice(row, someone.column, "general_address", email=someone.email)

    def join(
        self, person: Person, tenant: Tenant, role: Role, today: date, organisation: Organisation | None = None
    ) -> bool:
        """Make sure that a person has a role in a tenant, and in an organisation when the role is one of those.

        Returns False when their company ended it: a file that names them still doesn't let them in again.
        """
        organisation_id = organisation.id if organisation else None
        same = [
            held
            for held in person.memberships
            if (held.tenant_id, held.role, held.organisation_id) == (tenant.id, role, organisation_id)
        ]
        if any(held.until is None or held.until >= today for held in same):
            return True
        if same and organisation is not None:
            return False
        person.memberships.append(Membership(tenant_id=tenant.id, organisation_id=organisation_id, role=role))
        self.changes += 1
        return True

    def _notice(self, row: DossierRow, column: str, reason: str, **facts: str) -> None:
        notice = Problem(row.number, column, reason, facts)
        if notice not in self.notices:
            self.notices.append(notice)


def is_known_elsewhere(person: Person, tenant: Tenant) -> bool:
    """Say whether another tenant knows this person too; then this one's file changes nothing about them."""
    return any(membership.tenant_id != tenant.id for membership in person.memberships)
