"""Many messages over a real wire: Telegram's limits are kept, and what it asks us to wait is waited, without loss."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.incoming import Channel
from core.outbox import OutboxMessage, OutboxState
from tests.akkoord.wire import over_the_wire
from tests.house import House
from tests.real.fake_telegram import FakeTelegram


@pytest_asyncio.fixture
async def telegram(house: House) -> AsyncIterator[FakeTelegram]:
    async with over_the_wire(house) as server:
        yield server


async def plan(house: House, telegram: FakeTelegram, *chats: int) -> None:
    """Plan a message to each of these chats."""

    def work(session: Session) -> None:
        for chat in chats:
            telegram.user(chat)
            message = OutboxMessage(name="desk.edited", facts={"what": ""}, channel=Channel.CHAT, address=str(chat))
            message.due_at = house.now
            outbox.put(session, message)

    await house.database.turn(work)


async def test_a_wait_that_telegram_asks_for_is_waited_to_the_second_by_all(
    house: House, telegram: FakeTelegram
) -> None:
    began = house.now
    await plan(house, telegram, 1, 2, 3)
    telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    await house.deliver()
    assert len(telegram.called("sendMessage")) == 1
    rows = await house.all(select(OutboxMessage))
    assert {(row.state, row.attempts, row.due_at) for row in rows} == {
        (OutboxState.PLANNED, 0, began + timedelta(seconds=7))
    }
    house.now = began + timedelta(seconds=6.9)
    await house.deliver()
    assert len(telegram.called("sendMessage")) == 1
    house.now = began + timedelta(seconds=7)
    await house.deliver()
    assert sorted(sent.chat_id for sent in telegram.sent) == [1, 2, 3]
    assert len(telegram.called("sendMessage")) == 4


async def test_a_flood_of_messages_goes_no_faster_than_telegram_allows(house: House, telegram: FakeTelegram) -> None:
    await plan(house, telegram, *range(1, 71), *[1] * 4)
    await house.deliver()
    assert len(telegram.sent) == 74
    own = [sent.date for sent in telegram.sent if sent.chat_id == 1]
    assert all(second - first >= 1 for first, second in pairwise(own))
    assert max(Counter(sent.date for sent in telegram.sent).values()) <= 30
