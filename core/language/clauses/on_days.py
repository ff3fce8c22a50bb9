"""Read "4 op vrijdag" for hours of that day: a number of the list is not what a preposition puts on a day."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.vocabulary.said import Said

# It is only ever proposed: who answers a list may mean its number.
MAYBE = frozenset({"maybe"})
EITHER = frozenset({"either"})
DENIES = frozenset({"not", "wrong", "not_yet"})
STATES = frozenset({"must", "was", "stands", "instead", "to"})
JUDGES = frozenset({"approve", "approve_act", "unsure_approve", "back", "back_whole", "hold", "later", "yes", "amiss"})
OWNERS = frozenset({"owner_lead", "name_lead", "about_lead", "whom_lead"})
TRIPLE = 3


def on_days(said: Said, items: list[Item]) -> list[Item]:
    """Put the day in front of its hours; ask where the number may as well be one of the list."""
    found = list(items)
    for at in range(len(found) - TRIPLE + 1):
        amount, lead, day = found[at : at + TRIPLE]
        if amount.kind is not Kind.NUMBERS or day.kind is not Kind.DAYS or not _leads(said, lead):
            continue
        is_row = amount.numbers is not None and len(amount.numbers.numbers) > 1
        if not (is_row or amount.is_amount) or not _is_first(found, at):
            continue
        if at and said.has_any(found[at - 1].first, OWNERS):
            continue  # "bij 4 op vrijdag"
        behind = found[at + TRIPLE :][:1]
        is_held_against = any(item.is_amount for item in found[at + TRIPLE + 1 :][:1])
        if len(day.days) > 1 or is_row:
            # "Donderdag niet 8 maar 4, 5 op vrijdag" has a row of two days' hours.
            found[at] = Item(Kind.UNKNOWN, amount.first, amount.last, EITHER)
            continue
        is_told = any(item.is_amount or item.kind is Kind.TIMES or item.labels & STATES for item in behind)
        denies = any(item.labels & DENIES for item in behind)
        if denies and (is_held_against or not is_told):
            found[at] = Item(Kind.UNKNOWN, amount.first, amount.last, EITHER)  # "4 op vrijdag niet 8"
        elif not (is_told or any(item.labels & JUDGES for item in behind)):
            hours = amount.as_hours()
            found[at : at + TRIPLE] = [day, replace(lead, labels=MAYBE), hours]
    return found


def _leads(said: Said, item: Item) -> bool:
    return "plain" in item and said.has(item.first, "day_lead") == item.last - item.first


def _is_first(items: Sequence[Item], at: int) -> bool:
    """Say whether no day stands in front of it in its clause, whose hours it would be."""
    for item in reversed(items[:at]):
        if item.kind is Kind.DAYS or item.labels & {"must", "instead", "was", "stands", "to"}:
            return False
        if item.kind in PUNCTUATION or item.labels & {"and", "but", *JUDGES, *DENIES}:
            return True
    return True
