"""What becomes of a message when two processes send: each goes once, and neither undoes what the other wrote."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from akkoord import delivery
from akkoord.delivery import Delivery, PostBlocked, Posted, PostLater, PostRefused
from core.engine import Database
from core.incoming import Channel
from core.outbox import LEASE, OutboxMessage, OutboxState
from core.outgoing import Outgoing
from tests.akkoord.ways import Counter, row
from tests.house import House
from tests.real.postgres import Postgres
from tests.site import Site, build_site


@dataclass
class Gate(Counter):
    """A slow way out: it takes nothing before it is opened."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, outgoing: Outgoing) -> Posted:
        self.asked.set()
        await self.opened.wait()
        return await super().post(outgoing)


def other_worker(site: Site, database: Database, post: Counter) -> Delivery:
    """A second process on the same database."""
    ours = site.house.delivery
    posts = {Channel.CHAT: post, Channel.MAIL: post}
    return Delivery(database, ours.wording, posts, settings=ours.settings, clock=lambda: site.house.now)


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def two(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Site, Database]]:
    """A house, and its database as a second process sees it."""
    url = f"sqlite:///{tmp_path}/two.db"
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.fresh()
    house = await House.build(url)
    database = Database(url)
    yield await build_site(house), database
    await database.close()
    await house.close()


@pytest.mark.parametrize("fault", [PostLater("timed out"), PostRefused("no"), PostBlocked(), KeyError("a fault")])
async def test_a_worker_that_lost_its_claim_leaves_what_the_other_wrote(
    two: tuple[Site, Database], fault: Exception
) -> None:
    site, database = two
    slow, quick = Gate([fault]), Counter()
    site.house.delivery.posts = {Channel.CHAT: slow, Channel.MAIL: slow}
    first = asyncio.create_task(site.house.remind())
    await slow.asked.wait()
    site.house.now += LEASE + timedelta(seconds=1)
    await other_worker(site, database, quick).deliver_due()
    slow.opened.set()
    await first
    found = await row(site)
    assert (found.state, found.attempts, found.trouble) == (OutboxState.SENT, 2, "")
    site.house.now += timedelta(days=1)
    await other_worker(site, database, quick).deliver_due()
    assert len(quick.taken) == 1


async def test_a_long_batch_is_not_sent_by_two(two: tuple[Site, Database]) -> None:
    site, database = two
    sent: list[int] = []
    for number in range(4):
        await site.house.add(
            OutboxMessage(
                name="desk.unknown_chat",
                facts={},
                channel=Channel.CHAT,
                address=f"{number}",
                token=f"{number}",
                due_at=site.house.now,
            )
        )

    class Slow(Counter):
        async def post(self, outgoing: Outgoing) -> Posted:
            sent.append(outgoing.outbox_id)
            site.house.now += LEASE * 0.9
            await other_worker(site, database, Quick()).deliver_due()
            return await super().post(outgoing)

    class Quick(Counter):
        async def post(self, outgoing: Outgoing) -> Posted:
            sent.append(outgoing.outbox_id)
            return await super().post(outgoing)

    site.house.delivery.posts = {Channel.CHAT: Slow()}
    await site.house.deliver()
    assert sorted(sent) == sorted(set(sent))
    assert len(sent) == 4


async def test_a_post_that_outlasts_its_lease_is_left_and_tried_later(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(seconds=delivery.POST_SECONDS) < LEASE
    monkeypatch.setattr(delivery, "POST_SECONDS", 0.01)
    site.house.delivery.posts = {Channel.CHAT: Gate(), Channel.MAIL: Gate()}
    await site.house.remind()
    found = await row(site)
    assert (found.state, found.trouble) == (OutboxState.PLANNED, "it took too long")
