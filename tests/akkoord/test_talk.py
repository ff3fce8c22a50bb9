"""The demo: what is typed in the terminal, what is shown, and in which order."""

import asyncio
import email
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.policy import default
from io import StringIO
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from akkoord import logs
from akkoord.cast import supervisor_and_students
from akkoord.example_database import FILE, alone_in, prepare, url_of
from akkoord.letters import Someone, reply_mail
from akkoord.lines import Lines
from akkoord.main import app
from akkoord.service import Service
from akkoord.talk import demo, furnish, talk
from akkoord.trouble import CannotStart
from core.engine import Database
from core.incoming import Channel
from core.logbook.models import Approval
from core.outgoing import Outgoing
from core.people.models import Person
from core.tenants.models import Tenant
from core.upgrade import upgrade
from core.wording import Said
from mailin.door import MailDoor
from mailout.outgoing import compose_outgoing
from tests.real.postgres import free_port

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ELSEWHERE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def ticking() -> Callable[[], datetime]:
    """A clock that runs, from one morning."""
    begin = time.monotonic()
    return lambda: MORNING + timedelta(seconds=time.monotonic() - begin)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An example database of that morning, to copy."""
    file = tmp_path_factory.mktemp("demo") / FILE
    asyncio.run(prepare(file, MORNING))
    return file


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    shutil.copy(prepared, tmp_path / FILE)
    return tmp_path


@dataclass
class Room:
    """A conversation without its reader. shown: everything that stands on the screen."""

    parts: Service
    console: Console
    screen: StringIO

    async def talk(self, *typed: str) -> str:
        """Type lines, and give the screen at the end."""
        reading, writing = os.pipe()
        os.write(writing, "".join(f"{line}\n" for line in typed).encode())
        os.close(writing)
        try:
            await talk(self.parts, self.console, Lines(reading))
        finally:
            os.close(reading)
        return self.screen.getvalue()

    async def all(self, statement: object) -> list[object]:
        return await self.parts.database.look(lambda session: list(session.scalars(statement)))  # type: ignore[call-overload]  # any


@asynccontextmanager
async def entered(folder: Path) -> AsyncIterator[Room]:
    screen = StringIO()
    console = Console(file=screen, width=80, highlight=False)
    parts = furnish(url_of(folder / FILE), port=free_port(), clock=ticking())
    try:
        await parts.open_tryout()
        yield Room(parts, console, screen)
    finally:
        await parts.close()


@pytest_asyncio.fixture
async def room(folder: Path) -> AsyncIterator[Room]:
    async with entered(folder) as opened:
        yield opened


def exchanges(screen: str) -> list[tuple[str, str]]:
    """Give each line that was typed with the prompt before it, and what was said to it."""
    _, *rest = re.split(r"^(.+ \((?:mail|chat)\)> .*)$", screen, flags=re.MULTILINE)
    return [(typed, said.strip("\n")) for typed, said in zip(rest[::2], rest[1::2], strict=True)]


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something is shown; the screen has nothing to wait on, so it is looked at often."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(0.02)


# What the README shows


def test_the_readmes_exchange_is_what_the_demo_says(folder: Path) -> None:
    (exchange,) = re.findall(r"^```text\n(╭─ mail to .*?)^```$", README, re.MULTILINE | re.DOTALL)
    told = [line for line in exchange.splitlines() if line != "⋮"]
    typed = [line.partition("> ")[2] for line in told if re.match(r"[\w ]+ \(mail\)> ", line)]
    assert typed == ["4 akkoord behalve dinsdag, dat was 8 uur", "/student", "di 8"]
    screen = StringIO()
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in typed).encode())
    os.close(writing)
    console = Console(file=screen, width=80, highlight=False)
    asyncio.run(demo(folder, port=free_port(), console=console, lines=Lines(reading), clock=ticking()))
    os.close(reading)
    shown = iter(line.rstrip() for line in screen.getvalue().splitlines())
    for line in told:
        assert line in shown, f"the demo does not say this, or not here: {line}"


# The order of things


async def test_a_prompt_comes_when_all_is_shown(room: Room) -> None:
    screen = await room.talk("alles akkoord", "oeps")
    first = screen.partition("Marijke (mail)> ")[0]
    assert first.endswith("╯\n")
    assert "mail to Marijke Aalbers" in first
    (_, to_all), (_, to_oeps), (_, to_end) = exchanges(screen)
    for said in (to_all, to_oeps):
        assert said.startswith("╭")
        assert said.endswith("╯")
        assert said.count("╭") > 1
    assert to_end == "Goodbye. Everything is kept in the example database."


async def test_what_comes_while_somebody_types_is_followed_by_the_prompt_again(room: Room) -> None:
    reading, writing = os.pipe()
    talking = asyncio.create_task(talk(room.parts, room.console, Lines(reading)))
    try:
        await until(lambda: room.screen.getvalue().endswith("(mail)> "))
        before = len(room.screen.getvalue())
        supervisor, _ = await room.parts.database.look(supervisor_and_students)
        raw = reply_mail(supervisor, 1, "wat staat er open?", None, at=room.parts.clock())
        await room.parts.desk.receive(Channel.MAIL, "elsewhere", raw)
        await until(lambda: room.screen.getvalue().endswith("(mail)> ") and "Re: Uren" in room.screen.getvalue())
        assert room.screen.getvalue()[before] == "\n"
    finally:
        os.close(writing)
        await talking
        os.close(reading)


# Who one is


async def test_the_student_is_the_one_who_was_written_to(room: Room) -> None:
    screen = await room.talk("5 akkoord behalve maandag, dat was 7 uur", "/student", "/supervisor", "/student")
    assert screen.count("You are now Renée 't Hart, by mail.") == 2


async def test_of_several_students_one_is_asked_for_and_a_name_chooses(room: Room) -> None:
    screen = await room.talk("/student", "1 en 3 akkoord", "/student", "/student bram", "/student celik", "/student zz")
    said = [said for typed, said in exchanges(screen) if "/student" in typed]
    everyone = [f"  /student {name}" for name in ("Bram van den Berg", "Bram Çelik", "Renée 't Hart", "Óscar de Wit")]
    assert said[0].splitlines() == ["Which student?", *everyone]
    assert sorted(said[1].splitlines()) == sorted(["Which student?", *everyone[:2]])
    assert said[2].splitlines() == ["Which student?", *everyone[:2]]
    assert said[3] == "You are now Bram Çelik, by mail."
    assert said[4].splitlines() == ["Which student?", *everyone]


async def test_a_number_chosen_by_mail_answers_with_it(room: Room) -> None:
    screen = await room.talk("4 akkoord behalve dinsdag, dat was 8 uur", "/1", "/student", "/7", "/1")
    said = dict(exchanges(screen))
    assert said["Marijke (mail)> /1"] == said["Bram Çelik (mail)> /7"] == "There is no such choice here."
    assert "meteen akkoord" in said["Bram Çelik (mail)> /1"]


async def test_chat_can_be_left_and_taken_up_again(room: Room) -> None:
    screen = await room.talk("/chat", "/mail", "wat staat er open?", "/chat", "/supervisor", "/page", "/nergens")
    first, second = screen.split("By mail from here on.")
    assert "chat with Marijke Aalbers" in first
    by_mail, in_chat = second.split("(mail)> /chat")
    assert "mail to Marijke Aalbers" in by_mail
    assert "chat with Marijke Aalbers" in in_chat
    assert "antwoord boven deze regel" in by_mail
    assert "antwoord boven deze regel" not in in_chat
    assert "You are now Marijke Aalbers, in chat." in in_chat
    assert re.search(r"http://127\.0\.0\.1:\d+/w/\w{26}", in_chat)
    assert "There is no /nergens here" in in_chat


# Time, and the page beside it


async def test_time_passes_in_the_terminal_too_and_only_ones_own_are_shown(room: Room) -> None:
    screen = await room.talk("/time tomorrow", "/time monday", "/student bram van", "mijn uren")
    said = [said for _, said in exchanges(screen)]
    assert said[0] == "/time with one of: monday, wednesday, friday, day."
    assert said[1].endswith("It is Monday 30 November 2026, 08:00 now.")
    assert said[1].count("mail to Marijke Aalbers") == 2
    assert "Liam" not in screen
    assert "mail to Bram van den Berg" in said[3]


async def test_the_address_of_the_page_is_told(room: Room) -> None:
    screen = await room.talk("/stop")
    assert re.search(r"in a browser: http://127\.0\.0\.1:\d+/try", screen.replace("\n", " "))


# What schools see


async def test_looking_at_what_the_schools_see_makes_nothing_final(room: Room) -> None:
    before = await room.all(select(Approval.exported_at).where(Approval.exported_at.is_not(None)))
    screen = await room.talk("4 akkoord behalve dinsdag, dat was 8 uur", "/school", "oeps", "/school")
    first, second = [said for typed, said in exchanges(screen) if typed.endswith("/school")]
    table, command = first.split("\n\n")
    assert "akkoord export approvals --school noorderveen" in command
    rows = table.splitlines()
    assert all(len(row) <= 80 for row in rows)
    assert len(rows) == 13
    assert [row.split()[-5:] for row in rows[-4:]] == [["until", "Wed", "25", "Nov", "09:00"]] * 4
    assert re.match(r"ROC Noorderveen +Bram Çelik +Fri 20 Nov +6\.25 ", rows[-1])
    assert rows[1].rstrip().endswith("no: final")
    assert "until" not in second
    assert "eruggedraaid" in screen
    assert await room.all(select(Approval.exported_at).where(Approval.exported_at.is_not(None))) == before == []


# The mail that a person's program writes


def answered(subject: str) -> bytes:
    said = Said(html="<p>Dag.</p>", subject=subject)
    outgoing = Outgoing(1, "x", Channel.MAIL, "ada@vis.example", "a" * 26, "nl", said)
    ours = compose_outgoing(outgoing, sender="antwoord@akkoord.example", at=MORNING)
    me = Someone(Person(id=1, first_name="Renée", surname="Çelik"), "renee@vis.example")
    return reply_mail(me, 7, "akkoord", (outgoing, ours), at=ELSEWHERE)


@pytest.mark.parametrize("begin", ["", "Re: "])
def test_an_answer_keeps_the_subject_and_says_re_once(begin: str) -> None:
    subject = f"{begin}7 weken wachten op uw akkoord (Bram van den Berg, Bram Çelik, Renée 't Hart, Óscar de Wit)"
    raw = answered(subject)
    wanted = f"Re: {subject.removeprefix('Re: ')}"
    assert email.message_from_bytes(raw, policy=default)["Subject"] == wanted
    door = MailDoor(frozenset({"mx.akkoord.example"}), "akkoord.example", "antwoord@akkoord.example")
    incoming = door.read(raw)
    assert (incoming.subject, incoming.sender, incoming.tokens[0]) == (wanted, "renee@vis.example", "a" * 26)
    assert door.typed(incoming, ["Dag.\n"]).text == "akkoord"


# Lines


async def lines_of(descriptor: int) -> list[str]:
    lines = Lines(descriptor)
    found = []
    while (line := await lines.next()) is not None:
        found.append(line)
    return found


TYPED = "één\r\n\ntwee woorden\nlaatste"


async def test_lines_of_a_pipe_and_of_a_file_are_read_alike(tmp_path: Path) -> None:
    (tmp_path / "typed.txt").write_bytes(TYPED.encode())
    reading, writing = os.pipe()
    file = os.open(tmp_path / "typed.txt", os.O_RDONLY)
    try:
        for byte in TYPED.encode()[:9]:
            os.write(writing, bytes([byte]))
        os.write(writing, TYPED.encode()[9:])
        os.close(writing)
        assert await lines_of(reading) == await lines_of(file) == ["één", "", "twee woorden", "laatste"]
    finally:
        os.close(reading)
        os.close(file)


async def test_waiting_for_a_line_can_be_given_up_and_loses_nothing() -> None:
    reading, writing = os.pipe()
    lines = Lines(reading)
    try:
        os.write(writing, b"half ")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(lines.next(), 0.05)
        os.write(writing, b"en heel\n")
        assert await lines.next() == "half en heel"
    finally:
        os.close(reading)
        os.close(writing)


def running(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start the demo on a terminal of its own, and wait for its prompt."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "akkoord", "talk", "--folder", str(folder), "--port", str(free_port())]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=environment) as process:
        os.close(theirs)
        try:
            read_until(ours, "Marijke (mail)> ")
            yield process, ours
        finally:
            process.kill()
            os.close(ours)


def read_until(descriptor: int, wanted: str) -> str:
    text = b""
    while wanted.encode() not in text:
        try:
            some = os.read(descriptor, 65536)
        except OSError:
            some = b""
        if not some:
            raise AssertionError(text.decode("utf-8", "replace"))
        text += some
    return text.decode("utf-8", "replace")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    yield from running(tmp_path)


def test_an_interrupt_ends_the_demo_at_once(terminal: tuple[subprocess.Popen[bytes], int]) -> None:
    process, screen = terminal
    os.write(screen, b"half a li")
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    said = read_until(screen, "Goodbye")
    assert process.wait(60) == 130
    assert time.monotonic() - begin < 30
    assert "Traceback" not in said


# A place of its own


def test_a_second_demo_on_the_same_folder_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "set_up", lambda _log: None)
    with alone_in(tmp_path):
        said = CliRunner().invoke(app, ["talk", "--folder", str(tmp_path)])
    assert said.exit_code == 1
    assert said.output.startswith("Another demo is running on ")
    assert all(word in said.output for word in ("/stop", "--folder", "--port"))
    with alone_in(tmp_path) as file:
        assert file == tmp_path / FILE


async def test_a_port_that_is_taken_is_named(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"127.0.0.1:{port}: another program listens there.*--port"):
            await demo(folder, port=port, console=Console(file=StringIO()), clock=ticking())


def test_a_folder_that_can_not_be_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "set_up", lambda _log: None)
    said = CliRunner().invoke(app, ["talk", "--folder", "/proc/zz"])
    assert (said.exit_code, said.output.count("\n")) == (1, 1)
    assert said.output.startswith("/proc/zz can't be used: ")


async def test_a_database_that_is_no_example_is_left_as_it_is(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / FILE))

    def fill(session: Session) -> None:
        upgrade(session)
        session.add(Tenant(code="echt", name="Echt", settings={}))

    try:
        await database.turn(fill)
        with pytest.raises(CannotStart, match="no examples"):
            await prepare(tmp_path / FILE, MORNING)
        assert await database.look(lambda session: session.scalar(select(Tenant.code))) == "echt"
    finally:
        await database.close()


async def test_a_database_of_another_week_is_made_anew(folder: Path) -> None:
    database = Database(url_of(folder / FILE))
    try:
        newest = select(Tenant.name).where(Tenant.code == "noorderveen")
        await database.turn(lambda session: setattr(session.scalars(select(Tenant)).first(), "name", "Kept"))
        await prepare(folder / FILE, MORNING + timedelta(days=5))
        assert await database.look(lambda session: session.scalar(select(Tenant.name).where(Tenant.name == "Kept")))
    finally:
        await database.close()
    await prepare(folder / FILE, MORNING + timedelta(days=6))
    again = Database(url_of(folder / FILE))
    try:
        assert await again.look(lambda session: session.scalar(newest)) == "ROC Noorderveen"
        assert not await again.look(lambda session: session.scalar(select(Tenant.name).where(Tenant.name == "Kept")))
    finally:
        await again.close()
