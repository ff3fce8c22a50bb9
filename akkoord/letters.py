"""What people's own programs send: a mail that answers ours, and a chat update; as real as on the wire."""

import json
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from akkoord.mail_programs import Program, quoted, write_answer
from core.outgoing import Outgoing
from core.people.models import Person
from mailout.compose import POLICY, Composed, reply_address

MAILBOX = "antwoord@akkoord.example"
STAMP = "mx.akkoord.example"
RE = {Program.OUTLOOK: "RE:"}


@dataclass(frozen=True)
class Someone:
    """Who one speaks as. also: addresses besides their own whose mail they read."""

    person: Person
    email: str
    also: tuple[str, ...] = ()

    @property
    def chat_id(self) -> str:
        """The id of their chat account, which is also their chat's."""
        return str(900000 + self.person.id)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address whose mail they read, their own first."""
        return (self.email, *self.also)


def reply_mail(
    me: Someone,
    number: int,
    text: str,
    answered: tuple[Outgoing, Composed] | None,
    *,
    at: datetime,
    program: Program = Program.GMAIL,
) -> bytes:
    """Write the mail a person's mail program would send in answer to ours: headers, quote and the receiver's stamp.

    number: makes its Message-ID its own. It comes from the address that was written to.
    """
    address = answered[0].address if answered is not None and answered[0].address in me.addresses else me.email
    domain = address.rpartition("@")[2]
    mail = EmailMessage(policy=POLICY)
    mail["From"] = f"{me.person.name} <{address}>"
    mail["Date"] = format_datetime(at.astimezone(ZoneInfo(me.person.time_zone or "UTC")))
    mail["Message-ID"] = f"<{number}@{domain}>"
    if answered is None:
        mail["To"] = MAILBOX
        mail["Subject"] = "Uren"
        mail.set_content(text)
    else:
        outgoing, ours = answered
        subject = str(ours.message["Subject"])
        mail["To"] = reply_address(MAILBOX, outgoing.token)
        mail["Subject"] = subject if subject.lower().startswith("re:") else f"{RE.get(program, 'Re:')} {subject}"
        mail["In-Reply-To"] = f"<{ours.message_id}>"
        mail["References"] = f"<{ours.message_id}>"
        answer = write_answer(
            program,
            text,
            quoted(ours, me.person.time_zone or "UTC"),
            name=me.person.name,
            language=me.person.language or "nl",
        )
        mail.set_content(answer.text)
        mail.add_alternative(f"<html><body>{answer.html}</body></html>", subtype="html")
    return f"Authentication-Results: {STAMP}; dmarc=pass header.from={domain}\r\n".encode() + mail.as_bytes()


def chat_update(me: Someone, number: int, message: dict[str, object], *, at: datetime) -> bytes:
    """Write the update that Telegram would send. message: a text, or a button's data with the message it is on."""
    user, chat = _user(me), _chat(me)
    when = int(at.timestamp())
    if "data" in message:
        sent = {"message_id": message["message_id"], "date": when, "chat": chat, "text": "…"}
        query = {"id": str(number), "from": user, "chat_instance": "1", "data": message["data"], "message": sent}
        return json.dumps({"update_id": number, "callback_query": query}).encode()
    said = {"message_id": number, "date": when, "chat": chat, "from": user, **message}
    return json.dumps({"update_id": number, "message": said}).encode()


def membership_update(me: Someone, number: int, *, is_blocked: bool, at: datetime) -> bytes:
    """Write the update of Telegram that says that somebody blocked the bot, or took that back."""
    bot = {"id": 1, "is_bot": True, "first_name": "Akkoord"}
    states = [{"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0}]
    old, new = states if is_blocked else states[::-1]
    change = {
        "chat": _chat(me),
        "from": _user(me),
        "date": int(at.timestamp()),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    return json.dumps({"update_id": number, "my_chat_member": change}).encode()


def _user(me: Someone) -> dict[str, object]:
    language = me.person.language or "nl"
    return {"id": int(me.chat_id), "is_bot": False, "first_name": me.person.first_name, "language_code": language}


def _chat(me: Someone) -> dict[str, object]:
    return {"id": int(me.chat_id), "type": "private", "first_name": me.person.first_name}
