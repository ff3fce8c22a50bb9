"""One scrape: what was counted, what the queues hold and how the connections fare, as Prometheus reads it."""

import asyncio
import platform
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from akkoord.watching import families as f
from akkoord.watching.queues import CHANNELS, WAYS_OUT, Queues, queues
from akkoord.watching.readiness import PATIENCE_SECONDS, what_is_not_ready
from akkoord.watching.watch import Watch
from core.engine import Database
from core.incoming import Channel

PROJECT = Path(__file__).parents[2] / "pyproject.toml"

Values = Mapping[tuple[str, ...], float]


class Scrape(Collector):
    """Reads everything anew each time; its registry is its own."""

    def __init__(self, database: Database, watch: Watch, *, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.watch = watch
        self.clock = clock
        self.registry = CollectorRegistry()
        self._values: dict[f.Family, Values] = {}
        self.registry.register(self)
        ProcessCollector(registry=self.registry)

    async def text(self) -> bytes:
        """Write all metrics; without those of the queues when the database does not answer."""
        now = self.clock()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found: Queues | None = await self.database.look(lambda session: queues(session, now))
        except (SQLAlchemyError, OSError, TimeoutError):
            found = None
        is_ready = found is not None and not await what_is_not_ready(self.database, self.watch)
        self._values = self._counted() | self._connected() | (self._queued(found, now) if found is not None else {})
        self._values[f.DATABASE_UP] = {(): float(found is not None)}
        self._values[f.READY] = {(): float(is_ready)}
        return generate_latest(self.registry)

    def describe(self) -> Iterator[Metric]:
        """Name every metric without reading anything."""
        for family in f.FAMILIES:
            yield family.empty()

    def collect(self) -> Iterator[Metric]:
        """Give what was read last."""
        for family in f.FAMILIES:
            metric: CounterMetricFamily | GaugeMetricFamily = family.empty()
            for labels, value in self._values.get(family, {}).items():
                metric.add_metric(list(labels), value)
            yield metric

    def _counted(self) -> dict[f.Family, Values]:
        watch = self.watch
        backend = self.database.url.get_backend_name()
        return {
            f.MESSAGES: dict(watch.messages),
            f.UNDERSTANDING: dict(watch.understanding),
            f.SENDS: dict(watch.sends),
            f.LOOP_ALIVE: {(name,): float(alive) for name, alive in watch.loops().items()},
            f.BUILD: {(version(), platform.python_version(), backend): 1.0},
        }

    def _connected(self) -> dict[f.Family, Values]:
        known = self.watch.connections
        return {
            f.CONNECTION_UP: {(name,): float(one.is_up) for name, one in known.items() if one.since is not None},
            f.CONNECTION_SINCE: {
                (name,): one.since.timestamp() for name, one in known.items() if one.since is not None
            },
        }

    def _queued(self, found: Queues, now: datetime) -> dict[f.Family, Values]:
        return {
            f.INBOX_WAITING: {(channel,): float(found.waiting[channel]) for channel in CHANNELS},
            f.INBOX_LAG: {(channel,): found.lag.get(channel, 0.0) for channel in CHANNELS},
            f.UNREAD_MAIL: {(): self._unread(found, now)},
            f.QUARANTINE: {key: float(count) for key, count in found.quarantine.items()},
            f.OUTBOX_WAITING: {(way,): float(found.due[way]) for way in WAYS_OUT},
            f.OUTBOX_LAG: {(way,): found.due_lag.get(way, 0.0) for way in WAYS_OUT},
            f.OUTBOX_PLANNED: {(way,): float(found.planned[way]) for way in WAYS_OUT},
            f.OUTBOX_FAILED: {(way,): float(found.failed[way]) for way in WAYS_OUT},
            f.REMINDERS_DUE: {(): float(found.reminders_due)},
        }

    def _unread(self, found: Queues, now: datetime) -> float:
        """Say how long a mail may have lain unread: in our inbox, or in a mailbox that we can't look into."""
        mailbox = self.watch.connections.get("imap")
        away = 0.0
        if mailbox is not None and not mailbox.is_up and mailbox.since is not None:
            since = mailbox.last_success or mailbox.since
            away = max(0.0, (now - since).total_seconds())
        return max(found.lag.get(Channel.MAIL.value, 0.0), away)


@cache
def version() -> str:
    """Give the version that stands in the project's file."""
    return str(tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"])
