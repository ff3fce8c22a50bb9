"""Mails made to hang or swell a reader: each is read or refused, and those behind them are answered."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from core.inbox import InboxMessage, InboxState
from core.incoming import LONG_BYTES, Channel, Incoming, Kind, ReaderAway, Unreadable
from core.logbook.models import Approval
from mailin.apart import ReadApart
from mailin.door import MailDoor
from mailin.limits import MOST_BYTES, TOO_LARGE, TOO_STRANGE
from mailin.reader import WORK_SECONDS, ReadingFault, incoming_of, read, work_seconds
from tests.mailin import poison
from tests.mailin.letters import DIGEST, DOOR, letter
from tests.postal import Postman, with_real_mail
from tests.road.town import STAMP, answer, plain
from tests.site import Site

ROOT = Path(__file__).parents[2]
RIA = "Ria Kale <ria@kale.example>"
MEGABYTE = 1024 * 1024
# So long that no machine reads them within two seconds of work; the reader is ended by the system.
HANGING = {
    "levels": lambda: poison.levels(250, "a\n" * 590_000),
}
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a thousand levels": (lambda: poison.levels(1000), TOO_STRANGE),
    "a hundred thousand headers": (lambda: poison.many_headers(100_000), TOO_STRANGE),
    "a header of a megabyte": (lambda: b"X-A: " + b"b" * MEGABYTE + b"\r\n\r\nakkoord", TOO_STRANGE),
    "a hundred thousand parts": (lambda: poison.many_parts(100_000), TOO_STRANGE),
    "a thousand short parts": (lambda: poison.many_parts(1000), TOO_STRANGE),
    "twelve million lines": (lambda: poison.written("plain", "a\n" * (12 * MEGABYTE)), TOO_STRANGE),
    "lines that end as on an old Mac": (lambda: poison.written("plain", "a\r" * (12 * MEGABYTE)), TOO_STRANGE),
    "fifty megabytes": (lambda: poison.with_file(36 * MEGABYTE), TOO_LARGE),
}
READ: dict[str, Callable[[], bytes]] = {
    "one token": lambda: poison.written("plain", "a" * LONG_BYTES),
    "one token of five megabytes": lambda: poison.written("plain", "a" * (5 * MEGABYTE)),
    "one token of twenty megabytes": lambda: poison.written("plain", "a" * (20 * MEGABYTE)),
    "HTML of twenty megabytes": lambda: poison.written("html", poison.filled("<p>akkoord</p>" * 40, 20 * MEGABYTE)),
    "half a million lines": lambda: poison.written("plain", "a\n" * 500_000),
    "the largest file": lambda: poison.with_file(18 * MEGABYTE - 300_000),
    "one base64 line": lambda: poison.with_file(3 * MEGABYTE).replace(b"\n", b"").replace(b"\r", b"\r\n"),
    "NULs": lambda: poison.written("plain", "\x00" * (2 * LONG_BYTES)),
    "deep HTML": lambda: poison.written("html", poison.filled("<div>", 3 * LONG_BYTES)),
    "HTML that never ends": lambda: poison.written("html", poison.filled("<", 3 * LONG_BYTES)),
    "an unknown charset": lambda: poison.written("plain", "é" * LONG_BYTES).replace(b"utf-8", b"x-none"),
    "a charset in two bytes": lambda: poison.written("plain", "é\n" * LONG_BYTES).replace(b"utf-8", b"utf-16"),
    "a broken encoding": lambda: poison.written("plain", "=\n=4" * LONG_BYTES).replace(
        b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", 1
    ),
    "broken base64": lambda: poison.written("plain", "A=\n" * LONG_BYTES).replace(
        b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1
    ),
    "a photo of ten megabytes": lambda: poison.with_file(10 * MEGABYTE),
}  # fmt: skip


@pytest.fixture
def reader() -> Iterator[ReadApart]:
    reader = ReadApart(DOOR)
    yield reader
    reader.close()
    assert reader.pid is None


def refused(reader: ReadApart, raw: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as unreadable:
        reader.read(raw)
    return unreadable.value


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_person_sends_is_refused_without_a_reader(name: str, reader: ReadApart) -> None:
    make, what = REFUSED[name]
    raw = make()
    found = refused(reader, raw)
    assert (found.what, bool(found.why)) == (what, True)
    known = found.known
    assert (known.sender if known is not None else "") == ("" if "header" in name else "ria@kale.example")


@pytest.mark.parametrize("name", READ)
def test_what_is_only_odd_is_read(name: str, reader: ReadApart) -> None:
    incoming = reader.read(READ[name]())
    assert (incoming.kind, incoming.sender) == (Kind.HUMAN, "ria@kale.example")
    reader.typed(incoming, [DIGEST])
    assert reader.pid is not None, "its reader was ended"


@pytest.mark.parametrize("name", HANGING)
def test_what_takes_too_long_ends_its_reader_and_the_next_mail_gets_another(name: str, reader: ReadApart) -> None:
    before = reader.read(poison.with_file(LONG_BYTES))
    first = reader.pid
    found = refused(reader, HANGING[name]())
    assert (found.why, found.what) == ("could not be read in time", "too_slow")
    assert found.known is not None
    assert found.known.sender == "ria@kale.example"
    assert reader.pid is None, "the next reader is only started when there is something to read"
    assert reader.read(poison.with_file(LONG_BYTES)) == before
    assert reader.pid not in {None, first}


def test_a_long_mail_is_read_apart_as_it_is_read_here(reader: ReadApart) -> None:
    long = "Akkoord behalve dinsdag, dat was 6 uur.\n\n" + "".join(f"> {line}\n" for line in DIGEST.splitlines())
    for raw in (
        letter(long + "> aanvulling\n" * 9000, In_Reply_To="<o1.abc@akkoord.example>"),
        letter(long, html=f"<p>Akkoord</p><blockquote>{'<p>ma 8</p>' * 12_000}</blockquote>"),
        letter("Ik ben afwezig tot 12 maart.\n" * 5000, Auto_Submitted="auto-replied"),
        letter("akkoord\n" * 20_000, stamps=(), subject="Re: één week"),
    ):
        assert len(raw) > LONG_BYTES
        here, there = DOOR.read(raw), reader.read(raw)
        assert reader.pid is not None
        assert there == here
        assert reader.typed(there, [DIGEST]) == DOOR.typed(here, [DIGEST])


def test_a_short_mail_needs_no_reader(reader: ReadApart) -> None:
    assert reader.read(letter()).sender == "fatima@aannemer.example"
    assert reader.pid is None


@pytest.mark.parametrize("name", ["lxml.html", "sqlalchemy", "core.desk", "imapclient"])
def test_the_reader_knows_no_database_and_no_mailbox(name: str) -> None:
    code = f"import mailin.reader, sys; print({name!r} in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(name == "lxml.html")


def test_the_reader_is_told_no_secret(reader: ReadApart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKKOORD_TELEGRAM__TOKEN", "12:geheim")
    reader.read(poison.with_file(LONG_BYTES))
    around = Path(f"/proc/{reader.pid}/environ").read_bytes()
    assert b"PATH=" in around
    assert b"geheim" not in around


def test_the_reader_may_use_only_so_much_memory_and_leaves_no_core(reader: ReadApart) -> None:
    reader.read(poison.with_file(LONG_BYTES))
    limits = Path(f"/proc/{reader.pid}/limits").read_text("ascii").splitlines()
    bounded = {line[:25].strip(): line[25:].split()[1] for line in limits}
    assert bounded["Max address space"] == str(1024 * MEGABYTE)
    assert bounded["Max core file size"] == "0"


class Failing(MailDoor):
    """A door that fails on every mail it reads whole."""

    error: BaseException = MemoryError()

    def read(self, raw: bytes) -> Incoming:
        raise self.error


def test_a_mail_that_takes_too_much_memory_is_refused_with_that_reason() -> None:
    answer = read(Failing.of(DOOR.settings()), poison.with_file(LONG_BYTES))
    with pytest.raises(Unreadable) as unreadable:
        incoming_of(answer)
    assert (unreadable.value.why, unreadable.value.what) == ("takes more memory than a mail may", TOO_STRANGE)
    assert unreadable.value.known is not None
    assert unreadable.value.known.sender == "ria@kale.example"


def test_a_fault_of_the_reader_is_told_by_its_name_and_nothing_of_the_mail() -> None:
    door = Failing.of(DOOR.settings())
    assert isinstance(door, Failing)
    door.error = KeyError("a word of the mail")
    with pytest.raises(ReadingFault) as fault:
        incoming_of(read(door, poison.with_file(LONG_BYTES)))
    assert str(fault.value) == "KeyError"


def test_a_reader_that_is_killed_by_others_is_replaced_and_the_mail_read_after_all(reader: ReadApart) -> None:
    reader.read(poison.with_file(LONG_BYTES))
    first = reader.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    killer = threading.Timer(0.3, os.kill, (first, signal.SIGKILL))
    killer.start()
    assert reader.read(poison.with_file(2 * LONG_BYTES)).sender == "ria@kale.example"
    killer.join()
    assert reader.pid not in {None, first}


def test_a_reader_that_gets_nothing_done_is_killed_and_no_mail_is_refused_for_it() -> None:
    hanging = ReadApart(DOOR, wall_seconds=0.5)
    try:
        hanging.read(poison.with_file(LONG_BYTES))
        assert hanging.pid is not None
        os.kill(hanging.pid, signal.SIGSTOP)
        with pytest.raises(ReaderAway):
            hanging.read(poison.with_file(LONG_BYTES))
        assert hanging.read(poison.with_file(LONG_BYTES)).sender == "ria@kale.example"
    finally:
        hanging.close()


def test_a_reader_that_can_not_be_started_blames_no_mail(reader: ReadApart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ReaderAway):
        reader.read(poison.with_file(LONG_BYTES))
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ReaderAway):
        reader.read(poison.with_file(LONG_BYTES))
    monkeypatch.undo()
    assert reader.read(poison.with_file(LONG_BYTES)).sender == "ria@kale.example"


def test_closing_ends_the_reader_in_the_middle_of_a_mail_and_starts_none_after_it() -> None:
    reader = ReadApart(DOOR)
    reader.read(poison.with_file(LONG_BYTES))
    pid = reader.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    came: list[BaseException] = []

    def ask() -> None:
        try:
            reader.read(poison.with_file(LONG_BYTES))
        except ReaderAway as away:
            came.append(away)

    asking = threading.Thread(target=ask)
    asking.start()
    reader.close()
    asking.join()
    assert len(came) == 1
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(ReaderAway):
        reader.read(poison.with_file(LONG_BYTES))


PARENT = """
import sys, time
from mailin.apart import ReadApart
from mailin.door import MailDoor
from tests.mailin import poison
from tests.mailin.letters import DOOR
reader = ReadApart(DOOR)
reader.read(poison.with_file(200_000))
print(reader.pid, flush=True)
{then}
"""


@pytest.mark.parametrize("then", ["time.sleep(600)", ""], ids=["killed", "ended"])
def test_no_reader_outlives_the_service(then: str) -> None:
    code = PARENT.format(then=then)
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        lines = iter(parent.stdout.readline, "")
        pid = next(int(line) for line in lines if line.strip().isdigit())
        if then:
            parent.kill()
        parent.wait()
    for _ in range(600):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.05)
    raise AssertionError("the reader is still there")


# On the real desk


@pytest_asyncio.fixture
async def postman(site: Site) -> AsyncIterator[Postman]:
    """Have the digest mailed to a supervisor, and mail read as the service does."""
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    door = site.house.desk.doors[Channel.MAIL]
    assert isinstance(door, MailDoor)
    reader = ReadApart(door)
    site.house.desk.doors = {**site.house.desk.doors, Channel.MAIL: reader}
    await site.house.remind()
    yield postman
    await asyncio.to_thread(reader.close)


def proven(raw: bytes) -> bytes:
    return f"Authentication-Results: {STAMP}; dmarc=pass header.from=kale.example\r\n".encode() + raw


async def rows(site: Site) -> list[InboxMessage]:
    return await site.house.all(select(InboxMessage).where(InboxMessage.channel == "mail").order_by(InboxMessage.id))


async def test_an_answer_behind_poison_is_carried_out(site: Site, postman: Postman) -> None:
    desk = site.house.desk
    (digest,) = postman.to("ria@kale.example")
    bad = [make() for make, _ in REFUSED.values()] + [HANGING["levels"]()]
    for number, raw in enumerate(bad):
        await desk.receive(Channel.MAIL, f"bad:{number}", proven(raw))
    good = answer(digest, "alles akkoord", sender=RIA, at=site.house.now)
    await desk.receive(Channel.MAIL, "good:1", good)
    long = poison.with_file(LONG_BYTES).replace(b"<f@", b"<g@")
    await desk.receive(Channel.MAIL, "good:2", long)
    await desk.decide_all()
    await site.house.deliver()
    found = await rows(site)
    assert [row.state for row in found[: len(bad)]] == [InboxState.QUARANTINED] * len(bad)
    assert all(row.trouble for row in found[: len(bad)])
    assert [row.raw for row in found[: len(bad)]] == [proven(raw) for raw in bad]
    assert [row.outcome for row in found[len(bad) :]] == ["acted", "unproven_sender"]
    assert len(await site.house.all(select(Approval))) == 10


async def test_a_known_sender_hears_once_a_day_that_a_mail_was_not_read(site: Site, postman: Postman) -> None:
    raw = proven(poison.with_file(28 * MEGABYTE))
    assert len(raw) > MOST_BYTES
    for _ in range(3):
        assert await postman.brings(raw) == "unreadable"
    (told,) = postman.to("ria@kale.example")[1:]
    assert "36 MB" in plain(told)
    assert "Er is niets gewijzigd" in plain(told)
    site.house.now = site.house.now.replace(day=site.house.now.day + 1)
    await postman.brings(proven(poison.levels(1000)))
    assert "ongewoon" in plain(postman.to("ria@kale.example")[-1])
    assert len(postman.to("ria@kale.example")) == 3


@pytest.mark.parametrize(
    "raw",
    [
        poison.levels(1000),
        b"Auto-Submitted: auto-replied\r\n" + poison.levels(1000),
        poison.levels(1000).replace(b"ria@kale.example", b"eva@kale.example"),
    ],
    ids=["unproven", "automatic", "unknown"],
)
async def test_nobody_else_hears_of_it(site: Site, postman: Postman, raw: bytes) -> None:
    before = len(postman.mails)
    await postman.brings(raw if raw.startswith(b"From: Ria") else proven(raw))
    (row,) = await rows(site)
    assert (row.state, row.outcome) == (InboxState.QUARANTINED, "unreadable")
    assert len(postman.mails) == before


async def test_a_chat_is_answered_while_a_mail_is_being_read(site: Site, postman: Postman) -> None:
    desk = site.house.desk
    reader = desk.doors[Channel.MAIL]
    assert isinstance(reader, ReadApart)
    await asyncio.to_thread(reader.read, poison.with_file(LONG_BYTES))
    assert reader.pid is not None
    os.kill(reader.pid, signal.SIGSTOP)
    await desk.receive(Channel.MAIL, "long", proven(poison.with_file(LONG_BYTES)))
    long = asyncio.create_task(desk.decide_these(are_long=True))
    assert await site.house.chat(site.daan, "mijn uren") == "answered"
    assert site.house.heard(site.daan)
    assert not long.done()
    assert await desk.waiting(are_long=True) == []
    os.kill(reader.pid, signal.SIGCONT)
    await long
    assert (await rows(site))[0].state == InboxState.DECIDED


async def test_a_mail_waits_when_no_reader_can_be_had(
    site: Site, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert await postman.brings(proven(poison.with_file(LONG_BYTES))) == "retry"
    assert [row.state for row in await rows(site)] == [InboxState.RECEIVED]
    monkeypatch.undo()
    site.house.now = site.house.now.replace(hour=site.house.now.hour + 1)
    assert await site.house.desk.decide_all() == 1
    assert [row.state for row in await rows(site)] == [InboxState.DECIDED]


def test_a_mail_may_take_longer_the_longer_it_is() -> None:
    assert work_seconds(LONG_BYTES) < WORK_SECONDS * 1.1
    assert work_seconds(36 * MEGABYTE) > 3 * WORK_SECONDS
