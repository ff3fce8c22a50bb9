"""A conversation in the terminal: the real desk, real mails and real chat updates, with nobody else in the room."""

import asyncio
import itertools
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from akkoord import examples, service
from akkoord.delivery import Posted, wait_for_change
from akkoord.example_database import alone_in, prepare, url_of
from akkoord.letters import MAILBOX, STAMP, Someone, chat_update, reply_mail
from akkoord.lines import Lines
from akkoord.school_view import last_approvals, table_of
from akkoord.service import Service
from akkoord.settings import Mail, Settings, Web
from core import outbox
from core.desk import now_utc
from core.dossiers.models import Dossier, DossierPart
from core.incoming import Channel
from core.outbox import OutboxMessage
from core.outgoing import UNSAID, Outgoing
from core.people.models import Address, ChatAccount, Person
from core.people.service import chat_link_token
from core.sheets import folded
from mailout.compose import Composed
from mailout.letter import lay_out
from mailout.outgoing import compose_outgoing

BOT = "akkoord_demo_bot"

HELP = """\
Type an answer, in Dutch or English, as you would: [b]alles akkoord[/b] ·
  [b]akkoord behalve dinsdag, dat was 6 uur[/b] · [b]2 en 3 akkoord, 1 niet[/b] ·
  [b]wat staat er open?[/b] · [b]oeps[/b]
  /chat, /mail    go on in chat, or by mail    /1, /2 ...    choose that one
  /student        be the student who was written to last; /student NAME another
  /supervisor     be Marijke again             /school       what schools see
  /page           the page of the mail         /help         this list
  /stop           leave"""


@dataclass
class Screen:
    """A post that shows every message, and keeps it to be answered. prompt: what stands there while somebody types."""

    console: Console
    clock: Callable[[], datetime]
    mails: dict[str, tuple[Outgoing, Composed]] = field(default_factory=dict)
    chats: dict[str, Outgoing] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    prompt: str = ""

    async def post(self, outgoing: Outgoing) -> Posted:
        """Show one message."""
        if outgoing.name in UNSAID:
            return Posted("", "")
        if self.prompt:
            self.console.print()  # it comes while somebody types; their line stays as it is
        self.shown.append(outgoing.address)
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

    def ask(self, prompt: str) -> None:
        """Show that a line may be typed."""
        self.prompt = prompt
        self.console.print(prompt, end="", markup=False)


class Worker:
    """The only one who decides and delivers here, so that all of an answer is shown before the next prompt."""

    def __init__(self, parts: Service, screen: Screen) -> None:
        self.parts = parts
        self.screen = screen
        self._lock = asyncio.Lock()

    async def settle(self) -> None:
        """Work until nothing waits and nothing is due."""
        async with self._lock:
            while await self.parts.desk.decide_all() + await self.parts.delivery.deliver_due():
                pass

    async def keep(self) -> None:
        """Do what comes by the pages or later than now, until told to stop."""
        changed = self.parts.database.watch()
        while not self.parts.stop.is_set():
            changed.clear()
            before = len(self.screen.shown)
            await self.settle()
            if self.screen.prompt and len(self.screen.shown) > before:
                self.screen.ask(self.screen.prompt)
            await wait_for_change(changed, self.parts.stop, service.PAUSE_SECONDS)


