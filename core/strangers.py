"""What is not a known person's words: automatic mail, edits, voice messages, groups, and people we don't know."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.identify import Speaker
from core.inbox import InboxMessage, InboxState
from core.incoming import Channel, Incoming, Kind
from core.outbox import OutboxMessage
from core.people.models import ChatAccount, Person
from core.people.service import link_chat, note_blocked

NEVER_ANSWERED = {Kind.AUTOMATIC, Kind.BOUNCE, Kind.DELAYED, Kind.RECEIPT, Kind.LIST, Kind.OWN}
HONEST = {Kind.EDIT: "desk.edited", Kind.REACTION: "desk.reacted", Kind.UNREADABLE: "desk.unreadable"}


def settle(  # noqa: PLR0911 - one return a kind of message
    session: Session, incoming: Incoming, row: InboxMessage, now: datetime
) -> str | None:
    """Settle what never acts, by its kind. Returns what came of it; None for words that someone typed."""
    kind = incoming.kind
    if kind in NEVER_ANSWERED or (kind is Kind.REACTION and incoming.channel is Channel.MAIL):
        row.trouble = incoming.why[:1000]
        return str(kind)
    if kind is Kind.BLOCKED:
        note_blocked(session, incoming.sender, is_blocked=bool(incoming.facts.get("blocked")), now=now)
        return "blocked"
    if kind is Kind.GROUP:
        return "group"
    if kind is Kind.START:
        return _start(session, incoming, now)
    if kind in HONEST:
        account = session.scalars(select(ChatAccount).where(ChatAccount.user_id == incoming.sender)).first()
        if account is None:
            return _greet_stranger(session, incoming, now)
        row.person_id = account.person_id
        _reply(
            session,
            incoming,
            HONEST[kind],
            {"what": incoming.facts.get("what", "")},
            now=now,
            person_id=account.person_id,
        )
        return str(kind)
    return None


def _start(session: Session, incoming: Incoming, now: datetime) -> str:
    """Link a chat account by the token of its start link."""
    chat_id = incoming.chat_id or incoming.sender
    person_id = None
    if incoming.tokens:
        person_id = link_chat(session, incoming.tokens[0], user_id=incoming.sender, chat_id=chat_id, now=now)
    if person_id is None:
        known = session.scalars(select(ChatAccount).where(ChatAccount.user_id == incoming.sender)).first()
        if known is not None and not incoming.tokens:
            known.blocked_at = None
            _reply(
                session, incoming, "desk.linked", _name(session, known.person_id), now=now, person_id=known.person_id
            )
            return "linked"
        name = "desk.link_expired" if incoming.tokens else "desk.unknown_chat"
        _reply(session, incoming, name, {}, now=now, person_id=None)
        return "not_linked"
    _reply(session, incoming, "desk.linked", _name(session, person_id), now=now, person_id=person_id)
    return "linked"


def _name(session: Session, person_id: int) -> dict[str, str]:
    return {"name": session.get_one(Person, person_id).first_name}


def turn_away(
    session: Session, incoming: Incoming, row: InboxMessage, speaker: Speaker, now: datetime, *, base_url: str
) -> str:
    """Deal with someone we are not sure of: chat strangers are told how to begin, mail is never answered.

    A mail that carries the token of a message we sent to that very address, but whose domain proves nothing, gets the
    page's link once, at the address we wrote to before.
    """
    if incoming.channel is Channel.CHAT:
        return _greet_stranger(session, incoming, now)
    row.state, row.trouble = InboxState.QUARANTINED, speaker.trouble
    if speaker.trouble == "unproven_sender" and speaker.ours is not None and speaker.ours.question_id is not None:
        ours = speaker.ours
        outbox.put_once(
            session,
            OutboxMessage(
                key=f"prove:{ours.id}",
                person_id=ours.person_id,
                tenant_id=ours.tenant_id,
                name="desk.prove",
                facts={"page_url": f"{base_url}/w/{ours.token}", "in_reply_to": incoming.message_id},
                channel=Channel.MAIL,
                address=ours.address,
                due_at=now,
            ),
        )
    return speaker.trouble


def _greet_stranger(session: Session, incoming: Incoming, now: datetime) -> str:
    """Tell an unknown chat account how to begin, once an hour at most."""
    hour = int(now.timestamp() // timedelta(hours=1).total_seconds())
    outbox.put_once(
        session,
        OutboxMessage(
            key=f"stranger:{incoming.sender}:{hour}",
            name="desk.unknown_chat",
            facts={},
            language=incoming.facts.get("language", ""),
            channel=Channel.CHAT,
            address=incoming.chat_id or incoming.sender,
            due_at=now,
        ),
    )
    return "unknown_sender"


def _reply(
    session: Session, incoming: Incoming, name: str, facts: dict[str, str], *, now: datetime, person_id: int | None
) -> None:
    outbox.put(
        session,
        OutboxMessage(
            person_id=person_id,
            name=name,
            facts=facts,
            channel=Channel.CHAT,
            address=incoming.chat_id or incoming.sender,
            due_at=now,
        ),
    )
