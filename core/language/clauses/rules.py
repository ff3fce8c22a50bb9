"""Rules that read items again by what stands around them, each only where something was said that it is about."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.language.clauses.item import Item
from core.language.vocabulary.families import STRUCTURAL
from core.language.vocabulary.said import Said

Rewrite = Callable[[Said, list[Item]], list[Item]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to read items again. needs: labels and kinds; without any of these it would change nothing.

    One that needs none looks for itself. beside: nor would it without each of these.
    """

    rewrite: Rewrite
    needs: frozenset[str]
    beside: frozenset[str]


def rule(rewrite: Rewrite, *needs: str, beside: Iterable[str] = ()) -> Rule:
    """Make a rule of a function, and the labels and kinds of which it needs one, and of which all."""
    return Rule(rewrite, frozenset(needs), frozenset(beside))


class Rules:
    """Rules in their order, looked up by what they need: of the many there are a message has to do with few."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules
        self._always = frozenset(at for at, one in enumerate(rules) if not one.needs)
        needs: frozenset[str] = frozenset().union(*(one.needs for one in rules))
        # These no item has by itself, only what was said.
        self._is_of_phrases = needs.union(*(one.beside for one in rules)) <= STRUCTURAL
        self._by_need = {need: frozenset(at for at, one in enumerate(rules) if need in one.needs) for need in needs}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def about(self, said: Said, items: Sequence[Item]) -> list[Rule]:
        """Give those that need nothing, or something that was said."""
        heard = said.labels
        if not self._is_of_phrases:
            heard = heard.union(*[item.labels for item in items], [item.kind for item in items])
        found = self._always.union(*[self._by_need[need] for need in self._by_need.keys() & heard])
        return [one for at in sorted(found) if (one := self.rules[at]).beside <= heard]


def rewritten(said: Said, items: list[Item], rules: Rules) -> list[Item]:
    """Read items again by each rule in turn, save those that need what was not said.

    What a rule needs must be there before the first of them: none may need what another one makes.
    """
    for one in rules.about(said, items):
        items = one.rewrite(said, items)
    return items
