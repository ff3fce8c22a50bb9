"""Fetching the files that messages wait for: from Telegram or out of the mail itself, without end, before the decision.

A message waits in the inbox until its file is stored with it, in one commit; so whatever crashes in between is begun
again, and what is decided has its file at hand (ADR 0019).
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from akkoord.table_reader import read_apart
from bot.files import FileAway, FileGone, FileTooBig
from bot.polling import Patience
from core.desk import now_utc
from core.engine import Database
from core.files.judging import MOST_SENT, says_table, seems, trouble_of
from core.files.service import Fetched, claim, is_waited_for, keep, throw_away, try_later
from core.inbox import InboxMessage
from core.incoming import Attached, Channel, Door, Incoming, ReaderAway, Unreadable

log = structlog.get_logger()

LEASE = timedelta(minutes=5)
THROW_AWAY_EVERY = timedelta(hours=1)
PATIENCE = Patience(first=1.0, most=300.0)

FromTelegram = Callable[[str], Awaitable[bytes]]


@dataclass(slots=True)
class Fetching:
    """Brings the files of messages that wait for one. telegram: fetches by reference; None without a bot."""

    database: Database
    doors: Mapping[Channel, Door]
    telegram: FromTelegram | None = None
    clock: Callable[[], datetime] = now_utc
    chance: Callable[[], float] = random.random
    read: Callable[[bytes], Awaitable[dict[str, object]]] = read_apart
    _cleaned: datetime | None = field(default=None)

    async def fetch_all(self) -> int:
        """Try every message that waits now, once. Returns how many were tried."""
        count = 0
        while await self.fetch_one():
            count += 1
        return count

    async def fetch_one(self) -> bool:
        """Try the oldest that waits. Returns False when none does."""
        now = self.clock()
        # Looked at first: a turn wakes everyone who waits for a change, and so this loop itself.
        if not await self.database.look(lambda session: is_waited_for(session, now)):
            return False
        inbox_id = await self.database.turn(lambda session: claim(session, now, LEASE))
        if inbox_id is None:
            return False
        try:
            await self._bring(inbox_id, now)
        except Exception:  # the boundary: one file must not stop those behind it; its lease brings it back
            log.exception("fetch_failed", inbox_id=inbox_id)
        return True

    async def _bring(self, inbox_id: int, now: datetime) -> None:
        """Fetch the file of one message, or let it wait on."""
        row = await self.database.look(lambda session: session.get_one(InboxMessage, inbox_id))
        try:
            name, fetched = await self._fetched(Channel(row.channel), row.raw)
        except (FileAway, ReaderAway) as away:
            asked = away.seconds if isinstance(away, FileAway) else None
            seconds = asked or PATIENCE.after(row.attempts, chance=self.chance())
            again, why = now + timedelta(seconds=seconds), f"its file can't be fetched now: {away}"
            log.warning("file_away", inbox_id=inbox_id, why=str(away), seconds=round(seconds, 1))
            await self.database.turn(lambda session: try_later(session, inbox_id, again, why))
            return
        is_kept = await self.database.turn(lambda session: keep(session, inbox_id, name, fetched, self.clock()))
        log.info("file_fetched", inbox_id=inbox_id, size=len(fetched.content), trouble=fetched.trouble, kept=is_kept)

    async def clean(self) -> None:
        """Throw away what was kept long enough; once an hour is enough."""
        now = self.clock()
        if self._cleaned is not None and now - self._cleaned < THROW_AWAY_EVERY:
            return
        self._cleaned = now
        gone = await self.database.turn(lambda session: throw_away(session, now))
        if gone:
            log.info("documents_thrown_away", count=gone)

    async def _fetched(self, channel: Channel, raw: bytes) -> tuple[str, Fetched]:
        """Fetch the file of one message and look at it. Raises: FileAway, ReaderAway."""
        try:
            incoming = await asyncio.to_thread(self.doors[channel].read, raw)
        except Unreadable:
            return "", Fetched(trouble="gone")
        file = _wanted(incoming)
        if file is None:
            return "", Fetched(trouble="gone")
        try:
            content = await self._content(file)
        except FileTooBig:
            return file.name, Fetched(trouble="too_big")
        except FileGone as gone:
            log.info("file_gone", why=gone.why)
            return file.name, Fetched(trouble="gone")
        return file.name, await self._looked_at(channel, file, content)

    async def _content(self, file: Attached) -> bytes:
        if file.content is not None:
            return file.content
        if self.telegram is None:
            raise FileAway("there is no bot to fetch it with")
        return await self.telegram(file.reference)

    async def _looked_at(self, channel: Channel, file: Attached, content: bytes) -> Fetched:
        if len(content) > MOST_SENT[channel]:
            return Fetched(trouble="too_big")
        trouble, facts = await asyncio.to_thread(trouble_of, file.name, file.kind, content)
        if trouble:
            return Fetched(trouble=trouble, facts=facts)
        reading = await self.read(content)
        if "trouble" in reading:
            return Fetched(trouble=str(reading["trouble"]), facts=dict(reading["facts"]))  # type: ignore[call-overload]  # as it was written
        return Fetched(content, seems(content), reading=reading)


def _wanted(incoming: Incoming) -> Attached | None:
    """Give the one file that is meant: of several in a mail, what calls itself a table."""
    tables = [file for file in incoming.files if says_table(file.name, file.kind)]
    return next(iter(tables or incoming.files), None)
