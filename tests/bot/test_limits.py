"""Telegram's limits are kept by planning: no stretch of time holds more messages than it may, however many wait."""

import asyncio
from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import Conflict, NetworkError, TelegramError, TimedOut

from bot.sending import ChatMessage, ChatSender
from bot.throttle import Throttle
from bot.trouble import TryLater, trouble_of
from tests.bot.conftest import Clock
from tests.real.fake_telegram import FakeTelegram, Person


class Planner:
    """A throttle whose waits are written down instead of waited for: when each message to each chat may go."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.waited = 0.0
        self.throttle = Throttle(clock=lambda: self.at, sleep=self._note)
        self.planned: list[tuple[float, str]] = []

    async def _note(self, seconds: float) -> None:
        self.waited = seconds

    async def asks(self, chat_id: str) -> float:
        """Ask for a turn now; say when it is."""
        self.waited = 0.0
        await self.throttle.turn(chat_id)
        self.planned.append((self.at + self.waited, chat_id))
        return self.at + self.waited - 1000


def most_within(moments: list[float], seconds: float) -> int:
    """Count the messages of the busiest stretch of so many seconds, its end not included."""
    ordered = sorted(moments)
    return max(sum(first <= other < first + seconds - 1e-6 for other in ordered) for first in ordered)


async def test_a_chat_gets_one_message_a_second_also_when_several_wait() -> None:
    planner = Planner()
    assert [await planner.asks("7001") for _ in range(4)] == pytest.approx([0, 1, 2, 3])
    planner.at += 3.5
    assert await planner.asks("7001") == pytest.approx(4)
    planner.at += 60
    assert await planner.asks("7001") == pytest.approx(63.5)


async def test_a_group_gets_twenty_messages_a_minute() -> None:
    planner = Planner()
    turns = [await planner.asks("-100500") for _ in range(42)]
    assert turns[:20] == pytest.approx(list(range(20)))
    assert turns[20:40] == pytest.approx([60 + second for second in range(20)])
    assert turns[40] == pytest.approx(120)


async def test_all_chats_together_get_thirty_messages_in_any_second() -> None:
    planner = Planner()
    turns = [await planner.asks(str(chat)) for chat in range(91)]
    assert turns == pytest.approx([0] * 30 + [1] * 30 + [2] * 30 + [3])


async def test_a_chat_that_waits_does_not_hold_up_another() -> None:
    planner = Planner()
    for _ in range(10):
        await planner.asks("7001")
    assert [await planner.asks(str(chat)) for chat in range(20)] == [0] * 20


@given(
    st.lists(
        st.tuples(st.floats(0, 2), st.sampled_from(["1", "2", "3", "-4", "-5"]) | st.integers(6, 40).map(str)),
        min_size=1,
        max_size=120,
    )
)
def test_no_stretch_of_time_holds_more_than_it_may(asked: list[tuple[float, str]]) -> None:
    planner = Planner()

    async def all_of_them() -> None:
        for later, chat in asked:
            planner.at += later
            await planner.asks(chat)

    asyncio.run(all_of_them())
    chats: dict[str, list[float]] = defaultdict(list)
    for moment, chat in planner.planned:
        chats[chat].append(moment)
    assert most_within([moment for moment, _ in planner.planned], 1) <= 30
    for chat, moments in chats.items():
        assert all(second - first >= 1 - 1e-6 for first, second in pairwise(moments)), "in order, a second apart"
        assert most_within(moments, 60) <= (20 if chat.startswith("-") else 61)


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("httpx.ReadError"), Conflict("409")])
def test_what_the_network_does_to_a_message_is_for_later(error: TelegramError) -> None:
    trouble = trouble_of(error)
    assert isinstance(trouble, TryLater)
    assert trouble.seconds is None


async def test_messages_that_wait_for_their_turn_are_silent_too_when_telegram_asks_for_it(
    telegram: FakeTelegram, sender: ChatSender, clock: Clock, noor: Person
) -> None:
    throttle = sender._throttle
    await sender.send(ChatMessage("7001", "<p>Een</p>"))

    async def sleeps(seconds: float) -> None:
        clock.at += seconds
        throttle.pause(30)  # another message was told so meanwhile

    throttle._sleep = sleeps
    with pytest.raises(TryLater) as told:
        await sender.send(ChatMessage("7001", "<p>Twee</p>"))
    assert told.value.seconds == pytest.approx(30)
    assert [sent.text for sent in telegram.sent] == ["Een"]
