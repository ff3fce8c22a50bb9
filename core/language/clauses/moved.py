"""Read hours that go down or up: "auf 6 runter" says what a day should be, "um 2 runter" how much goes off."""

from collections.abc import Sequence

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.values.hours import read_hours
from core.language.vocabulary.said import Said

STATES = frozenset({"must"})


def moved(said: Said, items: list[Item]) -> list[Item]:
    """Let what leads to an amount tell what it is, in a clause whose verb says down or up."""
    found: list[Item] = []
    for clause in _clauses(items):
        ways = {label for item in clause for label in ("down", "up") if _moves(said, item, label)}
        leads = [item for item in clause if _leads(said, item)] if len(ways) == 1 else []
        found += _read(said, clause, ways.pop()) if leads else clause
    return found


def _clauses(items: Sequence[Item]) -> list[list[Item]]:
    """Give the items up to each sign, with that sign."""
    found: list[list[Item]] = [[]]
    for item in items:
        found[-1].append(item)
        if item.kind in PUNCTUATION:
            found.append([])
    return found


def _moves(said: Said, item: Item, label: str) -> bool:
    return item.kind in {Kind.WORD, Kind.UNKNOWN} and said.has(item.first, label) >= item.last - item.first


def _leads(said: Said, item: Item) -> bool:
    return said.has(item.first, "to_amount") > 0 or said.has(item.first, "by_amount") > 0


def _read(said: Said, clause: Sequence[Item], way: str) -> list[Item]:
    """Read one clause with a verb that says down or up in it."""
    found: list[Item] = []
    is_read = False
    for at, item in enumerate(clause):
        before = clause[at - 1] if at else None
        amount = _timed(said, item) if item.kind is Kind.TIMES else None
        if amount is not None:
            found += [Item(Kind.WORD, item.first, amount.first, _sign(way)), amount]
            is_read = True
        elif item.is_amount and before is not None and before.kind in {Kind.WORD, Kind.UNKNOWN}:
            last = before.last - 1
            is_to, is_by = said.has(last, "to_amount") > 0, said.has(last, "by_amount") > 0
            if is_to is not is_by:
                found[-1] = before.as_word(STATES if is_to else _sign(way))
                item = item.as_hours()  # noqa: PLW2901 - hours, and no week of the list
                is_read = True
            found.append(item)
        else:
            found.append(item)
    if not is_read:
        return list(clause)
    return [
        item.as_word() if _moves(said, item, way) and item.labels.isdisjoint({"must", *_sign(way)}) else item
        for item in found
    ]


def _sign(way: str) -> frozenset[str]:
    return frozenset({"cuts" if way == "down" else "adds"})


def _timed(said: Said, item: Item) -> Item | None:
    """Take the "um 2" of "um 2 runter" for an amount, and for no time of day."""
    first = item.first + said.has(item.first, "by_amount")
    hours = read_hours(said, first) if first > item.first else None
    if hours is None or first + hours.length != item.last:
        return None
    return Item(Kind.HOURS, first, item.last, hours=hours)
