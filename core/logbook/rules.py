"""The rules of hours that need no database: flags on a week, how long one may approve, and what a week's version is.

Source: manual 003, rules on overtime (1), the agreed hours (2), school holidays (3) and the 30 days after the end.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from core.dossiers.models import Dossier
from core.logbook.holidays import Holiday, holiday_on, known_until
from core.logbook.models import DayEntry, DayState, LogbookWeek

DAYS_AFTER_END = 30
DAYS_OF_WARNING = 14


class WeekState(StrEnum):
    """Where a whole week stands, as its days say."""

    EMPTY = "empty"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    APPROVED = "approved"


def iso_week(monday: date) -> tuple[int, int]:
    """Give the ISO year and week number."""
    year, week, _ = monday.isocalendar()
    return year, week


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def last_day_to_approve(ends_on: date) -> date:
    """Give the last day on which hours of a dossier with this last day can be approved."""
    return ends_on + timedelta(days=DAYS_AFTER_END)


def last_day_to_approve_from(today: date) -> date:
    """Give the earliest end of a dossier whose hours can still be approved today."""
    return today - timedelta(days=DAYS_AFTER_END)


def holidays_known_until(country: str = "NL", region: str = "Midden") -> date | None:
    """Give the last day for which school holidays are known; None for a region without any."""
    return known_until(country, region)


def week_state(days: Iterable[DayEntry]) -> WeekState:
    """Derive a week's state: what asks for attention first wins, and one draft keeps a week from being approved."""
    states = {day.state for day in days}
    if not states:
        return WeekState.EMPTY
    if DayState.CORRECTION in states:
        return WeekState.CORRECTION
    if DayState.SUBMITTED in states:
        return WeekState.SUBMITTED
    return WeekState.DRAFT if DayState.DRAFT in states else WeekState.APPROVED


def handed_in(days: Iterable[DayEntry]) -> list[DayEntry]:
    """Give the days that the student no longer keeps to themselves, in order."""
    return sorted((day for day in days if day.state != DayState.DRAFT), key=lambda day: day.date)


def note_mark(day: DayEntry) -> str:
    """Tell a day's note from any other without repeating it; empty without a note."""
    return f"={hashlib.sha256(day.note.encode()).hexdigest()}" if day.note else ""


def version(week_id: int, days: Iterable[DayEntry]) -> str:
    """Hash what a week shows: its days that are not drafts, with their minutes and notes.

    An approval names the version it saw. A state that changes is no new version; other hours, another day or another
    note are.
    """
    shown = ",".join(f"{day.date.isoformat()}={day.minutes}{note_mark(day)}" for day in handed_in(days))
    return hashlib.sha256(f"{week_id}:{shown}".encode()).hexdigest()


def flags(
    dossier: Dossier, week: LogbookWeek, days: Sequence[DayEntry], total_before_minutes: int, today: date
) -> list[dict[str, Any]]:
    """Name what is unusual about a week's hours; a flag informs and never stops an approval.

    Shape: one dict a flag with its name under "flag" and facts ready for JSON; minutes are minutes, dates ISO. The
    dossier's tenant and college are loaded. total_before_minutes: what was handed in before this week.
    """
    worked = [day for day in handed_in(days) if day.minutes > 0 and monday_of(day.date) == week.monday]
    found: list[dict[str, Any]] = []
    long = [day for day in worked if 0 < dossier.day_minutes < day.minutes]
    if long:
        dates = [day.date.isoformat() for day in long]
        most = max(day.minutes for day in long)
        found.append({"flag": "over_day", "dates": dates, "minutes": most, "limit": dossier.day_minutes})
    total = sum(day.minutes for day in worked)
    if 0 < dossier.week_minutes < total:
        found.append({"flag": "over_week", "minutes": total, "limit": dossier.week_minutes})
    if not dossier.may_work_holidays:
        found += _holiday_flags(dossier, worked)
    reached = total_before_minutes + total
    if 0 < dossier.agreed_minutes < reached:
        found.append({"flag": "over_agreement", "minutes": reached, "limit": dossier.agreed_minutes})
    last_day = last_day_to_approve(dossier.ends_on)
    if last_day - timedelta(days=DAYS_OF_WARNING) <= today <= last_day:
        left = (last_day - today).days
        facts = {"last_day": last_day.isoformat(), "ended": dossier.ends_on.isoformat(), "days_left": left}
        found.append({"flag": "ends_soon", **facts})
    return found


def holiday_of(dossier: Dossier, day: date) -> Holiday | None:
    """Give the holiday of a day where a dossier's school is; its tenant and college are loaded."""
    region = (dossier.college.region if dossier.college else "") or dossier.tenant.region
    return holiday_on(day, country=dossier.tenant.country, region=region)


def _holiday_flags(dossier: Dossier, worked: Sequence[DayEntry]) -> list[dict[str, Any]]:
    """Give one flag for each holiday that was worked on, with its dates."""
    found: dict[str, dict[str, Any]] = {}
    for day in worked:
        holiday = holiday_of(dossier, day.date)
        if holiday is None:
            continue
        name = holiday.names["nl"]
        flag = {"flag": "holiday", "kind": holiday.kind, "name": name, "names": dict(holiday.names), "dates": []}
        found.setdefault(name, flag)["dates"].append(day.date.isoformat())
    return list(found.values())
