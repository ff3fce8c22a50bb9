"""A conversation in the terminal: the real desk, real mails and real chat updates, with nobody else in the room."""

import asyncio
import itertools
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from io import StringIO
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from akkoord import examples, service
from akkoord.delivery import Posted
from akkoord.service import Service
from akkoord.settings import Mail, Settings, Web
from core import outbox
from core.buttons import BUTTONS
from core.engine import Database
from core.incoming import Channel
from core.logbook.export import export_approvals, write_csv
from core.outbox import OutboxMessage
from core.outgoing import Outgoing
from core.people.models import Address, ChatAccount, Person
from core.people.service import chat_link_token
from core.tenants.models import DemoMark, Tenant
from core.upgrade import upgrade
from mailout.compose import Composed, reply_address
from mailout.letter import lay_out
from mailout.outgoing import compose_outgoing

STAMP = "mx.akkoord.example"
MAILBOX = "antwoord@akkoord.example"
PATIENCE_SECONDS = 10.0
BOT = "akkoord_demo_bot"

HELP = """\
Type an answer, in Dutch or English, as you would: [b]alles akkoord[/b] ·
  [b]akkoord behalve dinsdag, dat was 6 uur[/b] · [b]2 en 3 akkoord, 1 niet[/b] ·
  [b]wat staat er open?[/b] · [b]oeps[/b]
  /chat, /mail     go on in chat, or by mail    /1, /2 ...     press that button
  /student         be the student               /supervisor    be Marijke again
  /school          what the school gets         /page          the page of the mail
  /help            this list                    /stop          leave"""


@dataclass
class Screen:
    """A post that shows every message, and keeps it to be answered."""

    console: Console
    clock: Callable[[], datetime]
    mails: dict[str, tuple[Outgoing, Composed]] = field(default_factory=dict)
    chats: dict[str, Outgoing] = field(default_factory=dict)

    async def post(self, outgoing: Outgoing) -> Posted:
        """Show one message."""
        if outgoing.name == BUTTONS:
            return Posted("", "")
        if outgoing.channel is Channel.MAIL:
            mail = compose_outgoing(outgoing, sender=MAILBOX, at=self.clock())
            self.mails[outgoing.address] = (outgoing, mail)
            title = f"mail to {outgoing.to_name or outgoing.address} · {mail.message['Subject']}"
            self.console.print(Panel(escape(mail.text), title=escape(title), title_align="left", border_style="blue"))
            return Posted(mail.message_id, mail.text)
        self.chats[outgoing.address] = outgoing
        letter = lay_out(outgoing.said, language=outgoing.language, token="")
        text = letter.text
        for number, (label, _) in enumerate(outgoing.choices, 1):
            text += f"\n[/{number}] {label}"
        title = f"chat with {outgoing.to_name}"
        self.console.print(Panel(escape(text), title=escape(title), title_align="left", border_style="green"))
        return Posted(f"{outgoing.address}:{outgoing.outbox_id}", "")


@dataclass
class Someone:
    """Who one speaks as."""

    person: Person
    email: str
    chat_id: str


