"""A service that is told to stop finishes what is on its way; one that starts goes on with what was left."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord import service
from akkoord.delivery import Posted, keep_delivering
from akkoord.setting_parts import Web
from akkoord.settings import Settings
from core import outbox
from core.incoming import Channel
from core.outbox import OutboxMessage, OutboxState
from core.outgoing import Outgoing
from core.upgrade import upgrade
from tests.real.postgres import free_port
from tests.site import Site

DAY = timedelta(days=1)


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


@pytest.mark.parametrize(("parts", "is_free"), [(None, True), ({"mail"}, False)])
async def test_only_a_whole_service_takes_over_what_was_being_sent(
    tmp_path: Path, parts: set[str] | None, *, is_free: bool
) -> None:
    """A part of it may start while another part is sending, which would then send twice."""
    built = service.build(Settings(database_url=f"sqlite:///{tmp_path}/a.db", web=Web(port=free_port())))
    now = built.clock()
    claimed = OutboxMessage(name="desk.group", facts={}, due_at=now, state=OutboxState.CLAIMED, lease_until=now + DAY)

    def plan(session: Session) -> None:
        upgrade(session)
        outbox.put(session, claimed)

    await built.database.turn(plan)
    built.stop.set()
    await built.run(parts)
    leases = select(OutboxMessage.lease_until)
    found = await built.database.look(lambda session: list(session.scalars(leases)))
    await built.close()
    assert (found == [None]) is is_free
