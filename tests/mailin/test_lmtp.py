"""A mail server hands mail over by LMTP: stored before it hears so, answered for each recipient, lost by no fault."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mailin.lmtp import KEEP_IT, NOT_OURS, TAKEN, UNFIT_SENDER, LmtpServer
from tests.mailin.letters import ADDRESS, TOKEN, letter, read

MAIL = letter("Alles akkoord.\n.\n..punten\n")
PLUS = ADDRESS.replace("@", f"+{TOKEN}@")


class Inbox:
    """Stores mail as the desk does: once a key. broken: how many times it fails first. open: storing waits for it."""

    def __init__(self) -> None:
        self.stored: dict[str, bytes] = {}
        self.broken = 0
        self.began, self.open = asyncio.Event(), asyncio.Event()
        self.open.set()

    async def __call__(self, key: str, raw: bytes) -> None:
        self.began.set()
        await self.open.wait()
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")
        self.stored.setdefault(key, raw)


class MailServer:
    """The other side: says LMTP and reads the answers, line by line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def hears(self) -> str:
        """Read one answer; of several lines the last."""
        while True:
            line = (await asyncio.wait_for(self.reader.readline(), 60)).decode().rstrip("\r\n")
            if line[3:4] != "-":
                return line

    async def says(self, line: str) -> str:
        self.writer.write(f"{line}\r\n".encode())
        return await self.hears()

    async def announces(self, *recipients: str, sender: str = "fatima@aannemer.example") -> list[str]:
        """Begin a mail. Gives the answers for the recipients."""
        assert (await self.says(f"MAIL FROM:<{sender}> BODY=8BITMIME")).startswith("250")
        return [await self.says(f"RCPT TO:<{recipient}>") for recipient in recipients]

    def sends(self, raw: bytes) -> None:
        """Hand the mail over, as the protocol has it."""
        lines = raw.replace(b"\r\n", b"\n").split(b"\n")
        lines = lines[:-1] if not lines[-1] else lines
        self.writer.write(
            b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines) + b".\r\n"
        )

    async def gives(self, raw: bytes, *recipients: str, sender: str = "fatima@aannemer.example") -> list[str]:
        """Hand a mail over for recipients that are taken. Gives the answer for each."""
        answers = await self.announces(*recipients, sender=sender)
        assert all(answer.startswith("250") for answer in answers)
        assert (await self.says("DATA")).startswith("354")
        self.sends(raw)
        return [await self.hears() for _ in recipients]


@asynccontextmanager
async def conversation(port: int = 0, path: Path | None = None) -> AsyncIterator[MailServer]:
    """Connect as a mail server."""
    opening = asyncio.open_unix_connection(path) if path is not None else asyncio.open_connection("127.0.0.1", port)
    reader, writer = await opening
    other = MailServer(reader, writer)
    try:
        assert (await other.hears()).startswith("220")
        assert (await other.says("LHLO mx.akkoord.example")).startswith("250")
        yield other
    finally:
        writer.close()


@asynccontextmanager
async def listening(inbox: Inbox, *, most_bytes: int = 200_000) -> AsyncIterator[tuple[LmtpServer, int]]:
    server = LmtpServer(inbox, reply_address=ADDRESS, most_bytes=most_bytes)
    await server.listen("127.0.0.1", 0)
    assert isinstance(server._server, asyncio.Server)
    try:
        yield server, server._server.sockets[0].getsockname()[1]
    finally:
        await server.close()


@pytest.fixture
async def inbox() -> Inbox:
    return Inbox()


async def test_a_mail_is_stored_byte_for_byte_below_what_a_delivery_writes(inbox: Inbox) -> None:
    async with listening(inbox) as (_, port), conversation(port) as other:
        assert await other.gives(MAIL, PLUS) == [TAKEN]
    (raw,) = inbox.stored.values()
    head = f"Return-Path: <fatima@aannemer.example>\r\nDelivered-To: {PLUS}\r\n".encode()
    assert raw == head + MAIL
    assert read(raw).tokens == (TOKEN,)


