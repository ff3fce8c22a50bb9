"""The mail door: a raw mail becomes an Incoming, and later what its sender typed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

from core.incoming import Channel, Evidence, Incoming, Kind, SenderProof, Typed, Unreadable
from mailin import limits
from mailin.attachments import besides_words, wrapped
from mailin.bounces import failed_recipients, returned_tokens
from mailin.evidence import evidence_of, sender_of
from mailin.files import files_of
from mailin.kinds import kind_of
from mailin.markup import Page, page_of
from mailin.parse import Parsed, parse
from mailin.quotes import MOST_CHARACTERS, text_lines, typed_in
from mailin.tokens import answered_ids, message_id, tokens_in

# Of what a machine may have written, no more is looked at.
MOST_BEGINNING = 20_000


@dataclass(frozen=True, slots=True)
class Body:
    """The two faces of a mail, kept until we know what we sent. name: its sender's, which may end their words.

    is_sound: False when words may be missing or hidden, since the mail is broken.
    """

    text: str
    page: Page
    name: str = ""
    is_sound: bool = True

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Body":
        """Read a body that was written as plain JSON."""
        page = plain["page"]
        return cls(
            plain["text"],
            Page(tuple(page["lines"]), page["has_struck"], page["is_whole"]),
            plain["name"],
            plain["is_sound"],
        )


class MailDoor:
    """Reads mail.

    authserv_ids: the names under which our own mail server stamps what it checked. own_domain, reply_address: ours.
    microsoft_stamp: also read the stamp of Exchange Online, which carries no name.
    """

    channel = Channel.MAIL

    def __init__(
        self, authserv_ids: frozenset[str], own_domain: str, reply_address: str, *, microsoft_stamp: bool = False
    ) -> None:
        self.authserv_ids = authserv_ids
        self.own_local = reply_address.lower().partition("@")[0]
        self.own_domain = own_domain.lower()
        self.reply_address = reply_address.lower()
        self.microsoft_stamp = microsoft_stamp

    @classmethod
    def of(cls, settings: bytes) -> Self:
        """Build the door whose settings() these are."""
        told = json.loads(settings)
        return cls(
            frozenset(told["authserv_ids"]),
            told["own_domain"],
            told["reply_address"],
            microsoft_stamp=told["microsoft_stamp"],
        )

    def settings(self) -> bytes:
        """Write how this door reads, for another process; none of it is secret."""
        names = ("own_domain", "reply_address", "microsoft_stamp")
        told = {"authserv_ids": sorted(self.authserv_ids), **{name: getattr(self, name) for name in names}}
        return json.dumps(told).encode()

    def read(self, raw: bytes) -> Incoming:
        """Read a raw mail. Raises: Unreadable, with what its headers say nevertheless."""
        try:
            return self._understood(parse(raw), raw)
        except Unreadable as unreadable:
            raise Unreadable(unreadable.why, what=unreadable.what, known=self.read_head(raw)) from unreadable

    def read_head(self, raw: bytes) -> Incoming | None:
        """Read the headers alone, of a mail that is not read further. None: not even those can be read."""
        head = limits.head_of(raw)
        if head.startswith(limits.LEFT_OUT):
            head = head.partition(b"\r\n")[2]
        try:
            return self._understood(parse(head + b"\r\n\r\n"), raw)
        except Unreadable:
            return None

    def _understood(self, mail: Parsed, raw: bytes) -> Incoming:
        """Say what a mail is that was taken apart."""
        sender = sender_of(mail)
        name, address = sender or ("", "")
        page = page_of(mail.html)
        typed = typed_in(mail.text, page, (), name=name)
        written_by = address or _any_sender(mail)
        told = kind_of(
            mail,
            sender=written_by,
            reply_address=f"{self.own_local}@{self.own_domain}",
            typed=typed.text,
            lines=text_lines(mail.text[:MOST_BEGINNING]) if mail.text.strip() else page.lines,
        )
        kind, why = told.kind, told.why
        # What a school or a program does with a mail goes by its kind; only people are told what can't be opened.
        closed = wrapped(mail.attachments, f"{mail.text}\n{typed.text}") if kind is Kind.HUMAN else ""
        proof, evidence = SenderProof.FAIL, Evidence.NOTHING
        if sender is not None:
            proof, evidence = evidence_of(
                mail, address, authserv_ids=self.authserv_ids, microsoft_stamp=self.microsoft_stamp
            )
        facts: dict[str, Any] = {"fingerprint": _fingerprint_as(kind, mail, raw)}
        # A picture that the words show where it stands is part of them.
        if any(not one.is_shown for one in mail.attachments):
            facts["attached"] = True
        what = closed or besides_words(mail.attachments, has_words=bool(mail.text.strip() or typed.text.strip()))
        if what:
            facts["what"] = what
        if told.doubt:
            facts["doubt"] = True
        tokens = tokens_in(mail, self.reply_address)
        if kind is Kind.BOUNCE:
            facts["failed"] = failed_recipients(mail)
            tokens = returned_tokens(mail)
        return Incoming(
            channel=Channel.MAIL,
            kind=Kind.UNREADABLE if closed else kind,
            sender=address,
            sender_name=name,
            sent_at=_moment(mail.header("Date")),
            proof=proof,
            evidence=evidence if kind is Kind.HUMAN else Evidence.NOTHING,
            tokens=tokens,
            in_reply_to=answered_ids(mail),
            subject=mail.header("Subject")[:300],
            message_id=message_id(mail),
            why=why or ("" if sender else "no single sender"),
            facts=facts,
            body=Body(mail.text[:MOST_CHARACTERS], page, name, mail.is_sound),
            files=tuple(files_of(mail)) if kind is Kind.HUMAN and not closed else (),
        )

    def typed(self, incoming: Incoming, sent: Sequence[str]) -> Typed:
        """Find what the sender typed, given what we sent."""
        body = incoming.body
        if not isinstance(body, Body):
            return Typed("")
        typed = typed_in(body.text, body.page, sent, name=body.name)
        return typed if body.is_sound else replace(typed, agreed=False)


def _any_sender(mail: Parsed) -> str:
    """Give some address of From, to recognise mail systems by; it is never believed."""
    found = mail.addresses("From")
    return found[0] if found else "" if not mail.header("From") else "unknown@invalid"


def _moment(text: str) -> datetime | None:
    """Read a Date header; None when it is nonsense."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def fingerprint_of(headers: bytes) -> str | None:
    """Hash what two copies of one person's mail share, from its headers alone. None: it can't be told."""
    try:
        mail = parse(headers)
    except Unreadable:
        return None
    return _fingerprint(mail) if message_id(mail) else None


def _fingerprint_as(kind: Kind, mail: Parsed, raw: bytes) -> str:
    """Hash what the copies of a mail share, and those alone.

    What a machine sent has one of its own: it is settled whoever wrote it, so that anybody who knows the headers of a
    person's mail could else have that taken for a copy. A mail without an id is a copy where every byte is the same.
    """
    if not message_id(mail):
        return hashlib.sha256(raw).hexdigest()
    shared = _fingerprint(mail)
    return shared if kind is Kind.HUMAN else hashlib.sha256(f"{kind}:{shared}".encode()).hexdigest()


def _fingerprint(mail: Parsed) -> str:
    parts = "\n".join(mail.header(name) for name in ("Message-ID", "Date", "From", "To"))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()
