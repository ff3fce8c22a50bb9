"""Say the verdict that heads a list behind each thing it lists: "terug: Daan dinsdag, Sanne" is two verdicts."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.item import Item, Kind
from core.language.clauses.piece import SCOPES, VERDICTS
from core.language.vocabulary.said import Said

SIGNS = frozenset({":", "="})
YES = frozenset({"approve", "approve_act", "yes"})
JUDGES = frozenset({*VERDICTS, "asserts"})
HEADS = JUDGES | {"plain", "courtesy", "be", "yet", "not_yet", "instead", "imperative", "sign"}
BREAKS = frozenset({Kind.COMMA, Kind.STOP})
# No head of a list is longer.
MOST_WORDS = 12
VALUES = frozenset({*SCOPES, Kind.DAYS, Kind.HOURS})
QUIET = frozenset({"plain", "sign"})


def headed(said: Said, items: Sequence[Item]) -> list[Item]:
    """Put each head of a list behind what it lists; a head of which the list is not understood stays as it is."""
    if SIGNS.isdisjoint(said.typed):
        return list(items)
    found: list[Item] = []
    begin = at = 0
    while at < len(items):
        item = items[at]
        if item.kind is Kind.COLON and at - begin <= MOST_WORDS and _is_head(items[begin:at]):
            end, entries = _entries(items, at + 1)
            if entries and all(_fits(entry, items[begin:at]) for entry in entries):
                del found[len(found) - (at - begin) :]
                for entry in entries:
                    found += [*entry, *items[begin:at], entry[-1].as_stop()]
                begin = at = end
                continue
            # Not understood, it still is of what stands below it, and of nothing else.
            found.append(item)
            at += 1
            while at < len(items) and items[at].kind in BREAKS:
                at += 1
            continue
        if item.kind is Kind.COLON and _is_torn(items, begin, at):
            found[-1] = replace(found[-1], labels=found[-1].labels | {"maybe"})
        found.append(item)
        at += 1
        if item.kind in BREAKS:
            begin = at
    return found


def _is_torn(items: Sequence[Item], begin: int, at: int) -> bool:
    """Say whether a verdict in front of a colon may be of who stands before it, or head whoever is named behind it."""
    is_between = begin < at < len(items) - 1 and items[begin].kind is Kind.NAME is items[at + 1].kind
    return is_between and not items[at - 1].labels.isdisjoint(JUDGES)


def _is_head(items: Sequence[Item]) -> bool:
    """Say whether words do no more than judge."""
    is_verdict = any(not item.labels.isdisjoint(JUDGES) for item in items)
    return is_verdict and all(item.kind is Kind.WORD and item.labels <= HEADS for item in items)


def _entries(items: Sequence[Item], at: int) -> tuple[int, list[list[Item]]]:
    """Give where a list ends that begins here, and what it lists; nothing where something else is part of it."""
    entries: list[list[Item]] = []
    entry: list[Item] = []
    end = at
    while at < len(items):
        item = items[at]
        if item.kind in BREAKS or "and" in item:
            entries += [entry] if entry else []
            entry, end = [], at + 1
        elif item.kind in VALUES or (item.kind is Kind.WORD and item.labels <= QUIET):
            entry.append(item)
        elif item.kind is Kind.ASIDE:
            pass  # "Daan (dinsdag)" lists him with that day.
        elif item.kind is Kind.UNKNOWN and not item.labels:
            entry.append(replace(item, kind=Kind.NAME))  # where a name would stand, it is one that we don't know
        elif entry and not _begins_head(items, at - len(entry)):
            return at, []
        else:
            return end, entries
        at += 1
    return len(items), [*entries, entry] if entry else entries


def _begins_head(items: Sequence[Item], at: int) -> bool:
    """Say whether the words from here up to a colon head the next list."""
    end = next((index for index in range(at, len(items)) if items[index].kind in {*BREAKS, Kind.COLON}), len(items))
    return end < len(items) and items[end].kind is Kind.COLON and _is_head(items[at:end])


def _fits(entry: Sequence[Item], head: Sequence[Item]) -> bool:
    """Say whether an entry names whom a verdict is about; a yes is of whole weeks."""
    is_yes = any(not item.labels.isdisjoint(YES) for item in head) and not any("not" in item for item in head)
    is_whole = all(item.kind not in {Kind.DAYS, Kind.HOURS} for item in entry)
    return any(item.kind in SCOPES for item in entry) and (is_whole or not is_yes)
