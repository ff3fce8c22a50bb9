"""A piece of a sentence, read: what it is about, which days and hours, and the parts its words play."""

from dataclasses import dataclass, field

from core.language.clauses.item import Item
from core.language.clauses.piece import Piece
from core.language.clauses.reach import Scope
from core.language.values.figures import Figures

APPROVES = frozenset({"approve", "approve_act", "unsure_approve"})


@dataclass(slots=True)
class Frame:
    """A piece, read. figures: one for each group of days, or one without days. nots: how many times it says no.

    holds: how many words beside those leave or call hours wrong; the "yet" of "don't ... yet" is none.

    strange: items without a place, and names that are nobody's in reach. asks: it is worded as a question.

    words: the labels of each word whose place depends on what the piece does, save those that went into a figure.
    """

    piece: Piece
    scope: Scope = field(default_factory=Scope)
    figures: list[Figures] = field(default_factory=list)
    labels: frozenset[str] = frozenset()
    nots: int = 0
    holds: int = 0
    strange: list[Item] = field(default_factory=list)
    words: list[frozenset[str]] = field(default_factory=list)
    asks: bool = False

    def has(self, *labels: str) -> bool:
        """Say whether a word with one of these parts is in it."""
        return not self.labels.isdisjoint(labels)

    @property
    def has_days(self) -> bool:
        for figures in self.figures:  # noqa: SIM110 - asked many times of each
            if figures.days:
                return True
        return False

    @property
    def has_hours(self) -> bool:
        for figures in self.figures:  # noqa: SIM110 - asked many times of each
            if figures.has_hours:
                return True
        return False

    @property
    def has_times(self) -> bool:
        return any(figures.times is not None for figures in self.figures)

    @property
    def is_twice_denied(self) -> bool:
        """Say whether two words take something away: then it can't be told which of them reaches what."""
        return self.nots > 1 or (self.nots == 1 and self.holds > 0)

    @property
    def strangers(self) -> list[Item]:
        """Give the names in it that are nobody's in reach."""
        return [item for item in self.scope.names if item.name is None]

    @property
    def takes_away(self) -> bool:
        """Say whether it excepts, refuses, holds, gives back or corrects: what is lost from it would be approved."""
        is_apart = self.piece.lead in {"except", "only"} or self.has("except", "only", "wrong", "hold", "later")
        return self.nots > 0 or is_apart or self.has("back", "back_whole") or self.has_hours

    @property
    def approves(self) -> bool:
        return not self.labels.isdisjoint(APPROVES)
