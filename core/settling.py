"""What a claimed message says, to whom and where: settled when it is about to go, as everything is then."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core import outbox
from core.access import Actor, Right, load_actor, may_enter, may_judge, not_left
from core.contacts import activation
from core.contacts.service import INVITED, WELCOME
from core.dossiers.models import Dossier
from core.general_address import ask_for_own_address
from core.identify import local_date
from core.incoming import Channel, Evidence
from core.logbook import digests
from core.logbook.digests import Digest
from core.logbook.facts import days_in, week_facts
from core.logbook.models import DayState, LogbookWeek
from core.logbook.own_weeks import not_handed_in
from core.lost_chats import CHAT_LOST, GROUP
from core.nameless import ANSWER, Limits, by_mail_only, is_shut, limits_for, move_to_mail, send_by_mail
from core.outbox import OutboxMessage
from core.people.models import Person
from core.people.service import LINK_ASKED, chat_link_token
from core.problems.sending import fill as fill_problem
from core.problems.writing import TO_SCHOOL
from core.questions import Question, close_log_questions
from core.receiver import chats_of, choose_channel, mails_of, may_see, schools_allow_chat, spoken_of
from core.reminders.sending import DIGEST, REMINDERS, STUDENT, copy_to_other, kept, may_go, may_ring, not_paused
from core.tenants.models import Tenant

SCHOOL_LATE = "reminders.school_late"
# With these an answer by mail offers the chat as well.
OFFER_CHAT = frozenset({"tenants.chosen", "desk.account_help"})


@dataclass(frozen=True, slots=True)
class OutgoingSettings:
    """Where the pages are, and whether there is a bot. bot_name: its user name, or "" while that is not known."""

    base_url: str
    has_chat: bool = False
    bot_name: str = ""


def settle(
    session: Session, message: OutboxMessage, person: Person | None, now: datetime, settings: OutgoingSettings
) -> dict[str, Any] | None:
    """Settle the channel, address and facts of a claimed message. Gives what it says; None when it need not go.

    The facts are kept with the row, but for those that hold a secret.
    """
    if person is not None:
        return message.facts if _settle_person(session, message, person, now, settings) else None
    fill = TO_AN_ADDRESS.get(message.name)
    return message.facts if fill is None else fill(session, message, now, settings)


def actor_of(session: Session, person: Person, evidence: Evidence, now: datetime) -> Actor:
    """Load who a message goes to, as they are now."""
    return load_actor(session, person.id, evidence=evidence, today=local_date(person, now))


def _settle_person(
    session: Session, message: OutboxMessage, person: Person, now: datetime, settings: OutgoingSettings
) -> bool:
    """Settle what a person gets and where, each time anew: rights, roles and addresses may have changed meanwhile."""
    actor = actor_of(session, person, Evidence.MAILBOX, now)
    if message.name in REMINDERS and not may_go(session, message, actor, now):
        return False
    if message.name == DIGEST:
        return _settle_digest(session, message, actor, now, settings)
    if message.name == STUDENT and not _fill_student(session, message, actor, now):
        return False
    if not may_see(session, actor, spoken_of(message.facts)):
        if not message.facts.get("receipt"):
            outbox.drop(message, "its receiver may not see this any more")
            return False
        # What they did they may know; of whom, no more.
        message.name, message.question_id = "desk.receipt_only", None
        message.facts = {**message.facts, "parts": [], "receipt": {**message.facts["receipt"], "words": ""}}
    limits = limits_for(session, person.id, message.facts) if message.channel != Channel.MAIL else Limits()
    if is_shut(session, message, actor) or by_mail_only(message.name, message.facts, limits):
        send_by_mail(session, message, limits, now)
    if not choose_channel(session, message, actor, has_chat=settings.has_chat):
        outbox.fail(message, "no address that works and no chat account")
        return False
    move_to_mail(session, message, limits, now)
    return _finish(session, message, actor, now, settings)


def _finish(session: Session, message: OutboxMessage, actor: Actor, now: datetime, settings: OutgoingSettings) -> bool:
    """Let a message whose channel is chosen wait for its time, be copied, or be given its link."""
    if not may_ring(session, message, actor, now):
        return False
    if message.name in REMINDERS:
        copy_to_other(session, message, actor, now)
    if message.name == LINK_ASKED:
        if not settings.bot_name:
            outbox.try_later(message, now, "the bot's name is not known yet", seconds=60)
            return False
        message.facts = {**message.facts, "chat_url": start_url(settings, message.token)}
    if message.name in {CHAT_LOST, WELCOME}:
        message.facts = {**message.facts, "chat_url": _chat_url(session, actor, now, settings)}
    if message.name == ANSWER and message.channel == Channel.MAIL:
        _offer_chat(session, message, actor, now, settings)
    return True


def _offer_chat(
    session: Session, message: OutboxMessage, actor: Actor, now: datetime, settings: OutgoingSettings
) -> None:
    """Offer the chat to who can't get in, and to an admin in the answer that opens it for the school.

    The welcome of that admin, before that, could not.
    """
    parts: list[dict[str, Any]] = message.facts["parts"]
    if not any(part["name"] in OFFER_CHAT for part in parts):
        return
    url = {"chat_url": _chat_url(session, actor, now, settings)}
    offered = [part | {"facts": part["facts"] | url} if part["name"] in OFFER_CHAT else part for part in parts]
    message.facts = {**message.facts, "parts": offered}


def _fill_student(session: Session, message: OutboxMessage, actor: Actor, now: datetime) -> bool:
    """Tell a student what is not handed in, as it is now; an answer without a week is about this one."""
    monday = date.fromisoformat(message.facts["monday"])
    today = min(actor.today, monday + timedelta(days=6))
    weeks = not_handed_in(session, and_(may_enter(actor), not_paused()), monday, today)
    if not weeks:
        outbox.drop(message, "handed in meanwhile, or nothing to log")
        return False
    if message.question_id is None:
        about = {"dossier": weeks[0]["dossier"] if len(weeks) == 1 else None, "monday": monday.isoformat()}
        close_log_questions(session, actor.id, now)
        question = Question(
            person_id=actor.id,
            tenant_id=weeks[0]["tenant_id"],
            kind="log",
            facts={"items": [], "choices": [], "log": about},
            asked_at=now,
        )
        session.add(question)
        session.flush()
        message.question_id, message.tenant_id = question.id, weeks[0]["tenant_id"]
    message.facts = {
        "nth": message.facts["nth"],
        "monday": monday.isoformat(),
        "name": actor.person.first_name,
        "weeks": weeks,
        **kept(message),
    }
    return True


def _settle_digest(
    session: Session, message: OutboxMessage, actor: Actor, now: datetime, settings: OutgoingSettings
) -> bool:
    """Fill a digest with what is true now. One that was filled before goes again word for word, or not at all.

    It may have been sent already, and an answer names it by its token: under that the numbers must keep their meaning.
    So when anything changed, a new digest takes its place, with a token and a question of its own.
    """
    if Right.LOGBOOK_APPROVE not in actor.rights:
        outbox.drop(message, "its receiver judges no hours any more")
        return False
    digest = digests.digest_for(session, actor, not_left(actor), not_paused())
    if digest.is_empty:
        outbox.drop(message, "nothing open and nothing missing")
        return False
    if message.question_id is not None and not _says(session, message, digest):
        _replace(session, message, now)
        return False
    if not choose_channel(session, message, actor, has_chat=settings.has_chat):
        if not ask_for_own_address(session, message, actor, digest, now):
            outbox.fail(message, "no address that works and no chat account")
        return False
    if not may_ring(session, message, actor, now):
        return False
    if message.question_id is None:
        _fill_digest(session, message, actor, digest, now=now, settings=settings)
    copy_to_other(session, message, actor, now)
    return True


def _says(session: Session, message: OutboxMessage, digest: Digest) -> bool:
    """Say whether a filled digest still says what is true now."""
    question = session.get_one(Question, message.question_id)
    said = [message.facts["weeks"], message.facts["missing"], message.facts["schools"], question.items]
    return bool(said == json.loads(json.dumps([digest.weeks, digest.missing, digest.schools, digest.items])))


def _replace(session: Session, message: OutboxMessage, now: datetime) -> None:
    """Put a new digest in the place of one that is true no more; the key goes with it: it stays the only one."""
    key, message.key = message.key, None
    outbox.drop(message, "what it says changed; a new one takes its place")
    session.flush()
    facts = {"nth": message.facts["nth"], **kept(message)}
    new = OutboxMessage(key=key, person_id=message.person_id, name=message.name, facts=facts, due_at=now)
    new.channel = message.channel if message.facts.get("copy") else ""
    outbox.put(session, new)


def _fill_digest(
    session: Session,
    message: OutboxMessage,
    actor: Actor,
    digest: Digest,
    *,
    now: datetime,
    settings: OutgoingSettings,
) -> None:
    question = digests.ask(session, digest, actor, now)
    message.question_id, message.tenant_id = question.id, digest.tenants[0]
    message.facts = {
        "nth": message.facts["nth"],
        "name": actor.person.first_name,
        "weeks": digest.weeks,
        "missing": digest.missing,
        "schools": digest.schools,
        "page_url": f"{settings.base_url}/w/{message.token}" if digest.weeks else None,
        "chat_url": _chat_url(session, actor, now, settings) if message.channel == Channel.MAIL else None,
        "in_reply_to": _digest_before(session, message),
        **kept(message),
    }


def _chat_url(session: Session, actor: Actor, now: datetime, settings: OutgoingSettings) -> str | None:
    """Offer the chat to who has not linked it, where every school allows it."""
    if not settings.bot_name or chats_of(session, actor.id) or not schools_allow_chat(session, actor):
        return None
    return start_url(settings, chat_link_token(session, actor.id, now))


def start_url(settings: OutgoingSettings, token: str) -> str:
    """Write the link that opens the chat with the bot and says who follows it. Raises: LookupError without its name."""
    if not settings.bot_name:
        raise LookupError("the bot's name is not known yet")
    return f"https://t.me/{settings.bot_name}?start={token}"


def _digest_before(session: Session, message: OutboxMessage) -> str:
    """Give the Message-ID of this week's first digest, so that the second stands in its thread."""
    if not message.key or not message.key.startswith("digest:") or message.facts["nth"] == 1:
        return ""
    first = message.key.rpartition(":")[0] + ":1"
    ref = session.scalar(
        select(OutboxMessage.sent_ref).where(OutboxMessage.key == first, OutboxMessage.channel == Channel.MAIL)
    )
    return ref or ""


