"""The door of the page: what its form posted becomes an Incoming, read strictly."""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

from core.contacts.activation import key_of as key_of_invitation
from core.incoming import Channel, Incoming, Kind, SenderProof, Typed, Unreadable

TOKEN = re.compile(r"[a-z2-7]{26}")
VERSION = re.compile(r"[A-Za-z0-9_-]{1,64}")
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
FIELDS = ("token", "week", "version", "total", "nonce")
UNSUBSCRIBE = "unsubscribe"
INVITATION = "invitation"
HASH = re.compile(r"[0-9a-f]{64}")
LONGEST_NAME = 160
LONGEST_TOTAL = 40
WEEK_HOURS = 168
LAST_MINUTE = 59
LARGEST_ID = 2**63 - 1

_HOURS = r"(?:uur|uren|u|hours?|hrs?|h)"
_MINUTES = r"(?:minuten|minutes|min|m)"
_DECIMAL = re.compile(rf"([0-9]{{1,3}})(?:[.,]([0-9]{{1,2}}))?\s*{_HOURS}?\.?", re.IGNORECASE)
_CLOCK = re.compile(rf"([0-9]{{1,3}}):([0-9]{{2}})\s*{_HOURS}?\.?", re.IGNORECASE)
_SPOKEN = re.compile(rf"([0-9]{{1,3}})\s*{_HOURS}(?:\s*(?:en|and)\b)?\s*([0-9]{{1,2}})\s*{_MINUTES}?\.?", re.IGNORECASE)


def read_total(typed: str) -> int | None:
    """Read a total of hours as people write it, in minutes; None when it is not wholly a total.

    "38", "38,5", "38.5", "38:30", "38u30", "38 uur en 30 minuten" and "38½" are read; signs, words, thousands and
    more than a week holds are not.
    """
    text = " ".join(typed.split())
    if len(text) > LONGEST_TOTAL:
        return None
    text = re.sub(r"(?<=[0-9])\s?½", ",5", text)
    if decimal := _DECIMAL.fullmatch(text):
        whole, part = int(decimal[1]), (decimal[2] or "0").ljust(2, "0")
        minutes = whole * 60 + (int(part) * 60 + 50) // 100
    elif clock := _CLOCK.fullmatch(text) or _SPOKEN.fullmatch(text):
        if int(clock[2]) > LAST_MINUTE:
            return None
        minutes = int(clock[1]) * 60 + int(clock[2])
    else:
        return None
    return minutes if minutes <= WEEK_HOURS * 60 else None


def write(token: str, week: int, version: str, *, total: str, nonce: str) -> bytes:
    """Write what a form posted as it is stored in the inbox; the same post always gives the same bytes."""
    posted = {"token": token, "week": week, "version": version, "total": total, "nonce": nonce}
    return json.dumps(posted, sort_keys=True, ensure_ascii=True).encode()


def write_unsubscribe(token: str) -> bytes:
    """Write one click on the link that stops reminders, as it is stored in the inbox."""
    return json.dumps({"token": token, UNSUBSCRIBE: True}, sort_keys=True).encode()


def unsubscribe_key(token: str, since: int) -> str:
    """Name one such click in the inbox: a second one is the same, unless the person began again in between."""
    return f"{token}:{UNSUBSCRIBE}:{since}"


def write_activation(hashed: str, surname: str) -> bytes:
    """Write the surname that was typed on the page of an invitation, as it is stored in the inbox.

    hashed: of the link's token; the token itself is stored nowhere.
    """
    return json.dumps({INVITATION: hashed, "surname": surname}, sort_keys=True, ensure_ascii=True).encode()


def write_renewal(hashed: str) -> bytes:
    """Write that a new link was asked for, as it is stored in the inbox."""
    return json.dumps({INVITATION: hashed, "renew": True}, sort_keys=True).encode()


def activation_key(hashed: str, surname: str, nonce: str) -> str:
    """Name such a post in the inbox, so that a double click is one act while another name is a new try."""
    typed = hashlib.sha256(surname.casefold().encode()).hexdigest()[:16]
    return f"{key_of_invitation(hashed)}{nonce}:{typed}"


