"""Telegram's limits: so many messages a second to everyone together, and to one chat."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

ALL_PER_SECOND = 30.0
CHAT_PER_SECOND = 1.0
CHAT_BURST = 3.0
REMEMBERED_CHATS = 1000


@dataclass(slots=True)
class Bucket:
    """A token bucket: fills at `rate` a second up to `size`; every message takes one."""

    rate: float
    size: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Take one, and say how many seconds to wait before using it; the level may go below zero, as a queue."""
        self.level = min(self.size, self.level + (now - self.at) * self.rate) - 1
        self.at = now
        return max(0.0, -self.level / self.rate)

    def is_full(self, now: float) -> bool:
        """Say whether it carries no memory any more."""
        return self.level + (now - self.at) * self.rate >= self.size


class Throttle:
    """Makes each message wait for its turn. Source: https://core.telegram.org/bots/faq#broadcasting-to-users."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._all = Bucket(ALL_PER_SECOND, ALL_PER_SECOND, ALL_PER_SECOND, clock())
        self._chats: dict[str, Bucket] = {}
        self._paused_until = clock()

    async def turn(self, chat_id: str) -> None:
        """Wait until a message to this chat may go."""
        now = self._clock()
        if len(self._chats) > REMEMBERED_CHATS:
            self._chats = {chat: bucket for chat, bucket in self._chats.items() if not bucket.is_full(now)}
        chat = self._chats.setdefault(chat_id, Bucket(CHAT_PER_SECOND, CHAT_BURST, CHAT_BURST, now))
        seconds = max(chat.wait(now), self._all.wait(now))
        if seconds > 0:
            await self._sleep(seconds)

    def pause(self, seconds: float) -> None:
        """Telegram asked us to be silent, and doesn't say for which chat: be silent to all."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    async def wait_out_pause(self) -> None:
        """Be silent for as long as was asked."""
        await self._sleep(self.pause_left)

    @property
    def pause_left(self) -> float:
        """Seconds that we were asked to be silent for, from now."""
        return max(0.0, self._paused_until - self._clock())
