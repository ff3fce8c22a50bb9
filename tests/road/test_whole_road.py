"""The whole road with real parts: files in, reminders out, answers by mail, chat and page, the export a school gets."""

import asyncio
import csv
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from playwright.async_api import Browser

from akkoord import service
from akkoord.settings import Settings
from tests.real.browser import browser  # noqa: F401 - a fixture
from tests.real.dovecot import running_dovecot
from tests.real.fake_telegram import FakeTelegram
from tests.road.town import MovingClock, answer, plain, settings_for, smtp_sink, until, write_files

MONDAY = datetime(2026, 3, 9, 7, 0, 30, tzinfo=UTC)


async def command(settings: Settings, folder: Path, *words: str) -> str:
    """Run the command line on this database, as its operator does."""
    variables = {**os.environ, "AKKOORD_DATABASE_URL": settings.database_url}
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "akkoord", *words), cwd=folder, env=variables, stdout=PIPE, stderr=STDOUT
    )
    out, _ = await running.communicate()
    assert running.returncode == 0, out.decode()
    return out.decode()


@asynccontextmanager
async def running(settings: Settings, clock: MovingClock) -> AsyncIterator[service.Service]:
    """Run the service until the block ends."""
    parts = service.build(settings, clock=clock)
    task = asyncio.create_task(parts.run())
    try:
        yield parts
    finally:
        parts.stop.set()
        await task
        await parts.close()


async def test_from_logged_hours_to_what_the_school_gets(
    tmp_path: Path,
    browser: Browser,  # noqa: F811 - the fixture
) -> None:
    clock = MovingClock(MONDAY)
    with running_dovecot() as dovecot:
        async with smtp_sink() as (sink, smtp_port), FakeTelegram(now=lambda: clock().timestamp()) as telegram:
            settings = settings_for(
                f"sqlite:///{tmp_path}/road.db", dovecot=dovecot, smtp_port=smtp_port, telegram=telegram
            )
            dossiers, hours = write_files(tmp_path)
            school = ("school", "add", "roc", "ROC de Brug", "--region", "Zuid", "--contact", "bpv@roc.example")
            await command(settings, tmp_path, *school, "--chat", "full")
            assert "4 new" in await command(settings, tmp_path, "import", "dossiers", str(dossiers))
            assert "20 new" in await command(settings, tmp_path, "import", "hours", str(hours), "--school", "roc")
            assert "20 the same" in await command(settings, tmp_path, "import", "hours", str(hours), "--school", "roc")
            async with running(settings, clock):
                # The reminders, each on its own.
                await until(lambda: len(sink.mails) == 3)
                (ria,) = sink.to("ria@kale.example")
                assert "ROC de Brug" in str(ria["From"])
                assert "Noor Visser" in plain(ria)
                assert "Els Mulder" in plain(ria)

                # By mail: one whole week, one but for a day.
                words = "Noor akkoord. Daan akkoord behalve dinsdag, dat was 6 uur"
                dovecot.append(answer(ria, words, sender="Ria Kale <ria@kale.example>", at=clock()))
                await until(lambda: len(sink.to("ria@kale.example")) == 2)
                receipt = plain(sink.to("ria@kale.example")[1])
                assert words in " ".join(receipt.split())
                assert "Noor Visser" in receipt
                await until(lambda: sink.to("daan@leerling.example"))
                (asked,) = sink.to("daan@leerling.example")

                # The student answers in the same way; exactly those hours close the day.
                dovecot.append(answer(asked, "di 6", sender="Daan Bos <daan@leerling.example>", at=clock()))
                await until(lambda: len(sink.to("ria@kale.example")) == 3)

                # By chat: the link from the mail, then a button.
                (kees,) = sink.to("kees@winter.example")
                await until(lambda: telegram.called("getMe"))
                token = await start_token(plain(kees), sink, telegram)
                person = telegram.user(77, "Kees")
                await person.says(f"/start {token}")
                assert "kees" not in (await telegram.next_message(77, 10)).text.lower()
                await until(lambda: len(sink.to("kees@winter.example")) == 2)
                confirm = await start_token(plain(sink.to("kees@winter.example")[1]), sink, telegram)
                stranger = telegram.user(78, "Koen")
                await stranger.says(f"/start {confirm}")
                assert "gekoppeld" in (await telegram.next_message(78, 10)).text
                await person.says(f"/start {confirm}")
                assert "Kees" in (await telegram.next_message(77, 10)).text
                await person.says("wat staat er open?")
                shown = await telegram.next_message(77, 10)
                assert "Youssef" in shown.text
                await person.presses(shown, "Akkoord")
                done = await telegram.next_message(77, 10)
                assert "Youssef el Amrani" in done.text

                # By the page: the total typed, without any script.
                (piet,) = sink.to("piet@zomer.example")
                link = next(word for word in plain(piet).split() if "/w/" in word).strip("<>().")
                context = await browser.new_context(java_script_enabled=False)
                page = await context.new_page()
                await page.goto(link)
                await page.fill("input[name=total]", "40")
                await page.click("button[type=submit]")
                await until(lambda: len(sink.to("piet@zomer.example")) == 2)
                await context.close()

            out = await command(settings, tmp_path, "export", "approvals", "--school", "roc")
            rows = list(csv.DictReader(StringIO(out[: out.rindex("20 approved")]), delimiter=";"))
            assert len(rows) == 20
            assert {row["week_complete"] for row in rows} == {"yes"}
            (tuesday,) = [row for row in rows if row["student"] == "Daan Bos" and row["date"] == "2026-03-03"]
            assert tuesday["hours"] == "6,00"
            assert "kabels" not in out
            assert "roc: whole" in await command(settings, tmp_path, "verify")


async def start_token(text: str, sink: object, telegram: FakeTelegram) -> str:
    """Find the token of the chat link in a mail."""
    del sink, telegram
    link = next(word for word in text.split() if "start=" in word)
    return link.partition("start=")[2].strip("<>().")
