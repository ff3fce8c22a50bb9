"""The same road on a real PostgreSQL, and what several workers do there at once."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy import func, select

from core.desk import Desk
from core.engine import Database
from core.incoming import Channel
from core.logbook.models import Approval
from core.record import Decision, broken
from tests.desk.conftest import Site, build_site
from tests.house import House
from tests.real.postgres import Postgres


@pytest_asyncio.fixture
async def site(postgres: Postgres) -> AsyncIterator[Site]:
    house = await House.build(postgres.fresh())
    yield await build_site(house)
    await house.close()


async def test_the_road_is_the_same_on_postgresql(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Noor akkoord. Daan akkoord behalve dinsdag, dat was 6 uur")
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(site.daan10) == "acaaa"
    assert await site.house.chat(site.daan, "di 6") == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"
    await site.house.chat(site.ria, "oeps")
    assert await site.house.states(site.noor10) == "sssss"
    assert await site.house.database.look(lambda session: broken(session, site.tenant.id)) is None


async def test_ten_workers_with_the_same_message_act_once(site: Site) -> None:
    await site.house.remind()
    said = {"sender": f"{site.ria.id}", "chat_id": f"{site.ria.id}", "text": "alles akkoord", "evidence": 8}
    raw = json.dumps(said).encode()
    databases = [Database(site.house.database.url.render_as_string(hide_password=False)) for _ in range(10)]
    desks = [Desk(database, site.house.desk.doors, clock=lambda: site.house.now) for database in databases]

    async def work(desk: Desk) -> None:
        inbox_id = await desk.receive(Channel.CHAT, "update-1", raw)
        await desk.decide(inbox_id)
        await desk.decide_all()

    await asyncio.gather(*(work(desk) for desk in desks))
    for database in databases:
        await database.close()
    assert await site.house.all(select(func.count()).select_from(Approval)) == [10]
    assert await site.house.all(select(func.count()).select_from(Decision)) == [1]
