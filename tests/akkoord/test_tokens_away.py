"""A provider that gives no access token: mail waits both ways, the alert says what to do, and it goes on by itself."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from core import connection
from core.incoming import Channel
from core.outbox import OutboxState
from tests.akkoord.away import alerts, pass_time, plan, rows
from tests.akkoord.provider import Provider
from tests.akkoord.test_smtp_away import RIA, Server, sending_to
from tests.mailin.shelf import Shelf, letter, reading, settings_of
from tests.mailin.shelf import until as at_last
from tests.real.dovecot import Dovecot, running_dovecot
from tests.real.gate import Gate, Talk, gate
from tests.site import Site


@pytest_asyncio.fixture
async def provider() -> AsyncIterator[Provider]:
    built = Provider()
    await built.start()
    yield built
    await built.stop()


REFUSED = (400, {"error": "invalid_grant"}, "consent anew")
BROKEN = (503, "<p>Back soon</p>", "no answer")


@pytest.mark.parametrize(("status", "answer", "said"), [REFUSED, BROKEN, (0, None, "no answer")])
async def test_mail_waits_for_a_token_and_goes_once_there_is_one(
    site: Site, provider: Provider, status: int, answer: object, said: str
) -> None:
    server = Server(good_token="one", options={"hostname": "mx.example", "auth_require_tls": False})
    await server.start()
    source = provider.source()
    sender = sending_to(site.house, server.port, username="akkoord", token=source.token, forget_token=source.forget)
    fine = provider.answer
    provider.status, provider.answer = status, answer
    if not status:
        await provider.stop()
    with capture_logs() as logs:
        await plan(site.house, Channel.MAIL, (site.ria.id, RIA))
        await pass_time(site.house, 1.9, step=15)
        assert alerts(logs, "smtp") == ["away"] * 2
        assert said in next(line["why"] for line in logs if line["event"] == "away")
        assert {(row.state, row.attempts) for row in await rows(site.house)} == {(OutboxState.PLANNED, 0)}
        provider.status, provider.answer = 200, fine
        if not status:
            await provider.start()
        await pass_time(site.house, 0.1)
    await sender.close()
    await server.stop()
    assert server.got() == [RIA]
    assert alerts(logs, "smtp")[-1] == "back"
    assert "r-secret" not in str(logs)


async def test_a_token_that_the_mail_server_takes_no_longer_is_exchanged_at_the_next_try(
    site: Site, provider: Provider
) -> None:
    server = Server(good_token="two", options={"hostname": "mx.example", "auth_require_tls": False})
    await server.start()
    source = provider.source()
    sender = sending_to(site.house, server.port, username="akkoord", token=source.token, forget_token=source.forget)
    assert await source.token() == "one"
    provider.answer = {"access_token": "two", "expires_in": 3600}
    await plan(site.house, Channel.MAIL, (site.ria.id, RIA))
    await pass_time(site.house, 0.02)
    await sender.close()
    await server.stop()
    assert server.got() == [RIA]
    assert len(provider.asked) == 2


@dataclass
class Lock:
    """What stands before a real Dovecot: lets in who shows the token of now, with the password Dovecot knows."""

    box: Dovecot
    good: str = "one"
    tag: bytes = b""
    shown: list[str] = field(default_factory=list)

    def asks(self, talk: Talk, line: bytes) -> bytes | None:
        if b"AUTHENTICATE XOAUTH2" in line:
            self.tag = line.split()[0]
            talk.to_client(b"+ \r\n")
            return None
        if not self.tag:
            return line
        if line == b"\r\n":
            talk.to_client(self.tag + b" NO [AUTHENTICATIONFAILED] refused\r\n")
            self.tag = b""
            return None
        self.shown.append(base64.b64decode(line).decode().partition("Bearer ")[2].strip("\1"))
        if self.shown[-1] != self.good:
            talk.to_client(b"+ " + base64.b64encode(b'{"status":"400"}') + b"\r\n")
            return None
        signed_in = b"%s LOGIN %s %s\r\n" % (self.tag, self.box.user.encode(), self.box.password.encode())
        self.tag = b""
        return signed_in


@pytest.fixture
def lock() -> Iterator[tuple[Lock, Gate]]:
    with running_dovecot() as box:
        built = Lock(box)
        with gate(box.port, asks=built.asks) as between:
            yield built, between


async def test_a_token_that_ends_during_idle_is_exchanged_and_mail_is_read_on(
    lock: tuple[Lock, Gate], provider: Provider
) -> None:
    door, between = lock
    source, shelf = provider.source(), Shelf()
    settings = settings_of(
        door.box, port=between.port, password="", oauth_token=source.fetch, forget_token=source.forget
    )

    def read() -> None:
        with reading(settings, shelf) as mailbox:
            between.wait(lambda: any(line == b"IDLE" for line in between.said()))
            assert mailbox.health.is_up
            door.good, provider.answer = "two", {"access_token": "two", "expires_in": 3600}
            door.box.append(letter(1))
            between.talks[0].to_client(b"* BYE Session expired, please login again.\r\n")
            between.talks[0].close()
            shelf.wait(lambda: shelf.subjects == ["1"])

    await asyncio.to_thread(read)
    assert door.shown == ["one", "one", "two"], "the kept one is refused, and then exchanged"


@pytest.mark.parametrize(("status", "answer", "said"), [REFUSED, BROKEN])
async def test_a_mailbox_waits_for_a_token_and_reads_on_once_there_is_one(
    lock: tuple[Lock, Gate],
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    answer: object,
    said: str,
) -> None:
    monkeypatch.setattr(connection, "GRACE", timedelta())
    door, between = lock
    source, shelf = provider.source(), Shelf()
    settings = settings_of(
        door.box, port=between.port, password="", oauth_token=source.fetch, forget_token=source.forget
    )
    fine = provider.answer
    provider.status, provider.answer = status, answer

    def read() -> None:
        with reading(settings, shelf) as mailbox:
            at_last(lambda: mailbox.health.failures >= 4)
            assert said in mailbox.health.trouble
            door.box.append(letter(1), letter(2))
            provider.status, provider.answer = 200, fine
            shelf.wait(lambda: shelf.subjects == ["1", "2"])
            at_last(lambda: mailbox.health.is_up)

    with capture_logs() as logs:
        await asyncio.to_thread(read)
    assert alerts(logs, "imap") == ["away", "back"]
    assert "r-secret" not in str(logs)
