"""Read a list with a number in front of each line; "1. Daan / 2. Sanne" may be numbers that are none of ours."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.meaning import OpenWeek
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort

LEAST = 2
CLOSES = frozenset({".", ")", "°"})


def without_enumeration(said: Said, items: Sequence[Item], weeks: Sequence[OpenWeek]) -> list[Item]:
    """Leave out the signs behind numbers that begin lines; and these, where one has a name that isn't that week's.

    Only where lines are numbered 1 to as many as there are. weeks: those of the list shown.
    """
    marks = [at for at, item in enumerate(items) if item.kind is Kind.NUMBERS and _is_mark(said, item)]
    if len(marks) < LEAST:
        return list(items)
    whose = {week.number: week.dossier_id for week in weeks}
    ends = [*marks[1:], len(items)]
    named = [_named(items[at:end]) for at, end in zip(marks, ends, strict=True)]
    numbers = [_number(items[at]) for at in marks]
    is_in_order = numbers == list(range(1, len(marks) + 1)) and all(named)
    is_own = is_in_order and all(whose.get(number) not in names for number, names in zip(numbers, named, strict=True))
    if not is_own:
        return [item for at, item in enumerate(items) if at - 1 not in marks]
    # Each line is said by itself; another number in front of one may be theirs as well as ours.
    found: list[Item] = []
    for at, item in enumerate(items):
        begins = not found or found[-1].kind in PUNCTUATION
        if at in marks:
            found.append(Item(Kind.STOP, item.first, item.last))
        elif at - 1 not in marks:
            is_bare = begins and item.kind is Kind.NUMBERS
            found.append(replace(item, labels=item.labels | {"maybe"}) if is_bare else item)
    return found


def _is_mark(said: Said, item: Item) -> bool:
    """Say whether a bare number begins a line, with a full stop or a bracket behind it."""
    numbers = item.numbers
    if numbers is None or numbers.explicit or len(numbers.numbers) != 1:
        return False
    begins = item.first == 0 or said.tokens[item.first - 1].sort in {Sort.LINE, Sort.BLANK}
    sign = said.tokens[item.last] if item.last < len(said.tokens) else None
    return begins and sign is not None and sign.near and sign.folded in CLOSES


def _number(item: Item) -> int:
    return item.numbers.numbers[0] if item.numbers is not None else 0


def _named(items: Sequence[Item]) -> frozenset[int]:
    """Give whose the first name of a line may be."""
    return next((item.name.dossiers for item in items if item.name is not None), frozenset())
