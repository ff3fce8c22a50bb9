"""Linking people to their addresses and chat accounts."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.outbox import new_token
from core.people.models import ChatAccount, LinkToken

LINK_DAYS = 30


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def chat_link_token(session: Session, person_id: int, now: datetime) -> str:
    """Make the token of a "/start TOKEN" link; it is for one use, and only its hash is stored."""
    token = new_token()
    session.add(
        LinkToken(
            person_id=person_id,
            purpose="chat",
            token_hash=_hash(token),
            created_at=now,
            expires_at=now + timedelta(days=LINK_DAYS),
        )
    )
    return token


def link_chat(session: Session, token: str, *, user_id: str, chat_id: str, now: datetime) -> int | None:
    """Link a chat account to the person a token was made for, and use the token up.

    Returns the person's id; None when the token is unknown, used by another account or expired. An account that was
    someone else's moves to the new person; pressing the same link twice is harmless.
    """
    row = session.scalars(
        select(LinkToken).where(LinkToken.token_hash == _hash(token), LinkToken.purpose == "chat").with_for_update()
    ).first()
    if row is None:
        return None
    account = session.scalars(
        select(ChatAccount).where(ChatAccount.platform == "telegram", ChatAccount.user_id == user_id)
    ).first()
    if row.used_at is not None:
        return row.person_id if account is not None and account.person_id == row.person_id else None
    if row.expires_at < now:
        return None
    row.used_at = now
    if account is None:
        account = ChatAccount(person_id=row.person_id, user_id=user_id, chat_id=chat_id, linked_at=now)
        session.add(account)
    account.person_id, account.chat_id, account.blocked_at, account.linked_at = row.person_id, chat_id, None, now
    return row.person_id


def note_blocked(session: Session, user_id: str, *, is_blocked: bool, now: datetime) -> None:
    """Remember that a user blocked or unblocked the bot; while blocked, mail is used instead."""
    session.execute(
        update(ChatAccount)
        .where(ChatAccount.platform == "telegram", ChatAccount.user_id == user_id)
        .values(blocked_at=now if is_blocked else None)
    )
