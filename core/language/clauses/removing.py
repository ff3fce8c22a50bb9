"""Read "die 8 uur moeten eruit": what stands on a day has to go, all of it."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.absences import ABSENT
from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.values.figures import MOST_DIFFERENCE
from core.language.vocabulary.said import Said

STOOD = frozenset({"stands"})
BETWEEN = frozenset({"plain", "be", "must", "shifts", "that", "they", "it", "was", "causing", "asserts"})
ENDS = PUNCTUATION - {Kind.ASIDE}


def removed(said: Said, items: list[Item]) -> list[Item]:
    """Take an amount in front of "moeten eruit" for what stands on its day, which then has no hours.

    No more than a few hours may be taken off a day that keeps the others; so may any that nobody points at.
    """
    found: list[Item] = []
    begin = at = 0
    while at < len(items):
        item = items[at]
        begin = at + 1 if item.kind in ENDS else begin
        end = _removal(said, items, at)
        is_of_day = any(one.kind is Kind.DAYS for one in items[begin:end])
        if not end or not (is_of_day or any("absent" in one for one in items[:begin])):
            found.append(item)
            at += 1
            continue
        last = items[end]
        lead = Item(Kind.WORD, item.first, item.first, STOOD)
        if found and _is_small(found[-1]):
            lead = replace(found.pop(), labels=STOOD)
        # Behind another clause that says why, it adds nothing but the hours.
        gone = Item(Kind.UNKNOWN, last.first, last.last, ABSENT) if is_of_day else last.as_word()
        found += [*(one for one in items[at:end] if one.days), lead, item.as_hours(), gone]
        at = end + 1
    return found


def _removal(said: Said, items: Sequence[Item], at: int) -> int:
    """Give where "eruit" stands behind an amount that is all that stands on a day, 0 where it is none of that."""
    if not items[at].is_amount:
        return 0
    end = at + 1
    while end < len(items) and _is_between(items[end]) and not said.has(items[end].first, "removal"):
        end += 1
    is_there = end < len(items) and said.has(items[end].first, "removal") > 0
    return end if is_there and _is_all(said, items, at, end) else 0


def _is_small(item: Item) -> bool:
    return item.kind is Kind.WORD and item.labels <= BETWEEN


def _is_between(item: Item) -> bool:
    return _is_small(item) or len(item.days) == 1


def _is_all(said: Said, items: Sequence[Item], at: int, end: int) -> bool:
    """Say whether all hours of a day are meant: pointed at, or more than are ever taken off."""
    hours = items[at].hours
    is_much = hours is not None and hours.minutes is not None and hours.minutes > MOST_DIFFERENCE
    is_pointed = any(said.has(one.first, "pointer") for one in items[at - 1 : at])
    must = any("must" in one for one in items[at + 1 : end])
    must = must or said.has(items[end].first, "removal") > 1
    return is_much and (is_pointed or must)
