"""Read what students say of their own days: "di 6", "ma 7,5 en wo 8", "6 uur" when only one day waits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.language.clauses.frames import Frame
from core.language.clauses.framing import frame
from core.language.clauses.item import Kind
from core.language.clauses.joining import joined
from core.language.clauses.judging import MOVES
from core.language.clauses.piece import Sentence
from core.language.meaning import Certainty, Context, DayChange, Doubt, Meaning, OpenWeek, Problem, Reading, WeekVerdict
from core.language.values.days import Day
from core.language.values.figures import Figures
from core.language.values.hours import Hours

BLOCKING = frozenset(MOVES) - {"approve", "approve_act", "irony"}
PROBLEMS = {"if": Problem.CONDITION, "not_until": Problem.CONDITION, "or": Problem.QUESTION, "ask": Problem.QUESTION}


def read_student(
    sentences: Sequence[Sentence], context: Context, text: str, language: str, *, denies: bool = False
) -> Reading:
    """Read days with their hours; anything that takes something away or asks makes the whole message a question.

    denies: it begins with "nee", which is said to what was asked; the hours behind it may be proposed.
    """
    frames = [frame(piece) for sentence in sentences for piece in joined(sentence)]
    _read_bare_number(frames, context)
    denied = sum(read.nots for read in frames) == 1 and denies and any(read.has_hours for read in frames)
    blocked = next(
        (label for read in frames for label in sorted(BLOCKING) if read.has(label) and not (denied and label == "not")),
        None,
    )
    if blocked is None and not denied and any(read.nots for read in frames):
        blocked = "not"
    if any(sentence.asks for sentence in sentences) or blocked:
        problem = PROBLEMS.get(blocked or "ask", Problem.NEGATION if blocked == "not" else Problem.UNKNOWN_WORDS)
        return Reading((), (Doubt(problem, text),), blocks_all=True, language=language)
    days: dict[int, dict[date, int]] = {}
    doubts: list[Doubt] = []
    is_off = False
    for read in frames:
        for figures in read.figures:
            off = _without_hours(read, figures)
            is_off = is_off or off is not figures
            doubts += _enter(off, context, days, text)
    if not days and not doubts:
        doubts.append(Doubt(Problem.UNKNOWN_WORDS, text))
    if doubts:
        return Reading((), tuple(doubts[:1]), blocks_all=True, language=language)
    is_sure = (
        not denied
        and not is_off
        and not any(read.strange or read.has("clock", "unsigned") or _names_others(read) for read in frames)
    )
    is_sure = is_sure and not any(day.near for read in frames for figures in read.figures for day in figures.days)
    verdicts = tuple(
        WeekVerdict(week_id, tuple(DayChange(day, said[day]) for day in sorted(said)))
        for week_id, said in sorted(days.items(), key=lambda pair: min(pair[1]))
    )
    certainty = Certainty.SURE if is_sure else Certainty.LIKELY
    return Reading((Meaning("logbook.enter", verdicts, certainty, words=text),), language=language)


def _without_hours(read: Frame, figures: Figures) -> Figures:
    """Give a day on which they were ill or had off the nought hours that this comes to, to be said back first."""
    is_off = read.has("absent") and not read.has_hours and figures.days and figures.times is None
    return replace(figures, target=Hours(0, 0)) if is_off else figures


def _read_bare_number(frames: Sequence[Frame], context: Context) -> None:
    """Take the one number of a message without days as hours, since students have no lists; it is sure when alone."""
    numbers = [(read, item) for read in frames for item in read.scope.numbers]
    if len(numbers) != 1 or any(read.figures for read in frames):
        return
    read, item = numbers[0]
    if item.numbers is None or item.numbers.explicit or len(item.numbers.numbers) != 1 or item.hours is None:
        return
    read.figures.append(Figures(target=item.hours))
    is_alone = len(frames) == 1 and len(read.piece.items) == 1
    if is_alone and context.focus:
        read.scope.numbers.clear()


def _names_others(read: Frame) -> bool:
    return bool(read.scope.numbers) or any(item.kind is Kind.UNKNOWN for item in read.piece.items)


def _enter(figures: Figures, context: Context, entered: dict[int, dict[date, int]], text: str) -> list[Doubt]:
    worked = figures.times.minutes if figures.times is not None else None
    minutes = figures.target.minutes if figures.target is not None else worked
    if minutes is None or figures.delta is not None or (worked is not None and minutes != worked):
        return [Doubt(Problem.BAD_HOURS, text)]
    named = [(day, _weeks_of(day, context)) for day in figures.days] or _only_day(context)
    if not named:
        return [Doubt(Problem.WHICH_DAY, text)]
    doubts = []
    for day, weeks in named:
        is_no_day = day.wrong or day.half or not weeks
        if is_no_day or len(weeks) != 1:
            problem = Problem.WHICH_DAY if is_no_day else Problem.WHICH_WEEK
            doubts.append(Doubt(problem, text, candidates=tuple(week.week_id for week in weeks)))
            continue
        on = day.on or weeks[0].monday + timedelta(days=day.weekday or 0)
        before = entered.setdefault(weeks[0].week_id, {}).setdefault(on, minutes)
        if before != minutes:
            doubts.append(Doubt(Problem.BAD_HOURS, text))
    return doubts


def _weeks_of(day: Day, context: Context) -> list[OpenWeek]:
    """Find the week a day is in: the one that is asked about, else the only one that waits for this day."""
    asked = [week for week in context.weeks if week.week_id in context.focus]
    if day.on is not None:
        monday = day.on - timedelta(days=day.on.weekday())
        return [week for week in asked if week.monday == monday] or [
            week for week in context.weeks if week.monday == monday
        ]
    if len(asked) == 1:
        return asked
    waiting = [week for week in asked or context.weeks if week.monday + timedelta(days=day.weekday or 0) in week.open]
    return waiting or list(asked)


def _only_day(context: Context) -> list[tuple[Day, list[OpenWeek]]]:
    """Give the one day that waits, and its week, for hours said without a day; none when more than one waits."""
    asked = [week for week in context.weeks if not context.focus or week.week_id in context.focus]
    waiting = [(Day(on=day), [week]) for week in asked for day in week.open]
    return waiting if len(waiting) == 1 else []
