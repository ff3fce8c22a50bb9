"""With a real Postfix in front, set up as the documentation says: answers act, forgeries don't, and nothing is lost."""

import asyncio
import smtplib
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import select

from akkoord.settings import Settings
from core.inbox import InboxMessage
from mailin.lmtp import KEEP_IT, LmtpServer
from tests.mailin.letters import letter, read
from tests.real.milter import running_milter
from tests.real.postfix import Postfix, running_postfix, sample
from tests.real.postgres import free_port, wait_for
from tests.road.test_whole_road import command, running
from tests.road.town import ADDRESS, PATIENCE_SECONDS, STAMP, MovingClock, answer, plain, smtp_sink, until, write_files

MONDAY = datetime(2026, 3, 9, 7, 0, 30, tzinfo=UTC)
RIA = "Ria Kale <ria@kale.example>"
KEES = "Kees Winter <kees@winter.example>"


@asynccontextmanager
async def town(lmtp: int) -> AsyncIterator[Postfix]:
    """Run Postfix with its milter, before which Ria's domain passes and no other does."""
    async with running_milter(STAMP, {"kale.example": "pass", "aannemer.example": "pass"}) as milter:
        with running_postfix(lmtp=lmtp, milter=milter) as postfix:
            yield postfix


async def in_queue(postfix: Postfix, seen: Callable[[str], bool]) -> None:
    """Wait until the reasons why mail waits are so."""
    end = monotonic() + PATIENCE_SECONDS
    while not seen(shown := str(await asyncio.to_thread(postfix.queue))):
        assert monotonic() < end, shown
        await asyncio.sleep(0.1)


async def brought(postfix: Postfix) -> None:
    """Have it try again what waits until nothing does; a first flush may come while the last try is still noted."""
    end = monotonic() + PATIENCE_SECONDS
    while (shown := str(await asyncio.to_thread(postfix.queue))) != "[]":
        assert monotonic() < end, shown
        await asyncio.to_thread(postfix.flush)
        await asyncio.sleep(0.5)


async def test_a_digest_answered_through_postfix_acts_also_after_the_service_was_down(tmp_path: Path) -> None:
    clock, lmtp = MovingClock(MONDAY), free_port()
    async with smtp_sink() as (sink, smtp), town(lmtp) as postfix:
        settings = Settings.model_validate(
            {
                "database_url": f"sqlite:///{tmp_path}/road.db",
                "web": {"port": free_port()},
                "mail": {"address": ADDRESS, "authserv_ids": [STAMP], "lmtp": {"port": lmtp}},
                "smtp": {"host": "127.0.0.1", "port": smtp, "security": "none"},
            }
        )
        dossiers, hours = write_files(tmp_path)
        await command(settings, tmp_path, "school", "add", "roc", "ROC de Brug", "--contact", "bpv@roc.example")
        await command(settings, tmp_path, "import", "dossiers", str(dossiers))
        await command(settings, tmp_path, "import", "hours", str(hours), "--school", "roc")
        async with running(settings, clock) as service:
            await until(lambda: len(sink.mails) == 3)
            (ria,) = sink.to("ria@kale.example")
            (kees,) = sink.to("kees@winter.example")

            # Whatever a sender stamps themselves goes: a pass of a forger, and a fail of who was really checked.
            forged = answer(kees, "Youssef akkoord", sender=KEES, at=clock(), stamp="dmarc=pass")
            address = str(kees["Reply-To"])
            await asyncio.to_thread(postfix.take, forged, sender="kees@winter.example", to=[address])
            true = answer(ria, "Noor akkoord", sender=RIA, at=clock(), stamp="dmarc=fail")
            address = str(ria["Reply-To"])
            await asyncio.to_thread(postfix.take, true, sender="ria@kale.example", to=[address, ADDRESS])
            await until(lambda: len(sink.to("ria@kale.example")) == 2)
            assert "Noor Visser" in plain(sink.to("ria@kale.example")[1])
            rows = await service.database.look(lambda session: session.scalars(select(InboxMessage)).all())
            assert sorted(row.outcome for row in rows) == ["acted", "failing_sender"], "two recipients are one mail"
            assert len(sink.to("kees@winter.example")) == 1

        # The service is down: Postfix takes the answer all the same, and keeps it.
        late = answer(ria, "Daan akkoord", sender=RIA, at=clock())
        await asyncio.to_thread(postfix.take, late, sender="ria@kale.example", to=[address])
        await in_queue(postfix, lambda why: "onnection refused" in why)
        async with running(settings, clock):
            await asyncio.to_thread(wait_for, lmtp)
            await brought(postfix)
            await until(lambda: len(sink.to("ria@kale.example")) == 3)
            assert "Daan Bos" in plain(sink.to("ria@kale.example")[2])


async def test_what_we_could_not_store_is_kept_and_brought_again_and_what_is_not_for_us_is_not_taken() -> None:
    stored: dict[str, bytes] = {}
    broken = True

    async def store(key: str, raw: bytes) -> None:
        if broken:
            raise OSError("disk full")
        assert key not in stored
        stored[key] = raw

    server = LmtpServer(store, reply_address=ADDRESS, most_bytes=25_000_000)
    lmtp = free_port()
    await server.listen("127.0.0.1", lmtp)
    try:
        async with town(lmtp) as postfix:
            sender = "fatima@aannemer.example"
            without_id = letter("Akkoord.").replace(b"Message-ID", b"X-Id")
            await asyncio.to_thread(postfix.take, without_id, sender=sender, to=[ADDRESS])
            await in_queue(postfix, lambda why: KEEP_IT[4:] in why)
            broken = False
            await brought(postfix)
            (raw,) = stored.values()
            incoming = read(raw)
            assert incoming.proof == "pass"
            assert incoming.message_id.endswith(f"@{STAMP}"), "by which it is known again"
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                await asyncio.to_thread(postfix.take, without_id, sender=sender, to=["iemand@akkoord.example"])
            with pytest.raises(smtplib.SMTPSenderRefused) as refused:
                await asyncio.to_thread(postfix.take, b"x" * 35_000_001, sender=sender, to=[ADDRESS])
            assert refused.value.smtp_code == 552
            assert "status=bounced" not in postfix.log
    finally:
        await server.close()


def test_the_sample_for_akkoord_goes_with_the_sample_for_postfix() -> None:
    (ours,), (theirs,) = sample("toml"), sample("ini")
    mail = Settings.model_validate(tomllib.loads(ours)).mail
    assert mail.lmtp is not None
    assert f"virtual_transport = lmtp:inet:{mail.lmtp.host}:{mail.lmtp.port}\n" in theirs
    assert f"myhostname = {mail.authserv_ids[0]}\n" in theirs
    taken = int(theirs.partition("message_size_limit = ")[2].split()[0])
    assert taken < mail.lmtp.most_bytes
