"""Put one clause's verdict on the pages of the weeks it is about: weeks, days, hours held against those shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.language.clauses.judging import Act, Clause
from core.language.meaning import Context, Doubt, OpenWeek, Problem
from core.language.values.days import Day
from core.language.values.figures import Figures
from core.language.verdicts.ledger import Ledger

DAY = 24 * 60
# Of more days than this that are told, those that stay as they are may be among them.
A_FEW = 2
# Each of these leaves hours as they are.
LEFT = frozenset({Act.HOLD, Act.LATER, Act.REJECT})


def join_hours(owner: Figures, loose: Figures) -> bool:
    """Give days the hours that were said after them; says whether they fitted."""
    if (
        loose.stated
        and loose.target is not None
        and owner.target is not None
        and owner.was is None
        and owner.delta is None
    ):
        # "Op woensdag staat 7,5. Dit moet 6 zijn": the first is what stands there, and is held against that.
        owner.was, owner.target = owner.target, None
    fits = (
        # "Een uur te veel. Dat moet 7 zijn": both are held against what was shown.
        (loose.target is None or (owner.target is None and loose.delta is None))
        and (loose.was is None or owner.was is None)
        and (loose.delta is None or (owner.target is None and owner.was is None and owner.delta is None))
    )
    times = loose.times if owner.times is None or loose.times is None else owner.times.with_more(loose.times)
    fits = fits and (times is not None or loose.times is None)
    if fits:
        owner.times = times or owner.times
        owner.target = loose.target or owner.target
        owner.was = loose.was or owner.was
        owner.delta = loose.delta if loose.delta is not None else owner.delta
        owner.denied = owner.denied or loose.denied
    return fits


@dataclass(frozen=True, slots=True)
class Said:
    """A clause as it is put on pages. is_broad: it was said of everything asked about, so what is narrower wins."""

    clause: Clause
    act: Act
    index: int
    words: str
    is_broad: bool
    is_sure: bool


def repeats(ledger: Ledger, clause: Clause, act: Act, weeks: Sequence[OpenWeek]) -> bool:
    """Say whether "graag verwerken" adds nothing to the yes before it: it names nobody, and not all of them."""
    is_bare = clause.frame.scope.is_empty and not clause.frame.has("also", "contrast", "yes")
    return act is Act.APPROVE and clause.sure and is_bare and ledger.has_approved(weeks)


def place(ledger: Ledger, said: Said, weeks: Sequence[OpenWeek], context: Context) -> None:
    """Write down what a clause says of its weeks."""
    act, clause = said.act, said.clause
    if clause.figures and act is not Act.APPROVE:
        _place_days(ledger, said, weeks)
        return
    for week in weeks:
        page = ledger.page(week, said.index)
        page.sure = page.sure and said.is_sure
        if act is Act.APPROVE:
            page.broad = page.broad and said.is_broad if page.approved else said.is_broad
            page.approved = True
            page.rest_fine = page.rest_fine or clause.frame.scope.rest
        elif act is Act.EXCEPT:
            page.excluded = True
        else:
            page.whole_broad = said.is_broad or clause.frame.scope.everything
            both = {page.whole, act} - {None}
            # "Nee, stuur de hele week terug": what is refused may be given back as well.
            gives_back = both == {Act.REJECT, Act.BACK}
            page.torn = page.torn or (len(both) > 1 and not (both <= LEFT or gives_back))
            page.whole = Act.BACK if gives_back else Act.HOLD if len(both) > 1 and Act.REJECT in both else act
            page.when = clause.when(context.now.date()) if act is Act.LATER else None


def _place_days(ledger: Ledger, said: Said, weeks: Sequence[OpenWeek]) -> None:
    words = said.words
    for figures in said.clause.figures:
        if not figures.days:
            _place_without_day(ledger, said, figures, weeks)
            continue
        for day in _with_those_behind(figures.days, weeks):
            week, problem = _week_of(day, weeks)
            if week is None:
                ledger.doubt(Doubt(problem, words, _ids(weeks), _ids(weeks)))
                continue
            on = _date_of(day, week)
            page = ledger.page(week, said.index)
            page.sure = page.sure and said.is_sure
            minutes, problem_found = _minutes(week, on, figures, is_half=day.half)
            if said.act is Act.DAYS_FINE:
                # "Ma 8 klopt" holds only for the 8 that stands there.
                is_other = figures.target is not None and minutes != week.minutes.get(on)
                ledger.doubts += [Doubt(Problem.BAD_HOURS, words, (week.week_id,))] * is_other
                page.fine.add(on)
                continue
            problem_found = _of_absence(said.clause, problem_found, week.minutes.get(on))
            if problem_found is not None:
                ledger.doubt(Doubt(problem_found, words, (week.week_id,)))
            elif minutes is not None and minutes == week.minutes.get(on):
                if _is_otherwise(said, figures) and not _is_list(said.clause):
                    ledger.doubt(Doubt(Problem.BAD_HOURS, words, (week.week_id,)))
                page.fine.add(on)
            elif page.changes.get(on) not in {None, minutes} and not (said.act is Act.BACK and minutes is None):
                ledger.doubt(Doubt(Problem.BAD_HOURS, words, (week.week_id,)))
            else:
                page.changes[on] = minutes if minutes is not None else page.changes.get(on)


def _date_of(day: Day, week: OpenWeek) -> date:
    return day.on or week.monday + timedelta(days=day.weekday or 0)


def _with_those_behind(days: Sequence[Day], weeks: Sequence[OpenWeek]) -> list[Day]:
    """Give "vanaf woensdag" as that day and those of its week behind it that were shown and wait."""
    found: list[Day] = []
    for day in days:
        week, _ = _week_of(day, weeks)
        found.append(day)
        if day.onward and week is not None:
            first = _date_of(day, week)
            found += [Day(on=on, half=day.half) for on in sorted(week.open) if on > first and week.minutes.get(on)]
    return found


def _place_without_day(ledger: Ledger, said: Said, figures: Figures, weeks: Sequence[OpenWeek]) -> None:
    """Take "elke dag een half uur eraf" for every day that waits, to be said back first; else ask which day."""
    is_amount = figures.target is not None or figures.delta is not None
    if not (is_amount and said.clause.frame.has("each_day")):
        ledger.doubt(Doubt(Problem.WHICH_DAY, said.words, _ids(weeks)))
        return
    for week in weeks:
        every = replace(figures, days=tuple(Day(on=on) for on in sorted(week.open)))
        clause = replace(said.clause, figures=[every])
        _place_days(ledger, replace(said, clause=clause, is_sure=False), [week])


def _of_absence(clause: Clause, problem: Problem | None, shown: int | None) -> Problem | None:
    """Give what is to be asked of a day on which somebody was not there.

    Of "woensdag was hij ziek, er staat 8" nothing is; of a day without hours it is, for it may be agreed with.
    """
    if problem is Problem.UNFINISHED and clause.frame.has("absent"):
        problem = None
    return problem or (Problem.UNFINISHED if clause.is_absence and shown == 0 else None)


def _is_otherwise(said: Said, figures: Figures) -> bool:
    """Say whether a day was said to be otherwise, so that with the hours that it has one of the two is mistaken."""
    return said.act is Act.EXCEPT or figures.was is not None or _changes(said.clause)


def _is_list(clause: Clause) -> bool:
    """Say whether all days of a week are told with their hours, of which some may stand there already."""
    return len([one for one in clause.figures if one.target is not None and one.was is None]) > A_FEW


def _changes(clause: Clause) -> bool:
    """Say whether a clause holds that something is to be otherwise: "do niet, dat moet 8 zijn"."""
    return clause.frame.nots > 0 or clause.frame.has("must", "wrong")


def _week_of(day: Day, weeks: Sequence[OpenWeek]) -> tuple[OpenWeek | None, Problem]:
    """Find the one week a day is in."""
    if day.wrong or day.bounds:
        return None, Problem.WHICH_DAY
    if day.on is not None:
        monday = day.on - timedelta(days=day.on.weekday())
        fitting = [week for week in weeks if week.monday == monday]
        if not fitting:
            return None, Problem.UNKNOWN_WEEK
    else:
        fitting = list(weeks)
    return (fitting[0], Problem.NOTHING) if len(fitting) == 1 else (None, Problem.WHICH_WEEK)


def _minutes(week: OpenWeek, on: date, figures: Figures, *, is_half: bool) -> tuple[int | None, Problem | None]:
    """Compute what a day should be, and hold what is said to stand there against what was shown."""
    shown = week.minutes.get(on)
    if shown is not None and on not in week.open:
        return None, Problem.WHICH_DAY
    if figures.was is not None and (figures.was.minutes is None or figures.was.minutes != shown):
        return None, Problem.BAD_HOURS
    worked = figures.times.minutes if figures.times is not None else None
    if figures.target is None and figures.delta is None:
        return (worked, None) if worked is not None and not is_half else (None, _without_total(shown, figures))
    total = figures.target.minutes if figures.target is not None and not is_half else None
    if figures.delta is not None:
        # Who takes all of it off, or more, meant something else.
        reckoned = None if shown is None or shown + figures.delta <= 0 else shown + figures.delta
        total = reckoned if total in {None, reckoned} else None
    if not _is_of_times(figures, total, worked):
        return None, Problem.BAD_HOURS
    return (total, None) if total is not None and 0 <= total <= DAY else (None, Problem.BAD_HOURS)


def _without_total(shown: int | None, figures: Figures) -> Problem | None:
    """Say what is missing where a day is only named, or only said to hold something."""
    if shown is None:
        return Problem.WHICH_DAY
    return None if figures.was is None or figures.denied or figures.times is not None else Problem.UNFINISHED


def _is_of_times(figures: Figures, total: int | None, worked: int | None) -> bool:
    """Say whether a total may be that of the times said beside it."""
    span = figures.times.span if figures.times is not None else None
    return total is None or ((worked is None or total == worked) and (span is None or total <= span))


def _ids(weeks: Sequence[OpenWeek]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(week.week_id for week in weeks))
