"""Whether the service can do its work now: the database answers, has this version's shape, and every loop lives."""

import asyncio
from functools import cache

from sqlalchemy.exc import SQLAlchemyError

from akkoord.watching.watch import Watch
from core.engine import Database
from core.upgrade import newest, shape

PATIENCE_SECONDS = 5.0


@cache
def newest_shape() -> str | None:
    """Name the newest migration, which is the same as long as the process runs."""
    return newest()


async def what_is_not_ready(database: Database, watch: Watch) -> dict[str, str]:
    """Name each thing that keeps the service from its work, with why; nothing when it is ready."""
    missing = {f"loop {name}": "it does not do its rounds" for name, alive in watch.loops().items() if not alive}
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            has = await database.look(shape)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        return {"database": f"it does not answer ({type(error).__name__})", **missing}
    if has != newest_shape():
        missing["migrations"] = f"the database is at {has or 'nothing'}, this version needs {newest_shape()}"
    return missing
