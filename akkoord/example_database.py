"""The database of the demo: made when it is not there, made anew each week, and of one demo at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from akkoord import examples
from akkoord.trouble import CannotStart, opening
from core.engine import Database
from core.tenants.models import DemoMark
from core.upgrade import upgrade

FILE = "demo.db"
LOCK = "demo.lock"


@contextmanager
def alone_in(folder: Path) -> Iterator[Path]:
    """Give the database's file in a folder, and keep every other demo out of it. Raises: CannotStart."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("w", encoding="utf-8")
    except OSError as error:
        raise CannotStart(f"{folder} can't be used: {error.strerror}. --folder names another place.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotStart(
                f"Another demo is running on {folder}. Leave that one with /stop and start this one again, "
                f"or give it a place of its own: .venv/bin/akkoord talk --folder {folder / 'two'} --port 8081"
            ) from error
        yield folder / FILE


def url_of(file: Path) -> str:
    """Give the database URL of a file."""
    return f"sqlite:///{file}"


async def prepare(file: Path, now: datetime) -> None:
    """Make the example database, anew each week so that its weeks are always open. Raises: CannotStart."""
    with opening(url_of(file)):
        if not await is_of_this_week(file, now):
            remove(file)
    database = Database(url_of(file))
    try:
        await database.turn(upgrade)
        await database.turn(lambda session: examples.load_examples(session, _day(now), now))
    except examples.NotEmptyError as error:
        sentence = f"{file} holds schools that are no examples; nothing was changed. --folder names another place."
        raise CannotStart(sentence) from error
    finally:
        await database.close()


async def is_of_this_week(file: Path, now: datetime) -> bool:
    """Say whether an example database was made this week; anything else is never thrown away."""
    database = Database(url_of(file))
    try:
        await database.turn(upgrade)
        made = await database.look(lambda session: session.scalar(select(DemoMark.created_at)))
    finally:
        await database.close()
    return made is None or _monday(_day(made)) == _monday(_day(now))


def remove(file: Path) -> None:
    """Remove a database with the files beside it."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def _day(moment: datetime) -> date:
    return moment.astimezone(examples.ZONE).date()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
