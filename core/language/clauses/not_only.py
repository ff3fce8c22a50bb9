"""Hear that "niet alleen Daan maar ook Sanne" denies nothing, and limits nothing to him."""

from dataclasses import replace

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.vocabulary.said import Said

# It only ever proposes.
PASSED = frozenset({"maybe"})


def not_only(_: Said, items: list[Item]) -> list[Item]:
    """Take the "niet alleen" that begins a clause for no more than small words."""
    found = list(items)
    for at in range(len(items) - 1):
        begins = at == 0 or items[at - 1].kind in PUNCTUATION or "and" in items[at - 1]
        is_pair = "not" in items[at] and "only" in items[at + 1] and items[at + 1].kind is Kind.WORD
        if begins and is_pair and items[at].last == items[at + 1].first:
            found[at] = replace(items[at], labels=PASSED)
            found[at + 1] = replace(items[at + 1], labels=PASSED)
    return found
