"""What one can ask about what was: a student's hours, who approved a week, a receipt again, and ended placements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from core.access import Right, visible
from core.command import KNOWN, Confirm, Context, Reply, command
from core.dossiers.models import Dossier
from core.logbook import reach
from core.logbook.approvals import GivenApproval, approvals_given, may_repeat_words
from core.logbook.charts import WeekHours, Weeks, chart_facts
from core.logbook.facts import day_facts, days_in, week_facts
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.logbook.rules import last_day_to_approve
from core.people.models import Person
from core.record import Decision

MOST_WEEKS = 12
MOST_DOSSIERS = 20
# With more placements than this only totals are given.
DOSSIERS_WITH_WEEKS = 3
HANDED_IN = (DayState.SUBMITTED, DayState.CORRECTION, DayState.APPROVED)


def _role(ctx: Context) -> str:
    is_student = Right.LOGBOOK_ENTER in ctx.actor.rights and Right.LOGBOOK_APPROVE not in ctx.actor.rights
    return "student" if is_student else "supervisor"


@command("logbook.history", needs=Right.LOGBOOK_READ, proof=KNOWN, confirm=Confirm.NEVER)
def history(ctx: Context) -> Reply:
    """Look back on a student's hours: made, agreed and left."""
    statement = visible(ctx.actor, Dossier).where(Dossier.starts_on <= ctx.actor.today)
    if ctx.meaning.dossiers:
        statement = statement.where(Dossier.id.in_(ctx.meaning.dossiers))
    # An ended placement is only looked back on by name; "historisch" lists them.
    elif _role(ctx) == "supervisor":
        statement = statement.where(Dossier.ends_on >= ctx.actor.today)
    dossiers, more = _dossiers(ctx, statement)
    if not dossiers:
        return Reply("logbook.nothing_to_look_back_on", {"role": _role(ctx)})
    hours = _hours_by_week(ctx, dossiers)
    most = MOST_WEEKS // len(dossiers) if len(dossiers) <= DOSSIERS_WITH_WEEKS else 0
    written = [_history_of(dossier, hours[dossier.id], most, ctx.actor.today) for dossier in dossiers]
    only = dossiers[0] if len(dossiers) == 1 else None
    chart = chart_facts(only, hours[only.id], ctx.actor.today) if only is not None else None
    # A picture is of one placement; several say how to get one.
    has_others = len({dossier.student_id for dossier in dossiers}) > 1
    return Reply(
        "logbook.history",
        {"dossiers": written, "more": more, "chart": chart, "has_others": has_others, "role": _role(ctx)},
    )


@command("logbook.student", needs=Right.LOGBOOK_READ, proof=KNOWN, confirm=Confirm.NEVER)
def student(ctx: Context) -> Reply:
    """Say until when a student is there, at which school, with which teacher, and how many hours are left."""
    statement = visible(ctx.actor, Dossier)
    if ctx.meaning.dossiers:
        statement = statement.where(Dossier.id.in_(ctx.meaning.dossiers))
    else:
        statement = statement.where(Dossier.ends_on >= ctx.actor.today)
    dossiers, more = _dossiers(ctx, statement)
    if not dossiers:
        return Reply("logbook.nothing_to_look_back_on", {"role": _role(ctx)})
    hours = _hours_by_week(ctx, dossiers)
    teachers = reach.teachers_of(ctx.session, [dossier.id for dossier in dossiers])
    written = []
    for dossier in dossiers:
        teacher, email = teachers.get(dossier.id, ("", ""))
        written.append(
            {
                **_history_of(dossier, hours[dossier.id], 0, ctx.actor.today),
                "title": dossier.title,
                "teacher": teacher,
                "teacher_email": email,
                "school_email": dossier.tenant.contact_email,
            }
        )
    return Reply("logbook.student", {"dossiers": written, "more": more, "role": _role(ctx)})


def _dossiers(ctx: Context, statement: Any) -> tuple[list[Dossier], int]:
    """Read dossiers, the latest first, and how many more there are than are named."""
    named = statement.options(
        joinedload(Dossier.student),
        joinedload(Dossier.tenant),
        joinedload(Dossier.college),
        joinedload(Dossier.organisation),
    ).order_by(Dossier.ends_on.desc(), Dossier.id)
    found = list(ctx.session.scalars(named.limit(MOST_DOSSIERS + 1)))
    if len(found) <= MOST_DOSSIERS:
        return found, 0
    count = ctx.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    return found[:MOST_DOSSIERS], count - MOST_DOSSIERS


