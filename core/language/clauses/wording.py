"""Ask of an item whether its words are of a list: all of them, one of them, or the last of them."""

from core.language.clauses.item import Item, Kind
from core.language.vocabulary.said import Said


def is_all(said: Said, item: Item, label: str) -> bool:
    """Say whether an item is such a word, or within one; a name is none, whatever else it may mean."""
    return item.kind is not Kind.NAME and 0 < item.last - item.first <= said.has(item.first, label)


def within(said: Said, item: Item, label: str) -> bool:
    """Say whether such a word begins anywhere in an item."""
    return any(said.has(at, label) for at in range(item.first, item.last))


def ends(said: Said, item: Item, label: str) -> bool:
    """Say whether an item is such a word, or one that an article leads in."""
    return any(at + said.has(at, label) == item.last for at in range(item.first, item.last) if said.has(at, label))
