"""Days that a student tells of, with their hours, or their begin and end, and what was done."""

from dataclasses import dataclass, field

from core.language.clauses.item import Item
from core.language.values.days import Day
from core.language.values.times import Times

# So much less than the time between begin and end is no break any more.
LONGEST_BREAK = 3 * 60


@dataclass(slots=True)
class Entry:
    """Days with what was said of them: hours, times, or that there were none (is_off), and what stands behind those."""

    days: tuple[Day, ...]
    hours: Item | None = None
    times: Times | None = None
    is_off: bool = False
    adds: bool = False
    note: list[Item] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """What was worked; a day that was said to be free has none."""
        if self.hours is None or self.hours.hours is None:
            return (self.times.minutes or self.times.span or 0) if self.times is not None else 0
        return self.hours.hours.minutes or 0

    @property
    def is_told(self) -> bool:
        """Say whether it has its hours, be it by begin and end."""
        return self.hours is not None or self.is_off or (self.times is not None and self.times.span is not None)

    @property
    def belies(self) -> bool:
        """Say whether hours were said that can't be those of the times beside them."""
        if self.times is None:
            return False
        worked, span = self.times.minutes, self.times.span
        is_other = self.hours is not None and (
            self.minutes != worked
            if worked is not None
            else not (span or 0) - LONGEST_BREAK <= self.minutes <= (span or 0)
        )
        return span is None or is_other
