"""Telegram's limits: so many messages a second to all together, one a second to a chat, twenty a minute to a group."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

ALL = (30, 1.0)
CHAT = (1, 1.0)
GROUP = (20, 60.0)
REMEMBERED_CHATS = 1000


class Window:
    """At most `most` messages in any stretch of `seconds`, however they fall: the oldest of them must be over first."""

    def __init__(self, most: int, seconds: float) -> None:
        self.seconds = seconds
        self._moments: deque[float] = deque(maxlen=most)

    def free_at(self, moment: float) -> float:
        """Say when a message that would like to go at a moment may go."""
        is_full = len(self._moments) == self._moments.maxlen
        return max(moment, self._moments[0] + self.seconds) if is_full else moment

    def take(self, moment: float) -> None:
        """Plan a message; moments come in order for a chat, and nearly so for all together."""
        self._moments.append(moment)
        if len(self._moments) > 1 and self._moments[-2] > moment:
            self._moments = deque(sorted(self._moments), self._moments.maxlen)

    def is_over(self, now: float) -> bool:
        """Say whether it carries no memory any more."""
        return not self._moments or self._moments[-1] + self.seconds <= now


class Throttle:
    """Makes each message wait for its turn, which is planned at once, so that those that wait keep the limits too.

    Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._all = Window(*ALL)
        self._chats: dict[str, list[Window]] = {}
        self._paused_until = clock()

    async def turn(self, chat_id: str) -> None:
        """Wait until a message to this chat may go."""
        now = self._clock()
        seconds = self._plan(chat_id, now) - now
        if seconds > 0:
            await self._sleep(seconds)

    def _plan(self, chat_id: str, now: float) -> float:
        """Take the first moment at which all limits have room.

        A chat that has to wait takes its later place among all, and leaves the places before it to others.
        """
        if len(self._chats) > REMEMBERED_CHATS:
            self._chats = {
                chat: windows
                for chat, windows in self._chats.items()
                if not all(window.is_over(now) for window in windows)
            }
        own = self._chats.setdefault(chat_id, windows_of(chat_id))
        windows = [*own, self._all]
        moment = now
        while (later := max(window.free_at(moment) for window in windows)) > moment:
            moment = later
        for window in windows:
            window.take(moment)
        return moment

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


def windows_of(chat_id: str) -> list[Window]:
    """Give the limits of a chat; the ids of groups and channels are below zero."""
    return [Window(*CHAT), Window(*GROUP)] if chat_id.startswith("-") else [Window(*CHAT)]
