"""One thing that was said: its kind, the parts it may play, and what it was read as."""

from dataclasses import dataclass
from typing import ClassVar

from core.language.values.days import Day
from core.language.values.hours import Hours
from core.language.values.times import Times
from core.language.values.weeks import Numbers, Weeks
from core.language.vocabulary.named import Named
from core.language.vocabulary.names import Name


class Kind(Named):
    """What an item is."""

    __slots__ = ()
    NAME: ClassVar["Kind"]
    WEEKS: ClassVar["Kind"]
    NUMBERS: ClassVar["Kind"]
    DAYS: ClassVar["Kind"]
    HOURS: ClassVar["Kind"]
    TIMES: ClassVar["Kind"]
    WORD: ClassVar["Kind"]
    COMMA: ClassVar["Kind"]
    COLON: ClassVar["Kind"]
    STOP: ClassVar["Kind"]
    QUESTION: ClassVar["Kind"]
    OPEN: ClassVar["Kind"]
    ASIDE: ClassVar["Kind"]
    UNKNOWN: ClassVar["Kind"]


PUNCTUATION = frozenset({Kind.COMMA, Kind.COLON, Kind.STOP, Kind.QUESTION, Kind.OPEN, Kind.ASIDE})
AMOUNTS = frozenset({Kind.HOURS, Kind.NUMBERS})
PLAIN = frozenset({"plain"})
NOTHING: frozenset[str] = frozenset()
# Behind one of these at its end a message asks nothing.
STATES = frozenset({".", "!", "👍"})


# Frozen in all but name: that would make each of them several times as dear, and every word of a message is one.
@dataclass(slots=True, unsafe_hash=True)
class Item:
    """One thing that was said; it is never changed, only replaced.

    first, last: its tokens (last excluded). labels: the parts a word may play.

    name, weeks, numbers, days, hours, times: what it was read as; a name that is nobody's in reach has none.
    later: for "morgen", how many days from now. count: for "alle vijf" and "twee weken", how many.
    """

    kind: Kind
    first: int
    last: int
    labels: frozenset[str] = frozenset()
    name: Name | None = None
    weeks: Weeks | None = None
    numbers: Numbers | None = None
    days: tuple[Day, ...] = ()
    hours: Hours | None = None
    later: int | None = None
    count: int = 0
    times: Times | None = None

    def __contains__(self, label: str) -> bool:
        return label in self.labels

    def as_word(self, labels: frozenset[str] = PLAIN) -> "Item":
        """Give what stands here as a word that plays these parts, and is nothing else."""
        return Item(Kind.WORD, self.first, self.last, labels)

    def as_stop(self) -> "Item":
        """Give what stands here as the end of a sentence."""
        return Item(Kind.STOP, self.first, self.last)

    def as_hours(self) -> "Item":
        """Give an amount as hours, that can be no number of a list."""
        return Item(Kind.HOURS, self.first, self.last, self.labels, hours=self.hours)

    @property
    def is_amount(self) -> bool:
        """One amount of hours, or a bare number that can be one."""
        is_number = self.numbers is None or (len(self.numbers.numbers) == 1 and not self.numbers.explicit)
        return self.kind in AMOUNTS and self.hours is not None and is_number
