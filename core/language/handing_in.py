"""Read how a student hands a week in: "klaar" or "week 47 klaar", by itself or at the end of the hours of that week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.language.days import monday_of
from core.language.items import Item, Kind
from core.language.meaning import Certainty, Context, Doubt, Meaning, Problem, Reading
from core.language.said import Said
from core.language.sentences import command_of, skeleton

SUBMIT = "logbook.submit"
LOG = "logbook.log"
PAUSES = frozenset({Kind.COMMA, Kind.STOP, Kind.OPEN})


def read_submit(items: Sequence[Item], context: Context, words: str) -> Reading:
    """Read "klaar" or "week 47 klaar": which week is handed in, or which of several may be meant."""
    mondays = _named(items, context)
    if mondays is None:
        return doubt_over_all(Problem.WHICH_WEEK, words, context)
    drafted = [week for week in context.weeks if week.drafts and (not mondays or week.monday in mondays)]
    asked = [week for week in drafted if week.week_id in context.focus]
    if not asked and not mondays:
        asked = [
            week for week in drafted if (week.dossier_id, week.monday) == (context.log_dossier, context.log_monday)
        ]
    fitting = asked or drafted
    if len(fitting) > 1:
        if len({week.monday for week in fitting}) == 1:
            return doubt_over_all(
                Problem.WHICH_PLACEMENT, words, context, candidates=tuple(week.dossier_id for week in fitting)
            )
        return doubt_over_all(Problem.WHICH_WEEK, words, context, candidates=tuple(week.week_id for week in fitting))
    if fitting:
        meaning = Meaning(SUBMIT, words=words, dossier=fitting[0].dossier_id, mondays=(fitting[0].monday,))
    else:
        meaning = Meaning(SUBMIT, words=words, mondays=tuple(mondays))
    return Reading((meaning,), language=context.language)


def _named(items: Sequence[Item], context: Context) -> set[date] | None:
    """Give the Monday of the one week that is handed in by name, empty when none is named; None when it is unclear."""
    weeks = [item for item in items if item.weeks is not None]
    days = [day for item in items for day in item.days]
    mondays = {monday for item in weeks for monday in mondays_of(item, context)}
    mondays |= {monday_of(day.on) for day in days if day.on is not None}
    if len(mondays) > 1 or (weeks and not mondays) or len(days) > sum(day.on is not None for day in days):
        return None
    return mondays


def with_submit(reading: Reading, closing: Sequence[Item], context: Context, text: str) -> Reading:
    """Add the "klaar" that closes a message: it hands in the week that its days are of, and no other than it names."""
    logged = [meaning for meaning in reading.meanings if meaning.command == LOG]
    mondays = {monday_of(day.date) for meaning in logged for day in meaning.days}
    named = _named(closing, context)
    is_other = named is None or not named <= mondays
    if is_other or len(logged) != 1 or len(mondays) != 1 or len(reading.meanings) > 1:
        return doubt_over_all(Problem.WHICH_WEEK, text, context)
    if logged[0].certainty is not Certainty.SURE:
        # What is only proposed can't be handed in yet; the answer says how.
        return reading
    return replace(reading, meanings=(replace(logged[0], mondays=tuple(mondays)),))


def closing_of(said: Said, items: Sequence[Item], language: str) -> int:
    """Say how many items at the end say "klaar"."""
    end = len(items)
    while end and items[end - 1].kind in PAUSES:
        end -= 1
    for begin in range(max(0, end - 4), end):
        is_apart = begin > 0 and (items[begin - 1].kind in PAUSES or "and" in items[begin - 1])
        if is_apart and command_of(skeleton(said, items[begin:end]), language) == SUBMIT:
            return len(items) - begin
    return 0


def mondays_of(item: Item, context: Context) -> list[date]:
    """Give the Mondays of weeks as said; a number is the latest such week that has begun."""
    if item.weeks is None:
        return []
    today = context.now.date()
    found = list(item.weeks.mondays)
    for number in item.weeks.numbers:
        begun = []
        for year in (today.year - 1, today.year, today.year + 1):
            try:
                monday = date.fromisocalendar(year, number, 1)
            except ValueError:
                continue
            if monday <= today:
                begun.append(monday)
        found += begun[-1:]
    return found


def doubt_over_all(problem: Problem, words: str, context: Context, *, candidates: tuple[int, ...] = ()) -> Reading:
    """Ask about a whole message, so that nothing of it is done."""
    doubt = Doubt(problem, words, candidates=candidates)
    return Reading((), (doubt,), blocks_all=True, language=context.language)
