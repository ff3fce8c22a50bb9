"""No log line holds a name, an address, a word, a token or a password: a whole road is walked with canaries in them."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, redirect_stderr, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import select
from sqlalchemy.orm import Session as Rows
from typer.testing import CliRunner

from akkoord import logs, service
from akkoord.log_lines import OURS, secrets_of
from akkoord.main import app
from akkoord.setting_parts import Log
from akkoord.settings import Settings
from core import conduct
from core.inbox import InboxMessage
from core.incoming import Channel
from core.outbox import OutboxMessage
from core.people.models import Role
from core.reminders.service import ReminderSettings, plan
from tests.house import House
from tests.real.dovecot import running_dovecot
from tests.real.fake_telegram import TOKEN, FakeTelegram
from tests.real.postgres import free_port
from tests.road.town import ADDRESS, STAMP, MovingClock, until

FIRST, SURNAME, WORD = "Kanarina", "Vogelaar", "kanariewoord"
NOBODY: dict[str, str] = {}
MONDAY = datetime(2026, 3, 9, 7, 0, 30, tzinfo=UTC)
IMAP_PASSWORD, SMTP_PASSWORD, WATCH_TOKEN = "kanarie-imap-geheim", "kanarie-smtp-geheim", "kanarie-kijkgeheim"
CANARIES = [
    FIRST,
    SURNAME,
    WORD,
    IMAP_PASSWORD,
    SMTP_PASSWORD,
    WATCH_TOKEN,
    TOKEN,
    "test-token",
    "@vogelaar",
    "kanarie",
]


@pytest.fixture(params=[True, False], ids=["json", "text"])
def as_json(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log as the service writes it, once begin() was called; logging is put back afterwards."""
    root, lines = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (*OURS, *logs.SILENT)}
    yield lines
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def begin(written: io.StringIO, settings: Settings) -> None:
    with redirect_stderr(written):
        logs.set_up(settings.log, secrets_of(settings))


class Office:
    """An SMTP server that lets in who knows the password, and refuses with what it was given."""

    def __init__(self) -> None:
        self.refuses = False
        self.got: list[str] = []

    def knows(self, _server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password == SMTP_PASSWORD.encode(), handled=False)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        if self.refuses:
            return f"451 4.3.0 {envelope.rcpt_tos[0]} {WORD} {SMTP_PASSWORD} not now"
        self.got.append(envelope.rcpt_tos[0])
        return "250 OK"


@asynccontextmanager
async def office() -> AsyncIterator[tuple[Office, int]]:
    kept, port = Office(), free_port()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(kept, authenticator=kept.knows, auth_require_tls=False, enable_SMTPUTF8=True), "127.0.0.1", port
    )
    try:
        yield kept, port
    finally:
        server.close()
        await server.wait_closed()


def settings_of(tmp_path: Path, imap_port: int, smtp_port: int, telegram: FakeTelegram, *, as_json: bool) -> Settings:
    port = free_port()
    login = {"host": "127.0.0.1", "security": "none", "user": "antwoord"}
    return Settings.model_validate(
        {
            "database_url": f"sqlite:///{tmp_path}/canaries.db",
            "base_url": f"http://127.0.0.1:{port}",
            "web": {"port": port},
            "watch": {"port": free_port(), "token": WATCH_TOKEN},
            "log": {"level": "debug", "as_json": as_json},
            "mail": {"address": ADDRESS, "authserv_ids": [STAMP]},
            "smtp": {**login, "port": smtp_port, "password": SMTP_PASSWORD},
            "imap": {**login, "port": imap_port, "password": IMAP_PASSWORD},
            "telegram": {"token": TOKEN, "base_url": telegram.base_url},
        }
    )


async def people(url: str) -> int:
    """One supervisor, called after the canary, with a student and a week; the chat is linked. Gives the chat's id."""
    house = await House.build(url)
    tenant = await house.tenant()
    boss = await house.person(FIRST, SURNAME, chat=True)
    student = await house.person(f"{FIRST}tje", SURNAME)
    await house.role(boss, Role.WORK_SUPERVISOR, tenant)
    await house.role(student, Role.STUDENT, tenant)
    await house.week(await house.dossier(tenant, student, boss), [8, 8, 8, 8, 8])
    await house.close()
    return boss.id


