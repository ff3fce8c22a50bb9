"""Know "op 2 na" and "met twee uitzonderingen:" for what they announce: with as many days behind, they say no more."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.item import AMOUNTS, Item, Kind
from core.language.vocabulary.said import Said

SCOPES = frozenset({Kind.NAME, Kind.WEEKS})
HOURS = AMOUNTS | {Kind.TIMES}
# Behind a day these are of that day alone.
OF_DAY = AMOUNTS | {Kind.NAME}
PAUSES = frozenset({Kind.STOP, Kind.COLON, Kind.COMMA, Kind.OPEN})


def announced(said: Said, items: Sequence[Item]) -> list[Item]:
    """Make plain words of each announcement of exceptions that the rest of the message keeps, in number.

    One that is not kept is only ever part of a proposal.
    """
    found = list(items)
    for index, item in enumerate(items):
        if "except" not in item.labels:
            continue
        end, count = _announcement(said, items, index)
        behind = items[end:] if end else []
        days = sum(len(one.days) for one in behind)
        if not days:
            continue
        is_kept = days == count and (SCOPES.isdisjoint(one.kind for one in behind) or _is_of_one(behind))
        labels = frozenset({"plain"} if is_kept else {"maybe"})
        found[index:end] = [replace(one, kind=Kind.WORD, labels=labels) for one in items[index:end]]
        if is_kept and HOURS.isdisjoint(one.kind for one in behind):
            # Days without hours are the exceptions themselves: "met één uitzondering: dinsdag".
            found[end] = items[end].as_word(frozenset({"except"}))
        elif is_kept and items[end].kind is Kind.COLON:
            # What has hours is said apart from the yes to all: "op één ding na: Daan vrijdag moet 7 zijn".
            found[end] = items[end].as_stop()
    return found


def _is_of_one(behind: Sequence[Item]) -> bool:
    """Say whether it is one day of one student: "vrijdag bij Daan", "Daan was vrijdag maar 7 uur hier"."""
    days = [at for at, one in enumerate(behind) if one.days]
    if [one.kind for one in behind if one.kind in SCOPES] != [Kind.NAME] or len(days) != 1:
        return False
    # "Eén uitzondering: Daan, die was dinsdag ziek": all of his week, or that day?
    return not OF_DAY.isdisjoint(one.kind for one in behind[days[0] :])


def _announcement(said: Said, items: Sequence[Item], index: int) -> tuple[int, int]:
    """Give where an announcement ends and how many it promises; (0, 0) when none begins here."""
    item = items[index]
    word = said.value(item.first, "exceptions")
    if word is not None:
        return _before_pause(items, index + 1), word[1]
    if "around" not in item:
        return 0, 0
    one = items[index + 1]
    numbers = one.numbers.numbers if one.numbers is not None and not one.numbers.explicit else ()
    count = numbers[0] if len(numbers) == 1 else one.count
    end = index + 2
    while end < len(items) and items[end].kind is Kind.WORD and "plain" in items[end] and end < index + 5:
        end += 1
    closes = said.tokens[items[end - 1].first].folded == said.tokens[_closing(said, items, index, end)].folded
    return (_before_pause(items, end), count) if count and closes else (0, 0)


def _closing(said: Said, items: Sequence[Item], index: int, end: int) -> int:
    opening = said.tokens[items[index].first].folded
    closings = {closing for closing, _ in said.words.around.get(opening, ())}
    inside = [item.first for item in items[index + 2 : end] if said.tokens[item.first].folded in closings]
    return inside[-1] if inside else items[index].first


def _before_pause(items: Sequence[Item], end: int) -> int:
    """Give the end of an announcement when a pause follows it, else 0."""
    return end if end < len(items) and items[end].kind in PAUSES else 0
