"""What a student logs and hands in: drafts that only they see, until "klaar" brings them to the supervisor."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core.access import Right, may_enter
from core.command import KNOWN, PROVEN, Confirm, Context, Reply, UndoRefused, command
from core.dossiers.models import Dossier
from core.incoming import Evidence
from core.language.meaning import DayChange
from core.logbook import digests, own_weeks, service
from core.logbook.facts import day_of, days_in, pairs, week_facts
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.logbook.rules import flags, last_day_to_approve, monday_of
from core.questions import Question, close_log_questions
from core.record import Decision
from core.tenants.models import Tenant

WEEK = timedelta(days=7)


def _dossier(ctx: Context, dossier_id: int | None) -> Dossier | None:
    """Give the dossier that hours are said of, when this person may log in it from here."""
    found = own_weeks.running_dossiers(ctx.session, may_enter(ctx.actor) & (Dossier.id == dossier_id), ctx.actor.today)
    return next(iter(found), None)


def _elsewhere(ctx: Context, dossier_id: int | None) -> Reply:
    """Say where to turn for a dossier that can't be logged in from here, or in any; names nobody."""
    by_mail = replace(ctx.actor, evidence=ctx.actor.evidence & ~Evidence.CHAT)
    within = may_enter(by_mail) & (Dossier.id == dossier_id) if dossier_id is not None else may_enter(by_mail)
    running = own_weeks.running_dossiers(ctx.session, within, ctx.actor.today)
    if running:
        there = running[0].tenant
        facts = {"by_mail": True, "some": False, "school": there.name, "email": there.contact_email}
        return Reply("logbook.elsewhere", facts)
    if dossier_id is None or ctx.session.scalar(select(Dossier.id).where(within)) is not None:
        # It hasn't begun, it is long over, or it is kept on paper.
        return Reply("logbook.mine", {"weeks": []})
    own = Dossier.student_id == ctx.actor.id
    dossier = ctx.session.scalar(select(Dossier).where(Dossier.id == dossier_id, own))
    school = ctx.session.get(Tenant, dossier.tenant_id) if dossier is not None else None
    facts = {
        "by_mail": False,
        "some": False,
        "school": school.name if school is not None else "",
        "email": school.contact_email if school is not None else "",
    }
    return Reply("logbook.elsewhere", facts)


def _refusals(
    dossier: Dossier, weeks: Sequence[LogbookWeek], days: Sequence[DayChange], today: date
) -> dict[date, str]:
    """Say which days can't be logged, and why."""
    entries = {entry.date: entry for week in weeks for entry in week.days}
    refused: dict[date, str] = {}
    for change in days:
        entry = entries.get(change.date)
        if last_day_to_approve(dossier.ends_on) < today:
            refused[change.date] = "too_late"
        elif change.date > today:
            refused[change.date] = "future"
        elif not dossier.starts_on <= change.date <= dossier.ends_on:
            refused[change.date] = "outside"
        elif entry is not None and entry.state == DayState.APPROVED:
            refused[change.date] = "approved"
        elif entry is not None and entry.state == DayState.CORRECTION:
            refused[change.date] = "back"
    return refused


def _refused(dossier: Dossier, refused: dict[date, str]) -> list[Reply]:
    if not refused:
        return []
    facts = {
        "tenant_id": dossier.tenant_id,
        "days": [{"date": day.isoformat(), "why": why} for day, why in sorted(refused.items())],
        "began": dossier.starts_on.isoformat(),
        "ended": dossier.ends_on.isoformat(),
    }
    return [Reply("logbook.log_refused", facts)]


def _existing(ctx: Context, dossier: Dossier, days: Sequence[DayChange]) -> list[LogbookWeek]:
    """Read and lock the weeks of these days that are there."""
    mondays = {monday_of(change.date) for change in days}
    ids = service.week_ids(ctx.session, dossier.id, mondays)
    return service.load_weeks(ctx.session, may_enter(ctx.actor), sorted(ids.values()))


