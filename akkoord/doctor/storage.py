"""Where everything is kept: the database, its shape, and the room that is left on the disk."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.exc import SQLAlchemyError

from akkoord.doctor.findings import Finding, ok, trouble, warning
from akkoord.settings import Settings, variable
from core.engine import Database
from core.upgrade import newest, shape

PATIENCE_SECONDS = 10.0
MEGABYTE = 1024 * 1024
LITTLE, TOO_LITTLE = 2048 * MEGABYTE, 256 * MEGABYTE
NAME = variable(("database_url",))


def sqlite_file(settings: Settings) -> Path | None:
    """Give the file of the database; None for PostgreSQL."""
    url = make_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


async def check_database(settings: Settings) -> Finding:
    """See whether the database answers, without making one."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        return _not_there_yet(file)
    if file is not None and not os.access(file, os.W_OK):
        return trouble(
            "database", f"{file} can't be written.", f"Give it to the account of the service, or set {NAME}."
        )
    database = Database(settings.database_url)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await database.look(lambda session: session.scalar(select(1)))
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        why = type(getattr(error, "orig", None) or error).__name__
        return trouble(
            "database",
            f"It does not answer ({why}), so nothing can be received or sent.",
            f"See that it runs, and that {NAME} names it with the right account.",
        )
    finally:
        await database.close()
    return ok("database", "It answers.")


def _not_there_yet(file: Path) -> Finding:
    nearest = next(folder for folder in file.absolute().parents if folder.exists())
    if os.access(nearest, os.W_OK):
        return warning("database", f"{file} is not there yet.", "Nothing, when this is new: the first start makes it.")
    return trouble(
        "database", f"{file} is not there and {nearest} can't be written.", f"Make the folder, or set {NAME}."
    )


async def check_migrations(settings: Settings) -> Finding:
    """Compare the database's shape with this version's; changes nothing."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        return warning("migrations", "There is no database yet.", "Nothing: the first start gives it its shape.")
    database = Database(settings.database_url)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            has = await database.look(shape)
    except (SQLAlchemyError, OSError, TimeoutError):
        return trouble("migrations", "The database does not answer, so its shape is unknown.", "See the line above.")
    finally:
        await database.close()
    wanted = newest()
    if has == wanted:
        return ok("migrations", f"The database is at {has}, which this version needs.")
    if has is not None and wanted is not None and has > wanted:
        return trouble(
            "migrations",
            f"The database is at {has}; this version knows {wanted} at most and won't start on it.",
            "Install the version that made it, or put back the backup from before the upgrade.",
        )
    return warning(
        "migrations",
        f"The database is at {has or 'nothing'}; this version needs {wanted}.",
        "Make a backup and start the service, or run: akkoord db upgrade",
    )


def free_bytes(folder: Path) -> int:
    """Say how much room is left where a folder is, or will be."""
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return shutil.disk_usage(nearest).free


def check_disk(settings: Settings, *, free: Callable[[Path], int] = free_bytes) -> Finding:
    """See how much room is left for the database, or for what PostgreSQL's clients write here."""
    file = sqlite_file(settings)
    folder = file.absolute().parent if file is not None else Path.cwd()
    left = free(folder)
    said = f"{left // MEGABYTE} MB are free where {folder} is."
    if left < TOO_LITTLE:
        return trouble("disk", f"{said} When it is full, no message can be received.", "Make room now.")
    if left < LITTLE:
        return warning("disk", said, "Make room before it is full; old backups are often the most of it.")
    return ok("disk", said)
