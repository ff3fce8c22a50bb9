"""What a student mends: exactly the hours the supervisor named close the day, others go back to be looked at."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from core.access import Right, load_actor, may_enter, may_judge
from core.command import PROVEN, Confirm, Context, Reply, UndoRefused, command
from core.dossiers.models import Dossier
from core.incoming import Evidence
from core.language.meaning import WeekVerdict
from core.logbook import reach, service
from core.logbook.facts import days_in, item_facts, pairs, week_facts
from core.logbook.models import Approval, DayEntry, DayState, LogbookWeek
from core.logbook.rules import last_day_to_approve
from core.people.models import Person
from core.record import Decision


def entering_taken_back(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Undo a student's mended hours: the days wait for correction again, unless someone has built on them.

    Raises: UndoRefused when the request they answer was taken back or made anew: it is not ours to revive.
    """
    facts = decision.facts
    week = next(iter(service.load_weeks(ctx.session, may_enter(ctx.actor), [facts["week"]])), None)
    if week is None:
        return []
    approvals = ctx.session.scalars(
        select(Approval)
        .where(Approval.decision_id == decision.id, Approval.withdrawn_at.is_(None))
        .order_by(Approval.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if any(approval.final_at <= ctx.now or approval.exported_at for approval in approvals):
        return []
    by_entry = {approval.entry_id: approval for approval in approvals}
    undone, gone = [], []
    for was in facts["days"]:
        day = next((entry for entry in week.days if entry.date.isoformat() == was["date"]), None)
        if day is None or day.minutes != was["minutes"]:
            continue
        if day.state == DayState.CORRECTION or day.ask_decision_id != was["asked_in"]:
            gone.append(day)
            continue
        if day.state == DayState.APPROVED and day.id not in by_entry:
            continue
        if day.id in by_entry:
            by_entry[day.id].withdrawn_at = ctx.now
        day.state, day.minutes, day.proposed_minutes = DayState.CORRECTION, was["was"], was["proposed"]
        day.reason = was["reason"]
        undone.append(day)
    if gone and not undone:
        raise UndoRefused("undo_request_gone", {"week": week_facts(week), "days": pairs(gone)})
    ctx.session.flush()
    _tell_undone(ctx, week, facts, undone)
    return [week_facts(week, undone=pairs(undone))] if undone else []


def _tell_undone(ctx: Context, week: LogbookWeek, facts: dict[str, Any], undone: list[DayEntry]) -> None:
    """Tell the supervisors who heard of the student's hours that these are taken back."""
    asked_by = {was["date"]: was["asked_by"] for was in facts["days"]}
    by_person: dict[int, list[DayEntry]] = defaultdict(list)
    for day in undone:
        if asked_by[day.date.isoformat()] is not None:
            by_person[asked_by[day.date.isoformat()]].append(day)
    for person_id, days in by_person.items():
        if _may_judge_now(ctx, week, person_id):
            told = {"week": week_facts(week), "days": pairs(days), "student": week.dossier.student.name}
            ctx.tell(person_id, week.tenant_id, Reply("logbook.mending_withdrawn", told))


def preview(ctx: Context) -> list[Reply]:
    """Say back the hours that would be entered, and ask for a yes."""
    ids = [verdict.week_id for verdict in ctx.meaning.weeks]
    weeks = {week.id: week for week in service.load_weeks(ctx.session, may_enter(ctx.actor), ids)}
    replies = _elsewhere(ctx, set(ids) - set(weeks))
    for verdict in ctx.meaning.weeks:
        if verdict.week_id in weeks:
            week = weeks[verdict.week_id]
            meaning = replace(ctx.meaning, weeks=(verdict,), words=ctx.words)
            days = [{"date": change.date.isoformat(), "minutes": change.minutes} for change in verdict.days]
            question = ctx.propose([meaning], [item_facts(week)], week.tenant_id)
            facts = {"week": week_facts(week), "days": days}
            replies.append(Reply("logbook.enter_proposal", facts, question=question))
    return replies


@command(
    "logbook.enter",
    needs=Right.LOGBOOK_ENTER,
    proof=PROVEN,
    confirm=Confirm.UNDO,
    undo=entering_taken_back,
    preview=preview,
)
def enter(ctx: Context) -> list[Reply]:
    """Give the right hours of days that came back to you."""
    ids = [verdict.week_id for verdict in ctx.meaning.weeks]
    weeks = {week.id: week for week in service.load_weeks(ctx.session, may_enter(ctx.actor), ids)}
    replies = _elsewhere(ctx, set(ids) - set(weeks))
    for verdict in ctx.meaning.weeks:
        if verdict.week_id in weeks:
            replies += _enter_week(ctx, weeks[verdict.week_id], verdict)
    return replies


def _enter_week(ctx: Context, week: LogbookWeek, verdict: WeekVerdict) -> list[Reply]:
    if last_day_to_approve(week.dossier.ends_on) < ctx.actor.today:
        return [Reply("logbook.too_late", {"weeks": reach.refusal_facts(ctx.session, [week])})]
    waiting = {day.date: day for day in days_in(week, DayState.CORRECTION)}
    named = {change.date: change.minutes for change in verdict.days if change.minutes is not None}
    fine = {waiting[day]: minutes for day, minutes in named.items() if day in waiting}
    refused = [change.date.isoformat() for change in verdict.days if change.date not in waiting]
    replies = [Reply("logbook.not_yours_to_change", {"days": refused, "week": week_facts(week)})] if refused else []
    if not fine:
        return replies
    closes = [day for day, minutes in fine.items() if _closes(ctx, week, day, minutes)]
    decision = ctx.decide("logbook.enter", week.tenant_id, _record_facts(week, fine, closes))
    others = [day for day in fine if day not in closes]
    asked = [
        {"date": day.date.isoformat(), "was": day.minutes, "proposed": day.proposed_minutes, "minutes": minutes}
        for day, minutes in fine.items()
    ]
    supervisor_ids = {day: day.asked_by for day in fine}
    sources = {day: day.ask_decision_id for day in closes}
    for day, minutes in fine.items():
        day.minutes, day.state = minutes, DayState.SUBMITTED
        day.proposed_minutes, day.reason = None, ""
    ctx.session.flush()
    _close_days(ctx, week, decision, sources)
    _tell_supervisors(ctx, week, supervisor_ids=supervisor_ids, closes=closes, others=others, asked=asked)
    told = {person_id for person_id in supervisor_ids.values() if person_id and _may_judge_now(ctx, week, person_id)}
    names = ctx.session.scalars(select(Person).where(Person.id.in_(told)))
    entered = {
        "week": week_facts(week),
        "days": pairs(sorted(fine, key=lambda day: day.date)),
        "closed": not others,
        "supervisor": ", ".join(person.name for person in names),
    }
    return [Reply("logbook.entered", entered, acted=True), *replies]


def _elsewhere(ctx: Context, ids: set[int]) -> list[Reply]:
    """Say where to turn for weeks that this person can't change from here."""
    if not ids:
        return []
    return [Reply("logbook.elsewhere", reach.elsewhere_facts(ctx.session, ctx.actor, Right.LOGBOOK_ENTER, ids))]


def _closes(ctx: Context, week: LogbookWeek, day: DayEntry, minutes: int) -> bool:
    """Say whether these are exactly the named hours, named by someone who may still judge them."""
    if day.proposed_minutes != minutes or day.asked_by is None or day.ask_decision_id is None:
        return False
    return _may_judge_now(ctx, week, day.asked_by)


def _may_judge_now(ctx: Context, week: LogbookWeek, person_id: int) -> bool:
    """Say whether someone who once asked for other hours may still judge, and so see, those of this week."""
    judge = load_actor(ctx.session, person_id, evidence=Evidence.NOTHING, today=ctx.actor.today)
    return bool(
        Right.LOGBOOK_APPROVE in judge.rights
        and ctx.session.scalar(select(Dossier.id).where(Dossier.id == week.dossier_id, may_judge(judge)))
    )


def _record_facts(week: LogbookWeek, fine: dict[DayEntry, int], closes: list[DayEntry]) -> dict[str, Any]:
    return {
        "week": week.id,
        "monday": week.monday.isoformat(),
        "days": [
            {
                "date": day.date.isoformat(),
                "was": day.minutes,
                "minutes": minutes,
                "proposed": day.proposed_minutes,
                "reason": day.reason,
                "asked_by": day.asked_by,
                "asked_in": day.ask_decision_id,
                "closes": day in closes,
            }
            for day, minutes in fine.items()
        ],
    }


def _close_days(ctx: Context, week: LogbookWeek, decision: Decision, sources: dict[DayEntry, int | None]) -> None:
    """Approve the days that now have the hours their supervisor named; the record names both messages."""
    for day, source in sources.items():
        if day.asked_by is None:
            continue
        service.approve(
            ctx.session,
            week,
            [day],
            decision=decision,
            by=day.asked_by,
            final_at=ctx.now + ctx.undo_window,
            source=source,
        )


def _tell_supervisors(
    ctx: Context,
    week: LogbookWeek,
    *,
    supervisor_ids: dict[DayEntry, int | None],
    closes: list[DayEntry],
    others: list[DayEntry],
    asked: list[dict[str, Any]],
) -> None:
    """Tell each supervisor who asked: what closed on their earlier word, and what needs another look.

    Who no longer judges these hours is told nothing; the digest of whoever does will show them.
    """
    by_person: dict[int, list[DayEntry]] = defaultdict(list)
    for day, person_id in supervisor_ids.items():
        if person_id is not None:
            by_person[person_id].append(day)
    for person_id, days in by_person.items():
        if not _may_judge_now(ctx, week, person_id):
            continue
        closed = [day for day in days if day in closes]
        if closed:
            facts = {"week": week_facts(week), "days": pairs(closed), "student": week.dossier.student.name}
            ctx.tell(person_id, week.tenant_id, Reply("logbook.closed", facts))
        changed: set[date] = {day.date for day in days if day in others}
        if changed:
            meaning = {
                "command": "logbook.approve",
                "weeks": [{"week": week.id, "days": []}],
                "words": "",
                "reason": "",
            }
            question = ctx.ask(
                "week",
                person_id,
                week.tenant_id,
                {"items": [item_facts(week)], "choices": [{"label": "approve", "meaning": meaning}]},
            )
            mended = [day for day in asked if date.fromisoformat(day["date"]) in changed]
            ctx.tell(
                person_id,
                week.tenant_id,
                Reply("logbook.mended", {"weeks": [week_facts(week)], "asked": mended}, question=question),
            )