async def test_taken_is_said_after_the_commit(inbox: Inbox) -> None:
    inbox.open.clear()
    async with listening(inbox) as (_, port), conversation(port) as other:
        giving = asyncio.create_task(other.gives(MAIL, ADDRESS))
        await asyncio.wait_for(inbox.began.wait(), 60)
        assert not giving.done()
        assert other.reader._buffer == b""  # type: ignore[attr-defined]  # nothing was said yet
        inbox.open.set()
        assert await giving == [TAKEN]
    assert len(inbox.stored) == 1


async def test_several_recipients_are_one_stored_mail_and_each_has_an_answer(inbox: Inbox) -> None:
    async with listening(inbox) as (_, port), conversation(port) as other:
        assert await other.gives(MAIL, ADDRESS, PLUS, ADDRESS.upper()) == [TAKEN] * 3
        assert (await other.says("NOOP")).startswith("250"), "no answer too many"
    (raw,) = inbox.stored.values()
    assert raw.count(b"Delivered-To: ") == 3


async def test_a_mail_that_comes_again_or_for_others_is_the_same_mail(inbox: Inbox) -> None:
    async with listening(inbox) as (_, port):
        for recipient in (ADDRESS, PLUS, ADDRESS):
            async with conversation(port) as other:
                assert await other.gives(MAIL, recipient) == [TAKEN]
        async with conversation(port) as other:
            await other.gives(b"Received: another\r\n" + MAIL, ADDRESS)
    assert len(inbox.stored) == 2


@pytest.mark.parametrize(
    "address",
    [
        "iemand@akkoord.example",
        "antwoord@elders.example",
        "antwoordt@akkoord.example",
        "xantwoord@akkoord.example",
        "antwoord@sub.akkoord.example",
        "root",
    ],
)
async def test_mail_for_others_is_refused_for_them_alone(inbox: Inbox, address: str) -> None:
    async with listening(inbox) as (_, port), conversation(port) as other:
        answers = await other.announces(address, PLUS)
        assert answers == [NOT_OURS, "250 2.1.5 OK"]
        await other.says("DATA")
        other.sends(MAIL)
        assert await other.hears() == TAKEN
        assert (await other.says("NOOP")).startswith("250"), "one answer for the one that was taken"
        assert await other.announces(address) == [NOT_OURS]
        assert (await other.says("DATA")).startswith("503")
    assert len(inbox.stored) == 1


async def test_what_could_not_be_stored_is_kept_by_the_mail_server_for_every_recipient(inbox: Inbox) -> None:
    inbox.broken = 1
    async with listening(inbox) as (_, port), conversation(port) as other:
        assert await other.gives(MAIL, ADDRESS, PLUS) == [KEEP_IT] * 2
        assert inbox.stored == {}
        assert await other.gives(MAIL, ADDRESS, PLUS) == [TAKEN] * 2
    assert KEEP_IT.startswith("4")


