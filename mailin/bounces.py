"""What a delivery report says: which address failed for good, and which mail of ours came back."""

import re
from collections.abc import Iterator
from email.message import Message

from mailin.parse import ADDRESS, MOST_PARTS, Parsed, one_line
from mailin.tokens import PLUS

# The mailbox or its domain is not there; a full mailbox, or a refusal of what we wrote, is not about the address.
NO_SUCH_MAILBOX = re.compile(r"5\.(?:1\.\d{1,3}|2\.1)\b")
OWN_REPLY_TO = re.compile(r"^Reply-To:(.{1,500})$", re.IGNORECASE | re.MULTILINE)
MOST_HEADERS = 64_000


def failed_recipients(mail: Parsed) -> list[str]:
    """Give the address that failed for good, as we wrote it and as it was in the end; none unless all is said clearly.

    Each mail of ours goes to one address, so a report about several is not about ours.
    """
    values = {name: {value.lower() for known, value in mail.reports if known == name} for name, _ in mail.reports}
    if values.get("action") != {"failed"} or len(values.get("final-recipient", ())) != 1:
        return []
    if not all(NO_SUCH_MAILBOX.match(status) for status in values.get("status", {""})):
        return []
    named = (*values.get("original-recipient", ()), *values["final-recipient"])
    return list(dict.fromkeys(address for value in named for address in ADDRESS.findall(value)))


def returned_tokens(mail: Parsed) -> tuple[str, ...]:
    """Give the reply token of the mail that a report returns, whole or only its headers.

    Not its Message-ID: that travels on in everybody's replies, so it proves nothing of who reports.
    """
    return tuple(token.lower() for token in _returned(mail.message)) if mail.is_report else ()


def _returned(report: Message) -> Iterator[str]:
    parts = report.get_payload()
    for part in parts[:MOST_PARTS] if isinstance(parts, list) else []:
        if not isinstance(part, Message):
            continue
        inner, kind = part.get_payload(), part.get_content_type()
        if isinstance(inner, str) and kind == "text/rfc822-headers":
            yield from PLUS.findall(" ".join(OWN_REPLY_TO.findall(inner[:MOST_HEADERS])))
        elif isinstance(inner, list) and kind in {"message/rfc822", "message/global"}:
            addresses = [one_line(str(mail["Reply-To"])) for mail in inner[:1] if isinstance(mail, Message)]
            yield from PLUS.findall(" ".join(addresses))
