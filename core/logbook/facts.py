"""A week as plain facts: what a message shows, what a question remembers, what the record keeps."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.logbook.rules import handed_in, note_mark, version


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
    """Write what was shown of a week into a question, so that an answer can be held against it.

    notes: a mark of each note, not the note itself.
    """
    shown = days_in(week, DayState.SUBMITTED, DayState.CORRECTION, DayState.APPROVED)
    return {
        "week": week.id,
        "version": version(week.id, week.days),
        "number": number,
        "days": {day.date.isoformat(): day.minutes for day in shown},
        "notes": {day.date.isoformat(): note_mark(day) for day in shown if day.note},
        "open": [day.date.isoformat() for day in days_in(week, DayState.SUBMITTED)],
    }


def differences(week: LogbookWeek, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Compare a week with what was shown of it: each day that differs, with None where it was or is absent.

    shown: what `item_facts` wrote then. A row has "note", as it is now, when that was changed.
    """
    handed = {day.date.isoformat(): day for day in handed_in(week.days)}
    was: Mapping[str, int] = shown["days"]
    marks: Mapping[str, str] | None = shown.get("notes")
    rows = []
    for iso in sorted(handed.keys() | was.keys()):
        day = handed.get(iso)
        row: dict[str, Any] = {"date": iso, "was": was.get(iso), "now": day.minutes if day else None}
        if day is not None and marks is not None and marks.get(iso, "") != note_mark(day):
            row["note"] = day.note
        if row["was"] != row["now"] or "note" in row:
            rows.append(row)
    return rows


def pairs(days: Iterable[DayEntry]) -> list[dict[str, Any]]:
    """Write days as date and minutes only."""
    return [{"date": day.date.isoformat(), "minutes": day.minutes} for day in days]


def day_of(week: LogbookWeek, day: date) -> DayEntry | None:
    """Find a week's entry of one date."""
    return next((entry for entry in week.days if entry.date == day), None)
