"""The chat's door: an update of Telegram, as stored, becomes an Incoming."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.content import doubt_about_words, heard_instead, objects, unreadable_content
from core.incoming import Attached, Channel, Evidence, Incoming, Kind, SenderProof, Typed, Unreadable
from core.languages import known

START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<payload>.*\S))?\s*", re.IGNORECASE | re.DOTALL)
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
UNSAFE = re.compile("[\x00\ud800-\udfff]")
BLOCKED_STATES = frozenset({"kicked", "left"})

Fields = dict[str, Any]


class ChatDoor:
    """Reads updates. Only a private chat of a person with themselves and us is evidence of who speaks."""

    channel = Channel.CHAT

    def read(self, raw: bytes) -> Incoming:
        """Read a stored update. Raises Unreadable when it can't be read safely."""
        try:
            update = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"not JSON: {type(error).__name__}") from error
        if not isinstance(update, dict):
            raise Unreadable("not an update")
        for name, reader in READERS.items():
            if name in update:
                return reader(fields(update, name))
        raise Unreadable(f"an update of a kind that is not known: {', '.join(sorted(update.keys() - {'update_id'}))}")

    def typed(self, incoming: Incoming, sent: Sequence[str]) -> Typed:  # noqa: ARG002 - the same for every door; chats don't quote
        """Give what the person typed: all of it. What was struck out or taken from elsewhere makes it uncertain."""
        doubt = incoming.facts.get("doubt", "")
        return Typed(incoming.text, agreed=not doubt, cut=doubt)


def read_message(message: Fields) -> Incoming:
    """Read a new message: text, a start with a token, or something that we can't read."""
    text = words(message, "text")
    content = heard_instead(message) or ("" if text else unreadable_content(message))
    if content:
        kind = Kind.AUTOMATIC if content.startswith("service:") else Kind.UNREADABLE
        facts = {"what": content.removeprefix("service:")}
        if "migrate_to_chat_id" in message:
            facts["moved_to"] = str(number(message, "migrate_to_chat_id"))
        if content == "document":
            return incoming_from(
                message, kind=kind, facts=facts, text=words(message, "caption"), files=(file_of(message),)
            )
        return incoming_from(message, kind=kind, facts=facts)
    start = START.fullmatch(text)
    if start:
        payload = start["payload"] or ""
        return incoming_from(
            message, kind=Kind.START, text=text, tokens=(payload,) if PAYLOAD.fullmatch(payload) else ()
        )
    doubt = doubt_about_words(message)
    return incoming_from(message, kind=Kind.HUMAN, text=text, facts={"doubt": doubt} if doubt else {})


def file_of(message: Fields) -> Attached:
    """Read which file a message brings; its content stays at Telegram until it is asked for. Raises: Unreadable."""
    told = fields(message, "document")
    size = number(told, "file_size") if "file_size" in told else 0
    return Attached(words(told, "file_name"), words(told, "mime_type"), size, reference=words(told, "file_id"))


def read_edit(message: Fields) -> Incoming:
    """Read a message that was changed; it never acts."""
    return incoming_from(message, kind=Kind.EDIT, text=words(message, "text"), moment=message.get("edit_date") or 0)


def read_button(query: Fields) -> Incoming:
    """Read a pressed button. When it was pressed is not told; the message it is on may be too old to be shown."""
    message = fields(query, "message") if "message" in query else {}
    data = words(query, "data")
    if not data:
        raise Unreadable("a button without data")
    chat = fields(message, "chat") if message else {}
    message_id = str(number(message, "message_id")) if message else None
    facts = {"callback_query_id": words(query, "id")} | ({"message_id": message_id} if message_id else {})
    return incoming_from(
        query | {"chat": chat} | ({"message_id": message["message_id"]} if message else {}),
        kind=Kind.BUTTON,
        button=data,
        facts=facts,
        about=message_id,
        moment=None,
    )


