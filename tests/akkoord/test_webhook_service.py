"""The whole service behind a webhook: several processes listen, each update is decided once, buttons feel as before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from sqlalchemy import func, select

from akkoord import service
from akkoord.settings import Settings
from bot.webhook import SECRET_HEADER
from core.inbox import InboxMessage
from tests.real.fake_telegram import TOKEN, FakeTelegram
from tests.real.postgres import free_port

SECRET = "a-secret-of-the-test"


def settings_of(path: Path, telegram: FakeTelegram, *, brings_to: int, port: int) -> Settings:
    webhook = {"url": f"http://127.0.0.1:{brings_to}/telegram", "secret": SECRET}
    return Settings.model_validate(
        {
            "database_url": f"sqlite:///{path}/hook.db",
            "web": {"port": port},
            "telegram": {"token": TOKEN, "base_url": telegram.base_url, "webhook": webhook},
        }
    )


@asynccontextmanager
async def running(settings: Settings, parts: set[str]) -> AsyncIterator[service.Service]:
    """Run some parts of the service until the block ends."""
    built = service.build(settings)
    task = asyncio.create_task(built.run(parts))
    try:
        yield built
    finally:
        built.stop.set()
        await task
        await built.close()


async def bring(port: int, update: dict[str, Any], secret: str = SECRET) -> tuple[int, bytes, str]:
    headers = {SECRET_HEADER: secret}
    address = f"http://127.0.0.1:{port}/telegram"
    async with ClientSession() as session, session.post(address, json=update, headers=headers) as answer:
        return answer.status, await answer.read(), answer.content_type


async def test_a_message_is_heard_and_answered_and_polling_is_off(tmp_path: Path) -> None:
    port = free_port()
    async with FakeTelegram() as telegram:
        async with running(settings_of(tmp_path, telegram, brings_to=port, port=port), {"web", "chat", "work"}):
            noor = telegram.user(7001)
            await noor.says("/start")
            answer = await telegram.next_message(noor.id, 60)
            assert answer.text
            query = await noor.presses(telegram_button(telegram, noor.id), "Akkoord")
            await telegram.until(lambda: query in telegram.answers, 60)
        assert telegram.called("getUpdates") == []
        assert [status for _, status in telegram.bringer.tries[-2:]] == [200, 200]


def telegram_button(telegram: FakeTelegram, chat_id: int) -> Any:
    """Give the newest message of a chat an old button."""
    sent = [one for one in telegram.sent if one.chat_id == chat_id][-1]
    sent.buttons = [[("Akkoord", "v1:1:0")]]
    return sent


async def test_several_processes_listen_and_copies_of_an_update_are_one_message(tmp_path: Path) -> None:
    ports = [free_port() for _ in range(3)]
    async with FakeTelegram() as telegram, AsyncExitStack() as stack:
        parts = [{"web", "chat", "work"}, {"web"}, {"web"}]
        services = []
        for port, some in zip(ports, parts, strict=True):
            settings = settings_of(tmp_path, telegram, brings_to=ports[0], port=port)
            services.append(await stack.enter_async_context(running(settings, some)))
            await telegram.until(lambda: bool(telegram.webhook), 60)
        noor = telegram.user(7001)
        update = {"update_id": 5000, "message": noor.message(text="hallo")}
        await until_listening(ports)
        answers = await asyncio.gather(*(bring(port, update) for port in ports * 3))
        assert {status for status, _, _ in answers} == {200}
        await telegram.next_message(noor.id, 60)
        await bring(ports[2], update)
        await services[0].desk.decide_all()
        await services[0].delivery.deliver_due()
        keys = select(InboxMessage.key, func.count()).group_by(InboxMessage.key)
        rows = await services[0].database.look(lambda session: session.execute(keys).all())
        assert [tuple(row) for row in rows] == [("4242:5000", 1)]
        assert len(telegram.sent) == 1
        assert await bring(ports[1], update, "a-guess-at-the-secret") == (403, b"", "application/octet-stream")


async def until_listening(ports: list[int]) -> None:
    """Wait until the pages answer at every port."""
    async with asyncio.timeout(60), ClientSession() as session:
        for port in ports:
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                        assert answer.status == 200
                        break
                except OSError:
                    await asyncio.sleep(0.05)
