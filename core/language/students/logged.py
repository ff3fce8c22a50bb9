"""Read a student's own days: "ma 8 kassa, di 7,5 spiegelen", "eergisteren 6u30", "week 47: ma t/m do 8", "klaar"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from core.language.clauses.item import Item, Kind
from core.language.meaning import Certainty, Context, DayChange, Meaning, OpenWeek, Problem, Reading, WeekVerdict
from core.language.requests.sentences import command_of, skeleton
from core.language.students.entries import Entry
from core.language.students.handing_in import LOG, PAUSES, SUBMIT, closing_of, doubt_over_all, mondays_of, with_submit
from core.language.students.waiting_days import BLOCKING, PROBLEMS
from core.language.values.absence import absence_at, asks_at, is_counted_at, is_shared_at, is_unworked_at
from core.language.values.ahead import DAY, HOUR, leads
from core.language.values.days import WEEK, Day, monday_of
from core.language.values.hours import read_hours
from core.language.vocabulary.said import Said
from core.language.vocabulary.words import LANGUAGES

# Between a day and its hours, and behind them, these say nothing of their own: "dinsdag was het 8 uur gewerkt".
FILLS = frozenset(
    {"plain", "was", "it", "that", "be", "stands", "must", "courtesy", "sign", "yes", "and", "emoji", "adding"}
)
# These say nothing of their own in front of hours: "elk 8 uur".
EACH = frozenset({"presence", "made", "both"})
# Known words that a note may hold: they take nothing away and name nobody.
IN_NOTES = FILLS | {
    "also",
    "all",
    "to",
    "more",
    "less",
    "checked",
    "approve",
    "presence",
    "clocking",
    "made",
    "why",
    "busy",
    "shifts",
    "i_you",
    "mine",
}
NOTE_OF = 200
TWO = 2
# More in one day may be a time of day: "ma 16:00".
LIKELY_MOST = 12 * HOUR
SIGNS = frozenset({"-", "–", "−"})


@dataclass(slots=True)
class _Told:
    """What a message tells, before it is known which dates it is about; it is told item by item.

    ahead: hours said before their day. off_at: the tokens that say that a day had none. stopped: a sentence ended
    behind the last day's hours. closing: what says that its week is handed in. unsure: it may only
    be proposed. problem: why it can't even be proposed. is_past: it tells of what was.
    """

    entries: list[Entry] = field(default_factory=list)
    weeks: list[Item] = field(default_factory=list)
    ahead: Item | None = None
    adds: bool = False
    off_at: set[int] = field(default_factory=set)
    stopped: bool = False
    closing: Sequence[Item] = ()
    unsure: bool = False
    problem: Problem | None = None
    is_past: bool = False

    @property
    def last(self) -> Entry | None:
        """The day named last."""
        return self.entries[-1] if self.entries else None

    @property
    def is_filled(self) -> bool:
        """Say whether the day named last has its hours."""
        return self.last is not None and self.last.is_told

    def take(self, item: Item) -> None:
        """Give one item its place: a day begins an entry, hours follow it, and a note may follow those."""
        if item.kind is Kind.DAYS:
            self._day(item)
        elif item.kind is Kind.WEEKS:
            self.weeks.append(item)
            self.unsure = self.unsure or self.last is not None
        elif item.times is not None:
            self._times(item)
        elif item.hours is not None or item.kind is Kind.NUMBERS:
            self._amount(item)
        elif item.kind in PAUSES:
            self.stopped = self.stopped or (item.kind is Kind.STOP and self.is_filled)
            if self.last is not None and self.last.note:
                self.last.note.append(item)
        elif item.kind is Kind.COLON:
            is_of_times = self.last is not None and self.last.times is not None and self.last.hours is None
            self.unsure = self.unsure or (self.is_filled and not is_of_times)
        elif "clock" in item:
            self.refuse()
        else:
            self._word(item)

    def take_off(self, item: Item) -> bool:
        """Take the day named last for one without hours, if it may be one. item: what says so, kept as its note."""
        if self.last is None or self.is_filled or self.ahead is not None:
            return False
        self.last.is_off = True
        self.last.note.append(item)
        self.off_at.update(range(item.first, item.last))
        return True

    def refuse(self) -> None:
        """Note that the hours can't be read."""
        self.problem = self.problem or Problem.BAD_HOURS

    def close(self) -> None:
        """See that every day has hours, and all hours a day."""
        if self.ahead is not None or not self.is_filled or any(entry.belies for entry in self.entries):
            self.refuse()
        for entry in self.entries:
            # Whoever says when they came and went does not say whether they paused.
            is_gross = entry.hours is None and entry.times is not None and entry.times.minutes is None
            self.unsure = self.unsure or is_gross

    def _day(self, item: Item) -> None:
        if self.entries and not self.is_filled:
            self.refuse()
        hours = self.ahead if self.ahead is not None and self.ahead.times is None else None
        self.entries.append(Entry(item.days, hours, self.ahead.times if self.ahead is not None else None))
        self.entries[-1].adds, self.adds = self.adds, False
        self.ahead, self.stopped = None, False

    def _times(self, item: Item) -> None:
        """Take begin, end and break for those of the day named last, or of the one that follows."""
        last = self.last
        if last is None or item.times is None or item.times.at is not None or self.stopped or last.is_off:
            is_ahead = last is None and self.ahead is None and item.times is not None and item.times.span is not None
            self.ahead = item if is_ahead else self.ahead
            if not is_ahead:
                self.refuse()
            return
        joint = item.times if last.times is None else last.times.with_more(item.times)
        if joint is None:
            self.refuse()
        last.times = joint or last.times

    def _amount(self, item: Item) -> None:
        is_one = item.numbers is None or (len(item.numbers.numbers) == 1 and not item.numbers.explicit)
        is_fine = is_one and item.hours is not None and item.hours.minutes is not None and not self.stopped
        if is_fine and self.last is None and self.ahead is None:
            self.ahead = item
        elif is_fine and self.last is not None and self.last.hours is None and not self.last.is_off:
            self.last.hours = item
        else:
            self.refuse()

    def _word(self, item: Item) -> None:
        """Give a word its place: in the note of the day before it, or nowhere."""
        if "adding" in item and self.last is not None and not self.is_filled:
            self.last.adds = True
        elif "adding" in item and self.last is None:
            self.adds = True
        if self.last is None or not self.is_filled or self.stopped:
            # A student reaches no names but their own, which signs a message.
            signs = self.stopped and item.name is not None and not item.name.near
            self.unsure = self.unsure or not (_fills(item) or signs or not item.labels.isdisjoint(EACH))
            return
        self.last.note.append(item)
        is_known = item.kind is Kind.WORD and not item.labels <= IN_NOTES
        self.unsure = self.unsure or is_known or item.kind is Kind.NAME


