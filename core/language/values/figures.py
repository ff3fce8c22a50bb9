"""Days with the hours said of them: what it should be, what stands there, or how much more or less than that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.language.values.days import Day
from core.language.values.hours import HOUR, Hours
from core.language.values.times import Times

# Who says that more than this is missing or has to go may mean the hours themselves.
MOST_DIFFERENCE = 4 * HOUR
# Between these lies a day's work: "vrijdag 16:30" says when it ended, "vrijdag 5 minuten" how much it differed.
LEAST_DAY, MOST_DAY = HOUR, 12 * HOUR
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
        return not (self.target is None and self.was is None and self.delta is None and self.times is None)

    @property
    def is_timed_only(self) -> bool:
        """Say whether no amount was said beside the times."""
        return self.times is not None and self.target is None and self.was is None and self.delta is None

    @property
    def is_late_only(self) -> bool:
        """Say whether no more was said than how late someone was."""
        return self.is_timed_only and self.times is not None and self.times.is_late

    @property
    def is_only_what_stands(self) -> bool:
        """Say whether days are named with what stands there, and nothing of what it should be."""
        return bool(self.days) and self.was is not None and self.target is None and self.delta is None

    @property
    def is_little(self) -> bool:
        """Say whether what it should be is so little that it may be a difference."""
        return self.target is not None and self.target.minutes is not None and 0 < self.target.minutes <= LITTLE

    @property
    def is_short(self) -> bool:
        """Say whether what it should be is so little that it may be how long something else took."""
        minutes = self.target.minutes if self.target is not None and self.was is None and self.times is None else None
        return minutes is not None and 0 < minutes <= MOST_DIFFERENCE

    @property
    def is_unlikely(self) -> bool:
        """Say whether what it should be is no day's work, and nothing is held against it that says it is."""
        is_alone = self.was is None and self.times is None
        minutes = self.target.minutes if self.target is not None and is_alone else None
        return minutes is not None and minutes > 0 and not LEAST_DAY <= minutes < MOST_DAY


def as_difference(figures: Figures, sign: int) -> bool:
    """Turn an amount into a difference of this sign; says whether it may be one."""
    if figures.target is None or figures.target.minutes is None or figures.delta is not None:
        return False
    if figures.target.minutes > MOST_DIFFERENCE:
        return False
    figures.delta, figures.target = sign * figures.target.minutes, None
    return True


def was_as_difference(figures: Figures, sign: int) -> bool:
    """Take the hour of "he wrote an hour too many" for a difference; says whether it may be one."""
    if figures.target is not None or figures.delta is not None:
        return False
    figures.target, figures.was = figures.was, None
    if as_difference(figures, sign):
        return True
    figures.was, figures.target = figures.target, None
    return False


def without_break(figures: Figures, minutes: int) -> bool:
    """Take a break off what was said of a day ("8 hours minus half an hour lunch"); says whether there was so much."""
    target = figures.target
    if target is None or target.minutes is None or target.minutes <= minutes:
        return False
    figures.target = replace(target, minutes=target.minutes - minutes)
    return True


def is_found_wanting(figures: Figures) -> bool:
    """Take the 8 of "8 uur is te veel" for what stands there and is not so; says whether it may be."""
    if not figures.days or figures.target is None or figures.was is not None or figures.stated:
        return False
    figures.was, figures.target, figures.denied = figures.target, None, True
    return True


def with_their_days(figures: Sequence[Figures], *, is_told: bool = False) -> list[Figures]:
    """Give a difference that was said first the days behind it: "haal een uur van vrijdag af".

    is_told: an amount is one of a day as well: "I make it 6.5 for Thursday".
    """
    if len(figures) != 2:  # noqa: PLR2004 - the difference and its days
        return list(figures)
    loose, days = figures
    is_amount = (
        loose.delta is not None
        or loose.times is not None
        or (loose.target is not None and (is_told or loose.was is not None))
    )
    is_loose = not loose.days and is_amount and (loose.was is None or loose.target is not None)
    if is_loose and days.days and not days.has_hours:
        return [replace(loose, days=days.days)]
    if is_loose and days.days and loose.target is None and days.delta is None and days.times is None:
        return [replace(days, times=loose.times)] if loose.delta is None and loose.was is None else list(figures)
    return list(figures)
