"""Put what students say of hours they mend or repeat in the plainest way: "dinsdag was 7 ipv 8", "di idem"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from core.language.clauses.item import AMOUNTS, Item, Kind
from core.language.meaning import Context
from core.language.vocabulary.said import Said

PAUSES = frozenset({Kind.COMMA, Kind.OPEN})
ENDS = frozenset({*PAUSES, Kind.STOP, Kind.COLON, Kind.ASIDE})
QUIET = frozenset({"plain", "it", "that", "was", "be", "must", "made", "stands", "presence", "courtesy"})
# In minutes.
LONGEST_BREAK = 120


def corrected(said: Said, items: Sequence[Item], context: Context) -> tuple[list[Item], bool]:
    """Give the items with what they should be alone, and whether what they are held against is what stands there."""
    found, is_known = list(items), True
    if not any(item.kind is Kind.QUESTION for item in found):
        found = _without_opener(said, found)
    found, mends = _mended(found)
    is_known = not mends or not any("back_whole" in item for item in items)
    found = _reckoned(said, found)
    for keep in (_held_against, _taken_over):
        found, was = keep(found)
        is_known = is_known and all(_stands(found, amount, context) for amount in was)
    return _days_first(_repeated(said, found)), is_known


def _without_opener(said: Said, items: list[Item]) -> list[Item]:
    """Leave out the "foutje," and the "you're right," in front of hours: the hours themselves say what it should be."""
    at = 0
    while at < len(items):
        length = said.has(items[at].first, "opener")
        end = items[at].first + length
        behind = at
        while length and behind < len(items) and items[behind].first < end:
            behind += 1
        while behind > at and behind < len(items) and items[behind].kind in ENDS:
            behind += 1
        if behind == at:
            break
        at = behind
    return items[at:] if any(item.is_amount or item.times is not None for item in items[at:]) else items


def _mended(items: list[Item]) -> tuple[list[Item], bool]:
    """Take the verb of "change Tuesday to 6" for what a student does by saying so; says whether there is one."""
    is_asked = any(item.kind is Kind.QUESTION for item in items)
    mends = [item for item in items if item.kind is Kind.WORD and "back" in item]
    has_hours = any(item.kind is Kind.DAYS for item in items) and any(item.is_amount for item in items)
    if is_asked or len(mends) != 1 or not has_hours:
        return items, False
    plain = frozenset({"plain"})
    return [replace(item, labels=plain) if item is mends[0] else item for item in items], True


def _reckoned(said: Said, items: list[Item]) -> list[Item]:
    """Leave out the 8 of "8 uur er geweest met half uur pauze dus 7,5", of which the break is that much."""
    for at in range(len(items) - 1):
        total = items[at + 1]
        if not (said.has(items[at].first, "consequence") and total.is_amount):
            continue
        first = next((index for index in reversed(range(at)) if items[index].kind is Kind.DAYS), at)
        gross = next((index for index in range(first, at) if items[index].kind is Kind.HOURS), at)
        has_break = any(_is_break(said, one) for one in items[gross + 1 : at])
        is_last = at + 2 == len(items) or items[at + 2].kind in ENDS
        if gross < at and has_break and is_last and 0 < _minutes(items[gross]) - _minutes(total) <= LONGEST_BREAK:
            return [*items[:gross], replace(total, kind=Kind.HOURS, numbers=None), *items[at + 2 :]]
    return items


def _is_break(said: Said, item: Item) -> bool:
    is_timed = item.times is not None and item.times.is_break
    return is_timed or "clock" in item or said.has(item.first, "break") > 0


def _minutes(item: Item) -> int:
    return (item.hours.minutes or 0) if item.hours is not None else 0


def _held_against(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """Read "7 ipv 8", "7, niet 8" and "niet 8 maar 7" as 7; gives also what stood there."""
    found: list[Item] = []
    was: list[Item] = []
    at = 0
    while at < len(items):
        item = items[at]
        other = _next_amount(items, at + 1) if item.kind is Kind.WORD and "instead" in item else 0
        before = next((one for one in reversed(found) if not _is_between(one)), None)
        if other and before is not None and before.is_amount:
            while found[-1].kind in PAUSES:
                found.pop()
            was.append(items[other])
            at = other + 1
            continue
        turned = other + 1 if other else 0
        while turned and turned < len(items) and items[turned].kind in PAUSES:
            turned += 1
        if turned and turned < len(items) and "but" in items[turned] and _next_amount(items, turned + 1):
            was.append(items[other])
            at = turned + 1
            continue
        found.append(item)
        at += 1
    return found, was


def _taken_over(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """Read "ik had 8 gezet maar het was 6" and "er staat 8, moet 7 zijn" as what it should be."""
    for at, item in enumerate(items):
        if not item.is_amount:
            continue
        end = at + 1
        labels: set[str] = set()
        is_turned = False
        while end < len(items) and _is_between(items[end]):
            is_turned = is_turned or "but" in items[end] or (items[end].kind in PAUSES and end > at)
            labels |= items[end].labels
            end += 1
        begin = at - 1
        while begin >= 0 and _is_between(items[begin]) and items[begin].kind is Kind.WORD:
            labels |= {f"before {label}" for label in items[begin].labels}
            begin -= 1
        stood = labels & {"stands", "made", "but"} or "before stands" in labels
        says = labels & {"was", "must"}
        if stood and says and is_turned and end < len(items) and items[end].is_amount:
            return [*items[:at], *items[end:]], [item]
    return items, []


def _is_between(item: Item) -> bool:
    if item.kind in PAUSES:
        return True
    return item.kind is Kind.WORD and bool(item.labels) and item.labels <= QUIET | {"but", "i_you", "mine"}


def _next_amount(items: Sequence[Item], at: int) -> int:
    """Give where an amount stands, an article before it left aside; 0 where none does."""
    while at < len(items) and items[at].kind is Kind.WORD and items[at].labels <= {"plain", "that", "was"}:
        at += 1
    return at if at < len(items) and items[at].is_amount else 0


def _stands(items: Sequence[Item], amount: Item, context: Context) -> bool:
    """Say whether so much is on record for the days named before it, or for the only ones named."""
    minutes = amount.hours.minutes if amount.hours is not None else None
    days = [day for item in items if item.kind is Kind.DAYS for day in item.days]
    dates = [day.on or week.monday + timedelta(days=day.weekday or 0) for week in context.weeks for day in days]
    shown = [week.minutes[on] for week in context.weeks for on in dates if on in week.minutes]
    return bool(shown) and minutes in shown


def _repeated(said: Said, items: list[Item]) -> list[Item]:
    """Give a day that is "idem" the hours of the day before it."""
    found: list[Item] = []
    told: list[Item] = []
    last: list[Item] = []
    behind = 0
    for at, item in enumerate(items):
        if item.first < behind:
            continue
        if item.kind is Kind.DAYS:
            last, told = told or last, []
        elif item.is_amount or item.times is not None:
            told.append(item)
        end = item.first + said.has(item.first, "same")
        closing = next((one for one in items[at + 1 :] if one.first >= end), None)
        before = [one for one in items[max(0, at - 2) : at] if one.kind not in ENDS and "was" not in one]
        is_last = closing is None or closing.kind in ENDS or "and" in closing
        is_same = said.has(item.first, "same") > 0 and is_last and bool(before) and before[-1].kind is Kind.DAYS
        if is_same and last and not told:
            found += [replace(one, first=item.first, last=item.last) for one in last]
            told, behind = last, end
            continue
        found.append(item)
    return found


def _days_first(items: list[Item]) -> list[Item]:
    """Put each day before its hours, where every day of a message stands behind them: "8h mon and tue, 6h wed"."""
    parts: list[list[Item]] = [[]]
    for item in items:
        parts[-1].append(item)
        if item.kind in ENDS or "and" in item:
            parts.append([])
    named = [part for part in parts if any(item.kind is Kind.DAYS for item in part)]
    if len(named) < 2 or not all(_is_hours_first(part) for part in named):  # noqa: PLR2004 - a single day has its way
        return items
    found: list[Item] = []
    for part in parts:
        at = next((index for index, item in enumerate(part) if item.kind is Kind.DAYS), None)
        found += part if at is None else [part[at], *part[:at], *part[at + 1 :]]
    return found


def _is_hours_first(part: Sequence[Item]) -> bool:
    """Say whether a part has one amount, and behind it the days that it is of."""
    values = [item.kind for item in part if item.kind is Kind.DAYS or item.is_amount or item.times is not None]
    return len(values) == 2 and values[0] in AMOUNTS and values[1] is Kind.DAYS  # noqa: PLR2004 - hours, and their days
