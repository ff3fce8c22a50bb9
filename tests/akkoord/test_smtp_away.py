"""A mail server that stops, stumbles or refuses: every mail goes once it can, in order, and one alert an hour rings."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select
from sqlalchemy.orm import Session as Rows
from structlog.testing import capture_logs

from akkoord import delivery
from akkoord.posts import MailPost
from core.incoming import Channel
from core.outbox import OutboxMessage, OutboxState
from core.outgoing import Outgoing, prepare
from core.people.models import Address
from mailout.sending import MailSender, Security, SmtpSettings
from tests.akkoord.away import alerts, pass_time, plan, rows
from tests.house import House
from tests.mailout.office import PostOffice
from tests.real.gate import Talk, gate
from tests.real.postgres import free_port
from tests.road.town import ADDRESS
from tests.site import Site

RIA, NOOR, DAAN = "ria@kale.example", "noor@visser.example", "daan@bos.example"


@dataclass
class Server(PostOffice):
    """A server that can be stopped and started on the same port. refused: what it says to some receivers."""

    options: dict[str, Any] = field(default_factory=lambda: {"hostname": "mx.example"})
    refused: dict[str, str] = field(default_factory=dict)
    _listener: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self.port = self.port or free_port()
        self._listener = await loop.create_server(lambda: self.open_door(**self.options), self.host, self.port)

    async def stop(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        self.hang_up()
        await asyncio.sleep(0)

    async def handle_RCPT(  # noqa: N802 - the server's own name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        return await super().handle_RCPT(server, session, envelope, address, options)

    def got(self) -> list[str]:
        """Give whom each mail went to, in order."""
        return [envelope.rcpt_tos[0] for envelope in self.envelopes]

    def ids(self) -> list[str]:
        """Give the Message-ID of each mail, in order."""
        return [str(message_from_bytes(bytes(each.content or b""))["Message-ID"]) for each in self.envelopes]  # type: ignore[arg-type]  # as they came


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    built = Server()
    await built.start()
    yield built
    await built.stop()


def sending_to(house: House, port: int, **more: Any) -> MailSender:
    """Let a house send its mail to a real server."""
    settings = SmtpSettings("127.0.0.1", port, **{"security": Security.NONE, "timeout": 5, **more})
    sender = MailSender(settings, clock=lambda: house.now)
    post = MailPost(sender, address=ADDRESS, base_url="http://127.0.0.1:8080", clock=lambda: house.now)
    house.delivery.posts = {**house.delivery.posts, Channel.MAIL: post}
    return sender


@pytest_asyncio.fixture
async def sender(site: Site, server: Server) -> AsyncIterator[MailSender]:
    built = sending_to(site.house, server.port)
    yield built
    await built.close()


async def test_mails_wait_for_a_server_that_is_away_and_go_once_each_in_order(
    site: Site, server: Server, sender: MailSender
) -> None:
    house = site.house
    everyone = [(site.ria.id, RIA), (site.noor.id, NOOR), (site.daan.id, DAAN)]
    await server.stop()
    with capture_logs() as logs:
        for person in everyone * 2:
            await plan(house, Channel.MAIL, person)
            await pass_time(house, 0.5, step=15)
        assert server.got() == []
        assert {(row.state, row.attempts) for row in await rows(house)} == {(OutboxState.PLANNED, 0)}
        assert alerts(logs, "smtp") == ["away"] * 3
        await server.start()
        await pass_time(house, 0.1)  # nothing waits longer than five minutes for the next try
    assert sorted(server.got()) == sorted([RIA, NOOR, DAAN] * 2)
    assert len(set(server.ids())) == 6
    went = [int(id_.partition(".")[0].lstrip("<o")) for id_ in server.ids()]
    for receiver in (RIA, NOOR, DAAN):
        mine = [number for number, to in zip(went, server.got(), strict=True) if to == receiver]
        assert mine == sorted(mine)
    assert alerts(logs, "smtp") == ["away"] * 3 + ["back"]
    assert {row.state for row in await rows(house)} == {OutboxState.SENT}


async def test_the_many_that_wait_are_not_written_anew_at_each_try(
    site: Site, server: Server, sender: MailSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def counted(session: Rows, row: OutboxMessage, **more: Any) -> Outgoing | None:
        written.append(row.id)
        return prepare(session, row, **more)

    monkeypatch.setattr(delivery, "prepare", counted)
    await server.stop()
    await plan(site.house, Channel.MAIL, *[(site.ria.id, RIA)] * 30)
    await pass_time(site.house, 1, step=15)
    tries = 60 // 5 + len(delivery.AWAY_SECONDS)
    assert 1 < len(written) <= tries, "one of them each time"
    await server.start()
    await pass_time(site.house, 0.1)
    assert len(server.got()) == 30


async def test_a_line_that_comes_and_goes_rings_once_an_hour_all_the_same(
    site: Site, server: Server, sender: MailSender
) -> None:
    with capture_logs() as logs:
        for _ in range(4):
            await server.stop()
            await plan(site.house, Channel.MAIL, (site.ria.id, RIA))
            await pass_time(site.house, 0.1)
            await server.start()
            await pass_time(site.house, 0.1)
    assert len(server.got()) == 4
    assert alerts(logs, "smtp") == ["away", "back"]


async def test_a_blip_of_less_than_a_minute_rings_nothing(site: Site, server: Server, sender: MailSender) -> None:
    await server.stop()
    with capture_logs() as logs:
        await plan(site.house, Channel.MAIL, (site.ria.id, RIA))
        await site.house.deliver()
        await server.start()
        await pass_time(site.house, 0.01)
    assert server.got() == [RIA]
    assert alerts(logs, "smtp") == []


async def test_a_server_that_hangs_is_one_that_is_away(site: Site) -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    hanging = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    sender = sending_to(site.house, hanging.sockets[0].getsockname()[1], timeout=0.05)
    with capture_logs() as logs:
        await plan(site.house, Channel.MAIL, (site.ria.id, RIA), (site.noor.id, NOOR))
        await pass_time(site.house, 0.5, step=15)
    hanging.close()
    await sender.close()
    assert {(row.state, row.attempts) for row in await rows(site.house)} == {(OutboxState.PLANNED, 0)}
    assert alerts(logs, "smtp") == ["away"]
    assert "too long" in sender.health.trouble


async def test_a_password_that_is_refused_is_tried_on_until_it_is_taken(site: Site) -> None:
    server = Server()
    server.options |= {"authenticator": lambda *args: server.check_password(args[4]), "auth_require_tls": False}
    await server.start()
    sender = sending_to(site.house, server.port, username="akkoord", password="fout")
    with capture_logs() as logs:
        await plan(site.house, Channel.MAIL, (site.ria.id, RIA))
        await pass_time(site.house, 1.9, step=15)
        assert server.got() == []
        assert "signing in failed" in sender.health.trouble
        assert alerts(logs, "smtp") == ["away"] * 2
        server.check_password = PostOffice().check_password  # type: ignore[method-assign]  # the server's admin mends it
        server.options["authenticator"] = lambda *_: type(server.check_password(_[4]))(success=True)
        await pass_time(site.house, 0.1)
    await sender.close()
    await server.stop()
    assert server.got() == [RIA]
    assert alerts(logs, "smtp")[-1] == "back"
    assert "fout" not in str(logs)


@pytest.mark.parametrize("said", ["421 4.3.2 shutting down", "451 4.3.0 not now", "550 5.7.1 not from you"])
async def test_a_server_that_takes_no_mail_of_ours_is_away_and_no_mail_is_to_blame(
    site: Site, server: Server, sender: MailSender, said: str
) -> None:
    server.mail_answers = [said] * 4
    await plan(site.house, Channel.MAIL, (site.ria.id, RIA), (site.noor.id, NOOR))
    await site.house.deliver()
    assert {(row.state, row.attempts) for row in await rows(site.house)} == {(OutboxState.PLANNED, 0)}
    await pass_time(site.house, 0.3)
    assert server.got() == [RIA, NOOR]


async def test_greylisting_of_one_holds_up_no_other(site: Site, server: Server, sender: MailSender) -> None:
    server.refused[RIA] = "451 4.7.1 greylisted, try again in 300 seconds"
    await plan(site.house, Channel.MAIL, (site.ria.id, RIA), (site.noor.id, NOOR))
    await site.house.deliver()
    assert server.got() == [NOOR]
    server.refused.clear()
    await pass_time(site.house, 299 / 3600, step=1)
    assert server.got() == [NOOR]
    await pass_time(site.house, 2 / 3600)
    assert server.got() == [NOOR, RIA]


@pytest.mark.parametrize(
    ("said", "works"), [("550 5.1.1 no such user", False), ("552 5.2.2 mailbox full", True), ("550 spam", False)]
)
async def test_a_refused_receiver_stops_alone(
    site: Site, server: Server, sender: MailSender, said: str, works: bool
) -> None:
    server.refused[RIA] = said
    await plan(site.house, Channel.MAIL, (site.ria.id, RIA), (site.noor.id, NOOR))
    await pass_time(site.house, 0.1)
    assert [to for to in server.got() if to != "stage@roc.example"] == [NOOR]
    (address,) = await site.house.all(select(Address).where(Address.email == RIA))
    assert address.works is works
    assert server.got().count("stage@roc.example") == (0 if works else 1)
    first, second, *_ = await rows(site.house)
    assert (first.state, second.state) == (OutboxState.FAILED, OutboxState.SENT)


async def test_what_an_address_refuses_goes_to_another_of_the_same_person(
    site: Site, server: Server, sender: MailSender
) -> None:
    await site.house.add(Address(person_id=site.ria.id, email="ria@nieuw.example"))
    server.refused[RIA] = "550 5.1.1 no such user"
    await plan(site.house, Channel.MAIL, (site.ria.id, RIA))
    await pass_time(site.house, 0.1)
    assert [to for to in server.got() if to != "stage@roc.example"] == ["ria@nieuw.example"]


async def test_a_line_that_breaks_in_the_middle_of_a_mail_sends_it_again(site: Site, server: Server) -> None:
    cuts = ["once"]

    def cut(talk: Talk, line: bytes) -> bytes | None:
        if line.startswith(b"Subject:") and cuts:
            cuts.pop()
            talk.close()
            return None
        return line

    with gate(server.port, asks=cut) as between:
        sender = sending_to(site.house, between.port)
        await plan(site.house, Channel.MAIL, (site.ria.id, RIA), (site.noor.id, NOOR))
        await site.house.deliver()
        assert server.got() == [NOOR]
        await pass_time(site.house, 0.1)
        await sender.close()
    assert server.got() == [NOOR, RIA]
    assert len(set(server.ids())) == 2


async def test_a_line_that_breaks_after_the_last_byte_may_send_it_twice_under_one_message_id(
    site: Site, server: Server
) -> None:
    hidden = ["once"]

    def keep_back(talk: Talk, line: bytes) -> bytes | None:
        if server.envelopes and hidden:  # the server has it, and we never hear so
            hidden.pop()
            talk.close()
            return None
        return line

    with gate(server.port, answers=keep_back) as between:
        sender = sending_to(site.house, between.port)
        await plan(site.house, Channel.MAIL, (site.ria.id, RIA), (site.noor.id, NOOR))
        await pass_time(site.house, 0.1)
        await sender.close()
    assert sorted(server.got()) == [NOOR, RIA, RIA]
    assert len(set(server.ids())) == 2
    assert {row.state for row in await rows(site.house)} == {OutboxState.SENT}