def _school_late(
    session: Session, message: OutboxMessage, now: datetime, _settings: OutgoingSettings
) -> dict[str, Any] | None:
    """Tell a school which weeks of its own students wait too long, as it is now; without hours and notes."""
    school = session.get_one(Tenant, message.tenant_id)
    message.address = school.contact_email
    if not message.address:
        outbox.drop(message, "the school has no contact address any more")
        return None
    supervisor = session.get_one(Person, message.facts["supervisor_id"])
    actor = actor_of(session, supervisor, Evidence.MAILBOX, now)
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
        return None
    shown = [week_facts(week) for week in late]
    addresses = mails_of(session, supervisor.id) or mails_of(session, supervisor.id, is_general=True)
    message.facts = {
        **message.facts,
        "supervisor": supervisor.name,
        "supervisor_email": next(iter(addresses), ""),
        "organisation": late[0].dossier.organisation.name,
        "weeks": [{part: week[part] for part in ("student", "monday", "year", "week")} for week in shown],
    }
    return message.facts


def _problem(
    session: Session, message: OutboxMessage, now: datetime, _settings: OutgoingSettings
) -> dict[str, Any] | None:
    return message.facts if fill_problem(session, message, now) else None


def _invited(
    session: Session, message: OutboxMessage, now: datetime, settings: OutgoingSettings
) -> dict[str, Any] | None:
    link = activation.fill(session, message, settings.base_url, now)
    return None if link is None else {**message.facts, **link}


def _group(_session: Session, message: OutboxMessage, _now: datetime, settings: OutgoingSettings) -> dict[str, Any]:
    message.facts = {"bot_name": settings.bot_name}
    return message.facts


# How the messages are filled that go to an address or chat and not to a person we know.
TO_AN_ADDRESS: Mapping[str, Callable[[Session, OutboxMessage, datetime, OutgoingSettings], dict[str, Any] | None]] = {
    SCHOOL_LATE: _school_late,
    INVITED: _invited,
    GROUP: _group,
    **dict.fromkeys(TO_SCHOOL, _problem),
}
