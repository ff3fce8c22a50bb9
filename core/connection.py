"""How a connection to the world outside fares: whether it holds, since when, what is wrong, and when that is said."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

log = structlog.get_logger()

# A line that is lost and found again within this is nobody's business.
GRACE = timedelta(minutes=1)
BETWEEN = timedelta(hours=1)


@dataclass(slots=True)
class Alarm:
    """Says in the log what is away, once an hour at most however often it comes and goes, and once that it is back.

    what: such as "imap". Several may share one, such as what sends to Telegram and what receives: it is back when
    none of them fails.
    """

    what: str
    _failing: dict[str, datetime] = field(default_factory=dict)
    _told: datetime | None = None
    _is_open: bool = False

    def away(self, now: datetime, why: str, *, source: str = "") -> None:
        """Hear that a try failed. source: who tried."""
        # A clock that was ahead and is put right would else have us wait for it.
        self._failing[source] = min(self._failing.get(source, now), now)
        since = min(self._failing.values())
        is_told = self._told is not None and timedelta() <= now - self._told < BETWEEN
        if now - since < GRACE or is_told:
            return
        self._told, self._is_open = now, True
        log.critical("away", what=self.what, why=why, since=since.isoformat(timespec="seconds"))

    def back(self, now: datetime, *, source: str = "") -> None:
        """Hear that a try went well."""
        since = self._failing.pop(source, None)
        if since is None or self._failing or not self._is_open:
            return
        self._is_open = False
        log.warning("back", what=self.what, after_minutes=round((now - since).total_seconds() / 60))


@dataclass(slots=True)
class Health:
    """How a connection fares. failures: in a row, 0 when all is well; trouble: the last one, without secrets.

    since: when it came to hold, or when it was lost; None before the first try. alarm: rung while it is away, in the
    name of source.
    """

    last_success: datetime | None = None
    failures: int = 0
    trouble: str = ""
    since: datetime | None = None
    alarm: Alarm | None = None
    source: str = ""

    @property
    def is_up(self) -> bool:
        """Say whether the last try went well."""
        return self.last_success is not None and not self.failures

    def went_well(self, now: datetime, *, trouble: str = "") -> None:
        """Note that it holds. trouble: what is not as it should be all the same."""
        if not self.is_up:
            self.since = now
        self.last_success, self.failures, self.trouble = now, 0, trouble
        if self.alarm is not None:
            self.alarm.back(now, source=self.source)

    def failed(self, now: datetime, trouble: str) -> None:
        """Note a failed try."""
        if not self.failures:
            self.since = now
        self.failures, self.trouble = self.failures + 1, trouble
        if self.alarm is not None:
            self.alarm.away(now, trouble, source=self.source)
