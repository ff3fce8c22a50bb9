"""The room of the example world: everyone's post comes here, everyone answers from here, and time can be passed."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akkoord.delivery import Delivery, Posted, PostRefused, wait_for_change
from akkoord.letters import MAILBOX, STAMP, Someone, chat_update, membership_update, reply_mail
from akkoord.mail_programs import Program
from bot.pages import Page, pages_of
from bot.trouble import Refused
from core import outbox
from core.buttons import BUTTONS
from core.desk import Desk, now_utc
from core.engine import Database
from core.inbox import InboxMessage
from core.incoming import Channel
from core.outbox import OutboxMessage
from core.outgoing import UNSAID, Outgoing
from core.paging import PAGE
from core.people.models import ChatAccount
from core.people.service import chat_link_token
from core.reminders.service import ReminderSettings, plan
from mailin.door import MailDoor
from mailout.compose import Composed
from mailout.outgoing import compose_outgoing

BOT = "akkoord_demo_bot"
PAUSE_SECONDS = 1.0
STEP = timedelta(hours=1)


class MovedClock:
    """A clock that runs, and can be moved ahead; never back, since what was decided keeps its moment."""

    def __init__(self, true: Callable[[], datetime] = now_utc) -> None:
        self._true = true
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return self._true() + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Let it be this moment, unless it is later already."""
        self._ahead += max(moment - self(), timedelta())


