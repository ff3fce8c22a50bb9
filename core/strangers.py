"""What is not a known person's words: automatic mail, edits, voice messages, groups, and people we don't know."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.access import load_actor
from core.bounces import note_bounce
from core.files.service import takes_file
from core.identify import Speaker, identify
from core.inbox import InboxMessage, InboxState
from core.incoming import Channel, Evidence, Incoming, Kind, Unreadable
from core.language import read
from core.language.meaning import Context as ReadingContext
from core.lost_chats import GROUP, group_key, note_moved
from core.menus import menu_message, strangers_menu
from core.outbox import OutboxMessage
from core.people.models import ChatAccount, Person, Role
from core.people.service import LINK_ASKED, link_chat, note_blocked, person_of_link
from core.problems import answering
from core.problems.service import officers
from core.receiver import mails_of

CONFIRM_LIVES = timedelta(days=1)
BURST_SECONDS = 60
NEVER_ANSWERED = {Kind.AUTOMATIC, Kind.BOUNCE, Kind.DELAYED, Kind.RECEIPT, Kind.LIST, Kind.OWN}
HONEST = {Kind.EDIT: "desk.edited", Kind.REACTION: "desk.reacted", Kind.UNREADABLE: "desk.unreadable"}


def settle(  # noqa: PLR0911 - one return a kind of message
    session: Session, incoming: Incoming, row: InboxMessage, now: datetime
) -> str | None:
    """Settle what never acts, by its kind. Returns what came of it; None for words that someone typed."""
    kind = incoming.kind
    if kind in NEVER_ANSWERED or (kind is Kind.REACTION and incoming.channel is Channel.MAIL):
        row.trouble = incoming.why[:1000]
        if kind is Kind.BOUNCE:
            note_bounce(session, incoming, now)
            answering.note_bounce(session, incoming, now)
        return str(kind)
    if kind is Kind.BLOCKED:
        note_blocked(session, incoming.sender, is_blocked=bool(incoming.facts.get("blocked")), now=now)
        return "blocked"
    if kind is Kind.GROUP:
        _point_to_private_chat(session, incoming, now)
        return "group"
    if kind is Kind.START:
        return _start(session, incoming, now)
    if kind in HONEST and incoming.channel is Channel.CHAT:
        account = session.scalars(select(ChatAccount).where(ChatAccount.user_id == incoming.sender)).first()
        if account is None:
            return _greet_stranger(session, incoming, now)
        if takes_file(session, incoming, now):
            return None
        row.person_id = account.person_id
        facts = {"what": incoming.facts.get("what", "")}
        # Ten photos, or a text that is changed letter by letter, get one answer.
        burst = f"{kind}:{incoming.sender}:{int(now.timestamp()) // BURST_SECONDS}"
        _reply(session, incoming, HONEST[kind], facts, now=now, person_id=account.person_id, key=burst)
        return str(kind)
    return None


def _point_to_private_chat(session: Session, incoming: Incoming, now: datetime) -> None:
    """Say once in a group where to go, so that nobody waits for an answer there; never a word of anybody's hours."""
    if not incoming.chat_id or incoming.facts.get("blocked"):
        return
    if moved_to := incoming.facts.get("moved_to"):
        note_moved(session, incoming.chat_id, str(moved_to))
        return
    pointer = OutboxMessage(
        key=group_key(incoming.chat_id),
        name=GROUP,
        facts={},
        language=incoming.facts.get("language", ""),
        channel=Channel.CHAT,
        address=incoming.chat_id,
        due_at=now,
    )
    outbox.put_once(session, pointer)


def _start(session: Session, incoming: Incoming, now: datetime) -> str:
    """Link a chat account in two steps: the link of a mail, then the link mailed to that person for this account.

    The first alone proves nothing, since a mail is passed on so easily.
    """
    token = incoming.tokens[0] if incoming.tokens else ""
    confirmed = _confirmed(session, incoming, token, now)
    if confirmed is not None:
        chat_id = incoming.chat_id or incoming.sender
        for old in link_chat(session, confirmed, user_id=incoming.sender, chat_id=chat_id, now=now):
            _tell_unlinked(session, old, session.get_one(Person, confirmed), now)
        _reply(session, incoming, "desk.linked", _name(session, confirmed), now=now, person_id=confirmed)
        outbox.put(session, menu_message(confirmed, chat_id, now))
        return "linked"
    known = session.scalars(select(ChatAccount).where(ChatAccount.user_id == incoming.sender)).first()
    person_id = person_of_link(session, token, now) if token else None
    if known is not None and person_id in {None, known.person_id}:
        known.blocked_at = None
        _reply(session, incoming, "desk.linked", _name(session, known.person_id), now=now, person_id=known.person_id)
        return "linked"
    address = next(iter(mails_of(session, person_id)), "") if person_id is not None else ""
    if person_id is None or not address:
        name = "desk.link_expired" if token else "desk.unknown_chat"
        _reply(session, incoming, name, {}, now=now, person_id=None)
        return "not_linked"
    _ask_to_confirm(session, incoming, person_id, address, now)
    hidden = f"{address[0]}…@{address.rpartition('@')[2]}"
    _reply(session, incoming, "desk.link_halfway", {"address": hidden}, now=now, person_id=None)
    return "confirm"


