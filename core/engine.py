"""Using the database: a turn writes in one transaction, a look reads without taking the writer's place.

On SQLite a turn runs in one hop to the one writer thread, since each statement through aiosqlite costs a hop of its
own (ADR 0006); looks go through aiosqlite beside it. On PostgreSQL both run on asyncpg. Domain code sees a Session.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, Connection, ExceptionContext, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

T = TypeVar("T")

BUSY_SECONDS = 30
REFUSED_VALUE = re.compile(r"(invalid input for query argument \$\d+).*", re.DOTALL)


def _tune(connection: Any, _record: object) -> None:
    """Set a fresh SQLite connection up: WAL, every commit on disk, foreign keys on, our own BEGIN."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _hide_values(context: ExceptionContext) -> None:
    """Take the values out of a PostgreSQL fault: its DETAIL quotes the row, asyncpg quotes what it can't send.

    Faults are logged, and a row may hold a name, a token or hours.
    """
    error: BaseException | None = context.sqlalchemy_exception or context.original_exception
    while error is not None:
        error.args = tuple(REFUSED_VALUE.sub(r"\1", arg) if isinstance(arg, str) else arg for arg in error.args)
        if getattr(error, "detail", None):
            error.detail = None  # type: ignore[attr-defined]  # asyncpg's, which its message shows
        error = error.__cause__ or getattr(error, "orig", None)


def writer_engine(url: URL) -> Engine:
    """Make the plain engine that writes to a SQLite file."""
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"), connect_args={"check_same_thread": False}, hide_parameters=True
    )
    event.listen(engine, "connect", _tune)
    event.listen(engine, "begin", _begin_immediate)
    return engine


class Database:
    """One database, SQLite or PostgreSQL, with the same two verbs on both.

    url: "sqlite:///file" or "postgresql+asyncpg://...".
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._watchers: set[asyncio.Event] = set()
        self._writer: Engine | None = None
        self._reader: AsyncEngine
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self._writer = writer_engine(self.url)
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
            self._reader = create_async_engine(self.url.set(drivername="sqlite+aiosqlite"), hide_parameters=True)
            event.listen(self._reader.sync_engine, "connect", _tune)
            event.listen(self._reader.sync_engine, "begin", _begin)
        else:
            self._reader = create_async_engine(
                self.url.set(drivername="postgresql+asyncpg"), pool_pre_ping=True, hide_parameters=True
            )
            event.listen(self._reader.sync_engine, "handle_error", _hide_values)

    async def turn(self, work: Callable[[Session], T]) -> T:
        """Run plain code in one writing transaction: committed when it returns, rolled back when it raises."""
        if self._writer is None:
            async with AsyncSession(self._reader, expire_on_commit=False) as session, session.begin():
                result = await session.run_sync(work)
        else:
            # The turn must not be abandoned half-way: a cancelled caller still waits for its end.
            future = asyncio.get_running_loop().run_in_executor(self._thread, self._write, work)
            try:
                result = await asyncio.shield(future)
            except asyncio.CancelledError:
                await asyncio.wait((future,))
                raise
        for watcher in self._watchers:
            watcher.set()
        return result

    def _write(self, work: Callable[[Session], T]) -> T:
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            return work(session)

    async def look(self, work: Callable[[Session], T]) -> T:
        """Run plain code that only reads."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            return await session.run_sync(work)

    @asynccontextmanager
    async def alone(self, key: int) -> AsyncIterator[None]:
        """Have other processes wait that come here with the same key. A SQLite file has one writer anyway."""
        if self.is_sqlite:
            yield
            return
        async with self._reader.connect() as connection:  # its end gives the lock back, also when the process dies
            await connection.execute(select(func.pg_advisory_xact_lock(key)))
            yield

    def watch(self) -> asyncio.Event:
        """Give an event of one's own that is set after every turn, to wake who waits for something to do."""
        watcher = asyncio.Event()
        self._watchers.add(watcher)
        return watcher

    async def close(self) -> None:
        """Let go of every connection and thread."""
        if self._writer is not None:
            self._thread.shutdown(wait=True)
            self._writer.dispose()
        await self._reader.dispose()
