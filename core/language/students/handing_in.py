"""Read how a student hands a week in: "klaar" or "week 47 klaar", by itself or at the end of the hours of that week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.language.clauses.item import Item, Kind
from core.language.meaning import Certainty, Context, Doubt, Meaning, Problem, Reading
from core.language.requests.sentences import command_of, skeleton
from core.language.values.days import monday_of
from core.language.vocabulary.said import Said

SUBMIT = "logbook.submit"
LOG = "logbook.log"
TWO = 2
TAKES_AWAY = frozenset(
    {"not", "not_yet", "if", "not_until", "or", "ask", "maybe", "wrong", "back", "hold", "later", "except"}
)
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


def read_handing_in(said: Said, items: Sequence[Item], context: Context, words: str) -> Reading | None:
    """Read "week 10 mag ingeleverd worden, alles staat erin"; None when it says anything else as well.

    To whom it goes is not for a student to say, so with a name it is said back first.
    """
    items, is_wish = _as_request(said, items)
    takes_away = any(item.kind is Kind.QUESTION or not item.labels.isdisjoint(TAKES_AWAY) for item in items)
    if takes_away or not any(said.has(item.first, "hands_in") for item in items):
        return None
    weeks, behind, is_named = [], 0, False
    for index, item in enumerate(items):
        if item.first < behind or item.kind in {*PAUSES, Kind.DAYS, Kind.ASIDE} or "sign" in item:
            continue
        known = max(said.has(item.first, label) for label in ("hands_in", "filled_in", "handing_small"))
        if item.kind is Kind.WEEKS:
            weeks.append(item)
        elif known >= 1:
            behind = item.first + known
        elif _is_whom(said, items, index):
            is_named = True
        elif said.has(item.first, "hands_to") and index + 1 < len(items) and _is_whom(said, items, index + 1):
            continue
        elif not (item.kind is Kind.WORD and "courtesy" in item):
            return None
    has_days = any(item.kind is Kind.DAYS for item in items)
    if has_days and not any(said.has(item.first, "filled_in") for item in items):
        return None
    reading = read_submit(weeks, context, words)
    likely = tuple(replace(one, certainty=Certainty.LIKELY) for one in reading.meanings)
    return replace(reading, meanings=likely) if is_named or is_wish else reading


def _as_request(said: Said, items: Sequence[Item]) -> tuple[Sequence[Item], bool]:
    """Give "kun je week 47 indienen?" without what makes it a question; says whether it may ask leave as well.

    "Mag week 47 ingediend worden?" most often asks to have it done, and so is said back first.
    """
    content = [item for item in items if item.kind not in PAUSES and "courtesy" not in item.labels]
    asks = [item for item in content if item.kind is Kind.QUESTION]
    if len(content) < TWO or not said.has(content[0].first, "wishing") or (asks and content[-1] is not asks[0]):
        return items, False
    is_told = said.has(content[1].first, "addressee") > 0
    verb = content[0]
    left = [replace(item, labels=frozenset({"courtesy"})) if item is verb else item for item in items]
    return [item for item in left if item.kind is not Kind.QUESTION], not is_told


def _is_whom(said: Said, items: Sequence[Item], index: int) -> bool:
    """Say whether an item is a name behind "aan", "naar" or "to": whoever it is, our own record says who signs."""
    before = items[index - 1] if index else None
    is_led = before is not None and said.has(before.first, "hands_to") > 0
    item = items[index]
    is_named = said.tokens[item.first].text[:1].isupper() or not any(token.text[:1].isupper() for token in said.tokens)
    return is_led and item.kind in {Kind.NAME, Kind.UNKNOWN} and is_named


def without_leave(said: Said, items: Sequence[Item]) -> list[Item]:
    """Leave out a "kan dat zo via de mail?" behind what a student tells: it asks no more than to have it done."""
    kept = list(items)
    ends = [at for at, item in enumerate(kept) if item.kind is Kind.QUESTION]
    if len(ends) != 1:
        return kept
    begin = max((at + 1 for at in range(ends[0]) if kept[at].kind is Kind.STOP), default=0)
    asked = [item for item in kept[begin : ends[0]] if item.kind not in PAUSES and "sign" not in item]
    is_leave = bool(asked) and said.has(asked[0].first, "leave_begin") > 0
    is_leave = is_leave and all(
        said.has(item.first, "leave_word") or said.has(item.first, "leave_begin") for item in asked
    )
    return [*kept[:begin], *kept[ends[0] + 1 :]] if begin and is_leave else kept
