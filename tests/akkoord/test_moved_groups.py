"""A group that becomes a supergroup is followed: what waits for it arrives, and nothing is told twice."""

import json
from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy import select

from akkoord.posts import ChatPost
from bot.build import build_bot
from bot.door import ChatDoor
from bot.sending import ChatSender
from core.inbox import InboxMessage
from core.incoming import Channel
from core.outbox import OutboxMessage, OutboxState
from tests.house import House
from tests.real.fake_telegram import TOKEN, FakeTelegram

OLD, NEW = -500, -100600


@pytest_asyncio.fixture
async def telegram(house: House) -> AsyncIterator[FakeTelegram]:
    """A house whose chat goes over a real wire."""

    def clock() -> float:
        return house.now.timestamp()

    async with (
        FakeTelegram(now=clock) as server,
        build_bot(TOKEN, base_url=server.base_url) as bot,
    ):
        house.desk.doors = {**house.desk.doors, Channel.CHAT: ChatDoor()}
        house.delivery.posts = {
            **house.delivery.posts,
            Channel.CHAT: ChatPost(ChatSender(bot), clock=lambda: house.now),
        }
        yield server


async def hears(house: House, telegram: FakeTelegram) -> None:
    """Receive and decide what Telegram has, and answer it."""
    for update in telegram.pending:
        await house.desk.receive(Channel.CHAT, f"4242:{update['update_id']}", json.dumps(update).encode())
    telegram.pending.clear()
    await house.desk.decide_all()
    await house.deliver()


async def pointers(house: House) -> list[tuple[str | None, str, str]]:
    found = await house.all(select(OutboxMessage).where(OutboxMessage.name == "desk.group"))
    return [(row.key, row.address, row.state) for row in found]


async def test_a_message_for_a_group_that_moved_arrives_in_its_new_place(house: House, telegram: FakeTelegram) -> None:
    noor = telegram.user(7001)
    await noor.says_in_group("wat staat er open?", group_id=OLD)
    await telegram.upgrade_group(OLD, NEW, silent=True)
    await hears(house, telegram)
    assert [sent.chat_id for sent in telegram.sent] == [NEW]
    assert await pointers(house) == [(f"desk.group:{NEW}", str(NEW), OutboxState.SENT)]
    await noor.says_in_group("hallo?", group_id=NEW)
    await hears(house, telegram)
    assert len(telegram.sent) == 1, "the same people were told before"


async def test_a_group_that_tells_of_its_move_is_followed_before_anything_is_sent(
    house: House, telegram: FakeTelegram
) -> None:
    noor = telegram.user(7001)
    telegram.fail_next("sendMessage", 502, "Bad Gateway")
    await noor.says_in_group("wat staat er open?", group_id=OLD)
    await hears(house, telegram)
    assert await pointers(house) == [(f"desk.group:{OLD}", str(OLD), OutboxState.PLANNED)]
    await telegram.upgrade_group(OLD, NEW)
    await hears(house, telegram)
    assert await pointers(house) == [(f"desk.group:{NEW}", str(NEW), OutboxState.PLANNED)]
    (row,) = await house.all(select(OutboxMessage).where(OutboxMessage.name == "desk.group"))
    house.now = row.due_at
    await house.deliver()
    assert [sent.chat_id for sent in telegram.sent] == [NEW]
    assert [call["chat_id"] for call in telegram.called("sendMessage")] == [OLD, NEW]
    assert set(await house.all(select(InboxMessage.outcome))) == {"group"}