def _hours_by_week(ctx: Context, dossiers: Sequence[Dossier]) -> dict[int, Weeks]:
    """Sum what was handed in, by dossier, week and state, in one statement."""
    summed = (
        visible(ctx.actor, DayEntry)
        .where(LogbookWeek.dossier_id.in_([dossier.id for dossier in dossiers]), DayEntry.state.in_(HANDED_IN))
        .with_only_columns(
            LogbookWeek.dossier_id, LogbookWeek.id, LogbookWeek.monday, DayEntry.state, func.sum(DayEntry.minutes)
        )
        .group_by(LogbookWeek.dossier_id, LogbookWeek.id, LogbookWeek.monday, DayEntry.state)
    )
    found: dict[int, Weeks] = defaultdict(dict)
    for dossier_id, week_id, monday, state, minutes in ctx.session.execute(summed):
        found[dossier_id].setdefault(monday, WeekHours(week_id)).by_state[state] = int(minutes)
    return found


def _history_of(dossier: Dossier, weeks: Weeks, most: int, today: date) -> dict[str, Any]:
    def total(state: DayState) -> int:
        return sum(week.by_state.get(state, 0) for week in weeks.values())

    approved = total(DayState.APPROVED)
    return {
        **_placement_facts(dossier),
        "is_over": dossier.ends_on < today,
        "approved": approved,
        "waiting": total(DayState.SUBMITTED),
        "returned": total(DayState.CORRECTION),
        "agreed": dossier.agreed_minutes,
        "left": max(0, dossier.agreed_minutes - approved),
        "limit": dossier.week_minutes,
        "weeks": [
            {
                "week_id": week.week_id,
                "monday": monday.isoformat(),
                "minutes": week.minutes,
                "state": _state(week.by_state),
                "is_over": 0 < dossier.week_minutes < week.minutes,
            }
            for monday, week in sorted(weeks.items(), reverse=True)[:most]
        ],
        "earlier": max(0, len(weeks) - most) if most else 0,
    }


def _placement_facts(dossier: Dossier) -> dict[str, Any]:
    return {
        "tenant_id": dossier.tenant_id,
        "student": dossier.student.name,
        "first_name": dossier.student.first_name,
        "school": dossier.tenant.name,
        "organisation": dossier.organisation.name,
        "began": dossier.starts_on.isoformat(),
        "ended": dossier.ends_on.isoformat(),
    }


def _state(states: Iterable[str]) -> str:
    """Name the state of a week that asks for attention first."""
    return next(str(state) for state in (DayState.CORRECTION, DayState.SUBMITTED, DayState.APPROVED) if state in states)


@command("logbook.who", needs=Right.LOGBOOK_READ, proof=KNOWN, confirm=Confirm.NEVER)
def who(ctx: Context) -> Reply:
    """Say who approved a week, when and by which channel."""
    weeks, more = _weeks_asked(ctx)
    if not weeks:
        asked = [monday.isoformat() for monday in ctx.meaning.mondays]
        return Reply("logbook.no_such_week", {"mondays": asked, "role": _role(ctx)})
    given = approvals_given(ctx.session, ctx.actor, ctx.now, [week.id for week in weeks])
    repeats = may_repeat_words(ctx.session, ctx.actor)
    written = []
    for week in weeks:
        # Notes are for the supervisor and the student, and this is about neither.
        days = [{**day_facts(day), "note": ""} for day in days_in(week, *HANDED_IN)]
        facts = week_facts(week, given=[_given_facts(one, repeats=repeats) for one in given.get(week.id, ())])
        written.append({**facts, "days": days, "open": [day for day in days if day["state"] != DayState.APPROVED]})
    return Reply("logbook.who", {"weeks": written, "more": more, "role": _role(ctx)})


def _weeks_asked(ctx: Context) -> tuple[list[LogbookWeek], int]:
    """Read the weeks that are asked after, the latest first, and how many more there are."""
    handed_in = select(DayEntry.week_id).where(DayEntry.week_id == LogbookWeek.id, DayEntry.state.in_(HANDED_IN))
    statement = visible(ctx.actor, LogbookWeek).where(handed_in.exists())
    if ctx.meaning.dossiers:
        statement = statement.where(LogbookWeek.dossier_id.in_(ctx.meaning.dossiers))
    if ctx.meaning.mondays:
        statement = statement.where(LogbookWeek.monday.in_(ctx.meaning.mondays))
    loaded = statement.options(
        contains_eager(LogbookWeek.dossier).options(
            joinedload(Dossier.student), joinedload(Dossier.tenant), joinedload(Dossier.organisation)
        ),
        selectinload(LogbookWeek.days),
    ).order_by(LogbookWeek.monday.desc(), LogbookWeek.id)
    found = list(ctx.session.scalars(loaded.limit(MOST_WEEKS + 1)))
    if len(found) <= MOST_WEEKS:
        return found, 0
    ids = statement.with_only_columns(LogbookWeek.id).subquery()
    count = ctx.session.scalar(select(func.count()).select_from(ids)) or 0
    return found[:MOST_WEEKS], count - MOST_WEEKS


