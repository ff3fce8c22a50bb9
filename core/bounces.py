"""Mail that came back for good: that address gets no more of it, and the school is told once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import outbox
from core.access import load_actor
from core.identify import local_date
from core.incoming import Channel, Evidence, Incoming
from core.outbox import OutboxMessage
from core.people.models import Address, Membership, Person, Role
from core.people.service import BOUNCED
from core.questions import came_back
from core.tenants.models import ChatPolicy, Tenant

LATEST_REPORT = timedelta(days=14)


def came_back_for_good(session: Session, incoming: Incoming, now: datetime) -> OutboxMessage | None:
    """Find the mail of ours that a delivery report says has failed for good.

    Anybody can write a delivery report, so it must hold the whole token of a mail of ours, and name the very address
    that this mail was sent to. A mail server gives up within days: a report on an older mail, which may have been
    passed on long since, says nothing of the address as it is now.
    """
    ours = session.scalars(select(OutboxMessage).where(OutboxMessage.token.in_(incoming.tokens)).limit(1)).first()
    if ours is None or ours.channel != Channel.MAIL or ours.address not in incoming.facts.get("failed", ()):
        return None
    return ours if ours.sent_at is None or now - ours.sent_at <= LATEST_REPORT else None


def note_bounce(session: Session, incoming: Incoming, now: datetime) -> None:
    """Stop mail to an address that failed for good; what stood in this mail counts as not shown."""
    ours = came_back_for_good(session, incoming, now)
    if ours is not None:
        stop_mail(session, ours, now)


def stop_mail(session: Session, ours: OutboxMessage, now: datetime) -> None:
    """Send nothing more to where a mail of ours could not go, and tell the school so, once.

    It hears so at its own address, and its admins by the way each of them chose; by mail where chat may name nobody.
    """
    came_back(session, ours)
    address = session.scalars(select(Address).where(Address.email == ours.address, Address.works)).first()
    if address is None:
        return
    address.works = False
    person = session.get_one(Person, address.person_id)
    actor = load_actor(session, person.id, evidence=Evidence.NOTHING, today=local_date(person, now))
    tenants = {ours.tenant_id} if ours.tenant_id is not None else {each.tenant_id for each in actor.memberships}
    for school in session.scalars(select(Tenant).where(Tenant.id.in_(tenants))):
        facts = {"name": person.name, "email": address.email}
        if school.contact_email:
            by_mail = {"language": school.language, "channel": Channel.MAIL, "address": school.contact_email}
            outbox.put(session, OutboxMessage(tenant_id=school.id, name=BOUNCED, facts=facts, due_at=now, **by_mail))
        channel = "" if school.chat_policy == ChatPolicy.FULL else Channel.MAIL
        for admin in _admins(session, school, now):
            if admin != person.id and not _reads(session, admin, school.contact_email):
                told = OutboxMessage(tenant_id=school.id, person_id=admin, name=BOUNCED, facts=facts, due_at=now)
                told.channel = channel
                outbox.put(session, told)


def _admins(session: Session, school: Tenant, now: datetime) -> Sequence[int]:
    """Give the admins of a school today."""
    return session.scalars(
        select(Membership.person_id)
        .where(
            Membership.tenant_id == school.id,
            Membership.role == Role.ADMIN,
            or_(Membership.since.is_(None), Membership.since <= now.date()),
            or_(Membership.until.is_(None), Membership.until >= now.date()),
        )
        .distinct()
        .order_by(Membership.person_id)
    ).all()


def _reads(session: Session, person_id: int, email: str) -> bool:
    """Say whether an address is a person's own."""
    own = select(Address.id).where(Address.person_id == person_id, Address.email == email)
    return session.scalar(own.limit(1)) is not None
