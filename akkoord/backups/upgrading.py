"""Bringing a database that is in use to a newer shape: backed up first, and as it was when that fails."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from akkoord.backups.tables import UnknownKind, fullest, tables_of
from akkoord.backups.taking import SUFFIX, take_into
from akkoord.setting_parts import BackupSettings
from akkoord.settings import variable
from akkoord.trouble import CannotStart
from core.engine import Database
from core.upgrade import knows, newest, shape, upgrade

BEFORE = "before-upgrade"
# Any number will do, as long as every process of this database asks for the same one.
UPGRADING = 20_260_309

log = structlog.get_logger()


async def bring_up_to_date(database: Database, settings: BackupSettings, clock: Callable[[], datetime]) -> Path | None:
    """Run the migrations that a database has not seen. Gives the backup taken before, if one was.

    A backup is taken when there are rows and something to migrate. Raises: CannotStart, with the database as it was and
    a sentence that says where the backup is; OSError, DBAPIError and OtherVersion when it can't be opened at all.

    One process does it and the others wait, with the backup as well: one that reads every table and one that changes
    them would wait for each other.
    """
    async with database.alone(UPGRADING):
        return await _bring_up_to_date(database, settings, clock)


async def _bring_up_to_date(database: Database, settings: BackupSettings, clock: Callable[[], datetime]) -> Path | None:
    was, has_rows = await database.turn(_state)  # a file that can't be written is found out here, before the backup
    if was is None or not has_rows or was == newest() or not knows(was):
        await database.turn(upgrade)
        return None
    kept = await _back_up(database, settings, clock) if settings.keep else None
    try:
        await database.turn(upgrade)
    except Exception as error:  # a migration's fault may be of any sort; all of it is rolled back and told as one
        raise CannotStart(_failed(was, error, kept)) from error
    log.info("upgraded", was=was, now=newest(), backup=str(kept or ""))
    return kept


def _state(session: Session) -> tuple[str | None, bool]:
    was = shape(session)
    if was is None or was == newest():
        return was, False
    return was, _has_rows(session)


def _has_rows(session: Session) -> bool:
    try:
        return fullest(session, tables_of(session)) is not None
    except UnknownKind:
        return True  # which the backup then says


async def _back_up(database: Database, settings: BackupSettings, clock: Callable[[], datetime]) -> Path:
    now = clock()
    folder = Path(settings.folder)
    try:
        backup = await take_into(database, folder, now, BEFORE)
    except (OSError, UnknownKind, DBAPIError) as error:
        why = error.strerror if isinstance(error, OSError) else _first_line(error)
        raise CannotStart(
            f"The database has to be upgraded, and no backup could be put into {folder} before: {why}."
            f" Nothing was changed. {variable(('backup', 'folder'))} says where backups go."
        ) from error
    prune(folder, settings.keep)
    return backup.path


def prune(folder: Path, keep: int) -> None:
    """Take away all but the newest backups that were taken before an upgrade; any other file is left."""
    taken = [path for path in folder.glob(f"{BEFORE}-*{SUFFIX}") if path.is_file()]
    for path in sorted(taken, key=lambda path: (path.stat().st_mtime_ns, path.name))[:-keep]:
        with suppress(OSError):
            path.unlink()


def _failed(was: str, error: Exception, kept: Path | None) -> str:
    backup = f" The backup taken before is {kept.resolve()}." if kept is not None else ""
    return (
        f"The database could not be upgraded from {was} to {newest()}: {_first_line(error)}."
        f" Nothing was changed: it is still at {was}, and the version of Akkoord before this one works with it.{backup}"
    )


def _first_line(error: Exception) -> str:
    told = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return str(told).partition("\n")[0].rstrip(".") or type(error).__name__
