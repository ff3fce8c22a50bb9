"""The link of an invitation: what its page shows, and what comes of a surname typed there, or of asking for a new link.

The page never prints the surname that it asks for: whoever opens the link and can't type it gets nothing.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from core import outbox, record
from core.command import evidence_text
from core.contacts.models import Invitation
from core.contacts.service import (
    INVITED,
    LIVES,
    WELCOME,
    Where,
    draft_of,
    give_roles,
    invite,
    learns_at,
    may_invite,
    person_at,
    still_manages,
)
from core.identify import local_date
from core.inbox import InboxMessage
from core.incoming import Channel, Evidence, Incoming
from core.outbox import OutboxMessage
from core.people.models import Address, Membership, Person
from core.people.service import token_hash
from core.record import Decision
from core.sheets import folded
from core.tenants.models import Organisation, Tenant

ACTIVATED = "contacts.activated"
WRONG_NAME = "wrong_name"
TRIES = 5
TRIES_WITHIN = timedelta(hours=1)
MOST_WELCOMES = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ActivationFacts:
    """What the page of an invitation shows.

    state: "open", "used", "ended" (used, and the role ended since), "expired" (also when a newer link took its place)
    or "withdrawn". name: the first name or initials, never the surname. inviter: "" when a link was made on the command
    line. organisation: "" for the school itself. last_day: the link's. tries: names that may still be wrong. until: the
    moment at which a link of the command line ends, by the school's clock; None for one that is good for whole days.
    """

    state: str
    language: str
    name: str
    inviter: str
    organisation: str
    school: str
    roles: tuple[str, ...]
    last_day: date
    tries: int
    until: datetime | None = None


def key_of(hashed: str) -> str:
    """Begin the inbox keys of all that was posted on one link."""
    return f"a:{hashed}:"


def find(session: Session, hashed: str, *, is_locked: bool = False) -> Invitation | None:
    """Find an invitation by the hash of its link."""
    statement = (
        select(Invitation)
        .where(Invitation.token_hash == hashed)
        .options(joinedload(Invitation.tenant), joinedload(Invitation.organisation), joinedload(Invitation.inviter))
    )
    if is_locked:
        statement = statement.with_for_update(of=Invitation)
    return session.scalars(statement).one_or_none()


def activation_for(session: Session, token: str, now: datetime) -> ActivationFacts | None:
    """Read what the link of an invitation shows now; changes nothing. None for an unknown one."""
    hashed = token_hash(token)
    found = find(session, hashed)
    if found is None:
        return None
    ends = found.expires_at.astimezone(ZoneInfo(found.tenant.time_zone))
    return ActivationFacts(
        state=_state(session, found, now),
        language=found.language,
        name=found.first_name or found.initials,
        inviter=found.inviter.name if found.inviter is not None else "",
        organisation=found.organisation.name if found.organisation is not None else "",
        school=found.tenant.name,
        roles=tuple(found.roles),
        last_day=ends.date(),
        tries=tries_left(session, hashed, now),
        until=ends if found.inviter is None else None,
    )


def _state(session: Session, invitation: Invitation, now: datetime) -> str:
    """Say how an invitation stands, now.

    One that waits is good only while who sent it still may, and while it is not a student's of that school; one that
    was used ended when its person has no role at that company any more, or none of these at the school.
    """
    state = invitation.state(now)
    if state in {"open", "expired"}:
        is_good = still_manages(session, invitation, now) and not _is_students(session, invitation, now)
        return state if is_good else "withdrawn"
    if state != "used":
        return state
    person = session.get_one(Person, invitation.person_id)
    role = select(Membership.id).where(
        Membership.person_id == person.id,
        Membership.organisation_id == invitation.organisation_id,
        or_(Membership.until.is_(None), Membership.until >= local_date(person, now)),
    )
    if invitation.organisation_id is None:
        role = role.where(Membership.tenant_id == invitation.tenant_id, Membership.role.in_(invitation.roles))
    return "used" if session.scalar(role.limit(1)) is not None else "ended"


def _is_students(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Say whether the address that was invited is, since then perhaps, that of a student of the school."""
    person = person_at(session, invitation.email)
    return person is not None and learns_at(session, person.id, invitation.tenant_id, local_date(person, now))


