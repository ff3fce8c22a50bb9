"""What can be shown of a raw message that was set aside: who sent it, about what, and how it begins."""

import email
import email.policy
import json
from dataclasses import dataclass
from email.message import EmailMessage

from core.incoming import Channel

LONGEST_LOOKED_AT = 64_000
LONGEST_SHOWN = 600
LONGEST_LINE = 150


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The outside of a message. sender: as it claims; nothing here is proven. text: its beginning, or ""."""

    sender: str = ""
    subject: str = ""
    text: str = ""


def excerpt_of(channel: str, raw: bytes) -> Excerpt:
    """Read what can be read without trusting it: no more than its beginning, and nothing when that is unreadable."""
    try:
        return _of_mail(raw[:LONGEST_LOOKED_AT]) if channel == Channel.MAIL else _of_chat(raw)
    except Exception:  # noqa: BLE001 - the boundary: it was set aside because it is odd, and must stay visible in a list
        return Excerpt()


def _of_mail(raw: bytes) -> Excerpt:
    message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    return Excerpt(_line(str(message.get("From", ""))), _line(str(message.get("Subject", ""))), text[:LONGEST_SHOWN])


def _of_chat(raw: bytes) -> Excerpt:
    update = json.loads(raw)
    said = update.get("message") or update.get("edited_message") or update.get("callback_query") or {}
    sender = said.get("from", {})
    name = " ".join(part for part in (sender.get("first_name"), sender.get("last_name")) if part)
    return Excerpt(_line(name), "", str(said.get("text") or said.get("caption") or "")[:LONGEST_SHOWN])


def _line(text: str) -> str:
    """Write text on one line."""
    return " ".join(text.split())[:LONGEST_LINE]
