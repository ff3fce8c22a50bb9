"""The contacts of a company: who they are and who is invited. What another school knows of them is never looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from core import outbox
from core.access import COLLEAGUES, companies_of, governed, load_actor
from core.contacts.models import Invitation
from core.contacts.reading import Draft
from core.dossiers.models import Dossier, DossierPart, Part
from core.identify import local_date
from core.incoming import Channel, Evidence
from core.outbox import OutboxMessage
from core.people.models import Address, Membership, Person, Role
from core.people.service import token_hash
from core.tenants.models import Organisation, Tenant

INVITED = "contacts.invited"
WELCOME = "contacts.welcome"
LIVES = timedelta(days=7)
DAY = timedelta(days=1)
# For one address, and for one company: so that nobody's mailbox is filled in our name.
MOST_AN_ADDRESS = 3
MOST_A_COMPANY = 20


class State(StrEnum):
    """How a contact stands."""

    ACTIVE = "active"
    INVITED = "invited"
    EXPIRED = "expired"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class Where:
    """A company as one school knows it; without a company the school itself."""

    tenant: Tenant
    organisation: Organisation | None = None

    @property
    def company(self) -> str:
        """Name the company; "" for the school itself."""
        return self.organisation.name if self.organisation is not None else ""

    @property
    def company_id(self) -> int | None:
        """The company's id."""
        return self.organisation.id if self.organisation is not None else None

    @property
    def name(self) -> str:
        """Name the company with its school, or the school."""
        return f"{self.company} ({self.tenant.name})" if self.company else self.tenant.name


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody in the list. email: the first own address, empty when none works. last_day: of the link or the role.

    person_id: None until they activated. invitation: the one that counts now, of who is invited or whose link expired.
    """

    where: Where
    name: str
    email: str
    roles: tuple[str, ...]
    state: State
    last_day: date | None = None
    person_id: int | None = None
    invitation: Invitation | None = None
    names: tuple[str, str, str] = ("", "", "")


def load_where(session: Session, companies: Iterable[tuple[int, int]]) -> list[Where]:
    """Read companies with their schools, by name."""
    ids = [organisation_id for _, organisation_id in companies]
    rows = session.execute(
        select(Tenant, Organisation)
        .join(Organisation, Organisation.tenant_id == Tenant.id)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.name, Tenant.name)
    )
    return [Where(tenant, organisation) for tenant, organisation in rows]


def contacts_of(session: Session, where: Where, today: date, now: datetime) -> list[Contact]:
    """List all contacts of a company: active ones first, then who is invited, then who no longer is one."""
    people = _people(session, where, today)
    invited = [_invited(session, where, one, now) for one in standing(session, where)]
    order = {state: at for at, state in enumerate(State)}
    return sorted([*people, *invited], key=lambda one: (order[one.state], one.name))


def _people(session: Session, where: Where, today: date) -> list[Contact]:
    memberships = session.scalars(
        select(Membership)
        .where(_is_contact_of(where), Membership.role.in_(COLLEAGUES))
        .options(joinedload(Membership.person).selectinload(Person.addresses))
        .order_by(Membership.id)
    ).all()
    found: dict[int, list[Membership]] = {}
    for membership in memberships:
        found.setdefault(membership.person_id, []).append(membership)
    contacts = []
    for held in found.values():
        active = [one for one in held if one.until is None or one.until >= today]
        last_day = max((one.until for one in held if one.until is not None), default=None)
        person = held[0].person
        contacts.append(
            Contact(
                where=where,
                name=person.name,
                email=next((one.email for one in person.addresses if one.works and not one.is_general), ""),
                # Of who left, what they were on their last day; not all that they ever were.
                roles=tuple(dict.fromkeys(one.role for one in active or held if active or one.until == last_day)),
                state=State.ACTIVE if active else State.INACTIVE,
                last_day=None if active else last_day,
                person_id=person.id,
                names=(person.first_name or person.initials, person.infix, person.surname),
            )
        )
    return contacts


def _is_contact_of(where: Where) -> ColumnElement[bool]:
    """Say which memberships are of a company: those that name it, and of supervisors by file with a student there."""
    has_part = (
        select(DossierPart.id)
        .join(DossierPart.dossier)
        .where(
            DossierPart.person_id == Membership.person_id,
            DossierPart.part == Part.SUPERVISOR,
            Dossier.tenant_id == where.tenant.id,
            Dossier.organisation_id == where.company_id,
        )
        .exists()
    )
    names_it = Membership.organisation_id == where.company_id
    is_by_file = (Membership.role == Role.WORK_SUPERVISOR) & Membership.organisation_id.is_(None) & has_part
    return (Membership.tenant_id == where.tenant.id) & or_(names_it, is_by_file)


def _invited(session: Session, where: Where, one: Invitation, now: datetime) -> Contact:
    is_open = one.state(now) == "open" and still_manages(session, one, now)
    return Contact(
        where=where,
        name=one.name,
        email=one.email,
        roles=tuple(one.roles),
        state=State.INVITED if is_open else State.EXPIRED,
        last_day=one.expires_at.astimezone(ZoneInfo(where.tenant.time_zone)).date(),
        invitation=one,
        names=(one.first_name or one.initials, one.infix, one.surname),
    )


def standing(session: Session, where: Where, email: str = "") -> list[Invitation]:
    """Give the invitations that are neither used, withdrawn nor replaced; with an address, only those to it."""
    statement = select(Invitation).where(_is_to(where), Invitation.used_at.is_(None), Invitation.ended_at.is_(None))
    if email:
        statement = statement.where(Invitation.email == email)
    return list(session.scalars(statement.order_by(Invitation.id).with_for_update()))


def still_manages(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Say whether who sent an invitation may still send it; else it is good for nothing.

    Who manages the contacts of that company, or is an admin of the school. Whoever has the command line always may.
    """
    if invitation.invited_by is None:
        return True
    inviter = session.get_one(Person, invitation.invited_by)
    actor = load_actor(session, inviter.id, evidence=Evidence.MAILBOX, today=local_date(inviter, now))
    manages = (invitation.tenant_id, invitation.organisation_id) in companies_of(actor)
    return manages or invitation.tenant_id in governed(actor)


