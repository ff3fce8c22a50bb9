"""The link that makes somebody an admin of a school, made on the command line: nobody is asked, and no mail goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import outbox, record
from core.cells import CellError, is_general, read_address
from core.contacts.models import Invitation
from core.contacts.reading import Draft, initials_of
from core.contacts.service import Where, keep, learns_at, person_at
from core.identify import local_date
from core.people.models import Membership, Person, Role
from core.record import Decision
from core.sheets import folded
from core.tenants.models import Tenant
from core.tenants.service import TenantRefusedError

LIVES = timedelta(hours=24)
LONGEST_NAME = 100
LONGEST_INFIX = 30


@dataclass(frozen=True, slots=True)
class AdminLink:
    """An invitation with the token of its link, which is written down nowhere."""

    invitation: Invitation
    token: str


def make_admin_link(
    session: Session, code: str, *, first_name: str, infix: str, surname: str, email: str, now: datetime
) -> AdminLink:
    """Invite somebody as an admin of a school; they are none before they follow the link and type their surname.

    A former link of the same address for this school is dead.
    Raises: TenantRefusedError for a school that isn't there, who is its admin already or a student there, and what
    is no name or no address of that one person.
    """
    tenant = session.scalar(select(Tenant).where(Tenant.code == code))
    if tenant is None:
        raise TenantRefusedError("code", code, "the code of a school that was added")
    draft = _draft(first_name, infix, surname, email)
    known = person_at(session, draft.email)
    if known is not None and folded(known.surname) != folded(draft.surname):
        raise TenantRefusedError("email", email, f"an address that is not somebody else's: this one is of {known.name}")
    if known is not None and _is_admin(session, known, tenant, now):
        raise TenantRefusedError("email", email, "the address of somebody who is not an admin of this school already")
    if known is not None and learns_at(session, known.id, tenant.id, local_date(known, now)):
        raise TenantRefusedError("email", email, "an address that is not a student's of this school")
    token = outbox.new_token()
    invitation = keep(session, Where(tenant), draft, inviter=None, token=token, until=now + LIVES, now=now)
    decision = Decision(
        tenant_id=tenant.id,
        person_id=None,
        command="admin.create",
        channel="command",
        evidence="operator",
        words="",
        facts={"invitation": invitation.id, "roles": invitation.roles},
        decided_at=now,
    )
    invitation.decision_id = record.add(session, decision).id
    return AdminLink(invitation, token)


def _draft(first_name: str, infix: str, surname: str, email: str) -> Draft:
    given = {"first_name": first_name.strip(), "surname": surname.strip(), "infix": infix.strip()}
    for field, text in given.items():
        longest = LONGEST_INFIX if field == "infix" else LONGEST_NAME
        if len(text) > longest or (not text and field != "infix"):
            raise TenantRefusedError(field, text, f"a name of at most {longest} letters")
    try:
        address = read_address(email)
    except CellError:
        raise TenantRefusedError("email", email, "an address such as hanneke@school.example") from None
    if is_general(address):
        raise TenantRefusedError("email", email, "the address of one person, such as hanneke@school.example")
    first, last, before = given["first_name"], given["surname"], given["infix"]
    return Draft(first, initials_of(first), before, last, address, (Role.ADMIN,))


def _is_admin(session: Session, person: Person, tenant: Tenant, now: datetime) -> bool:
    held = select(Membership.id).where(
        Membership.person_id == person.id,
        Membership.tenant_id == tenant.id,
        Membership.role == Role.ADMIN,
        or_(Membership.until.is_(None), Membership.until >= local_date(person, now)),
    )
    return session.scalar(held.limit(1)) is not None
