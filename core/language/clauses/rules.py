"""Rules that read items again by what stands around them, each only where something was said that it is about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.language.clauses.item import Item
from core.language.vocabulary.said import Said

Rewrite = Callable[[Said, list[Item]], list[Item]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to read items again. needs: labels and kinds; without any of these it would change nothing.

    One that needs none looks for itself.
    """

    rewrite: Rewrite
    needs: frozenset[str]


def rule(rewrite: Rewrite, *needs: str) -> Rule:
    """Make a rule of a function, and the labels and kinds of which it needs one."""
    return Rule(rewrite, frozenset(needs))


def rewritten(said: Said, items: list[Item], rules: Iterable[Rule]) -> list[Item]:
    """Read items again by each rule in turn, save those that need what was not said.

    What a rule needs must be there before the first of them: none may need what another one makes.
    """
    heard = said.labels.union(*[item.labels for item in items], [item.kind for item in items])
    for one in rules:
        if not one.needs or not one.needs.isdisjoint(heard):
            items = one.rewrite(said, items)
    return items
