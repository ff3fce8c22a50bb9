"""A message that waits for its file is among those that are not decided yet."""

from datetime import timedelta

from akkoord.watching.queues import queues
from core.inbox import InboxMessage, InboxState
from tests.house import House


async def test_what_waits_for_its_file_is_counted_with_its_age(house: House) -> None:
    old = house.now - timedelta(minutes=9)
    await house.add(
        InboxMessage(channel="chat", key="1", raw=b"", received_at=house.now, state=InboxState.RECEIVED),
        InboxMessage(channel="chat", key="2", raw=b"", received_at=old, state=InboxState.FETCHING),
    )
    found = await house.database.look(lambda session: queues(session, house.now))
    assert found.waiting["chat"] == 2
    assert found.lag["chat"] == 540
