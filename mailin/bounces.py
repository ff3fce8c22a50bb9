"""What a delivery report says: which address failed for good, and which mail of ours came back."""

import re
from collections.abc import Iterator
from email.message import Message

from mailin.parse import ADDRESS, MOST_PARTS, Parsed, one_line
from mailin.tokens import PLUS

# The mailbox or its domain is not there; a full mailbox, or a refusal of what we wrote, is not about the address.
NO_SUCH_MAILBOX = re.compile(r"5\.(?:1\.\d{1,3}|2\.1)\b")
STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)")
# Exim says this of whatever failed; what the other server said stands beside it.
UNSAID = "5.0.0"
OWN_REPLY_TO = re.compile(r"^Reply-To:(.{1,500}(?:\r?\n[ \t].{1,500}){0,3})$", re.IGNORECASE | re.MULTILINE)
MOST_HEADERS = 64_000
# qmail and older Exims send no report but a text, with our mail copied below this.
COPY = re.compile(r"^-{2,}[ \w]{0,40}\bcopy of (?:the|your) message\b", re.IGNORECASE | re.MULTILINE)
ALONE = re.compile(r"^[ \t]{0,8}<?([^\s<>:]{1,64}@[^\s<>:]{1,190})>?:?[ \t]*\r?$", re.MULTILINE)


def failed_recipients(mail: Parsed) -> list[str]:
    """Give the address that failed for good, as we wrote it and as it was in the end; none unless all is said clearly.

    Each mail of ours goes to one address, so a report about several is not about ours.
    """
    values = {name: {value.lower() for known, value in mail.reports if known == name} for name, _ in mail.reports}
    if not mail.is_report:
        return _told_in_words(mail)
    if values.get("action") != {"failed"} or len(values.get("final-recipient", ())) != 1:
        return []
    statuses = values.get("status", {""})
    if all(status.startswith(UNSAID) for status in statuses):
        statuses = set(STATUS.findall(" ".join(values.get("diagnostic-code", ())))) or {""}
    if not all(NO_SUCH_MAILBOX.match(status) for status in statuses):
        return []
    named = (*values.get("original-recipient", ()), *values["final-recipient"])
    return list(dict.fromkeys(address for value in named for address in ADDRESS.findall(value)))


def returned_tokens(mail: Parsed) -> tuple[str, ...]:
    """Give the reply token of the mail that a report returns, whole or only its headers.

    Not its Message-ID: that travels on in everybody's replies, so it proves nothing of who reports.
    """
    if mail.is_report:
        return tuple(token.lower() for token in _returned(mail.message))
    _, below = _halves(mail)
    return tuple(token.lower() for token in PLUS.findall(" ".join(OWN_REPLY_TO.findall(below))))


def _told_in_words(mail: Parsed) -> list[str]:
    """Give the one address that a text says has failed, with a status that leaves no doubt; none when anything else is.

    Words alone, such as "user unknown", are never taken for it.
    """
    above, _ = _halves(mail)
    statuses = STATUS.findall(above)
    if not statuses or not all(NO_SUCH_MAILBOX.match(status) for status in statuses):
        return []
    named = set(mail.addresses("X-Failed-Recipients")) or {address.lower() for address in ALONE.findall(above)}
    return sorted(named) if len(named) == 1 else []


def _halves(mail: Parsed) -> tuple[str, str]:
    """Give what such a text tells, and the mail that it returns; nothing where it returns none."""
    text = mail.text[:MOST_HEADERS]
    copy = COPY.search(text)
    return (text[: copy.start()], text[copy.end() :]) if copy is not None else ("", "")


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
