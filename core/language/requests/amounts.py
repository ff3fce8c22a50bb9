"""Read loosely which days a stretch of words names, and what their hours might be meant to be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.language.clauses.framing import SIGNS
from core.language.clauses.item import Item, Kind
from core.language.values.days import Day
from core.language.values.figures import LITTLE, MOST_DIFFERENCE
from core.language.values.times import DAY, HOUR, Times

# More than this in a row of words is no day's work.
MOST_WORKED = 16 * HOUR
# As many items away a word may still say that an amount is a difference.
BESIDE = 2
LESS, MORE = -1, 1
MOST_ALTERNATIVES = 2


@dataclass(frozen=True, slots=True)
class Amount:
    """Minutes that were said. sign: of the difference they make, 0 for what a day should be, or was."""

    minutes: int
    sign: int = 0


@dataclass(slots=True)
class Told:
    """Days, and the hours and times said near them."""

    days: tuple[Day, ...] = ()
    amounts: list[Amount] = field(default_factory=list)
    times: Times | None = None

    @property
    def has_hours(self) -> bool:
        return bool(self.amounts) or (self.times is not None and (self.times.span or self.times.at) is not None)

    def only_repeats(self, shown: int | None) -> bool:
        """Say whether no more is said of a day than what stands there. shown: its minutes."""
        return bool(self.amounts) and all(one == Amount(shown or 0) for one in self.amounts) and self.times is None

    def alternatives(self, shown: int | None) -> tuple[int, ...]:
        """Give what a day may be meant to be in minutes, the likeliest first, at most two. shown: what stands there."""
        found = [one for one in self._reckoned(shown) if 0 <= one <= DAY and one != shown]
        return tuple(dict.fromkeys(found))[:MOST_ALTERNATIVES]

    def _reckoned(self, shown: int | None) -> Iterator[int]:
        if self.times is not None and self.times.minutes is not None:
            yield self.times.minutes
        whole = [one for one in self.amounts if not one.sign and one.minutes > LITTLE]
        # Who says more than one tells what it comes to last: "from 9 to 12, so 3".
        yield from (one.minutes for one in reversed(whole))
        if shown is not None:
            yield from (shown + one.sign * one.minutes for one in self.amounts if one.sign)
        if self.times is not None and self.times.span is not None:
            yield self.times.span
        if self.times is not None and self.times.at is not None:
            yield self.times.at  # "Wednesday at 6"
        if shown is not None:
            # So little is no day's work: most often it is to come off.
            yield from (shown - one.minutes for one in self.amounts if not one.sign and one.minutes <= LITTLE)


def told_in(items: Sequence[Item], owner: Told | None, before: Told) -> tuple[Told, list[Told]]:
    """Give the hours of a stretch that are of no day yet, and the days in the order said, each with its hours.

    owner: the days named just before it, which get the hours that stand loose in front of any other. before: hours that
    were said so far, of no day.
    """
    found: list[Told] = [before]
    for at, item in enumerate(items):
        if item.kind is Kind.DAYS:
            found.append(Told(item.days))
        elif item.kind is Kind.TIMES and item.times is not None:
            _note_times(found[-1], item.times)
        elif is_hours(item):
            found[-1].amounts.append(Amount(_minutes(item), _sign(items, at)))
    loose, named = found[0], found[1:]
    receiver = next((one for one in named if not one.has_hours), None) if named else owner
    if receiver is None:
        return loose, named
    _give(loose, receiver)
    return Told(), named


def is_hours(item: Item) -> bool:
    """Say whether an item is an amount that may be of a day."""
    minutes = item.hours.minutes if item.hours is not None and item.is_amount else None
    return minutes is not None and minutes <= MOST_WORKED


def _give(loose: Told, receiver: Told) -> None:
    """Give hours that stand by themselves to days."""
    receiver.amounts += loose.amounts
    if loose.times is not None:
        _note_times(receiver, loose.times)


def _note_times(told: Told, times: Times) -> None:
    told.times = times if told.times is None else told.times.with_more(times) or told.times
    if times.is_break and times.rest:
        told.amounts.append(Amount(times.rest))


def _minutes(item: Item) -> int:
    return (item.hours.minutes or 0) if item.hours is not None else 0


def _sign(items: Sequence[Item], at: int) -> int:
    """Say whether an amount is a difference, by the words beside it: those behind it first."""
    if _minutes(items[at]) > MOST_DIFFERENCE:
        return 0
    for one in _near(items, at):
        if one.kind is not Kind.WORD:
            continue
        if "less" in one and "plain" not in one:
            return LESS
        if "more" in one and "plain" not in one:
            return MORE
        label = next((label for label in SIGNS if label in one), None)
        if label is not None and SIGNS[label] is not None:
            return SIGNS[label] or 0
    return 0


def _near(items: Sequence[Item], at: int) -> Iterable[Item]:
    """Give the items beside one up to the next amount or day."""
    for step in (1, -1):
        for distance in range(1, BESIDE + 1):
            index = at + step * distance
            if not 0 <= index < len(items) or items[index].kind in {Kind.DAYS, Kind.STOP} or is_hours(items[index]):
                break
            yield items[index]