def may_invite(session: Session, where: Where, email: str, now: datetime) -> bool:
    """Say whether one more invitation may go: a few a day to one address, and a few more for one company or school."""
    today = Invitation.created_at > now - DAY
    to_address = session.scalar(select(func.count()).where(Invitation.email == email, today)) or 0
    to_there = session.scalar(select(func.count()).where(_is_to(where), today)) or 0
    return to_address < MOST_AN_ADDRESS and to_there < MOST_A_COMPANY


def _is_to(where: Where) -> ColumnElement[bool]:
    """Say which invitations are to a company or a school."""
    return and_(Invitation.tenant_id == where.tenant.id, Invitation.organisation_id == where.company_id)


def keep(
    session: Session,
    where: Where,
    draft: Draft,
    *,
    inviter: Person | None,
    token: str,
    until: datetime,
    now: datetime,
    decision_id: int | None = None,
) -> Invitation:
    """Keep an invitation that a link with this token opens, of which only the hash is kept; an earlier one is dead."""
    for earlier in standing(session, where, draft.email):
        end(earlier, now, why="replaced")
    invitation = Invitation(
        tenant_id=where.tenant.id,
        organisation_id=where.company_id,
        invited_by=inviter.id if inviter is not None else None,
        decision_id=decision_id,
        first_name=draft.first_name,
        initials=draft.initials,
        infix=draft.infix,
        surname=draft.surname,
        email=draft.email,
        roles=[str(role) for role in draft.roles],
        language=inviter.language if inviter is not None else where.tenant.language,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=until,
    )
    session.add(invitation)
    session.flush()
    return invitation


def invite(
    session: Session, where: Where, draft: Draft, *, inviter: Person, decision_id: int | None, now: datetime
) -> Invitation:
    """Invite somebody: a mail with a link of their own goes to their address, and an earlier link is dead.

    They have no right at all before they follow it and say who they are. The link is made when the mail goes, so that
    it is written down nowhere; till then no link opens this invitation.
    """
    invitation = keep(
        session,
        where,
        draft,
        inviter=inviter,
        token=outbox.new_token(),
        until=now + LIVES,
        now=now,
        decision_id=decision_id,
    )
    mail = OutboxMessage(
        tenant_id=where.tenant.id,
        name=INVITED,
        facts={"invitation": invitation.id},
        language=inviter.language,
        channel=Channel.MAIL,
        address=draft.email,
        due_at=now,
    )
    outbox.put(session, mail)
    return invitation


def is_followed(session: Session, invitation: Invitation) -> bool:
    """Say whether a newer invitation went to the same address for the same place: then that one counts."""
    newer = select(Invitation.id).where(
        Invitation.tenant_id == invitation.tenant_id,
        Invitation.organisation_id == invitation.organisation_id,
        Invitation.email == invitation.email,
        Invitation.id > invitation.id,
    )
    return session.scalar(newer.limit(1)) is not None


def draft_of(invitation: Invitation) -> Draft:
    """Give what was said of who is invited."""
    return Draft(
        first_name=invitation.first_name,
        initials=invitation.initials,
        infix=invitation.infix,
        surname=invitation.surname,
        email=invitation.email,
        roles=tuple(Role(role) for role in invitation.roles),
    )


def end(invitation: Invitation, now: datetime, *, why: str) -> None:
    """Let an invitation's link open nothing any more; why: "replaced", "withdrawn" or "restored"."""
    invitation.ended_at, invitation.why = now, why


def person_at(session: Session, email: str) -> Person | None:
    """Give whose own address this is, in any school."""
    return session.scalars(
        select(Person).join(Address, Address.person_id == Person.id).where(func.lower(Address.email) == email)
    ).one_or_none()


def learns_at(session: Session, person_id: int, tenant_id: int, today: date) -> bool:
    """Say whether somebody is a student of a school today, who sees no other's hours there by another role."""
    learns = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.tenant_id == tenant_id,
        Membership.role == Role.STUDENT,
        or_(Membership.since.is_(None), Membership.since <= today),
        or_(Membership.until.is_(None), Membership.until >= today),
    )
    return session.scalar(learns.limit(1)) is not None


def give_roles(session: Session, person: Person, where: Where, roles: Sequence[str], since: date) -> list[int]:
    """Give a person roles at a company or school that they don't hold there yet. Returns the ids of what is new."""
    held = session.scalars(
        select(Membership.role).where(
            Membership.person_id == person.id,
            Membership.tenant_id == where.tenant.id,
            Membership.organisation_id == where.company_id,
            or_(Membership.until.is_(None), Membership.until >= since),
        )
    ).all()
    new = [
        Membership(
            person_id=person.id,
            tenant_id=where.tenant.id,
            organisation_id=where.company_id,
            role=role,
            since=since,
        )
        for role in roles
        if role not in held
    ]
    session.add_all(new)
    session.flush()
    return [membership.id for membership in new]