def _given_facts(one: GivenApproval, *, repeats: bool) -> dict[str, Any]:
    days = [{"date": day.isoformat(), "minutes": minutes} for day, minutes in one.days]
    return {
        "who": one.by,
        "in_place_of": one.in_place_of,
        "is_own": one.is_own,
        "number": one.number,
        "when": one.at.isoformat(timespec="minutes"),
        "channel": one.channel,
        "days": days,
        "minutes": sum(minutes for _, minutes in one.days),
        "is_final": one.is_final,
        "final_at": one.final_at.isoformat(timespec="minutes"),
        "withdrawn": one.withdrawn_at.isoformat(timespec="minutes") if one.withdrawn_at is not None else "",
        "words": one.words[:300] if repeats else "",
        "asked": one.asked_at.isoformat(timespec="minutes") if one.asked_at is not None else "",
        "asked_words": one.asked_words[:300] if repeats else "",
    }


@command("logbook.receipt", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def receipt(ctx: Context) -> Reply:
    """Give the receipt of one of your own answers again, by its number, or the last one."""
    statement = select(Decision).where(Decision.person_id == ctx.actor.id)
    if ctx.meaning.number is not None:
        statement = statement.where(Decision.id == ctx.meaning.number)
    else:
        # The last answer about hours: a changed setting since is none.
        statement = statement.where(Decision.command.startswith("logbook."))
    decision = ctx.session.scalars(statement.order_by(Decision.id.desc()).limit(1)).first()
    number = str(ctx.meaning.number or "")
    nothing = Reply("logbook.no_receipt", {"number": number, "role": _role(ctx)})
    if decision is None:
        return nothing
    ids = dict.fromkeys(reach.weeks_of(decision))
    weeks = reach.visible_weeks(ctx.session, ctx.actor, ids)
    if not weeks:
        return nothing
    # The words of a whole message may name a student who is out of reach here.
    is_whole = len(weeks) == len(ids)
    changed = _changed_by(decision)
    facts = {
        "who": ctx.actor.person.name,
        "when": decision.decided_at.astimezone(ctx.actor.zone).isoformat(timespec="minutes"),
        "channel": decision.channel,
        "words": decision.words[:300] if is_whole and may_repeat_words(ctx.session, ctx.actor) else "",
        "number": str(decision.id),
        "in_place_of": _in_place_of(ctx, decision),
    }
    return Reply(
        "logbook.receipt",
        {
            "receipt": facts,
            "weeks": [{**week_facts(week), "days": [], **changed[week.id]} for week in weeks],
            "some": not is_whole,
            "undone": decision.undone_by is not None,
            "undid": decision.command == "logbook.undo",
            "role": _role(ctx),
        },
    )


def _in_place_of(ctx: Context, decision: Decision) -> list[str]:
    """Name in whose place hours were judged, "" for one's own beside them; none when all was one's own."""
    ids = {week.get("in_place_of") for week in decision.facts.get("weeks", ())}
    if not ids - {None}:
        return []
    names = ctx.session.scalars(select(Person).where(Person.id.in_(ids - {None})))
    return sorted([one.name for one in names] + ([""] if None in ids else []))


def _changed_by(decision: Decision) -> dict[int, dict[str, Any]]:
    """Read what a decision did to each of its weeks, as the record has it."""
    facts = decision.facts
    if "week" in facts:
        return {facts["week"]: {"approved": [], "returned": [], "entered": facts["days"]}}
    return {
        week["week"]: {"approved": week.get("approved", []), "returned": week.get("returned", []), "entered": []}
        for week in facts.get("weeks", ())
    }


@command("logbook.historic", needs=Right.LOGBOOK_READ, proof=KNOWN, confirm=Confirm.NEVER)
def historic(ctx: Context) -> Reply:
    """List placements that ended, and until when their hours can still be approved."""
    today = ctx.actor.today
    ended = visible(ctx.actor, Dossier).where(Dossier.ends_on < today, Dossier.ends_on >= today - reach.KNOWN_FOR)
    dossiers, more = _dossiers(ctx, ended)
    hours = _hours_by_week(ctx, dossiers) if dossiers else {}
    teachers = reach.teachers_of(ctx.session, [dossier.id for dossier in dossiers]) if dossiers else {}
    written = []
    for dossier in dossiers:
        teacher, email = teachers.get(dossier.id, ("", ""))
        weeks = hours.get(dossier.id, {})
        waiting = {monday for monday, week in weeks.items() if week.by_state.keys() - {DayState.APPROVED}}
        last_day = last_day_to_approve(dossier.ends_on)
        written.append(
            {
                **_placement_facts(dossier),
                "last_day": last_day.isoformat(),
                "waiting": [monday.isoformat() for monday in sorted(waiting)],
                "teacher": teacher,
                "teacher_email": email or dossier.tenant.contact_email,
                "is_late": last_day < today,
            }
        )
    facts = {
        "still": [one for one in written if not one["is_late"]],
        "late": [one for one in written if one["is_late"]],
        "more": more,
        "role": _role(ctx),
    }
    return Reply("logbook.historic", facts)