def read_reaction(reaction: Fields) -> Incoming:
    """Read an emoji under a message; it never acts."""
    emoji = [words(each, "emoji") for each in objects(reaction, "new_reaction") if "emoji" in each]
    message_id = str(number(reaction, "message_id"))
    facts = {"emoji": emoji, "message_id": message_id}
    return incoming_from(reaction, kind=Kind.REACTION, sender="user", facts=facts, about=message_id)


def read_membership(change: Fields) -> Incoming:
    """Read that somebody blocked us, or took that back."""
    status = words(fields(change, "new_chat_member"), "status")
    return incoming_from(change, kind=Kind.BLOCKED, facts={"blocked": status in BLOCKED_STATES})


def read_post(message: Fields) -> Incoming:
    """Read a post in a channel; nobody in person says it."""
    return incoming_from(message, kind=Kind.GROUP)


READERS = {
    "message": read_message,
    "edited_message": read_edit,
    "callback_query": read_button,
    "message_reaction": read_reaction,
    "my_chat_member": read_membership,
    "channel_post": read_post,
    "edited_channel_post": read_post,
}


def incoming_from(
    told: Fields,
    *,
    kind: Kind,
    text: str = "",
    sender: str = "from",
    about: str | None = None,
    facts: Fields | None = None,
    moment: object = 0,
    **more: Any,
) -> Incoming:
    """Fill in what every kind has: who, where and when.

    moment: when it was said, in seconds; 0 for the message's own date, None for unknown. about: the message that it
    is about, else the one that it replies to.
    """
    user = fields(told, sender) if sender in told else {}
    chat = fields(told, "chat") if told.get("chat") else {}
    chat_id = str(number(chat, "id")) if chat else None
    user_id = str(number(user, "id")) if user else ""
    is_private = chat.get("type") == "private"
    is_known = is_private and user.get("is_bot") is False and user_id == chat_id
    if chat and not is_private:
        kind = Kind.GROUP
    elif not is_known:
        kind = Kind.AUTOMATIC
    reply = told.get("reply_to_message")
    if about is None and isinstance(reply, dict):
        about = str(number(reply, "message_id"))
    message_ref = str(number(told, "message_id")) if "message_id" in told else None
    language = spoken(words(user, "language_code"))
    return Incoming(
        channel=Channel.CHAT,
        kind=kind,
        sender=user_id,
        text=text,
        sent_at=None if moment is None else moment_of(moment or told.get("date")),
        proof=SenderProof.PASS if is_known else SenderProof.NONE,
        evidence=Evidence.CHAT if is_known else Evidence.NOTHING,
        in_reply_to=(f"{chat_id}:{about}",) if about and chat_id else (),
        message_id=f"{chat_id}:{message_ref}" if chat_id and message_ref else "",
        chat_id=chat_id,
        message_ref=message_ref,
        sender_name=" ".join(filter(None, (words(user, "first_name"), words(user, "last_name")))),
        facts=(facts or {}) | ({"language": language} if language else {}),
        **more,
    )


def spoken(code: str) -> str:
    """Cut an app's language, such as "nl-BE" or "be-tarask", to one that we speak; "" when it is none of ours."""
    return known(code)


def fields(parent: Fields, name: str) -> Fields:
    """Take an object that must be there. Raises: Unreadable."""
    value = parent.get(name)
    if not isinstance(value, dict):
        raise Unreadable(f"{name} is missing or no object")
    return value


def number(parent: Fields, name: str) -> int:
    """Take a whole number that must be there. Raises: Unreadable."""
    value = parent.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable(f"{name} is missing or no number")
    return value


def words(parent: Fields, name: str) -> str:
    """Take a text, or "" when there is none. Raises: Unreadable for another type, or for what no database can store."""
    value = parent.get(name, "")
    if not isinstance(value, str):
        raise Unreadable(f"{name} is no text")
    if UNSAFE.search(value):
        raise Unreadable(f"{name} holds characters that are none")
    return value


def moment_of(seconds: object) -> datetime:
    """Read a moment. Raises: Unreadable."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 2**33:
        raise Unreadable("date is missing or no moment")
    return datetime.fromtimestamp(seconds, UTC)
