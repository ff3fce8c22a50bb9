"""A fake Telegram, and the real library talking to it."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.build import build_bot
from bot.sending import ChatSender
from bot.throttle import Throttle
from tests.real.fake_telegram import TOKEN, FakeTelegram, Person


class Clock:
    """A clock that moves by sleeping."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def noor(telegram: FakeTelegram) -> Person:
    return telegram.user(7001, "Noor", "nl", last_name="Aziz")


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    built = build_bot(TOKEN, base_url=telegram.base_url)
    async with built:
        yield built


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sender(bot: Bot, clock: Clock) -> ChatSender:
    return ChatSender(bot, throttle=Throttle(clock=clock, sleep=clock.sleep))
