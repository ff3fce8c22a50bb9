"""Who speaks, with what evidence, and which message of ours they answer."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, load_actor
from core.incoming import Channel, Evidence, Incoming, SenderProof
from core.outbox import OutboxMessage
from core.people.models import Address, ChatAccount, Person


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone at the desk. ours: our own message that they name, only if it was sent to that very person and address.

    trouble: why nobody was recognised: "unknown_sender", "failing_sender", "general_address" or "unproven_sender".
    """

    actor: Actor | None = None
    ours: OutboxMessage | None = None
    trouble: str = ""


def identify(session: Session, incoming: Incoming, now: datetime) -> Speaker:
    """Recognise the speaker of a message from what its channel proves."""
    if incoming.channel is Channel.CHAT:
        return _by_chat(session, incoming, now)
    if incoming.channel is Channel.MAIL:
        return _by_mail(session, incoming, now)
    ours = named_message(session, incoming)
    if ours is None or ours.person_id is None:
        return Speaker(trouble="unknown_sender")
    return Speaker(_actor(session, ours.person_id, Evidence.LINK, now, ours.address), ours)


def named_message(session: Session, incoming: Incoming) -> OutboxMessage | None:
    """Find our own message that this one names, by its token or by the reference of what it replies to."""
    if incoming.tokens:
        found = session.scalars(select(OutboxMessage).where(OutboxMessage.token.in_(incoming.tokens))).all()
        by_token = {message.token: message for message in found}
        for token in incoming.tokens:
            if token in by_token:
                return by_token[token]
    if incoming.in_reply_to:
        return session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.sent_ref.in_(incoming.in_reply_to))
            .order_by(OutboxMessage.id.desc())
            .limit(1)
        ).first()
    return None


def _by_chat(session: Session, incoming: Incoming, now: datetime) -> Speaker:
    account = session.scalars(
        select(ChatAccount).where(ChatAccount.platform == "telegram", ChatAccount.user_id == incoming.sender)
    ).first()
    if account is None:
        return Speaker(trouble="unknown_sender")
    ours = named_message(session, incoming)
    if ours is not None and ours.person_id != account.person_id:
        ours = None
    return Speaker(_actor(session, account.person_id, incoming.evidence, now), ours)


def _by_mail(session: Session, incoming: Incoming, now: datetime) -> Speaker:
    if incoming.proof is SenderProof.FAIL:
        return Speaker(trouble="failing_sender")
    address = session.scalars(select(Address).where(Address.email == incoming.sender)).first()
    if address is None:
        return Speaker(trouble="unknown_sender")
    if address.is_general:
        return Speaker(trouble="general_address")
    ours = named_message(session, incoming)
    if ours is not None and (ours.person_id != address.person_id or ours.address != incoming.sender):
        ours = None
    if incoming.proof is SenderProof.NONE:
        return Speaker(ours=ours, trouble="unproven_sender")
    if ours is not None and Evidence.DOMAIN in incoming.evidence:
        address.works = True  # it is read and answered, whatever bounced before
    evidence = incoming.evidence | (Evidence.MAILBOX if ours is not None else Evidence.NOTHING)
    return Speaker(_actor(session, address.person_id, evidence, now, incoming.sender), ours)


def _actor(session: Session, person_id: int, evidence: Evidence, now: datetime, email: str = "") -> Actor:
    person = session.get_one(Person, person_id)
    return load_actor(session, person_id, evidence=evidence, today=local_date(person, now), email=email)


def local_date(person: Person, now: datetime) -> date:
    """Give the date where the person lives."""
    return now.astimezone(ZoneInfo(person.time_zone)).date()
