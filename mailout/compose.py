"""From what is said to one mail: its headers, which a reply and other machines read, and its two faces."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any
from unicodedata import category

from core.outgoing import Picture
from core.wording import Said
from mailout.letter import lay_out

MOST_SUBJECT = 180
MOST_NAME = 80
MOST_ID = 250
MOST_REFERENCES = 10
SERVICE = "Akkoord"
MOST_LINE = 72
IDS = {"message-id", "in-reply-to", "references", "list-unsubscribe"}
ADDRESSES = {"from", "to", "reply-to"}
PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
MESSAGE_ID = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
ADDRESS = re.compile(r"[^\s<>\"(),:;@\\\[\]]{1,64}@[^\s<>\"(),:;@\\\[\]]{1,253}")


class BadAddress(ValueError):  # noqa: N818 - a fact about the receiver
    """Mail can't be addressed to this. Facts: address."""

    def __init__(self, address: str) -> None:
        super().__init__(f"not a mail address: {address!r}")
        self.address = address


class MailPolicy(EmailPolicy):
    """Python's policy, but Message-IDs and links stay whole, and names and subjects keep their spaces.

    Python folds a long Message-ID or link as an encoded word, which breaks threads, and loses spaces between the
    encoded words of a long name or subject.
    """

    def fold(self, name: str, value: Any) -> str:
        """Fold one header."""
        if name.lower() in IDS:
            return f"{name}: {f'{self.linesep} '.join(str(value).split())}{self.linesep}"
        if name.lower() in ADDRESSES:
            return f"{name}: {self._named(name, value.addresses[0])}{self.linesep}"
        if name.lower() == "subject" and not value.isascii():
            return f"{name}: {self._encoded(name, str(value))}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Fold one header as it goes over the wire: ASCII."""
        return self.fold(name, value).encode("ascii")

    def _encoded(self, header: str, text: str) -> str:
        return Header(text, "utf-8", maxlinelen=MOST_LINE, header_name=header).encode(linesep=self.linesep)

    def _named(self, header: str, address: Address) -> str:
        name, spec = address.display_name, address.addr_spec
        if not name:
            return spec
        if name.isascii():
            quoted = re.sub(r"([\\\"])", r"\\\1", name)
            shown = name if PLAIN.fullmatch(name) else f'"{quoted}"'
        else:
            shown = self._encoded(header, name)
        last = shown.rpartition("\n")[2]
        break_or_space = " " if len(header) + len(last) + len(spec) < MOST_LINE else f"{self.linesep} "
        return f"{shown}{break_or_space}<{spec}>"


POLICY = MailPolicy(linesep="\r\n", cte_type="7bit", raise_on_defect=False)


