"""When the database goes away the service goes on, and does what was left once it is back."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from structlog.testing import capture_logs

from akkoord import enduring as going_on
from akkoord import service
from akkoord.enduring import Endurance
from akkoord.settings import Settings
from core import connection
from core.engine import Database
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


def endurance(url: str = "sqlite://") -> Endurance:
    """Keep loops going on a database, with alerts that are rung at the first fault."""
    return Endurance(Database(url), clock=lambda: datetime.now(UTC))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(going_on, "FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(going_on, "LONGEST_WAIT_SECONDS", 0.2)
    monkeypatch.setattr(connection, "GRACE", timedelta())


class Failing:
    """A loop that fails some times, and then goes on until it is stopped."""

    def __init__(self, fault: Exception, times: int) -> None:
        self.fault, self.times, self.tries = fault, times, 0
        self.__name__ = "failing"

    async def __call__(self, stop: asyncio.Event) -> None:
        self.tries += 1
        if self.tries <= self.times:
            raise self.fault
        await stop.wait()


async def told(loops: Sequence[Failing], kept: Endurance) -> list[tuple[object, object]]:
    """Run loops until each of them goes on by itself again. Gives the alerts: what, and whether it is back."""
    stop = asyncio.Event()
    with capture_logs() as logs:
        running = [asyncio.create_task(kept.enduring(loop)(stop)) for loop in loops]
        async with asyncio.timeout(PATIENCE):
            while not any(line["event"] == "back" for line in logs):  # noqa: ASYNC110 - nothing tells us
                await asyncio.sleep(0.01)
        stop.set()
        await asyncio.gather(*running)
    await kept.database.close()
    return [(line["event"], line["what"]) for line in logs if line["event"] in {"away", "back"}]


async def test_loops_that_lost_the_database_begin_anew_and_say_so_once_for_all_of_them() -> None:
    away = OperationalError("SELECT", {}, Exception())
    loops = [Failing(away, 3), Failing(away, 3)]
    assert await told(loops, endurance()) == [("away", "database"), ("back", "database")]
    assert [loop.tries for loop in loops] == [4, 4]


async def test_a_fault_of_the_network_is_not_called_the_databases_while_that_answers() -> None:
    assert await told([Failing(ConnectionRefusedError(), 3)], endurance()) == [("away", "failing"), ("back", "failing")]


async def test_it_is_called_the_databases_while_that_does_not_answer(unused_tcp_port: int) -> None:
    kept = endurance(f"postgresql+asyncpg://nobody@127.0.0.1:{unused_tcp_port}/none")
    assert await told([Failing(ConnectionRefusedError(), 2)], kept) == [("away", "database"), ("back", "database")]


@pytest.mark.parametrize("fault", [IntegrityError("INSERT", {}, Exception()), ZeroDivisionError()])
async def test_a_fault_of_our_own_ends_a_loop(fault: Exception) -> None:
    with pytest.raises(type(fault)):
        await endurance().enduring(Failing(fault, 1))(asyncio.Event())


async def test_a_loop_ends_when_the_service_does_also_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(going_on, "FIRST_WAIT_SECONDS", PATIENCE)
    stop, loop = asyncio.Event(), Failing(OperationalError("SELECT", {}, Exception()), 99)
    running = asyncio.create_task(endurance().enduring(loop)(stop))
    while not loop.tries:  # noqa: ASYNC110 - nothing tells us
        await asyncio.sleep(0)
    stop.set()
    await running


async def test_nothing_goes_on_beside_the_loop_that_begins_anew(tmp_path: Path) -> None:
    built = service.build(Settings(database_url=f"sqlite:///{tmp_path}/a.db"))
    deciding: list[bool] = []
    ended: list[bool] = []

    async def decide_these(*, are_long: bool) -> int:
        deciding.append(are_long)
        if not are_long:
            raise OperationalError("SELECT", {}, Exception())
        try:
            await built.stop.wait()
        finally:
            ended.append(are_long)
        return 0

    built.desk.decide_these = decide_these  # type: ignore[method-assign]  # as when one of the two loses the database
    with pytest.raises(OperationalError):
        await built.decide(built.stop)
    assert (deciding, ended) == ([False, True], [True])
    await built.close()


async def test_messages_are_decided_once_postgres_is_back(server: Postgres) -> None:
    built = service.build(Settings(database_url=server.fresh()))
    await built.database.turn(upgrade)
    running = asyncio.create_task(Endurance(built.database, built.clock).enduring(built.decide)(built.stop))
    try:
        with capture_logs() as logs:
            await asyncio.to_thread(server.stop)
            while not any((line["event"], line.get("what")) == ("away", "database") for line in logs):  # noqa: ASYNC110 - nothing tells us
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
