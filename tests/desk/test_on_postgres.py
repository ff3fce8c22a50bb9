"""The same road on a real PostgreSQL."""

from collections.abc import AsyncIterator

import pytest_asyncio

from core.record import broken
from tests.house import House
from tests.real.postgres import Postgres
from tests.site import Site, build_site


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
