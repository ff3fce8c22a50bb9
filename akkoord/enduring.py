"""Going on when the database goes away: a loop that loses it begins anew, and an alert an hour says so."""

import asyncio
import time
from functools import wraps

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from akkoord.watching.watch import Loop

log = structlog.get_logger()

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
ALERT_SECONDS = 3600.0
# These are about what was asked of the database, which is there.
OURS = (DataError, IntegrityError, ProgrammingError)


def is_away(fault: BaseException) -> bool:
    """Say whether a fault means that the database can't be reached now."""
    return isinstance(fault, OSError) or (isinstance(fault, DBAPIError) and not isinstance(fault, OURS))


def enduring(loop: Loop) -> Loop:
    """Make a loop that begins anew, later and later, when the database goes away; any other fault ends it."""

    @wraps(loop)
    async def run(stop: asyncio.Event) -> None:
        wait, told = FIRST_WAIT_SECONDS, 0.0
        while not stop.is_set():
            begun = time.monotonic()
            try:
                await loop(stop)
            except (DBAPIError, OSError) as fault:
                if not is_away(fault):
                    raise
                if time.monotonic() - begun > LONGEST_WAIT_SECONDS:
                    wait = FIRST_WAIT_SECONDS
                if not told or time.monotonic() - told > ALERT_SECONDS:
                    told = time.monotonic()
                    log.critical("database_away", loop=loop.__name__, why=type(fault).__name__)
                try:
                    async with asyncio.timeout(wait):
                        await stop.wait()
                except TimeoutError:
                    wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            else:
                return

    return run
