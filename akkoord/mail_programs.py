"""How people's mail programs quote the mail that they answer: Outlook, Gmail and Apple Mail, in Dutch and English."""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from enum import StrEnum
from html import escape
from zoneinfo import ZoneInfo

from mailout.compose import Composed

BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
QUOTED_WIDTH = 76
DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


class Program(StrEnum):
    """A mail program."""

    OUTLOOK = "outlook"
    GMAIL = "gmail"
    APPLE = "apple"


@dataclass(frozen=True, slots=True)
class Quoted:
    """The mail that is answered, as a program shows it. sender: name with address. html: what stood in its body."""

    sender: str
    address: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer, in both faces."""

    text: str
    html: str


def quoted(ours: Composed, time_zone: str) -> Quoted:
    """Take our mail as its receiver's program holds it."""
    sender = ours.message["From"].addresses[0]
    return Quoted(
        sender=sender.display_name,
        address=sender.addr_spec,
        to=str(ours.message["To"]),
        subject=str(ours.message["Subject"]),
        at=parsedate_to_datetime(str(ours.message["Date"])).astimezone(ZoneInfo(time_zone)),
        text=ours.text,
        html=inner_html(ours.message),
    )


def inner_html(mail: EmailMessage) -> str:
    """Give what stands in the body of a mail's HTML, or ""."""
    part = mail.get_body(("html",))
    found = BODY.search(part.get_content()) if part is not None else None
    return found[1] if found is not None else ""


def write_answer(program: Program, typed: str, ours: Quoted, *, name: str, language: str) -> Answer:
    """Write an answer as this program does. name: who signs, where the program signs by itself."""
    spoken = language if language in DAYS else "en"
    return PROGRAMS[program](typed, ours, name, spoken)


def _outlook(typed: str, ours: Quoted, name: str, language: str) -> Answer:
    at = ours.at
    if language == "nl":
        greeting = "Met vriendelijke groet,"
        moment = f"{DAYS['nl'][at.weekday()]} {at.day} {MONTHS['nl'][at.month - 1]} {at.year} {at:%H:%M}"
        labels = ("Van", "Verzonden", "Aan", "Onderwerp")
    else:
        greeting = "Kind regards,"
        moment = f"{DAYS['en'][at.weekday()]}, {MONTHS['en'][at.month - 1]} {at.day}, {at.year} {_clock(at)}"
        labels = ("From", "Sent", "To", "Subject")
    values = (f"{ours.sender} <{ours.address}>", moment, ours.to, ours.subject)
    head = "\n".join(f"{label}: {value}" for label, value in zip(labels, values, strict=True))
    rows = "<br>".join(f"<b>{label}:</b> {escape(value)}" for label, value in zip(labels, values, strict=True))
    paragraph = '<p class="MsoNormal">'
    empty = f"{paragraph}<o:p>&nbsp;</o:p></p>"
    html = (
        f'<div class="WordSection1">{paragraph}{_lines(typed)}<o:p></o:p></p>{empty}'
        f"{paragraph}{greeting}<o:p></o:p></p>{paragraph}{escape(name)}<o:p></o:p></p>{empty}"
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f"{paragraph}{rows}<o:p></o:p></p></div></div>{ours.html}</div>"
    )
    return Answer(f"{typed}\n\n{greeting}\n\n{name}\n\n{head}\n\n{ours.text}", html)


def _gmail(typed: str, ours: Quoted, _name: str, language: str) -> Answer:
    at = ours.at
    day, month = DAYS[language][at.weekday()], MONTHS[language][at.month - 1]
    if language == "nl":
        begin, wrote = f"Op {day[:2]} {at.day} {month[:3]} {at.year} om {at:%H:%M} schreef {ours.sender} <", ""
    else:
        begin = f"On {day[:3]}, {month[:3]} {at.day}, {at.year} at {_clock(at)} {ours.sender} <"
        wrote = " wrote"
    attribution = f"{begin}\n{ours.address}>{wrote}:"
    link = f'<a href="mailto:{escape(ours.address)}">{escape(ours.address)}</a>'
    html = (
        f'<div dir="ltr">{_lines(typed)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(begin)}{link}&gt;{wrote}:<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);'
        f'padding-left:1ex">{ours.html}</blockquote></div>'
    )
    lines = [
        part
        for line in ours.text.splitlines()
        for part in textwrap.wrap(line, QUOTED_WIDTH, break_on_hyphens=False, break_long_words=False) or [""]
    ]
    return Answer(f"{typed}\n\n{attribution}\n\n{_marked(lines)}\n", html)


def _apple(typed: str, ours: Quoted, _name: str, language: str) -> Answer:
    at, who = ours.at, f"{ours.sender} <{ours.address}>"
    month = MONTHS[language][at.month - 1][:3]
    if language == "nl":
        attribution = f"Op {at.day} {month} {at.year}, om {at:%H:%M} heeft {who} het volgende geschreven:"
    else:
        attribution = f"On {at.day} {month} {at.year}, at {at:%H:%M}, {who} wrote:"
    html = (
        f'<div>{_lines(typed)}<br><div><br><blockquote type="cite"><div>{escape(attribution)}</div><br>'
        f"<div>{ours.html}</div></blockquote></div></div>"
    )
    return Answer(f"{typed}\n\n> {attribution}\n> \n{_marked(ours.text.splitlines())}\n", html)


def _lines(typed: str) -> str:
    return "<br>".join(escape(line, quote=False) for line in typed.splitlines())


def _marked(lines: list[str]) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def _clock(at: datetime) -> str:
    """Write a time as in "8:05 AM"."""
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon


PROGRAMS: dict[Program, Callable[[str, Quoted, str, str], Answer]] = {
    Program.OUTLOOK: _outlook,
    Program.GMAIL: _gmail,
    Program.APPLE: _apple,
}
