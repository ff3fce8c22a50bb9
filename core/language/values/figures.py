"""Days with the hours said of them: what it should be, what stands there, or how much more or less than that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.language.values.days import Day
from core.language.values.hours import HOUR, Hours
from core.language.values.times import Times

# Who says that more than this is missing or has to go may mean the hours themselves.
MOST_DIFFERENCE = 4 * HOUR
# So little is seldom a day's work; beside words that are not understood it may be a difference.
LITTLE = 90


@dataclass(slots=True)
class Figures:
    """Days with the hours said of them. target: what it should be. was: what is said to stand there. delta: signed.

    times: when someone was there. denied: what is said to stand there is not so, whatever it should be.
    """

    days: tuple[Day, ...] = ()
    target: Hours | None = None
    was: Hours | None = None
    delta: int | None = None
    stated: bool = False
    times: Times | None = None
    denied: bool = False

    @property
    def has_hours(self) -> bool:
        return any(one is not None for one in (self.target, self.was, self.delta, self.times))

    @property
    def is_timed_only(self) -> bool:
        """Say whether no amount was said beside the times."""
        return self.times is not None and self.target is None and self.was is None and self.delta is None

    @property
    def is_little(self) -> bool:
        """Say whether what it should be is so little that it may be a difference."""
        return self.target is not None and self.target.minutes is not None and 0 < self.target.minutes <= LITTLE


def as_difference(figures: Figures, sign: int) -> bool:
    """Turn an amount into a difference of this sign; says whether it may be one."""
    if figures.target is None or figures.target.minutes is None or figures.delta is not None:
        return False
    if figures.target.minutes > MOST_DIFFERENCE:
        return False
    figures.delta, figures.target = sign * figures.target.minutes, None
    return True


def is_found_wanting(figures: Figures) -> bool:
    """Take the 8 of "8 uur is te veel" for what stands there and is not so; says whether it may be."""
    if not figures.days or figures.target is None or figures.was is not None or figures.stated:
        return False
    figures.was, figures.target, figures.denied = figures.target, None, True
    return True


def with_their_days(figures: Sequence[Figures]) -> list[Figures]:
    """Give a difference that was said first the days behind it: "haal een uur van vrijdag af"."""
    if len(figures) != 2:  # noqa: PLR2004 - the difference and its days
        return list(figures)
    loose, days = figures
    is_loose = not loose.days and loose.delta is not None and loose.was is None and loose.times is None
    if is_loose and days.days and not days.has_hours:
        return [replace(days, delta=loose.delta)]
    return list(figures)