async def test_a_fault_anywhere_else_is_no_refusal_either(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(inbox) as (server, port), conversation(port) as other:
        with monkeypatch.context() as patch:
            patch.setattr(server, "take", None)
            assert await other.gives(MAIL, ADDRESS, PLUS) == [KEEP_IT] * 2
            patch.setattr(server, "is_ours", None)
            await other.says("RSET")
            assert await other.announces(ADDRESS) == [KEEP_IT]
        await other.says("RSET")
        assert await other.gives(MAIL, ADDRESS) == [TAKEN]


async def test_too_large_a_mail_is_refused_when_announced_and_when_sent(inbox: Inbox) -> None:
    large = MAIL + b"x" * 70 * 1500 + b"\r\n"
    async with listening(inbox, most_bytes=100_000) as (_, port), conversation(port) as other:
        announced = await other.says("MAIL FROM:<fatima@aannemer.example> SIZE=100001")
        assert announced.startswith("552")
        answers = await other.gives(large, ADDRESS, PLUS)
        assert [answer[:3] for answer in answers] == ["552", "552"]
        assert await other.gives(MAIL, ADDRESS) == [TAKEN]
    assert len(inbox.stored) == 1


async def test_a_line_longer_than_smtp_allows_is_taken(inbox: Inbox) -> None:
    async with listening(inbox) as (_, port), conversation(port) as other:
        assert await other.gives(MAIL + b"x" * 50_000 + b"\r\n", ADDRESS) == [TAKEN]
    assert b"x" * 50_000 in next(iter(inbox.stored.values()))


async def test_a_delivery_report_has_no_sender_and_is_taken_as_one(inbox: Inbox) -> None:
    async with listening(inbox) as (_, port), conversation(port) as other:
        assert await other.gives(MAIL, ADDRESS, sender="") == [TAKEN]
    (raw,) = inbox.stored.values()
    assert raw.startswith(b"Return-Path: <>\r\n")
    assert read(raw).kind == "automatic"


async def test_bytes_that_are_no_ascii_are_taken_as_they_are(inbox: Inbox) -> None:
    eight_bit = MAIL.replace(b"Alles akkoord.", "Oké é 👍".encode() + b"\xff\xfe")
    async with listening(inbox) as (_, port), conversation(port) as other:
        assert await other.gives(eight_bit, ADDRESS, sender="renée@aannemer.example") == [TAKEN]
    (raw,) = inbox.stored.values()
    assert raw.endswith(eight_bit)


async def test_the_other_protocol_is_not_spoken(inbox: Inbox) -> None:
    async with listening(inbox) as (_, port), conversation(port) as other:
        assert (await other.says("EHLO mx.akkoord.example")).startswith("500")
        assert (await other.says("AUTH PLAIN AGEAYg==")).startswith("5")


async def test_a_server_that_hangs_up_before_it_heard_brings_the_mail_again_to_no_effect(inbox: Inbox) -> None:
    inbox.open.clear()
    async with listening(inbox) as (_, port):
        async with conversation(port) as other:
            giving = asyncio.create_task(other.gives(MAIL, ADDRESS))
            await asyncio.wait_for(inbox.began.wait(), 60)
            giving.cancel()
        inbox.open.set()
        async with conversation(port) as other:
            assert await other.gives(MAIL, ADDRESS) == [TAKEN]
    assert len(inbox.stored) == 1


async def test_stopping_waits_for_what_is_being_stored_and_its_sender_hears_of_it(inbox: Inbox) -> None:
    inbox.open.clear()
    async with listening(inbox) as (server, port), conversation(port) as other, conversation(port) as silent:
        giving = asyncio.create_task(other.gives(MAIL, ADDRESS))
        await asyncio.wait_for(inbox.began.wait(), 60)
        stopping = asyncio.create_task(server.close())
        await asyncio.sleep(0)
        inbox.open.set()
        assert await giving == [TAKEN]
        await asyncio.wait_for(stopping, 20)
        assert await asyncio.wait_for(silent.reader.read(), 60) == b""
    assert len(inbox.stored) == 1


async def test_a_unix_socket_is_for_this_account_and_its_group(inbox: Inbox, tmp_path: Path) -> None:
    path = tmp_path / "lmtp"
    server = LmtpServer(inbox, reply_address=ADDRESS, most_bytes=200_000)
    await server.listen_at(path)
    assert path.stat().st_mode & 0o777 == 0o660
    async with conversation(path=path) as other:
        assert await other.gives(MAIL, ADDRESS) == [TAKEN]
    await server.close()
    assert not path.exists()


async def test_addresses_that_hold_keys_are_in_no_log(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with listening(inbox) as (_, port), conversation(port) as other:
        await other.gives(MAIL, PLUS)
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("control", ["\r", "\x00", "\x0b"])
async def test_no_sender_writes_a_header_in_the_name_of_the_mail_server(inbox: Inbox, control: str) -> None:
    stamp = f'"x{control}Authentication-Results: mx.akkoord.example; dmarc=pass y"@kale.example'
    async with listening(inbox) as (_, port), conversation(port) as other:
        assert await other.says(f"MAIL FROM:<{stamp}>") == UNFIT_SENDER
        assert (await other.says(f"RCPT TO:<{ADDRESS}>")).startswith("503")
        assert await other.gives(MAIL, ADDRESS, sender='"a b"@kale.example') == [TAKEN]
    (raw,) = inbox.stored.values()
    assert raw.startswith(b'Return-Path: <"a b"@kale.example>\r\n')
