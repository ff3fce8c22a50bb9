"""Say what may be meant by a message that was not understood, as things that can be done, the likeliest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.language.meaning import Context, DayChange, OpenWeek, WeekVerdict
from core.language.requests.accounting import accounts_for
from core.language.requests.gist import Gist, Remark
from core.language.requests.placed import Days, placed

APPROVE, EXCEPT, BACK = "logbook.approve", "logbook.approve_except", "logbook.send_back"
MOST_WEEKS = 3
MOST_DAYS = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done. verdicts: of which weeks, with the days that go back; none of a week is all of it."""

    command: str
    verdicts: tuple[WeekVerdict, ...]

    @property
    def days(self) -> tuple[DayChange, ...]:
        """All days that it names."""
        return tuple(day for verdict in self.verdicts for day in verdict.days)


def offers_of(gist: Gist, context: Context) -> list[Offer]:
    """Give what may be done, what accounts for most of what was typed first."""
    weeks = {week.week_id: week for week in context.weeks}
    made = dict.fromkeys(one for one in _made(gist.remarks, context) if _is_sayable(one, context))
    scores = {one: accounts_for(one.command, one.verdicts, gist.remarks, weeks) for one in made}
    return sorted(made, key=lambda one: -scores[one])


def _is_sayable(offer: Offer, context: Context) -> bool:
    """Say whether a button can say exactly what it does: few days, and few weeks or all but one of those asked."""
    waiting = {week.week_id for week in context.weeks if week.open}
    left = waiting - {verdict.week_id for verdict in offer.verdicts}
    is_of_all = offer.command != BACK and waiting <= set(context.focus) and len(left) <= (0 if offer.days else 1)
    is_short = 0 < len(offer.verdicts) <= MOST_WEEKS
    return (is_short or (is_of_all and bool(offer.verdicts))) and len(offer.days) <= MOST_DAYS


def _made(remarks: Sequence[Remark], context: Context) -> Iterator[Offer]:
    by_id = {week.week_id: week for week in context.weeks}
    for days in placed(remarks):
        yield from _with_days(days, remarks, by_id)
    for weeks in _approved(remarks):
        yield _of(APPROVE, weeks, {})
    for weeks in _given_back(remarks):
        yield _of(BACK, weeks, {})


def _with_days(days: Days, remarks: Sequence[Remark], by_id: Mapping[int, OpenWeek]) -> Iterator[Offer]:
    """Give what may be done with days: a yes to all else, of their weeks or of more, or no more than these back."""
    own = [by_id[week_id] for week_id in days]
    for weeks in (own, *(_joined(own, also) for also in _approved(remarks))):
        if any(week.open - {day.date for day in days.get(week.week_id, ())} for week in weeks):
            yield _of(EXCEPT, weeks, days)
    yield _of(BACK, own, days)


def _of(command: str, weeks: Iterable[OpenWeek], days: Days) -> Offer:
    ids = sorted({week.week_id for week in weeks})
    return Offer(command, tuple(WeekVerdict(one, days.get(one, ())) for one in ids))


def _joined(weeks: Iterable[OpenWeek], more: Iterable[OpenWeek]) -> list[OpenWeek]:
    return list({week.week_id: week for week in (*weeks, *more)}.values())


def _approved(remarks: Sequence[Remark]) -> Iterator[list[OpenWeek]]:
    """Give the weeks that may be approved: all that a yes was said of, then those of one remark each."""
    left = {week.week_id for one in remarks if _leaves(one) for week in one.weeks}
    yes = _joined([], (week for one in remarks if one.approves for week in one.weeks))
    yield [week for week in yes if week.week_id not in left]
    named = _joined([], (week for one in remarks if one.is_own for week in one.weeks))
    yield [week for week in named if week.week_id not in left]
    for one in remarks:
        yield list(one.weeks)


def _leaves(one: Remark) -> bool:
    """Say whether a remark leaves its weeks out of what is approved, as a whole."""
    return not one.days and one.is_named and (one.is_apart or one.sends_back or one.holds)


def _given_back(remarks: Sequence[Remark]) -> Iterator[list[OpenWeek]]:
    """Give the weeks that may go back as a whole: what a remark is of, together and each by itself."""
    yield _joined([], (week for one in remarks if one.sends_back and not one.days for week in one.weeks))
    for one in remarks:
        yield list(one.weeks)
        yield from ([week] for week in one.weeks[:MOST_WEEKS])


__all__ = ["APPROVE", "BACK", "EXCEPT", "Offer", "offers_of"]