class Conversation:
    """One person's side of it."""

    def __init__(self, parts: Service, screen: Screen, console: Console) -> None:
        self.parts = parts
        self.screen = screen
        self.console = console
        self.channel = Channel.MAIL
        self.cast: dict[str, Someone] = {}
        self.who = "supervisor"
        self._numbers = itertools.count(int(datetime.now(UTC).timestamp()))

    @property
    def me(self) -> Someone:
        """Who speaks now."""
        return self.cast[self.who]

    async def begin(self) -> None:
        """Find the cast, and send the supervisor the digest that Monday would bring."""

        def work(session: Session) -> dict[str, Someone]:
            cast = {}
            for who, email in (("supervisor", examples.SUPERVISOR_EMAIL), ("student", examples.STUDENT_EMAIL)):
                person = session.scalars(select(Person).join(Address).where(Address.email == email)).one()
                cast[who] = Someone(person, email, str(900000 + person.id))
            return cast

        self.cast = await self.parts.database.turn(work)
        await self.remind()

    async def remind(self) -> None:
        """Send the digest now."""
        key = f"demo:{self.parts.clock().isoformat()}"

        def work(session: Session) -> None:
            digest = OutboxMessage(
                key=key,
                person_id=self.cast["supervisor"].person.id,
                name="reminders.digest",
                facts={"nth": 1},
                due_at=self.parts.clock(),
                token="",
            )
            outbox.put_once(session, digest)

        await self.parts.database.turn(work)
        await self.parts.delivery.deliver_due()

    async def say(self, line: str) -> bool:
        """Take one line. Gives False when it was the last."""
        word = line.strip().lower()
        if word in {"/stop", "/quit", "/exit"}:
            return False
        todo: dict[str, Callable[[], Awaitable[None]]] = {
            "/chat": self._to_chat,
            "/mail": self._to_mail,
            "/student": lambda: self._be("student"),
            "/supervisor": lambda: self._be("supervisor"),
            "/school": self._show_school,
            "/page": self._show_page,
            "/help": self._help,
        }
        if not word:
            return True
        if word in todo:
            await todo[word]()
        elif word.startswith("/") and word[1:].isdigit():
            await self._press(int(word[1:]))
        elif self.channel is Channel.CHAT:
            await self._send_chat({"text": line})
        else:
            await self._send_mail(line)
        return True

    async def _decide(self, channel: Channel, key: str, raw: bytes) -> None:
        inbox_id = await self.parts.desk.receive(channel, key, raw)
        await self.parts.desk.decide(inbox_id)
        await self.parts.delivery.deliver_due()

    async def _send_mail(self, text: str) -> None:
        """Answer the last mail with a real one: headers, quote and the stamp of the receiving server."""
        raw = reply_mail(self.me, text, self.screen.mails.get(self.me.email), at=self.parts.clock())
        await self._decide(Channel.MAIL, f"demo:1:{next(self._numbers)}", raw)

    async def _send_chat(self, message: dict[str, object]) -> None:
        """Send a real chat update."""
        number = next(self._numbers)
        await self._decide(Channel.CHAT, f"1:{number}", chat_update(self.me, number, message, at=self.parts.clock()))

    async def _press(self, number: int) -> None:
        shown = self.screen.chats.get(self.me.chat_id)
        if self.channel is not Channel.CHAT or shown is None or not 0 < number <= len(shown.choices):
            self.console.print("There is no such button here.")
            return
        data = shown.choices[number - 1][1]
        await self._send_chat({"data": data, "message_id": shown.outbox_id})

    async def _to_chat(self) -> None:
        """Link the chat as its user would, by the links of two mails, and go on there."""

        def work(session: Session) -> str | None:
            linked = session.scalar(select(ChatAccount.id).where(ChatAccount.person_id == self.me.person.id))
            if linked is not None:
                return None
            return chat_link_token(session, self.me.person.id, self.parts.clock())

        token = await self.parts.database.turn(work)
        self.channel = Channel.CHAT
        if token is not None:
            await self._send_chat({"text": f"/start {token}"})
            asked, _ = self.screen.mails[self.me.email]
            await self._send_chat({"text": f"/start {asked.token}"})
        if self.who == "supervisor":
            await self._send_chat({"text": "wat staat er open?"})

    async def _to_mail(self) -> None:
        def work(session: Session) -> None:
            session.execute(
                update(ChatAccount)
                .where(ChatAccount.person_id == self.me.person.id)
                .values(blocked_at=self.parts.clock())
            )

        await self.parts.database.turn(work)
        self.channel = Channel.MAIL
        self.console.print("By mail from here on.")

    async def _be(self, who: str) -> None:
        self.who = who
        self.channel = Channel.MAIL
        self.console.print(f"You are now {self.me.person.name}, by mail.")

    async def _show_school(self) -> None:
        """Show the export of each school, as the school would get it."""

        def work(session: Session) -> str:
            out = StringIO()
            for tenant in session.scalars(select(Tenant).order_by(Tenant.code)):
                rows = [
                    row
                    for row in export_approvals(session, tenant.id, now=self.parts.clock())
                    if row.approved_by == self.cast["supervisor"].person.name
                ]
                write_csv(rows[-12:], out)
            return out.getvalue()

        text = await self.parts.database.turn(work)
        self.console.print(
            Panel(
                escape(text),
                title="akkoord export approvals · the last days",
                title_align="left",
                border_style="magenta",
            )
        )

    async def _show_page(self) -> None:
        shown = self.screen.mails.get(self.me.email)
        token = shown[0].token if shown is not None else ""
        self.console.print(f"{self.parts.settings.base_url}/w/{token}", soft_wrap=True)

    async def _help(self) -> None:
        self.console.print(HELP)


