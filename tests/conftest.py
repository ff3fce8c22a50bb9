"""What every test may use."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.house import House


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    built = await House.build(tmp_path)
    yield built
    await built.close()