def read_logged(said: Said, items: Sequence[Item], context: Context, text: str, *, is_sure: bool) -> Reading | None:
    """Read days with their hours and notes; None when it is something else, such as the mending of one day.

    Whatever takes away, asks or makes it depend on something holds up the whole message.
    """
    is_elsewhere = not context.placements and any(week.open for week in context.weeks)
    if is_elsewhere or not any(item.kind is Kind.DAYS for item in items):
        return None
    told = _tell(said, items, context.language)
    if _is_mending(told, context):
        return None
    blocked = _blocked([item for item in items if item.first not in told.off_at])
    problem = blocked or told.problem
    if problem is not None:
        return doubt_over_all(problem, text, context)
    told.unsure = told.unsure or not is_sure
    reading = _place(told, context, text, said=said)
    return with_submit(reading, told.closing, context, text) if told.closing and not reading.doubts else reading


def _blocked(items: Sequence[Item]) -> Problem | None:
    """Say what holds the whole message up: a question mark, or a word that takes away, asks or sets a condition."""
    if any(item.kind is Kind.QUESTION for item in items):
        return Problem.QUESTION
    found = {label for item in items if item.kind is Kind.WORD for label in item.labels & BLOCKING}
    found |= {"not"} if any("instead" in item or "wrong" in item for item in items) else set()
    for label in ("if", "not_until", "or", "ask"):
        if label in found:
            return PROBLEMS[label]
    if found:
        return Problem.NEGATION if "not" in found else Problem.UNKNOWN_WORDS
    return None


def _fills(item: Item) -> bool:
    return item.kind is Kind.ASIDE or (item.kind is Kind.WORD and not item.labels.isdisjoint(FILLS))


