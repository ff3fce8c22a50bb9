"""What makes a SQLite database cheap for a test: an empty one to copy, no waiting for the disk, known statements."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlalchemy.orm import Session

from core.engine import Database, writer_engine
from core.upgrade import upgrade

CONNECTED: dict[str, Engine] = {}


@cache
def empty_file() -> bytes:
    """Give the file of an empty database of the newest shape, migrated once in this process."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        engine = writer_engine(make_url(f"sqlite:///{file}"))
        with Session(engine) as session, session.begin():
            upgrade(session)
        engine.dispose()
        return file.read_bytes()


def hasten_database(database: Database) -> None:
    """Make both engines of a SQLite database quick."""
    for engine in (database._writer, database._reader.sync_engine):
        if engine is not None:
            hasten(engine)


def hasten(engine: Engine) -> None:
    """Make an engine quick, before it has connected.

    No test loses the machine's power, so a commit need not wait until it is on the disk. And an engine begins with the
    statements that the ones before it compiled, as a service does that has run for a minute.
    """
    event.listen(engine, "connect", _never_wait)
    connected = CONNECTED.get(engine.driver)
    if connected is None:
        event.listen(engine, "first_connect", lambda *_: CONNECTED.setdefault(engine.driver, engine))
        return
    engine.dialect = connected.dialect
    engine._compiled_cache = connected._compiled_cache


def _never_wait(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
