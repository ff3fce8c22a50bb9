"""Whether a reminder still goes, when and where: what its receiver asked for, checked each time it is about to go."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core import outbox
from core.access import Actor
from core.dossiers.models import Dossier
from core.incoming import Channel
from core.outbox import OutboxMessage
from core.people.preferences import Preference, Way, preference_of
from core.people.quiet import loud_from
from core.questions import Question
from core.receiver import allows_chat, chats_of, mails_of
from core.reminders.days_off import days_off, next_time
from core.tenants.models import Tenant

DIGEST = "reminders.digest"
STUDENT = "reminders.student"
REMINDERS = frozenset({DIGEST, STUDENT})
LATEST = timedelta(days=4)
SATURDAY = 5
# About what someone did or said just now, so never held up; each such message is called "desk.…".
ABOUT_THEM = "desk."
# What stays with a reminder whatever else its facts become.
KEPT = ("copy", "snoozed")


def not_paused() -> ColumnElement[bool]:
    """Say of which dossiers one may be reminded: a condition on Dossier; a school's admin may have paused its own."""
    return Dossier.tenant_id.not_in(select(Tenant.id).where(Tenant.reminders_paused_at.is_not(None)))


def kept(message: OutboxMessage) -> dict[str, object]:
    """Give the facts that stay with a reminder when it is filled anew."""
    return {name: message.facts[name] for name in KEPT if name in message.facts}


def may_go(session: Session, message: OutboxMessage, actor: Actor, now: datetime) -> bool:
    """Say whether a reminder may go now; else it is dropped or waits for a working day, and the row says why."""
    asked = preference_of(session, actor.id)
    if against := _against(session, message, asked, now):
        outbox.drop(message, against)
        return False
    # A moment they chose themselves holds on a holiday as well.
    off = days_off(session, {actor.id: asked}, [actor.id])[actor.id]
    later = None if "snoozed" in message.facts else next_time(off, now, actor.person.time_zone)
    if later is None:
        return True
    if _is_too_late(message, now, later, actor):
        outbox.drop(message, "a day off, and the next reminder comes before it is over")
    else:
        outbox.wait_until(message, later, "a day off")
    return False


def _against(session: Session, message: OutboxMessage, asked: Preference, now: datetime) -> str:
    """Say why somebody does not want this reminder any more; empty when they do."""
    if asked.stopped_at is not None:
        return "they stopped the reminders"
    if message.facts.get("copy"):
        question = session.get(Question, message.question_id) if message.question_id is not None else None
        if asked.channel != Way.BOTH or (question is not None and question.closed_at is not None):
            return "answered in the other channel, or wanted in one only"
    if "snoozed" in message.facts:
        is_as_asked = asked.snoozed_until is not None and asked.snoozed_until.isoformat() == message.facts["snoozed"]
        return "" if is_as_asked else "another time was asked for since"
    is_snoozed = asked.snoozed_until is not None and now < asked.snoozed_until
    return "they asked to be reminded later" if is_snoozed else ""


def _is_too_late(message: OutboxMessage, now: datetime, later: datetime, actor: Actor) -> bool:
    """Say whether a later day would be another week's; a student's Sunday may become a day after it."""
    if message.name == STUDENT:
        return later - now > LATEST
    zone = ZoneInfo(actor.person.time_zone)
    today, then = now.astimezone(zone).date(), later.astimezone(zone).date()
    return then.isocalendar()[:2] != today.isocalendar()[:2] or then.weekday() >= SATURDAY


def may_ring(session: Session, message: OutboxMessage, actor: Actor, now: datetime) -> bool:
    """Say whether a message may go by chat now; in quiet hours it waits, unless it is an answer.

    Mail makes no noise and always goes. A reminder that is wanted in both goes by mail, and its copy in chat waits.
    """
    later = _loud(session, message, actor, now)
    if later <= now:
        return True
    mails = mails_of(session, actor.id)
    if message.name in REMINDERS and not message.facts.get("copy") and mails and _wants_both(session, actor):
        message.channel, message.address = Channel.MAIL, mails[0]
        return True
    outbox.wait_until(message, later, "quiet hours")
    return False


def _loud(session: Session, message: OutboxMessage, actor: Actor, now: datetime) -> datetime:
    is_answer = message.answers_inbox_id is not None or message.name.startswith(ABOUT_THEM)
    if message.channel != Channel.CHAT or is_answer:
        return now
    return loud_from(preference_of(session, actor.id), now, actor.person.time_zone)


def _wants_both(session: Session, actor: Actor) -> bool:
    return preference_of(session, actor.id).channel == Way.BOTH


def copy_to_other(session: Session, message: OutboxMessage, actor: Actor, now: datetime) -> None:
    """Plan the same reminder, with the same question, in the other channel for who wants both.

    An answer in either is an answer to both, since there is one question.
    """
    if message.facts.get("copy") or not _wants_both(session, actor):
        return
    by_chat = message.channel == Channel.MAIL
    ways = chats_of(session, actor.id) if by_chat else mails_of(session, actor.id)
    if not ways or (by_chat and not allows_chat(session, message, actor)):
        return
    token = outbox.new_token()
    facts = {**message.facts, "copy": True}
    if facts.get("page_url"):
        facts["page_url"] = facts["page_url"].replace(message.token, token)
    copy = OutboxMessage(
        key=f"copy:{message.id}",
        person_id=message.person_id,
        tenant_id=message.tenant_id,
        question_id=message.question_id,
        name=message.name,
        facts=facts,
        channel=Channel.CHAT if by_chat else Channel.MAIL,
        address=ways[0],
        token=token,
        due_at=now,
    )
    outbox.put_once(session, copy)