@dataclass(slots=True)
class Received:
    """A message that reached somebody. number: its place among all. choices: the buttons it still has.

    mail: as it was composed, for one by mail. pages: as Telegram shows them, for one in chat.
    """

    number: int
    outgoing: Outgoing
    at: datetime
    mail: Composed | None = None
    pages: tuple[Page, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """The address or the chat it came to."""
        return self.outgoing.address


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody said from here. place: their address or chat. label: what they saw themselves say."""

    number: int
    channel: Channel
    place: str
    at: datetime
    label: str
    raw: bytes = field(repr=False)
    answers: int = 0


@dataclass
class Postbox:
    """Takes the place of Telegram and every mail server: keeps what reaches anybody, and tells who listens.

    base_url: where the pages are, for the link that stops reminders.
    """

    clock: Callable[[], datetime]
    base_url: str
    kept: list[Received | Sent] = field(default_factory=list)
    listeners: list[Callable[[Received], None]] = field(default_factory=list)
    _watchers: set[asyncio.Event] = field(default_factory=set)

    async def post(self, outgoing: Outgoing) -> Posted:
        """Keep one message, or take buttons away from an earlier one. Raises: PostRefused, BadAddress."""
        if outgoing.name in UNSAID:
            if outgoing.name == BUTTONS:
                self._set_buttons(outgoing)
            return Posted("", "")
        if outgoing.name == PAGE:
            return self._turn_page(outgoing)
        received = Received(len(self.kept) + 1, outgoing, self.clock(), choices=outgoing.choices)
        if outgoing.channel is Channel.MAIL:
            link = f"{self.base_url}/u/{outgoing.token}"
            received.mail = compose_outgoing(outgoing, sender=MAILBOX, at=received.at, unsubscribe_url=link)
        else:
            try:
                received.pages = tuple(pages_of(outgoing.said.html))
            except Refused as refused:
                raise PostRefused(refused.why) from refused
        self.keep(received)
        for listener in self.listeners:
            listener(received)
        if received.mail is not None:
            return Posted(received.mail.message_id, received.mail.text)
        return Posted(f"{outgoing.address}:{outgoing.outbox_id}", "")

    def _turn_page(self, outgoing: Outgoing) -> Posted:
        """Let an earlier message show another page. Raises: PostRefused."""
        message_id = str((outgoing.facts or {}).get("message_id"))
        for one in self.received_at(outgoing.address):
            if str(one.outgoing.outbox_id) == message_id:
                one.outgoing = replace(one.outgoing, said=outgoing.said)
                one.pages, one.choices = tuple(pages_of(outgoing.said.html)), outgoing.choices
                self.tell()
                for listener in self.listeners:
                    listener(one)
                return Posted(f"{outgoing.address}:{message_id}", "")
        raise PostRefused("that message is not here any more")

    def _set_buttons(self, outgoing: Outgoing) -> None:
        message_id = str((outgoing.facts or {}).get("message_id"))
        for one in self.received_at(outgoing.address):
            if str(one.outgoing.outbox_id) == message_id:
                one.choices = outgoing.choices
                self.tell()

    def keep(self, one: Received | Sent) -> None:
        """Add to what is kept."""
        self.kept.append(one)
        self.tell()

    def received_at(self, *places: str) -> list[Received]:
        """Give what reached these addresses or chats, oldest first."""
        return [one for one in self.kept if isinstance(one, Received) and one.place in places]

    def last_at(self, *places: str) -> Received | None:
        """Give what reached these addresses or chats last."""
        return next(reversed(self.received_at(*places)), None)

    def watch(self) -> asyncio.Event:
        """Give an event of one's own that is set whenever anything changes here."""
        watcher = asyncio.Event()
        self._watchers.add(watcher)
        return watcher

    def unwatch(self, watcher: asyncio.Event) -> None:
        """Set it no more."""
        self._watchers.discard(watcher)

    def tell(self) -> None:
        """Wake who watches."""
        for watcher in self._watchers:
            watcher.set()


class Parts(Protocol):
    """What the room needs of a service."""

    database: Database
    desk: Desk
    delivery: Delivery
    stop: asyncio.Event


class Room:
    """The only one who decides and delivers here, so that all of an answer is there before anything else is said."""

    def __init__(self, parts: Parts, clock: MovedClock, reminders: ReminderSettings) -> None:
        self.parts = parts
        self.clock = clock
        self.reminders = reminders
        self.postbox = Postbox(clock, parts.delivery.settings.base_url)
        domain = MAILBOX.rpartition("@")[2]
        mail_door = MailDoor(frozenset({STAMP}), own_domain=domain, reply_address=MAILBOX)
        parts.desk.doors = {**parts.desk.doors, Channel.MAIL: mail_door}
        parts.delivery.posts = dict.fromkeys((Channel.MAIL, Channel.CHAT), self.postbox)
        parts.delivery.settings = replace(parts.delivery.settings, has_chat=True, bot_name=BOT)
        self._lock = asyncio.Lock()
        self._numbers = itertools.count(int(datetime.now(UTC).timestamp()))

    async def open(self) -> None:
        """Go on from the last moment of an earlier time here, which may lie ahead of today."""

        def last(session: Session) -> datetime | None:
            moments = (
                session.scalar(select(func.max(InboxMessage.received_at))),
                session.scalar(select(func.max(OutboxMessage.sent_at))),
            )
            return max((moment for moment in moments if moment is not None), default=None)

        latest = await self.parts.database.look(last)
        if latest is not None:
            self.clock.move_to(latest)

    async def settle(self) -> None:
        """Work until nothing waits and nothing is due."""
        async with self._lock:
            await self._work()

    async def _work(self) -> None:
        while await self.parts.desk.decide_all() + await self.parts.delivery.deliver_due():
            pass

    async def keep(self, stop: asyncio.Event, *, settled: Callable[[], None] = lambda: None) -> None:
        """Do what comes by the pages or later than now, until told to stop. settled: called when nothing waits."""
        changed = self.parts.database.watch()
        while not stop.is_set():
            changed.clear()
            await self.settle()
            settled()
            await wait_for_change(changed, stop, PAUSE_SECONDS)

    async def pass_until(self, moment: datetime) -> None:
        """Let time pass hour by hour, so that everything planned happens at its own moment and in its order."""
        async with self._lock:
            await self._work()
            while (now := self.clock()) < moment:
                hour = now.replace(minute=0, second=0, microsecond=0) + STEP
                self.clock.move_to(min(hour, moment))
                await self.parts.database.turn(lambda session: plan(session, self.clock(), self.reminders))
                await self._work()
        self.postbox.tell()

    async def send_digest(self, me: Someone) -> None:
        """Send somebody this week's digest now, so that it is not planned as well; once more on a later visit."""
        now = self.clock()
        local = now.astimezone(ZoneInfo(me.person.time_zone or "UTC"))
        year, week, weekday = local.isocalendar()
        is_second = (weekday - 1, local.time()) >= (self.reminders.second, self.reminders.at)

        def send(session: Session) -> None:
            planned = f"digest:{me.person.id}:{year}-W{week:02}:{2 if is_second else 1}"
            for key in (planned, f"demo:{me.person.id}:{now.isoformat()}"):
                facts = {"nth": 1}
                digest = OutboxMessage(
                    key=key, person_id=me.person.id, name="reminders.digest", facts=facts, due_at=now, token=""
                )
                if outbox.put_once(session, digest):
                    return

        await self.parts.database.turn(send)
        await self.settle()

    async def mail(
        self, me: Someone, text: str, answered: Received | None = None, *, program: Program = Program.GMAIL
    ) -> None:
        """Send a real mail: an answer to this one, or a new one."""
        number, at = next(self._numbers), self.clock()
        ours = (answered.outgoing, answered.mail) if answered is not None and answered.mail is not None else None
        raw = reply_mail(me, number, text, ours, at=at, program=program)
        place = answered.place if answered is not None else me.email
        answers = answered.number if answered is not None else 0
        self.postbox.keep(Sent(len(self.postbox.kept) + 1, Channel.MAIL, place, at, text, raw, answers))
        await self._receive(Channel.MAIL, f"demo:1:{number}", raw)

    async def chat(self, me: Someone, text: str) -> None:
        """Say something in chat."""
        await self._update(me, {"text": text}, label=text)

    async def press(self, me: Someone, message: Received, choice: int) -> None:
        """Press a button, counted from 0. Raises: IndexError when it is not there."""
        label, data = message.choices[choice]
        await self._update(me, {"data": data, "message_id": message.outgoing.outbox_id}, label=label)

    async def _update(self, me: Someone, message: dict[str, object], *, label: str) -> None:
        """Send a real chat update, and keep what its sender sees of it."""
        number, at = next(self._numbers), self.clock()
        raw = chat_update(me, number, message, at=at)
        self.postbox.keep(Sent(len(self.postbox.kept) + 1, Channel.CHAT, me.chat_id, at, label, raw))
        await self._receive(Channel.CHAT, f"1:{number}", raw)

    async def _receive(self, channel: Channel, key: str, raw: bytes) -> None:
        await self.parts.desk.receive(channel, key, raw)
        await self.settle()

    async def has_chat(self, me: Someone) -> bool:
        """Say whether somebody linked a chat and did not block it."""
        account = select(ChatAccount.id).where(ChatAccount.person_id == me.person.id, ChatAccount.blocked_at.is_(None))
        return await self.parts.database.look(lambda session: session.scalar(account)) is not None

    async def open_chat(self, me: Someone) -> None:
        """Link the chat as its user would, by the links of two mails, or unblock it."""

        def work(session: Session) -> str | None:
            known = select(ChatAccount.id).where(ChatAccount.person_id == me.person.id)
            if session.scalar(known) is None:
                return chat_link_token(session, me.person.id, self.clock())
            return None

        token = await self.parts.database.turn(work)
        if token is None:
            await self._set_membership(me, is_blocked=False)
            return
        await self.chat(me, f"/start {token}")
        asked = self.postbox.last_at(*me.addresses)
        if asked is not None:
            await self.chat(me, f"/start {asked.outgoing.token}")

    async def close_chat(self, me: Someone) -> None:
        """Block the bot, so that mail is used instead."""
        await self._set_membership(me, is_blocked=True)

    async def _set_membership(self, me: Someone, *, is_blocked: bool) -> None:
        number = next(self._numbers)
        raw = membership_update(me, number, is_blocked=is_blocked, at=self.clock())
        await self._receive(Channel.CHAT, f"1:{number}", raw)
        self.postbox.tell()