@dataclass(frozen=True, slots=True)
class MailOut:
    """All of a mail but its words.

    sender: our own address; replies go to its plus address with the token. tenant_name: the school in whose name it is
    sent, or "". in_reply_to, references: Message-IDs without angle brackets. subject: takes the place of the wording's.
    unsubscribe_url: for reminders only; one click there must be enough.
    """

    outbox_id: int
    token: str
    to: str
    sender: str
    at: datetime
    language: str = "nl"
    to_name: str = ""
    tenant_name: str = ""
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    unsubscribe_url: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail ready to go. text: its plain text, as a reply may quote it. message_id: without angle brackets."""

    message: EmailMessage
    text: str
    message_id: str
    to: str
    sender: str


def compose(said: Said, *, message: MailOut, choices: Sequence[str] = (), picture: Picture | None = None) -> Composed:
    """Make the mail that says this; the same outbox id always has the same Message-ID.

    choices: labels, listed with the numbers one can answer. picture: shown below the words, and carried in the mail
    itself, so that nothing is fetched. Raises: BadAddress when the receiver can't be addressed.
    """
    to, sender = mail_address(message.to), mail_address(message.sender)
    letter = lay_out(
        said,
        language=message.language,
        token=message.token,
        choices=choices,
        unsubscribe_url=message.unsubscribe_url,
        picture=(_content_id(message), picture.alt) if picture is not None else None,
    )
    mail = EmailMessage(policy=POLICY)
    message_id = own_message_id(message)
    mail["Message-ID"] = f"<{message_id}>"
    mail["Date"] = format_datetime(message.at)
    mail["From"] = Address(_sender_name(message.tenant_name), addr_spec=sender)
    mail["To"] = Address(one_line(message.to_name, MOST_NAME), addr_spec=to)
    mail["Reply-To"] = Address(SERVICE, addr_spec=reply_address(sender, message.token))
    mail["Subject"] = one_line(message.subject or said.subject, MOST_SUBJECT)
    _thread(mail, message)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["X-Akkoord"] = "1"
    if message.unsubscribe_url:
        by_mail = f"mailto:{reply_address(sender, message.token)}?subject=unsubscribe&body=unsubscribe"
        mail["List-Unsubscribe"] = f"<{_url(message.unsubscribe_url)}>, <{_url(by_mail)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(
        _flowed(letter.text), subtype="plain", charset="utf-8", cte="quoted-printable", params={"format": "flowed"}
    )
    mail.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    if picture is not None:
        _carry(mail, picture, message)
    mail.set_boundary(f"=_o{message.outbox_id}.{message.token[:8]}")
    return Composed(mail, letter.text, message_id, to, sender)


def _content_id(message: MailOut) -> str:
    """Name the picture of a mail, as its HTML refers to it: without angle brackets."""
    return f"picture.{own_message_id(message)}"


def _carry(mail: EmailMessage, picture: Picture, message: MailOut) -> None:
    """Put a picture beside the HTML that shows it; a mail without images on is the same but for it."""
    html = mail.get_payload(1)
    if not isinstance(html, EmailMessage):
        raise TypeError("the second face of a mail is its HTML")
    html.add_related(
        picture.png,
        maintype="image",
        subtype="png",
        cid=f"<{_content_id(message)}>",
        filename="picture.png",
        disposition="inline",
    )
    html.set_boundary(f"=_p{message.outbox_id}.{message.token[:8]}")


def own_message_id(message: MailOut) -> str:
    """Give the Message-ID of an outbox row: stable, ours to recognise, and not to be guessed."""
    return f"o{message.outbox_id}.{message.token[:8]}@{mail_address(message.sender).rpartition('@')[2]}"


def reply_address(sender: str, token: str) -> str:
    """Give the plus address that carries a token."""
    local, _, domain = sender.rpartition("@")
    return f"{local}+{token}@{domain}"


def mail_address(text: str) -> str:
    """Check an address, and write a domain with letters outside ASCII as DNS knows it.

    Raises: BadAddress, also for letters outside ASCII before the @, which few servers take.
    """
    text = text.strip()
    local, _, domain = text.rpartition("@")
    if not ADDRESS.fullmatch(text) or any(category(sign).startswith("C") for sign in text):
        raise BadAddress(text)
    try:
        address = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
        Address(addr_spec=address)
    except (UnicodeError, HeaderParseError, ValueError, IndexError) as error:
        raise BadAddress(text) from error
    return address


def one_line(text: str, most: int) -> str:
    """Make header text of anything: one line, nothing that could begin another header, not too long.

    What looks like an encoded word is broken: Python decodes those, and older versions write a newline that was hidden
    in one as it is (CVE-2024-6923).
    """
    printable = "".join(" " if category(sign) in {"Cc", "Cs", "Zl", "Zp"} else sign for sign in text)
    line = " ".join(printable.replace("=?", "= ?").split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _sender_name(tenant_name: str) -> str:
    name = one_line(tenant_name, MOST_NAME)
    return f"{name} via {SERVICE}" if name else SERVICE


def _thread(mail: EmailMessage, message: MailOut) -> None:
    """Name the mail this answers and those before it; what is no Message-ID is left out."""
    parent = _message_id(message.in_reply_to)
    if parent:
        mail["In-Reply-To"] = f"<{parent}>"
    known = [_message_id(reference) for reference in message.references]
    thread = list(dict.fromkeys(one for one in [*known, parent] if one))
    if thread:
        mail["References"] = " ".join(f"<{one}>" for one in thread[-MOST_REFERENCES:])


def _message_id(text: str) -> str:
    bare = text.strip()
    if bare.startswith("<") and bare.endswith(">"):
        bare = bare[1:-1]
    return bare if len(bare) <= MOST_ID and MESSAGE_ID.fullmatch(bare) else ""


def _url(url: str) -> str:
    if any(sign.isspace() or sign in "<>" or not sign.isprintable() for sign in url) or not url.isascii():
        raise ValueError(f"not a link for a header: {url!r}")
    return url


def _flowed(text: str) -> str:
    """Stuff the lines that RFC 3676 asks to stuff; no line is broken, so that a quote holds our lines whole."""
    return "\n".join(f" {line}" if line.startswith((" ", ">", "From ")) else line for line in text.split("\n"))
