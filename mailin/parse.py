"""From raw bytes to the parts of a mail that matter, within limits; whatever can't be read safely says why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from charset_normalizer import from_bytes

from core.incoming import Unreadable

MOST_BYTES = 25 * 1024 * 1024
MOST_HEADERS = 1000
MOST_HEADER_BYTES = 256 * 1024
MOST_PARTS = 200
MOST_DEPTH = 20
MOST_TEXT = 400_000
HEADERS_END = re.compile(rb"\r?\n\r?\n")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A mail taken apart. text, html: the first readable part of each kind, "" when there is none."""

    message: Message
    text: str
    html: str
    is_report: bool
    report_type: str

    def header(self, name: str) -> str:
        """Give a header as plain text on one line; "" when it is absent."""
        value = self.message.get(name)
        return plain_header(value) if value is not None else ""

    def headers(self, name: str) -> list[str]:
        """Give every header of a name, topmost first."""
        return [plain_header(value) for value in self.message.get_all(name, [])]

    def addresses(self, *names: str) -> list[str]:
        """Give every address in these headers, in lower case."""
        values = [value for name in names for value in self.headers(name)]
        return [address.strip().lower() for _, address in getaddresses(values) if "@" in address]


def parse(raw: bytes) -> Parsed:
    """Take a mail apart. Raises: Unreadable when it is larger, deeper or stranger than any person's mail."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"larger than {MOST_BYTES // 1024 // 1024} MB")
    end = HEADERS_END.search(raw, 0, MOST_HEADER_BYTES * 2)
    head = raw[: end.start() if end else MOST_HEADER_BYTES * 2]
    if len(head) > MOST_HEADER_BYTES or head.count(b"\n") > MOST_HEADERS:
        raise Unreadable("more headers than a mail has")
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        return _taken_apart(message)
    except Unreadable:
        raise
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Unreadable(f"not readable as mail: {type(error).__name__}") from error


def _taken_apart(message: Message) -> Parsed:
    text = html = ""
    report_type = ""
    is_report = message.get_content_type() == "multipart/report"
    if is_report:
        report_type = str(message.get_param("report-type") or "").lower()
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in {"message/delivery-status", "message/feedback-report", "message/disposition-notification"}:
            is_report, report_type = True, report_type or kind.partition("/")[2]
        if part.get_content_disposition() == "attachment":
            continue
        if kind == "text/plain" and not text:
            text = _content(part)
        elif kind == "text/html" and not html:
            html = _content(part)
    return Parsed(message, text, html, is_report, report_type)


def _leaves(message: Message) -> Iterator[Message]:
    """Walk the parts without going too deep; what is forwarded as a whole message is nobody's typed text."""
    stack = [(message, 0)]
    seen = 0
    while stack:
        part, depth = stack.pop()
        seen += 1
        if seen > MOST_PARTS or depth > MOST_DEPTH:
            raise Unreadable("more parts, or deeper ones, than a mail has")
        payload = part.get_payload()
        if isinstance(payload, list):
            if part.get_content_type() == "message/rfc822" or part.get_content_maintype() == "message":
                yield part
                continue
            stack.extend((inner, depth + 1) for inner in reversed(payload) if isinstance(inner, Message))
        else:
            yield part


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    text = decoded(payload[: MOST_TEXT * 2], str(part.get_content_charset() or ""))[:MOST_TEXT]
    if str(part.get_param("format") or "").lower() == "flowed" and part.get_content_subtype() == "plain":
        text = unflowed(text)
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def decoded(raw: bytes, charset: str) -> str:
    """Decode text: as declared, else as UTF-8, else as what it looks like, else as Windows-1252."""
    for name in (charset, "utf-8"):
        if not name:
            continue
        try:
            return raw.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    if charset and len(raw) < MOST_BYTES // 100:
        guess = from_bytes(raw[:4000]).best()
        if guess is not None and guess.encoding.startswith(("utf_16", "utf_32")):
            return str(guess)
    return raw.decode("cp1252", errors="replace")


def unflowed(text: str) -> str:
    """Join the soft line breaks of format=flowed (RFC 3676)."""
    lines: list[str] = []
    is_soft = False
    for line in text.replace("\r\n", "\n").split("\n"):
        stuffed = line.removeprefix(" ")
        if is_soft and lines and not stuffed.startswith(">") and not lines[-1].startswith(">"):
            lines[-1] += stuffed
        else:
            lines.append(stuffed)
        is_soft = stuffed.endswith(" ") and stuffed != "-- "
    return "\n".join(lines)


def plain_header(value: object) -> str:
    """Decode a header to one line of text; unknown charsets never raise."""
    parts = []
    try:
        pieces = decode_header(str(value))
    except (MessageError, ValueError, LookupError, TypeError):
        pieces = [(str(value), None)]
    for piece, charset in pieces:
        parts.append(decoded(piece, charset or "ascii") if isinstance(piece, bytes) else piece)
    return " ".join(CONTROLS.sub("", "".join(parts)).split())