def tries_left(session: Session, hashed: str, now: datetime) -> int:
    """Say how many names may still be wrong on this link; counted in the inbox, so a restart forgets nothing."""
    wrong = session.scalar(
        select(func.count())
        .select_from(InboxMessage)
        .where(
            InboxMessage.channel == Channel.LINK,
            InboxMessage.key.startswith(key_of(hashed), autoescape=True),
            InboxMessage.outcome == WRONG_NAME,
            InboxMessage.received_at > now - TRIES_WITHIN,
        )
    )
    return max(0, TRIES - (wrong or 0))


def settle(session: Session, incoming: Incoming, row: InboxMessage, now: datetime) -> str:
    """Settle what was posted on the page of an invitation. Returns what came of it.

    "activated", "wrong_name", "too_many", "renewed", or how the invitation stands when it can't be used: "used",
    "ended", "expired", "withdrawn", "unknown". Everything the page checked is checked again, under a lock.
    """
    said = incoming.facts
    found = find(session, said["invitation"], is_locked=True)
    if found is None:
        return "unknown"
    state = _state(session, found, now)
    if said.get("renew"):
        return _renew(session, found, state, now)
    if state != "open":
        return state
    if not tries_left(session, found.token_hash, now):
        return "too_many"
    known = person_at(session, found.email)
    if not is_named(said["surname"], found, known):
        return WRONG_NAME
    _activate(session, found, known, row, typed=said["surname"], now=now)
    return "activated"


def is_named(typed: str, *named: Invitation | Person | None) -> bool:
    """Say whether what was typed is the surname of one of these: as it was given, or as we know who it is.

    Accents, capitals and signs aside; with or without the infix, or the whole name.
    """
    ways: set[str] = set()
    for one in named:
        if one is not None and one.surname:
            with_infix = f"{one.infix} {one.surname}"
            ways |= {one.surname, with_infix, f"{one.first_name} {with_infix}", f"{one.initials} {with_infix}"}
    return bool(_plain(typed)) and _plain(typed) in {_plain(way) for way in ways}


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", folded(text))


def _activate(
    session: Session,
    invitation: Invitation,
    known: Person | None,
    row: InboxMessage,
    *,
    typed: str,
    now: datetime,
) -> None:
    where = Where(invitation.tenant, invitation.organisation)
    person = known or _new_person(session, invitation)
    address = session.scalars(select(Address).where(func.lower(Address.email) == invitation.email)).one()
    if invitation.invited_by is not None:
        # The link came by mail to this very address, which one of the command line did not.
        address.verified_at, address.works = now, True
    given = give_roles(session, person, where, invitation.roles, local_date(person, now))
    invitation.used_at, invitation.person_id = now, person.id
    row.person_id = person.id
    decision = Decision(
        tenant_id=where.tenant.id,
        person_id=person.id,
        inbox_id=row.id,
        command="contacts.activate",
        channel=Channel.LINK,
        evidence=evidence_text(Evidence.LINK),
        words=f"[{typed}]",
        facts={"invitation": invitation.id, "roles": list(invitation.roles), "memberships": given},
        decided_at=now,
    )
    record.add(session, decision)
    _welcome(session, invitation, person, now, key=f"welcome:{invitation.id}")
    _tell_inviter(session, invitation, person, now)


def _new_person(session: Session, invitation: Invitation) -> Person:
    person = Person(
        first_name=invitation.first_name,
        initials=invitation.initials,
        infix=invitation.infix,
        surname=invitation.surname,
        language=invitation.language,
        time_zone=invitation.tenant.time_zone,
    )
    session.add(person)
    session.flush()
    session.add(Address(person_id=person.id, email=invitation.email))
    session.flush()
    return person


