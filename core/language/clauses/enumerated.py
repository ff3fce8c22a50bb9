"""Leave out the numbers of a list that somebody numbered anew: "1. Daan / 2. Sanne" may be none of ours."""

from collections.abc import Mapping, Sequence

from core.language.clauses.item import Item, Kind
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort

LEAST = 2
CLOSES = frozenset({".", ")", "°"})


def without_enumeration(said: Said, items: Sequence[Item], whose: Mapping[int, int]) -> list[Item]:
    """Leave out the numbers that begin lines, 1 to as many as there are, where one has a name that isn't that week's.

    whose: the dossier of each number in the list that was shown.
    """
    marks = [at for at, item in enumerate(items) if _is_mark(said, item)]
    if len(marks) < LEAST or [_number(items[at]) for at in marks] != list(range(1, len(marks) + 1)):
        return list(items)
    ends = [*marks[1:], len(items)]
    named = [_named(items[at:end]) for at, end in zip(marks, ends, strict=True)]
    is_own = all(named) and any(
        whose.get(_number(items[at])) not in names for at, names in zip(marks, named, strict=True)
    )
    if not is_own:
        return list(items)
    dropped = {*marks, *(at + 1 for at in marks)}
    return [item for at, item in enumerate(items) if at not in dropped]


def _is_mark(said: Said, item: Item) -> bool:
    """Say whether a bare number begins a line, with a full stop or a bracket behind it."""
    numbers = item.numbers
    if numbers is None or item.kind is not Kind.NUMBERS or numbers.explicit or len(numbers.numbers) != 1:
        return False
    begins = item.first == 0 or said.tokens[item.first - 1].sort in {Sort.LINE, Sort.BLANK}
    sign = said.tokens[item.last] if item.last < len(said.tokens) else None
    return begins and sign is not None and sign.near and sign.folded in CLOSES


def _number(item: Item) -> int:
    return item.numbers.numbers[0] if item.numbers is not None else 0


def _named(items: Sequence[Item]) -> frozenset[int]:
    """Give whose the first name of a line may be."""
    return next((item.name.dossiers for item in items if item.name is not None), frozenset())
