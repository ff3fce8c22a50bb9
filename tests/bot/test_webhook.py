"""The webhook takes an update from Telegram alone, and says so only when it is stored."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession, web
from structlog.testing import capture_logs
from telegram import Bot

from bot.build import build_bot
from bot.keeping import WebhookKeeper
from bot.polling import ALLOWED_UPDATES, Patience, Polling
from bot.webhook import LARGEST_UPDATE, SECRET_HEADER, Webhook, add_webhook
from tests.bot.test_chat_polling import Failures, Inbox
from tests.real.fake_telegram import TOKEN, FakeTelegram, Person

SECRET = "a-secret-of-the-test_1"
SOON = Patience(first=0.001, most=0.002, conflict=0.002)
UPDATE = json.dumps({"update_id": 7, "message": {"text": "akkoord"}}).encode()

Store = Callable[[int, int, bytes], Awaitable[None]]


@asynccontextmanager
async def listening(store: Store, *, secret: str = SECRET) -> AsyncIterator[Webhook]:
    """Listen on loopback."""
    app = web.Application(client_max_size=1000)
    add_webhook(app, Webhook("http://127.0.0.1/telegram", secret), bot_id=4242, store=store)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield Webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/telegram", secret, 7)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def keeping(bot: Bot, webhook: Webhook, **more: Any) -> AsyncIterator[WebhookKeeper]:
    """Keep the webhook until the block ends."""
    stop = asyncio.Event()
    keeper = WebhookKeeper(bot, webhook, patience=SOON, **more)
    running = asyncio.create_task(keeper.run(stop))
    try:
        yield keeper
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await running


async def post(
    webhook: Webhook, body: Any = UPDATE, *, headers: Any = ((SECRET_HEADER, SECRET),), method: str = "POST"
) -> tuple[int, bytes]:
    async with (
        ClientSession() as session,
        session.request(method, webhook.url, data=body, headers=list(headers)) as answer,
    ):
        return answer.status, await answer.read()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


async def test_an_update_is_brought_and_stored_as_it_came(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    async with listening(inbox) as webhook, keeping(bot, webhook):
        await telegram.until(lambda: bool(telegram.webhook))
        message = await noor.says("alles akkoord 👍")
        await inbox.holds(1)
    (asked,) = telegram.called("setWebhook")
    assert asked == {
        "url": webhook.url,
        "secret_token": SECRET,
        "max_connections": 7,
        "allowed_updates": list(ALLOWED_UPDATES),
        "drop_pending_updates": False,
    }
    ((key, update),) = inbox.stored.items()
    assert key == (4242, update["update_id"])
    assert update["message"] == message
    assert telegram.called("getUpdates") == []


async def test_telegram_hears_that_an_update_arrived_only_after_it_is_stored() -> None:
    began, stored, answered = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def store(bot_id: int, update_id: int, raw: bytes) -> None:
        began.set()
        await stored.wait()

    async def bring(webhook: Webhook) -> tuple[int, bytes]:
        answer = await post(webhook)
        answered.set()
        return answer

    async with listening(store) as webhook:
        bringing = asyncio.create_task(bring(webhook))
        await asyncio.wait_for(began.wait(), 20)
        assert not answered.is_set()
        stored.set()
        assert await asyncio.wait_for(bringing, 20) == (200, b"")


async def test_what_could_not_be_stored_is_brought_again_and_what_follows_waits(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    inbox.broken = 2
    async with listening(inbox) as webhook, keeping(bot, webhook):
        await telegram.until(lambda: bool(telegram.webhook))
        await noor.says("een")
        await noor.says("twee")
        await inbox.holds(2)
        await telegram.until(lambda: not telegram.pending)
    assert inbox.texts == ["een", "twee"]
    assert [status for _, status in telegram.bringer.tries] == [500, 500, 200, 200]


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ((SECRET_HEADER, ""),),
        ((SECRET_HEADER, SECRET[:-1]),),
        ((SECRET_HEADER, SECRET.upper()),),
        ((SECRET_HEADER, f"{SECRET} "), (SECRET_HEADER, SECRET)),
        ((SECRET_HEADER, SECRET), (SECRET_HEADER, "another")),
        ((SECRET_HEADER, "geheim-é"),),
        (("Authorization", SECRET),),
    ],
)
async def test_whoever_does_not_know_the_secret_is_refused_without_a_word(inbox: Inbox, headers: Any) -> None:
    async with listening(inbox) as webhook:
        assert await post(webhook, headers=headers) == (403, b"")
    assert inbox.tries == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_only_a_post_is_an_update(inbox: Inbox, method: str) -> None:
    async with listening(inbox) as webhook:
        assert await post(webhook, method=method) == (403, b"")
    assert inbox.tries == []


async def test_the_secret_is_compared_in_constant_time(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("bot.webhook.hmac.compare_digest", compare)
    async with listening(inbox) as webhook:
        await post(webhook, headers=((SECRET_HEADER, "guess"),))
        await post(webhook)
    assert compared == [(b"guess", SECRET.encode()), (SECRET.encode(), SECRET.encode())]
    assert inbox.tries == [7]


async def test_a_body_beyond_any_update_is_refused_before_and_while_it_is_read(inbox: Inbox) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_UPDATE // 65536 + 2):
            yield b" " * 65536

    async with listening(inbox) as webhook:
        assert await post(webhook, BytesIO(b" " * (LARGEST_UPDATE + 1))) == (413, b"")
        assert await post(webhook, endless()) == (413, b"")
        assert await post(webhook, BytesIO(UPDATE.ljust(LARGEST_UPDATE))) == (200, b"")
    assert inbox.tries == [7]


@pytest.mark.parametrize(
    "body",
    [b"", b"akkoord", b"[]", b"{}", b'{"update_id": "7"}', b'{"update_id": true}', b'{"update_id": -1}', b"[" * 90000],
)
async def test_what_has_no_number_is_no_update(inbox: Inbox, body: bytes) -> None:
    async with listening(inbox) as webhook:
        assert await post(webhook, body) == (400, b"")
    assert inbox.tries == []


async def test_the_secret_and_what_is_said_are_in_no_log(inbox: Inbox) -> None:
    inbox.broken = 1
    with capture_logs() as logs:
        async with listening(inbox) as webhook:
            await post(webhook, headers=((SECRET_HEADER, "guess"),))
            await post(webhook, b"akkoord")
            await post(webhook)
    assert [line["event"] for line in logs] == ["webhook_refused", "webhook_no_update", "update_not_stored"]
    for secret in (SECRET, "guess", "akkoord"):
        assert secret not in str(logs)
    assert SECRET not in repr(webhook)


async def test_from_polling_to_a_webhook_and_back_nothing_is_lost(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    async def polls(until: int) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(Polling(bot, inbox, patience=SOON).run(stop))
        await inbox.holds(until)
        stop.set()
        await running

    await noor.says("een")
    await polls(1)
    await noor.says("twee")
    async with listening(inbox) as webhook, keeping(bot, webhook):
        await inbox.holds(2)
        await noor.says("drie")
        await inbox.holds(3)
        await telegram.until(lambda: not telegram.pending)
    assert telegram.webhook == webhook.url, "what comes while we are away waits at Telegram"
    await noor.says("vier")
    await polls(4)
    assert inbox.texts == ["een", "twee", "drie", "vier"]
    assert telegram.webhook == ""


async def test_a_webhook_that_was_taken_away_is_set_again_and_the_log_says_why(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    with capture_logs() as logs:
        async with listening(inbox) as webhook, keeping(bot, webhook, look=0.001):
            await telegram.until(lambda: bool(telegram.called("getWebhookInfo")))
            async with build_bot(TOKEN, base_url=telegram.base_url) as rival:
                await rival.delete_webhook()
            await noor.says("akkoord")
            await telegram.until(lambda: len(telegram.called("setWebhook")) == 2)
            await inbox.holds(1)
    (told, *_) = [line for line in logs if line["event"] == "webhook_taken_away"]
    assert "another program polls" in told["why"]
    assert inbox.texts == ["akkoord"]


@pytest.mark.parametrize(
    ("status", "description"),
    [(409, "Conflict: terminated"), (500, "Internal Server Error"), (401, "Unauthorized"), (400, "Bad Request: odd")],
)
async def test_setting_the_webhook_never_gives_up(
    telegram: FakeTelegram, bot: Bot, inbox: Inbox, status: int, description: str
) -> None:
    failures = Failures()
    telegram.fail_next("setWebhook", status, description, times=3)
    async with listening(inbox) as webhook, keeping(bot, webhook, chance=failures) as keeper:
        await telegram.until(lambda: bool(telegram.webhook))
        await telegram.until(lambda: bool(telegram.called("getWebhookInfo")))
        assert failures.count == 3
        async with asyncio.timeout(30):
            while not keeper.health.is_up:  # noqa: ASYNC110 - nothing tells that an answer was read
                await asyncio.sleep(0.01)
    assert keeper.trouble == ""


async def test_setting_the_webhook_waits_as_long_as_telegram_asks(
    telegram: FakeTelegram, bot: Bot, inbox: Inbox
) -> None:
    telegram.fail_next("setWebhook", 429, "Too Many Requests: retry after 33", retry_after=33)
    async with listening(inbox) as webhook:
        keeper = WebhookKeeper(bot, webhook)
        assert await keeper._try_once() == 33
        assert not keeper.health.is_up
        assert keeper.health.failures == 1
        assert telegram.webhook == ""


async def test_what_telegram_says_of_a_webhook_it_cannot_reach_is_logged_once(
    telegram: FakeTelegram, bot: Bot, noor: Person, inbox: Inbox
) -> None:
    async with listening(inbox) as webhook:
        pass  # nobody listens there any more
    keeper = WebhookKeeper(bot, webhook)
    with capture_logs() as logs:
        await keeper._try_once()
        await noor.says("akkoord")
        await telegram.until(lambda: bool(telegram.bringer.tries))
        telegram.webhook, kept = "", telegram.webhook  # so that the failure stays the same one
        await telegram.bringer.stop()
        telegram.webhook = kept
        await keeper._try_once()
        await keeper._try_once()
    (told,) = [line for line in logs if line["event"] == "webhook_not_reached"]
    assert (told["why"], told["waiting"]) == ("Connection refused", 1)
    assert keeper.trouble == "Connection refused"
