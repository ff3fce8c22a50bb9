"""How a connection to the world outside fares: whether it holds, since when, and what is wrong if not."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Health:
    """How a connection fares. failures: in a row, 0 when all is well; trouble: the last one, without secrets.

    since: when it came to hold, or when it was lost; None before the first try.
    """

    last_success: datetime | None = None
    failures: int = 0
    trouble: str = ""
    since: datetime | None = None

    @property
    def is_up(self) -> bool:
        """Say whether the last try went well."""
        return self.last_success is not None and not self.failures

    def went_well(self, now: datetime, *, trouble: str = "") -> None:
        """Note that it holds. trouble: what is not as it should be all the same."""
        if not self.is_up:
            self.since = now
        self.last_success, self.failures, self.trouble = now, 0, trouble

    def failed(self, now: datetime, trouble: str) -> None:
        """Note a failed try."""
        if not self.failures:
            self.since = now
        self.failures, self.trouble = self.failures + 1, trouble
