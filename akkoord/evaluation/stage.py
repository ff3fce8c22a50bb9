"""The real desk and delivery on a database file of their own, with a clock that stands still, and a postbox."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.delivery import Delivery
from akkoord.evaluation.looking import Records
from akkoord.letters import MAILBOX, STAMP, Someone, chat_update
from akkoord.room import BOT, Postbox, Received
from bot.door import ChatDoor
from core.desk import Desk
from core.engine import Database
from core.incoming import Channel, Door
from core.outbox import OutboxMessage
from core.outgoing import UNSAID
from core.people.models import Address, ChatAccount, Person
from core.questions import Question
from core.settling import OutgoingSettings
from core.wording import Face, Said, Wording
from mailin.door import MailDoor
from mailout.compose import POLICY, reply_address
from web.door import LinkDoor

BASE_URL = "http://127.0.0.1:8080"
MOMENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Saved:
    """Everything of a stage at one moment: its file, its post, and the message of each step.

    earlier: the records as they were before the last step; None when there was none.
    """

    file: bytes = field(repr=False)
    now: datetime
    kept: tuple[Received, ...] = ()
    of_step: Mapping[str, Received] = field(default_factory=dict)
    earlier: Records | None = field(default=None, repr=False)


class Numbered(Wording):
    """The service's own wording, but that a digest lists its weeks in an order of ours. order: their ids, or none."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[int] = []

    def say(self, name: str, facts: Mapping[str, Any], language: str, face: Face = "chat") -> Said:
        """Put a message into words, a digest with the numbers of this order."""
        if name == "reminders.digest" and self.order:
            facts = {**facts, "weeks": in_order(facts["weeks"], self.order, "week_id")}
        return super().say(name, facts, language, face)


def in_order(weeks: list[dict[str, Any]], order: list[int], key: str) -> list[dict[str, Any]]:
    """Give weeks the numbers of an order; what is not in it is left out."""
    by_id = {week[key]: week for week in weeks}
    return [{**by_id[one], "number": nth} for nth, one in enumerate([one for one in order if one in by_id], 1)]


@cache
def _wording() -> Numbered:
    """Load the templates once for all stages."""
    return Numbered()


