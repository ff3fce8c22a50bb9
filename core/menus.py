"""The command menu of a person's own chat: by role and language, set again when either changes."""

from datetime import datetime
from functools import cache

import yaml
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from core import outbox
from core.access import Actor, Right
from core.incoming import Channel
from core.languages import FOLDER, first_of, having
from core.outbox import OutboxMessage
from core.people.models import ChatAccount, Membership, Person, Role
from core.receiver import chats_of

MENU = "desk.menu"
FILE = "menu.yaml"
EVERYONE = "everyone"

OF_ROLE = {
    Role.STUDENT: "student",
    Role.WORK_SUPERVISOR: "supervisor",
    Role.SIGNATORY: "signatory",
    Role.COORDINATOR: "coordinator",
}

Menu = list[tuple[str, str]]


@cache
def _menus(language: str) -> dict[str, Menu]:
    with (FOLDER / language / FILE).open(encoding="utf-8") as file:
        raw = yaml.safe_load(file)
    return {name: list(commands.items()) for name, commands in raw.items()}


def menus() -> dict[str, dict[str, Menu]]:
    """Give every menu by language and by whom it is for, each a list of (command, what it does)."""
    return {language: _menus(language) for language in having(FILE)}


def menu_for(actor: Actor) -> Menu:
    """Give the menu of a person as they are now."""
    manages = Right.CONTACTS_MANAGE in actor.rights
    name = "coordinator" if manages else EVERYONE
    if Right.LOGBOOK_APPROVE in actor.rights:
        name = "signatory" if manages else "supervisor"
    elif Right.LOGBOOK_ENTER in actor.rights:
        name = "student"
    return _menus(first_of(actor.person.language, having(FILE)))[name]


def plan_menus(session: Session, now: datetime) -> int:
    """Plan to set the menu of each linked chat whose person's role or language is new. Returns how many."""
    today = now.date()  # near enough: a menu may change some hours later
    holds = and_(
        or_(Membership.since.is_(None), Membership.since <= today),
        or_(Membership.until.is_(None), Membership.until >= today),
    )
    rows = session.execute(
        select(ChatAccount.id, ChatAccount.chat_id, ChatAccount.linked_at, Person.id, Person.language, Membership.role)
        .join(Person, Person.id == ChatAccount.person_id)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, holds))
        .where(ChatAccount.blocked_at.is_(None))
        .order_by(ChatAccount.id)
    ).all()
    found: dict[int, tuple[str, datetime, int, str, set[str]]] = {}
    for account_id, chat_id, linked_at, person_id, language, role in rows:
        roles = found.setdefault(account_id, (chat_id, linked_at, person_id, language, set()))[4]
        if role in OF_ROLE:
            roles.add(OF_ROLE[Role(role)])
    keys = session.scalars(
        select(OutboxMessage.key)
        .where(OutboxMessage.name == MENU, OutboxMessage.key.is_not(None))
        .order_by(OutboxMessage.id)
    )
    before: dict[str, list[str]] = {}
    for key in keys:
        before.setdefault(_account_in(str(key)), []).append(str(key))
    planned = 0
    for account_id, (chat_id, linked_at, person_id, language, roles) in found.items():
        wanted = f"menu:{account_id}:{linked_at:%Y%m%d%H%M%S}:{'+'.join(sorted(roles)) or EVERYONE}:{language}"
        earlier = before.get(str(account_id), [])
        # Only the last one counts: a person who goes back to an earlier language gets that menu anew.
        if not earlier or not earlier[-1].startswith(f"{wanted}:"):
            message = menu_message(person_id, chat_id, now, key=f"{wanted}:{len(earlier)}")
            planned += outbox.put_once(session, message)
    return planned


def _account_in(key: str) -> str:
    return key.split(":")[1]


def plan_menu(session: Session, person_id: int, now: datetime) -> None:
    """Plan to set the menu of every chat of one person, whose language has just changed."""
    for chat_id in chats_of(session, person_id):
        outbox.put(session, menu_message(person_id, chat_id, now))


def strangers_menu(chat_id: str, language: str, now: datetime) -> OutboxMessage:
    """Make the message that gives a chat that is nobody's any more the menu of those whom we don't know."""
    known = first_of(language, having(FILE))
    facts = {"commands": _menus(known)[EVERYONE]}
    return OutboxMessage(name=MENU, facts=facts, language=known, channel=Channel.CHAT, address=chat_id, due_at=now)


def menu_message(person_id: int, chat_id: str, now: datetime, *, key: str | None = None) -> OutboxMessage:
    """Make the message that sets the menu of one chat, by what its person is when it goes."""
    return OutboxMessage(
        key=key, person_id=person_id, name=MENU, facts={}, channel=Channel.CHAT, address=chat_id, due_at=now
    )
