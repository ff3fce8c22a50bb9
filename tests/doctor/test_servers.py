"""The doctor speaks with the mail servers, Telegram and the token's provider, each when it is there and when not."""

import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from akkoord.doctor.chat import check_bot
from akkoord.doctor.clocks import check_clock, told
from akkoord.doctor.findings import State
from akkoord.doctor.mailbox import check_imap
from akkoord.doctor.smtp import check_smtp
from akkoord.doctor.tokens import check_token
from akkoord.setting_parts import Imap, Smtp, Telegram
from akkoord.settings import Settings
from core.desk import now_utc
from tests.mailout.conftest import certificate, open_office, server_tls  # noqa: F401 - fixtures
from tests.real.dovecot import Dovecot, running_dovecot
from tests.real.fake_telegram import TOKEN, FakeTelegram
from tests.real.gate import Talk, gate
from tests.real.postgres import Postgres, free_port

Open = Callable[..., Any]


def smtp_at(port: int, **more: Any) -> Smtp:
    return Smtp.model_validate({"host": "127.0.0.1", "port": port, "security": "none", "timeout": 5, **more})


async def test_a_mail_server_that_takes_our_mail_is_well(open_office: Open) -> None:  # noqa: F811 - the fixture
    office = await open_office()
    found = await check_smtp(smtp_at(office.port))
    assert found.state is State.OK
    assert office.envelopes == []


async def test_a_mail_server_that_is_away_is_trouble() -> None:
    found = await check_smtp(smtp_at(free_port()))
    assert found.state is State.TROUBLE
    assert "AKKOORD_SMTP__HOST" in found.advice


@pytest.mark.parametrize(("password", "state"), [("sesam", State.OK), ("kanarie", State.TROUBLE)])
async def test_signing_in_to_the_mail_server_is_tried(
    open_office: Open,  # noqa: F811 - the fixture
    password: str,
    state: State,
) -> None:
    office = await open_office()
    office_with_locks = await open_office(authenticator=knows, auth_require_tls=False)
    assert office.logins == []
    found = await check_smtp(smtp_at(office_with_locks.port, user="ria", password=password))
    assert found.state is state
    assert ("AKKOORD_SMTP__PASSWORD" in found.advice) == (state is State.TROUBLE)
    assert password not in f"{found}"


def knows(_server: object, _session: object, _envelope: object, _mechanism: str, data: Any) -> Any:
    from aiosmtpd.smtp import AuthResult  # noqa: PLC0415 - only here

    return AuthResult(success=data.password == b"sesam", handled=False)


async def test_a_certificate_that_nobody_vouches_for_is_told_as_such(
    open_office: Open,  # noqa: F811 - the fixture
    server_tls: ssl.SSLContext,  # noqa: F811 - the fixture
    certificate: Path,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = await open_office(wrap=server_tls)
    found = await check_smtp(smtp_at(office.port, security="tls"))
    assert found.state is State.TROUBLE
    assert "certificate" in found.says
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert (await check_smtp(smtp_at(office.port, security="tls"))).state is State.OK


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


def imap_at(dovecot: Dovecot, **more: Any) -> Imap:
    values = {"host": "127.0.0.1", "port": dovecot.port, "security": "none", "timeout": 5}
    return Imap.model_validate({**values, "user": dovecot.user, "password": dovecot.password, **more})


def test_a_mailbox_that_can_be_read_and_marked_is_well(dovecot: Dovecot) -> None:
    assert check_imap(imap_at(dovecot)).state is State.OK
    away = check_imap(imap_at(dovecot, processed_folder="Gelezen"))
    assert away.state is State.OK
    assert "Gelezen" in away.says
    with dovecot.client() as client:
        assert not client.folder_exists("Gelezen")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"password": "kanarie"}, "AKKOORD_IMAP__PASSWORD"),
        ({"folder": "Nergens"}, "AKKOORD_IMAP__FOLDER"),
        ({"port": free_port()}, "AKKOORD_IMAP__PORT"),
        ({"security": "tls"}, "AKKOORD_IMAP__SECURITY"),
    ],
)
def test_what_keeps_us_from_the_mailbox_is_told_with_its_setting(
    dovecot: Dovecot, wrong: dict[str, Any], named: str
) -> None:
    found = check_imap(imap_at(dovecot, **wrong))
    assert found.state is State.TROUBLE
    assert named in found.advice
    assert "kanarie" not in f"{found}"


@pytest.mark.parametrize(
    ("flags", "word"), [(rb"(\Answered \Seen)", "keywords"), (rb"()", "marked"), (rb"(\Seen \*)", "We get in")]
)
def test_a_folder_that_keeps_no_keywords_is_a_warning(dovecot: Dovecot, flags: bytes, word: str) -> None:
    def told_so(_talk: Talk, line: bytes) -> bytes:
        return b"* OK [PERMANENTFLAGS " + flags + b"] Flags.\r\n" if b"PERMANENTFLAGS" in line else line

    with gate(dovecot.port, answers=told_so) as between:
        found = check_imap(imap_at(dovecot, port=between.port))
    assert word in found.says
    assert (found.state is State.OK) == (word == "We get in")


@asynccontextmanager
async def provider(answer: web.Response, **headers: str) -> AsyncIterator[str]:
    """A server that gives one answer to everything, and the headers it puts on it."""

    async def handle(_request: web.Request) -> web.Response:
        return web.Response(body=answer.body, status=answer.status, headers=headers, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handle)
    async with TestServer(app) as server:
        yield str(server.make_url("/token"))