class Conversation:
    """One person's side of it. me: who speaks now. students: those whom the supervisor trains."""

    me: Someone
    supervisor: Someone
    students: Sequence[Someone]

    def __init__(self, worker: Worker, console: Console) -> None:
        self.worker = worker
        self.parts = worker.parts
        self.screen = worker.screen
        self.console = console
        self.channel = Channel.MAIL
        self._answered_at = 0
        self._numbers = itertools.count(int(datetime.now(UTC).timestamp()))

    @property
    def prompt(self) -> str:
        """What stands before a line."""
        name = self.me.person.first_name if self.me is self.supervisor else self.me.person.name
        return f"{name} ({self.channel.value})> "

    async def begin(self) -> None:
        """Find the cast, and send the supervisor the digest that Monday would bring."""

        def work(session: Session) -> tuple[Someone, list[Someone]]:
            cast = select(Person, Address.email).join(Address)
            email = examples.SUPERVISOR_EMAIL
            supervisor = Someone(*session.execute(cast.where(Address.email == email)).one())
            trained = (
                cast.join(Dossier, Dossier.student_id == Person.id)
                .join(DossierPart, DossierPart.dossier_id == Dossier.id)
                .where(DossierPart.person_id == supervisor.person.id)
                .order_by(Dossier.external_id)
            )
            return supervisor, [Someone(*row) for row in session.execute(trained)]

        self.supervisor, self.students = await self.parts.database.look(work)
        self.me = self.supervisor
        await self.remind()

    async def remind(self) -> None:
        """Send the digest now."""
        now = self.parts.clock()
        digest = OutboxMessage(
            key=f"demo:{now.isoformat()}",
            person_id=self.supervisor.person.id,
            name="reminders.digest",
            facts={"nth": 1},
            due_at=now,
            token="",
        )
        await self.parts.database.turn(lambda session: outbox.put_once(session, digest))
        await self.worker.settle()

    async def say(self, line: str) -> bool:
        """Take one line. Gives False when it was the last."""
        word, _, rest = line.strip().partition(" ")
        word = word.lower()
        todo: dict[str, Callable[[], Awaitable[None]]] = {
            "/chat": self._to_chat,
            "/mail": self._to_mail,
            "/student": lambda: self._be_student(rest),
            "/supervisor": lambda: self._be(self.supervisor),
            "/school": self._show_school,
            "/page": self._show_page,
            "/help": self._help,
        }
        if word in {"/stop", "/quit", "/exit"}:
            return False
        if word in todo:
            await todo[word]()
        elif word.startswith("/") and word[1:].isdigit():
            await self._choose(int(word[1:]))
        elif word.startswith("/"):
            self._tell(f"There is no {word} here; /help lists what there is.")
        elif word and self.channel is Channel.CHAT:
            await self._send_chat({"text": line})
        elif word:
            await self._send_mail(line)
        return True

    def _tell(self, text: str) -> None:
        self.console.print(text, markup=False)

    async def _receive(self, channel: Channel, key: str, raw: bytes) -> None:
        if self.me is self.supervisor:
            self._answered_at = len(self.screen.shown)
        await self.parts.desk.receive(channel, key, raw)
        await self.worker.settle()

    async def _send_mail(self, text: str) -> None:
        """Answer the last mail with a real one."""
        number = next(self._numbers)
        raw = reply_mail(self.me, number, text, self.screen.mails.get(self.me.email), at=self.parts.clock())
        await self._receive(Channel.MAIL, f"demo:1:{number}", raw)

    async def _send_chat(self, message: dict[str, object]) -> None:
        """Send a real chat update."""
        number = next(self._numbers)
        await self._receive(Channel.CHAT, f"1:{number}", chat_update(self.me, number, message, at=self.parts.clock()))

    async def _choose(self, number: int) -> None:
        """Press a button in chat, or answer with its number by mail."""
        shown = self.screen.chats.get(self.me.chat_id)
        if self.channel is Channel.MAIL:
            shown, _ = self.screen.mails.get(self.me.email, (None, None))
        if shown is None or not 0 < number <= len(shown.choices):
            self._tell("There is no such choice here.")
        elif self.channel is Channel.MAIL:
            await self._send_mail(str(number))
        else:
            await self._send_chat({"data": shown.choices[number - 1][1], "message_id": shown.outbox_id})

    async def _to_chat(self) -> None:
        """Link the chat as its user would, by the links of two mails, or unblock it; and go on there."""

        def work(session: Session) -> str | None:
            mine = ChatAccount.person_id == self.me.person.id
            if session.scalar(select(ChatAccount.id).where(mine)) is None:
                return chat_link_token(session, self.me.person.id, self.parts.clock())
            session.execute(update(ChatAccount).where(mine).values(blocked_at=None))
            return None

        token = await self.parts.database.turn(work)
        self.channel = Channel.CHAT
        if token is not None:
            await self._send_chat({"text": f"/start {token}"})
            asked, _ = self.screen.mails[self.me.email]
            await self._send_chat({"text": f"/start {asked.token}"})
        if self.me is self.supervisor:
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
        self._tell("By mail from here on.")

    async def _be_student(self, name: str) -> None:
        """Be the student of this name, or the one who was written to since the supervisor's last answer."""
        if name:
            found = [one for one in self.students if _is_called(one.person.name, name)]
        else:
            found = self._written_to(self._answered_at) or self._written_to(0)[-1:]
        if len(found) == 1:
            await self._be(found[0])
            return
        self._tell("Which student?")
        for one in found or self.students:
            self._tell(f"  /student {one.person.name}")

    def _written_to(self, since: int) -> list[Someone]:
        """Give the students to whom something was sent, in that order."""
        places = {place: one for one in self.students for place in (one.email, one.chat_id)}
        latest_last = list(dict.fromkeys(places[at] for at in reversed(self.screen.shown[since:]) if at in places))
        return latest_last[::-1]

    async def _be(self, someone: Someone) -> None:
        """Go on as someone, in the chat they linked or else by mail."""
        account = select(ChatAccount.id).where(
            ChatAccount.person_id == someone.person.id, ChatAccount.blocked_at.is_(None)
        )
        has_chat = await self.parts.database.look(lambda session: session.scalar(account)) is not None
        self.me = someone
        self.channel = Channel.CHAT if has_chat else Channel.MAIL
        self._tell(f"You are now {someone.person.name}, {'in chat' if has_chat else 'by mail'}.")

    async def _show_school(self) -> None:
        """Show what the schools see of the supervisor's last answers."""
        now, who = self.parts.clock(), self.supervisor.person.id
        rows = await self.parts.database.look(lambda session: last_approvals(session, who, now))
        if not rows:
            self._tell("Nothing was approved yet.")
            return
        self.console.print(table_of(rows))
        self._tell("\nThe CSV file itself, which makes final what is in it:")
        url = self.parts.settings.database_url
        self.console.print(
            f"  AKKOORD_DATABASE_URL={url} akkoord export approvals --school {rows[-1].code}",
            markup=False, soft_wrap=True,
        )  # fmt: skip

    async def _show_page(self) -> None:
        shown = self.screen.mails.get(self.me.email)
        if shown is None:
            self._tell("No mail was sent to you yet.")
            return
        self.console.print(f"{self.parts.settings.base_url}/w/{shown[0].token}", soft_wrap=True, markup=False)

    async def _help(self) -> None:
        self.console.print(HELP)


