"""What every test may use."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

from tests.house import House
from tests.real.postgres import Postgres, running_postgres
from tests.site import Site, site_again

# Speed is measured in benchmarks/, never here.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    built = await House.build(f"sqlite:///{tmp_path}/house.db")
    yield built
    await built.close()


@pytest_asyncio.fixture
async def site(house: House) -> Site:
    return await site_again(house)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server