def _welcome(session: Session, invitation: Invitation, person: Person, now: datetime, *, key: str) -> bool:
    """Mail what one can do from now on, to the very address that was invited."""
    facts = {
        "name": person.first_name or person.name,
        "organisation": invitation.organisation.name if invitation.organisation is not None else "",
        "school": invitation.tenant.name,
        "roles": list(invitation.roles),
        "chat_url": None,
    }
    mail = OutboxMessage(
        key=key,
        person_id=person.id,
        tenant_id=invitation.tenant_id,
        name=WELCOME,
        facts=facts,
        channel=Channel.MAIL,
        address=invitation.email,
        due_at=now,
    )
    return outbox.put_once(session, mail)


def _tell_inviter(session: Session, invitation: Invitation, person: Person, now: datetime) -> None:
    """Tell who invited them, while that is theirs to know."""
    if invitation.invited_by in {None, person.id} or not still_manages(session, invitation, now):
        return
    told = OutboxMessage(
        person_id=invitation.invited_by,
        tenant_id=invitation.tenant_id,
        name=ACTIVATED,
        facts={
            "contact": invitation.name,
            "roles": list(invitation.roles),
            "where": Where(invitation.tenant, invitation.organisation).name,
        },
        due_at=now,
    )
    outbox.put(session, told)


def _renew(session: Session, invitation: Invitation, state: str, now: datetime) -> str:
    """Send a new link, or to who activated what they can do, to the address that was invited and to no other."""
    if state == "used":
        person = session.get_one(Person, invitation.person_id)
        hour = int(now.timestamp() // MOST_WELCOMES.total_seconds())
        is_new = _welcome(session, invitation, person, now, key=f"welcome:{invitation.id}:{hour}")
        return "renewed" if is_new else "too_many"
    if state != "expired":
        return state
    where = Where(invitation.tenant, invitation.organisation)
    latest = _latest(session, invitation)
    stands = _state(session, latest, now)
    if stands in {"used", "ended", "withdrawn"}:
        return stands
    if latest.inviter is None:
        return state  # who made a link on the command line makes the next one
    if not may_invite(session, where, invitation.email, now):
        return "too_many"
    decision_id = latest.decision_id
    invite(session, where, draft_of(latest), inviter=latest.inviter, decision_id=decision_id, now=now)
    return "renewed"


def _latest(session: Session, invitation: Invitation) -> Invitation:
    """Give the last invitation of this address for this place: what became of it counts for the earlier ones."""
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.tenant_id == invitation.tenant_id,
            Invitation.organisation_id == invitation.organisation_id,
            Invitation.email == invitation.email,
        )
        .options(joinedload(Invitation.inviter))
        .order_by(Invitation.id.desc())
        .limit(1)
    ).one()


def fill(session: Session, message: OutboxMessage, base_url: str, now: datetime) -> dict[str, Any] | None:
    """Make the link of an invitation whose mail goes out now. Gives what the mail says; None when it may not go.

    The link is in what is returned and nowhere else: of it only the hash is written down. A mail that has to be sent
    again gets another link, and the one before is dead.
    """
    invitation = session.get_one(Invitation, message.facts["invitation"], with_for_update=True)
    if invitation.used_at is not None or invitation.ended_at is not None or not still_manages(session, invitation, now):
        outbox.drop(message, "the invitation was used, withdrawn or replaced, or its sender may not invite now")
        return None
    token = outbox.new_token()
    invitation.token_hash, invitation.expires_at = token_hash(token), now + LIVES
    tenant = session.get_one(Tenant, invitation.tenant_id)
    company = session.get(Organisation, invitation.organisation_id) if invitation.organisation_id is not None else None
    inviter = session.get(Person, invitation.invited_by) if invitation.invited_by is not None else None
    last_day = invitation.expires_at.astimezone(ZoneInfo(tenant.time_zone)).date()
    return {
        "name": invitation.first_name,
        "inviter": inviter.name if inviter is not None else "",
        "organisation": company.name if company is not None else "",
        "school": tenant.name,
        "roles": list(invitation.roles),
        "last_day": last_day.isoformat(),
        "page_url": f"{base_url}/a/{token}",
    }


__all__ = ["INVITED", "ActivationFacts", "activation_for", "fill", "is_named", "key_of", "settle"]
