"""How full the queues are: two statements over their indexes, however long the history is."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.inbox import InboxMessage, InboxState
from core.incoming import Channel
from core.outbox import OutboxMessage, OutboxState

UNCHOSEN = "unchosen"
CHANNELS = tuple(str(channel) for channel in Channel)
WAYS_OUT = (Channel.CHAT.value, Channel.MAIL.value, UNCHOSEN)


@dataclass(slots=True)
class Queues:
    """Counts and ages, by channel; seconds. quarantine: by channel and reason."""

    waiting: Counter[str] = field(default_factory=Counter)
    lag: dict[str, float] = field(default_factory=dict)
    quarantine: Counter[tuple[str, str]] = field(default_factory=Counter)
    due: Counter[str] = field(default_factory=Counter)
    due_lag: dict[str, float] = field(default_factory=dict)
    planned: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    reminders_due: int = 0


def queues(session: Session, now: datetime) -> Queues:
    """Count what waits, is set aside, or is due."""
    found = Queues()
    _inbox(session, now, found)
    _outbox(session, now, found)
    return found


def _inbox(session: Session, now: datetime, found: Queues) -> None:
    reason = case((InboxMessage.state == InboxState.QUARANTINED, InboxMessage.outcome), else_="").label("reason")
    statement = (
        select(InboxMessage.channel, InboxMessage.state, reason, func.count(), func.min(InboxMessage.received_at))
        .where(InboxMessage.state.in_((InboxState.RECEIVED, InboxState.FETCHING, InboxState.QUARANTINED)))
        .group_by(InboxMessage.channel, InboxMessage.state, "reason")  # by its label, which PostgreSQL can compare
    )
    for channel, state, why, count, oldest in session.execute(statement):
        if state == InboxState.QUARANTINED:
            found.quarantine[channel, why or "unknown"] += count
        else:
            found.waiting[channel] += count
            found.lag[channel] = max(found.lag.get(channel, 0.0), (now - oldest).total_seconds())


def _outbox(session: Session, now: datetime, found: Queues) -> None:
    is_due = case((OutboxMessage.due_at <= now, 1), else_=0).label("is_due")
    is_reminder = case((OutboxMessage.name.startswith("reminders."), 1), else_=0).label("is_reminder")
    is_failed = case((OutboxMessage.state == OutboxState.FAILED, 1), else_=0).label("is_failed")
    statement = (
        select(OutboxMessage.channel, is_failed, is_due, is_reminder, func.count(), func.min(OutboxMessage.due_at))
        .where(OutboxMessage.state.in_((OutboxState.PLANNED, OutboxState.CLAIMED, OutboxState.FAILED)))
        .group_by(OutboxMessage.channel, "is_failed", "is_due", "is_reminder")
    )
    for channel, failed, due, reminder, count, first in session.execute(statement):
        way = channel or UNCHOSEN
        if failed:
            found.failed[way] += count
        elif due:
            found.due[way] += count
            found.due_lag[way] = max(found.due_lag.get(way, 0.0), (now - first).total_seconds())
            found.reminders_due += count if reminder else 0
        else:
            found.planned[way] += count
