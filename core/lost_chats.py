"""A chat that can't be reached any more, or goes on elsewhere: who is in it is still found, and hears things once."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core import outbox
from core.access import load_actor
from core.identify import local_date
from core.incoming import Channel, Evidence
from core.outbox import OutboxMessage, OutboxState
from core.people.models import ChatAccount, Person, Role
from core.people.service import note_blocked
from core.receiver import mails_of
from core.tenants.models import Tenant

CHAT_LOST = "people.chat_lost"
GROUP = "desk.group"


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


def group_key(chat_id: str) -> str:
    """Name the one message that a group gets."""
    return f"{GROUP}:{chat_id}"


def note_moved(session: Session, chat_id: str, new_id: str) -> None:
    """Follow a chat that goes on under another id, as a group does that becomes a supergroup.

    What waits for it goes there, and what it was told once it is not told again.
    """
    session.execute(update(ChatAccount).where(ChatAccount.chat_id == chat_id).values(chat_id=new_id))
    waiting = (OutboxMessage.channel == Channel.CHAT, OutboxMessage.state == OutboxState.PLANNED)
    session.execute(update(OutboxMessage).where(OutboxMessage.address == chat_id, *waiting).values(address=new_id))
    told = session.scalar(select(OutboxMessage).where(OutboxMessage.key == group_key(chat_id)))
    if (
        told is not None
        and session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == group_key(new_id))) is None
    ):
        told.key = group_key(new_id)


def _mail(session: Session, message: OutboxMessage, now: datetime) -> None:
    message.channel, message.due_at = Channel.MAIL, now
    outbox.put_once(session, message)