def letter(text: str, number: int) -> bytes:
    sender = f"{FIRST}@{SURNAME}.example".lower()
    head = f"Authentication-Results: {STAMP}; dmarc=pass header.from={SURNAME.lower()}.example\r\n"
    head += f"From: {FIRST} {SURNAME} <{sender}>\r\nTo: {ADDRESS}\r\nSubject: {WORD}\r\n"
    return f"{head}Message-ID: <{WORD}{number}@{SURNAME}.example>\r\n\r\n{text} {WORD}\r\n".encode()


def fault(words: str) -> Any:
    """Make a function that fails with the very words in its message, deep in a chain of causes."""

    def fail(*_given: object, **_named: object) -> Any:
        try:
            NOBODY[words]
        except KeyError as error:
            raise ValueError(f"{FIRST} {SURNAME} <kanarie@vogelaar.example> said {words!r}, token {TOKEN}") from error

    return fail


async def outcomes(built: service.Service) -> list[str]:
    return await built.database.look(lambda session: list(session.scalars(select(InboxMessage.outcome))))


async def came(built: service.Service, count: int) -> None:
    """Wait until so many messages are decided, or are to be tried again."""
    for _ in range(600):
        if sum(bool(outcome) for outcome in await outcomes(built)) >= count:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await outcomes(built))


async def until_logged(written: io.StringIO, event: str) -> None:
    await until(lambda: event in written.getvalue())


async def test_no_line_of_a_whole_road_sings(
    tmp_path: Path,
    written: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    as_json: bool,
) -> None:
    clock = MovingClock(MONDAY)
    with running_dovecot(password=IMAP_PASSWORD) as dovecot:
        async with office() as (post, smtp_port), FakeTelegram(now=lambda: clock().timestamp()) as telegram:
            settings = settings_of(tmp_path, dovecot.port, smtp_port, telegram, as_json=as_json)
            begin(written, settings)
            boss = await people(settings.database_url)
            built = service.build(settings, clock=clock)
            task = asyncio.create_task(built.run())
            person = telegram.user(boss, FIRST, last_name=SURNAME)

            # All is well: a chat, a mail, a page.
            await person.says(f"{FIRST}tje akkoord {WORD}")
            dovecot.append(letter("wat staat er open?", 1))
            await came(built, 2)
            await until(lambda: post.got)
            page = await a_page(built)
            await visit(settings, page)

            # And then nothing is.
            monkeypatch.setattr(conduct, "understand", fault(WORD))
            await person.says(f"nog iets, {WORD}")
            await until_logged(written, "decide_failed")
            dovecot.append(letter("akkoord", 2))
            await until(lambda: written.getvalue().count("decide_failed") >= 2)
            monkeypatch.setattr(type(built.desk.doors[Channel.MAIL]), "read", fault(WORD))
            dovecot.append(letter("akkoord", 3))
            await until_logged(written, "read_failed")
            monkeypatch.setattr(type(built.desk), "receive", fault(WORD))
            dovecot.append(letter("akkoord", 4))
            await until_logged(written, "mail_not_stored")
            await person.says(WORD)
            await until_logged(written, "polling failed")
            monkeypatch.setattr("akkoord.pages.page_for", fault(WORD))
            await visit(settings, page)
            await until_logged(written, "web.fault")
            post.refuses = True
            monkeypatch.setattr("akkoord.posts.compose_outgoing", fault(WORD))
            await built.database.turn(lambda session: put_mail(session, boss, clock()))
            await until_logged(written, "delivery_failed")
            telegram.fail_next("getUpdates", 500, f"{WORD} at /bot{TOKEN}/getUpdates", times=2)
            dovecot.kill()
            await until_logged(written, "mailbox_away")
            left = asyncio.create_task(forgotten())
            await asyncio.wait({left})
            del left
            await until_logged(written, "was never retrieved")
            logging.getLogger("some.library").warning("%s wrote %s", FIRST, WORD)
            logging.getLogger("hassil.recognize").debug("%s", WORD)
            logging.getLogger("mail.log").info("%s", f"kanarie@{SURNAME}.example".lower())
            structlog.get_logger().warning("by_mistake", who="kanarie@vogelaar.example", why=f"said {TOKEN}")

            built.stop.set()
            with suppress(Exception):
                await task
            await built.close()
    check(written.getvalue(), as_json=as_json)
    assert_silent("".join(capfd.readouterr()))


