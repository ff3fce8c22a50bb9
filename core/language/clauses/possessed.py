"""Hear that "zijn uren" are of one whom no name says, and not of all."""

from core.language.clauses.item import Item, Kind
from core.language.vocabulary.said import Said

OF_ONE = frozenset({"that"})


def possessed(said: Said, items: list[Item]) -> list[Item]:
    """Take the "zijn" of "zijn uren kloppen" for somebody, save where a name stands in front: "Daan zijn uren"."""
    found = list(items)
    for at, item in enumerate(items):
        is_named = at > 0 and items[at - 1].kind is Kind.NAME
        if item.kind is Kind.WORD and not is_named and _begins(said, items, at):
            found[at] = item.as_word(OF_ONE)
    return found


def _begins(said: Said, items: list[Item], at: int) -> bool:
    """Say whether "zijn uren" begins here, as one word or as two; "zijn week 47" says itself which."""
    whose = items[at]
    owned = whose.first + said.has(whose.first, "possessive")
    if owned == whose.first or said.has(whose.first, "of_many") or not said.has(owned, "owned"):
        return False
    return whose.last > owned or (whose.last == owned and items[at + 1].kind is Kind.WORD)
