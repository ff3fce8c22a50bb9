"""A stretch of what was said with one thing to say, and the sentence that it stands in."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from core.language.clauses.item import AMOUNTS, Item, Kind

SCOPES = {Kind.NAME, Kind.WEEKS, Kind.NUMBERS}
VERDICTS = ("approve", "approve_act", "unsure_approve", "wrong", "back", "back_whole", "hold", "later", "not", "yes")
# Without a comma behind them these may reach over what follows: "Noor niet week 47 akkoord".
TAKES_AWAY = ("not", "wrong", "hold", "later", "instead")
WHOLES = ("all", "everyone", "rest")
YESES = frozenset({"approve", "approve_act", "unsure_approve", "yes"})
CONDITIONS = frozenset({"if", "not_until"})


@dataclass(slots=True)
class Piece:
    """A stretch of items with one thing to say.

    lead: what came before it: start, comma, colon, but, only, except, and, new.
    """

    lead: str
    items: list[Item] = field(default_factory=list)
    # The parts and kinds of its items, as far as these were looked at: items are only ever added.
    _labels: set[str] = field(default_factory=set, init=False, repr=False, compare=False)
    _kinds: set[Kind] = field(default_factory=set, init=False, repr=False, compare=False)
    _looked_at: int = field(default=0, init=False, repr=False, compare=False)

    @property
    def labels(self) -> AbstractSet[str]:
        """Give the parts that its words play."""
        if self._looked_at < len(self.items):
            self._look()
        return self._labels

    @property
    def kinds(self) -> AbstractSet[Kind]:
        """Give what its items are."""
        if self._looked_at < len(self.items):
            self._look()
        return self._kinds

    def _look(self) -> None:
        for item in self.items[self._looked_at :]:
            self._labels |= item.labels
            self._kinds.add(item.kind)
        self._looked_at = len(self.items)

    def has(self, *labels: str) -> bool:
        """Say whether a word with one of these parts is among its items."""
        if self._looked_at < len(self.items):
            self._look()
        return not self._labels.isdisjoint(labels)

    def any(self, *kinds: Kind) -> bool:
        """Say whether an item of one of these kinds is among its items."""
        if self._looked_at < len(self.items):
            self._look()
        return not self._kinds.isdisjoint(kinds)

    def is_torn(self, index: int) -> bool:
        """Say whether "2 ook 3 terug" stands here: the "ook" may close what was said of 2, or go on with it."""
        items = self.items
        return (
            index > 1
            and "also" in items[index - 1].labels
            and "and" not in items[index - 1].labels
            and items[index - 2].kind is items[index].kind
        )

    def has_amount_behind(self, at: int) -> bool:
        """Say whether an amount of hours, or a number that may be one, is still to come."""
        return any(item.kind in AMOUNTS and item.hours is not None for item in self.items[at + 1 :])

    def shares_amount_behind(self, at: int) -> bool:
        """Say whether "allebei 7" or "elk 7" follows."""
        behind = self.items[at + 1 : at + 3]
        return len(behind) > 1 and not behind[0].labels.isdisjoint({"both", "presence"}) and behind[1].kind in AMOUNTS

    @property
    def has_verdict(self) -> bool:
        return self.has(*VERDICTS)

    @property
    def has_scope(self) -> bool:
        return self.any(*SCOPES) or self.has(*WHOLES)

    @property
    def is_scope_first(self) -> bool:
        """Say whether it names what it is about before it judges."""
        for item in self.items:
            if item.kind in SCOPES or item.kind is Kind.DAYS or not item.labels.isdisjoint(WHOLES):
                return True
            if not item.labels.isdisjoint(VERDICTS):
                return False
        return False


@dataclass(slots=True)
class Sentence:
    """Pieces up to a full stop. asks: a question mark closed it."""

    pieces: list[Piece] = field(default_factory=list)
    asks: bool = False

    @property
    def items(self) -> list[Item]:
        return [item for piece in self.pieces for item in piece.items]

    @property
    def breaks_off(self) -> bool:
        """Say whether it ends on a function word, so that what follows may still belong to it."""
        spoken = [item for item in self.items if not item.labels & {"courtesy", "sign"}]
        return bool(spoken) and "plain" in spoken[-1] and spoken[-1].labels.isdisjoint(VERDICTS)
