"""Take "zoals afgesproken" for how it came to be, not for a yes, and its "met Sanne" for who was spoken to."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.item import PLAIN, PUNCTUATION, Item, Kind
from core.language.clauses.piece import SCOPES, VERDICTS, WHOLES
from core.language.vocabulary.said import Said

MAYBE = frozenset({"maybe"})
SMALL = frozenset({"plain", "courtesy", "sign", "emoji", "be", "was"})
JUDGES = frozenset({*VERDICTS, "must"})
PEOPLE = frozenset({Kind.NAME, Kind.UNKNOWN})
VALUES = frozenset({Kind.HOURS, Kind.TIMES})


def agreed(said: Said, items: list[Item]) -> list[Item]:
    """Make plain words of these, save where they say how the hours of somebody are: "Daan zoals afgesproken"."""
    return _as_agreed(said, _agreed_with(said, items))


def _agreed_with(said: Said, items: list[Item]) -> list[Item]:
    """Leave out whom it was agreed with, where somebody else is named or they are no student of ours."""
    found: list[Item] = []
    at = 0
    while at < len(items):
        end = _behind_names(said, items, at)
        others = [item for item in (*items[:at], *items[end:]) if item.kind is Kind.NAME]
        begin = _behind_lead(said, items, at)
        others += [item for item in items[begin:end] if item.kind is Kind.UNKNOWN]
        if end == at:
            found.append(items[at])
            at += 1
        elif others:
            is_open = bool(said.has(items[at].first, "agreed_after"))
            is_list = end < len(items) and "and" in items[end]  # "met Sanne en Daan terug": with both of them?
            found.append(Item(Kind.WORD, items[at].first, items[end - 1].last, MAYBE if is_list or is_open else PLAIN))
            at = end
        else:
            last = items[at].first + _lead(said, items[at])
            found.append(Item(Kind.WORD, items[at].first, last, MAYBE))
            at += 1  # also where the lead has no length
            while at < len(items) and items[at].first < last:
                at += 1
    return found


def _lead(said: Said, item: Item) -> int:
    return max(said.has(item.first, "agreed_with"), said.has(item.first, "agreed_after"))


def _behind_lead(said: Said, items: Sequence[Item], at: int) -> int:
    """Give where the words of "in overleg met" end; here where they do not stand."""
    lead = _lead(said, items[at])
    end = items[at].first + lead
    while lead and at < len(items) and items[at].last <= end:
        at += 1
    return at


def _behind_names(said: Said, items: Sequence[Item], at: int) -> int:
    """Give where the names behind "in overleg met" end, with what joins them to a pause; here where none begin."""
    begin = _behind_lead(said, items, at)
    if begin == at or begin >= len(items) or items[begin].kind not in PEOPLE:
        return at
    end = begin + 1
    while end + 1 < len(items) and "and" in items[end] and items[end + 1].kind in PEOPLE:
        if end + 2 < len(items) and items[end + 2].kind not in PUNCTUATION:
            return end
        end += 2
    return end


def _as_agreed(said: Said, items: list[Item]) -> list[Item]:
    found = list(items)
    for at, item in enumerate(items):
        is_yes = item.kind is Kind.WORD and said.has(item.first, "as_agreed") == item.last - item.first
        if is_yes and not _tells_how(items, at):
            found[at] = replace(item, labels=PLAIN)
    return found


def _tells_how(items: Sequence[Item], at: int) -> bool:
    """Say whether somebody, a week or a day stands in front of it in its clause, and nothing else is said of those."""
    begin = next((index + 1 for index in reversed(range(at)) if items[index].kind in PUNCTUATION), 0)
    end = next((index for index in range(at, len(items)) if items[index].kind in PUNCTUATION), len(items))
    is_judged = any(not item.labels.isdisjoint(JUDGES) or item.kind in VALUES for item in items[begin:at])
    is_alone = all(item.kind is Kind.WORD and item.labels <= SMALL for item in items[at + 1 : end])
    subject = [
        item
        for item in items[begin:at]
        if item.kind in {*SCOPES, Kind.DAYS} or not item.labels.isdisjoint({*WHOLES, "it", "that", "they", "be", "was"})
    ]
    return bool(subject) and is_alone and not is_judged
