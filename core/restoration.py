"""A database put back from a backup has forgotten what was said after it; here it learns not to trust its memory.

What it meant to send may have been sent, what it showed may have been followed by something newer, and the numbers it
gives out next were given out before (ADR 0015).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import outbox, record
from core.access import Actor
from core.buttons import BUTTONS
from core.contacts.models import Invitation
from core.db import Base
from core.files.models import Download
from core.inbox import InboxMessage, InboxState
from core.incoming import Channel, Incoming, Kind
from core.menus import MENU
from core.outbox import OutboxMessage, OutboxState, new_token
from core.people.models import LinkToken, Person
from core.questions import Question
from core.record import Decision
from core.reminders.sending import REMINDERS
from core.reminders.service import ReminderSettings, plan
from core.tenants.models import Tenant

RESTORED = "restored"
# More than is numbered between a backup and the day it is needed; far less than the numbers there are.
GAP = 100_000
WAITING = (OutboxState.PLANNED, OutboxState.CLAIMED)
SPEAKING = (Kind.HUMAN, Kind.BUTTON, Kind.START)


class Restoration(Base):
    """A time that this database was put back. taken_at: when the backup was taken; sha256: of its file."""

    __tablename__ = "restoration"

    id: Mapped[int] = mapped_column(primary_key=True)
    restored_at: Mapped[datetime] = mapped_column()
    taken_at: Mapped[datetime] = mapped_column()
    sha256: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a restore let go of. held: messages that may have been sent already, counted by name.

    dropped: such messages that would ask what is no longer asked. closed: questions that were open.
    """

    held: dict[str, int]
    dropped: int
    closed: int


def forget(
    session: Session, now: datetime, *, taken_at: datetime, sha256: str, reminders: ReminderSettings
) -> Forgotten:
    """Settle what a restored database can't know any more; once, before anything else is done with it.

    Every message that is due is held: it may have been sent. What was shown counts as not shown, and what was asked as
    not asked, since something newer may have been shown and asked. A school's record says that it was put back.
    """
    plan(session, now, reminders)  # what was to be sent meanwhile is planned now, so that it is held with the rest
    held, dropped = _hold(session, now)
    closed = _unask(session, now)
    session.execute(update(LinkToken).where(LinkToken.used_at.is_(None)).values(used_at=now))
    _close_invitations(session, now)
    # A link for one use may have been used since.
    session.execute(update(Download).where(Download.expires_at > now).values(expires_at=now))
    _leave_gap(session, now)
    _record(session, now, taken_at=taken_at, sha256=sha256)
    session.add(Restoration(restored_at=now, taken_at=taken_at, sha256=sha256))
    session.flush()
    return Forgotten(dict(sorted(held.items())), dropped, closed)


def _hold(session: Session, now: datetime) -> tuple[Counter[str], int]:
    """Hold what may have been sent. A new token tells an answer to it from one to what was sent before."""
    held: Counter[str] = Counter()
    dropped = 0
    doubtful = select(OutboxMessage).where(
        OutboxMessage.state.in_(WAITING),
        or_(OutboxMessage.due_at <= now, OutboxMessage.state == OutboxState.CLAIMED),
        OutboxMessage.name != MENU,  # it says nothing, and setting it again changes nothing
    )
    for message in session.scalars(doubtful.order_by(OutboxMessage.id)):
        is_reminder = message.name in REMINDERS and not message.facts.get("copy")
        if message.name == BUTTONS or (message.question_id is not None and not is_reminder):
            outbox.drop(message, "it may have been sent before the restore, and what it asks is no longer asked")
            dropped += 1
            continue
        token = new_token()
        if message.facts.get("page_url"):
            message.facts = {**message.facts, "page_url": message.facts["page_url"].replace(message.token, token)}
        message.token, message.question_id = token, None  # a reminder is filled, and asks, anew when it goes
        message.state, message.lease_until = OutboxState.HELD, None
        message.trouble = "it may have been sent before the restore"
        held[message.name] += 1
    session.flush()
    return held, dropped


def _unask(session: Session, now: datetime) -> int:
    """Close every question but those of messages that could not have been sent yet, and forget what was shown."""
    coming = select(OutboxMessage.question_id).where(
        OutboxMessage.state == OutboxState.PLANNED, OutboxMessage.question_id.is_not(None)
    )
    is_delivered = or_(Question.chat_delivered_at.is_not(None), Question.mail_delivered_at.is_not(None))
    closed = session.execute(
        update(Question)
        .where(Question.closed_at.is_(None), or_(Question.id.not_in(coming), is_delivered))
        .values(closed_at=now, closed_why=RESTORED)
        .returning(Question.id)
    ).all()
    session.execute(update(Question).where(is_delivered).values(chat_delivered_at=None, mail_delivered_at=None))
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.SENT, OutboxMessage.question_id.is_not(None))
        .values(question_id=None)
    )
    session.expire_all()
    return len(closed)


