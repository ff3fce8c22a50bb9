"""Polling: every update is stored before Telegram hears that it arrived."""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import Bot
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.trouble import told, wait_asked
from core.connection import Alarm, Health

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "message_reaction", "my_chat_member")
LONG_POLL_SECONDS = 30
BATCH = 100

Store = Callable[[int, int, bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait after a failure: twice as long each time, up to `most` seconds, less a part left to chance."""

    first: float = 0.5
    most: float = 60.0
    conflict: float = 10.0

    def after(self, failures: int, *, chance: float) -> float:
        """Say how many seconds to wait after so many failures in a row; chance is from 0 to 1."""
        longest = min(self.most, self.first * 2.0 ** min(failures - 1, 30))
        return longest * (0.5 + chance / 2)


class StoreFailed(Exception):  # noqa: N818 - says what happened
    """An update could not be stored; Telegram keeps it."""


class Polling:
    """Asks for updates, stores each, and only then asks for what follows; it never gives up.

    store(bot_id, update_id, raw) returns once the update is safe; an update that was stored before may come again.
    """

    def __init__(
        self,
        bot: Bot,
        store: Store,
        *,
        long_poll: int = LONG_POLL_SECONDS,
        patience: Patience | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
        alarm: Alarm | None = None,
    ) -> None:
        self.health = Health(alarm=alarm or Alarm("telegram"), source="polling")
        self._bot = bot
        self._store = store
        self._long_poll = long_poll
        self._patience = patience or Patience()
        self._clock = clock
        self._chance = chance
        self._offset: int | None = None
        self._has_no_webhook = False

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; a batch that is being stored is finished first."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                wait = await self._try_once(stopped)
                if wait > 0:
                    await asyncio.wait({stopped}, timeout=wait)
        finally:
            stopped.cancel()

    async def _try_once(self, stopped: "asyncio.Task[bool]") -> float:
        """Fetch and store one batch; say how long to wait before the next."""
        try:
            updates = await until_stopped(self._fetch(), stopped)
            for update in updates or ():
                await self._keep(update)
        except TelegramError as error:
            return self._failed(error)
        except StoreFailed as error:
            return self._failed(error)
        if updates is not None:
            self.health.went_well(self._clock())
        return 0.0

    async def _fetch(self) -> Sequence[dict[str, Any]]:
        """Ask for updates after the last stored one."""
        await self._bot.initialize()
        if not self._has_no_webhook:
            await self._bot.delete_webhook(drop_pending_updates=False)
            self._has_no_webhook = True
        try:
            updates = await self._bot.get_updates(
                offset=self._offset, limit=BATCH, timeout=self._long_poll, allowed_updates=ALLOWED_UPDATES
            )
        except TelegramError:
            raise
        except Exception:  # by design: whatever the library stumbles over in one update may not hold up all others
            log.exception("python-telegram-bot can't read a batch of updates; it is stored as it came")
            return await self._fetch_unread()
        return [update.to_dict() for update in updates]

    async def _fetch_unread(self) -> Sequence[dict[str, Any]]:
        """Ask again for updates that the library can't read, as they are; reading them is the door's business.

        Method names may be written in any case; in this one the library leaves the answer alone.
        """
        asked = {"offset": self._offset, "limit": BATCH, "timeout": 0, "allowed_updates": list(ALLOWED_UPDATES)}
        answer = await self._bot.do_api_request("getupdates", api_kwargs=asked)
        return list(answer)

    async def _keep(self, update: dict[str, Any]) -> None:
        """Store one update and move on past it."""
        update_id = int(update["update_id"])
        try:
            await self._store(self._bot.id, update_id, json.dumps(update).encode())
        except Exception as error:  # at this boundary any fault of storing means the same: not stored, so not received
            raise StoreFailed(f"storing update {update_id} failed: {type(error).__name__}") from error
        self._offset = update_id + 1

    def _failed(self, error: TelegramError | StoreFailed) -> float:
        """Note a failure, and say how many seconds to wait."""
        failures = self.health.failures + 1
        wait = self._patience.after(failures, chance=self._chance())
        trouble = told(error, self._bot.token)
        if isinstance(error, RetryAfter):
            wait = wait_asked(error)
        elif isinstance(error, Conflict):
            self._has_no_webhook = False
            wait = max(wait, self._patience.conflict)
            trouble = f"another program polls for this bot, or a webhook is set: {trouble}"
        self.health.failed(self._clock(), trouble)
        cause = error.__cause__ if isinstance(error, StoreFailed) else None
        log.info("polling failed %d times: %s; again in %.1f s", failures, trouble, wait, exc_info=cause)
        return wait


async def until_stopped(
    work: "Awaitable[Sequence[dict[str, Any]]]", stopped: "asyncio.Task[bool]"
) -> Sequence[dict[str, Any]] | None:
    """Wait for an answer, or leave it when asked to stop: what is not stored is not acknowledged. None when stopped."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
