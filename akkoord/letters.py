"""What people's own programs send: a mail that answers ours, and a chat update; as real as on the wire."""

import json
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from core.outgoing import Outgoing
from core.people.models import Person
from mailout.compose import POLICY, Composed, reply_address

MAILBOX = "antwoord@akkoord.example"
STAMP = "mx.akkoord.example"


@dataclass(frozen=True)
class Someone:
    """Who one speaks as."""

    person: Person
    email: str

    @property
    def chat_id(self) -> str:
        """The id of their chat account, which is also their chat's."""
        return str(900000 + self.person.id)


def reply_mail(
    me: Someone, number: int, text: str, answered: tuple[Outgoing, Composed] | None, *, at: datetime
) -> bytes:
    """Write the mail a person's mail program would send in answer to ours: headers, quote and the receiver's stamp.

    number: makes its Message-ID its own.
    """
    domain = me.email.rpartition("@")[2]
    mail = EmailMessage(policy=POLICY)
    mail["From"] = f"{me.person.name} <{me.email}>"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{number}@{domain}>"
    body = text
    if answered is None:
        mail["To"] = MAILBOX
        mail["Subject"] = "Uren"
    else:
        outgoing, ours = answered
        subject = str(ours.message["Subject"])
        mail["To"] = reply_address(MAILBOX, outgoing.token)
        mail["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        mail["In-Reply-To"] = f"<{ours.message_id}>"
        quoted = "\n".join(f"> {line}" for line in ours.text.splitlines())
        body += f"\n\nOp {at:%d-%m-%Y} om {at:%H:%M} schreef Akkoord <{MAILBOX}>:\n\n{quoted}\n"
    mail.set_content(body)
    return f"Authentication-Results: {STAMP}; dmarc=pass header.from={domain}\r\n".encode() + mail.as_bytes()


def chat_update(me: Someone, number: int, message: dict[str, object], *, at: datetime) -> bytes:
    """Write the update that Telegram would send."""
    user = {"id": int(me.chat_id), "is_bot": False, "first_name": me.person.first_name, "language_code": "nl"}
    chat = {"id": int(me.chat_id), "type": "private", "first_name": me.person.first_name}
    when = int(at.timestamp())
    if "data" in message:
        sent = {"message_id": message["message_id"], "date": when, "chat": chat, "text": "…"}
        query = {"id": str(number), "from": user, "chat_instance": "1", "data": message["data"], "message": sent}
        return json.dumps({"update_id": number, "callback_query": query}).encode()
    said = {"message_id": number, "date": when, "chat": chat, "from": user, **message}
    return json.dumps({"update_id": number, "message": said}).encode()