def renewal_key(hashed: str, nonce: str) -> str:
    """Name the wish for a new link in the inbox, once per showing of the page."""
    return f"{key_of_invitation(hashed)}{nonce}:renew"


def _inviting(posted: dict[str, Any]) -> Incoming:
    """Read what was posted on the page of an invitation. Raises: Unreadable."""
    hashed = posted[INVITATION]
    if not isinstance(hashed, str) or not HASH.fullmatch(hashed):
        raise Unreadable("the post names no invitation")
    if set(posted) == {INVITATION, "renew"} and posted["renew"] is True:
        return Incoming(channel=Channel.LINK, kind=Kind.BUTTON, sender=hashed, facts=dict(posted))
    surname = posted.get("surname")
    if set(posted) != {INVITATION, "surname"} or not isinstance(surname, str) or len(surname) > LONGEST_NAME:
        raise Unreadable("the post has other fields than our form")
    return Incoming(channel=Channel.LINK, kind=Kind.BUTTON, sender=hashed, facts=dict(posted))


def _unsubscribing(token: str) -> Incoming:
    return Incoming(
        channel=Channel.LINK,
        kind=Kind.BUTTON,
        sender=token,
        proof=SenderProof.PASS,
        tokens=(token,),
        facts={UNSUBSCRIBE: True},
    )


def key_of(token: str, week: int, version: str, *, total: str, nonce: str) -> str:
    """Name a post in the inbox, so that a double click is one act while a corrected total is a new try."""
    return f"{token}:{week}:{version}:{nonce}:{read_total(total)}"


class LinkDoor:
    """Reads posts of the page behind a mail's link."""

    channel = Channel.LINK

    def read(self, raw: bytes) -> Incoming:
        """Read one stored post. It carries no evidence yet: that is the desk's to give once the total is right.

        Raises: Unreadable for anything that our own form can't have sent.
        """
        posted = _fields(raw)
        if INVITATION in posted:
            return _inviting(posted)
        if UNSUBSCRIBE in posted:
            return _unsubscribing(posted["token"])
        token, version = posted["token"], posted["version"]
        return Incoming(
            channel=Channel.LINK,
            kind=Kind.BUTTON,
            sender=token,
            text="",
            proof=SenderProof.PASS,
            tokens=(token,),
            facts={
                "week": posted["week"],
                "version": version,
                "total": posted["total"],
                "minutes": read_total(posted["total"]),
            },
        )

    def typed(self, incoming: Incoming, sent: Sequence[str]) -> Typed:  # noqa: ARG002 - a form holds no sentences
        """Find no sentence: a form only has its fields, so nothing of it is ever read as language."""
        return Typed("", cut="page")


def _fields(raw: bytes) -> dict[str, Any]:
    """Take a stored post apart. Raises: Unreadable."""
    try:
        posted = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the post is not JSON") from error
    if isinstance(posted, dict) and INVITATION in posted:
        return posted
    if isinstance(posted, dict) and set(posted) == {"token", UNSUBSCRIBE} and posted[UNSUBSCRIBE] is True:
        if isinstance(posted["token"], str) and TOKEN.fullmatch(posted["token"]):
            return posted
        raise Unreadable("the post's token is not one of ours")
    if not isinstance(posted, dict) or set(posted) != set(FIELDS):
        raise Unreadable("the post has other fields than our form")
    week = posted["week"]
    if not isinstance(week, int) or isinstance(week, bool) or not 0 < week <= LARGEST_ID:
        raise Unreadable("the post names no week")
    for name, shape in (("token", TOKEN), ("version", VERSION), ("nonce", NONCE)):
        if not isinstance(posted[name], str) or not shape.fullmatch(posted[name]):
            raise Unreadable(f"the post's {name} is not one of ours")
    if not isinstance(posted["total"], str) or len(posted["total"]) > LONGEST_TOTAL:
        raise Unreadable("the post's total is not a short text")
    return posted
