"""The rows of files: what was sent, its content, once for the same bytes, and what can be fetched from a page."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base


class Document(Base):
    """The content of a file, kept once however often it is sent. kind: what its bytes are. size: in bytes."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    stored_at: Mapped[datetime] = mapped_column()


class SentFile(Base):
    """A file that came with a message. name: as its sender calls it.

    trouble: why it is not read, with the facts of that; then there is no document. reading: its table, as
    `core.files.tables` reads it. imported_at: when its yes was carried out, which happens once.
    """

    __tablename__ = "sent_file"
    __table_args__ = (UniqueConstraint("inbox_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), default=None, index=True)
    name: Mapped[str] = mapped_column(String(200))
    trouble: Mapped[str] = mapped_column(String(20), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    imported_at: Mapped[datetime | None] = mapped_column(default=None)

    document: Mapped[Document | None] = relationship()


class Download(Base):
    """What an admin may fetch once from a page, until expires_at. since, monday: which approvals, None for all.

    tries: surnames that may still be wrong. used_at: when it was fetched.
    """

    __tablename__ = "download"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    since: Mapped[date | None] = mapped_column(default=None)
    monday: Mapped[date | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column()
    used_at: Mapped[datetime | None] = mapped_column(default=None)
