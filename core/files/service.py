"""Keeping what was sent: a message with a file waits until its file is here; then it is decided like any other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, defer

from core.access import Actor, Right
from core.files.judging import MOST_SENT, says_table
from core.files.models import Document, Download, SentFile
from core.identify import identify
from core.inbox import InboxMessage, InboxState
from core.incoming import Attached, Channel, Evidence, Incoming, Kind
from core.sheets import clean

KEPT = timedelta(days=30)
MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was looked at. trouble: why it is not kept, with its facts. kind: what its bytes are."""

    content: bytes = field(default=b"", repr=False)
    kind: str = ""
    trouble: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    reading: dict[str, Any] = field(default_factory=dict)


def files_in(incoming: Incoming, actor: Actor) -> Sequence[Attached]:
    """Give the files of a message that are to be looked at; none from who imports none.

    In chat a file is a message of its own. A mail may have a logo or a contract beside its words, so there only what
    calls itself a table counts; else its words are heard, and one without words is answered as from anybody.
    """
    if Right.SERVICE_RUN not in actor.rights or not incoming.files:
        return ()
    if incoming.channel is Channel.CHAT:
        return incoming.files
    return [file for file in incoming.files if says_table(file.name, file.kind)]


def too_big(file: Attached, channel: Channel) -> bool:
    """Say whether a file is larger than may come by this channel, by what is known of its size."""
    return file.size > MOST_SENT[channel]


def takes_file(session: Session, incoming: Incoming, now: datetime) -> bool:
    """Say whether a chat message is a file of somebody who may import one."""
    if not incoming.files or incoming.kind is not Kind.UNREADABLE or Evidence.CHAT not in incoming.evidence:
        return False
    actor = identify(session, incoming, now).actor
    return actor is not None and bool(files_in(incoming, actor))


def sent_with(session: Session, inbox_id: int) -> SentFile | None:
    """Give the file of a message, once it is here."""
    return session.scalars(select(SentFile).where(SentFile.inbox_id == inbox_id)).one_or_none()


def wait_for_file(row: InboxMessage, person_id: int) -> None:
    """Let a message wait until its file is here; who fetches it takes it from this state."""
    row.state, row.decided_at, row.person_id = InboxState.FETCHING, None, person_id
    row.attempts, row.retry_at = 0, None


def _is_due(now: datetime) -> ColumnElement[bool]:
    is_free = or_(InboxMessage.retry_at.is_(None), InboxMessage.retry_at <= now)
    return and_(InboxMessage.state == InboxState.FETCHING, is_free)


def is_waited_for(session: Session, now: datetime) -> bool:
    """Say whether a message waits for its file and nobody is at it."""
    return session.scalar(select(InboxMessage.id).where(_is_due(now)).limit(1)) is not None


def claim(session: Session, now: datetime, lease: timedelta) -> int | None:
    """Take the oldest message that waits for its file and that nobody else is at. Gives its id; None for none."""
    row = session.scalars(
        select(InboxMessage)
        .where(_is_due(now))
        .options(defer(InboxMessage.raw))
        .order_by(InboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    row.attempts, row.retry_at = row.attempts + 1, now + lease
    return row.id


def try_later(session: Session, inbox_id: int, again: datetime, why: str) -> None:
    """Let a message go on waiting for its file, without end."""
    row = session.get_one(InboxMessage, inbox_id, with_for_update=True)
    if row.state == InboxState.FETCHING:
        row.retry_at, row.trouble = again, why[:1000]


def keep(session: Session, inbox_id: int, name: str, fetched: Fetched, now: datetime) -> bool:
    """Store what was fetched for a message, which is then decided. False when another did that before."""
    row = session.get_one(InboxMessage, inbox_id, with_for_update=True, options=[defer(InboxMessage.raw)])
    if row.state != InboxState.FETCHING:
        return False
    row.state, row.attempts, row.retry_at, row.trouble = InboxState.RECEIVED, 0, None, ""
    if sent_with(session, inbox_id) is None:
        sent = SentFile(
            inbox_id=inbox_id,
            person_id=row.person_id,
            document_id=None if fetched.trouble else _document(session, fetched, now),
            name=clean(name)[:MOST_NAME],
            trouble=fetched.trouble,
            facts=fetched.facts,
            reading=fetched.reading,
            received_at=now,
        )
        session.add(sent)
    return True


def _document(session: Session, fetched: Fetched, now: datetime) -> int:
    """Store a content once; the same bytes are the same document, also when two send them at once."""
    digest = sha256(fetched.content).hexdigest()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {
        "sha256": digest,
        "size": len(fetched.content),
        "kind": fetched.kind,
        "content": fetched.content,
        "stored_at": now,
    }
    session.execute(insert(Document).values(**values).on_conflict_do_nothing(index_elements=["sha256"]))
    return session.scalars(select(Document.id).where(Document.sha256 == digest)).one()


def throw_away(session: Session, now: datetime) -> int:
    """Throw away what was sent over 30 days ago, and links that expired then. Gives how many documents went.

    The record keeps who imported which file, by its name and sha256.
    """
    session.execute(delete(SentFile).where(SentFile.received_at < now - KEPT))
    session.execute(delete(Download).where(Download.expires_at < now - KEPT))
    still = select(SentFile.id).where(SentFile.document_id == Document.id).exists()
    gone = session.scalars(delete(Document).where(Document.stored_at < now - KEPT, ~still).returning(Document.id))
    return len(gone.all())
