"""A house whose chat goes over a real wire, and whose clock moves by waiting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from akkoord.posts import ChatPost
from bot.build import build_bot
from bot.sending import ChatSender
from bot.throttle import Throttle
from core.incoming import Channel
from tests.house import House
from tests.real.fake_telegram import TOKEN, FakeTelegram


@asynccontextmanager
async def over_the_wire(house: House) -> AsyncIterator[FakeTelegram]:
    """Send the house's chat to a Telegram of its own, which keeps the house's time."""

    async def sleep(seconds: float) -> None:
        house.now += timedelta(seconds=seconds)

    def clock() -> float:
        return house.now.timestamp()

    async with FakeTelegram(now=clock) as server, build_bot(TOKEN, base_url=server.base_url) as bot:
        sender = ChatSender(bot, throttle=Throttle(clock=clock, sleep=sleep))
        house.delivery.posts = {**house.delivery.posts, Channel.CHAT: ChatPost(sender, clock=lambda: house.now)}
        yield server
