"""Finding our own tokens and Message-IDs in a mail."""

import re

from core.separator import MARKER_CLOSE, MARKER_OPEN
from mailin.parse import Parsed

TOKEN = "[a-z2-7]{26}"  # noqa: S105 - a pattern, not a token
PLUS = re.compile(rf"\+({TOKEN})@", re.IGNORECASE)
MARKER = re.compile(rf"{re.escape(MARKER_OPEN)}\s?({TOKEN})\s?{re.escape(MARKER_CLOSE)}", re.IGNORECASE)
TAG = re.compile(r"<[^<>]{0,2000}>")
MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")
RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
MOST_TOKENS = 8
MOST_SEARCHED = 200_000


def tokens_in(mail: Parsed, reply_address: str) -> tuple[str, ...]:
    """Find reply tokens: in our plus address first, then in the subject and the body, where some servers leave them."""
    local, _, domain = reply_address.lower().partition("@")
    found: list[str] = []
    for address in mail.addresses(*RECIPIENTS):
        if address.startswith(f"{local}+") and address.endswith(f"@{domain}"):
            found += PLUS.findall(address)
    # Tags may stand inside a token that a mail program wrapped or coloured.
    in_html = TAG.sub("", mail.html[:MOST_SEARCHED])
    for text in (mail.header("Subject"), mail.text[:MOST_SEARCHED], in_html):
        found += [token.lower() for token in MARKER.findall(text)]
    return tuple(dict.fromkeys(token.lower() for token in found))[:MOST_TOKENS]


def answered_ids(mail: Parsed) -> tuple[str, ...]:
    """Give the Message-IDs that a mail answers, the nearest first, without angle brackets."""
    nearest = MESSAGE_ID.findall(mail.header("In-Reply-To"))
    earlier = MESSAGE_ID.findall(mail.header("References"))
    return tuple(dict.fromkeys([*nearest, *reversed(earlier)]))[:20]


def message_id(mail: Parsed) -> str:
    """Give a mail's own Message-ID without angle brackets; "" when it has none."""
    found = MESSAGE_ID.findall(mail.header("Message-ID"))
    return found[0] if found else ""
