"""Going on when the database goes away: a loop that loses it begins anew, and an alert an hour says so."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps

import structlog
from sqlalchemy import literal, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

from akkoord.watching.watch import Loop
from core.connection import Alarm
from core.engine import Database

log = structlog.get_logger()

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
ANSWER_SECONDS = 10.0
# These are about what was asked of the database, which is there.
OURS = (DataError, IntegrityError, ProgrammingError)


@dataclass(slots=True)
class Endurance:
    """Keeps loops going on one database, with one alarm for all of them."""

    database: Database
    clock: Callable[[], datetime]
    alarm: Alarm = field(default_factory=lambda: Alarm("database"))

    def enduring(self, loop: Loop) -> Loop:
        """Make a loop that begins anew, later and later, when what it needs goes away; a fault of ours ends it.

        A fault of the network or of the disk that is not the database's is named after the loop.
        """
        own = Alarm(getattr(loop, "__name__", "loop"))

        @wraps(loop)
        async def run(stop: asyncio.Event) -> None:
            wait = FIRST_WAIT_SECONDS
            while not stop.is_set():
                task = asyncio.ensure_future(loop(stop))
                try:
                    if not (await asyncio.wait({task}, timeout=LONGEST_WAIT_SECONDS))[0]:
                        wait = FIRST_WAIT_SECONDS
                        for alarm in (self.alarm, own):
                            alarm.back(self.clock(), source=own.what)
                    await task
                except (DBAPIError, OSError) as fault:
                    if isinstance(fault, OURS):
                        raise
                    is_database = isinstance(fault, DBAPIError) or not await self._answers()
                    (self.alarm if is_database else own).away(self.clock(), type(fault).__name__, source=own.what)
                    if not is_database:
                        log.info("loop_failed", loop=own.what, exc_info=fault)
                    wait = await _rest(stop, wait)
                else:
                    return
                finally:
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)

        return run

    async def _answers(self) -> bool:
        """Say whether the database is there."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self.database.look(lambda session: session.scalar(select(literal(1))))
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True


async def _rest(stop: asyncio.Event, seconds: float) -> float:
    """Wait, unless the service stops. Returns how long to wait the next time."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return min(seconds * 2, LONGEST_WAIT_SECONDS)
    return seconds