def reply_mail(me: Someone, text: str, answered: tuple[Outgoing, Composed] | None, *, at: datetime) -> bytes:
    """Write the mail a person's mail program would send in answer to ours."""
    mail = EmailMessage()
    mail["From"] = f"{me.person.name} <{me.email}>"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{at.timestamp()}@{me.email.rpartition('@')[2]}>"
    body = text
    if answered is None:
        mail["To"] = MAILBOX
        mail["Subject"] = "Uren"
    else:
        outgoing, ours = answered
        mail["To"] = reply_address(MAILBOX, outgoing.token)
        mail["Subject"] = f"Re: {ours.message['Subject']}"
        mail["In-Reply-To"] = f"<{ours.message_id}>"
        quoted = "\n".join(f"> {line}" for line in ours.text.splitlines())
        body += f"\n\nOp {at:%d-%m-%Y} om {at:%H:%M} schreef Akkoord <{MAILBOX}>:\n\n{quoted}\n"
    mail.set_content(body)
    domain = me.email.rpartition("@")[2]
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


async def demo(folder: Path) -> None:
    """Prepare the example database, start the pages and the work, and talk."""
    console = Console(highlight=False)
    file = folder / "demo.db"
    with console.status("Preparing three schools, sixty students and twelve weeks ..."):
        await prepare(file)
    settings = Settings(database_url=f"sqlite:///{file}", mail=Mail(address=MAILBOX, authserv_ids=[STAMP]), web=Web())
    parts = service.build(settings)
    screen = Screen(console, parts.clock)
    parts.delivery.posts = {Channel.MAIL: screen, Channel.CHAT: screen}
    parts.delivery.settings = type(parts.delivery.settings)(settings.base_url, has_chat=True, bot_name=BOT)
    await parts.desk.take_over()
    loops = [asyncio.create_task(loop(parts.stop)) for loop in (parts.serve, parts.decide, parts.deliver)]
    try:
        await talk(Conversation(parts, screen, console), console)
    finally:
        parts.stop.set()
        results = await asyncio.gather(*loops, return_exceptions=True)
        await parts.close()
    for result in results:
        if isinstance(result, OSError):
            console.print(f"The pages could not be shown: {result.strerror}.")


async def talk(conversation: Conversation, console: Console) -> None:
    """Read lines until the end."""
    console.print(HELP)
    await conversation.begin()
    going = True
    while going:
        prompt = f"{conversation.me.person.first_name} ({conversation.channel.value})> "
        try:
            line = await asyncio.to_thread(input, prompt)
        except (EOFError, KeyboardInterrupt):
            break
        if not sys.stdin.isatty():
            console.print(escape(line))
        going = await conversation.say(line)
    console.print("Goodbye. Everything is kept in the example database.")


def remove(file: Path) -> None:
    """Remove a database with the files beside it."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)


async def prepare(file: Path) -> None:
    """Make the example database, anew each week so that its weeks are always open."""
    if not await is_of_this_week(file):
        remove(file)
    database = Database(f"sqlite:///{file}")
    now = datetime.now(UTC)
    try:
        await database.turn(upgrade)
        await database.turn(lambda session: examples.load_examples(session, now.astimezone().date(), now))
    finally:
        await database.close()


async def is_of_this_week(file: Path) -> bool:
    """Say whether an example database was made this week; anything else is never thrown away."""
    database = Database(f"sqlite:///{file}")
    try:
        await database.turn(upgrade)
        made = await database.look(lambda session: session.scalar(select(DemoMark.created_at)))
    finally:
        await database.close()
    if made is None:
        return True
    return monday(made.date()) == monday(datetime.now(UTC).date())


def monday(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


async def is_alive(host: str, port: int) -> bool:
    """Ask a running service whether it lives."""
    reach = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - where it listens, not where we do
    try:
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(f"http://{reach}:{port}/healthz") as answer:
            return answer.ok
    except (aiohttp.ClientError, TimeoutError):
        return False