def with_token(url: str) -> Smtp:
    oauth = {"token_url": url, "client_id": "0f6c", "refresh_token": "kanarie"}
    return smtp_at(587, user="ria", oauth=oauth)


async def test_a_provider_that_gives_a_token_is_well_and_one_that_refuses_is_trouble() -> None:
    async with provider(web.json_response({"access_token": "kanarie2", "expires_in": 3600})) as url:
        assert (await check_token("smtp token", with_token(url))).state is State.OK
    async with provider(web.json_response({"error": "invalid_grant"}, status=400)) as url:
        refused = await check_token("smtp token", with_token(url))
    assert refused.state is State.TROUBLE
    assert "invalid_grant" in refused.says
    gone = await check_token("smtp token", with_token(url))
    assert gone.state is State.TROUBLE
    assert "kanarie" not in f"{refused}{gone}"


async def test_an_application_that_signs_in_as_itself_is_looked_at_as_well() -> None:
    async with provider(web.json_response({"access_token": "kanarie2", "expires_in": 3600})) as url:
        oauth = {
            "token_url": url,
            "client_id": "0f6c",
            "client_secret": "kanarie",
            "scope": "https://mail.example/.default",
        }
        smtp = smtp_at(587, user="ria", oauth=oauth)
        assert (await check_token("smtp token", smtp)).state is State.OK
    async with provider(web.json_response({"error": "invalid_client"}, status=401)) as url:
        refused = await check_token("smtp token", smtp_at(587, user="ria", oauth={**oauth, "token_url": url}))
    assert refused.state is State.TROUBLE
    assert "invalid_client" in refused.says
    assert "secret is wrong or ran out" in refused.advice
    assert "kanarie" not in f"{refused}"


def telegram_at(telegram: FakeTelegram, token: str = TOKEN) -> Telegram:
    return Telegram.model_validate({"token": token, "base_url": telegram.base_url})


async def test_a_bot_that_telegram_knows_is_well_and_any_other_token_is_trouble() -> None:
    async with FakeTelegram() as telegram:
        me, hook = await check_bot(telegram_at(telegram))
        assert me.state is hook.state is State.OK
        assert "@akkoord_test_bot" in me.says
        (unknown,) = await check_bot(telegram_at(telegram, "4243:kanarie-token"))
        assert unknown.state is State.TROUBLE
        assert "BotFather" in unknown.advice
        assert "kanarie" not in f"{unknown}"
        await telegram.stop()
        (away,) = await check_bot(telegram_at(telegram))
        assert away.state is State.TROUBLE
        assert TOKEN not in f"{away}"


async def test_the_webhook_that_is_set_here_is_well_and_another_or_one_that_fails_is_not() -> None:
    async with FakeTelegram() as telegram:
        url = "https://akkoord.example/telegram"
        said = {
            "token": TOKEN,
            "base_url": telegram.base_url,
            "webhook": {"url": url, "secret": "kanarie-secret-kanarie"},
        }
        settings = Telegram.model_validate(said)
        telegram.webhook = url
        _, hook = await check_bot(settings)
        assert hook.state is State.OK
        telegram.webhook = "https://elders.example/x"
        _, hook = await check_bot(settings)
        assert hook.state is State.WARNING
        assert "kanarie" not in f"{hook}"


async def test_a_webhook_of_another_program_and_a_long_queue_are_told() -> None:
    async with FakeTelegram() as telegram:
        telegram.webhook = "https://elders.example/secret-kanarie"
        _, hook = await check_bot(telegram_at(telegram))
        assert hook.state is State.WARNING
        assert "elders.example" in hook.says
        assert "kanarie" not in hook.says
        assert telegram.webhook
        telegram.webhook = ""
        for _ in range(101):
            await telegram.user(5).says("hoi")
        _, hook = await check_bot(telegram_at(telegram))
        assert hook.state is State.WARNING
        assert "101" in hook.says


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, State.OK), (60, State.WARNING), (-60, State.WARNING), (3600, State.TROUBLE)]
)
async def test_our_clock_is_compared_with_that_of_a_web_server(seconds: int, state: State) -> None:
    theirs = format_datetime(datetime.now(UTC) - timedelta(seconds=seconds), usegmt=True)
    async with provider(web.json_response({}), Date=theirs) as url:
        settings = Settings(telegram=Telegram.model_validate({"token": TOKEN, "base_url": f"{url}/bot"}))
        found = await check_clock(settings, clock=now_utc)
    assert found.state is state
    if state is not State.OK:
        assert ("behind" if seconds < 0 else "ahead") in found.says
    # And with nobody there.
    assert "no other clock" in (await check_clock(settings, clock=now_utc)).says


async def test_our_clock_is_compared_with_that_of_postgresql(postgres: Postgres) -> None:
    settings = Settings(database_url=postgres.fresh())
    assert (await check_clock(settings, clock=now_utc)).state is State.OK
    found = await check_clock(settings, clock=lambda: now_utc() - timedelta(minutes=10))
    assert found.state is State.TROUBLE
    assert "behind" in found.says


def test_the_clock_that_differs_most_is_named() -> None:
    found = told({"Telegram": 3.0, "the mailbox's server": -600.0})
    assert found.state is State.TROUBLE
    assert "the mailbox's server" in found.says
