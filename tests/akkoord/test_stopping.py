"""A service that is told to stop finishes what is on its way, and leaves the rest for the next start."""

import asyncio

from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.delivery import Posted, keep_delivering
from core import outbox
from core.incoming import Channel
from core.outbox import OutboxMessage, OutboxState
from core.outgoing import Outgoing
from tests.site import Site


async def test_only_what_is_on_its_way_is_sent_when_told_to_stop(site: Site) -> None:
    stop = asyncio.Event()

    class Stopped:
        async def post(self, outgoing: Outgoing) -> Posted:
            stop.set()
            return Posted(f"{outgoing.address}:{outgoing.outbox_id}", "")

    site.house.delivery.posts = {**site.house.delivery.posts, Channel.CHAT: Stopped()}

    def plan(session: Session) -> None:
        for _ in range(30):
            outbox.put(session, OutboxMessage(person_id=site.ria.id, name="desk.nothing_changed", facts={}, due_at=now))

    now = site.house.now
    await site.house.database.turn(plan)
    async with asyncio.timeout(30):
        await keep_delivering(site.house.delivery, stop)
    rows = await site.house.all(select(OutboxMessage).order_by(OutboxMessage.id))
    assert [row.state for row in rows] == [OutboxState.SENT, *[OutboxState.PLANNED] * 29]
    assert {(row.attempts, row.lease_until) for row in rows[1:]} == {(0, None)}
    await site.house.deliver()
    rows = await site.house.all(select(OutboxMessage))
    assert {row.state for row in rows} == {OutboxState.SENT}
