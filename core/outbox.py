"""The outbox: the one durable queue of what still has to be told or done, and when."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base

LEASE = timedelta(minutes=2)
RETRIES = (1, 5, 15, 60, 180, 360, 720, 1440)
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class OutboxState(StrEnum):
    """Where a message stands. HELD: it may have been sent before a restore, and somebody has to say what to do."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    HELD = "held"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


class OutboxMessage(Base):
    """An intention to tell someone something.

    key: unique for what must be planned once, such as "digest:12:2026-W48:1". name, facts: the wording's block and what
    it says. channel: "chat", "mail", or "" to choose when it is claimed. address: a mail address or chat id when the
    receiver is not a person we know. token: carried by the message, proves its mailbox when it comes back.
    sent_text: exactly what was sent, to recognise it in a reply. sent_ref: the Message-ID, or "chat:message".
    """

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "name", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(120), unique=True, default=None)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"), default=None)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True, default=None)
    answers_inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"), default=None)
    name: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column()
    language: Mapped[str] = mapped_column(String(8), default="")
    channel: Mapped[str] = mapped_column(String(10), default="")
    address: Mapped[str] = mapped_column(String(254), default="")
    token: Mapped[str] = mapped_column(String(26), unique=True)
    due_at: Mapped[datetime] = mapped_column()
    state: Mapped[str] = mapped_column(String(10), default=OutboxState.PLANNED)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_ref: Mapped[str | None] = mapped_column(String(200), index=True, default=None)
    sent_text: Mapped[str] = mapped_column(Text, default="")
    trouble: Mapped[str] = mapped_column(String(500), default="")


def new_token() -> str:
    """Make a token nobody can guess: 26 lower-case base32 characters, 130 bits, safe in an address's local part."""
    return "".join(secrets.choice(ALPHABET) for _ in range(26))


def put(session: Session, message: OutboxMessage) -> OutboxMessage:
    """Plan one message in the caller's transaction."""
    if not message.token:
        message.token = new_token()
    session.add(message)
    return message


def put_once(session: Session, message: OutboxMessage) -> bool:
    """Plan a message that has a key, unless it was planned before; any worker may try, one succeeds.

    Returns True when this call planned it.
    """
    if message.key is None:
        raise ValueError("put_once needs a message with a key")
    columns = {
        "key": message.key,
        "person_id": message.person_id,
        "tenant_id": message.tenant_id,
        "question_id": message.question_id,
        "name": message.name,
        "facts": message.facts,
        "language": message.language or "",
        "channel": message.channel or "",
        "address": message.address or "",
        "token": message.token or new_token(),
        "due_at": message.due_at,
        "state": OutboxState.PLANNED,
        "attempts": 0,
        "sent_text": "",
        "trouble": "",
    }
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(OutboxMessage).values(**columns).on_conflict_do_nothing(index_elements=["key"])
    return bool(session.execute(statement.returning(OutboxMessage.id)).scalar())


def claim(session: Session, now: datetime, *, limit: int = 20, channels: Sequence[str] = ()) -> list[OutboxMessage]:
    """Take due messages for sending; what another worker holds is left to it, until its lease runs out."""
    ready = select(OutboxMessage.id).where(
        OutboxMessage.state.in_((OutboxState.PLANNED, OutboxState.CLAIMED)),
        OutboxMessage.due_at <= now,
        (OutboxMessage.lease_until.is_(None)) | (OutboxMessage.lease_until < now),
    )
    if channels:
        ready = ready.where(OutboxMessage.channel.in_(channels))
    ready = ready.order_by(OutboxMessage.due_at, OutboxMessage.id).limit(limit).with_for_update(skip_locked=True)
    taken = (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ready.scalar_subquery()))
        .values(state=OutboxState.CLAIMED, lease_until=now + LEASE, attempts=OutboxMessage.attempts + 1)
        .returning(OutboxMessage)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return sorted(session.scalars(taken), key=lambda message: (message.due_at, message.id))


def release(session: Session) -> None:
    """Let go of what an earlier run was sending; only for a service that is the only one on its database."""
    session.execute(update(OutboxMessage).where(OutboxMessage.state == OutboxState.CLAIMED).values(lease_until=None))


def sent(message: OutboxMessage, now: datetime, ref: str) -> None:
    """Mark a message as sent, under the reference by which an answer will name it."""
    message.state, message.sent_at, message.sent_ref, message.lease_until = OutboxState.SENT, now, ref, None


def try_later(message: OutboxMessage, now: datetime, trouble: str, *, seconds: float | None = None) -> None:
    """Plan a failed sending again: as asked by the other side, else later and later; it is never given up silently."""
    minutes = RETRIES[min(message.attempts, len(RETRIES)) - 1]
    wait = timedelta(seconds=seconds) if seconds is not None else timedelta(minutes=minutes)
    message.state, message.lease_until, message.due_at = OutboxState.PLANNED, None, now + wait
    message.trouble = trouble[:500]


def wait_until(message: OutboxMessage, moment: datetime, why: str) -> None:
    """Let a claimed message wait for its time; that is no failure, so it counts as no attempt."""
    message.state, message.lease_until, message.due_at = OutboxState.PLANNED, None, moment
    message.attempts, message.trouble = message.attempts - 1, why[:500]


def drop(message: OutboxMessage, why: str) -> None:
    """Leave a message unsent, for a reason that stays readable."""
    message.state, message.lease_until, message.trouble = OutboxState.DROPPED, None, why[:500]


def fail(message: OutboxMessage, why: str) -> None:
    """Set a message aside for an admin: it can't be sent as it is."""
    message.state, message.lease_until, message.trouble = OutboxState.FAILED, None, why[:500]
