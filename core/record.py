"""The record of decisions: what was done, by whom, on what evidence, in which words; no row can be changed unseen."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base

FIRST = "0" * 64


class Decision(Base):
    """One decision. facts: what changed, in JSON. digest: the hash of this row and of the tenant's row before it."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"), default=None)
    command: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(10))
    evidence: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column()
    decided_at: Mapped[datetime] = mapped_column()
    undone_by: Mapped[int | None] = mapped_column(default=None)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class RecordHead(Base):
    """The last hash of a tenant's chain; locked while a decision is added, so that the chain has no fork."""

    __tablename__ = "record_head"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))


def digest_of(decision: Decision) -> str:
    """Hash one decision together with the hash before it.

    Everything that was decided is in it; `undone_by` is not, since the undo is a decision of its own.
    """
    content = {
        "previous": decision.previous,
        "tenant": decision.tenant_id,
        "person": decision.person_id,
        "inbox": decision.inbox_id,
        "command": decision.command,
        "channel": decision.channel,
        "evidence": decision.evidence,
        "words": decision.words,
        "facts": decision.facts,
        "decided_at": decision.decided_at.astimezone(UTC).isoformat(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def add(session: Session, decision: Decision) -> Decision:
    """Write a decision at the end of its tenant's chain, and give it its id."""
    head = session.get(RecordHead, decision.tenant_id, with_for_update=True) or _first_head(session, decision.tenant_id)
    decision.previous = head.digest
    decision.digest = digest_of(decision)
    head.digest = decision.digest
    session.add(decision)
    session.flush()
    return decision


def _first_head(session: Session, tenant_id: int) -> RecordHead:
    """Begin a tenant's chain; of two who begin it at once, one waits for the other and goes on from there."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(RecordHead).values(tenant_id=tenant_id, digest=FIRST).on_conflict_do_nothing())
    return session.get_one(RecordHead, tenant_id, with_for_update=True)


def broken(session: Session, tenant_id: int) -> int | None:
    """Walk a tenant's chain and name the first decision that does not fit; None when all do."""
    previous = FIRST
    for decision in session.scalars(select(Decision).where(Decision.tenant_id == tenant_id).order_by(Decision.id)):
        if decision.previous != previous or digest_of(decision) != decision.digest:
            return decision.id
        previous = decision.digest
    head = session.get(RecordHead, tenant_id)
    if head is not None and head.digest != previous:
        return 0
    return None