def _tell_unlinked(session: Session, chat_id: str, person: Person, now: datetime) -> None:
    """Tell an account that was linked before that another has taken its place; from now on it is a stranger's."""
    message = OutboxMessage(
        name="desk.unlinked",
        facts={"role": _role(session, person.id, now)},
        language=person.language,
        channel=Channel.CHAT,
        address=chat_id,
        due_at=now,
    )
    outbox.put(session, message)
    outbox.put(session, strangers_menu(chat_id, person.language, now))


def _ask_to_confirm(session: Session, incoming: Incoming, person_id: int, address: str, now: datetime) -> None:
    """Mail a person the link that lets this one account in; once a day for each account."""
    person = session.get_one(Person, person_id)
    message = OutboxMessage(
        key=f"{LINK_ASKED}:{person_id}:{incoming.sender}:{now:%Y%m%d}",
        person_id=person_id,
        name=LINK_ASKED,
        facts={
            "name": person.first_name,
            "account": incoming.sender_name[:64],
            "user_id": incoming.sender,
            "role": _role(session, person_id, now),
        },
        channel=Channel.MAIL,
        address=address,
        due_at=now,
    )
    outbox.put_once(session, message)


def _role(session: Session, person_id: int, now: datetime) -> str:
    """Say how someone is addressed: a student as one, all others alike."""
    actor = load_actor(session, person_id, evidence=Evidence.NOTHING, today=now.date())
    return "student" if actor.has(Role.STUDENT) else "supervisor"


def _confirmed(session: Session, incoming: Incoming, token: str, now: datetime) -> int | None:
    """Say whom a mailed confirmation links this account to; it works in this account only, and for a day."""
    if not token:
        return None
    asked = session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.token == token, OutboxMessage.name == LINK_ASKED, OutboxMessage.due_at > now - CONFIRM_LIVES
        )
    ).first()
    return asked.person_id if asked is not None and asked.facts["user_id"] == incoming.sender else None


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
    """Tell an unknown chat account how to begin, or whom to tell of a data leak, each once an hour at most."""
    hour = int(now.timestamp() // timedelta(hours=1).total_seconds())
    if _speaks_of_leak(incoming, now):
        facts = {"officers": officers(session), "is_known": False}
        key = f"leak:{incoming.sender}:{hour}"
        _reply(session, incoming, "problems.leak_stranger", facts, now=now, person_id=None, key=key)
        return "unknown_sender"
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


def automatic_key(person_id: int, now: datetime) -> str:
    """Name the one answer a day that a person gets to mail in which there is nothing to read (RFC 3834)."""
    return f"automatic:{person_id}:{now:%Y%m%d}"


def tell_unreadable(session: Session, unreadable: Unreadable, row: InboxMessage, now: datetime) -> None:
    """Tell a known and proven person, once a day, that their mail could not be read; a machine is told nothing."""
    incoming = unreadable.known
    if incoming is None or not unreadable.what or incoming.kind not in {Kind.HUMAN, Kind.UNREADABLE}:
        return
    actor = identify(session, incoming, now).actor
    if actor is None or not actor.email:
        return
    row.person_id = actor.id
    outbox.put_once(
        session,
        OutboxMessage(
            key=automatic_key(actor.id, now),
            person_id=actor.id,
            name="desk.unreadable",
            facts={"what": unreadable.what, "in_reply_to": incoming.message_id},
            channel=Channel.MAIL,
            address=actor.email,
            due_at=now,
        ),
    )


def _speaks_of_leak(incoming: Incoming, now: datetime) -> bool:
    reading = read(incoming.text, ReadingContext(now, incoming.facts.get("language", "")))
    return any(meaning.command == "problems.leak" for meaning in reading.meanings)


def _reply(
    session: Session,
    incoming: Incoming,
    name: str,
    facts: dict[str, Any],
    *,
    now: datetime,
    person_id: int | None,
    key: str | None = None,
) -> None:
    """Answer in the chat it came from. key: of what is said once only."""
    message = OutboxMessage(
        key=key,
        person_id=person_id,
        name=name,
        facts=facts,
        language="" if person_id is not None else incoming.facts.get("language", ""),
        channel=Channel.CHAT,
        address=incoming.chat_id or incoming.sender,
        due_at=now,
    )
    if key is None:
        outbox.put(session, message)
    else:
        outbox.put_once(session, message)
