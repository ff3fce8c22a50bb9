"""A conversation in the terminal: the same room as on the try-out page, with nobody else in it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from akkoord import examples, service
from akkoord.cast import supervisor_and_students
from akkoord.example_database import alone_in, prepare, url_of
from akkoord.letters import Someone
from akkoord.lines import Lines
from akkoord.room import MovedClock, Received
from akkoord.school_view import last_approvals, table_of
from akkoord.service import Service
from akkoord.setting_parts import Web
from akkoord.settings import Settings
from akkoord.trouble import CannotStart
from akkoord.tryout import RoomTryOut
from core.desk import now_utc
from core.incoming import Channel
from core.sheets import folded

HELP = """\
Type an answer, in Dutch or English, as you would: [b]alles akkoord[/b] ·
  [b]akkoord behalve dinsdag, dat was 6 uur[/b] · [b]2 en 3 akkoord, 1 niet[/b] ·
  [b]wat staat er open?[/b] · [b]oeps[/b]
  /chat, /mail    go on in chat, or by mail    /1, /2 ...    choose that one
  /student        be the student who was written to last; /student NAME another
  /supervisor     be Marijke again             /school       what schools see
  /page           the page of the mail         /help         this list
  /time DAY       let time pass until monday, wednesday or friday, or a day (day)
  /stop           leave"""


class Screen:
    """Shows every message to those who take part in a conversation. prompt: what stands there while somebody types."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.people: Sequence[Someone] = ()
        self.prompt = ""
        self._is_disturbed = False

    def show(self, received: Received) -> None:
        """Show one message; it may come while somebody types."""
        if not any(received.place in (one.chat_id, *one.addresses) for one in self.people):
            return
        if self.prompt:
            self.console.print()  # their line stays as it is
            self._is_disturbed = True
        outgoing = received.outgoing
        if received.mail is not None:
            title = f"mail to {outgoing.to_name or received.place} · {received.mail.message['Subject']}"
            text, colour = received.mail.text, "blue"
        else:
            title, colour = f"chat with {outgoing.to_name}", "green"
            text = "\n\n".join(page.text for page in received.pages)
            for number, (label, _) in enumerate(received.choices, 1):
                text += f"\n[/{number}] {label}"
        self.console.print(Panel(escape(text), title=escape(title), title_align="left", border_style=colour))

    def ask_again(self) -> None:
        """Show the prompt once more when messages came after it."""
        if self.prompt and self._is_disturbed:
            self.ask(self.prompt)

    def ask(self, prompt: str) -> None:
        """Show that a line may be typed."""
        self.prompt, self._is_disturbed = prompt, False
        self.console.print(prompt, end="", markup=False)