def _is_called(name: str, typed: str) -> bool:
    """Say whether each word that was typed begins a part of a name."""
    parts = folded(name).split()
    return all(any(part.startswith(word) for part in parts) for word in folded(typed).split())


async def demo(
    folder: Path,
    *,
    port: int,
    console: Console | None = None,
    lines: Lines | None = None,
    clock: Callable[[], datetime] = now_utc,
) -> None:
    """Prepare the example database, start the pages and the work, and talk. Raises: CannotStart."""
    console = console or Console(highlight=False)
    with alone_in(folder) as file:
        with console.status("Preparing three schools, sixty students and twelve weeks ..."):
            await prepare(file, clock())
        worker = furnish(url_of(file), port=port, console=console, clock=clock)
        try:
            async with worker.parts.pages("Choose another port: .venv/bin/akkoord demo --port 8081"):
                await worker.parts.desk.take_over()
                await talk(worker, console, lines or Lines(sys.stdin.fileno()))
        finally:
            await worker.parts.close()


def furnish(database_url: str, *, port: int, console: Console, clock: Callable[[], datetime]) -> Worker:
    """Build the service as it always is, but with this screen in the place of Telegram and every mail server."""
    settings = Settings(
        database_url=database_url,
        base_url=f"http://127.0.0.1:{port}",
        mail=Mail(address=MAILBOX, authserv_ids=[STAMP]),
        web=Web(port=port),
    )
    parts = service.build(settings, clock=clock)
    screen = Screen(console, clock)
    parts.delivery.posts = {Channel.MAIL: screen, Channel.CHAT: screen}
    parts.delivery.settings = replace(parts.delivery.settings, has_chat=True, bot_name=BOT)
    return Worker(parts, screen)


async def talk(worker: Worker, console: Console, lines: Lines) -> None:
    """Read lines until the end, and do meanwhile what comes by the pages."""
    console.print(HELP)
    conversation = Conversation(worker, console)
    await conversation.begin()
    if not worker.screen.shown:
        console.print("Nothing waits for Marijke any more this week; another --folder begins anew.")
    keeping = asyncio.create_task(worker.keep())
    try:
        while True:
            worker.screen.ask(conversation.prompt)
            line = await lines.next()
            worker.screen.prompt = ""
            if line is None:
                console.print()
                break
            if not lines.is_terminal:
                console.print(line, markup=False)
            if not await conversation.say(line):
                break
    except asyncio.CancelledError:
        console.print()
        raise
    finally:
        worker.parts.stop.set()
        await keeping
        console.print("Goodbye. Everything is kept in the example database.")