def _tell(said: Said, items: Sequence[Item], language: str) -> _Told:
    """Go through a message item by item; a "klaar" at its end is set apart."""
    closing = closing_of(said, items, language)
    told = _Told(closing=items[len(items) - closing :])
    behind = 0
    for item in items[: len(items) - closing]:
        if item.first < behind:
            continue
        told.is_past = told.is_past or said.has(item.first, "past") > 0
        off = absence_at(said, item.first)
        if off and told.take_off(Item(Kind.WORD, item.first, item.first + off)):
            behind = item.first + off
            continue
        # "ma 8 vrij" says two things; "ma 0 vrij" does not.
        told.unsure = told.unsure or (off > 0 and bool(told.last and told.last.minutes))
        told.unsure = told.unsure or is_unworked_at(said, item.first)
        told.unsure = told.unsure or (_is_bare(told) and is_counted_at(said, item.first))
        if _is_no_amount(said, item, told):
            told.refuse()
        for part in _apart(said, item, told):
            told.take(part)
    told.close()
    told.unsure = told.unsure or any(entry.minutes > LIKELY_MOST for entry in told.entries)
    told.unsure = told.unsure or any(day.near for entry in told.entries for day in entry.days)
    # "ma en di 8 samen" may be four hours each.
    is_shared = any(is_shared_at(said, item.first) for item in items)
    told.unsure = told.unsure or (is_shared and any(len(entry.days) > 1 for entry in told.entries))
    # "Heb ik ma 8 gewerkt" asks, where "ma heb ik 8" tells.
    told.unsure = told.unsure or (bool(items) and asks_at(said, items[0].first))
    # "ma 8 klaar" may hand in, or say that the day is over.
    told.unsure = told.unsure or any(
        entry.note and command_of(skeleton(said, entry.note), language) == SUBMIT for entry in told.entries
    )
    return told


def _is_bare(told: _Told) -> bool:
    """Say whether what comes next stands right behind a number that was not called hours."""
    hours = told.last.hours if told.last is not None and not told.last.note else None
    return hours is not None and hours.last - hours.first == 1


def _is_no_amount(said: Said, item: Item, told: _Told) -> bool:
    """Say whether this makes something else than the hours of a day of what stands beside it."""
    if item.times is not None:
        return False
    if item.hours is not None:
        # "+1" and "-1" are differences, "ma - 8" is no such thing.
        sign = said.tokens[item.first - 1].folded if item.first and said.tokens[item.first].near else ""
        is_alone = item.first > 1 and not said.tokens[item.first - 1].near
        return sign == "+" or (sign in SIGNS and is_alone and told.last is not None)
    # "half 8" is a time of day to one and an amount of hours to another.
    if said.has(item.first, "half"):
        return True
    if item.kind is not Kind.WORD or told.last is None or told.last.hours is None or told.last.note:
        return False
    unit = max(leads(language).spans.get(said.tokens[item.first].folded, 0) for language in LANGUAGES)
    is_difference = not item.labels.isdisjoint(("more", "less")) and "plain" not in item
    return unit >= DAY or is_difference


def _apart(said: Said, item: Item, told: _Told) -> list[Item]:
    """Read "9 maart 8, 10 maart 8" as hours and a date, where "8, 10 maart" alone would be two days."""
    if item.kind is not Kind.DAYS or told.last is None or told.is_filled or len(item.days) != TWO:
        return [item]
    is_amount = said.is_number(item.first) and said.tokens[item.first + 1].folded == ","
    hours = read_hours(said, item.first) if is_amount else None
    if hours is None or hours.length != 1:
        return [item]
    amount = Item(Kind.HOURS, item.first, item.first + 1, hours=hours)
    return [amount, replace(item, first=item.first + 2, days=item.days[1:])]


def _place(told: _Told, context: Context, text: str, *, said: Said | None = None) -> Reading:
    """Find the dates and the placement of what was told, and split off the days that came back."""
    if any(day.wrong or day.half for entry in told.entries for day in entry.days):
        return doubt_over_all(Problem.WHICH_DAY, text, context)
    base = _base(told, context)
    if base is None:
        return doubt_over_all(Problem.WHICH_WEEK, text, context)
    days: dict[date, DayChange] = {}
    for entry in told.entries:
        note = "" if said is None else _note(said, entry.note, text)
        for day in entry.days:
            on = day.on or base[0] + timedelta(days=day.weekday or 0)
            if entry.adds and any(week.minutes.get(on) for week in context.weeks):
                return doubt_over_all(Problem.BAD_HOURS, text, context)
            before = days.setdefault(on, DayChange(on, entry.minutes, note))
            if before.minutes != entry.minutes:
                return doubt_over_all(Problem.BAD_HOURS, text, context)
    placement = _placement(days, context)
    if isinstance(placement, tuple):
        return doubt_over_all(Problem.WHICH_PLACEMENT, text, context, candidates=placement)
    certainty = Certainty.SURE if base[1] and not told.unsure else Certainty.LIKELY
    back, rest = _split(days.values(), placement, context)
    meanings = []
    if back:
        verdicts = tuple(WeekVerdict(week.week_id, tuple(changes)) for week, changes in back)
        meanings.append(Meaning("logbook.enter", verdicts, certainty, words=text))
    if rest:
        meanings.append(Meaning(LOG, (), certainty, words=text, dossier=placement, days=tuple(rest)))
    return Reading(tuple(meanings), language=context.language)


