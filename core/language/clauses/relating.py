"""Read what is told of a day, or of what somebody wrote, beside it: "vrijdag, toen hij maar 4 uur werkte"."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.absences import CLOSES
from core.language.clauses.item import PLAIN, Item, Kind
from core.language.vocabulary.said import Said

STATES = frozenset({"must", "was", "stands", "made"})
PAST = frozenset({"was", "presence"})
AWAY = frozenset({"clocking", "presence", "absent"})
DOUBTS = frozenset({"if", "ask", "or", "maybe", "not_until"})
DIFFERS = frozenset({"less", "more", "lacks", "missing", "wrong"})
THERE = frozenset({"shifts"})
VERDICTS = frozenset({"approve", "approve_act", "unsure_approve", "wrong", "not", "back"})
QUIET = frozenset({"courtesy", "sign", "plain"})
BEHIND = 6
TWO = 2
# "Wat", a name, that it was written, and what is said of it.
LEAST_WRITTEN = 4


def related(said: Said, items: list[Item]) -> list[Item]:
    """Take the "which" of "Friday, which should be 6" for no more than the day before it."""
    found = list(items)
    for at in range(1, len(found) - 2):
        item = found[at]
        before = found[at - 1] if found[at - 1].kind is not Kind.COMMA or at < TWO else found[at - 2]
        if before.kind is Kind.DAYS and _tells_of_then(said, found, at):
            found[at] = replace(item, labels=frozenset({"why"}))
            continue
        is_of_day = before.kind is Kind.DAYS and said.has(item.first, "relative") == item.last - item.first
        if is_of_day and not found[at + 1].labels.isdisjoint(STATES) and found[at + 2].is_amount:
            found[at] = replace(item, labels=PLAIN)
    return found


def _tells_of_then(said: Said, items: Sequence[Item], at: int) -> bool:
    """Say whether it is the "when" of "Friday, when he only worked 4 hours": what was so is no condition."""
    item, told = items[at], _clause(items, at + 1)
    is_lead = said.has(item.first, "when_then") == item.last - item.first and items[at - 1].kind is Kind.COMMA
    is_past = bool(told) and any(not one.labels.isdisjoint(PAST) for one in told[:3])
    return is_lead and is_past and any(one.is_amount for one in told) and all("must" not in one for one in told)


def _clause(items: Sequence[Item], begin: int) -> Sequence[Item]:
    """Give the items of a clause, as far as such a clause reaches."""
    last = min(begin + BEHIND, len(items))
    end = next((at for at in range(begin, last) if items[at].kind in CLOSES), last)
    return items[begin:end]


def wished_for(said: Said, items: list[Item]) -> list[Item]:
    """Take the "zou" of "woensdag zou 7 moeten zijn" for no condition: it says what a day should be."""
    if any(item.kind is Kind.QUESTION for item in items):
        return items
    found = list(items)
    for at, item in enumerate(found):
        if "if" not in item or not said.has(item.first, "would"):
            continue
        end = next((index for index in range(at, len(found)) if found[index].kind in CLOSES), len(found))
        before = next((one for one in reversed(found[:at]) if one.labels != PLAIN), None)
        clause = found[at:end]
        behind = next((one for one in clause[1:] if one.labels != PLAIN), None)
        is_of_day = any(one is not None and one.kind is Kind.DAYS for one in (before, behind))
        is_of_day = is_of_day or (before is not None and "it" in before and _names_a_day(found[:at]))
        states = any(one.is_amount for one in clause) and any("must" in one for one in clause)
        if is_of_day and states and all(one.labels.isdisjoint(DOUBTS - {"if", "maybe"}) for one in clause):
            found[at] = replace(item, labels=item.labels & {"must"} or PLAIN)
    return found


def _names_a_day(before: Sequence[Item]) -> bool:
    """Say whether a day was named in this sentence, and nothing else asks or doubts there."""
    for item in reversed(before):
        if item.kind is Kind.STOP or not item.labels.isdisjoint(DOUBTS):
            return False
        if item.kind is Kind.DAYS:
            return True
    return False


def fronted_days(_: Said, items: list[Item]) -> list[Item]:
    """Leave out the comma of "mardi, Daan est parti plus tôt, donc 5h30": the day is of what is told of him."""
    found: list[Item] = []
    for at, item in enumerate(items):
        if item.kind is Kind.COMMA and _fronts(items, at):
            continue
        found.append(item)
    return found


def _fronts(items: Sequence[Item], at: int) -> bool:
    """Say whether no more than a day stands before a comma, and behind it who came or went then, and an amount."""
    begin = next((index + 1 for index in reversed(range(at)) if items[index].kind is Kind.STOP), 0)
    front = [item for item in items[begin:at] if not item.labels <= QUIET or item.kind is Kind.DAYS]
    if len(front) != 1 or front[0].kind is not Kind.DAYS or at + 1 >= len(items) or items[at + 1].name is None:
        return False
    end = next((index for index in range(at, len(items)) if items[index].kind is Kind.STOP), len(items))
    behind = items[at + 2 : end]
    is_told = any(not one.labels.isdisjoint(AWAY) for one in behind[:3])
    return is_told and any(one.is_amount for one in behind) and all(one.kind is not Kind.DAYS for one in behind)


def differing(_: Said, items: list[Item]) -> list[Item]:
    """Leave out the hour of "er ontbreekt een uur op dinsdag: 9 in plaats van 8", where that is just what differs."""
    found = list(items)
    for at in range(2, len(found) - 1):
        if "instead" not in found[at].labels or "not" in found[at].labels:
            continue
        target, was = found[at - 1], found[at + 1]
        is_pair = target.is_amount and was.is_amount
        if not is_pair or target.hours is None or was.hours is None:
            continue
        begin = next((index + 1 for index in reversed(range(at - 1)) if found[index].kind is Kind.STOP), 0)
        clause = found[begin : at - 1]
        apart = abs((target.hours.minutes or 0) - (was.hours.minutes or 0))
        amounts = [index for index, one in enumerate(clause) if one.is_amount]
        differ = [index for index, one in enumerate(clause) if not one.labels.isdisjoint(DIFFERS)]
        is_one = len(amounts) == 1 and bool(differ) and any(one.kind is Kind.DAYS for one in clause)
        amount = clause[amounts[0]] if is_one else None
        if amount is None or amount.hours is None or amount.hours.minutes != apart:
            continue
        there = [index for index, one in enumerate(clause) if one.labels == THERE]
        for index in (*amounts, *differ, *there):
            found[begin + index] = clause[index].as_word()
        for index in (at - 1, at + 1):
            found[index] = found[index].as_hours()
    return found


def of_what_is_written(said: Said, items: list[Item]) -> list[Item]:
    """Take the "wat" of "wat Daan heeft ingevuld klopt niet" for no question: it is what is judged."""
    begin = 0
    found = list(items)
    for at in range(len(items) + 1):
        if at < len(items) and items[at].kind not in {Kind.STOP, Kind.QUESTION}:
            continue
        asks = at < len(items) and items[at].kind is Kind.QUESTION
        end = None if asks else _written_end(said, items, begin, at)
        if end is not None:
            plain = (Kind.WORD, Kind.COMMA)
            for index in (begin, *range(begin + 2, end)):
                is_small = index == begin or (items[index].kind in plain and _is_of_writing(said, items[index]))
                found[index] = items[index].as_word() if is_small else items[index]
        begin = at + 1
    return found


def _is_of_writing(said: Said, item: Item) -> bool:
    return item.kind is not Kind.WORD or "be" in item or "was" in item or said.has(item.first, "recorded") > 0


def _written_end(said: Said, items: Sequence[Item], begin: int, end: int) -> int | None:
    """Say where the verdict begins behind "wat Daan heeft ingevuld"; None when it is none, or may ask."""
    is_whole = end - begin >= LEAST_WRITTEN
    if not is_whole or said.has(items[begin].first, "what_word") == 0 or items[begin + 1].name is None:
        return None
    written = next((at for at in range(begin + 2, end) if said.has(items[at].first, "recorded")), None)
    if written is None:
        return None
    verdict = next((at for at in range(written + 1, end) if not items[at].labels.isdisjoint(VERDICTS)), None)
    last = items[end - 1]
    asks = "it" in last or any(
        not one.labels.isdisjoint({"ask", "if", "or", "maybe"}) for one in items[begin + 1 : end]
    )
    return None if verdict is None or asks else verdict
