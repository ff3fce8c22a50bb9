"""From a row in the outbox to words for one person: channel, address and facts are settled when it is claimed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core import outbox
from core.access import Actor, load_actor, may_judge
from core.buttons import BUTTONS
from core.dossiers.models import Dossier
from core.incoming import Channel, Evidence
from core.logbook import digests
from core.logbook.facts import days_in, week_facts
from core.logbook.models import DayState, LogbookWeek
from core.outbox import OutboxMessage
from core.people.models import Address, ChatAccount, Person
from core.people.service import chat_link_token
from core.questions import Question, button
from core.tenants.models import ChatPolicy, Tenant
from core.wording import Said, Wording


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready for its channel. choices: labels with the callback data of their buttons.

    tenant_name: whose name the sender carries. in_reply_to: the Message-ID of the mail this answers, or "".
    can_unsubscribe: reminders only.
    """

    outbox_id: int
    name: str
    channel: Channel
    address: str
    token: str
    language: str
    said: Said
    choices: tuple[tuple[str, str], ...] = ()
    tenant_name: str = ""
    to_name: str = ""
    subject: str = ""
    in_reply_to: str = ""
    can_unsubscribe: bool = False
    facts: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class OutgoingSettings:
    """Where the pages are, and whether there is a bot. bot_name: its user name, or "" while that is not known."""

    base_url: str
    has_chat: bool = False
    bot_name: str = ""


def prepare(
    session: Session, message: OutboxMessage, *, now: datetime, wording: Wording, settings: OutgoingSettings
) -> Outgoing | None:
    """Settle one claimed message. Returns None when it need not be sent any more; the row then says why."""
    person = session.get(Person, message.person_id) if message.person_id is not None else None
    if message.name == BUTTONS:
        return _buttons(session, message, person, wording)
    if person is not None and not _choose_channel(session, message, person, now, settings):
        outbox.fail(message, "no address that works and no chat account")
        return None
    if not _refresh(session, message, person, now, settings):
        return None
    language = message.language or (person.language if person else "nl")
    channel = Channel(message.channel)
    said = wording.say(message.name, message.facts, language, face="chat" if channel is Channel.CHAT else "mail")
    tenant = session.get(Tenant, message.tenant_id) if message.tenant_id is not None else None
    theirs = str(message.facts.get("subject", ""))
    return Outgoing(
        outbox_id=message.id,
        name=message.name,
        channel=channel,
        address=message.address,
        token=message.token,
        language=language,
        said=said,
        choices=_choices(session, message, wording, language, channel),
        tenant_name=tenant.name if tenant is not None else "",
        to_name=person.name if person is not None else "",
        subject=_reply_subject(theirs) if theirs else said.subject,
        in_reply_to=str(message.facts.get("in_reply_to", "")),
        can_unsubscribe=message.name == "reminders.digest",
    )


def _buttons(session: Session, message: OutboxMessage, person: Person | None, wording: Wording) -> Outgoing:
    """Settle which buttons an earlier chat message keeps."""
    language = person.language if person is not None else "nl"
    left = set(message.facts["choices"])
    question = session.get_one(Question, message.facts["question"])
    kept = tuple(
        (wording.label(choice, language), button(question.id, index))
        for index, choice in enumerate(question.choices)
        if index in left
    )
    return Outgoing(
        outbox_id=message.id,
        name=BUTTONS,
        channel=Channel.CHAT,
        address=message.address,
        token="",
        language=language,
        said=Said(html="", subject=""),
        choices=kept,
        facts=message.facts,
    )


def _reply_subject(subject: str) -> str:
    """Answer under the subject the person used, with one "Re:"."""
    return subject if subject.lower().startswith(("re:", "antw:")) else f"Re: {subject}"


def _choices(
    session: Session, message: OutboxMessage, wording: Wording, language: str, channel: Channel
) -> tuple[tuple[str, str], ...]:
    """Give the choices of a message's question; a digest has its own numbers, so in mail it lists no other ones."""
    question = session.get(Question, message.question_id) if message.question_id is not None else None
    if question is None or (channel is Channel.MAIL and question.kind in {"digest", "proposal", "week"}):
        return ()
    shown = question.numbered if channel is Channel.MAIL else question.choices
    return tuple((wording.label(choice, language), button(question.id, index)) for index, choice in enumerate(shown))


def _choose_channel(
    session: Session, message: OutboxMessage, person: Person, now: datetime, settings: OutgoingSettings
) -> bool:
    """Choose chat for who linked it and did not block it, where every school concerned allows it; else mail."""
    if not message.channel:
        account = chat_of(session, person.id)
        if account is not None and settings.has_chat and _allows_chat(session, message, person, now):
            message.channel, message.address = Channel.CHAT, account.chat_id
        else:
            message.channel = Channel.MAIL
    if message.channel == Channel.MAIL and not message.address:
        message.address = mail_of(session, person.id)
    return bool(message.address)


def chat_of(session: Session, person_id: int) -> ChatAccount | None:
    """Give a person's chat account that works."""
    return session.scalars(
        select(ChatAccount).where(ChatAccount.person_id == person_id, ChatAccount.blocked_at.is_(None)).limit(1)
    ).first()