async def forgotten() -> None:
    fault(WORD)()


def put_mail(session: Rows, person_id: int, now: datetime) -> None:
    session.add(
        OutboxMessage(
            person_id=person_id, name="desk.greet", facts={"name": FIRST}, channel="mail", token="t" * 26, due_at=now
        )
    )


async def a_page(built: service.Service) -> str:
    """Plan the reminders and give the link of the digest."""

    def work(session: Rows) -> str:
        plan(session, MONDAY, ReminderSettings())
        return session.scalars(select(OutboxMessage.token).order_by(OutboxMessage.id)).first() or ""

    return f"/w/{await built.database.turn(work)}"


async def visit(settings: Settings, page: str) -> None:
    """Look at the page, send nonsense, and speak no HTTP at all."""
    base = settings.base_url
    async with aiohttp.ClientSession() as http:
        for path in (page, f"/{WORD}", f"/a/{WORD * 2}", f"/healthz?who={FIRST}"):
            async with http.get(base + path) as answer:
                assert answer.status < 600
        async with http.post(base + page, data={"week": "1", "total": WORD}) as answer:
            assert answer.status >= 400
        async with http.get(f"http://127.0.0.1:{settings.watch.port if settings.watch else 0}/metrics") as answer:
            assert answer.status == 401
    reader, writer = await asyncio.open_connection("127.0.0.1", settings.web.port)
    writer.write(f"GET /{WORD} {WORD}\r\n{FIRST}\r\n\r\n".encode())
    await writer.drain()
    with suppress(ConnectionError):
        await reader.read()
    writer.close()


def check(text: str, *, as_json: bool) -> None:
    events = ("decide_failed", "read_failed", "mail_not_stored", "polling failed", "web.fault", "delivery_failed")
    for event in (*events, "mailbox_away", "was never retrieved", "ValueError", "(address)"):
        assert event in text
    assert "%s wrote %s" in text
    if as_json:
        for line in text.splitlines():
            assert {"event", "level", "timestamp"} <= json.loads(line).keys()
    assert_silent(text)


def assert_silent(text: str) -> None:
    for canary in CANARIES:
        for line in text.splitlines():
            assert canary.casefold() not in line.casefold(), line


def test_a_service_that_ends_by_a_fault_does_not_quote_it(
    tmp_path: Path, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKKOORD_DATABASE_URL", f"sqlite:///{tmp_path}/failing.db")
    monkeypatch.setenv("AKKOORD_LOG__AS_JSON", "true")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("akkoord.service.run", fault(WORD))
    with redirect_stderr(written):
        result = CliRunner().invoke(app, ["run"])
    assert result.exit_code == 1
    said = result.output + written.getvalue()
    assert "service_failed" in said
    assert "ValueError" in said
    assert WORD not in said
    assert SURNAME not in said


def test_every_fault_of_a_group_and_every_cause_is_told_without_its_words(written: io.StringIO) -> None:
    begin(written, Settings(log=Log(as_json=True)))
    try:
        try:
            fault(WORD)()
        except ValueError as error:
            raise ExceptionGroup(WORD, [error, OSError(111, "Connection refused", WORD)]) from None
    except ExceptionGroup:
        structlog.get_logger().exception("all_of_it")
    (line,) = written.getvalue().splitlines()
    told = json.loads(line)["exception"]
    for name in ("ExceptionGroup", "ValueError", "KeyError", "ConnectionRefusedError: Connection refused", "in fail"):
        assert name in told
    assert "kanarie" not in told
