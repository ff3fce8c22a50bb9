"""The doctor mails itself and reads the stamp in the mailbox, as our own mail server really wrote it, or did not."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from akkoord.doctor.findings import Finding, State
from akkoord.doctor.rounds import all_rounds
from akkoord.doctor.stamp import check_stamp
from akkoord.settings import Settings
from core.desk import now_utc
from core.incoming import Kind
from mailin.door import MailDoor
from tests.real.dovecot import Dovecot, running_dovecot
from tests.real.postgres import free_port
from tests.road.town import ADDRESS, STAMP

OURS = f"Authentication-Results: {STAMP}; dmarc=pass header.from=akkoord.example\r\n"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


class Exchange:
    """A mail server that stamps what it is given and puts it into the mailbox, some looks later if need be."""

    def __init__(self, dovecot: Dovecot, stamp: str, *, folder: str = "INBOX", loses: bool = False) -> None:
        self.dovecot = dovecot
        self.stamp = stamp
        self.folder = folder
        self.loses = loses
        self.given: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        assert isinstance(envelope.content, bytes)
        self.given.append(envelope.content)
        if not self.loses:
            await asyncio.to_thread(self.dovecot.append, self.stamp.encode() + envelope.content, folder=self.folder)
        return "250 OK"


@asynccontextmanager
async def exchange(dovecot: Dovecot, stamp: str, **more: object) -> AsyncIterator[tuple[Exchange, Settings]]:
    kept, port = Exchange(dovecot, stamp, **more), free_port()  # type: ignore[arg-type]  # of a test's own choosing
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(kept), "127.0.0.1", port)
    login = {"host": "127.0.0.1", "security": "none", "timeout": 5}
    settings = Settings.model_validate(
        {
            "mail": {"address": ADDRESS, "authserv_ids": [STAMP]},
            "smtp": {**login, "port": port},
            "imap": {
                **login,
                "port": dovecot.port,
                "user": dovecot.user,
                "password": dovecot.password,
                "processed_folder": "Gelezen",
            },
        }
    )
    try:
        yield kept, settings
    finally:
        server.close()
        await server.wait_closed()


async def look(settings: Settings, wait: float = 20) -> tuple[Finding, list[str]]:
    said: list[str] = []
    found, _ = await check_stamp(settings, wait=wait, progress=said.append, clock=now_utc)
    return found, said


async def test_a_stamp_that_proves_us_is_well_and_the_mail_is_taken_away(dovecot: Dovecot) -> None:
    dovecot.append(b"Subject: someone else's\r\n\r\nakkoord\r\n")
    before = dovecot.flags()
    async with exchange(dovecot, OURS) as (kept, settings):
        found, _ = await look(settings)
    assert found.state is State.OK
    assert len(kept.given) == 1
    assert dovecot.flags() == before


async def test_a_service_that_reads_the_mail_first_takes_it_for_automatic(dovecot: Dovecot) -> None:
    async with exchange(dovecot, OURS, loses=True) as (kept, settings):
        await look(settings, wait=0)
    door = MailDoor(frozenset([STAMP]), own_domain="akkoord.example", reply_address=ADDRESS)
    assert door.read(OURS.encode() + kept.given[0]).kind in {Kind.AUTOMATIC, Kind.OWN}


async def test_a_mail_that_the_service_put_away_meanwhile_is_found(dovecot: Dovecot) -> None:
    with dovecot.client() as client:
        if not client.folder_exists("Gelezen"):
            client.create_folder("Gelezen")
    async with exchange(dovecot, OURS, folder="Gelezen") as (_, settings):
        assert (await look(settings))[0].state is State.OK


@pytest.mark.parametrize(
    ("stamp", "state", "words"),
    [
        ("", State.WARNING, "without a stamp"),
        (
            "Authentication-Results: mx.elders.example; dmarc=pass header.from=akkoord.example\r\n",
            State.TROUBLE,
            "mx.elders",
        ),
        (OURS.replace("dmarc=pass", "dmarc=fail"), State.TROUBLE, "forged"),
        (OURS.replace("dmarc=pass", "dmarc=temperror"), State.WARNING, "proves nothing"),
    ],
)
async def test_any_other_stamp_is_told_with_what_to_do(dovecot: Dovecot, stamp: str, state: State, words: str) -> None:
    async with exchange(dovecot, stamp) as (_, settings):
        found, _ = await look(settings)
    assert found.state is state
    assert words in found.says
    assert found.advice


async def test_a_mail_that_never_comes_is_waited_for_no_longer_than_was_asked(dovecot: Dovecot) -> None:
    async with exchange(dovecot, OURS, loses=True) as (_, settings):
        found, said = await look(settings, wait=2.5)
    assert found.state is State.TROUBLE
    assert "did not come" in found.says
    assert said[0] == "Waiting for the mail to ourselves: 0 of 2 seconds"
    assert len(said) >= 2


async def test_servers_that_are_away_are_trouble_and_no_mail_is_waited_for(dovecot: Dovecot) -> None:
    async with exchange(dovecot, OURS) as (_, settings):
        pass
    found, said = await look(settings)
    assert found.state is State.TROUBLE
    assert "not taken" in found.says
    assert said == []
    assert settings.imap is not None
    async with exchange(dovecot, OURS, loses=True) as (_, settings):
        assert settings.imap is not None
        away = settings.imap.model_copy(update={"port": free_port()})
        found, _ = await look(settings.model_copy(update={"imap": away}))
    assert found.state is State.TROUBLE
    assert "looked into" in found.says


async def test_the_clock_of_the_mailboxs_server_is_compared_with_ours(dovecot: Dovecot) -> None:
    async with exchange(dovecot, OURS) as (_, settings):
        for minutes, state in ((0, State.OK), (10, State.TROUBLE), (-10, State.TROUBLE)):
            ahead = timedelta(minutes=minutes)
            rounds = all_rounds(settings, clock=lambda ahead=ahead: now_utc() + ahead, wait=20, progress=print)  # type: ignore[misc]  # bound now
            findings = {finding.check: finding async for finding in rounds}
            assert findings["clock"].state is state, json.dumps(findings["clock"].says)
            assert findings["stamp"].state is State.OK