class Conversation:
    """One person's side of it. me: who speaks now. students: those whom the supervisor trains."""

    me: Someone
    supervisor: Someone
    students: Sequence[Someone]

    def __init__(self, tryout: RoomTryOut, screen: Screen, *, base_url: str, database_url: str) -> None:
        self.tryout = tryout
        self.room = tryout.room
        self.postbox = tryout.room.postbox
        self.screen = screen
        self.console = screen.console
        self.base_url = base_url
        self.database_url = database_url
        self.channel = Channel.MAIL
        self._answered_at = 0

    @property
    def prompt(self) -> str:
        """What stands before a line."""
        name = self.me.person.first_name if self.me is self.supervisor else self.me.person.name
        return f"{name} ({self.channel.value})> "

    async def begin(self) -> None:
        """Find who takes part, and show what has come for them already."""
        self.supervisor, self.students = await self.room.parts.database.look(supervisor_and_students)
        self.me = self.supervisor
        self.screen.people = [self.supervisor, *self.students]
        for one in self.postbox.kept:
            if isinstance(one, Received):
                self.screen.show(one)
        self.postbox.listeners.append(self.screen.show)

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
            "/time": lambda: self._pass_time(rest.strip().lower()),
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
            self._begin_answer()
            await self.room.chat(self.me, line)
        elif word:
            await self._send_mail(line)
        return True

    def _tell(self, text: str) -> None:
        self.console.print(text, markup=False)

    def _begin_answer(self) -> None:
        """Remember from where on students are written to because of what the supervisor says now."""
        if self.me is self.supervisor:
            self._answered_at = len(self.postbox.kept)

    async def _send_mail(self, text: str) -> None:
        """Answer the last mail."""
        self._begin_answer()
        await self.room.mail(self.me, text, self.postbox.last_at(*self.me.addresses))

    async def _choose(self, number: int) -> None:
        """Press a button in chat, or answer with its number by mail."""
        places = (self.me.chat_id,) if self.channel is Channel.CHAT else self.me.addresses
        shown = self.postbox.last_at(*places)
        if shown is None or not 0 < number <= len(shown.choices):
            self._tell("There is no such choice here.")
        elif self.channel is Channel.MAIL:
            await self._send_mail(str(number))
        else:
            self._begin_answer()
            await self.room.press(self.me, shown, number - 1)

    async def _to_chat(self) -> None:
        """Open the chat, and go on there."""
        self.channel = Channel.CHAT
        await self.room.open_chat(self.me)
        if self.me is self.supervisor:
            self._begin_answer()
            await self.room.chat(self.me, "wat staat er open?")

    async def _to_mail(self) -> None:
        await self.room.close_chat(self.me)
        self.channel = Channel.MAIL
        self._tell("By mail from here on.")

    async def _pass_time(self, until: str) -> None:
        """Let time pass, and say what moment it is then."""
        if until not in self.tryout.moments():
            self._tell(f"/time with one of: {', '.join(self.tryout.moments())}.")
            return
        await self.tryout.pass_time(until)
        self._tell(f"It is {self.room.clock().astimezone(examples.ZONE):%A %d %B %Y, %H:%M} now.")

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
        received = [one.place for one in self.postbox.kept[since:] if isinstance(one, Received)]
        latest_last = list(dict.fromkeys(places[at] for at in reversed(received) if at in places))
        return latest_last[::-1]

    async def _be(self, someone: Someone) -> None:
        """Go on as someone, in the chat they linked or else by mail."""
        has_chat = await self.room.has_chat(someone)
        self.me = someone
        self.channel = Channel.CHAT if has_chat else Channel.MAIL
        self._tell(f"You are now {someone.person.name}, {'in chat' if has_chat else 'by mail'}.")

    async def _show_school(self) -> None:
        """Show what the schools see of the supervisor's last answers."""
        now, who = self.room.clock(), self.supervisor.person.id
        rows = await self.room.parts.database.look(lambda session: last_approvals(session, who, now))
        if not rows:
            self._tell("Nothing was approved yet.")
            return
        self.console.print(table_of(rows))
        self._tell("\nThe CSV file itself, which makes final what is in it:")
        self.console.print(
            f"  AKKOORD_DATABASE_URL={self.database_url} akkoord export approvals --school {rows[-1].code}",
            markup=False, soft_wrap=True,
        )  # fmt: skip

    async def _show_page(self) -> None:
        shown = self.postbox.last_at(*self.me.addresses)
        if shown is None:
            self._tell("No mail was sent to you yet.")
            return
        self.console.print(f"{self.base_url}/w/{shown.outgoing.token}", soft_wrap=True, markup=False)

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
        parts = furnish(url_of(file), port=port, clock=clock)
        try:
            await parts.desk.take_over()
            await parts.open_tryout()
            async with parts.pages("Choose another port: .venv/bin/akkoord talk --port 8081"):
                await talk(parts, console, lines or Lines(sys.stdin.fileno()))
        finally:
            await parts.close()


def furnish(database_url: str, *, port: int, clock: Callable[[], datetime]) -> Service:
    """Build the service as it always is, with a clock that can be moved; nothing is set that reaches anybody."""
    settings = Settings(database_url=database_url, base_url=f"http://127.0.0.1:{port}", web=Web(port=port))
    return service.build(settings, clock=MovedClock(clock))


async def talk(parts: Service, console: Console, lines: Lines) -> None:
    """Read lines until the end, and do meanwhile what comes by the pages. Raises: CannotStart."""
    tryout, settings = parts.tryout, parts.settings
    if tryout is None:
        raise CannotStart(f"{settings.database_url} holds no example data.")
    console.print(HELP)
    console.print(f"The same with a phone and a mailbox, in a browser: {settings.base_url}/try", markup=False)
    screen = Screen(console)
    conversation = Conversation(tryout, screen, base_url=settings.base_url, database_url=settings.database_url)
    await conversation.begin()
    if not tryout.room.postbox.kept:
        console.print("Nothing waits for Marijke any more this week; another --folder begins anew.")
    keeping = asyncio.create_task(tryout.room.keep(parts.stop, settled=screen.ask_again))
    try:
        while True:
            screen.ask(conversation.prompt)
            line = await lines.next()
            screen.prompt = ""
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
        parts.stop.set()
        await keeping
        console.print("Goodbye. Everything is kept in the example database.")
