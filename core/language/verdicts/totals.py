"""Hear the hours of a whole week beside a yes: "Daan klopt, 39,5 uur" is a yes where that is what was shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.language.clauses.item import PLAIN, Item, Kind
from core.language.clauses.piece import Sentence
from core.language.clauses.pieces import cut
from core.language.meaning import Meaning, OpenWeek
from core.language.verdicts.compose import Verdict

APPROVES = "logbook.approve"
WEEKLONG = frozenset({"weeklong"})
GIVES_BACK = "logbook.send_back"


def with_its_total(
    items: Sequence[Item], judged: Callable[[Sequence[Sentence]], Verdict], weeks: Sequence[OpenWeek]
) -> Verdict | None:
    """Judge a yes that says how many hours there are in all as if it did not; None where that is not what was shown."""
    if not [item for item in items if item.hours is not None and _is_total(item)]:
        return None
    items = [_as_total(item) for item in items]
    totals = [item.hours.total for item in items if item.hours is not None and _is_total(item) and item.hours.total]
    left = [replace(item, kind=Kind.WORD, labels=PLAIN, hours=None) if _is_total(item) else item for item in items]
    # "Staat op 39,5 uur", "heeft die week 39,5 uur gewerkt": that is of this total.
    for at, item in enumerate(items[:-1]):
        if (_is_total(items[at + 1]) and "stands" in item) or item.labels == WEEKLONG:
            left[at] = replace(item, labels=PLAIN)
    verdict = judged(cut(left))
    return verdict if _agree(verdict, totals, weeks) else None


def _agree(verdict: Verdict, totals: Sequence[int], weeks: Sequence[OpenWeek]) -> bool:
    """Say whether a verdict does no more than approve whole weeks, with the total of each, or of all together."""
    if verdict.doubts or verdict.blocks_all:
        return False
    if len(verdict.meanings) == 1 and verdict.meanings[0].command == GIVES_BACK:
        return _agree_with_what_changes(verdict.meanings[0], totals, weeks)
    if any(one.command != APPROVES for one in verdict.meanings):
        return False
    approved = {week.week_id for meaning in verdict.meanings for week in meaning.weeks}
    shown = [sum(week.minutes.values()) for week in weeks if week.week_id in approved]
    return list(totals) == [sum(shown)] or sorted(totals) == sorted(shown)


def _agree_with_what_changes(meaning: Meaning, totals: Sequence[int], weeks: Sequence[OpenWeek]) -> bool:
    """Say whether totals are those of the one week that goes back: as it stands, and as it comes to be."""
    if len(meaning.weeks) != 1 or any(change.minutes is None for change in meaning.weeks[0].days):
        return False
    minutes = next((dict(week.minutes) for week in weeks if week.week_id == meaning.weeks[0].week_id), {})
    shown = sum(minutes.values())
    minutes |= {change.date: change.minutes or 0 for change in meaning.weeks[0].days}
    return bool(meaning.weeks[0].days) and set(totals) <= {shown, sum(minutes.values())}


def _as_total(item: Item) -> Item:
    """Take the bare 38 of "hij staat op 39,5 uur maar het was 38" for a total as well."""
    numbers = item.numbers
    is_bare = numbers is not None and len(numbers.numbers) == 1 and not numbers.explicit
    is_total = is_bare and item.hours is not None and item.hours.total is not None
    return replace(item, kind=Kind.HOURS, numbers=None) if is_total else item


def _is_total(item: Item) -> bool:
    return item.kind is Kind.HOURS and item.hours is not None and item.hours.total is not None
