"""Who gets a message, and by which way: checked each time it is about to go, as much may have changed since."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, visible
from core.dossiers.models import Dossier
from core.incoming import Channel, Evidence
from core.logbook.models import LogbookWeek
from core.outbox import OutboxMessage
from core.people.models import Address, ChatAccount
from core.people.preferences import Way, preference_of
from core.tenants.models import ChatPolicy, Tenant


@dataclass(frozen=True, slots=True)
class Spoken:
    """Whom a message's facts speak of. weeks, dossiers, tenants: by id. has_names: it names students without whose."""

    weeks: set[int] = field(default_factory=set)
    dossiers: set[int] = field(default_factory=set)
    tenants: set[int] = field(default_factory=set)
    has_names: bool = False


def spoken_of(facts: dict[str, Any]) -> Spoken:
    """Find whom facts speak of, wherever in them that stands."""
    found = list(_ids(facts))
    return Spoken(
        {value for name, value in found if name == "week_id"},
        {value for name, value in found if name == "dossier_id"},
        {value for name, value in found if name == "tenant_id"},
        any(name == "candidates" and not all(one.get("week_id") for one in value) for name, value in found),
    )


def _ids(facts: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(facts, dict):
        for name, value in facts.items():
            if name in {"week_id", "dossier_id", "tenant_id", "candidates"} and value:
                yield name, value
            yield from _ids(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from _ids(value)


def may_see(session: Session, actor: Actor, spoken: Spoken) -> bool:
    """Say whether someone may see, today, all that a message speaks of."""
    tenants = {membership.tenant_id for membership in actor.memberships}
    if not spoken.tenants <= tenants or (spoken.has_names and not tenants):
        return False
    if spoken.dossiers:
        known = visible(actor, Dossier).where(Dossier.id.in_(spoken.dossiers)).with_only_columns(Dossier.id)
        if not spoken.dossiers <= set(session.scalars(known)):
            return False
    if not spoken.weeks:
        return True
    seen = visible(actor, LogbookWeek).where(LogbookWeek.id.in_(spoken.weeks)).with_only_columns(LogbookWeek.id)
    return spoken.weeks <= set(session.scalars(seen))


def choose_channel(session: Session, message: OutboxMessage, actor: Actor, *, has_chat: bool) -> bool:
    """Choose chat for who linked it and did not block it, where every school concerned allows it; else mail.

    Who asked for mail gets no unasked messages in chat. What was chosen before is kept while it still holds: mail stays
    mail. Returns False when there is no way.
    """
    wants_mail = message.answers_inbox_id is None and preference_of(session, actor.id).channel == Way.MAIL
    if wants_mail and not message.name.startswith("desk.") and message.channel == Channel.CHAT:
        message.channel = ""
    if message.channel == Channel.CHAT or (not message.channel and has_chat and not wants_mail):
        chats = chats_of(session, actor.id) if allows_chat(session, message, actor) else []
        if message.address not in chats or not message.channel:
            message.channel, message.address = (Channel.CHAT, chats[0]) if chats else ("", "")
    if message.channel == Channel.CHAT:
        return True
    mails = mails_of(session, actor.id)
    if message.address not in mails or not message.channel:
        message.address = mails[0] if mails else ""
    message.channel = Channel.MAIL
    return bool(message.address)


def allows_chat(session: Session, message: OutboxMessage, actor: Actor) -> bool:
    """Say whether every school a message speaks of lets it through chat, with names or without.

    While it is not known of whom it will speak, every school of its receiver counts.
    """
    spoken = spoken_of(message.facts)
    weeks = select(LogbookWeek.tenant_id).where(LogbookWeek.id.in_(spoken.weeks)).distinct()
    tenants = spoken.tenants | (set(session.scalars(weeks)) if spoken.weeks else set())
    if message.tenant_id is not None:
        tenants.add(message.tenant_id)
    is_answer = message.answers_inbox_id is not None or message.name.startswith("desk.")
    # What nobody asked for is filled only when it goes; its channel may be from before a school switched chat off.
    if not tenants and (spoken.has_names or not message.channel or not is_answer):
        return schools_allow_chat(session, actor)
    return _all_allow_chat(session, tenants)


def schools_allow_chat(session: Session, actor: Actor) -> bool:
    """Say whether every school of someone lets hours through chat, with names or without."""
    return _all_allow_chat(session, {membership.tenant_id for membership in actor.memberships})


def schools_shut(session: Session, actor: Actor) -> list[str]:
    """Name the schools of someone that let nothing of their students through chat."""
    tenants = {membership.tenant_id for membership in actor.memberships}
    shut = select(Tenant.name).where(Tenant.id.in_(tenants), Tenant.chat_policy == ChatPolicy.OFF)
    return sorted(session.scalars(shut))


def kept_out(session: Session, actor: Actor) -> list[str]:
    """Name the schools of whose hours someone who speaks from a chat sees nothing there; none outside a chat."""
    return schools_shut(session, actor) if Evidence.CHAT in actor.evidence else []


def _all_allow_chat(session: Session, tenants: set[int]) -> bool:
    policies = session.scalars(select(Tenant.chat_policy).where(Tenant.id.in_(tenants))).all() if tenants else []
    return all(policy != ChatPolicy.OFF for policy in policies)


def chats_of(session: Session, person_id: int) -> list[str]:
    """Give the ids of a person's chats that work, the first linked first."""
    statement = (
        select(ChatAccount.chat_id)
        .where(ChatAccount.person_id == person_id, ChatAccount.blocked_at.is_(None))
        .order_by(ChatAccount.id)
    )
    return list(session.scalars(statement))


def is_linked(session: Session, chat_id: str) -> bool:
    """Say whether a chat is anybody's."""
    return session.scalar(select(ChatAccount.id).where(ChatAccount.chat_id == chat_id).limit(1)) is not None


def mails_of(session: Session, person_id: int, *, is_general: bool = False) -> list[str]:
    """Give a person's own addresses that work, or the general ones, which others read too, oldest first."""
    statement = (
        select(Address.email)
        .where(Address.person_id == person_id, Address.works, Address.is_general.is_(is_general))
        .order_by(Address.id)
    )
    return list(session.scalars(statement))
