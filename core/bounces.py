"""Mail that came back for good: that address gets no more of it, and the school is told once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.access import load_actor
from core.identify import local_date
from core.incoming import Channel, Evidence, Incoming
from core.outbox import OutboxMessage
from core.people.models import Address, Person
from core.questions import came_back
from core.tenants.models import Tenant


def note_bounce(session: Session, incoming: Incoming, now: datetime) -> None:
    """Stop mail to an address that failed for good; what stood in this mail counts as not shown.

    Anybody can write a delivery report, so it must hold the whole token of a mail of ours, and name the very address
    that this mail was sent to.
    """
    ours = session.scalars(select(OutboxMessage).where(OutboxMessage.token.in_(incoming.tokens)).limit(1)).first()
    if ours is None or ours.channel != Channel.MAIL or ours.address not in incoming.facts.get("failed", ()):
        return
    came_back(session, ours)
    address = session.scalars(select(Address).where(Address.email == ours.address, Address.works)).first()
    if address is None:
        return
    address.works = False
    person = session.get_one(Person, address.person_id)
    actor = load_actor(session, person.id, evidence=Evidence.NOTHING, today=local_date(person, now))
    tenants = {ours.tenant_id} if ours.tenant_id is not None else {each.tenant_id for each in actor.memberships}
    for school in session.scalars(select(Tenant).where(Tenant.id.in_(tenants), Tenant.contact_email != "")):
        outbox.put(
            session,
            OutboxMessage(
                tenant_id=school.id,
                name="people.school_bounced",
                facts={"name": person.name, "email": address.email},
                language=school.language,
                channel=Channel.MAIL,
                address=school.contact_email,
                due_at=now,
            ),
        )
