"""From raw bytes to the parts of a mail that matter, within limits; whatever can't be read safely says why."""

import re
from codecs import lookup
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.errors import InvalidMultipartContentTransferEncodingDefect, MessageError
from email.header import decode_header
from email.message import Message
from html import escape

from charset_normalizer import from_bytes

from core.incoming import Unreadable
from mailin import limits
from mailin.attachments import CARDS, SMIME, TNEF, UNSAID, Attachment, attachments_of, clear_text

MOST_HEADER = 16_000
MOST_PARTS = 200
MOST_DEPTH = 20
MOST_TEXT = 400_000
MOST_GUESSED = 4000
LONE_RETURN = re.compile(rb"\r(?!\n)")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
ADDRESS = re.compile(r"[^\s<>()\[\]\\,;:\"@]{1,128}@[^\s<>()\[\]\\,;:\"@]{1,253}")
REPORTS = {"message/delivery-status", "message/feedback-report", "message/disposition-notification"}
REPORTS |= {f"message/global-{kind}" for kind in ("delivery-status", "disposition-notification")}
REACTIONS = {"text/vnd.google.email-reaction+json"}
SURROGATES = re.compile(r"[\ud800-\udfff]")
# Codecs that are not for mail: they take time that grows with the square of the text, read escapes as code does, or,
# as UTF-7, give half characters that can't be written again and hide words in plain letters.
REFUSED_CODECS = {"punycode", "idna", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"}
# Some programs say how a part that holds others is coded, which means nothing.
HARMLESS = (InvalidMultipartContentTransferEncodingDefect,)
# Read as words, or known to hold none: what else has no name of a file may be words to another program.
KNOWN = {"text/plain", "text/html", "text/calendar", "text/x-amp-html", "text/rfc822-headers", "message/rfc822"}
KNOWN |= {*REACTIONS, *CARDS, *REPORTS, *UNSAID, *SMIME, *TNEF, "message/global", "application/pgp-encrypted"}
BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A mail taken apart. text, html: its readable parts; text is "" when some of the words are only in html.

    report_type: what multipart/report says it is, or the kind of the report inside, else "". reports: the fields of
    that report, each name in lower case. length: in lines, as it came; size: in bytes. attachments: what it holds
    besides words. is_sound: it is put together as mail is, so that no word of it can be hidden or missing.
    """

    message: Message
    text: str
    html: str
    is_report: bool
    report_type: str
    reports: tuple[tuple[str, str], ...] = ()
    has_reaction: bool = False
    length: int = 0
    size: int = 0
    attachments: tuple[Attachment, ...] = ()
    is_sound: bool = True

    def header(self, name: str) -> str:
        """Give a header as plain text on one line; "" when it is absent."""
        value = self.message.get(name)
        return plain_header(value) if value is not None else ""

    def headers(self, name: str) -> list[str]:
        """Give every header of a name, topmost first."""
        return [plain_header(value) for value in self.message.get_all(name, [])]

    def raw_headers(self, name: str) -> list[str]:
        """Give every header of a name as it was written, unfolded: for what must be read before it is decoded."""
        return [one_line(str(value)) for value in self.message.get_all(name, [])]

    def addresses(self, *names: str) -> list[str]:
        """Give everything that looks like an address in these headers, in lower case."""
        found = [address for name in names for value in self.raw_headers(name) for address in ADDRESS.findall(value)]
        return [address.lower() for address in found]


@dataclass(frozen=True, slots=True)
class _Piece:
    """One stretch of the mail as a person sees it: its plain text, its HTML, or both faces of it."""

    text: str = ""
    html: str = ""


def parse(raw: bytes) -> Parsed:
    """Take a mail apart. Raises: Unreadable when it is larger, deeper or stranger than any person's mail."""
    limits.check(raw)
    try:
        taken_apart = _taken_apart(message_from_bytes(_unbroken(raw), policy=policy.compat32))
        return replace(taken_apart, length=raw.count(b"\n"), size=len(raw))
    except BROKEN as error:
        raise Unreadable(f"not readable as mail: {type(error).__name__}", what=limits.TOO_STRANGE) from error


def _unbroken(raw: bytes) -> bytes:
    """Keep a header one header: Python ends a line at a lone carriage return, where mail servers don't.

    What a server quotes in a header of its own, as the sender's address or greeting, could else begin another below it.
    """
    head = limits.head_of(raw)
    return LONE_RETURN.sub(b" ", head) + raw[len(head) :] if LONE_RETURN.search(head) else raw


def _taken_apart(message: Message) -> Parsed:
    parts = list(parts_of(message))
    kinds = {part.get_content_type() for part, _ in parts}
    report_type = ""
    is_report = message.get_content_type() == "multipart/report"
    if is_report:
        report_type = str(message.get_param("report-type") or "").lower()
    inside = sorted(kinds & REPORTS)
    if inside:
        is_report, report_type = True, report_type or inside[0].partition("/")[2]
    pieces = _pieces(parts)
    in_text = all(piece.text.strip() for piece in pieces)
    text = "\n\n".join(piece.text for piece in pieces) if in_text else ""
    html = "\n".join(piece.html or f"<pre>{escape(piece.text)}</pre>" for piece in pieces)
    if in_text and not any(piece.html for piece in pieces):
        html = ""
    fields = tuple(_report_fields(part for part, _ in parts if part.get_content_type() in REPORTS))
    attachments = tuple(attachments_of([part for part, _ in parts]))
    reacts = bool(kinds & REACTIONS)
    is_sound = _is_sound(message)
    return Parsed(message, text, html, is_report, report_type, fields, reacts, 0, 0, attachments, is_sound)


def _is_sound(message: Message) -> bool:
    """Say whether every part is whole and shown; asked after the parts were decoded, which finds what is broken."""
    stack = [message]
    while stack:
        part = stack.pop()
        if any(not isinstance(defect, HARMLESS) for defect in part.defects) or _is_hidden(part):
            return False
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            stack.extend(one for one in part.get_payload() if isinstance(one, Message))
    return True


def _is_hidden(part: Message) -> bool:
    """Say whether words may stand where we don't read them: below the last part, or in one that is of no known make."""
    if part.get_content_maintype() == "multipart":
        return bool((part.epilogue or "").strip())
    is_file = part.get_content_disposition() == "attachment" or part.get_filename()
    kind = part.get_content_type()
    return not is_file and kind not in KNOWN and not kind.startswith(("image/", "audio/", "video/"))


def parts_of(message: Message) -> Iterator[tuple[Message, int]]:
    """Walk the parts without going too deep, each with the number of the alternative it belongs to, or 0.

    What is forwarded as a whole message is one part: it is nobody's typed text.
    """
    stack = [(message, 0, 0)]
    seen = 0
    while stack:
        part, depth, alternative = stack.pop()
        seen += 1
        if seen > MOST_PARTS or depth > MOST_DEPTH:
            raise Unreadable("more parts, or deeper ones, than a mail has", what=limits.TOO_STRANGE)
        for name in ("Content-Type", "Content-Disposition", "Content-Transfer-Encoding"):
            if len(str(part.get(name, ""))) > MOST_HEADER:
                raise Unreadable("a header longer than any mail needs", what=limits.TOO_STRANGE)
        if part.is_multipart() and part.get_content_maintype() != "message":
            if part.get_content_type() == "multipart/alternative" and not alternative:
                alternative = seen
            inner = [one for one in part.get_payload() if isinstance(one, Message)]
            stack.extend((one, depth + 1, alternative) for one in reversed(inner))
        else:
            yield part, alternative


def _pieces(parts: list[tuple[Message, int]]) -> list[_Piece]:
    """Gather what a person sees, in order; the faces of one alternative are one piece.

    Some programs cut a typed text in pieces around a picture, so every piece counts and not only the first.
    """
    pieces: list[_Piece] = []
    faces: dict[int, int] = {}
    for part, alternative in parts:
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"} or part.get_content_disposition() == "attachment":
            continue
        content = clear_text(_content(part))
        if not content.strip():
            continue
        text, html = (content, "") if kind == "text/plain" else ("", content)
        if alternative and alternative in faces:
            known = pieces[faces[alternative]]
            joined = "\n".join(one for one in (known.html, html) if one)
            pieces[faces[alternative]] = _Piece(known.text or text, joined)
            continue
        if alternative:
            faces[alternative] = len(pieces)
        pieces.append(_Piece(text, html))
    return pieces


def _report_fields(parts: Iterator[Message]) -> Iterator[tuple[str, str]]:
    """Give the fields of delivery and disposition reports."""
    for part in parts:
        payload = part.get_payload() if part.is_multipart() else []
        for inner in payload[:MOST_PARTS] if isinstance(payload, list) else []:
            if isinstance(inner, Message):
                yield from ((name.lower(), one_line(str(value))) for name, value in inner.items()[:MOST_PARTS])
    return


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    text = decoded(payload[: MOST_TEXT * 2], str(part.get_content_charset() or ""))[:MOST_TEXT]
    text = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if str(part.get_param("format") or "").lower() == "flowed" and part.get_content_subtype() == "plain":
        text = unflowed(text, delsp=str(part.get_param("delsp") or "").lower() == "yes")
    return text


def decoded(raw: bytes, charset: str) -> str:
    """Decode text: as declared, else as UTF-8, else as what it looks like, else as Windows-1252.

    It never holds half a character, which no mail and no database can carry.
    """
    return SURROGATES.sub("\ufffd", _decoded(raw, charset))


def _decoded(raw: bytes, charset: str) -> str:
    for name in (charset or "ascii", "utf-8"):
        try:
            codec = lookup(name).name
            # Plain ASCII that is called UTF-16 would become signs that nobody typed, and lose the words that were.
            is_lie = codec.startswith(("utf-16", "utf-32")) and raw.isascii() and b"\x00" not in raw
            if codec not in REFUSED_CODECS and not is_lie:
                return raw.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    if b"\x00" in raw[:MOST_GUESSED]:
        guess = from_bytes(raw[:MOST_GUESSED]).best()
        if guess is not None and guess.encoding.startswith(("utf_16", "utf_32")):
            return raw.decode(guess.encoding, errors="replace")
    return raw.decode("cp1252", errors="replace")


def unflowed(text: str, *, delsp: bool = False) -> str:
    """Join the soft line breaks of format=flowed (RFC 3676), within one depth of quoting."""
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        stuffed = line[depth:].removeprefix(" ")
        is_soft = stuffed.endswith(" ") and stuffed != "-- "
        content = stuffed[:-1] if is_soft and delsp else stuffed
        if depth == open_depth and stuffed != "-- ":
            lines[-1] += content
        else:
            lines.append(f"{'>' * depth} {content}" if depth else content)
        open_depth = depth if is_soft else -1
    return "\n".join(lines)


def one_line(text: str) -> str:
    """Unfold a header and cut it to what any program writes; it holds no NUL and no half character."""
    return " ".join(SURROGATES.sub("\ufffd", CONTROLS.sub("", text[:MOST_HEADER])).split())


def plain_header(value: object) -> str:
    """Decode a header to one line of text; unknown charsets never raise."""
    text = one_line(str(value))
    try:
        pieces = decode_header(text)
    except (MessageError, ValueError, LookupError, TypeError):
        pieces = [(text, None)]
    parts = [decoded(piece, charset or "ascii") if isinstance(piece, bytes) else piece for piece, charset in pieces]
    return one_line("".join(parts))
