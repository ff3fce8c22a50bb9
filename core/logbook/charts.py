"""The facts of a chart of hours: every week of one placement, with its holidays and what was handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from core.dossiers.models import Dossier
from core.logbook.models import DayState
from core.logbook.rules import holiday_of, monday_of

MOST_WEEKS = 53
WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class WeekHours:
    """What was handed in for one week. by_state: minutes."""

    week_id: int
    by_state: dict[str, int] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """All of it."""
        return sum(self.by_state.values())


Weeks = dict[date, WeekHours]


def chart_facts(dossier: Dossier, weeks: Mapping[date, WeekHours], today: date) -> dict[str, Any] | None:
    """Write the chart of a placement, its tenant, college and student loaded; None while nothing was handed in.

    Shape: one dict a week without gaps, minutes by state, and the weekdays that are a holiday (0 is Monday). Each week
    that holds hours carries its id and the whole its school's, by which it is checked who may see it when it is sent.
    """
    if not any(week.minutes for week in weeks.values()):
        return None
    return {
        "tenant_id": dossier.tenant_id,
        "student": dossier.student.name,
        "limit": dossier.week_minutes,
        "agreed": dossier.agreed_minutes,
        "approved": sum(week.by_state.get(DayState.APPROVED, 0) for week in weeks.values()),
        "today": today.isoformat(),
        "weeks": [_week(dossier, monday, weeks.get(monday)) for monday in _mondays(dossier, weeks, today)],
    }


def _mondays(dossier: Dossier, weeks: Mapping[date, WeekHours], today: date) -> list[date]:
    """Give the weeks of a placement, and those outside it that hold hours all the same.

    Of one that lasts longer than a picture can show, the last weeks until now are left.
    """
    first = min(monday_of(dossier.starts_on), *weeks)
    last = max(monday_of(dossier.ends_on), *weeks)
    if (last - first).days // 7 >= MOST_WEEKS:
        last = max(min(last, monday_of(today)), *weeks)
    mondays = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    return mondays[-MOST_WEEKS:]


def _week(dossier: Dossier, monday: date, hours: WeekHours | None) -> dict[str, Any]:
    days = [monday + timedelta(days=number) for number in range(WORKING_DAYS)]
    by_state = hours.by_state if hours is not None else {}
    return {
        "monday": monday.isoformat(),
        "week_id": hours.week_id if hours is not None else None,
        "approved": by_state.get(DayState.APPROVED, 0),
        "waiting": by_state.get(DayState.SUBMITTED, 0),
        "returned": by_state.get(DayState.CORRECTION, 0),
        "holidays": [day.weekday() for day in days if holiday_of(dossier, day) is not None],
    }
