"""Mails as other people's programs write them."""

from email import policy
from email.message import EmailMessage

from core.incoming import Incoming
from mailin.door import MailDoor

STAMP = "mx.akkoord.example"
ADDRESS = "antwoord@akkoord.example"
TOKEN = "mfzwizltoq2gk3lfmfzwizltoq"
GOOD = f"{STAMP}; dmarc=pass header.from=aannemer.example"
DOOR = MailDoor(frozenset({STAMP}), "akkoord.example", ADDRESS)

DIGEST = """\
-- antwoord boven deze regel --

Dag Fatima.

Twee weken wachten op uw akkoord. Antwoorden op deze mail is genoeg; inloggen hoeft niet.

1. Week 10 (2–8 maart)
ma 8 · di 8 · wo 8 · do 8 · vr 8

2. Week 11 (9–15 maart)
ma 8 · di 7,5 · wo 8 · do 8 · vr 6

Zo kunt u antwoorden, in gewone woorden: akkoord, of akkoord behalve dinsdag.

[#mfzwizltoq2gk3lfmfzwizltoq]"""


def letter(
    body: str = "Akkoord.",
    *,
    html: str | None = None,
    sender: str = "Fatima Aydin <fatima@aannemer.example>",
    subject: str = "Re: Twee weken wachten op uw akkoord",
    stamps: tuple[str, ...] = (GOOD,),
    to: str = f"antwoord+{TOKEN}@akkoord.example",
    **headers: str,
) -> bytes:
    """Write a mail. stamps: Authentication-Results headers, topmost first. headers: more, with _ for -."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = "Mon, 09 Mar 2026 09:30:00 +0100"
    mail["Message-ID"] = "<abc@aannemer.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    if html is not None:
        mail.add_alternative(html, subtype="html")
    head = "".join(f"Authentication-Results: {stamp}\r\n" for stamp in stamps)
    return head.encode() + mail.as_bytes(policy=policy.SMTP)


def read(raw: bytes) -> Incoming:
    return DOOR.read(raw)


def typed(body: str, *, html: str | None = None) -> str:
    """What the door finds typed in a reply to the digest."""
    return DOOR.typed(read(letter(body, html=html)), [DIGEST]).text


def quoted(text: str = DIGEST) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())
