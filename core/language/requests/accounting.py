"""Reckon how much of what was typed something that may be done accounts for: names, days, hours and verdicts."""

from collections.abc import Mapping, Sequence

from core.language.meaning import DayChange, OpenWeek, WeekVerdict
from core.language.requests.amounts import Told
from core.language.requests.gist import Remark
from core.language.requests.placed import dates_in, is_fine

APPROVING = frozenset({"logbook.approve", "logbook.approve_except"})
# A verdict counts for most, then a day and its hours, then that a week is left as it was said to be.
VERDICT, DAY, HOURS, NEXT_HOURS, LEFT, NAMED = 3.0, 2.0, 2.0, 1.0, 2.0, 0.5
UNASKED, AGAINST = -1.0, -2.0

Verdicts = Mapping[int, tuple[DayChange, ...]]


def accounts_for(
    command: str, verdicts: Sequence[WeekVerdict], remarks: Sequence[Remark], weeks: Mapping[int, OpenWeek]
) -> float:
    """Give how much of a message an offer accounts for, less what it does that nobody spoke of."""
    done = {verdict.week_id: verdict.days for verdict in verdicts}
    approves = command in APPROVING
    told = {week_id for week_id in done if done[week_id]}
    found = sum(_of_remark(one, done, approves=approves, told=told) for one in remarks)
    return found + min(_unasked(weeks[one], done[one], remarks, approves=approves) for one in done)


def _of_remark(one: Remark, done: Verdicts, *, approves: bool, told: set[int]) -> float:
    ids = [week.week_id for week in one.weeks]
    if not ids:
        return 0.0
    touched = [week_id for week_id in ids if week_id in done]
    share = len(touched) / len(ids)
    found = NAMED * share if one.is_own else 0.0
    found += sum(_of_days(one, days, done, approves=approves) for days in one.days)
    if one.approves:
        is_rest = "rest" in one.labels and bool(told)
        found += VERDICT * (1.0 if is_rest and approves else share) if approves else 0.0
    elif one.is_named and not one.days and (one.sends_back or one.is_apart or one.holds):
        found += _of_leaving(one, ids, done, approves=approves)
    elif one.sends_back and not one.days:
        found += DAY * share if not approves or told else 0.0
    return found


def _of_leaving(one: Remark, ids: Sequence[int], done: Verdicts, *, approves: bool) -> float:
    """Reckon a verdict against whole weeks: they go back, one of their days does, or they are left alone."""
    found = 0.0
    for week_id in ids:
        if week_id not in done:
            found += LEFT if one.is_apart or one.holds else NAMED
        elif approves and not done[week_id]:
            found += AGAINST
        elif one.sends_back:
            found += LEFT
    return found / len(ids)


def _of_days(one: Remark, told: Told, done: Verdicts, *, approves: bool) -> float:
    """Reckon the days that go back, and the hours that are asked of them; or that those that are right are approved."""
    best = 0.0
    for week in one.weeks:
        if week.week_id not in done:
            continue
        changes = {day.date: day.minutes for day in done[week.week_id]}
        found = 0.0
        named = dates_in(told.days, week)
        for on in named:
            if is_fine(one, told):
                found += DAY if approves and on not in changes else 0.0
            elif told.only_repeats(week.minutes.get(on)):
                # It is most often named beside the day that is wrong.
                is_beside = on in changes and any(minutes is not None for minutes in changes.values())
                found += DAY - (NAMED if is_beside else 0.0)
            elif on in changes:
                found += DAY + _of_hours(told.alternatives(week.minutes.get(on)), changes[on])
        best = max(best, found / len(named) if named else 0.0)
    return best


def _of_hours(hours: Sequence[int], minutes: int | None) -> float:
    if not hours:
        return HOURS
    if minutes not in hours:
        return 0.0
    return HOURS if minutes == hours[0] else NEXT_HOURS


def _unasked(week: OpenWeek, days: Sequence[DayChange], remarks: Sequence[Remark], *, approves: bool) -> float:
    """Count against an offer what nobody spoke of: another's week, a yes where none was said, a whole week back."""
    about = [one for one in remarks if week in one.weeks]
    found = 0.0 if about else AGAINST
    if approves:
        return found if any(one.approves for one in about) else found + UNASKED
    return found if days or any(one.sends_back for one in about) else found + UNASKED


__all__ = ["accounts_for"]
