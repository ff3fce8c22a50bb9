"""What a process counts and minds while it runs: messages, sends, connections, and whether its loops live."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from akkoord.delivery import POST_SECONDS, Delivery, Watcher
from core.connection import Health
from core.desk import Desk
from core.incoming import Channel
from core.tally import Tally

# A loop that said nothing for this many seconds hangs; those that wait for others by nature are not in here.
LIMITS = {"decide": 90.0, "deliver": POST_SECONDS + 90.0, "remind": 300.0}

Loop = Callable[[asyncio.Event], Coroutine[Any, Any, None]]


@dataclass(slots=True)
class Pulse:
    """When a loop was last known to live, on the monotonic clock. limit: seconds of silence; None is endless."""

    beaten: float
    limit: float | None


class Watch(Watcher):
    """One for each service, so that two of them never share a count. connections: by name, as they are now.

    lives: what else must be alive, each with how to ask it.
    """

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.messages: Counter[tuple[str, ...]] = Counter()
        self.understanding: Counter[tuple[str, ...]] = Counter()
        self.sends: Counter[tuple[str, ...]] = Counter()
        self.connections: dict[str, Health] = {}
        self.lives: dict[str, Callable[[], bool]] = {}
        self._monotonic = monotonic
        self._pulses: dict[str, Pulse] = {}

    def follow(self, desk: Desk, delivery: Delivery) -> None:
        """Count what these do."""
        desk.on_decided = self.decided
        delivery.watcher = self

    def decided(self, channel: Channel, outcome: str, tally: Tally) -> None:
        """Count a message that was decided."""
        self.messages[channel.value, tally.command, outcome] += 1
        self.understanding[channel.value, tally.understood] += 1
        self.beat("decide")

    def looked(self) -> None:
        """Hear that the outbox was looked through."""
        self.beat("deliver")

    def posted(self, channel: str, outcome: str) -> None:
        """Count an attempt to send."""
        self.sends[channel or "unchosen", outcome] += 1
        self.beat("deliver")

    def beat(self, loop: str) -> None:
        """Hear that a loop does its rounds."""
        if loop in self._pulses:
            self._pulses[loop].beaten = self._monotonic()

    async def mind(self, loop: Loop, stop: asyncio.Event) -> None:
        """Run a loop, and know that it runs; one that has nothing more to do is forgotten."""
        name = getattr(loop, "__name__", "loop")
        self._pulses[name] = Pulse(self._monotonic(), LIMITS.get(name))
        await loop(stop)
        self._pulses.pop(name, None)

    def loops(self) -> dict[str, bool]:
        """Say of each loop whether it does its rounds."""
        now = self._monotonic()
        alive = {name: pulse.limit is None or now - pulse.beaten <= pulse.limit for name, pulse in self._pulses.items()}
        return alive | {name: is_alive() for name, is_alive in self.lives.items()}