def preview_log(ctx: Context) -> list[Reply]:
    """Say back the hours that would be logged, with their dates, and ask for a yes."""
    dossier = _dossier(ctx, ctx.meaning.dossier)
    if dossier is None:
        return [_elsewhere(ctx, ctx.meaning.dossier)]
    refused = _refusals(dossier, _existing(ctx, dossier, ctx.meaning.days), ctx.meaning.days, ctx.actor.today)
    fine = tuple(change for change in ctx.meaning.days if change.date not in refused)
    replies = _refused(dossier, refused)
    if not fine:
        return replies
    question = ctx.propose([replace(ctx.meaning, days=fine, mondays=(), words=ctx.words)], [], dossier.tenant_id)
    facts = {
        "tenant_id": dossier.tenant_id,
        "days": [{"date": one.date.isoformat(), "minutes": one.minutes, "note": one.note} for one in fine],
        "organisation": dossier.organisation.name,
    }
    return [Reply("logbook.log_proposal", facts, question=question), *replies]


def log_taken_back(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Undo logged hours: each day is again what it was, unless someone has built on it.

    Raises: UndoRefused when nothing of it can be taken back any more.
    """
    facts = {week["week"]: week for week in decision.facts["weeks"]}
    undone = []
    for week in service.load_weeks(ctx.session, may_enter(ctx.actor), facts):
        before = len(week.days)
        back = [day for day in facts[week.id]["days"] if _take_day_back(ctx, week, day)]
        ctx.session.flush()
        if back or len(week.days) != before:
            undone.append(_undone_facts(ctx, week))
    if not undone:
        raise UndoRefused("undo_log_gone", {})
    return undone


def _take_day_back(ctx: Context, week: LogbookWeek, was: dict[str, Any]) -> bool:
    entry = day_of(week, date.fromisoformat(was["date"]))
    if entry is None or entry.state != was["state"] or (entry.minutes, entry.note) != (was["minutes"], was["note"]):
        return False
    if was["was"] is None:
        week.days.remove(entry)
        ctx.session.delete(entry)
    else:
        entry.minutes, entry.note = was["was"], was["note_was"]
    return True


def _undone_facts(ctx: Context, week: LogbookWeek) -> dict[str, Any]:
    """Write a week that was taken back, as its student may see it."""
    own = [{"date": day.date.isoformat(), "minutes": day.minutes, "state": day.state} for day in week.days]
    return week_facts(week, own=own, undone=[], taken_by=ctx.actor.person.first_name)


@command(
    "logbook.log",
    needs=Right.LOGBOOK_ENTER,
    proof=PROVEN,
    confirm=Confirm.UNDO,
    undo=log_taken_back,
    preview=preview_log,
)
def log(ctx: Context) -> list[Reply]:
    """Log your own hours, a day or a whole week at once; your supervisor sees them once you hand them in."""
    dossier = _dossier(ctx, ctx.meaning.dossier)
    if dossier is None:
        return [_elsewhere(ctx, ctx.meaning.dossier)]
    days, today = ctx.meaning.days, ctx.actor.today
    refused = _refusals(dossier, [], days, today)
    possible = [change for change in days if change.date not in refused]
    ids = service.make_weeks(ctx.session, dossier, {monday_of(change.date) for change in possible})
    weeks = service.load_weeks(ctx.session, may_enter(ctx.actor), ids)
    refused |= _refusals(dossier, weeks, days, today)
    fine = [change for change in days if change.date not in refused]
    replies = _refused(dossier, refused)
    if not fine:
        return replies
    written = [_write_week(ctx, week, fine) for week in weeks]
    ctx.decide("logbook.log", dossier.tenant_id, {"weeks": [one for one in written if one["days"]]})
    ctx.session.flush()
    if ctx.meaning.mondays and not refused:
        return _hand_in(ctx)
    shown = [own_weeks.own_week(dossier, week.monday, week, today) for week in weeks]
    for week in shown:
        week["logged"] = [
            {"date": one.date.isoformat(), "minutes": one.minutes, "note": one.note}
            for one in fine
            if monday_of(one.date).isoformat() == week["monday"]
        ]
    drafted = [week for week in shown if week["drafts"]]
    question = _ask_to_submit(ctx, dossier, drafted[-1]) if drafted else None
    return [Reply("logbook.logged", {"weeks": shown}, question=question, acted=True), *replies]


def _write_week(ctx: Context, week: LogbookWeek, days: Sequence[DayChange]) -> dict[str, Any]:
    """Write the days of one week; gives what the record keeps of it, and what an undo needs."""
    written = []
    for change in days:
        if monday_of(change.date) != week.monday or change.minutes is None:
            continue
        entry = day_of(week, change.date)
        was = {"was": entry.minutes, "note_was": entry.note} if entry is not None else {"was": None, "note_was": ""}
        if entry is None:
            entry = DayEntry(
                tenant_id=week.tenant_id, week_id=week.id, date=change.date, minutes=0, note="", state=DayState.DRAFT
            )
            ctx.session.add(entry)
            week.days.append(entry)
        is_worked, was_worked = change.minutes > 0, entry.minutes > 0
        # What was said of a day off is no note on hours, and what was done is none on a day off.
        kept = entry.note if is_worked == was_worked else ""
        entry.minutes, entry.note = change.minutes, change.note or kept
        written.append(
            {
                "date": change.date.isoformat(),
                "minutes": entry.minutes,
                "note": entry.note,
                "state": str(entry.state),
                **was,
            }
        )
    week.days.sort(key=lambda day: day.date)
    return {"week": week.id, "dossier": week.dossier_id, "monday": week.monday.isoformat(), "days": written}


def _ask_to_submit(ctx: Context, dossier: Dossier, week: dict[str, Any]) -> Question:
    """Ask whether a week is complete; an earlier such question makes way, so that "ja" means one thing."""
    close_log_questions(ctx.session, ctx.actor.id, ctx.now, by=ctx.inbox_id)
    meaning = {
        "command": "logbook.submit",
        "weeks": [],
        "words": "",
        "dossier": dossier.id,
        "mondays": [week["monday"]],
        "logged": [[day["date"], day["minutes"], ""] for day in week["own"] if day["date"] in week["drafts"]],
    }
    facts = {
        "items": [],
        "choices": [{"label": "submit", "meaning": meaning}],
        "log": {"dossier": dossier.id, "monday": week["monday"]},
    }
    return ctx.ask("log", ctx.actor.id, dossier.tenant_id, facts)


def submit_taken_back(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Undo handing in: the days are drafts again, unless someone judged or changed them since.

    Raises: UndoRefused when nothing of it can be taken back any more.
    """
    facts = {week["week"]: week for week in decision.facts["weeks"]}
    undone = []
    for week in service.load_weeks(ctx.session, may_enter(ctx.actor), facts):
        handed = {day["date"]: day["minutes"] for day in facts[week.id]["days"]}
        back = [
            day
            for day in days_in(week, DayState.SUBMITTED)
            if handed.get(day.date.isoformat()) == day.minutes and day.ask_decision_id is None
        ]
        for day in back:
            day.state = DayState.DRAFT
        ctx.session.flush()
        if back:
            undone.append(_undone_facts(ctx, week))
    if not undone:
        raise UndoRefused("undo_log_gone", {})
    return undone


def _week_of(ctx: Context, dossier: Dossier, monday: date) -> LogbookWeek | None:
    ids = service.week_ids(ctx.session, dossier.id, {monday})
    return next(iter(service.load_weeks(ctx.session, may_enter(ctx.actor), ids.values())), None)


def preview_submit(ctx: Context) -> list[Reply]:
    """Say back which days would be handed in, and ask for a yes."""
    dossier = _dossier(ctx, ctx.meaning.dossier) if ctx.meaning.dossier is not None else None
    if dossier is None:
        return [_nothing(ctx)] if ctx.meaning.dossier is None else [_elsewhere(ctx, ctx.meaning.dossier)]
    week = _week_of(ctx, dossier, ctx.meaning.mondays[0])
    drafts = _drafts(ctx, week)
    if week is None or not drafts:
        return [_nothing(ctx)]
    meaning = replace(ctx.meaning, days=_as_shown(drafts), words=ctx.words)
    question = ctx.propose([meaning], [], dossier.tenant_id)
    facts = {
        "week": own_weeks.own_week(dossier, week.monday, week, ctx.actor.today),
        "days": pairs(drafts),
        "minutes": sum(day.minutes for day in drafts),
    }
    return [Reply("logbook.submit_proposal", facts, question=question)]


def _drafts(ctx: Context, week: LogbookWeek | None) -> list[DayEntry]:
    """Give the drafts of a week that can be handed in: a day that is still to come can't."""
    return [day for day in days_in(week, DayState.DRAFT) if day.date <= ctx.actor.today] if week is not None else []


def _as_shown(drafts: Sequence[DayEntry]) -> tuple[DayChange, ...]:
    """Write drafts as the days that a yes or a button to hand them in is about."""
    return tuple(DayChange(day.date, day.minutes) for day in sorted(drafts, key=lambda day: day.date))


@command(
    "logbook.submit",
    needs=Right.LOGBOOK_ENTER,
    proof=PROVEN,
    confirm=Confirm.UNDO,
    undo=submit_taken_back,
    preview=preview_submit,
)
def submit(ctx: Context) -> list[Reply]:
    """Hand in a week that you filled in."""
    return _hand_in(ctx, shown=ctx.meaning.days)


def _hand_in(ctx: Context, shown: Sequence[DayChange] = ()) -> list[Reply]:
    """Make the drafts of the week in question submitted hours, and say how it now stands.

    shown: the days that stood above a yes or a button; when they have changed since, they are said back as they are.
    """
    if ctx.meaning.dossier is None:
        return [_nothing(ctx)]
    dossier = _dossier(ctx, ctx.meaning.dossier)
    if dossier is None:
        return [_elsewhere(ctx, ctx.meaning.dossier)]
    week = _week_of(ctx, dossier, ctx.meaning.mondays[0])
    drafts = _drafts(ctx, week)
    if week is None or not drafts:
        return [_nothing(ctx)]
    if shown and _as_shown(drafts) != shown:
        return preview_submit(ctx)
    for day in drafts:
        day.state = DayState.SUBMITTED
    ctx.session.flush()
    record = {
        "week": week.id,
        "dossier": dossier.id,
        "monday": week.monday.isoformat(),
        "days": pairs(drafts),
    }
    ctx.decide("logbook.submit", dossier.tenant_id, {"weeks": [record]})
    close_log_questions(ctx.session, ctx.actor.id, ctx.now, by=ctx.inbox_id)
    today = ctx.actor.today
    before = digests.minutes_before(ctx.session, [week]).get(week.id, 0)
    facts = {
        "week": {
            **own_weeks.own_week(dossier, week.monday, week, today),
            "flags": flags(dossier, week, week.days, before, today),
        },
        "days": pairs(drafts),
        "minutes": sum(day.minutes for day in drafts),
        "goes_on": (week.monday + WEEK).isoformat() if week.monday + WEEK > today else None,
    }
    return [Reply("logbook.submitted", facts, acted=True)]


def _nothing(ctx: Context) -> Reply:
    """Say that there is nothing to hand in, and how the weeks in question stand."""
    return _mine(ctx, "logbook.nothing_to_submit", ctx.meaning.mondays)


def _mine(ctx: Context, name: str, mondays: Sequence[date] = ()) -> Reply:
    """Show a student's own weeks: those that were named, else this one and the last; or say where those are."""
    today = ctx.actor.today
    dossiers = own_weeks.running_dossiers(ctx.session, may_enter(ctx.actor), today)
    if not dossiers:
        return _elsewhere(ctx, None)
    wanted = mondays or (monday_of(today) - WEEK, monday_of(today))
    return Reply(name, {"weeks": own_weeks.own_weeks(ctx.session, dossiers, wanted, today)})


@command("logbook.mine", needs=Right.LOGBOOK_ENTER, proof=KNOWN, confirm=Confirm.NEVER)
def mine(ctx: Context) -> Reply:
    """See what you filled in this week and last week, and how it stands."""
    return _mine(ctx, "logbook.mine")
