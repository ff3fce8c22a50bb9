"""Put for another what is meant instead: "dinsdag, nee woensdag", "woensdag niet 8, 7"."""

from collections.abc import Sequence

from core.language.clauses.absences import CLOSES
from core.language.clauses.item import PLAIN, Item, Kind
from core.language.vocabulary.said import Said

PAUSES = frozenset({Kind.COMMA, Kind.OPEN})
STATES = frozenset({"must", "was", "stands", "made"})
REACH = 4
# No further back is it seen whether a day was named alike.
LONGEST = 24


def exchanged(_: Said, items: list[Item]) -> list[Item]:
    """Leave out the Friday of "niet vrijdag maar donderdag 6": it is the other day of which that is said."""
    found: list[Item] = []
    at = 0
    while at < len(items):
        at += _behind_exchange(items, at) if "not" in items[at] else 0
        found.append(items[at])
        at += 1
    return found


def not_this(_: Said, items: list[Item]) -> list[Item]:
    """Take the comma of "woensdag niet 8, 7" for a "maar": what follows stands instead."""
    found = list(items)
    for at in range(3, len(items) - 1):
        denied, stood, comma, target = items[at - 2 : at + 2]
        is_pair = comma.kind is Kind.COMMA and stood.is_amount and target.is_amount
        if not is_pair or not denied.labels >= {"not", "instead"}:
            continue
        is_closed = at + 2 == len(items) or items[at + 2].kind in CLOSES
        if is_closed and any(one.kind is Kind.DAYS for one in items[max(at - REACH - 1, 0) : at]):
            found[at] = comma.as_word(frozenset({"but"}))
    return found


def _behind_exchange(items: list[Item], at: int) -> int:
    """Give how many items stand before the day that is meant, 0 where none is put for another."""
    row = [item for item in items[at + 1 : at + 5] if item.kind is not Kind.COMMA][:3]
    if [item.kind for item in row] != [Kind.DAYS, Kind.WORD, Kind.DAYS] or row[1].labels != {"but"}:
        return 0
    day, _, other = row
    behind = items.index(other, at)
    are_single = len(day.days) == 1 == len(other.days)
    return behind - at if are_single and states_amount(items[behind + 1 : behind + REACH + 1]) else 0


def repaired(said: Said, items: list[Item]) -> list[Item]:
    """Leave out what is taken back at once: "dinsdag, nee woensdag", "7, sorry, 6 uur"."""
    found: list[Item] = []
    has_days = False
    at = 0
    while at < len(items):
        behind = _behind_repair(said, items, at)
        has_days = has_days or items[at].kind is Kind.DAYS
        # Of no day they are numbers of the list: "terug 3, nee 4" is asked.
        is_number = items[at].kind is Kind.NUMBERS and not has_days
        if behind and not is_number and _is_alike(items[at], items[behind]):
            found.append(items[behind])
            at = _behind_meant(said, items, behind)
            continue
        if behind and _is_other_day(found, items, at, behind):
            # "Do 6, o nee vrijdag": the hours are of the day that is meant.
            day = max(index for index, one in enumerate(found) if one.kind is Kind.DAYS)
            found[day] = items[behind]
            found.append(items[at])
            at = behind + 1
            continue
        found.append(items[at])
        at += 1
    return found


def _behind_meant(said: Said, items: Sequence[Item], at: int) -> int:
    """Give where it goes on behind what was put for another, and behind the "bedoel ik," that may close it."""
    end = begin = at + 1
    if begin < len(items):
        end = _past(items, begin, said.has(items[begin].first, "meant"))
    is_paused = begin < end < len(items) and items[end].kind in PAUSES
    return end + is_paused


def _past(items: Sequence[Item], at: int, length: int) -> int:
    """Give where it goes on behind so many tokens, the first of which an item begins with."""
    last = items[at].first + length
    while at < len(items) and items[at].first < last:
        at += 1
    return at


def _behind_repair(said: Said, items: Sequence[Item], at: int) -> int:
    """Give where what replaces an item stands, 0 when nothing does."""
    begin = at + 1
    while begin < min(at + REACH, len(items)) and items[begin].kind in PAUSES:
        begin += 1
    end, is_told = begin, False
    while end < len(items) and end < begin + 6:
        item = items[end]
        length = said.has(item.first, "repair")
        # A bare "no" takes back only behind a pause: "dinsdag nee, woensdag ja" is an answer to each.
        is_set_off = begin > at + 1 or any(said.has(one.first, "meant") for one in items[end + 2 : end + 3])
        length = length or (said.has(item.first, "plain_repair") if is_set_off else 0)
        if length and length >= item.last - item.first:
            is_told = True
            end = _past(items, end, length)
        elif is_told and item.kind in PAUSES:
            end += 1
        else:
            break
    return end if is_told and end < len(items) else 0


def _is_other_day(found: Sequence[Item], items: Sequence[Item], at: int, behind: int) -> bool:
    """Say whether a day is put for the one whose hours stand in front, and nothing is said of it behind.

    Of two that were named alike it can't be told which: "Daan vrijdag 6, Sanne vrijdag 7, ik bedoel donderdag".
    """
    last = next((one for one in reversed(found) if one.labels.isdisjoint(STATES) and one.labels != PLAIN), None)
    is_closed = behind + 1 == len(items) or items[behind + 1].kind in CLOSES
    if not (items[at].is_amount and last is not None and _is_alike(last, items[behind]) and is_closed):
        return False
    return sum(one.kind is Kind.DAYS and one.days == last.days for one in found[-LONGEST:]) == 1


def _is_alike(one: Item, other: Item) -> bool:
    """Say whether one thing can stand for the other: a day for a day, an amount for an amount."""
    return len(one.days) == 1 == len(other.days) or (one.is_amount and other.is_amount)


def states_amount(items: Sequence[Item]) -> bool:
    """Say whether an amount follows in the same clause."""
    for item in items:
        if item.kind in {*CLOSES, Kind.QUESTION}:
            return False
        if item.is_amount:
            return True
    return False