def _is_mending(told: _Told, context: Context) -> bool:
    """Say whether days without a date are those that came back: the question answered, or the only one that waits."""
    days = [day for entry in told.entries for day in entry.days]
    if told.weeks:
        return False
    focus = [week for week in context.weeks if week.week_id in context.focus]
    waiting = focus or [week for week in context.weeks if week.open]

    def waits(day: Day, week: OpenWeek) -> bool:
        return (day.on or week.monday + timedelta(days=day.weekday or 0)) in week.open

    if focus:
        return any(waits(day, week) for day in days for week in waiting)
    ahead = [day for day in days if day.on is None and (day.weekday or 0) > context.now.date().weekday()]
    return len(ahead) == len(days) and all(any(waits(day, week) for week in waiting) for day in days)


def _base(told: _Told, context: Context) -> tuple[date, bool] | None:
    """Give the Monday that weekdays count from, and whether it is beyond doubt; None when several weeks were named."""
    if not told.weeks:
        weekdays = [day for entry in told.entries for day in entry.days if day.on is None]
        return _running(weekdays, context, is_past=told.is_past)
    mondays = {monday for item in told.weeks for monday in mondays_of(item, context)}
    return (mondays.pop(), True) if len(mondays) == 1 else None


def _running(weekdays: Sequence[Day], context: Context, *, is_past: bool) -> tuple[date, bool]:
    """Give the Monday that weekdays count from, and whether that is beyond doubt.

    It is the week that was asked about, else the running one; days that are still to come are of the week before, and
    then the dates are said back first, save where each is told as past.
    """
    today = context.now.date()
    running = monday_of(today)
    lies_ahead = any(_lies_ahead(day, today) for day in weekdays)
    waits = any(week.week_id in context.focus and week.open for week in context.weeks)
    if context.log_monday is not None and context.log_monday != running:
        if context.is_named or lies_ahead:
            return context.log_monday, True
        return running, not weekdays
    if lies_ahead:
        are_past = is_past and all(_lies_ahead(day, today) for day in weekdays)
        return running - WEEK, are_past
    came_back = {day.weekday() for week in context.weeks for day in week.open}
    also = any(day.weekday in came_back for day in weekdays)
    return running, not (weekdays and (waits or also))


def _lies_ahead(day: Day, today: date) -> bool:
    return (day.weekday or 0) > today.weekday()


def _placement(days: Iterable[date], context: Context) -> int | tuple[int, ...] | None:
    """Give the dossier that these days are of, or those to choose from; None without any, which is answered so."""
    if not context.placements:
        return None
    dates = list(days)
    covering = [one for one in context.placements if all(one.starts_on <= day <= one.ends_on for day in dates)]
    fitting = covering or list(context.placements)
    if len(fitting) > 1 and context.log_dossier is not None:
        fitting = [one for one in fitting if one.dossier_id == context.log_dossier] or fitting
    if len(fitting) == 1:
        return fitting[0].dossier_id
    return tuple(one.dossier_id for one in fitting)


def _split(
    days: Iterable[DayChange], dossier_id: int | None, context: Context
) -> tuple[list[tuple[OpenWeek, list[DayChange]]], list[DayChange]]:
    """Part the days that came back, by their weeks, from those that are logged."""
    back: dict[int, tuple[OpenWeek, list[DayChange]]] = {}
    rest: list[DayChange] = []
    for change in sorted(days, key=lambda one: one.date):
        week = next((one for one in context.weeks if one.dossier_id == dossier_id and change.date in one.open), None)
        if week is None:
            rest.append(change)
        else:
            back.setdefault(week.week_id, (week, []))[1].append(change)
    return list(back.values()), rest


def _note(said: Said, items: Sequence[Item], text: str) -> str:
    """Cut a note out of what was typed; words that only fill up are none."""
    kept = list(items)
    while kept and (kept[-1].kind in PAUSES or kept[-1].kind is Kind.ASIDE or kept[-1].labels & {"sign", "and"}):
        kept.pop()
    while kept and (kept[0].kind is Kind.ASIDE or "sign" in kept[0]):
        kept.pop(0)
    if all(_fills(item) or item.kind in PAUSES for item in kept):
        return ""
    return text[said.tokens[kept[0].first].start : said.tokens[kept[-1].last - 1].end].strip()[:NOTE_OF]
