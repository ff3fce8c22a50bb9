"""kill -9 at every boundary of receive, decide and send, by chat and by mail: nothing lost, no act twice."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from sqlalchemy import func, select

from akkoord.settings import Settings
from core.files.models import Document, SentFile
from core.inbox import InboxMessage
from core.logbook.models import Approval
from core.people.models import Role
from core.record import Decision
from tests.house import MONDAY_MORNING, House
from tests.real.dovecot import Dovecot, running_dovecot
from tests.real.fake_telegram import FakeTelegram
from tests.road import killed
from tests.road.town import MovingClock, Sink, answer, settings_for, smtp_sink, until
from tests.site import Site, build_site

PATIENCE_SECONDS = 60
BOUNDARIES = [
    "before_receive",
    "inside_receive",
    "after_receive",
    "inside_decide",
    "after_decide",
    "inside_claim",
    "inside_prepare",
    "before_send",
    "inside_mark",
]
# Every process is forked from one that has loaded the service: loading it takes longer than the tests themselves.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.road.killed", "tests.road.warmed"])
CHAT_BOUNDARIES = [*BOUNDARIES, "after_send"]
MAIL_BOUNDARIES = [*BOUNDARIES, "after_mail_send"]


@asynccontextmanager
async def process(
    settings: Settings, folder: Path, clock: MovingClock, boundary: str
) -> AsyncIterator[ForkServerProcess]:
    """Run the service in a process of its own."""
    file = folder / "settings.json"
    secrets = settings.model_dump(mode="json")
    for part, name in (("telegram", "token"), ("imap", "password")):
        secrets[part][name] = getattr(getattr(settings, part), name).get_secret_value()
    file.write_text(json.dumps(secrets), encoding="utf-8")
    words = (str(file), clock().isoformat(), boundary, str(folder / "flag"))
    running = FORKS.Process(target=killed.main, args=words)
    await asyncio.to_thread(running.start)
    try:
        yield running
    finally:
        running.terminate()
        await asyncio.to_thread(running.join)
        running.close()


async def end_of(running: ForkServerProcess) -> int | None:
    """Wait until a process is dead. Returns its code: minus the signal that killed it; None when it lives on."""
    await asyncio.to_thread(running.join, PATIENCE_SECONDS)
    return running.exitcode


async def prepare(
    folder: Path, clock: MovingClock, sink: Sink, smtp_port: int, dovecot: Dovecot, telegram: FakeTelegram
) -> tuple[Settings, Site]:
    """Make a supervisor who can be reminded, seconds before she answers: Telegram tells the time in whole seconds."""
    url = f"sqlite:///{folder}/killed.db"
    house = await House.build(url)
    site = await build_site(house)
    return settings_for(url, dovecot=dovecot, smtp_port=smtp_port, telegram=telegram), site


async def count(house: House, row: type) -> int:
    (found,) = await house.all(select(func.count()).select_from(row))
    return int(found)


@pytest.mark.parametrize("boundary", CHAT_BOUNDARIES)
async def test_killed_in_chat(tmp_path: Path, boundary: str) -> None:
    clock = MovingClock(MONDAY_MORNING + timedelta(seconds=5))
    with running_dovecot() as dovecot:
        async with smtp_sink() as (sink, port), FakeTelegram(now=lambda: clock().timestamp()) as telegram:
            settings, site = await prepare(tmp_path, clock, sink, port, dovecot, telegram)
            await site.house.remind()
            person = telegram.user(site.ria.id, "Ria")
            telegram.user(site.daan.id, "Daan")
            await person.says("alles akkoord")
            async with process(settings, tmp_path, clock, boundary) as dying:
                assert await end_of(dying) == -signal.SIGKILL
            async with process(settings, tmp_path, clock, "none"):
                await until(
                    lambda: any("Bewijs nr" in sent.text for sent in telegram.sent if sent.chat_id == site.ria.id)
                )
                await until(lambda: not telegram.pending)
            assert await count(site.house, InboxMessage) == 1
            assert await count(site.house, Decision) == 1
            assert await count(site.house, Approval) == 10
            assert await site.house.states(site.noor10) == "aaaaa"
            answers = [sent for sent in telegram.sent if sent.chat_id == site.ria.id]
            assert 1 <= len(answers) <= 2
            await site.house.close()


@pytest.mark.parametrize("boundary", ["inside_keep", "after_keep", "inside_decide"])
async def test_killed_between_a_files_download_and_its_decision(tmp_path: Path, boundary: str) -> None:
    clock = MovingClock(MONDAY_MORNING + timedelta(seconds=5))
    with running_dovecot() as dovecot:
        async with smtp_sink() as (sink, port), FakeTelegram(now=lambda: clock().timestamp()) as telegram:
            settings, site = await prepare(tmp_path, clock, sink, port, dovecot, telegram)
            admin = await site.house.person("Hanneke", "Duin", chat=True)
            await site.house.role(admin, Role.ADMIN, site.tenant)
            telegram.user(site.ria.id, "Ria")
            telegram.user(site.daan.id, "Daan")
            hanneke = telegram.user(admin.id, "Hanneke")
            rows = f"dossiernummer;datum;uren\r\n{site.noors.external_id};2026-03-09;7,5\r\n"
            await hanneke.sends_file("uren.csv", rows.encode())
            async with process(settings, tmp_path, clock, boundary) as dying:
                assert await end_of(dying) == -signal.SIGKILL
            async with process(settings, tmp_path, clock, "none"):
                await until(lambda: any("1 nieuw" in sent.text for sent in telegram.sent if sent.chat_id == admin.id))
                (asked,) = [sent for sent in telegram.sent if sent.chat_id == admin.id and "1 nieuw" in sent.text]
                await hanneke.presses(asked, "Importeren")
                await until(lambda: any("Geïmporteerd" in sent.text for sent in telegram.sent))
            assert len(telegram.files.given) == (2 if boundary == "inside_keep" else 1)
            assert await count(site.house, Document) == 1
            assert await count(site.house, SentFile) == 1
            assert await count(site.house, Decision) == 1
            await site.house.close()


@pytest.mark.parametrize("boundary", MAIL_BOUNDARIES)
async def test_killed_by_mail(tmp_path: Path, boundary: str) -> None:
    clock = MovingClock(MONDAY_MORNING + timedelta(seconds=5))
    with running_dovecot() as dovecot:
        async with smtp_sink() as (sink, port), FakeTelegram(now=lambda: clock().timestamp()) as telegram:
            settings, site = await prepare(tmp_path, clock, sink, port, dovecot, telegram)
            await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
            async with process(settings, tmp_path, clock, "none"):
                await until(lambda: sink.to("ria@kale.example"))
                await asyncio.sleep(0.5)
            (digest,) = sink.to("ria@kale.example")
            raw = answer(digest, "alles akkoord", sender="Ria Kale <ria@kale.example>", at=clock())
            dovecot.append(raw)
            dovecot.append(raw)
            async with process(settings, tmp_path, clock, boundary) as dying:
                assert await end_of(dying) == -signal.SIGKILL
            async with process(settings, tmp_path, clock, "none"):
                await until(lambda: len(sink.to("ria@kale.example")) >= 2)
                await asyncio.sleep(1)
            assert await count(site.house, Decision) == 1
            assert await count(site.house, Approval) == 10
            assert await site.house.states(site.daan10) == "aaaaa"
            ids = {str(mail["Message-ID"]) for mail in sink.to("ria@kale.example")}
            assert len(ids) == 2
            await site.house.close()
