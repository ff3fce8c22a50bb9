"""Read "die 8 uur moeten eruit": what stands on a day has to go, all of it."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.absences import ABSENT
from core.language.clauses.item import PLAIN, PUNCTUATION, Item, Kind
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
    at = 0
    while at < len(items):
        end = _removal(said, items, at)
        begin = next((one + 1 for one in reversed(range(at)) if items[one].kind in ENDS), 0) if end else 0
        inside = [one for one in items[at + 1 : end] if one.kind is Kind.DAYS]
        is_of_day = bool(inside) or (end > 0 and any(one.kind is Kind.DAYS for one in items[begin:at]))
        if not end or not (is_of_day or any("absent" in one for one in items[:begin])):
            found.append(items[at])
            at += 1
            continue
        item, last = items[at], items[end]
        lead = Item(Kind.WORD, item.first, item.first, STOOD)
        if found and found[-1].kind is Kind.WORD and found[-1].labels <= BETWEEN:
            lead = replace(found.pop(), labels=STOOD)
        # Behind another clause that says why, it adds nothing but the hours.
        gone = Item(Kind.UNKNOWN, last.first, last.last, ABSENT) if is_of_day else last.as_word()
        found += [*inside, lead, item.as_hours()]
        found += [*(replace(one, labels=PLAIN) for one in items[at + 1 : end] if one not in inside), gone]
        at = end + 1
    return found


def _removal(said: Said, items: Sequence[Item], at: int) -> int:
    """Give where "eruit" stands behind an amount that is all that stands on a day, 0 where it is none of that."""
    item = items[at]
    if not item.is_amount or item.hours is None or item.hours.minutes is None:
        return 0
    end = at + 1
    while end < len(items) and _is_between(items[end]) and not said.has(items[end].first, "removal"):
        end += 1
    is_there = end < len(items) and said.has(items[end].first, "removal") > 0
    return end if is_there and _is_all(said, items, at, end) else 0


def _is_between(item: Item) -> bool:
    return (item.kind is Kind.WORD and item.labels <= BETWEEN) or (item.kind is Kind.DAYS and len(item.days) == 1)


def _is_all(said: Said, items: Sequence[Item], at: int, end: int) -> bool:
    """Say whether all hours of a day are meant: pointed at, or more than are ever taken off."""
    hours = items[at].hours
    is_much = hours is not None and hours.minutes is not None and hours.minutes > MOST_DIFFERENCE
    is_pointed = at > 0 and said.has(items[at - 1].first, "pointer") > 0
    must = any("must" in one for one in items[at + 1 : end])
    must = must or said.has(items[end].first, "removal") > 1
    return is_much and (is_pointed or must)
