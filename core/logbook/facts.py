"""A week as plain facts: what a message shows, what a question remembers, what the record keeps."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.logbook.rules import version


def days_in(week: LogbookWeek, *states: DayState) -> list[DayEntry]:
    """Give a week's days in one of these states, in order."""
    return [day for day in week.days if day.state in states]


def day_facts(day: DayEntry) -> dict[str, Any]:
    """Write one day."""
    return {
        "date": day.date.isoformat(),
        "minutes": day.minutes,
        "note": day.note,
        "state": day.state,
        "proposed": day.proposed_minutes,
    }


def week_facts(
    week: LogbookWeek,
    *,
    number: int | None = None,
    teacher: str = "",
    flags: Sequence[dict[str, Any]] = (),
    **more: Any,
) -> dict[str, Any]:
    """Write one week with all that a message may show of it.

    Its dossier is loaded, with student, tenant and organisation.
    """
    year, iso_week, _ = week.monday.isocalendar()
    student = week.dossier.student
    shown = days_in(week, DayState.SUBMITTED, DayState.CORRECTION, DayState.APPROVED)
    return {
        "week_id": week.id,
        "student": student.name,
        "first_name": student.first_name,
        "teacher": teacher,
        "school": week.dossier.tenant.name,
        "organisation": week.dossier.organisation.name,
        "monday": week.monday.isoformat(),
        "year": year,
        "week": iso_week,
        "number": number,
        "days": [day_facts(day) for day in shown],
        "minutes": sum(day.minutes for day in shown),
        "flags": list(flags),
        **more,
    }


def item_facts(week: LogbookWeek, number: int | None = None) -> dict[str, Any]:
    """Write what was shown of a week into a question, so that an answer can be held against it."""
    shown = days_in(week, DayState.SUBMITTED, DayState.CORRECTION, DayState.APPROVED)
    return {
        "week": week.id,
        "version": version(week.id, week.days),
        "number": number,
        "days": {day.date.isoformat(): day.minutes for day in shown},
        "open": [day.date.isoformat() for day in days_in(week, DayState.SUBMITTED)],
    }


def differences(week: LogbookWeek, shown: dict[str, int]) -> list[dict[str, Any]]:
    """Compare a week with the hours that were shown: each day that differs, with None where it was absent."""
    now = {day.date.isoformat(): day.minutes for day in week.days if day.state != DayState.DRAFT}
    return [
        {"date": day, "was": shown.get(day), "now": now.get(day)}
        for day in sorted(now.keys() | shown.keys())
        if now.get(day) != shown.get(day)
    ]


def pairs(days: Iterable[DayEntry]) -> list[dict[str, Any]]:
    """Write days as date and minutes only."""
    return [{"date": day.date.isoformat(), "minutes": day.minutes} for day in days]


def day_of(week: LogbookWeek, day: date) -> DayEntry | None:
    """Find a week's entry of one date."""
    return next((entry for entry in week.days if entry.date == day), None)
