"""The inbox: every message is stored here, whole, before anyone says it arrived."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class InboxState(StrEnum):
    """Where a received message stands. FETCHING: it waits for its file, and is RECEIVED again once that is here."""

    RECEIVED = "received"
    FETCHING = "fetching"
    DECIDED = "decided"
    QUARANTINED = "quarantined"


class InboxMessage(Base):
    """A raw message. key: unique per channel (bot and update, or mailbox, UIDVALIDITY and UID).

    fingerprint: of a mail's Message-ID, Date, From and To, apart for what a machine sent; of its copies only one is
    ever decided under it, also when several workers have them at once. attempts: counted before work begins.
    outcome: one word for what came of it. trouble: why it was quarantined, for the admin.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "key"),
        Index(None, "state", "id"),
        Index(
            "uq_inbox_decided_fingerprint",
            "fingerprint",
            unique=True,
            sqlite_where=text("state = 'decided'"),
            postgresql_where=text("state = 'decided'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str | None] = mapped_column(String(64), default=None, index=True)
    raw: Mapped[bytes] = mapped_column()
    received_at: Mapped[datetime] = mapped_column()
    state: Mapped[str] = mapped_column(String(12), default=InboxState.RECEIVED)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None] = mapped_column(default=None)
    person_id: Mapped[int | None] = mapped_column(default=None, index=True)
    outcome: Mapped[str] = mapped_column(String(40), default="")
    trouble: Mapped[str] = mapped_column(String(1000), default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
