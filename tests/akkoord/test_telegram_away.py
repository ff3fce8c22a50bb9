"""Telegram that stops or no longer knows us: all that is said waits, and one alert an hour rings."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot.build import build_bot
from bot.keeping import WebhookKeeper
from bot.polling import Patience, Polling
from bot.webhook import Webhook
from core import connection
from core.connection import Alarm
from core.incoming import Channel
from core.outbox import OutboxState
from tests.akkoord.away import alerts, pass_time, plan, rows
from tests.akkoord.wire import over_the_wire
from tests.bot.test_chat_polling import Inbox
from tests.house import MONDAY_MORNING, House
from tests.real.fake_telegram import TOKEN, FakeTelegram

QUICK = Patience(first=0.01, most=0.02, conflict=0.01)


@pytest_asyncio.fixture
async def telegram(house: House) -> AsyncIterator[FakeTelegram]:
    async with over_the_wire(house) as server:
        for chat in (1, 2, 3):
            server.user(chat)
        yield server


async def test_messages_wait_for_a_telegram_that_is_away_and_go_once_each(house: House, telegram: FakeTelegram) -> None:
    await telegram.stop()
    with capture_logs() as logs:
        for chat in (1, 2, 3, 1):
            await plan(house, Channel.CHAT, (None, str(chat)))
            await pass_time(house, 0.7, step=15)
        assert {(row.state, row.attempts) for row in await rows(house)} == {(OutboxState.PLANNED, 0)}
        assert alerts(logs, "telegram") == ["away"] * 3
        await telegram.start()
        await pass_time(house, 0.1)
    assert sorted(sent.chat_id for sent in telegram.sent) == [1, 1, 2, 3]
    assert alerts(logs, "telegram") == ["away"] * 3 + ["back"]
    assert {row.state for row in await rows(house)} == {OutboxState.SENT}


async def test_a_token_that_was_withdrawn_is_tried_on_and_the_alert_says_what_to_do(
    house: House, telegram: FakeTelegram
) -> None:
    for method in ("sendMessage", "getMe"):
        telegram.fail_next(method, 401, "Unauthorized", times=10)
    with capture_logs() as logs:
        await plan(house, Channel.CHAT, (None, "1"))
        await pass_time(house, 1, step=15)
    assert [sent.chat_id for sent in telegram.sent] == [1]
    assert alerts(logs, "telegram") == ["away", "back"]
    (away,) = [line for line in logs if line["event"] == "away"]
    assert "@BotFather" in away["why"]
    assert TOKEN not in str(logs)


async def test_one_message_that_telegram_stumbles_over_holds_up_no_other(house: House, telegram: FakeTelegram) -> None:
    telegram.fail_next("sendMessage", 502, "Bad Gateway")
    with capture_logs() as logs:
        await plan(house, Channel.CHAT, (None, "1"), (None, "2"))
        await house.deliver()
        assert [sent.chat_id for sent in telegram.sent] == [2]
        await pass_time(house, 0.1)
    assert [sent.chat_id for sent in telegram.sent] == [2, 1]
    assert alerts(logs, "telegram") == []


async def test_what_people_say_meanwhile_is_heard_afterwards_once_each(
    telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "GRACE", timedelta())
    inbox, stop, noor = Inbox(), asyncio.Event(), telegram.user(7)
    bot = build_bot(TOKEN, base_url=telegram.base_url)
    polling = Polling(bot, inbox, long_poll=1, patience=QUICK)
    running = asyncio.create_task(polling.run(stop))
    with capture_logs() as logs:
        await noor.says("een")
        await inbox.holds(1)
        await telegram.stop()
        for number in range(20):
            await noor.says(f"nr {number}")
        while polling.health.failures < 3:  # noqa: ASYNC110 - nothing tells us
            await asyncio.sleep(0.01)
        await telegram.start()
        await inbox.holds(21)
        telegram.fail_next("getUpdates", 401, "Unauthorized", times=3)
        await noor.says("twee")
        await inbox.holds(22)
        while polling.health.failures:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
    assert not running.done()
    stop.set()
    await running
    await bot.shutdown()
    assert inbox.texts == ["een", *(f"nr {number}" for number in range(20)), "twee"]
    assert alerts(logs, "telegram")[:2] == ["away", "back"]
    assert alerts(logs, "telegram").count("away") == 1, "the second time is within the hour"


async def test_the_webhook_is_set_once_telegram_is_back(
    telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "GRACE", timedelta())
    bot = build_bot(TOKEN, base_url=telegram.base_url)
    await telegram.stop()
    stop = asyncio.Event()
    keeper = WebhookKeeper(bot, Webhook("https://akkoord.example/t", "s" * 32, 4), patience=QUICK, look=0.02)
    running = asyncio.create_task(keeper.run(stop))
    with capture_logs() as logs:
        while keeper.health.failures < 3:  # noqa: ASYNC110 - nothing tells us
            await asyncio.sleep(0.01)
        await telegram.start()
        while not keeper.health.is_up:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
    stop.set()
    await running
    await bot.shutdown()
    assert telegram.called("setWebhook")
    assert alerts(logs, "telegram") == ["away", "back"]


def test_sending_and_receiving_share_one_alarm_and_are_back_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "GRACE", timedelta())
    alarm, now = Alarm("telegram"), MONDAY_MORNING
    with capture_logs() as logs:
        alarm.away(now, "no answer", source="polling")
        alarm.away(now, "no answer", source="sending")
        alarm.back(now + timedelta(minutes=3), source="polling")
        assert alerts(logs, "telegram") == ["away"]
        alarm.back(now + timedelta(minutes=4), source="sending")
        assert alerts(logs, "telegram") == ["away", "back"]
