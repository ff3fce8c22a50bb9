"""A student's own weeks: all that was filled in, drafts too, and which working days have no hours handed in yet."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.dossiers.models import Dossier
from core.logbook.facts import day_facts
from core.logbook.holidays import holiday_on
from core.logbook.models import DayState, LogbookWeek
from core.logbook.rules import last_day_to_approve_from

WORKING_DAYS = 5


def running_dossiers(session: Session, condition: ColumnElement[bool], today: date) -> Sequence[Dossier]:
    """Give the digital dossiers that hours may still be logged in, with all that their weeks show of them."""
    return session.scalars(
        select(Dossier)
        .where(
            condition,
            Dossier.is_digital,
            Dossier.starts_on <= today,
            Dossier.ends_on >= last_day_to_approve_from(today),
        )
        .options(
            joinedload(Dossier.student),
            joinedload(Dossier.tenant),
            joinedload(Dossier.organisation),
            joinedload(Dossier.college),
        )
        .order_by(Dossier.id)
    ).all()


def own_weeks(
    session: Session, dossiers: Iterable[Dossier], mondays: Iterable[date], today: date
) -> list[dict[str, Any]]:
    """Write weeks as their own student may see them, whether or not anything was filled in; in two statements."""
    by_id = {dossier.id: dossier for dossier in dossiers}
    wanted = sorted(set(mondays))
    rows = session.scalars(
        select(LogbookWeek)
        .where(LogbookWeek.dossier_id.in_(by_id), LogbookWeek.monday.in_(wanted))
        .options(selectinload(LogbookWeek.days))
    )
    found = {(week.dossier_id, week.monday): week for week in rows}
    return [
        own_week(dossier, monday, found.get((dossier_id, monday)), today)
        for monday in wanted
        for dossier_id, dossier in by_id.items()
        if monday <= dossier.ends_on and monday + timedelta(days=6) >= dossier.starts_on
    ]


def own_week(dossier: Dossier, monday: date, week: LogbookWeek | None, today: date) -> dict[str, Any]:
    """Write one week as its own student may see it: only they may, since drafts are in it.

    empty: working days up to today without hours. drafts: days that are filled in and not handed in.
    """
    days = list(week.days) if week is not None else []
    filled = {day.date for day in days}
    year, number, _ = monday.isocalendar()
    return {
        "week_id": week.id if week is not None else None,
        "tenant_id": dossier.tenant_id,
        "dossier": dossier.id,
        "organisation": dossier.organisation.name,
        "school": dossier.tenant.name,
        "first_name": dossier.student.first_name,
        "student": dossier.student.name,
        "monday": monday.isoformat(),
        "year": year,
        "week": number,
        "own": [day_facts(day) for day in days],
        "minutes": sum(day.minutes for day in days),
        "drafts": [day.date.isoformat() for day in days if day.state == DayState.DRAFT],
        "back": [day.date.isoformat() for day in days if day.state == DayState.CORRECTION],
        "empty": [day.isoformat() for day in working_days(dossier, monday, today) if day not in filled],
        "whole": all(day in filled for day in working_days(dossier, monday, monday + timedelta(days=6))),
    }


def working_days(dossier: Dossier, monday: date, until: date) -> list[date]:
    """Give the weekdays of a week, up to a day, that are within the placement and no holiday of its school."""
    region = (dossier.college.region if dossier.college else "") or dossier.tenant.region
    days = [monday + timedelta(days=step) for step in range(WORKING_DAYS)]
    return [
        day
        for day in days
        if dossier.starts_on <= day <= min(dossier.ends_on, until)
        and holiday_on(day, country=dossier.tenant.country, region=region) is None
    ]


def not_handed_in(session: Session, condition: ColumnElement[bool], monday: date, today: date) -> list[dict[str, Any]]:
    """Write the weeks of running dossiers in which a working day has no hours that were handed in."""
    running = [one for one in running_dossiers(session, condition, today) if one.ends_on >= monday]
    weeks = own_weeks(session, running, [monday], today)
    return [week for week in weeks if week["empty"] or week["drafts"]]