def mail_of(session: Session, person_id: int) -> str:
    """Give the address to write to: one that works, a personal one before a general one; "" when there is none."""
    addresses = session.scalars(
        select(Address)
        .where(Address.person_id == person_id, Address.works)
        .order_by(Address.is_general, Address.id)
        .limit(1)
    ).first()
    return addresses.email if addresses else ""


def _allows_chat(session: Session, message: OutboxMessage, person: Person, now: datetime) -> bool:
    """Say whether every school a message speaks of allows names in chat."""
    if message.tenant_id is not None:
        tenants = {message.tenant_id}
    else:
        actor = _actor(session, person, Evidence.MAILBOX, now)
        tenants = {membership.tenant_id for membership in actor.memberships}
    policies = session.scalars(select(Tenant.chat_policy).where(Tenant.id.in_(tenants))).all()
    return all(policy == ChatPolicy.FULL for policy in policies)


def _actor(session: Session, person: Person, evidence: Evidence, now: datetime) -> Actor:
    today = now.astimezone(ZoneInfo(person.time_zone)).date()
    return load_actor(session, person.id, evidence=evidence, today=today)


def _refresh(
    session: Session, message: OutboxMessage, person: Person | None, now: datetime, settings: OutgoingSettings
) -> bool:
    """Fill a reminder with what is true now; one that was filled before stays as it may have been sent already."""
    if message.name == "reminders.digest" and person is not None and message.question_id is None:
        return _fill_digest(session, message, person, now, settings)
    if message.name == "desk.link_asked":
        message.facts = {**message.facts, "chat_url": start_url(settings, message.token)}
    if message.name == "reminders.school_late" and "supervisor" not in message.facts:
        return _fill_school_late(session, message, now)
    return True


def _fill_digest(
    session: Session, message: OutboxMessage, person: Person, now: datetime, settings: OutgoingSettings
) -> bool:
    actor = _actor(session, person, Evidence.MAILBOX, now)
    digest = digests.digest_for(session, actor)
    if digest.is_empty:
        outbox.drop(message, "nothing open and nothing missing")
        return False
    question = digests.ask(session, digest, actor, now)
    message.question_id, message.tenant_id = question.id, digest.tenants[0]
    message.facts = {
        "nth": message.facts["nth"],
        "name": person.first_name,
        "weeks": digest.weeks,
        "missing": digest.missing,
        "schools": digest.schools,
        "page_url": f"{settings.base_url}/w/{message.token}" if digest.weeks else None,
        "chat_url": _chat_url(session, person, message, now, settings),
        "in_reply_to": _digest_before(session, message),
    }
    return True


def _chat_url(
    session: Session, person: Person, message: OutboxMessage, now: datetime, settings: OutgoingSettings
) -> str | None:
    """Offer the chat to who has not linked it, where the school allows it."""
    if message.channel != Channel.MAIL or not settings.bot_name or chat_of(session, person.id) is not None:
        return None
    if not _allows_chat(session, message, person, now):
        return None
    return start_url(settings, chat_link_token(session, person.id, now))


def start_url(settings: OutgoingSettings, token: str) -> str:
    """Write the link that opens the chat with the bot and says who follows it. Raises: LookupError without its name."""
    if not settings.bot_name:
        raise LookupError("the bot's name is not known yet")
    return f"https://t.me/{settings.bot_name}?start={token}"


def _digest_before(session: Session, message: OutboxMessage) -> str:
    """Give the Message-ID of this week's first digest, so that the second stands in its thread."""
    if not message.key or message.facts["nth"] == 1:
        return ""
    first = message.key.rpartition(":")[0] + ":1"
    ref = session.scalar(
        select(OutboxMessage.sent_ref).where(OutboxMessage.key == first, OutboxMessage.channel == Channel.MAIL)
    )
    return ref or ""


def _fill_school_late(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """Tell a school which weeks of its own students wait too long; without hours and notes."""
    supervisor = session.get_one(Person, message.facts["supervisor_id"])
    actor = _actor(session, supervisor, Evidence.MAILBOX, now)
    weeks = session.scalars(
        select(LogbookWeek)
        .join(LogbookWeek.dossier)
        .where(
            LogbookWeek.id.in_(message.facts["week_ids"]), LogbookWeek.tenant_id == message.tenant_id, may_judge(actor)
        )
        .options(
            selectinload(LogbookWeek.days),
            joinedload(LogbookWeek.dossier).options(
                joinedload(Dossier.student), joinedload(Dossier.tenant), joinedload(Dossier.organisation)
            ),
        )
        .order_by(LogbookWeek.monday, LogbookWeek.id)
    ).all()
    late = [week for week in weeks if days_in(week, DayState.SUBMITTED)]
    if not late:
        outbox.drop(message, "answered meanwhile")
        return False
    shown = [week_facts(week) for week in late]
    message.facts = {
        **message.facts,
        "supervisor": supervisor.name,
        "supervisor_email": mail_of(session, supervisor.id),
        "organisation": late[0].dossier.organisation.name,
        "weeks": [{part: week[part] for part in ("student", "monday", "year", "week")} for week in shown],
    }
    return True
