"""How the parts are tied together: what comes after an update is stored never makes it seem unstored."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from akkoord.service import Service
from akkoord.settings import Settings
from bot.door import ChatDoor
from bot.sending import ChatSender
from core.inbox import InboxMessage
from core.incoming import Channel
from tests.house import House

PRESS = {
    "update_id": 2,
    "callback_query": {
        "id": "41",
        "from": {"id": 5, "is_bot": False, "first_name": "Ria"},
        "data": "v1:1:0",
        "message": {"message_id": 3, "date": 1773040000, "chat": {"id": 5, "type": "private"}},
    },
}


class Fault(ChatSender):
    """A way to Telegram with a fault of ours in it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer_button(self, callback_query_id: str, text: str | None = None) -> None:
        self.asked.append(callback_query_id)
        raise KeyError("a fault of ours")


def service(house: House, chat: ChatSender | None = None) -> Service:
    house.desk.doors = {**house.desk.doors, Channel.CHAT: ChatDoor()}
    return Service(Settings(), house.database, house.desk, house.delivery, clock=lambda: house.now, chat=chat)


@pytest.mark.parametrize("update", [{"update_id": 1, "inline_query": {"id": "1"}}, {"update_id": 1, "message": 7}])
async def test_an_update_that_nobody_can_read_is_stored_and_passed(house: House, update: dict[str, Any]) -> None:
    await service(house).hearing.store(77, 1, json.dumps(update).encode())
    assert await house.all(select(InboxMessage.key)) == ["77:1"]
    await house.desk.decide_all()
    assert await house.all(select(InboxMessage.outcome)) == ["unreadable"]


async def test_a_button_whose_waiting_sign_stays_is_stored_all_the_same(house: House) -> None:
    chat = Fault()
    await service(house, chat).hearing.store(77, 2, json.dumps(PRESS).encode())
    assert chat.asked == ["41"]
    assert await house.all(select(InboxMessage.key)) == ["77:2"]
