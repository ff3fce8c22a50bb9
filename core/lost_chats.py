"""A chat that can't be reached any more: mail takes its place, and whom that concerns hears it, once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.access import load_actor
from core.identify import local_date
from core.incoming import Channel, Evidence
from core.outbox import OutboxMessage
from core.people.models import ChatAccount, Person, Role
from core.people.service import note_blocked
from core.receiver import mails_of
from core.tenants.models import Tenant

CHAT_LOST = "people.chat_lost"


def note_lost(session: Session, chat_id: str, now: datetime) -> None:
    """Remember that a chat takes no messages any more, and tell its person by mail; without an address, the school.

    The account was deleted, or the bot was blocked in a way that nobody told us of. Nothing happens when it is known.
    """
    account = session.scalars(select(ChatAccount).where(ChatAccount.chat_id == chat_id)).first()
    if account is None or account.blocked_at is not None:
        return
    note_blocked(session, account.user_id, is_blocked=True, now=now)
    person = session.get_one(Person, account.person_id)
    actor = load_actor(session, person.id, evidence=Evidence.NOTHING, today=local_date(person, now))
    # An account that comes back may be lost again.
    key = f"chat_lost:{account.id}:{now:%Y%m%d}"
    address = next(iter(mails_of(session, person.id)), "")
    if address:
        role = "student" if actor.has(Role.STUDENT) else "supervisor"
        message = OutboxMessage(key=key, person_id=person.id, name=CHAT_LOST, facts={"role": role}, address=address)
        _mail(session, message, now)
        return
    tenants = {membership.tenant_id for membership in actor.memberships}
    for school in session.scalars(select(Tenant).where(Tenant.id.in_(tenants), Tenant.contact_email != "")):
        message = OutboxMessage(
            key=f"{key}:{school.id}",
            tenant_id=school.id,
            name="people.school_chat_lost",
            facts={"name": person.name},
            language=school.language,
            address=school.contact_email,
        )
        _mail(session, message, now)


def _mail(session: Session, message: OutboxMessage, now: datetime) -> None:
    message.channel, message.due_at = Channel.MAIL, now
    outbox.put_once(session, message)
