"""A supervisor of whom only a general address (info@) is known: others read it, so it gets no hours and no links."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.access import Actor
from core.incoming import Channel
from core.logbook.digests import Digest
from core.outbox import OutboxMessage
from core.receiver import mails_of
from core.tenants.models import Tenant


def ask_for_own_address(session: Session, message: OutboxMessage, actor: Actor, digest: Digest, now: datetime) -> bool:
    """Ask at the general address, in place of a digest, for an address of their own; and tell each school, once.

    It asks once a week at most. It is sent to no person, so that its token proves nothing. Returns False when there is
    no general address either.
    """
    general = next(iter(mails_of(session, actor.id, is_general=True)), "")
    if not general:
        return False
    outbox.drop(message, "only a general address")
    if not digest.weeks:
        return True
    schools = session.scalars(select(Tenant).where(Tenant.id.in_(digest.tenants)).order_by(Tenant.name)).all()
    contacts = [
        {"contact": f"{school.name} ({school.contact_email})" if school.contact_email else school.name}
        for school in schools
    ]
    year, week, _ = actor.today.isocalendar()
    asked = OutboxMessage(
        key=f"own_address:{actor.id}:{year}-W{week:02}",
        tenant_id=schools[0].id,
        name="people.own_address",
        facts={"name": actor.person.name, "schools": contacts},
        language=actor.person.language,
        channel=Channel.MAIL,
        address=general,
        due_at=now,
    )
    outbox.put_once(session, asked)
    for school in schools:
        if school.contact_email:
            told = OutboxMessage(
                key=f"general_address:{school.id}:{actor.id}",
                tenant_id=school.id,
                name="people.school_general_address",
                facts={"supervisor": actor.person.name, "email": general},
                language=school.language,
                channel=Channel.MAIL,
                address=school.contact_email,
                due_at=now,
            )
            outbox.put_once(session, told)
    return True
