"""Outcomes: what must be so of the records after a line, and how what happened compares with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from akkoord.evaluation.looking import Change, Day, DayKey, Difference
from core.logbook.models import DayState


class Fit(StrEnum):
    """How a difference compares with an outcome. PART: nothing of it is wrong, and some of it is not there yet."""

    RIGHT = "right"
    PART = "part"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class WantedDay:
    """How a day must stand. states: one of these. minutes: one of these, or any. proposed: the same, of what is asked.

    may_lack: without the proposed hours it is not wrong, but only a part. is_gone: no such day may be there.
    """

    states: frozenset[str]
    minutes: frozenset[int] | None = None
    proposed: frozenset[int | None] | None = None
    may_lack: bool = False
    is_gone: bool = False

    def fit(self, day: Day | None) -> Fit:
        """Compare a day with it."""
        if self.is_gone:
            return Fit.RIGHT if day is None else Fit.WRONG
        if day is None or day.state not in self.states:
            return Fit.WRONG
        if self.minutes is not None and day.minutes not in self.minutes:
            return Fit.WRONG
        if self.proposed is None or day.proposed in self.proposed:
            return Fit.RIGHT
        return Fit.PART if self.may_lack and day.proposed is None else Fit.WRONG


@dataclass(frozen=True, slots=True)
class WantedRows:
    """What must be so of the rows of some tables. holds: one of the changes is what was asked for.

    tables: in which nothing else counts as wrong. what: in words.
    """

    tables: frozenset[str]
    holds: Callable[[Change], bool]
    what: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result that is right: these days stand so, these rows are there, and nothing else changed.

    own: wishes of the speaker's own; they count only where an outcome asks for them.
    """

    days: Mapping[DayKey, WantedDay] = field(default_factory=dict)
    rows: Sequence[WantedRows] = ()

    @property
    def is_nothing(self) -> bool:
        """Nothing is to change."""
        return not self.days and not self.rows

    def fit(self, difference: Difference) -> Fit:
        """Compare what changed with it."""
        if any(key not in self.days for key in difference.days):
            return Fit.WRONG
        fits = [self.days[key].fit(day) for key, day in difference.days.items()]
        tables = frozenset().union(*(wanted.tables for wanted in self.rows))
        if Fit.WRONG in fits or any(change.table not in tables for change in difference.changes):
            return Fit.WRONG
        if any(change.table not in tables for change in difference.wishes):
            return Fit.WRONG
        changes = [*difference.changes, *difference.own]
        there = [
            any(wanted.holds(change) for change in changes if change.table in wanted.tables) for wanted in self.rows
        ]
        if any(change.table in tables for change in changes) and not any(there):
            return Fit.WRONG
        is_whole = len(fits) == len(self.days) and all(there) and Fit.PART not in fits
        return Fit.RIGHT if is_whole else Fit.PART


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """Let several things have to be so at once."""
    days: dict[DayKey, WantedDay] = {}
    rows: list[WantedRows] = []
    for outcome in outcomes:
        days |= outcome.days
        rows += outcome.rows
    return Outcome(days, rows)


def approved() -> WantedDay:
    """Let a day be approved."""
    return WantedDay(frozenset({DayState.APPROVED}))


def sent_back(proposed: frozenset[int | None]) -> WantedDay:
    """Let a day be back with the student, with one of these asked for."""
    is_named = None not in proposed
    return WantedDay(frozenset({DayState.CORRECTION}), proposed=proposed, may_lack=is_named)


def as_before(day: Day | None) -> WantedDay:
    """Let a day be what it was; None: not there."""
    if day is None:
        return WantedDay(frozenset(), is_gone=True)
    return WantedDay(frozenset({day.state}), frozenset({day.minutes}), frozenset({day.proposed}))
