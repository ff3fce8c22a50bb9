"""When the database goes away the service goes on, and does what was left once it is back."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from akkoord import enduring as going_on
from akkoord import service
from akkoord.enduring import enduring
from akkoord.settings import Settings
from core.inbox import InboxMessage
from core.incoming import Channel
from core.upgrade import upgrade
from tests.real.postgres import Postgres, running_postgres

PATIENCE = 30.0


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A server of its own, since it is stopped."""
    with running_postgres() as postgres:
        yield postgres


async def test_a_loop_that_lost_the_database_begins_anew_and_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(going_on, "FIRST_WAIT_SECONDS", 0.001)
    tries = 0

    async def loop(stop: asyncio.Event) -> None:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise ConnectionRefusedError
        stop.set()

    with capture_logs() as logs:
        await enduring(loop)(asyncio.Event())
    assert tries == 4
    assert [(line["event"], line["loop"]) for line in logs] == [("database_away", "loop")]


async def test_a_fault_of_our_own_ends_a_loop() -> None:
    async def loop(_stop: asyncio.Event) -> None:
        raise IntegrityError("INSERT", {}, Exception())

    with pytest.raises(IntegrityError):
        await enduring(loop)(asyncio.Event())


async def test_messages_are_decided_once_postgres_is_back(server: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(going_on, "FIRST_WAIT_SECONDS", 0.05)
    monkeypatch.setattr(going_on, "LONGEST_WAIT_SECONDS", 0.2)
    built = service.build(Settings(database_url=server.fresh()))
    await built.database.turn(upgrade)
    running = asyncio.create_task(enduring(built.decide)(built.stop))
    try:
        with capture_logs() as logs:
            await asyncio.to_thread(server.stop)
            while not any(line["event"] == "database_away" for line in logs):  # noqa: ASYNC110 - nothing tells us
                await asyncio.sleep(0.05)
            await asyncio.to_thread(server.start)
            inbox_id = await built.desk.receive(Channel.LINK, "k1", b"{}")
            async with asyncio.timeout(PATIENCE):
                while await built.desk.is_waiting(inbox_id):  # noqa: ASYNC110 - another task decides it
                    await asyncio.sleep(0.05)
        assert not running.done()
        states = select(InboxMessage.state)
        assert await built.database.look(lambda session: list(session.scalars(states))) == ["quarantined"]
    finally:
        built.stop.set()
        with suppress(asyncio.CancelledError):
            await running
        await built.close()
