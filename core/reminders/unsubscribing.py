"""One click in a reminder's mail: whose reminders it stops, and whether that was done already."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.incoming import Channel
from core.outbox import OutboxMessage, OutboxState
from core.people.models import Person
from core.people.preferences import preference_of
from core.reminders.sending import REMINDERS


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whose reminders a mail's link stops, in their language. since: when they last began again, 0 for never."""

    language: str
    is_stopped: bool
    since: int


def subscription_of(session: Session, token: str) -> Subscription | None:
    """Read what the link of a reminder's mail stops; None for any other message and an unknown token."""
    message = session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.token == token,
            OutboxMessage.name.in_(REMINDERS),
            OutboxMessage.channel == Channel.MAIL,
            OutboxMessage.state.in_((OutboxState.SENT, OutboxState.CLAIMED, OutboxState.PLANNED)),
        )
    ).first()
    if message is None or message.person_id is None:
        return None
    asked = preference_of(session, message.person_id)
    since = int(asked.started_at.timestamp()) if asked.started_at is not None else 0
    return Subscription(session.get_one(Person, message.person_id).language, asked.stopped_at is not None, since)
