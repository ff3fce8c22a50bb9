"""Taking and putting back for tests, in a few words."""

from datetime import datetime
from pathlib import Path

from akkoord.backups.archive import Reader
from akkoord.backups.restoring import restore
from akkoord.backups.taking import Backup, take
from core.engine import Database
from core.reminders.service import ReminderSettings
from core.restoration import Forgotten
from tests.house import MONDAY_MORNING, House

REMINDERS = ReminderSettings()


async def put_back(
    path: Path, database: Database, now: datetime = MONDAY_MORNING, *, reminders: ReminderSettings | None = REMINDERS
) -> Forgotten | None:
    """Restore a file into a database, as the command does."""
    with Reader(path) as reader:
        return await database.turn(lambda session: restore(session, reader, now, reminders=reminders))


async def copied(house: House, url: str, path: Path) -> House:
    """Give a house of its own that holds what this one held, as after a move."""
    await take(house.database, path, house.now)
    other = House(Database(url), house.now)
    await put_back(path, other.database, reminders=None)
    return other


async def exported(database: Database, path: Path) -> dict[str, bytes]:
    """Give every table of a database as the lines of its backup."""
    backup = await take(database, path, MONDAY_MORNING)
    return lines_of(backup)


def lines_of(backup: Backup) -> dict[str, bytes]:
    with Reader(backup.path) as reader:
        return {name: b"".join(reader.lines(name)) for name in reader.manifest.tables}


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()
