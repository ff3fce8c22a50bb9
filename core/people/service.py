"""Linking people to their addresses and chat accounts."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.outbox import OutboxMessage, new_token
from core.people.models import ChatAccount, LinkToken

LINK_DAYS = 30
BOUNCED = "people.school_bounced"
TRIED_AGAIN = timedelta(days=7)
LINK_ASKED = "desk.link_asked"


def token_hash(token: str) -> str:
    """Hash a token, so that what is stored opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def chat_link_token(session: Session, person_id: int, now: datetime) -> str:
    """Make the token of a "/start TOKEN" link; it is for one use, and only its hash is stored."""
    token = new_token()
    session.add(
        LinkToken(
            person_id=person_id,
            purpose="chat",
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + timedelta(days=LINK_DAYS),
        )
    )
    return token


def person_of_link(session: Session, token: str, now: datetime) -> int | None:
    """Say whom a "/start TOKEN" link was made for; None when it is unknown, used or expired.

    That proves nothing yet of who presses it, since a mail may have been passed on.
    """
    return session.scalar(
        select(LinkToken.person_id).where(
            LinkToken.token_hash == token_hash(token),
            LinkToken.purpose == "chat",
            LinkToken.used_at.is_(None),
            LinkToken.expires_at >= now,
        )
    )


def link_chat(session: Session, person_id: int, *, user_id: str, chat_id: str, now: datetime) -> list[str]:
    """Link a chat account to a person, and use up every link that was made for them.

    An account that was someone else's moves: who did this holds both the account and the person's mailbox. It takes
    the place of the accounts that the person had. Returns the chats of those.
    """
    session.execute(
        update(LinkToken)
        .where(LinkToken.person_id == person_id, LinkToken.purpose == "chat", LinkToken.used_at.is_(None))
        .values(used_at=now)
    )
    telegrams = select(ChatAccount).where(ChatAccount.platform == "telegram")
    others = session.scalars(
        telegrams.where(ChatAccount.person_id == person_id, ChatAccount.user_id != user_id).order_by(ChatAccount.id)
    ).all()
    for other in others:
        session.delete(other)
    account = session.scalars(telegrams.where(ChatAccount.user_id == user_id)).first()
    if account is None:
        account = ChatAccount(person_id=person_id, user_id=user_id, chat_id=chat_id, linked_at=now)
        session.add(account)
    account.person_id, account.chat_id, account.blocked_at, account.linked_at = person_id, chat_id, None, now
    return [other.chat_id for other in others]


def note_blocked(session: Session, user_id: str, *, is_blocked: bool, now: datetime) -> None:
    """Remember that a user blocked or unblocked the bot; while blocked, mail is used instead."""
    session.execute(
        update(ChatAccount)
        .where(ChatAccount.platform == "telegram", ChatAccount.user_id == user_id)
        .values(blocked_at=now if is_blocked else None)
    )


def is_given_again(session: Session, email: str, now: datetime) -> bool:
    """Say whether a stopped address that a school's file still names is tried again: not within a week of the stop.

    Many a school sends the same file every night.
    """
    stopped = select(OutboxMessage.id).where(
        OutboxMessage.name == BOUNCED,
        OutboxMessage.due_at > now - TRIED_AGAIN,
        OutboxMessage.facts["email"].as_string() == email,
    )
    return session.scalar(stopped.limit(1)) is None
