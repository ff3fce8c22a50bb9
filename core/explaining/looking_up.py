"""What a true explanation needs: whose placement it is about, whom to ask there, and which holidays its school has."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.access import Right, visible
from core.command import Context
from core.dossiers.models import Dossier
from core.logbook.models import LogbookWeek
from core.logbook.reach import teachers_of
from core.logbook.rules import holiday_of, holidays_known_until, last_day_to_approve, monday_of
from core.tenants.models import Tenant

MOST = 4
# Around now, for who asks of holidays without saying when.
BEFORE, AFTER = timedelta(weeks=4), timedelta(weeks=6)
WEEK = timedelta(days=7)


def placements(ctx: Context) -> list[dict[str, Any]]:
    """Give the placements that a question is about, with whom to ask: those named, else one's own as a student.

    For who supervises more than a few and names none: only their schools.
    """
    dossiers = _dossiers(ctx)
    teachers = teachers_of(ctx.session, [one.id for one in dossiers]) if dossiers else {}
    return [_placement(ctx, one, *teachers.get(one.id, ("", ""))) for one in dossiers]


def _placement(ctx: Context, dossier: Dossier, teacher: str, email: str) -> dict[str, Any]:
    last_day = last_day_to_approve(dossier.ends_on)
    return {
        "dossier_id": dossier.id,
        "tenant_id": dossier.tenant_id,
        "student": dossier.student.name,
        "first_name": dossier.student.first_name,
        "school": dossier.tenant.name,
        "school_email": dossier.tenant.contact_email,
        "teacher": teacher,
        "teacher_email": email,
        "ended": dossier.ends_on.isoformat(),
        "last_day": last_day.isoformat(),
        "is_over": dossier.ends_on < ctx.actor.today,
        "is_late": last_day < ctx.actor.today,
    }


def schools(ctx: Context) -> list[dict[str, Any]]:
    """Give the schools of this person, with the address to which questions go."""
    ids = {membership.tenant_id for membership in ctx.actor.memberships}
    found = ctx.session.scalars(select(Tenant).where(Tenant.id.in_(ids)).order_by(Tenant.name).limit(MOST))
    return [{"tenant_id": one.id, "school": one.name, "school_email": one.contact_email} for one in found]


def named_weeks(ctx: Context) -> list[dict[str, Any]]:
    """Give the weeks that the question names."""
    return [
        {"monday": monday.isoformat(), "year": monday.isocalendar().year, "week": monday.isocalendar().week}
        for monday in ctx.meaning.mondays
    ]


def _dossiers(ctx: Context) -> list[Dossier]:
    statement = visible(ctx.actor, Dossier).options(
        joinedload(Dossier.student), joinedload(Dossier.tenant), joinedload(Dossier.college)
    )
    is_student = Right.LOGBOOK_ENTER in ctx.actor.rights and Right.LOGBOOK_APPROVE not in ctx.actor.rights
    wanted = ctx.meaning.dossiers or (() if is_student else _shown(ctx))
    if wanted:
        statement = statement.where(Dossier.id.in_(wanted))
    elif is_student:
        statement = statement.where(Dossier.starts_on <= ctx.actor.today)
    else:
        return []
    found = ctx.session.scalars(statement.order_by(Dossier.ends_on.desc(), Dossier.id).limit(MOST + 1)).all()
    return list(found) if len(found) <= MOST else []


def _shown(ctx: Context) -> tuple[int, ...]:
    """Give the one placement that the message answers; a whole list is about nobody."""
    weeks = [verdict.week_id for verdict in ctx.meaning.weeks]
    found = set(ctx.session.scalars(select(LogbookWeek.dossier_id).where(LogbookWeek.id.in_(weeks)))) if weeks else ()
    return tuple(found) if len(found) == 1 else ()


def holidays(ctx: Context) -> list[dict[str, Any]]:
    """Give, by school and region, the holidays of the weeks that are named, or those around now.

    Of the placements that are named; without any, of all that run.
    """
    dossiers = _dossiers(ctx) or _running(ctx)
    mondays = ctx.meaning.mondays or _around(ctx.actor.today)
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for dossier in dossiers:
        region = (dossier.college.region if dossier.college else "") or dossier.tenant.region
        key = (dossier.tenant_id, region)
        if key not in found:
            until = holidays_known_until(dossier.tenant.country, region)
            found[key] = {
                "tenant_id": dossier.tenant_id,
                "school": dossier.tenant.name,
                "region": region,
                "is_known": until is not None and max(mondays) <= until,
                "periods": _periods(dossier, mondays),
                "may_work": 0,
            }
        found[key]["may_work"] += dossier.may_work_holidays
    return list(found.values())[:MOST]


def _running(ctx: Context) -> Sequence[Dossier]:
    running = visible(ctx.actor, Dossier).where(
        Dossier.ends_on >= ctx.actor.today, Dossier.starts_on <= ctx.actor.today
    )
    return ctx.session.scalars(
        running.options(joinedload(Dossier.student), joinedload(Dossier.tenant), joinedload(Dossier.college)).order_by(
            Dossier.id
        )
    ).all()


def _around(today: date) -> tuple[date, ...]:
    first = monday_of(today - BEFORE)
    count = (BEFORE + AFTER) // WEEK
    return tuple(first + number * WEEK for number in range(count))


def _periods(dossier: Dossier, mondays: Sequence[date]) -> list[dict[str, Any]]:
    """Give the holidays that lie in these weeks, each with the first and last day of it there."""
    days = [monday + timedelta(days=day) for monday in sorted(mondays) for day in range(7)]
    held = [(day, holiday_of(dossier, day)) for day in days]
    found = []
    for names, several in groupby(held, key=lambda one: one[1].names if one[1] is not None else None):
        if names is not None:
            dates = [day for day, _ in several]
            found.append({"names": dict(names), "since": dates[0].isoformat(), "until": dates[-1].isoformat()})
    return found
