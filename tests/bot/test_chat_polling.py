"""Updates are stored before Telegram hears that they arrived, whatever goes wrong between."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Bot
from telegram.error import NetworkError

from bot.build import build_bot
from bot.polling import ALLOWED_UPDATES, Patience, Polling
from tests.real.fake_telegram import TOKEN, FakeTelegram, Person

SOON = Patience(first=0.001, most=0.002, conflict=0.002)
MOMENT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class Inbox:
    """Stores updates as the real one does: a second copy changes nothing."""

    def __init__(self) -> None:
        self.stored: dict[tuple[int, int], dict[str, Any]] = {}
        self.tries: list[int] = []
        self.broken = 0
        self.arrived = asyncio.Event()

    async def __call__(self, bot_id: int, update_id: int, raw: bytes) -> None:
        self.tries.append(update_id)
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")
        self.stored.setdefault((bot_id, update_id), json.loads(raw))
        self.arrived.set()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.stored.values()]

    async def holds(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self.stored) < count:
                self.arrived.clear()
                await self.arrived.wait()


class Failures:
    """Counts failures, and lets a test wait for them: it is asked for its chance at each."""

    def __init__(self) -> None:
        self.count = 0
        self.happened = asyncio.Event()

    def __call__(self) -> float:
        self.count += 1
        self.happened.set()
        return 1.0

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(20):
            while self.count < count:
                self.happened.clear()
                await self.happened.wait()


@asynccontextmanager
async def polling(bot: Bot, inbox: Inbox, **more: Any) -> AsyncIterator[Polling]:
    stop = asyncio.Event()
    poller = Polling(bot, inbox, patience=SOON, clock=lambda: MOMENT, **more)
    running = asyncio.create_task(poller.run(stop))
    try:
        yield poller
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await running


def offsets(telegram: FakeTelegram) -> list[int]:
    return [call["offset"] for call in telegram.called("getUpdates") if "offset" in call]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def failures() -> Failures:
    return Failures()


async def test_an_update_is_stored_as_it_came_under_the_bot_and_its_number(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    async with polling(bot, inbox):
        message = await noor.says("alles akkoord 👍")
        await inbox.holds(1)
    ((key, update),) = inbox.stored.items()
    assert key == (4242, update["update_id"])
    assert update["message"].items() >= message.items()


async def test_the_offset_moves_only_after_storing(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    seen: list[list[int]] = []

    async def store(bot_id: int, update_id: int, raw: bytes) -> None:
        seen.append(offsets(telegram))
        await inbox(bot_id, update_id, raw)

    update_id = await telegram.push(message=noor.message(text="akkoord"))
    stop = asyncio.Event()
    running = asyncio.create_task(Polling(bot, store, patience=SOON).run(stop))
    await telegram.until(lambda: update_id + 1 in offsets(telegram))
    stop.set()
    await running
    assert seen == [[]]
    assert telegram.pending == []


async def test_an_update_that_could_not_be_stored_comes_again(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    inbox.broken = 3
    async with polling(bot, inbox):
        await noor.says("akkoord")
        await inbox.holds(1)
    assert inbox.texts == ["akkoord"]
    assert len(inbox.tries) == 4
    assert len(set(inbox.tries)) == 1


async def test_a_batch_that_breaks_halfway_goes_on_where_it_broke(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    for text in ("een", "twee", "drie"):
        await noor.says(text)
    first = telegram.pending[0]["update_id"]
    failed = False

    async def store(bot_id: int, update_id: int, raw: bytes) -> None:
        nonlocal failed
        if update_id == first + 1 and not failed:
            failed = True
            raise OSError("disk full")
        await inbox(bot_id, update_id, raw)

    stop = asyncio.Event()
    running = asyncio.create_task(Polling(bot, store, patience=SOON).run(stop))
    await inbox.holds(3)
    stop.set()
    await running
    assert inbox.texts == ["een", "twee", "drie"]
    assert inbox.tries == [first, first + 1, first + 2]
    assert offsets(telegram)[0] == first + 1


async def test_many_updates_are_fetched_in_one_go_and_stored_in_order(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    for number in range(120):
        await noor.says(f"bericht {number}")
    async with polling(bot, inbox):
        await inbox.holds(120)
    assert inbox.texts == [f"bericht {number}" for number in range(120)]
    assert len(telegram.called("getUpdates")) <= 4


async def test_what_was_stored_but_not_acknowledged_comes_again_after_a_restart(
    telegram: FakeTelegram, noor: Person, inbox: Inbox
) -> None:
    await noor.says("akkoord")
    for _ in range(2):
        async with build_bot(TOKEN, base_url=telegram.base_url) as bot:
            stop = asyncio.Event()

            async def store(bot_id: int, update_id: int, raw: bytes, stop: asyncio.Event = stop) -> None:
                await inbox(bot_id, update_id, raw)
                stop.set()

            await asyncio.wait_for(Polling(bot, store, patience=SOON).run(stop), 20)
    assert inbox.texts == ["akkoord"]
    assert len(inbox.tries) == 2


async def test_polling_survives_that_telegram_goes_away_and_comes_back(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox, failures: Failures
) -> None:
    async with polling(bot, inbox, chance=failures) as poller:
        await noor.says("voor")
        await inbox.holds(1)
        await telegram.stop()
        await noor.says("tijdens")
        await failures.reach(3)
        assert poller.health.last_success == MOMENT
        await telegram.start()
        await inbox.holds(2)
    assert inbox.texts == ["voor", "tijdens"]


@pytest.mark.parametrize(
    ("status", "description"),
    [(500, "Internal Server Error"), (502, "Bad Gateway"), (401, "Unauthorized"), (400, "Bad Request: odd")],
)
async def test_polling_never_gives_up(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox, status: int, description: str
) -> None:
    telegram.fail_next("getUpdates", status, description, times=5)
    await noor.says("akkoord")
    async with polling(bot, inbox) as poller:
        await inbox.holds(1)
    assert inbox.texts == ["akkoord"]
    assert poller.health.failures == 0


async def test_polling_begins_even_when_telegram_is_away_at_first(
    telegram: FakeTelegram, noor: Person, inbox: Inbox
) -> None:
    telegram.fail_next("getMe", 502, "Bad Gateway", times=2)
    telegram.fail_next("deleteWebhook", 502, "Bad Gateway")
    await noor.says("akkoord")
    bot = build_bot(TOKEN, base_url=telegram.base_url)
    async with polling(bot, inbox):
        await inbox.holds(1)
    await bot.shutdown()
    assert inbox.texts == ["akkoord"]


async def test_polling_waits_as_long_as_telegram_asks(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    telegram.fail_next("getUpdates", 429, "Too Many Requests: retry after 33", retry_after=33)
    await noor.says("akkoord")
    poller, never = Polling(bot, inbox), asyncio.create_task(asyncio.Event().wait())
    assert await poller._try_once(never) == 33
    assert inbox.texts == []
    assert await poller._try_once(never) == 0
    assert inbox.texts == ["akkoord"]
    never.cancel()


async def test_polling_waits_when_another_program_polls_and_says_so_in_the_log(
    telegram: FakeTelegram, bot: Bot, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    telegram.fail_next("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=9)
    poller, never = Polling(bot, inbox, chance=lambda: 1), asyncio.create_task(asyncio.Event().wait())
    waits = [await poller._try_once(never) for _ in range(9)]
    assert waits == [10, 10, 10, 10, 10, 16, 32, 60, 60]
    assert caplog.text.count("another program polls for this bot, or a webhook is set") == 9
    never.cancel()


async def test_a_second_program_that_polls_is_named_as_the_trouble(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox, failures: Failures
) -> None:
    async with polling(bot, inbox, chance=failures) as poller, build_bot(TOKEN, base_url=telegram.base_url) as other:
        await telegram.until(lambda: bool(telegram.called("getUpdates")))
        rival = asyncio.create_task(other.get_updates(timeout=30))
        await failures.reach(1)
        assert "another program" in poller.health.trouble
        rival.cancel()
        await asyncio.gather(rival, return_exceptions=True)
        await noor.says("akkoord")
        await inbox.holds(1)
    assert inbox.texts == ["akkoord"]


async def test_a_webhook_left_behind_is_taken_away(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    telegram.webhook = "https://elders.example/hook"
    await noor.says("akkoord")
    async with polling(bot, inbox):
        await inbox.holds(1)
        telegram.webhook = "https://elders.example/again"
        await noor.says("nog een")
        await inbox.holds(2)
    assert telegram.webhook == ""
    assert telegram.called("deleteWebhook")[0] == {"drop_pending_updates": False}


async def test_stopping_does_not_wait_for_the_long_poll(telegram: FakeTelegram, bot: Bot, inbox: Inbox) -> None:
    began = asyncio.get_running_loop().time()
    async with polling(bot, inbox):
        await telegram.until(lambda: bool(telegram.called("getUpdates")))
    assert asyncio.get_running_loop().time() - began < 20


async def test_being_cancelled_leaves_nothing_running(telegram: FakeTelegram, bot: Bot, inbox: Inbox) -> None:
    def running() -> set[str]:
        return {
            str(task.get_coro()) for task in asyncio.all_tasks() if "Polling" in repr(task) or "Event" in repr(task)
        }

    before = running()
    poller = asyncio.create_task(Polling(bot, inbox).run(asyncio.Event()))
    await telegram.until(lambda: bool(telegram.called("getUpdates")))
    assert len(running() - before) == 3
    poller.cancel()
    await asyncio.gather(poller, return_exceptions=True)
    await asyncio.sleep(0)
    assert running() <= before


async def test_only_what_we_can_use_is_asked_for(telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox) -> None:
    async with polling(bot, inbox):
        await noor.says("akkoord")
        await inbox.holds(1)
    (asked, *_) = telegram.called("getUpdates")
    assert asked["allowed_updates"] == list(ALLOWED_UPDATES)
    assert asked["timeout"] == 30


async def test_an_update_that_the_library_cannot_read_holds_up_nobody(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    await telegram.push(callback_query={"data": "v1:1:1"}, unchecked=True)
    await noor.says("akkoord")
    async with polling(bot, inbox):
        await inbox.holds(2)
        await telegram.until(lambda: not telegram.pending)
    odd, normal = inbox.stored.values()
    assert odd["callback_query"] == {"data": "v1:1:1"}
    assert normal["message"]["text"] == "akkoord"
    assert "stored as it came" in caplog.text


async def test_the_token_is_in_no_log_and_in_no_health_report(
    telegram: FakeTelegram, noor: Person, inbox: Inbox, failures: Failures, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    telegram.fail_next("getMe", 401, "Unauthorized", times=3)
    bot = build_bot(TOKEN, base_url=telegram.base_url)
    async with polling(bot, inbox, chance=failures) as poller:
        await failures.reach(1)
        assert "@BotFather" in poller.health.trouble
        assert TOKEN not in poller.health.trouble
        await noor.says("akkoord")
        await inbox.holds(1)
    await bot.shutdown()
    assert "polling failed" in caplog.text
    assert TOKEN not in caplog.text


def test_waiting_doubles_up_to_a_minute_and_differs_by_chance() -> None:
    patience = Patience()
    assert [patience.after(failures, chance=1) for failures in (1, 2, 3, 8, 9, 5000)] == [0.5, 1, 2, 60, 60, 60]
    assert patience.after(1, chance=0) == 0.25


async def test_a_network_that_is_away_is_told_by_the_health_report(
    bot: Bot, inbox: Inbox, failures: Failures, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_args: object, **_more: object) -> None:
        raise NetworkError("httpx.ConnectError: away")

    monkeypatch.setattr(bot._request[0], "do_request", away)
    async with polling(bot, inbox, chance=failures) as poller:
        await failures.reach(4)
    assert poller.health.last_success is None
    assert "away" in poller.health.trouble
