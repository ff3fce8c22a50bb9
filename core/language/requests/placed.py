"""Put the days of a message that was not understood in the weeks they may be of, with the hours that may be meant."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice, product

from core.language.clauses.reach import COUNTS
from core.language.meaning import DayChange, OpenWeek
from core.language.requests.amounts import Told
from core.language.requests.gist import Remark
from core.language.values.days import Day

MOST_WAYS = 6
MOST_WEEKS = 3
# Which of the hours that may be meant: the likeliest, the next, or that the day goes back without any.
LIKELIEST, NEXT, NONE = 0, 1, None
Days = Mapping[int, tuple[DayChange, ...]]


def placed(remarks: Sequence[Remark]) -> Iterator[Days]:
    """Give the days that go back, by the id of their week: all of a message, then those of one remark each."""
    telling = [one for one in remarks if any(not is_fine(one, told) for told in one.days)]
    groups = [telling, *([one] for one in telling if len(telling) > 1)]
    for group in groups:
        for way in islice(product(*(_ways(one, remarks) for one in group)), MOST_WAYS):
            pairs = [
                (week, told)
                for one, weeks in zip(group, way, strict=True)
                for week in weeks
                for told in one.days
                if not is_fine(one, told)
            ]
            # A day of which no more is said than what stands there may only be named beside the one that is wrong.
            found = [_days(pairs, LIKELIEST, with_repeated=False)]
            found += [_days(pairs, which, with_repeated=True) for which in (LIKELIEST, NEXT, NONE)]
            yield from (days for days in found if days)
    yield from _others(remarks)


def is_fine(remark: Remark, told: Told) -> bool:
    """Say whether the days are those that are right, rather than what goes back."""
    return remark.approves and not told.has_hours


def dates_in(days: Sequence[Day], week: OpenWeek) -> list[date]:
    """Give the dates of days that wait in a week."""
    found = []
    for day in days:
        on = day.on or week.monday + timedelta(days=day.weekday or 0)
        if not day.wrong and on in week.open:
            found.append(on)
    return found


def _ways(one: Remark, remarks: Sequence[Remark]) -> list[tuple[OpenWeek, ...]]:
    """Give the weeks that the days of a remark may be of, the likeliest first."""
    weeks = one.weeks
    named = [other for other in remarks if other.is_own]
    if not one.is_named and named:
        weeks = named[0].weeks
    fitting = [week for week in weeks if any(dates_in(told.days, week) for told in one.days)]
    fitting.sort(key=lambda week: not _repeats(one, week))
    if len(fitting) > MOST_WEEKS:
        return []
    each: list[tuple[OpenWeek, ...]] = [(week,) for week in fitting]
    # "Voor beide: vrijdag 7,5".
    counts = [other for other in remarks if not other.approves and not other.labels.isdisjoint({"all", *COUNTS})]
    is_of_all = len(fitting) > 1 and any(week in other.weeks for other in counts for week in fitting)
    return [tuple(fitting), *each] if is_of_all or len({week.dossier_id for week in fitting}) > 1 else each


def _repeats(one: Remark, week: OpenWeek) -> bool:
    """Say whether hours that were said stand in a week, which tells that it is meant."""
    return any(
        week.minutes.get(on) in {amount.minutes for amount in told.amounts if not amount.sign}
        for told in one.days
        for on in dates_in(told.days, week)
    )


def _days(pairs: Sequence[tuple[OpenWeek, Told]], which: int | None, *, with_repeated: bool) -> Days:
    """Give each day once. pairs: what was said, and of which week. with_repeated: also days of which nothing is new."""
    found: dict[int, dict[date, int | None]] = {}
    for week, told in pairs:
        for on in dates_in(told.days, week):
            shown = week.minutes.get(on)
            if told.only_repeats(shown) and not with_repeated:
                continue
            hours = told.alternatives(shown)
            minutes = None if which is None or not hours else hours[min(which, len(hours) - 1)]
            days = found.setdefault(week.week_id, {})
            days[on] = minutes if minutes is not None else days.get(on)
    return {week_id: tuple(DayChange(on, days[on]) for on in sorted(days)) for week_id, days in found.items()}


def _others(remarks: Sequence[Remark]) -> Iterator[Days]:
    """Give the other days of a week of which some are said to be right."""
    for one in remarks:
        fine = [told for told in one.days if is_fine(one, told)]
        for week in one.weeks[:MOST_WEEKS] if fine else ():
            right = {on for told in fine for on in dates_in(told.days, week)}
            if right and week.open - right:
                yield {week.week_id: tuple(DayChange(on) for on in sorted(week.open - right))}


__all__ = ["Days", "dates_in", "is_fine", "placed"]
