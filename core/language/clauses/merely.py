"""Tell the "maar" of "woensdag maar 4" and "niet 8 maar 4", behind which hours stand, from one that contrasts."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.item import PLAIN, Item, Kind
from core.language.vocabulary.said import Said

BESIDE = frozenset({"was", "be", "it", "that", "they", "stands", "must"})
DENIES = frozenset({"not", "instead"})
# What may stand between a day and how many hours it had.
WORKED = frozenset({"plain", "was", "be", "presence", "it", "that", "they", "stands", "must", "why"})
REACH = 6


def merely(_: Said, items: list[Item]) -> list[Item]:
    """Take the "maar" of "was hij maar 5 uur hier" for "no more than", where "akkoord maar 5 uur" contrasts.

    A bare number behind it is hours where a day stands in front: there a number of the list is never meant.
    """
    for index in range(1, len(items) - 1):
        before, item, after = items[index - 1 : index + 2]
        if item.kind is not Kind.WORD or item.labels.isdisjoint(("but", "only")) or "except" in item:
            continue
        denied = denied_hours(items[:index])
        is_of_day = _is_of_day(items[: index - denied])
        if is_of_day and after.is_amount:
            items[index + 1] = after.as_hours()
        is_told = after.is_amount and (is_of_day or _is_verb(before, items[:index]))
        is_told = is_told or ((is_of_day or _is_verb(before, ())) and _tells_otherwise(before, after))
        if is_told and not denied:
            items[index] = replace(item, labels=PLAIN)
    return items


def denied_hours(before: Sequence[Item]) -> int:
    """Give how many items the "niet 8" is that stands last, brackets around it included; 0 where none does."""
    left = [at for at in range(-min(len(before), REACH), 0) if "sign" not in before[at]]
    is_denied = len(left) > 1 and before[left[-1]].is_amount and before[left[-2]].labels >= DENIES
    return -left[-2] if is_denied else 0


def _is_of_day(before: Sequence[Item]) -> bool:
    """Say whether a day stands in front, with no more than a verb in between."""
    left = [one for one in before[-REACH:] if "sign" not in one]
    while left and left[-1].kind is Kind.WORD and left[-1].labels and left[-1].labels <= WORKED:
        left.pop()
    return bool(left) and left[-1].kind is Kind.DAYS


def _is_verb(before: Item, left: Sequence[Item]) -> bool:
    """Say whether a verb stands in front, or a name behind its day."""
    if before.kind is Kind.NAME:
        return not left or any(one.kind is Kind.DAYS for one in left)
    return before.kind is Kind.WORD and not before.labels.isdisjoint(BESIDE)


def _tells_otherwise(before: Item, after: Item) -> bool:
    """Say whether times, a verb of working or half a day follow."""
    is_told = after.kind is Kind.TIMES or not after.labels.isdisjoint({"presence", "was"})
    return is_told or (before.kind is Kind.DAYS and "amiss" in after)
