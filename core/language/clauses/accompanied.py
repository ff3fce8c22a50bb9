"""Know with whom somebody will look at hours from those whose hours they are: "Noor bespreek ik morgen met Daan"."""

from collections.abc import Sequence

from core.language.clauses.item import PLAIN, PUNCTUATION, Item, Kind
from core.language.clauses.piece import SCOPES, YESES
from core.language.vocabulary.said import Said

PUTS_OFF = frozenset({"later", "hold", "does_later"})
# Of one who says "ik", or who speaks of looking or asking.
DOES = frozenset({"does_later", "consult", "i_you", "hold"})
JUDGES = frozenset({"approve", "approve_act", "unsure_approve", "back", "back_whole", "yes", "wrong"})
EITHER = frozenset({"either"})
WHOLES = frozenset({"all", "everyone", "rest", "both"})
WITH = frozenset({Kind.NAME, Kind.UNKNOWN})
# What may stand between "met" and who that is: "met mijn collega".
MINE = (PLAIN, frozenset({"plain", "i_you"}))
LONGEST = 24


def accompanied(said: Said, items: list[Item]) -> list[Item]:
    """Make one small word of "met Daan" behind what one will look at, where it ends its clause.

    Whoever is named there with nobody else may be whose hours they are. Of somebody whom a yes to all others may reach
    it is asked, and "en met Daan" is of his hours.
    """
    found: list[Item] = []
    at = 0
    while at < len(items):
        end = _behind_company(said, items, at)
        is_shown = any(item.kind is Kind.NAME for item in items[at:end])
        if is_shown and _may_be_approved(items, at, end):
            found.append(Item(Kind.UNKNOWN, items[at].first, items[at].last, EITHER))
            at += 1
        elif end and _looks_at_others(items, at):
            found.append(Item(Kind.WORD, items[at].first, items[end - 1].last, PLAIN))
            at = end
        else:
            found.append(items[at])
            at += 1
    return found


def _behind_company(said: Said, items: Sequence[Item], at: int) -> int:
    """Give where "samen met mijn collega Daan" ends, which must be the end of a clause; 0 where it doesn't begin."""
    item = items[at]
    if item.kind is not Kind.WORD or said.has(item.first, "company") != item.last - item.first:
        return 0
    if at and "and" in items[at - 1]:
        return 0
    end = at + 1
    while end < len(items) and items[end].kind is Kind.WORD and items[end].labels in MINE:
        end += 1
    begin = end
    while end < len(items) and items[end].kind in WITH and end < begin + 2:
        end += 1
    behind = end
    while behind < len(items) and items[behind].labels <= PUTS_OFF | {"courtesy", "plain", "sign", "emoji"}:
        if items[behind].kind is not Kind.WORD:
            break
        behind += 1
    is_last = behind == len(items) or items[behind].kind in PUNCTUATION
    return end if end > begin and is_last else 0


def _may_be_approved(items: Sequence[Item], at: int, end: int) -> bool:
    """Say whether others are put off here, and a clause beside this one says yes to more than who it names."""
    begin, behind = _clause(items, at)
    around = [*items[begin:at], *items[end:behind]]
    is_put_off = any(not one.labels.isdisjoint(PUTS_OFF) for one in around) and any(
        one.kind in SCOPES for one in around
    )
    return is_put_off and any(_reaches_others(side) for side in (items[:begin], items[behind:]))


def _reaches_others(side: Sequence[Item]) -> bool:
    is_yes = any(not one.labels.isdisjoint(YESES) for one in side)
    is_of_all = any(not one.labels.isdisjoint(WHOLES) for one in side) or all(one.kind not in SCOPES for one in side)
    return is_yes and is_of_all


def _clause(items: Sequence[Item], at: int) -> tuple[int, int]:
    """Give where the clause around a word begins, behind what is judged, and where it ends."""
    first = max(at - LONGEST, 0)
    begin = next((one + 1 for one in reversed(range(first, at)) if _parts(items[one])), first)
    return begin, next((one for one in range(at, len(items)) if items[one].kind in PUNCTUATION), len(items))


def _looks_at_others(items: Sequence[Item], at: int) -> bool:
    """Say whether what stands in front, behind what is judged, puts off the hours of others."""
    begin, behind = _clause(items, at)
    clause = items[begin:at]
    labels = frozenset[str]().union(*(one.labels for one in (*clause, *items[at:behind])))
    others = any(one.kind in SCOPES or not one.labels.isdisjoint(WHOLES) for one in clause)
    return others and not labels.isdisjoint(PUTS_OFF) and not labels.isdisjoint(DOES)


def _parts(item: Item) -> bool:
    return item.kind in PUNCTUATION or not item.labels.isdisjoint(JUDGES)
