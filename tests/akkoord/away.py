"""What tests of servers that go away share: the hours pass, messages are planned, and the alerts are read."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.incoming import Channel
from core.outbox import OutboxMessage
from tests.house import House


async def plan(house: House, channel: Channel, *receivers: tuple[int | None, str], name: str = "desk.edited") -> None:
    """Plan a message to each of these: a person's id, or None, and an address."""

    def work(session: Session) -> None:
        for person_id, address in receivers:
            message = OutboxMessage(person_id=person_id, name=name, facts={"what": ""}, language="nl", due_at=house.now)
            message.channel, message.address = channel, address
            outbox.put(session, message)

    await house.database.turn(work)


async def pass_time(house: House, hours: float, *, step: float = 5) -> None:
    """Let time pass, and deliver every some seconds of it."""
    end = house.now + timedelta(hours=hours)
    while house.now < end:
        await house.deliver()
        house.now += timedelta(seconds=step)
    await house.deliver()


def alerts(logs: Sequence[Any], what: str) -> list[str]:
    """Give the alerts of a connection, in order: "away" or "back"."""
    return [line["event"] for line in logs if line["event"] in {"away", "back"} and line["what"] == what]


async def rows(house: House) -> list[Any]:
    """Give every message of the outbox, in the order they were planned."""
    return await house.all(select(OutboxMessage).order_by(OutboxMessage.id))