class Stage:
    """One conversation of one person through one channel. now: move it to let time pass.

    What is read here is read in a turn, not in a look: that is one hop to another thread, and not one for each row.
    """

    def __init__(self, file: Path, saved: Saved) -> None:
        file.write_bytes(saved.file)
        self.file = file
        self.now = saved.now
        self.database = Database(f"sqlite:///{file}")
        self.of_step = dict(saved.of_step)
        self.earlier = saved.earlier

        def clock() -> datetime:  # which all parts share
            return self.now

        self.postbox = Postbox(clock, BASE_URL, kept=[replace(one) for one in saved.kept])
        domain = MAILBOX.rpartition("@")[2]
        doors: dict[Channel, Door] = {
            Channel.CHAT: ChatDoor(),
            Channel.MAIL: MailDoor(frozenset({STAMP}), own_domain=domain, reply_address=MAILBOX),
            Channel.LINK: LinkDoor(),
        }
        self.desk = Desk(self.database, doors, clock=clock)
        self.wording = _wording()
        self.delivery = Delivery(
            self.database,
            self.wording,
            dict.fromkeys((Channel.MAIL, Channel.CHAT), self.postbox),
            settings=OutgoingSettings(BASE_URL, has_chat=True, bot_name=BOT),
            clock=clock,
        )
        self._numbers = itertools.count(10_000 + len(saved.kept) * 100)

    async def save(self) -> Saved:
        """Close it, and give all there is."""
        await self.database.close()
        kept = tuple(one for one in self.postbox.kept if isinstance(one, Received))
        return Saved(self.file.read_bytes(), self.now, kept, dict(self.of_step), self.earlier)

    async def close(self) -> None:
        """Let go of the file."""
        await self.database.close()

    async def settle(self) -> None:
        """Decide and deliver until nothing waits and nothing is due."""
        while await self.desk.decide_all() + await self.delivery.deliver_due():
            pass

    async def someone(self, person_id: int) -> Someone:
        """Give who speaks, with the address they write from."""

        def work(session: Session) -> Someone:
            person = session.get_one(Person, person_id)
            email = session.scalars(select(Address.email).where(Address.person_id == person_id)).first()
            return Someone(person, email or "")

        return await self.database.turn(work)

    async def link_chat(self, me: Someone) -> None:
        """Let somebody have a chat with us since long ago, unless they have."""
        account = ChatAccount(
            person_id=me.person.id, user_id=me.chat_id, chat_id=me.chat_id, linked_at=self.now - timedelta(days=60)
        )

        def work(session: Session) -> None:
            if session.scalar(select(ChatAccount.id).where(ChatAccount.person_id == me.person.id)) is None:
                session.add(account)

        await self.database.turn(work)

    async def chat(self, me: Someone, text: str) -> int:
        """Say something in chat. Gives the id of the message as it was stored."""
        return await self._receive(Channel.CHAT, chat_update(me, next(self._numbers), {"text": text}, at=self.now))

    async def press(self, me: Someone, message: Received, data: str) -> int:
        """Press a button in chat."""
        pressed = {"data": data, "message_id": message.outgoing.outbox_id}
        return await self._receive(Channel.CHAT, chat_update(me, next(self._numbers), pressed, at=self.now))

    async def mail(
        self, me: Someone, text: str, answered: Received | None, *, headers: Mapping[str, str] | None = None
    ) -> int:
        """Send a real mail: an answer to a message of ours, or a new one."""
        raw = write_mail(me, text, answered, number=next(self._numbers), at=self.now, headers=headers or {})
        return await self._receive(Channel.MAIL, raw)

    async def say(self, me: Someone, channel: Channel, text: str, answered: Received | None) -> int:
        """Say something through a channel; by mail as an answer."""
        if channel is Channel.CHAT:
            return await self.chat(me, text)
        return await self.mail(me, text, answered)

    async def _receive(self, channel: Channel, raw: bytes) -> int:
        inbox_id = await self.desk.receive(channel, f"1:{next(self._numbers)}", raw)
        await self.settle()
        return inbox_id

    def last_to(self, me: Someone) -> Received | None:
        """Give what reached somebody last, through either channel."""
        return self.postbox.last_at(me.chat_id, *me.addresses)

    async def row_of(self, message: Received) -> OutboxMessage:
        """Read the row of a message that was sent."""
        return await self.database.turn(lambda session: session.get_one(OutboxMessage, message.outgoing.outbox_id))

    async def question_of(self, message: Received | None) -> Question | None:
        """Read what a message asked."""
        if message is None:
            return None
        row = await self.row_of(message)
        if row.question_id is None:
            return None
        return await self.database.turn(lambda session: session.get(Question, row.question_id))

    async def renumber(self, message: Received, order: list[int]) -> None:
        """Let the question of a digest have the numbers with which it was worded."""

        def work(session: Session) -> None:
            row = session.get_one(OutboxMessage, message.outgoing.outbox_id)
            question = session.get_one(Question, row.question_id)
            items = in_order(question.items, order, "week")
            row.facts = {**row.facts, "weeks": in_order(row.facts["weeks"], order, "week_id")}
            question.facts = {**question.facts, "items": items, "choices": _choices(items)}

        await self.database.turn(work)


def _choices(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write the choices of a digest, as the service does."""

    def approve(some: list[dict[str, Any]]) -> dict[str, Any]:
        weeks = [{"week": item["week"], "days": []} for item in some]
        return {"command": "logbook.approve", "weeks": weeks, "words": "", "reason": ""}

    each = [{"label": "approve_number", "number": item["number"], "meaning": approve([item])} for item in items]
    return [{"label": "approve_all" if len(items) > 1 else "approve", "meaning": approve(items)}, *each]


def write_mail(
    me: Someone, text: str, answered: Received | None, *, number: int, at: datetime, headers: Mapping[str, str]
) -> bytes:
    """Write the mail that holds exactly these words as its body, with the stamp of the receiving server.

    answered: our message that it replies to: then it goes to that one's address and names it. headers: besides.
    """
    ours = answered.mail if answered is not None else None
    address = answered.place if answered is not None and answered.place in me.addresses else me.email
    domain = address.rpartition("@")[2]
    mail = EmailMessage(policy=POLICY)
    mail["From"] = f"{me.person.name} <{address}>"
    mail["Date"] = format_datetime(at.astimezone(ZoneInfo(me.person.time_zone or "UTC")))
    mail["Message-ID"] = f"<{number}@{domain}>"
    if answered is None or ours is None:
        mail["To"], mail["Subject"] = MAILBOX, "Akkoord"
    else:
        subject = str(ours.message["Subject"])
        mail["To"] = reply_address(MAILBOX, answered.outgoing.token)
        mail["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        mail["In-Reply-To"] = mail["References"] = f"<{ours.message_id}>"
    for name, value in headers.items():
        del mail[name]
        mail[name] = value
    mail.set_content(text)
    return f"Authentication-Results: {STAMP}; dmarc=pass header.from={domain}\r\n".encode() + mail.as_bytes()


def is_said(message: Received) -> bool:
    """Say whether a message says anything, and is no change of buttons."""
    return message.outgoing.name not in UNSAID