def _close_invitations(session: Session, now: datetime) -> None:
    """Let no link make somebody an admin, or give any role at a school: it may have been withdrawn since the backup.

    Whoever it was meant for is invited again. To a company's contacts a link stays good, as what it gives is less.
    """
    session.execute(
        update(Invitation)
        .where(
            Invitation.organisation_id.is_(None),
            Invitation.used_at.is_(None),
            Invitation.ended_at.is_(None),
        )
        .values(ended_at=now, why=RESTORED)
    )


def _leave_gap(session: Session, now: datetime) -> None:
    """Let the next question have a number that none had, so that no button out there presses another question."""
    person_id = session.scalar(select(func.min(Person.id)))
    if person_id is None:
        return
    newest = session.scalar(select(func.max(Question.id))) or 0
    session.add(
        Question(
            id=newest + GAP,
            person_id=person_id,
            kind=RESTORED,
            facts={},
            asked_at=now,
            closed_at=now,
            closed_why=RESTORED,
        )
    )
    session.flush()


def _record(session: Session, now: datetime, *, taken_at: datetime, sha256: str) -> None:
    """Say in each school's record that it was put back, under numbers that no receipt can have had."""
    number = (session.scalar(select(func.max(Decision.id))) or 0) + GAP
    for tenant_id in session.scalars(select(Tenant.id).order_by(Tenant.id)).all():
        decision = Decision(
            id=number,
            tenant_id=tenant_id,
            person_id=None,
            command="backup.restored",
            channel="file",
            evidence="operator",
            words=f"sha256 {sha256}",
            facts={"taken_at": taken_at.isoformat()},
            decided_at=now,
        )
        record.add(session, decision)
        number += 1


def restored_at(session: Session) -> datetime | None:
    """Say when the database was last put back; None when it never was."""
    return session.scalar(select(func.max(Restoration.restored_at)))


def is_from_before(session: Session, incoming: Incoming, row: InboxMessage) -> bool:
    """Say whether somebody wrote this before the database was put back: it may have been answered already."""
    if incoming.kind not in SPEAKING:
        return False
    restored = restored_at(session)
    return restored is not None and (incoming.sent_at or row.received_at) < restored


def turn_back(session: Session, incoming: Incoming, row: InboxMessage, actor: Actor | None, now: datetime) -> str:
    """Do nothing with a message from before the restore, and tell whoever wrote it; a stranger's is kept for an admin.

    Returns the outcome.
    """
    if actor is None:
        row.state, row.trouble = InboxState.QUARANTINED, "written before the restore; nothing was done with it"
        return RESTORED
    row.person_id = actor.id
    is_chat = incoming.channel is Channel.CHAT
    written_at = (incoming.sent_at or row.received_at).astimezone(actor.zone)
    outbox.put(
        session,
        OutboxMessage(
            person_id=actor.id,
            answers_inbox_id=row.id,
            name="desk.restored",
            facts={
                "written_at": written_at.isoformat(timespec="minutes"),
                "subject": incoming.subject[:200],
                "in_reply_to": incoming.message_id,
            },
            channel=Channel.CHAT if is_chat else Channel.MAIL,
            address=(incoming.chat_id if is_chat else actor.email) or "",
            due_at=now,
        ),
    )
    return RESTORED


def held(session: Session) -> dict[str, int]:
    """Count the messages that a restore holds, by name."""
    rows = session.execute(
        select(OutboxMessage.name, func.count())
        .where(OutboxMessage.state == OutboxState.HELD)
        .group_by(OutboxMessage.name)
        .order_by(OutboxMessage.name)
    )
    return dict(rows.all())


def let_go(session: Session) -> int:
    """Send what a restore holds. Returns how many messages."""
    return _move(session, OutboxState.PLANNED, "")


def drop_held(session: Session) -> int:
    """Leave unsent what a restore holds. Returns how many messages."""
    return _move(session, OutboxState.DROPPED, "it may have been sent before the restore")


def _move(session: Session, state: OutboxState, why: str) -> int:
    moved = update(OutboxMessage).where(OutboxMessage.state == OutboxState.HELD).values(state=state, trouble=why)
    return len(session.execute(moved.returning(OutboxMessage.id)).all())
