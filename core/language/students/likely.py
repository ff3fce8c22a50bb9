"""Say what a student may mean by a message that was not understood: hours of a day, or that a week is handed in."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from core.language.meaning import Context, DayChange, Meaning, OpenWeek, WeekVerdict
from core.language.requests.amounts import Told, told_in
from core.language.requests.gist import items_of
from core.language.students.handing_in import LOG, SUBMIT, mondays_of
from core.language.values.days import WEEK, Day, monday_of

ENTER = "logbook.enter"
MOST_DAYS = 5
MOST_SUBMITTED = 2
LIKELIEST, NEXT = 0, 1
# A week that is not finished yet is not offered to be handed in.
LEAVES = frozenset({"not", "not_yet", "hold", "later"})


def likely_of(text: str, context: Context) -> list[Meaning]:
    """Give what a student may mean, the likeliest first: what uses the days and hours of the message."""
    items = items_of(text, context)
    mondays = [monday for item in items for monday in mondays_of(item, context)]
    loose, named = told_in(items, None, Told())
    told = [one for one in named if one.has_hours] or ([loose] if loose.has_hours else [])
    meanings = [meaning for days in _ways(told, mondays, context) for meaning in _entered(days, context)]
    leaves = any(not item.labels.isdisjoint(LEAVES) for item in items)
    handed_in = [] if leaves and not told else list(_handed_in(mondays, context))
    return [*meanings, *handed_in]


def _ways(told: Sequence[Told], mondays: Sequence[date], context: Context) -> Iterator[list[DayChange]]:
    """Give the days with their hours in each way that they may be meant, the likeliest first; days to come in none."""
    today = context.now.date()
    for base in _bases(mondays, context):
        for which in (LIKELIEST, NEXT):
            days: dict[date, DayChange] = {}
            for one in told:
                for on in _dates(one.days, base, context):
                    hours = one.alternatives(_shown(on, context))
                    if on <= today and hours:
                        days[on] = DayChange(on, hours[min(which, len(hours) - 1)])
            if 0 < len(days) <= MOST_DAYS:
                yield [days[on] for on in sorted(days)]


def _bases(mondays: Sequence[date], context: Context) -> list[date | None]:
    """Give the Mondays that weekdays may count from: those named, else the one asked about, and the last such days."""
    if mondays:
        return list(dict.fromkeys(mondays))
    running = monday_of(context.now.date())
    asked = [context.log_monday] if context.log_monday is not None else []
    return list(dict.fromkeys([*asked, None, running - WEEK]))


def _dates(days: Sequence[Day], base: date | None, context: Context) -> Iterator[date]:
    """Give dates; today, or the one day that came back, where no day was named. base: None for the last such days."""
    today = context.now.date()
    waiting = [on for week in context.weeks for on in sorted(week.open)]
    if not days:
        yield waiting[0] if len(waiting) == 1 else today
    for day in days:
        if day.on is not None:
            yield day.on
            continue
        weekday = day.weekday or 0
        back = next((on for on in reversed(waiting) if on.weekday() == weekday), None) if base is None else None
        last = today - timedelta(days=(today.weekday() - weekday) % 7)
        yield back or (last if base is None else base + timedelta(days=weekday))


def _shown(on: date, context: Context) -> int | None:
    return next((week.minutes[on] for week in context.weeks if on in week.minutes), None)


def _entered(days: Sequence[DayChange], context: Context) -> Iterator[Meaning]:
    """Give days that came back as mended, and others as logged, in each placement that they fall in."""
    back = {week.week_id: tuple(day for day in days if day.date in week.open) for week in context.weeks}
    verdicts = tuple(WeekVerdict(week_id, changes) for week_id, changes in back.items() if changes)
    if verdicts:
        yield Meaning(ENTER, verdicts)
    rest = tuple(day for day in days if not any(day.date in week.open for week in context.weeks))
    for place in context.placements if rest else ():
        # Where the chat is shut a placement has no name, and nothing can be logged from here.
        if place.name and all(place.starts_on <= day.date <= place.ends_on for day in rest):
            yield Meaning(LOG, dossier=place.dossier_id, days=rest)


def _handed_in(mondays: Sequence[date], context: Context) -> Iterator[Meaning]:
    """Give the weeks that are filled in and may be handed in, as they stand: those named first, then the last."""
    here = {place.dossier_id for place in context.placements if place.name}
    drafted = [week for week in context.weeks if week.dossier_id in here and _drafts(week, context)]
    drafted.sort(key=lambda week: (week.monday not in mondays, -week.monday.toordinal()))
    for week in drafted[:MOST_SUBMITTED]:
        yield Meaning(SUBMIT, dossier=week.dossier_id, mondays=(week.monday,), days=_drafts(week, context))


def _drafts(week: OpenWeek, context: Context) -> tuple[DayChange, ...]:
    today = context.now.date()
    return tuple(DayChange(on, week.minutes.get(on)) for on in sorted(week.drafts) if on <= today)


__all__ = ["ENTER", "likely_of"]
