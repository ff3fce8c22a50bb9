"""Read whose week "haar week 47", "zijn andere week" or "week 47 van hem" is: of whoever was named before."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.language.clauses.item import Item, Kind
from core.language.vocabulary.said import Said

OWNING = frozenset({"of_them", "of_many", "possessive"})


@dataclass(frozen=True, slots=True)
class Owned:
    """A week that is said to be somebody's. other: another than was spoken of. of_many: "hun week"."""

    other: bool = False
    of_many: bool = False


def owned(said: Said, items: Sequence[Item]) -> Owned | None:
    """Find a week in a clause that belongs to whoever was named before; None when it names none such."""
    if said.labels.isdisjoint(OWNING) or any(item.kind is Kind.NAME for item in items):
        return None
    has_week = any(item.kind is Kind.WEEKS for item in items)
    for index, item in enumerate(items):
        if not said.has_any(item.first, OWNING):
            continue
        of_many = said.has(item.first, "of_many") > 0
        if has_week and (said.has(item.first, "of_them") or (of_many and _is_led(said, item))):
            return Owned(of_many=of_many)
        if not (of_many or said.has(item.first, "possessive")):
            continue
        following = items[index + 1 : index + 3]
        if following and following[0].kind is Kind.WEEKS:
            return Owned(of_many=of_many)
        # "Haar andere" and "haar andere uren" are of a week too, "haar andere dagen" are not.
        if following and "rest" in following[0] and "rest_days" not in following[0]:
            return Owned(other=True, of_many=of_many)
    return None


def is_of_one(said: Said, items: Sequence[Item]) -> bool:
    """Say whether "voor de rest is alles goed bij haar" is of the other days of whoever was named."""
    return any(said.has(item.first, "of_one") > 0 for item in items) and not any(
        item.kind is Kind.NAME for item in items
    )


def _is_led(said: Said, item: Item) -> bool:
    return item.first > 0 and said.has(item.first - 1, "owner_lead") > 0
